"""What the moderators' pages sort by, and what else can be done and held for."""

from django.db import migrations, models

from corkboard.desk.moderation.models import Action, HeldFor


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_mail")]

    operations = [
        migrations.AlterField("hold", "reason", models.CharField(choices=HeldFor.choices, max_length=16)),
        migrations.AlterField("auditentry", "action", models.CharField(choices=Action.choices, max_length=20)),
        migrations.RunSQL("UPDATE moderation_comment SET spam_score = 0.5 WHERE spam_score IS NULL", elidable=True),
        migrations.AlterField("comment", "spam_score", models.FloatField(default=0.5)),
        migrations.AddIndex(
            "comment", models.Index(fields=["state", "spam_score", "id"], name="comment_state_spam_score")
        ),
    ]
