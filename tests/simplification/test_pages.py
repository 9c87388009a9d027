"""The pages: what each reader sees, what he is offered, what is kept when it is refused."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from ancrage.simplification.models import BlockCase, BlockReport, Question
from tests.people.world import sign_in
from tests.simplification import world as making
from tests.simplification.world import ARVE, LOIRE, NORTH, NOW, PDF, PLAIN, PRIVATE, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """It is the day of the tests' world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def client_of(world, who: str = "") -> Client:
    client = Client()
    return sign_in(client, world.people[who]) if who else client


def page(world, who: str, name: str, *args, status: int = 200, **query) -> str:
    """What somebody sees in the main part of a page, with plain spaces."""
    response = client_of(world, who).get(reverse(name, args=args), query)
    assert response.status_code == status, response.content[:500]
    html = response.content.decode()
    assert "{{" not in html
    assert "{%" not in html
    if status != 200:
        return html
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split()).replace("\u00a0", " ")


def post(world, who: str, name: str, *args, status: int = 302, query: str = "", **data):
    response = client_of(world, who).post(reverse(name, args=args) + query, data)
    assert response.status_code == status, response.content.decode()[:3000]
    return response


FORM = {
    "title": "Délai de l’étude",
    "rule": "Étude préalable",
    "prevents": "Ouvrir un atelier",
    "need": "simplify",
    "kind": "derogation",
    "proposal": "S’en passer",
    "cost": "1250,50",
    "delay_days": "12",
}


def test_a_block_from_the_search_to_its_effect_on_the_pages(world):
    assert "Écrivez votre signalement" not in page(world, "elected", "block_new")
    assert "Aucun cas publié" in page(world, "elected", "block_new", q="études de locaux")
    here = f"territory:{ARVE}"
    post(world, "elected", "block_new", on_behalf=here, **FORM)
    report = BlockReport.objects.get()
    assert (report.cost_cents, report.delay_days, report.territory) == (125_050, 12, ARVE)
    post(world, "elected", "block_attach", 1, version=1, file=_file("devis.pdf"), **FORM)
    piece = fresh(report).attachments.get()
    assert "devis.pdf" in page(world, "elected", "block_edit", 1)
    post(world, "elected", "block_edit", 1, version=2, submit="1", **FORM)
    assert fresh(report).state == "reported"
    assert (
        client_of(world, "national").get(reverse("block_file", args=[1, piece.pk])).status_code
        == 200
    )
    assert "Ouvrir un cas" in page(world, "national", "block_report", 1)
    told = {"title": "Études", "summary": "En clair", "rule": "Étude préalable", "need": "attract"}
    post(world, "national", "block_gather", query="?avec=1", **told)
    case = BlockCase.objects.get()
    page(world, "other", "block_case", 1, status=404)
    question = {"authority": f"prefecture:{NORTH}", "kind": "derogation", "words": "Peut-on ?"}
    post(world, "national", "block_ask", 1, version=case.version, **question)
    assert "Réponse attendue le" in page(world, "", "block_case", 1)
    page(world, "copilot", "block_answer", 1, status=404)
    assert "Votre réponse" in page(world, "prefecture", "block_answer", 1)
    post(world, "prefecture", "block_answer", 1, outcome="derogation", words="Oui : à l’essai.")
    assert "Oui : à l’essai." in page(world, "", "block_case", 1)
    post(world, "elected", "block_effect", 1, value="yes", words="Atelier ouvert.")
    assert "Atelier ouvert." in page(world, "elected", "block_report", 1)
    assert "oui, il est levé" in page(world, "", "block_case", 1)
    post(world, "national", "block_close", 1, reason="Fini.")
    assert "clos" in page(world, "", "blocks")


def _file(name: str):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    return SimpleUploadedFile(name, PDF)


def test_searching_first_finds_plurals_and_accents_and_offers_to_join(world):
    making.answered(world)
    text = page(world, "far", "block_new", q="étude prealable LOCAUX")
    assert "Étude préalable des locaux" in text
    assert "Mots trouvés : étude, prealable, locaux" in text
    assert "Rejoindre ce cas" in text
    assert "Rejoindre ce cas" in page(world, "far", "block_new", q="suffit")
    joining = page(world, "far", "block_new", cas="1")
    assert "Vous rejoignez le cas n° 1" in joining
    post(world, "far", "block_new", query="?cas=1", on_behalf=f"territory:{PLAIN}", **FORM)
    draft = BlockReport.objects.order_by("number").last()
    assert draft.wanted.number == 1
    post(world, "far", "block_edit", draft.number, version=1, submit="1", **FORM)
    assert fresh(draft).state == "grouped"


def test_what_is_typed_is_kept_when_it_is_refused(world):
    wrong = FORM | {"url": "https://example.org/", "title": "Gardé malgré tout"}
    answer = post(world, "elected", "block_new", status=400, on_behalf=f"territory:{ARVE}", **wrong)
    html = answer.content.decode()
    assert "Gardé malgré tout" in html
    assert "Donnez l’adresse d’une page de Légifrance" in html
    assert not BlockReport.objects.exists()
    draft = making.drafted(world)
    stale = post(world, "elected", "block_edit", draft.number, version=7, status=400, **FORM)
    assert "modifié ailleurs" in stale.content.decode()


def test_a_reserved_report_is_not_there_for_the_others(world):
    mine = making.reported(world, is_private=True)
    open_one = making.reported(world, "other", LOIRE)
    for who in (
        "other",
        "far",
        "copilot",
        "prefecture",
        "other_copilot",
        "stranger",
        "referent",
        "",
    ):
        page(world, who, "block_report", mine.number, status=404)
    for who in ("elected", "manager", "national"):
        assert PRIVATE in page(world, who, "block_report", mine.number)
    assert "réservé" in page(world, "auditor", "block_report", mine.number)
    assert PRIVATE not in page(world, "auditor", "block_report", mine.number)
    assert PRIVATE not in page(world, "auditor", "block_reports")
    case = making.gathered(world, mine, open_one)
    making.asked(world, case)
    assert PRIVATE in page(world, "prefecture", "block_report", mine.number)
    making.answered(world, case=case)
    for who in ("other", "far", "copilot", "other_copilot", "stranger", "referent", ""):
        page(world, who, "block_report", mine.number, status=404)
        told = page(world, who, "block_case", case.number)
        assert PRIVATE not in told
        assert "Arve" not in told
        assert "Arve" not in page(world, who, "blocks")
        assert "1 signalement publié" in page(world, who, "block_figures")
    assert PRIVATE in page(world, "elected", "block_case", case.number)


def test_like_reports_never_show_what_one_may_not_read(world):
    making.reported(world, is_private=True, title="Délai réservé de l’étude des locaux industriels")
    here = making.reported(world, "other", LOIRE)
    assert "Délai réservé" in page(world, "national", "block_report", here.number)
    assert "Délai réservé" not in page(world, "copilot", "block_report", here.number)
    assert "Délai réservé" not in page(world, "other", "block_report", here.number)


def test_who_looks_as_another_sees_the_outline(world):
    mine = making.reported(world, is_private=True)
    from ancrage.simplification.access import Access, access  # noqa: PLC0415

    assert access(world.actor("elected", seen_by="x"), mine) == Access.OUTLINE
    assert access(world.actor("elected"), mine) == Access.FULL


def test_a_draft_is_its_authors_alone(world):
    draft = making.drafted(world)
    ours = making.drafted(world, "company", ARVE, company="co")
    assert "Continuer d’écrire" in page(world, "manager", "block_report", draft.number)
    for who in ("national", "copilot", "other", "auditor", "company", ""):
        page(world, who, "block_report", draft.number, status=404)
    page(world, "company", "block_report", ours.number)
    for who in ("elected", "national"):
        page(world, who, "block_report", ours.number, status=404)


def test_what_people_write_is_shown_as_text(world):
    nasty = "<script>alert(1)</script><b onmouseover=x>"
    case = making.answered(
        world,
        case=making.asked(
            world,
            making.gathered(
                world,
                making.reported(world, title=nasty, prevents=nasty, rule=nasty, proposal=nasty),
                title=nasty,
                summary=nasty,
                rule=nasty,
            ),
            words=nasty,
        ),
    )
    for name, args in (
        ("blocks", ()),
        ("block_case", (case.number,)),
        ("block_report", (1,)),
    ):
        html = client_of(world, "national").get(reverse(name, args=args)).content.decode()
        assert "<script>alert" not in html
        assert "<b onmouseover" not in html
        assert "&lt;script&gt;alert" in html


def test_exports_hold_what_the_screen_shows(world):
    making.answered(world)
    client = client_of(world)
    found = client.get(reverse("blocks"), {"format": "csv", "q": "etudes"}).content.decode(
        "utf-8-sig"
    )
    assert "Étude préalable des locaux" in found
    assert "dérogation accordée" in found
    assert client.get(reverse("block_figures"), {"format": "xlsx"}).status_code == 200
    theirs = client_of(world, "other").get(reverse("block_reports"), {"format": "csv"})
    assert "Loire" in theirs.content.decode("utf-8-sig")


def test_refusals_are_told_on_the_page(world):
    made = making.reported(world)
    told = post(world, "national", "block_return", made.number, reason=" ", status=409)
    assert "Donnez la raison" in told.content.decode()
    case = making.gathered(world, made)
    again = post(world, "national", "block_group", case.number, report=made.number, status=409)
    assert "n’est pas possible" in again.content.decode().replace("\u00a0", " ")
    post(world, "national", "block_ungroup", made.number, reason="Autre.")
    post(world, "national", "block_group", case.number, report=made.number)
    refused = post(
        world,
        "national",
        "block_ask",
        case.number,
        version=99,
        status=400,
        authority=f"prefecture:{NORTH}",
        kind="change",
        words="Peut-on ?",
    )
    assert "modifié ailleurs" in refused.content.decode()
    assert "Peut-on ?" in refused.content.decode()
    making.asked(world, fresh(case))
    post(
        world,
        "prefecture",
        "block_refer",
        case.number,
        status=400,
        **{"renvoi-authority": f"prefecture:{NORTH}", "renvoi-reason": "Pas nous."},
    )
    post(
        world,
        "prefecture",
        "block_refer",
        case.number,
        **{"renvoi-authority": "operator:bpi", "renvoi-reason": "Pas nous."},
    )
    assert Question.objects.count() == 2
    post(
        world,
        "prefecture",
        "block_answer",
        case.number,
        status=404,
        outcome="refused",
        words="Non.",
    )


def test_the_territory_page_shows_its_published_cases(world):
    making.answered(world)
    making.reported(world, is_private=True, title="Réservé à nous")
    address = ("territory", "essai-2018", "arve")
    assert "Étude préalable des locaux" in page(world, "", *address)
    assert "Réservé à nous" not in page(world, "", *address)
    assert "Réservé à nous" in page(world, "elected", *address)
    assert "Aucun cas publié ne touche" in page(world, "", "territory", "essai-2018", "plaine")


def test_unknown_figures_are_said_to_be(world):
    assert "inconnu" in page(world, "", "block_figures")
    making.answered(world)
    text = page(world, "", "block_figures")
    assert "Préfecture de région" in text
    assert "2 signalements publiés" in text
