"""Writing a sheet on the screen: nothing typed is lost, by autosave or without JavaScript."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ancrage.files.models import StoredFile
from ancrage.roadmaps.actions.steps import lead_sheet
from ancrage.roadmaps.actions.writing import write_sheet
from ancrage.roadmaps.definitions import form, vocabularies
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.rules.differences import GONE, NEW, SAME, pieces
from ancrage.roadmaps.rules.values import Reader
from ancrage.roadmaps.rules.written import as_typed
from tests.people.world import sign_in
from tests.roadmaps.world import (
    ARVE,
    NORTH,
    NOW,
    SIRENS,
    TODAY,
    again,
    begun,
    running,
    submitted,
)
from tests.simplification.world import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """It is the day of the tests' world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def client_of(world, who: str) -> Client:
    return sign_in(Client(), world.people[who])


def post(world, who: str, name: str, *args, status: int = 302, **data):
    response = client_of(world, who).post(reverse(name, args=args), data)
    assert response.status_code == status, (who, response.content.decode()[:3000])
    return response


def sent(world, sheet, revision: int, who: str = "manager", status: int = 200, **values) -> dict:
    """What autosave sends, and the answer."""
    told = {path.replace("__", "."): value for path, value in values.items()}
    response = client_of(world, who).post(
        reverse("sheet_save", args=[sheet.code]),
        json.dumps({"revision": revision, "values": told}),
        content_type="application/json",
    )
    assert response.status_code == status, response.content[:2000]
    return response.json() if status != 404 else {}


def write(world, sheet, who: str = "elected", **values) -> ActionSheet:
    """What somebody else writes meanwhile."""
    held = again(sheet)
    told = {path.replace("__", "."): value for path, value in values.items()}
    return write_sheet(
        by=world.actor(who), now=NOW, sheet=held, revision=held.revision, values=told
    ).sheet


def shown(world, sheet, who: str = "manager") -> tuple[str, dict[str, object]]:
    """The page of the form, and what it would post as it stands."""
    html = client_of(world, who).get(reverse("sheet_edit", args=[sheet.code])).content.decode()
    return html, as_posted(html)


INPUT = re.compile(r'<input class="fr-input"[^>]*name="([^"]+)"[^>]* value="([^"]*)"')
AREA = re.compile(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
SELECT = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
TICKED = re.compile(r'name="([^"]+)" value="([^"]*)" data-path="[^"]+" checked')


def as_posted(html: str) -> dict[str, object]:
    """What the form of a page would post."""
    held = re.sub(r"<template>.*?</template>", "", html, flags=re.DOTALL)
    held = held[held.index("data-autosave") :]
    found: dict[str, object] = dict(INPUT.findall(held)) | dict(AREA.findall(held))
    for name, body in SELECT.findall(held):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    for name, value in TICKED.findall(held):
        found[name] = [*found.get(name, []), value]
    found["revision"] = re.search(r'name="revision" value="(\d+)"', held)[1]
    found["conflict"] = re.findall(r'name="conflict" value="([^"]+)"', held)
    return found


def test_three_fields_begin_a_sheet(world):
    answer = post(world, "manager", "sheet_start", title="Un atelier", need="innover", private="1")
    sheet = ActionSheet.objects.get()
    assert answer.url == reverse("sheet_edit", args=[sheet.code])
    assert (sheet.title, sheet.need, sheet.is_private, sheet.scope) == (
        "Un atelier",
        "innover",
        True,
        ARVE,
    )
    refused = post(world, "manager", "sheet_start", title=" ", need="innover", status=422)
    assert "intitulé" in refused.content.decode()
    assert 'value="innover" selected' in refused.content.decode()
    post(world, "copilot", "sheet_start", title="Ailleurs", status=404)
    post(world, "manager", "sheet_start", title="Ailleurs", territory="essai:loire", status=404)


def test_a_sheet_is_copied_for_one_s_own_territory(world):
    sheet = running(world)
    text = client_of(world, "other").get(reverse("sheet_copy", args=[sheet.code])).content.decode()
    assert "Loire" in text
    post(world, "other", "sheet_copy", sheet.code)
    made = ActionSheet.objects.get(roadmap__scope="essai:loire")
    assert made.title == f"Copie de {sheet.title}"


def test_the_form_posted_as_it_stands_changes_nothing(world):
    sheet = write(
        world,
        begun(world),
        operators=["bpifrance"],
        measures=["vte"],
        partners="Un\nDeux",
        point="46.06, 6.58",
        requests="S-2026-000001",
        indicators__i1__baseline="-1234,5",
        milestones__m1__done="2026-11-02",
        own_share=123456,
    )
    _html, told = shown(world, sheet)
    post(world, "manager", "sheet_edit", sheet.code, **told)
    assert again(sheet).revision == sheet.revision


def test_the_form_writes_rows_boxes_and_amounts(world):
    sheet = begun(world)
    html, told = shown(world, sheet)
    blank = re.search(r"milestones\.([0-9a-f]{10})\.title", html)[1]
    told |= {
        f"milestones.{blank}.title": "Travaux",
        f"milestones.{blank}.due": "T1 2028",
        "remove": ["milestones.m1"],
        "total_cost": "1,2 M€",
        "operators": ["", "bpifrance", "banque-des-territoires"],
    }
    post(world, "manager", "sheet_edit", sheet.code, **told)
    content = again(sheet).content
    assert content["milestones"][blank] == {"title": "Travaux", "due": "2028-T1"}
    assert "m1" not in content["milestones"]
    assert content["total_cost"] == 1_200_000_00
    assert content["operators"] == ["bpifrance", "banque-des-territoires"]
    _html, told = shown(world, sheet)
    post(world, "manager", "sheet_edit", sheet.code, **{**told, "operators": [""], "finish": "1"})
    assert "operators" not in again(sheet).content


def test_what_is_not_understood_stays_on_the_form_and_stops_nothing_else(world):
    sheet = begun(world)
    _html, told = shown(world, sheet)
    told |= {"total_cost": "beaucoup", "starts": "bientôt", "risks": "Un risque", "title": " "}
    answer = post(world, "manager", "sheet_edit", sheet.code, status=422, **told)
    html = answer.content.decode()
    assert 'value="beaucoup"' in html
    assert 'value="bientôt"' in html
    assert "Écrivez un montant en euros" in html
    assert "garde toujours un intitulé" in html
    held = again(sheet)
    assert held.content["risks"] == "Un risque"
    assert held.content["total_cost"] == sheet.content["total_cost"]


def test_without_javascript_both_texts_are_shown_until_somebody_chooses(world):
    sheet = begun(world)
    _html, told = shown(world, sheet)
    write(world, sheet, context="Le leur", risks="Un risque")
    told["context"] = "Le mien"
    told["objectives"] = "Écrits à part"
    answer = post(world, "manager", "sheet_edit", sheet.code, status=409, **told)
    html = answer.content.decode()
    assert "Le leur" in html
    assert "Le mien" in html
    held = again(sheet).content
    assert (held["context"], held["risks"]) == ("Le leur", "Un risque")
    assert held["objectives"] == "Écrits à part"
    told = as_posted(html)
    assert told["conflict"] == ["context"]
    assert told["context"] == "Le mien"
    answer = post(world, "manager", "sheet_edit", sheet.code, status=409, **told)
    assert as_posted(answer.content.decode())["context"] == "Le mien"
    assert again(sheet).content["context"] == "Le leur"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("mine", "Le mien"), ("theirs", "Le leur"), ("both", "Le leur\n\nLe mien")],
)
def test_one_of_two_texts_is_chosen_or_both_are_kept(world, choice, kept):
    sheet = begun(world)
    _html, told = shown(world, sheet)
    write(world, sheet, context="Le leur")
    told["context"] = "Le mien"
    answer = post(world, "manager", "sheet_edit", sheet.code, status=409, **told)
    told = as_posted(answer.content.decode()) | {"keep.context": choice}
    post(world, "manager", "sheet_edit", sheet.code, **told)
    assert again(sheet).content["context"] == kept


def test_a_choice_made_on_what_changed_again_is_asked_again(world):
    sheet = begun(world)
    _html, told = shown(world, sheet)
    write(world, sheet, context="Le leur")
    answer = post(
        world, "manager", "sheet_edit", sheet.code, status=409, **{**told, "context": "Le mien"}
    )
    write(world, sheet, context="Le leur, récrit")
    told = as_posted(answer.content.decode()) | {"keep.context": "mine"}
    answer = post(world, "manager", "sheet_edit", sheet.code, status=409, **told)
    assert "Le leur, récrit" in answer.content.decode()


def test_autosave_writes_what_it_understands_and_says_the_rest(world):
    sheet = begun(world)
    told = sent(world, sheet, 1, context="Un contexte", total_cost="beaucoup", rien="x", title="")
    assert (told["revision"], told["at"], told["saved"]) == (2, "13:00", ["context"])
    assert told["faults"].keys() == {"total_cost", "title"}
    assert again(sheet).content["context"] == "Un contexte"
    assert "Rien ne manque" in told["missing"]


def test_autosave_brings_what_others_wrote_and_never_over_them(world):
    sheet = begun(world)
    write(world, sheet, context="Le leur", risks="Un risque")
    told = sent(world, sheet, 1, context="Le mien", objectives="À part")
    assert told["saved"] == ["objectives"]
    assert told["fresh"] == {"risks": "Un risque"}
    clash = told["conflicts"]["context"]
    assert (clash["theirs"], clash["both"]) == ("Le leur", "Le leur\n\nLe mien")
    assert "Garder le mien" in clash["html"]
    assert again(sheet).content["context"] == "Le leur"
    told = sent(world, sheet, told["revision"], context="Le mien")
    assert told["conflicts"] == {}
    assert again(sheet).content["context"] == "Le mien"


def test_autosave_of_places_by_name(world):
    sheet = begun(world, intercommunalities="")
    siren = SIRENS[NORTH][0]
    told = sent(world, sheet, 1, intercommunalities=siren)
    assert again(sheet).content["intercommunalities"] == [siren]
    html, _told = shown(world, sheet)
    line = re.search(rf"([^\n>]+ \({siren}\))", html)[1]
    told = sent(world, sheet, told["revision"], intercommunalities=f"{line}\nNulle part")
    assert "n’est pas connu" in told["faults"]["intercommunalities"]
    told = sent(world, sheet, told["revision"], intercommunalities=line)
    assert (told["faults"], told["revision"]) == ({}, 2)


def test_autosave_refuses_what_is_no_sheet_of_one_s_own(world):
    sheet = begun(world)
    sent(world, sheet, 1, who="other", status=404, context="x")
    assert "trop ancienne" in sent(world, sheet, 99, status=409, context="x")["problem"]
    client = client_of(world, "manager")
    for body in ("", "[]", '{"revision": "1", "values": {}}', '{"revision": 1, "values": []}'):
        path = reverse("sheet_save", args=[sheet.code])
        assert client.post(path, body, content_type="application/json").status_code == 400
    odd = {"revision": 1, "values": {"context": 3, "partners": [1], "title.x": "y", "a.b.c": "d"}}
    answer = client.post(path, json.dumps(odd), content_type="application/json")
    assert (answer.status_code, answer.json()["saved"]) == (200, [])
    lead_sheet(by=world.actor("manager"), now=NOW, sheet=sheet, verb="abandon", reason="Non")
    write(world, sheet, indicators__i1__observed="0")
    lead_sheet(by=world.actor("manager"), now=NOW, sheet=again(sheet), verb="close")
    assert "close" in sent(world, sheet, 1, status=409, context="x")["problem"]


def test_a_revision_is_undone_from_the_history(world):
    sheet = begun(world)
    write(world, sheet, context="Une bêtise")
    post(world, "manager", "sheet_undo", sheet.code, number=2)
    assert "context" not in again(sheet).content
    post(world, "manager", "sheet_undo", sheet.code, number=9, status=409)


def test_the_owner_outside_the_tandem_writes_the_sheet_that_he_was_given(world):
    sheet = begun(world)
    email = world.people["owner"].email
    refused = post(world, "elected", "sheet_share", sheet.code, email="nul", status=409)
    assert "pas une adresse électronique" in refused.content.decode()
    for address in ("nul@essai.example", email):
        answer = post(world, "elected", "sheet_share", sheet.code, email=address)
        assert answer.url == f"/fiches/{sheet.code}/?confiee=1#confiee"
    told = client_of(world, "elected").get(f"/fiches/{sheet.code}/?confiee=1").content.decode()
    assert told.count("à une personne qui n’a encore rien fait ici") == 2
    assert "s’il y en a une" in told
    assert sent(world, sheet, 1, who="owner", context="Du porteur")["saved"] == ["context"]
    post(world, "owner", "sheet_submit", sheet.code, status=404)
    reference = world.people["owner"].reference
    post(world, "elected", "sheet_unshare", sheet.code, reference)
    sent(world, sheet, 2, who="owner", status=404, context="x")


def test_a_remark_on_a_field_is_resolved_by_the_other_party(world):
    sheet = submitted(world)
    post(world, "copilot", "sheet_comment", sheet.code, field="total_cost", text="Hors taxes ?")
    html, _told = shown(world, sheet)
    assert "Hors taxes ?" in html
    reference = sheet.comments.get().reference
    post(world, "secretariat", "sheet_resolve", sheet.code, reference, status=409)
    post(world, "manager", "sheet_resolve", sheet.code, reference, answer="Oui.")
    assert sheet.comments.get().answer == "Oui."
    post(world, "copilot", "sheet_comment", sheet.code, text=" ", status=409)


def test_a_report_takes_two_minutes_and_keeps_all_or_nothing(world):
    sheet = running(world)
    told = {"light": "red", "reason": "", "milestone": ["m1"], "sentence": "Le permis attend."}
    answer = post(world, "manager", "sheet_report", sheet.code, status=409, **told)
    html = answer.content.decode()
    assert "Le permis attend." in html
    assert 'value="m1" checked' in html
    told |= {"reason": "Recours", "amount-0": "20 000", "stage-0": "granted"}
    told |= {"source": "", "told_on": TODAY.isoformat()}
    answer = post(world, "manager", "sheet_report", sheet.code, status=409, **told)
    assert "d’où viennent" in answer.content.decode()
    assert not sheet.reports.exists()
    post(world, "manager", "sheet_report", sheet.code, **{**told, "source": "Arrêté n° 3"})
    held = again(sheet)
    assert (held.light, held.light_reason, held.granted) == ("red", "Recours", 20_000_00)
    assert held.content["milestones"]["m1"]["done"] == TODAY.isoformat()
    page = client_of(world, "manager").get(reverse("sheet_report", args=[sheet.code]))
    html = page.content.decode()
    assert 'value="red" checked' in html
    assert 'value="Recours"' in html
    assert "Le permis attend." in html
    assert "Permis déposé" not in html


def test_money_is_declared_and_reversed_on_the_page(world):
    sheet = begun(world)
    told = {
        "financer": "Région Essai",
        "kind": "region",
        "year": "2027",
        "stage": "asked",
        "amount": "60 000,00 €",
        "told_on": TODAY.isoformat(),
        "source": "Courrier",
    }
    for wrong in ({"amount": "beaucoup"}, {"source": ""}, {"told_on": ""}, {"year": "27"}):
        answer = post(world, "manager", "sheet_declare", sheet.code, status=409, **told | wrong)
        assert 'value="Région Essai"' in answer.content.decode()
    post(world, "manager", "sheet_declare", sheet.code, **told)
    entry = sheet.funding.get()
    assert again(sheet).asked == 60_000_00
    post(world, "manager", "sheet_reverse", sheet.code, entry.pk, reason="", status=409)
    post(world, "manager", "sheet_reverse", sheet.code, entry.pk, reason="Erreur")
    assert again(sheet).asked is None
    post(world, "manager", "sheet_reverse", sheet.code, entry.pk + 99, reason="x", status=404)


def test_files_are_joined_read_by_those_who_may_and_taken_away(world):
    sheet = begun(world)
    client = client_of(world, "manager")
    path = reverse("sheet_attach", args=[sheet.code])
    assert client.post(path).status_code == 409
    wrong = SimpleUploadedFile("faux.pdf", b"MZ\x90\x00\x03")
    assert client.post(path, {"file": wrong}).status_code == 409
    assert client.post(path, {"file": SimpleUploadedFile("plan.pdf", PDF)}).status_code == 302
    piece = sheet.attachments.get().pk
    answer = client.get(reverse("sheet_file", args=[sheet.code, piece]))
    assert answer.content == PDF
    assert client_of(world, "far").get(answer.request["PATH_INFO"]).status_code == 404
    post(world, "manager", "sheet_detach", sheet.code, piece)
    assert not StoredFile.objects.exists()


def test_a_sheet_is_reserved_and_published_again(world):
    sheet = running(world)
    post(world, "manager", "sheet_reserve", sheet.code, private="1")
    assert Client().get(reverse("sheet", args=[sheet.code])).status_code == 404
    post(world, "manager", "sheet_reserve", sheet.code, private="0")
    assert Client().get(reverse("sheet", args=[sheet.code])).status_code == 200


def test_the_steps_are_made_on_the_page(world):
    sheet = running(world)
    post(world, "manager", "sheet_suspend", sheet.code, reason="Recours")
    post(world, "manager", "sheet_start_action", sheet.code)
    post(world, "manager", "sheet_finish", sheet.code)
    post(world, "manager", "sheet_close", sheet.code, status=409)
    post(world, "stranger", "sheet_reopen", sheet.code, reason="x", status=404)
    assert again(sheet).state == "done"


class NoRegister:
    """Codes are their own names."""

    def find(self, _register: str, text: str) -> list[str]:
        return [text]


READER = Reader(vocabularies(), NoRegister())
CHOICES = {f.code: list(vocabularies()[f.of].labels) for f in form() if f.kind == "choice"}
MADE = {
    "euros": st.integers(0, 10**13).filter(bool),
    "number": st.decimals(-(10**9), 10**9, places=3).map(lambda d: format(d.normalize(), "f")),
    "period": st.one_of(
        st.integers(1990, 2100).map(str),
        st.tuples(st.integers(1990, 2100), st.integers(1, 4)).map(lambda p: f"{p[0]}-T{p[1]}"),
        st.dates(TODAY.replace(year=1990), TODAY.replace(year=2099)).map(lambda d: d.isoformat()),
        st.dates(TODAY.replace(year=1990), TODAY.replace(year=2099)).map(lambda d: f"{d:%Y-%m}"),
    ),
    "point": st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(
        lambda p: f"{p[0]:.6f},{p[1]:.6f}"
    ),
}


@pytest.mark.parametrize("kind", MADE)
def test_what_a_form_shows_is_read_again_as_it_was(kind):
    field = next(one for held in form() for one in (held, *held.columns) if one.kind == kind)

    @given(MADE[kind])
    def check(value):
        told = as_typed(field, value, {})
        read = str(READER.read(field, told))
        assert read.replace("-0.000000", "0.000000") == str(value).replace("-0.000000", "0.000000")

    check()


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_difference_tells_both_texts(before, after):
    told = pieces(before, after)
    assert "".join(p.text for p in told if p.kind in {SAME, GONE}) == before
    assert "".join(p.text for p in told if p.kind in {SAME, NEW}) == after
