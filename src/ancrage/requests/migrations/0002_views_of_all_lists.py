from django.db import migrations


def move(apps, schema_editor):
    """Keep the views of the requests among those of all lists; `page` is the list's address."""
    kept = apps.get_model("people", "SavedView")
    kept.objects.bulk_create(
        kept(page="requests", **view)
        for view in apps.get_model("requests", "SavedView").objects.values(
            "reference", "person", "name", "query", "saved_at"
        )
    )


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0001_requests"),
        ("people", "0004_saved_views"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="SavedView"),
    ]
