"""The first tables."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Moderator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[("moderator", "Moderator"), ("editor", "Editor"), ("administrator", "Administrator")],
                        default="moderator",
                        max_length=16,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("language", models.CharField(blank=True, default="", max_length=8)),
                ("sealed_address", models.BinaryField(blank=True, null=True)),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("none", "No mail"),
                            ("each", "A message for each held comment"),
                            ("digest", "A digest"),
                        ],
                        default="none",
                        max_length=8,
                    ),
                ),
                ("digest_sent_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("actor", models.CharField(max_length=80)),
                ("via", models.CharField(max_length=16)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("approve", "Approved"),
                            ("reject", "Rejected"),
                            ("spam", "Called spam"),
                            ("hold", "Held again"),
                            ("unpublish", "Unpublished"),
                            ("edit", "Edited"),
                            ("reply", "Replied as the desk"),
                            ("pin", "Pinned"),
                            ("unpin", "Unpinned"),
                            ("undo", "Undone"),
                            ("forget", "Forgotten"),
                            ("export", "Exported"),
                            ("import", "Imported"),
                            ("expire", "Deleted after its time"),
                            ("close-thread", "Closed a thread"),
                            ("open-thread", "Opened a thread"),
                            ("close-report", "Settled a report"),
                            ("block", "Added to the blocklist"),
                            ("unblock", "Took from the blocklist"),
                            ("add-moderator", "Added a moderator"),
                            ("change-moderator", "Changed a moderator"),
                            ("log-in", "Logged in"),
                            ("change-token", "Made or revoked an API token"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.CharField(blank=True, db_index=True, default="", max_length=128)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Correspondent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("sealed_address", models.BinaryField(null=True)),
                ("first_seen", models.DateTimeField()),
                ("last_seen", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("name", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("value", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.BigIntegerField(unique=True)),
                ("due_at", models.DateTimeField(db_index=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, default="", max_length=300)),
                ("done_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SpentToken",
            fields=[
                ("nonce", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("id", models.CharField(max_length=114, primary_key=True, serialize=False)),
                ("url", models.CharField(max_length=2000)),
                ("title", models.CharField(max_length=500)),
                ("language", models.CharField(max_length=16)),
                ("is_offered", models.BooleanField(default=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("comment", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("is_forgotten", models.BooleanField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("spam", models.PositiveIntegerField(default=0)),
                ("ham", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("reply_to", models.CharField(blank=True, db_index=True, default="", max_length=26)),
                ("author", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "by",
                    models.CharField(choices=[("reader", "reader"), ("desk", "desk")], default="reader", max_length=8),
                ),
                ("pinned", models.BooleanField(default=False)),
                ("language", models.CharField(blank=True, default="", max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("spam", "Spam"),
                            ("unpublished", "Unpublished"),
                        ],
                        default="held",
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unsupported-claim", "Unsupported claim about a person"),
                            ("private", "Private details of somebody"),
                            ("insult", "Insult or threat"),
                            ("hatred", "Hatred against a group"),
                            ("off-topic", "Off topic"),
                            ("advertising", "Advertising"),
                            ("repeated", "Said already"),
                            ("unlawful", "Unlawful"),
                            ("author", "At its author's wish"),
                            ("other", "Another reason"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("once", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("origin", models.CharField(blank=True, max_length=200, null=True, unique=True)),
                ("spam_score", models.FloatField(blank=True, null=True)),
                ("learned_as", models.CharField(blank=True, default="", max_length=4)),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "correspondent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="comments",
                        to="moderation.correspondent",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="moderation.thread"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("comment", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("thread", models.CharField(max_length=114)),
                ("is_removed", models.BooleanField(default=False)),
                ("sequence", models.BigIntegerField(unique=True)),
                ("written", models.BigIntegerField(default=0)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("sequence__gt", models.F("written"))),
                        fields=["sequence"],
                        name="publication_to_write",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("unsupported-claim", "Unsupported claim about a person"),
                            ("private", "Private details of somebody"),
                            ("insult", "Insult or threat"),
                            ("hatred", "Hatred against a group"),
                            ("off-topic", "Off topic"),
                            ("advertising", "Advertising"),
                            ("repeated", "Said already"),
                            ("unlawful", "Unlawful"),
                            ("author", "At its author's wish"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(blank=True, default="")),
                ("received_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="moderation.comment"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=8)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscription",
                        to="moderation.comment",
                    ),
                ),
                (
                    "correspondent",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="moderation.correspondent"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("word", "A word or phrase"),
                            ("link", "Links to a domain"),
                            ("address", "An e-mail address"),
                        ],
                        max_length=8,
                    ),
                ),
                ("pattern", models.CharField(max_length=200)),
                ("silent", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "pattern"), name="block_once")],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("names-person", "Names a person of this site"),
                            ("links", "Has links"),
                            ("first", "First comment from this address"),
                            ("quick", "Was sent very quickly"),
                            ("trap", "Filled in a field that people do not see"),
                            ("blocked", "Has something from the blocklist"),
                            ("suspected", "Resembles what was called spam"),
                            ("orphan", "Replies to a comment that is not there"),
                            ("imported", "Was imported unapproved"),
                        ],
                        max_length=16,
                    ),
                ),
                ("detail", models.CharField(blank=True, default="", max_length=200)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="holds", to="moderation.comment"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["reason", "comment"], name="hold_reason_comment")],
                "constraints": [models.UniqueConstraint(fields=("comment", "reason", "detail"), name="hold_once")],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("author", models.CharField(max_length=200)),
                ("text", models.TextField()),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="moderation.comment"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("comment", "number"), name="revision_once")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("digest", "Digest"),
                            ("report", "Report"),
                            ("confirm", "Confirm"),
                            ("approved", "Approved"),
                            ("reply", "Reply"),
                        ],
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, default="", max_length=300)),
                ("sent_at", models.DateTimeField(null=True)),
                ("given_up_at", models.DateTimeField(null=True)),
                (
                    "comment",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to="moderation.comment"),
                ),
                (
                    "moderator",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, to="moderation.subscription"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("given_up_at__isnull", True), ("sent_at__isnull", True)),
                        fields=["due_at"],
                        name="message_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("subscription__isnull", False)),
                        fields=("kind", "subscription", "comment"),
                        name="message_once_to_reader",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("comment__isnull", False), ("moderator__isnull", False)),
                        fields=("kind", "moderator", "comment"),
                        name="message_once_to_moderator",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["state", "id"], name="comment_state_id"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["thread", "id"], name="comment_thread_id"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["thread", "state", "id"], name="comment_thread_state_id"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["state", "decided_at"], name="comment_state_decided_at"),
        ),
    ]
