"""What the mailer notes: that a message is on its way, and that somebody wants no mail at all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_audit_log_is_append_only")]

    operations = [
        migrations.AddField("message", "handed_at", models.DateTimeField(null=True)),
        migrations.AddField("correspondent", "refused_mail_at", models.DateTimeField(null=True)),
    ]
