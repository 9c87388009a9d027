"""Two people at once: the same draft, the same list, the same numbers."""

import datetime as dt
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ancrage.adaptation import actions
from ancrage.adaptation.actions import AmendmentRefusedError, StaleAmendmentError
from ancrage.adaptation.lists import HeldList, latest_list, moves_of, stages
from ancrage.adaptation.models import Amendment
from ancrage.geography.models import PerimeterVersion
from ancrage.journal.models import JournalEntry, JournalHead
from ancrage.selection.engine.amending import (
    AddMember,
    AddTerritory,
    MoveRefused,
    RemoveMember,
    RenameTerritory,
)
from ancrage.selection.queries.country import loaded_country
from tests.adaptation.site import (
    ADD,
    HOST,
    NOW,
    PROGRAMME,
    RENAME,
    SIRENS,
    TODAY,
    accept,
    approved,
    decide,
    drafted,
    programme,
    submitted,
    todays_list,
)
from tests.people.world import person, sign_in
from tests.together import at_once

TOMORROW = TODAY + dt.timedelta(days=1)


def kinds(found: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in found)


@pytest.mark.django_db(transaction=True)
def test_two_who_save_the_same_draft_do_not_lose_each_other():
    programme()
    made = drafted()
    found = at_once(
        lambda: actions.add_move(by=HOST, now=NOW, code=made.code, move=ADD, revision=1),
        lambda: actions.add_move(by=HOST, now=NOW, code=made.code, move=RENAME, revision=1),
    )
    assert kinds(found) == ["Amendment", "StaleAmendmentError"]
    held = Amendment.objects.get()
    assert (held.revision, len(held.moves)) == (2, 1)
    refused = next(r for r in found if isinstance(r, StaleAmendmentError))
    assert refused.held.revision == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_two_amendments_at_once_both_see_the_other():
    programme()
    one, two = approved(ADD), approved(RemoveMember("sim-0102", SIRENS[10]))
    found = at_once(
        lambda: accept(one, valid_from=TODAY),
        lambda: accept(two, valid_from=TOMORROW),
    )
    names = kinds(found)
    assert names in (["Amendment", "Amendment"], ["Amendment", "AmendmentRefusedError"])
    if "AmendmentRefusedError" in names:  # tomorrow's list came first: today's would be before
        accept(one, valid_from=TOMORROW + dt.timedelta(days=1))
    members = todays_list()
    assert SIRENS[1] in members["sim-0101"]
    assert members["sim-0102"] == (SIRENS[9],)
    assert PerimeterVersion.objects.filter(perimeter=PROGRAMME).count() == 3
    entries = JournalEntry.objects.order_by("number")
    assert [e.previous for e in entries[1:]] == [e.hash for e in entries][:-1]
    assert JournalHead.objects.get().number == len(entries)


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_with_the_same_preview_do_not_publish_what_was_not_seen():
    programme()
    one, two = approved(ADD), approved(RENAME)
    found = at_once(
        lambda: accept(one, valid_from=TODAY, seen_list="essai-1"),
        lambda: accept(two, valid_from=TODAY, seen_list="essai-1"),
    )
    assert kinds(found) == ["Amendment", "AmendmentRefusedError"]
    assert PerimeterVersion.objects.filter(perimeter=PROGRAMME).count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_amendment_is_decided_once():
    programme()
    made = approved(ADD)
    found = at_once(
        lambda: accept(made),
        lambda: actions.refuse_amendment(by=HOST, now=NOW, code=made.code, words="Non."),
    )
    assert kinds(found) == ["Amendment", "AmendmentRefusedError"]
    assert Amendment.objects.get().state in {"accepted", "refused"}
    done = JournalEntry.objects.filter(command__in=["adaptation.accept", "adaptation.refuse"])
    assert done.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_propose_at_once_get_two_numbers():
    programme()
    found = at_once(*[drafted] * 3)
    assert kinds(found) == ["Amendment"] * 3
    codes = sorted(Amendment.objects.values_list("code", flat=True))
    assert codes == ["01-2026-01", "01-2026-02", "01-2026-03"]


@pytest.mark.django_db(transaction=True)
def test_submitting_while_somebody_writes_keeps_one_or_the_other_whole():
    programme()
    made = drafted(ADD)
    found = at_once(
        lambda: actions.submit_amendment(by=HOST, now=NOW, code=made.code, revision=2),
        lambda: actions.add_move(by=HOST, now=NOW, code=made.code, move=RENAME, revision=2),
    )
    held = Amendment.objects.get()
    if held.state == "submitted":
        assert len(held.moves) == 1
        assert any(isinstance(r, AmendmentRefusedError) for r in found)
    else:
        assert len(held.moves) == 2
        assert any(isinstance(r, StaleAmendmentError) for r in found)


@pytest.mark.django_db
def test_two_browsers_amend_the_same_list():
    """Two co-pilots, two drafts on the same list, one territory in common."""
    programme()
    west, east = Client(), Client()
    sign_in(west, person("copilot", code="01"))
    sign_in(east, person("copilot", code="02"))
    told = {"programme": PROGRAMME, "reason": "Parce que."}
    for client, region, title in ((west, "01", "Ouest"), (east, "02", "Est")):
        client.post(reverse("amendment_new"), told | {"region": region, "title": title})
    ours, theirs = (Amendment.objects.get(title=title) for title in ("Ouest", "Est"))
    change = {"genre": "add_member", "territoire": "sim-0102"}
    for client, amendment, siren in ((west, ours, SIRENS[13]), (east, theirs, SIRENS[14])):
        url = reverse("amendment_move", args=[amendment.code])
        data = change | {"membre": siren, "revision": "1"}
        assert client.post(url, data).status_code == 302
        url = reverse("amendment_submit", args=[amendment.code])
        assert client.post(url, {"words": "", "revision": "2"}).status_code == 302
    assert west.get(reverse("amendment", args=[theirs.code])).status_code == 200
    for amendment in (ours, theirs):
        decide(amendment)
    nation = sign_in(Client(), person("national"))
    day = timezone.localdate().isoformat()
    accepting = {"valid_from": day, "words": "", "seen_list": "essai-1", "revision": "4"}
    url = reverse("amendment_accept", args=[ours.code])
    assert nation.post(url, accepting).status_code == 302
    url = reverse("amendment_accept", args=[theirs.code])
    assert "a reçu U13" in nation.get(url).content.decode()
    url = reverse("amendment_send_back", args=[theirs.code])
    assert nation.post(url, {"words": "La liste a changé.", "revision": "4"}).status_code == 302
    html = (
        east.get(reverse("amendment", args=[theirs.code])).content.decode().replace("\u00a0", " ")
    )
    assert "Ajouter U14 au territoire « Milieu »" in html
    assert "a reçu U13" in html
    theirs.refresh_from_db()
    assert theirs.state == "correction"
    assert theirs.set_aside[0]["move"]["siren"] == SIRENS[14]


MOVES = st.sampled_from(
    [
        AddMember("sim-0101", SIRENS[1]),
        AddMember("sim-0101", SIRENS[5]),
        AddMember("sim-0102", SIRENS[13]),
        RemoveMember("sim-0101", SIRENS[4]),
        RemoveMember("sim-0102", SIRENS[10]),
        RenameTerritory("sim-0101", "Neuf"),
        RenameTerritory("sim-0102", "Centre"),
        AddTerritory("sim-0103", "Sud", "01", (SIRENS[12],)),
        AddTerritory("sim-0103", "Ouest", "01", (SIRENS[8],)),
    ]
)


SEVERAL = st.lists(MOVES, min_size=1, max_size=3)


def _drafted(moves) -> Amendment | None:
    """A draft with those of the moves that can be made one after the other."""
    made = drafted()
    for move in moves:
        try:
            made = actions.add_move(by=HOST, now=NOW, code=made.code, move=move)
        except (MoveRefused, AmendmentRefusedError):
            continue
    return made if made.moves else None


@pytest.mark.django_db
@given(first=SEVERAL, second=SEVERAL)
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_no_move_is_lost_whoever_comes_first(first, second):
    """Each move of the later one is in the new list, or set aside with why, or there already."""
    programme_again()
    ours, theirs = _drafted(first), _drafted(second)
    if ours is None or theirs is None:
        return
    for made in (ours, theirs):
        actions.submit_amendment(by=HOST, now=NOW, code=made.code)
        decide(made)
    accept(ours)
    asked = list(theirs.moves)
    try:
        done = accept(theirs, valid_from=TOMORROW)
    except AmendmentRefusedError:
        done = actions.send_back_amendment(by=HOST, now=NOW, code=theirs.code, words="Non.")
        assert len(done.set_aside) == len(asked)
        return
    rest = Amendment.objects.filter(follows=done).first()
    aside = rest.set_aside if rest else []
    already = len(asked) - len(done.moves) - len(aside)
    assert already >= 0
    assert all(item["why"] for item in aside)
    assert Counter(m["kind"] for m in done.moves) <= Counter(m["kind"] for m in asked)
    _check_list(done)


def _check_list(done: Amendment) -> None:
    """The list published is the moves on the list before; nobody is in two territories."""
    base = HeldList(done.base).territories
    made = stages(loaded_country(), base, moves_of(done.moves))[-1]
    head = HeldList(latest_list(PROGRAMME)).territories
    assert {t.code: (t.name, set(t.members)) for t in made} == {
        t.code: (t.name, set(t.members)) for t in head
    }
    members = [siren for t in head for siren in t.members]
    assert len(members) == len(set(members))


def programme_again() -> None:
    """The same small programme for each example: what the last one left is rolled away."""
    Amendment.objects.all().delete()
    PerimeterVersion.objects.filter(perimeter=PROGRAMME).exclude(code="essai-1").delete()
    if not PerimeterVersion.objects.filter(code="essai-1").exists():
        programme()
    PerimeterVersion.objects.filter(code="essai-1").update(valid_to=None)


@pytest.mark.django_db
def test_the_third_in_a_row_still_finds_its_place():
    programme()
    moves = (ADD, RENAME, RemoveMember("sim-0102", SIRENS[10]))
    held = [submitted(move) for move in moves]
    for rank, made in enumerate(held):
        decide(made)
        accept(made, valid_from=TODAY + dt.timedelta(days=rank))
    versions = PerimeterVersion.objects.filter(perimeter=PROGRAMME).order_by("valid_from")
    assert [v.code for v in versions][1:] == [
        f"essai-{TODAY + dt.timedelta(days=rank)}" for rank in range(3)
    ]
    assert todays_list()["sim-0102"] == (SIRENS[9],)
    assert SIRENS[1] in todays_list()["sim-0101"]
