"""The first tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comment", "Comment"),
                            ("report", "Report"),
                            ("confirmation", "Confirmation"),
                            ("unsubscription", "Unsubscription"),
                            ("refused", "Refused"),
                        ],
                        max_length=16,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("once", models.CharField(max_length=64, unique=True)),
                ("content", models.JSONField()),
            ],
        ),
    ]
