"""The page of a sheet and those around it: who sees what, in which words, in how many reads."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from ancrage.geography.models import Commune
from ancrage.roadmaps.actions.following import (
    Progress,
    attach_file,
    comment_sheet,
    report_progress,
    share_sheet,
)
from ancrage.roadmaps.actions.money import declare_funding, reverse_funding
from ancrage.roadmaps.actions.steps import decide_sheet, submit_sheet
from ancrage.roadmaps.actions.writing import write_sheet
from ancrage.roadmaps.offers import step_name
from ancrage.roadmaps.sheet_urls import SHEET, SLUGS, urlpatterns
from tests.people.world import sign_in
from tests.roadmaps.world import (
    NORTH,
    NOW,
    SIRENS,
    WORD,
    again,
    asked,
    begun,
    running,
    submitted,
    validated,
)
from tests.simplification.world import PDF

pytestmark = pytest.mark.django_db
PAGES = 16  # one of them tells what the ledger traces
"""The most reads that a page makes."""
INSIDE = ("secretariat", "copilot", "prefecture", "national")
OUTSIDE = ("stranger", "far", "other", "other_copilot", "owner", "")


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """It is the day of the tests' world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def client_of(world, who: str) -> Client:
    return sign_in(Client(), world.people[who]) if who else Client()


def page(world, who: str, name: str, *args, status: int = 200, **query) -> str:
    """What somebody sees in the main part of a page, with plain spaces."""
    response = client_of(world, who).get(reverse(name, args=args), query)
    assert response.status_code == status, (who, response.content[:500])
    html = response.content.decode()
    assert "{{" not in html
    assert "{%" not in html
    if status != 200:
        return html
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).replace("\u202f", " ").split())


def post(world, who: str, name: str, *args, status: int = 302, **data):
    response = client_of(world, who).post(reverse(name, args=args), data)
    assert response.status_code == status, (who, response.content.decode()[:3000])
    return response


def full(world, **changes):
    """A sheet under way, with everything that may surround one."""
    sheet = running(world, operators=["bpifrance"], measures=["vte"], **changes)
    write_sheet(
        by=world.actor("manager"),
        now=NOW,
        sheet=sheet,
        revision=sheet.revision,
        values={
            "objectives": "Partager des fours entre petites entreprises.",
            "communes": [Commune.objects.order_by("code")[0].code],
            "requests": "S-2026-000001",
            "block_case": "cas-1",
        },
    )
    comment_sheet(
        by=world.actor("copilot"), now=NOW, sheet=sheet, field="total_cost", text="Hors taxes ?"
    )
    attach_file(by=world.actor("manager"), now=NOW, sheet=sheet, name="plan.pdf", content=PDF)
    share_sheet(by=world.actor("elected"), now=NOW, sheet=sheet, email=world.people["owner"].email)
    report_progress(
        by=world.actor("manager"),
        now=NOW,
        sheet=sheet,
        progress=Progress("amber", "Un mois de retard", "Le permis est déposé.", ("m1",)),
    )
    return again(sheet)


def test_its_writers_read_all_of_it_in_words(world):
    sheet = full(world)
    text = page(world, "manager", "sheet", sheet.code)
    for told in (
        WORD,
        "engagée",
        "Version 1 validée le 23 novembre 2026",
        "à surveiller Un mois de retard",
        "collectivité ou intercommunalité",
        "780 129 987 00068",
        "mars 2027",
        "troisième trimestre 2028",
        "Permis déposé juin 2027 23 novembre 2026",
        "Emplois créés – 12 – – emplois",
        "100 000 €",
        "Le plan est équilibré au centime",
        "Région Essai Région 2027 60 000 €",
        "Bpifrance",
        "Hors taxes ?",
        "plan.pdf document PDF",
        "Confiée le 23 novembre 2026 à une personne qui n’a encore rien fait ici",
        "Écrire la fiche",
        "Suspendre l’action",
    ):
        assert told in text, told
    assert Commune.objects.order_by("code")[0].name in text
    assert SIRENS[NORTH][0] not in text


def test_what_was_written_since_the_committee_is_told_word_by_word(world):
    text = page(world, "manager", "sheet", full(world).code)
    assert "5 champs écrits depuis la version validée 1" in text
    assert "Partager des machines fours entre petites entreprises." in text
    assert "Jalons, « Permis déposé » : Fait" in text


def test_visitors_read_what_was_validated_and_nothing_written_since(world):
    sheet = full(world)
    for who in OUTSIDE[:4]:
        text = page(world, who, "sheet", sheet.code)
        assert "Version 1, validée par le comité le 23 novembre 2026" in text
        assert WORD in text
        assert "des machines entre" in text
        for hidden in ("fours", "Hors taxes", "plan.pdf", "Un mois de retard", "Écrire la fiche"):
            assert hidden not in text.replace(WORD, ""), (who, hidden)
        for name in ("sheet_history", "sheet_edit", "sheet_report"):
            if who:
                page(world, who, name, sheet.code, status=404)
        page(world, who, "sheet_version", sheet.code, 1, status=404 if who else 302)


def test_an_operator_reads_what_calls_upon_it_and_does_not_write(world):
    sheet = submitted(world, operators=["bpifrance"])
    text = page(world, "referent", "sheet", sheet.code)
    assert WORD in text
    assert "Faire une remarque" in text
    assert "Écrire la fiche" not in text
    page(world, "referent", "sheet_edit", sheet.code, status=404)


def test_the_committee_is_offered_its_decisions(world):
    sheet = submitted(world)
    text = page(world, "secretariat", "sheet", sheet.code)
    for step in ("Valider", "Ajourner", "Refuser"):
        assert step in text
    assert "Soumettre" not in text
    assert "Valider" not in page(world, "prefecture", "sheet", sheet.code).replace("Validée", "")


def test_a_new_version_shows_what_it_changes_and_what_came_too_late(world):
    sheet = full(world)
    submit_sheet(by=world.actor("elected"), now=NOW, sheet=sheet, verb="revise")
    text = page(world, "secretariat", "sheet", sheet.code)
    assert "Ce que change la nouvelle version soumise, depuis la version 1" in text
    assert "Valider la nouvelle version" in text
    assert "encore été écrite depuis" not in text
    held = again(sheet)
    write_sheet(
        by=world.actor("manager"),
        now=NOW,
        sheet=held,
        revision=held.revision,
        values={"risks": "Trop tard"},
    )
    assert "encore été écrite depuis" in page(world, "secretariat", "sheet", sheet.code)
    decide_sheet(by=world.actor("secretariat"), now=NOW, sheet=again(sheet), verb="accept")
    text = page(world, "manager", "sheet_version", sheet.code, 2)
    assert "De la version 1 à la version 2" in text
    assert "Trop tard" not in text
    text = page(world, "manager", "sheet_version", sheet.code, 2, avec="travail")
    assert "De la version 2 à la copie de travail" in text
    assert "Risques Trop tard" in text
    page(world, "manager", "sheet_version", sheet.code, 3, status=404)
    assert "Première version validée" in page(world, "manager", "sheet_version", sheet.code, 1)


def test_an_auditor_sees_that_it_exists_its_amounts_and_its_dates(world):
    sheet = full(world, private=True)
    text = page(world, "auditor", "sheet", sheet.code)
    assert sheet.code in text
    assert "Coût total 100 000 €" in text
    assert "Début 1er mars 2027" in text
    for hidden in (WORD, sheet.title, "Verrerie", "Un mois de retard", "Hors taxes"):
        assert hidden not in text
    for name in ("sheet_history", "sheet_edit", "sheet_report", "sheet_copy"):
        page(world, "auditor", name, sheet.code, status=404)


def test_a_reserved_sheet_leaks_no_word_to_those_who_may_not_read_it(world):
    """Every address of the sheet, asked and posted to, by everybody who does not read it."""
    sheet = full(world, private=True)
    piece = sheet.attachments.get().pk
    more = {
        "sheet_version": [1],
        "sheet_file": [piece],
        "sheet_detach": [piece],
        "sheet_reverse": [sheet.funding.first().pk],
        "sheet_resolve": [sheet.comments.get().reference],
        "sheet_unshare": [world.people["owner"].reference],
    }
    for who in ("stranger", "far", "other", "other_copilot", "referent", ""):
        client = client_of(world, who)
        for name in names():
            path = reverse(name, args=[sheet.code, *more.get(name, [])])
            for answer in (client.get(path), client.post(path, {"title": "x", "reason": "x"})):
                assert answer.status_code in ({404, 405} if who else {302, 404, 405}), (who, name)
                body = answer.content.decode()
                assert WORD not in body, (who, name)
                assert sheet.title not in body, (who, name)


def names() -> list[str]:
    """The names of all addresses of one sheet."""
    return [one.name for one in urlpatterns if str(one.pattern).startswith(SHEET)]


def test_a_draft_is_its_writers_alone(world):
    sheet = begun(world)
    for who in (*INSIDE, *OUTSIDE, "auditor", "referent"):
        page(world, who, "sheet", sheet.code, status=404)
    assert WORD in page(world, "elected", "sheet", sheet.code)


def test_what_the_committee_lacks_is_told_and_leads_to_the_field(world):
    sheet = begun(world, objectives="")
    text = page(world, "manager", "sheet", sheet.code)
    assert "Il manque encore, pour le comité : Objectifs" in text
    assert "pas encore possible : Il manque : Objectifs." in text
    html = client_of(world, "manager").get(reverse("sheet", args=[sheet.code])).content.decode()
    assert f'{reverse("sheet_edit", args=[sheet.code])}#champ-objectives"' in html


def test_the_cautions_of_the_plan_are_told_with_their_source(world):
    sheet = begun(world, own_share=10_000_00)
    declare_funding(
        by=world.actor("manager"), now=NOW, sheet=sheet, declared=asked(cents=9_000_000)
    )
    text = page(world, "manager", "sheet", sheet.code)
    assert "Les financeurs publics apportent 90 000 €, au-delà de 80 000 €" in text
    assert "L. 1111-10" in text
    assert "Part minimale du maître d’ouvrage : 20 % du coût, soit 20 000 €." in text
    assert "tels que déclarés au 23 novembre 2026" in text
    entry = sheet.funding.get()
    reverse_funding(by=world.actor("manager"), now=NOW, entry=entry, reason="Erreur")
    text = page(world, "manager", "sheet", sheet.code)
    assert "Il manque 90 000 € pour que le plan soit équilibré" in text
    assert "annulée" in text


def test_where_a_value_came_from_is_told(world):
    sheet = begun(world)
    type(sheet).objects.filter(pk=sheet.pk).update(
        cells={"total_cost": [1, "la cellule C12 de la feuille « Fiches »"]}
    )
    for name in ("sheet", "sheet_edit"):
        text = page(world, "manager", name, sheet.code)
        assert "Vient de la cellule C12 de la feuille « Fiches »." in text


def test_the_history_tells_who_wrote_what(world):
    sheet = full(world)
    text = page(world, "manager", "sheet_history", sheet.code)
    assert "Révision 2" in text
    assert "Project_Manager Essai (saisie)" in text
    assert "Le permis est déposé." in text
    assert "Jalons faits : Permis déposé" in text
    assert "Fiche commencée le 23 novembre 2026" in text
    assert "Annuler ces changements" in text
    assert "Annuler ces changements" not in page(world, "copilot", "sheet_history", sheet.code)


def test_the_bin_offers_to_undo(world):
    sheet = begun(world)
    answer = post(world, "manager", "sheet_delete", sheet.code)
    text = page(world, "manager", "sheet_deleted", fiche=sheet.code)
    assert answer.url.endswith(f"?fiche={sheet.code}")
    assert "Annuler la suppression" in text
    page(world, "manager", "sheet", sheet.code, status=404)
    assert "vide" in page(world, "other", "sheet_deleted")
    post(world, "other", "sheet_restore", sheet.code, status=404)
    post(world, "manager", "sheet_restore", sheet.code)
    assert again(sheet).deleted_at is None


def test_every_step_has_its_address(world):
    for verb in SLUGS:
        assert reverse(step_name(verb), args=["F-2026-000001"])
    assert step_name("start") == "sheet_start_action"


@pytest.mark.parametrize(
    ("who", "name", "args"),
    [
        ("manager", "sheet", ()),
        ("owner", "sheet", ()),
        ("secretariat", "sheet", ()),
        ("auditor", "sheet", ()),
        ("stranger", "sheet", ()),
        ("manager", "sheet_edit", ()),
        ("manager", "sheet_report", ()),
        ("manager", "sheet_history", ()),
        ("manager", "sheet_version", (1,)),
        ("manager", "sheet_copy", ()),
    ],
)
def test_pages_read_little(world, django_assert_max_num_queries, who, name, args):
    """Under way, written since a new version was proposed, with all that may surround a sheet."""
    sheet = full(world, point="46.06, 6.58")
    submit_sheet(by=world.actor("elected"), now=NOW, sheet=sheet, verb="revise")
    write_sheet(
        by=world.actor("owner"),
        now=NOW,
        sheet=sheet,
        revision=sheet.revision,
        values={"risks": "La presse arrive tard."},
    )
    for number in range(12):
        entry = asked(financer=f"Financeur {number}", cents=1_00)
        declare_funding(by=world.actor("manager"), now=NOW, sheet=sheet, declared=entry)
        comment_sheet(
            by=world.actor("copilot"), now=NOW, sheet=sheet, field="risks", text=f"Et {number} ?"
        )
    client = client_of(world, who)
    client.get(reverse(name, args=[sheet.code, *args]))
    with django_assert_max_num_queries(PAGES):
        client.get(reverse(name, args=[sheet.code, *args]))


def test_a_refused_step_says_why_and_keeps_what_was_typed(world):
    sheet = submitted(world)
    answer = post(world, "secretariat", "sheet_postpone", sheet.code, reason="", status=409)
    assert "Donnez la raison" in answer.content.decode()
    post(world, "secretariat", "sheet_postpone", sheet.code, reason="Précisez le coût.")
    held = again(sheet)
    assert (held.state, held.reason) == ("postponed", "Précisez le coût.")
    assert "Précisez le coût." in page(world, "manager", "sheet", sheet.code)


def test_a_validated_sheet_is_not_thrown_away(world):
    sheet = validated(world)
    assert "corbeille" not in page(world, "manager", "sheet", sheet.code).replace(
        "Réserve et corbeille", ""
    )
    answer = post(world, "manager", "sheet_delete", sheet.code, status=409)
    assert "ne se supprime pas" in answer.content.decode()


def test_what_there_is_to_do_is_said_first(world):
    """To each what waits for him, from the idea to the next version; nothing when nothing does."""

    def waits(who: str) -> str:
        text = page(world, who, "sheet", sheet.code)
        return text.partition("À faire maintenant")[2].partition("Ce que vous pouvez faire")[0]

    sheet = begun(world, title="Presse", own_share=100_000_00)
    assert "soumettez la fiche" in waits("manager")
    submit_sheet(by=world.actor("manager"), now=NOW, sheet=sheet)
    assert waits("manager") == ""
    assert "Consigner la décision du comité" in waits("secretariat")
    comment_sheet(by=world.actor("copilot"), now=NOW, sheet=sheet, text="Pour qui ?")
    assert "Répondre à une remarque" in waits("manager")
    assert "Répondre" not in waits("secretariat")
    decide_sheet(by=world.actor("secretariat"), now=NOW, sheet=sheet, verb="validate")
    assert "Faire un premier point d’avancement" in waits("manager")
    write_sheet(
        by=world.actor("manager"),
        now=NOW,
        sheet=sheet,
        revision=again(sheet).revision,
        values={"milestones.m1.due": "2026-10"},
    )
    assert "l’échéance du 31 octobre 2026 est passée" in waits("manager")
    assert "Soumettre la nouvelle version" in waits("manager")
    submit_sheet(by=world.actor("elected"), now=NOW, sheet=sheet, verb="revise")
    assert "Soumettre la nouvelle version" not in waits("manager")
    assert "Consigner la décision du comité" in waits("copilot")
    assert waits("prefecture") == waits("auditor") == ""
