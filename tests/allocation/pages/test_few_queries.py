"""Every page of a scenario asks the database fifteen times at most, whoever reads it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ancrage.allocation.actions.scenarios import copy_scenario
from tests.allocation.app import world as making
from tests.allocation.app.world import LOIRE, NOW, again

pytestmark = pytest.mark.django_db
MOST = 15
LISTS = ("allocations", "allocation_new", "allocation_compare")
OF_ONE = (
    "allocation",
    "allocation_describe",
    "allocation_copy",
    "allocation_lines",
    "allocation_take",
    "allocation_rules",
    "allocation_rules_take",
    "allocation_adopt",
    "allocation_line",
)


@pytest.fixture
def planned(world):
    """A scenario whose rules are repeated by territory, and that has a plan."""
    each = {"code": "t", "label": "Territoire", "each": "territory", "ceiling_share": 0.9}
    floor = {"code": "l", "label": "Loire", "where": {"territory": LOIRE}, "floor_cents": 100}
    return making.planned(making.ruled(world, {"limit": [each, floor]}))


@pytest.mark.parametrize("name", [*LISTS, *OF_ONE])
def test_a_page_asks_little_of_the_database(client_of, world, planned, name):
    by = world.actor("copilot")
    copies = [copy_scenario(by=by, now=NOW, scenario=planned, name=f"Essai {n}") for n in "bc"]
    codes = [planned.code, *(making.planned(again(one)).code for one in copies)]
    args = {"allocation_line": [planned.code, "A"]}.get(name, [planned.code])
    asked = {
        "allocation_line": {"cents": "1 000"},
        "allocation_compare": dict(zip("abc", codes, strict=True)),
    }
    address = reverse(name, args=[] if name in LISTS else args)
    opened = []
    for who in ("copilot", "auditor"):
        client = client_of(who)
        client.get(address, asked.get(name))  # what the process keeps is there then
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address, asked.get(name))
        if response.status_code == 200:
            opened.append(who)
            assert len(queries) <= MOST, (who, [query["sql"] for query in queries])
    assert opened
