"""The page of a roadmap, what it adds up, its writing, its files; what a visitor never reads."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from docx import Document

from ancrage.files.workbooks import read_workbook
from ancrage.inbox.models import Item
from ancrage.roadmaps.access import roadmap_where
from ancrage.roadmaps.actions.money import declare_funding
from ancrage.roadmaps.actions.roadmaps import write_roadmap
from ancrage.roadmaps.actions.steps import decide_sheet
from ancrage.roadmaps.actions.writing import write_sheet
from ancrage.roadmaps.definitions import form
from ancrage.roadmaps.models import ActionSheet, Roadmap
from ancrage.roadmaps.queries.roadmap import MOST_LIKE, like_sheets, reads_whole, roadmap_sheets
from tests.people.world import sign_in
from tests.roadmaps.world import (
    ARVE,
    LOIRE,
    NOW,
    TODAY,
    WORD,
    again,
    asked,
    begun,
    running,
    submitted,
    validated,
)

pytestmark = pytest.mark.django_db
PAGE = "/territoires/essai-2018/arve/feuille-de-route/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    """What is late or to come is so beside this day, whatever the day these tests are run."""
    time_machine.move_to(NOW)


def client(world, who="") -> Client:
    return sign_in(Client(), world.people[who]) if who else Client()


def page(world, who="", path=PAGE, status=200, **query) -> str:
    answer = client(world, who).get(path, query)
    assert answer.status_code == status
    return answer.content.decode()


def axes(world, *titles, strategy="Former et innover"):
    return write_roadmap(
        by=world.actor("elected"),
        now=NOW,
        scope=ARVE,
        revision=0,
        strategy=strategy,
        axes=[{"title": title, "need": "innover"} for title in titles],
    )


def read(world, who):
    roadmap = Roadmap.objects.get(scope=ARVE)
    where = roadmap_where(roadmap)
    return roadmap_sheets(world.actor(who), ARVE, where, today=TODAY)


def test_a_roadmap_that_is_not_begun_has_a_page_too(world):
    assert "Aucune fiche de ce territoire n’est publiée" in page(world)
    assert "Aucune fiche n’est encore écrite" in page(world, "manager")
    page(world, path="/territoires/essai-2018/rien/feuille-de-route/", status=404)


def test_sheets_stand_under_the_axis_that_they_name(world):
    axes(world, "Moderniser", "Former")
    running(world, title="Par titre", axis="MODERNISER")
    running(world, title="Par code", axis="2")
    running(world, title="Sans axe", axis="Autre chose")
    held = read(world, "manager")
    told = {part.title: [one.row.title for one in part.sheets] for part in held.axes}
    assert told == {"Moderniser": ["Par titre"], "Former": ["Par code"], "": ["Sans axe"]}
    text = page(world)
    assert "Moderniser" in text
    assert "Sans axe de la stratégie" in text
    assert "Former et innover" in text


def test_totals_leave_out_what_is_given_up_and_open_on_their_list(world):
    running(world, title="Gardée")
    refused = submitted(world, title="Refusée")
    decide_sheet(
        by=world.actor("secretariat"), now=NOW, sheet=refused, verb="refuse", reason="Non."
    )
    held = read(world, "manager")
    assert [total.total_cost for total in held.totals] == [100_000_00] * 2
    assert [(one.name, one.asked) for one in held.by_financer] == [("Région Essai", 60_000_00)]
    assert [(one.name, one.count) for one in held.by_year] == [("2027", 1)]
    text = page(world, "manager")
    for link in ("besoin=innover", "budget=2027", "financeur=R%C3%A9gion+Essai"):
        assert link in text, link
        start = text.index(link)
        address = text[text.rindex('href="', 0, start) + 6 : text.index('"', start)]
        listed = page(world, "manager", path=address.replace("&amp;", "&"))
        assert "Gardée" in listed
        assert "Refusée" not in listed


def test_what_is_not_validated_is_in_no_page_of_a_visitor(world):
    sheet = running(world, title="Comme validée")
    write_sheet(
        by=world.actor("manager"),
        now=NOW,
        sheet=sheet,
        revision=sheet.revision,
        values={
            "title": "Secret nouveau",
            "total_cost": 777_000_00,
            "milestones.m1.title": "Caché",
        },
    )
    declare_funding(
        by=world.actor("manager"),
        now=NOW,
        sheet=again(sheet),
        declared=asked(stage="granted", financer="Financeur discret"),
    )
    begun(world, title="Idée secrète")
    submitted(world, title="Soumise en secret")
    validated(world, title="Réservée en secret", private=True)
    for who in ("", "stranger", "far", "other_copilot", "referent", "auditor", "owner"):
        text = page(world, who)
        assert "Comme validée" in text, who
        for word in ("ecret", "777\u202f000", "discret"):
            assert word not in text, (who, word)
        words = _docx(world, who)
        assert "Comme validée" in words
        for word in ("ecret", "777\u202f000", "discret", "Caché"):
            assert word not in words, (who, word)
    mine = page(world, "manager")
    for word in ("Secret nouveau", "Idée secrète", "Soumise", "Réservée", "discret"):
        assert word in mine, word
    assert "Idée secrète" not in page(world, "copilot")
    assert "Réservée en secret" in page(world, "copilot")


def _docx(world, who, path=f"{PAGE}feuille-de-route.docx") -> str:
    answer = client(world, who).get(path)
    assert answer.status_code == 200
    made = Document(io.BytesIO(answer.content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])


def test_who_reads_the_whole_of_a_roadmap(world):
    running(world)
    where = roadmap_where(Roadmap.objects.get(scope=ARVE))
    found = {who for who in world.people if reads_whole(world.actor(who), where)}
    assert found == {"elected", "manager", "copilot", "prefecture", "secretariat", "national"}


def test_a_sheet_without_a_place_is_counted_apart(world):
    begun(world, title="Nulle part", intercommunalities=[])
    begun(world, title="Quelque part", point="46.06, 6.58")
    text = page(world, "manager")
    assert "1 fiche sans lieu" in text
    assert "46,0600 ; 6,5800" in text.replace("\u00a0", " ")


def test_like_territories_show_what_they_published_and_its_results(world):
    mine = running(world, title="Publiée ailleurs")
    ActionSheet.objects.filter(pk=mine.pk).update(state="done")
    submitted(world, title="Pas encore")
    version = mine.versions.get()
    version.content["indicators"]["i1"]["observed"] = "9"
    version.save()
    (one,) = like_sheets([ARVE])["innover"]
    assert one.listed.row.title == "Publiée ailleurs"
    assert one.results[0]["observed"] == "9"
    for rank in range(MOST_LIKE):
        running(world, title=f"Sans résultat {rank}")
    found = like_sheets([ARVE])["innover"]
    assert len(found) == MOST_LIKE
    assert [one.listed.row.title for one in found if one.results] == ["Publiée ailleurs"]
    assert found[0].results
    assert like_sheets([LOIRE]) == {}


def test_strategy_and_axes_are_written_on_the_screen(world):
    elected, manager = client(world, "elected"), client(world, "manager")
    path = f"{PAGE}ecrire/"
    told = {"revision": 0, "strategy": "Notre stratégie", "title_0": "Former", "need_0": "recruter"}
    assert elected.get(path).status_code == 200
    assert elected.post(path, told).url == PAGE
    held = Roadmap.objects.get(scope=ARVE)
    assert held.axes == [{"code": "1", "title": "Former", "need": "recruter"}]
    late = {**told, "revision": held.revision - 1, "strategy": "Mes mots d’en même temps"}
    refused = manager.post(path, late)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "Notre stratégie" in text
    assert "Mes mots d’en même temps" in text
    assert f'name="revision" value="{held.revision}"' in text
    again_ = manager.post(path, {**late, "revision": held.revision})
    assert again_.url == PAGE
    assert Roadmap.objects.get(scope=ARVE).strategy == "Mes mots d’en même temps"
    assert client(world, "far").get(path).status_code == 404
    assert client(world, "copilot").post(path, told).status_code in {403, 404}


def test_reports_are_asked_on_the_screen(world):
    running(world)
    path = f"{PAGE}points/"
    secretariat = client(world, "secretariat")
    assert secretariat.get(path).status_code == 200
    assert secretariat.post(path, {"committee_on": "hier"}).status_code == 422
    past = secretariat.post(path, {"committee_on": "2020-01-01"})
    assert past.status_code == 409
    coming = (TODAY + timedelta(days=60)).isoformat()
    done = secretariat.post(path, {"committee_on": coming})
    assert done.url == f"{PAGE}?demandes=1"
    assert "1 point d’avancement est demandé" in secretariat.get(done.url).content.decode()
    assert Item.objects.filter(cause__startswith="roadmaps:", cause__endswith=":report").exists()
    assert client(world, "far").get(path).status_code == 404


def test_files_say_what_they_are_and_are_tagged(world):
    axes(world, "Moderniser")
    sheet = running(world, title="Un atelier")
    for path in (f"{PAGE}feuille-de-route.pdf", f"/fiches/{sheet.code}/fiche.pdf"):
        answer = client(world).get(path)
        assert answer.content.startswith(b"%PDF-")
        assert b"StructTreeRoot" in answer.content
        assert b"(fr-FR)" in answer.content or b"(fr)" in answer.content
    words = _docx(world, "", f"/fiches/{sheet.code}/fiche.docx")
    assert "fours-verriers" in words
    assert "Emplois créés" in words
    assert "Région Essai" in words
    assert "Document de travail" not in words
    assert "Document de travail" in _docx(world, "manager")
    page(world, path=f"{PAGE}feuille-de-route.odt", status=404)


def table_of(world, who, kind="xlsx"):
    answer = client(world, who).get(f"{PAGE}feuille-de-route.{kind}")
    assert answer.status_code == 200
    book = read_workbook(name=f"f.{kind}", content=answer.content, on=TODAY, knows=lambda _t: True)
    (_first, headings), *rows = book.pages[0].lines
    return [dict(zip(headings, row, strict=False)) for _number, row in rows]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_every_field_is_taken_away_as_its_reader_reads_it(world, kind):
    sheet = running(world, title="Comme validée")
    values = {"title": "Secret nouveau"}
    write_sheet(
        by=world.actor("manager"), now=NOW, sheet=sheet, revision=sheet.revision, values=values
    )
    validated(world, title="Réservée en secret", private=True)
    (public,) = table_of(world, "", kind)
    assert public["Intitulé"] == "Comme validée"
    assert WORD in public["Description"]
    assert "Région Essai" in public["Plan de financement"]
    mine = table_of(world, "manager", kind)
    assert {row["Intitulé"] for row in mine} == {"Secret nouveau", "Réservée en secret"}
    assert {field.label for field in form()} <= public.keys()


def test_a_file_of_a_sheet_goes_to_who_may_read_it(world):
    sheet = submitted(world, private=True)
    path = f"/fiches/{sheet.code}/fiche.docx"
    for who in ("manager", "copilot", "national"):
        assert client(world, who).get(path).status_code == 200, who
    for who in ("", "far", "referent", "auditor", "stranger"):
        assert client(world, who).get(path).status_code == 404, who


def test_the_map_is_a_file_and_the_territory_s_page_leads_here(world):
    running(world, title="Sur la carte", point="46.06, 6.58")
    answer = client(world).get(f"{PAGE}carte.svg")
    assert answer.content.startswith(b"<svg")
    text = page(world, path="/territoires/essai-2018/arve/")
    assert PAGE in text
    assert "1 fiche publiée" in text


def test_the_page_asks_little_whatever_the_number(world, django_assert_max_num_queries):
    running(world, title="Une")
    for who in ("", "manager", "copilot", "national", "auditor"):
        browser = client(world, who)
        browser.get(PAGE)
        with django_assert_max_num_queries(15) as few:
            assert browser.get(PAGE).status_code == 200
        running(world, title=f"Une autre, {who}")
        with django_assert_max_num_queries(15) as many:
            assert browser.get(PAGE).status_code == 200
        assert len(many) == len(few), who


def test_a_file_cannot_be_made_to_say_code(world):
    """Words of a sheet are data for the PDF, whatever signs they have."""
    sheet = begun(world, title='#panic("x") *gras* <script> \\ "')
    answer = client(world, "manager").get(f"/fiches/{sheet.code}/fiche.pdf")
    assert answer.status_code == 200
