"""What a database of an earlier version holds is kept when it comes to this one."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ancrage.people.models import SavedView


def migrate(name: str):
    """The models as they were after this migration of the requests."""
    executor = MigrationExecutor(connection)
    executor.migrate([("requests", name)])
    return executor.loader.project_state([("requests", name)]).apps


@pytest.mark.django_db(transaction=True)
def test_the_views_of_the_requests_become_views_of_a_list():
    before = migrate("0001_requests")
    view = {"person": "p" * 32, "name": "À suivre", "query": "etat=sent"}
    saved_at = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    old = before.get_model("requests", "SavedView").objects.create(**view, saved_at=saved_at)
    migrate("0002_views_of_all_lists")
    (kept,) = SavedView.objects.values()
    assert kept == view | {
        "id": kept["id"],
        "page": "requests",
        "reference": old.reference,
        "saved_at": saved_at,
    }
