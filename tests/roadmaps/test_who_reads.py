"""Who reads how much of a sheet, at each stage of its life, reserved or not.

The snapshot is the matrix that a reviewer reads. The page and the list are
asked the same question and answer it alike.
"""

from collections import defaultdict

import pytest
from django.test import Client
from django.urls import reverse

from ancrage.roadmaps.actions.following import share_sheet
from ancrage.roadmaps.actions.steps import decide_sheet, lead_sheet, submit_sheet
from ancrage.roadmaps.actions.writing import delete_sheet, write_sheet
from ancrage.roadmaps.models import ActionSheet
from tests.people.world import sign_in
from tests.roadmaps.world import NOW, WORD, again, begun, running, submitted, validated

pytestmark = pytest.mark.django_db
LATER = "mot-non-validé"
"""A word written after the committee's decision."""


def _changed(world, sheet: ActionSheet) -> ActionSheet:
    values = {"context": LATER}
    at = again(sheet).revision
    write_sheet(by=world.actor("manager"), now=NOW, sheet=sheet, revision=at, values=values)
    return again(sheet)


def _proposed(world, **told) -> ActionSheet:
    sheet = _changed(world, running(world, **told))
    return submit_sheet(by=world.actor("elected"), now=NOW, sheet=sheet, verb="revise")


def _refused(world, **told) -> ActionSheet:
    by = world.actor("secretariat")
    sheet = submitted(world, **told)
    return decide_sheet(by=by, now=NOW, sheet=sheet, verb="refuse", reason="Hors sujet.")


def _abandoned(world, **told) -> ActionSheet:
    by = world.actor("manager")
    sheet = running(world, **told)
    return lead_sheet(by=by, now=NOW, sheet=sheet, verb="abandon", reason="Sans suite.")


BIN = "à la corbeille"
STAGES = {
    "idée": begun,
    "soumise": submitted,
    "refusée": _refused,
    "validée": validated,
    "engagée, changée depuis": lambda world, **told: _changed(world, running(world, **told)),
    "engagée, nouvelle version soumise": _proposed,
    "abandonnée après validation": _abandoned,
    BIN: begun,
}


def level(told: str, *, is_changed: bool) -> str:
    """How much words say of a sheet."""
    if WORD not in told:
        return "outline"
    if is_changed:
        return "as it is written" if LATER in told else "as it was validated"
    return "whole"


def read(client: Client, url: str, *, is_changed: bool) -> str:
    answer = client.get(url)
    if answer.status_code == 404:
        return "nothing"
    assert answer.status_code == 200, url
    return level(answer.content.decode(), is_changed=is_changed)


@pytest.mark.parametrize("private", [False, True], ids=["ouverte", "réservée"])
@pytest.mark.parametrize("stage", STAGES)
def test_who_reads_how_much_at_each_stage(world, monkeypatch, stage, private, snapshot):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    sheet = STAGES[stage](world, private=private, operators=["bpifrance"])
    share_sheet(by=world.actor("manager"), now=NOW, sheet=sheet, email=world.people["owner"].email)
    if stage == BIN:
        delete_sheet(by=world.actor("manager"), now=NOW, sheet=again(sheet))
    is_changed = LATER in str(again(sheet).content)
    readers = defaultdict(list)
    for who in ("", *world.people):
        client = sign_in(Client(), world.people[who]) if who else Client()
        found = read(client, reverse("sheet", args=[sheet.code]), is_changed=is_changed)
        listed = client.get(reverse("sheets")).content.decode()
        assert (sheet.code in listed) == (found != "nothing"), who
        readers[found].append(who or "visitor")
    assert readers == snapshot
