from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AddField(
            "job", "attempt", models.PositiveIntegerField("tentative", default=1)
        ),
        migrations.AddField(
            "job", "worker", models.CharField("processus", max_length=200, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AlterField(
            "job",
            "state",
            models.CharField(
                "état",
                max_length=12,
                choices=[
                    ("waiting", "en attente"),
                    ("running", "en cours"),
                    ("stopping", "arrêt demandé"),
                    ("done", "terminé"),
                    ("failed", "échoué"),
                    ("cancelled", "annulé"),
                    ("interrupted", "interrompu"),
                ],
            ),
        ),
    ]
