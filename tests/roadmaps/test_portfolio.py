"""The list of sheets: who finds which, what a visitor never reads, filters, sums, files."""

import csv
import io
import itertools

import pytest
from django.test import Client
from lxml import html

from ancrage.roadmaps.actions.money import declare_funding
from ancrage.roadmaps.actions.steps import decide_sheet
from ancrage.roadmaps.actions.writing import write_sheet
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.queries.portfolio import lens_of, rank_at, summary_of
from tests.people.world import sign_in
from tests.roadmaps.world import (
    ARVE,
    LOIRE,
    NORTH,
    NOW,
    SOUTH,
    TODAY,
    again,
    asked,
    begun,
    copied,
    running,
    submitted,
    validated,
)

pytestmark = pytest.mark.django_db
LIST = "/fiches/"


def client(world, who="") -> Client:
    return sign_in(Client(), world.people[who]) if who else Client()


def listed(world, who="", **query) -> list[str]:
    """The titles that somebody finds, in order; those that he takes away are the same."""
    query = {"colonnes": "code,intitule"} | query
    rows = list(csv.reader(io.StringIO(taken(world, who, **query)), delimiter=";"))
    start = next(rank for rank, row in enumerate(rows) if row[:2] == ["Fiche", "Intitulé"])
    return [row[1] for row in rows[start + 1 :] if len(row) > 1]


def taken(world, who="", **query) -> str:
    answer = client(world, who).get(LIST, query | {"format": "csv"})
    assert answer.status_code == 200
    return answer.content.decode("utf-8-sig")


def rewritten(world, sheet, **values):
    """A sheet whose working copy is no longer what was validated."""
    write_sheet(
        by=world.actor("manager"),
        now=NOW,
        sheet=sheet,
        revision=sheet.revision,
        values=values,
    )
    return again(sheet)


def test_each_finds_what_he_reads(world):
    begun(world, title="Idée")
    submitted(world, title="Soumise")
    validated(world, title="Réservée", private=True)
    running(world, title="Engagée")
    assert listed(world) == ["Engagée"]
    assert listed(world, "far") == ["Engagée"]
    assert listed(world, "stranger") == ["Engagée"]
    assert set(listed(world, "manager")) == {"Idée", "Soumise", "Réservée", "Engagée"}
    for who in ("copilot", "prefecture", "secretariat", "national"):
        assert set(listed(world, who)) == {"Soumise", "Réservée", "Engagée"}, who
    assert listed(world, "other_copilot") == ["Engagée"]
    assert listed(world, "manager", liste="publiees") == ["Engagée"]


def test_a_visitor_reads_what_was_validated_and_finds_nothing_by_what_was_not(world):
    sheet = running(world, title="Comme validée", total_cost="100000")
    rewritten(
        world, sheet, title="Mot encore secret", total_cost=999_000_00, need="attirer", context="x"
    )
    declare_funding(
        by=world.actor("manager"),
        now=NOW,
        sheet=sheet,
        declared=asked(stage="granted", financer="Financeur discret", year=2031),
    )
    page = client(world).get(LIST).content.decode()
    assert "Comme validée" in page
    for word in ("secret", "999", "discret", "2031", "Attirer</td>"):
        assert word not in page, word
    assert listed(world, q="secret") == []
    assert listed(world, besoin="attirer") == []
    assert listed(world, besoin="innover") == ["Comme validée"]
    assert listed(world, financeur="Financeur discret") == []
    assert listed(world, financeur="Région Essai") == ["Comme validée"]
    assert listed(world, "manager", q="secret") == ["Mot encore secret"]
    everything = "code,intitule,demande,accorde,paye,cout,axe,porteur"
    assert "60000" in taken(world, colonnes=everything).replace(" ", "").replace("\u202f", "")
    assert "secret" not in taken(world, colonnes=everything)


def test_an_auditor_sees_that_a_sheet_is_there_and_not_its_words(world):
    validated(world, title="Mot réservé", private=True, owner_name="Porteur discret")
    page = client(world, "auditor").get(LIST, {"colonnes": "code,intitule,porteur,cout"})
    text = page.content.decode()
    assert "(réservé)" in text
    for word in ("Mot réservé", "discret"):
        assert word not in text
    assert listed(world, "auditor", q="Mot") == ["(réservé)"]  # the search is not offered to him
    assert listed(world, "auditor", porteur="Rien") == ["(réservé)"]


def test_what_needs_somebody_comes_first_and_the_database_agrees(world):
    running(world, title="Tranquille")
    stuck, amber, late = (running(world, title=t) for t in ("Bloquée", "À voir", "En retard"))
    ActionSheet.objects.filter(pk=stuck.pk).update(light="red")
    ActionSheet.objects.filter(pk=amber.pk).update(light="amber")
    ActionSheet.objects.filter(pk=late.pk).update(next_due="2026-01-31")
    assert listed(world, "manager") == ["En retard", "Bloquée", "À voir", "Tranquille"]
    assert listed(world, "manager", suivi="retard") == ["En retard"]
    assert len(listed(world, "manager", suivi="risque")) == 3
    lens = lens_of(world.actor("manager"), today=TODAY, published_only=False)
    for one in lens.present(list(lens.light_rows())):
        told = ActionSheet.objects.annotate(told=rank_at(TODAY)).get(pk=one.sheet.pk)
        assert told.told == one.follow.rank, one.row.title
    page = client(world, "manager").get(LIST).content.decode()
    assert "en retard de " in page


def test_the_list_is_filtered(world):
    running(world, title="Ici", operators=["bpifrance"])
    running(world, title="Ailleurs", need="recruter", intercommunalities=[], point="46.06, 6.58")
    begun(world, who="other", scope=LOIRE, title="Dans la Loire")
    begun(world, title="Sans lieu", intercommunalities=[])
    mine = {"territoire": ARVE}
    assert set(listed(world, "manager", **mine)) == {"Ici", "Ailleurs", "Sans lieu"}
    assert listed(world, "manager", operateur="bpifrance") == ["Ici"]
    assert listed(world, "manager", besoin="recruter") == ["Ailleurs"]
    assert listed(world, "manager", lieu="sans") == ["Sans lieu"]
    assert listed(world, "manager", etat="idea") == ["Sans lieu"]
    assert listed(world, "manager", porteur="Verrerie Inventée", etat="idea") == ["Sans lieu"]
    assert set(listed(world, "manager", budget="2027")) == {"Ici", "Ailleurs"}
    assert listed(world, "manager", annee="2028", feu="aucun", besoin="recruter") == ["Ailleurs"]
    assert listed(world, "copilot", region=SOUTH) == []
    assert len(listed(world, "copilot", region=NORTH)) == 2


def test_the_sums_are_those_of_what_is_kept(world):
    running(world, title="Une")
    running(world, title="Deux", need="recruter")
    begun(world, title="Sans coût", total_cost="", own_share="")
    lens = lens_of(world.actor("manager"), today=TODAY, published_only=False)
    parts = {total.code: total for total in summary_of(lens, lens.rows()).totals}
    assert parts["innover"].count == 2
    assert parts["innover"].unpriced == 1
    assert parts["innover"].total_cost == 100_000_00
    assert (parts["*"].total_cost, parts["*"].asked) == (200_000_00, 120_000_00)
    assert parts["*"].granted is None
    page = client(world, "manager").get(LIST, {"besoin": "recruter"}).content.decode()
    assert "200\u202f000" not in page


ROADMAP = "/territoires/essai-2018/arve/feuille-de-route/"
SUMMED = {"cout": "Coût total (€)", "demande": "Demandé (€)", "promis": "Promis (€)"} | {
    "accorde": "Accordé (€)",
    "paye": "Payé (€)",
}
MANY = [
    {"need": "innover", "total_cost": 100_000_01, "own_share": 40_000_01},
    {"need": "recruter", "private": True},
    {"need": "recruter", "total_cost": 60_000_00, "own_share": 0},
    {"need": "attirer", "total_cost": 75_000_50, "own_share": 15_000_50},
]


def of_all_kinds(world):
    """Sheets of every kind of money: asked here and there, granted, paid, undone, never told."""
    made = [running(world, title=f"Fiche {rank}", **told) for rank, told in enumerate(MANY)]
    begun(world, title="Sans coût ni besoin", need="", total_cost="", own_share="")
    for rank, sheet in enumerate(made):
        declared = asked(stage="granted", cents=10_000_00 + rank, year=2027 + rank % 2)
        declare_funding(by=world.actor("manager"), now=NOW, sheet=sheet, declared=declared)
    odd = asked(stage="paid", financer="Fonds « a|b »", cents=33, kind="other")
    declare_funding(by=world.actor("manager"), now=NOW, sheet=made[0], declared=odd)
    same = asked(stage="promised", kind="other", year=2029, cents=7)
    declare_funding(by=world.actor("manager"), now=NOW, sheet=made[2], declared=same)
    refused = submitted(world, title="Refusée")
    decide_sheet(
        by=world.actor("secretariat"), now=NOW, sheet=refused, verb="refuse", reason="Non."
    )


def tables_of(page: str) -> list[list[tuple[str, str, list[str]]]]:
    """The tables of totals of a page, as rows: name, address of the list, cells."""
    return [
        [
            (
                row.xpath("string(./th)").strip(),
                "".join(row.xpath("./th/a/@href")),
                [cell.text_content() for cell in row.xpath("./td")],
            )
            for row in table.xpath(".//tbody/tr")
        ]
        for table in html.fromstring(page).xpath("//section[@id='totaux']//table")
    ]


def cents_in(text: str) -> int | None:
    """« 1 200,50 € », « 1200,5 »; nothing told is no zero."""
    told, _euros, _remark = text.partition("€")
    bare = "".join(told.split()).replace(",", ".")
    return None if bare in {"", "inconnu"} else round(float(bare) * 100)


def total(amounts) -> int | None:
    known = [one for one in map(cents_in, amounts) if one is not None]
    return sum(known) if known else None


@pytest.mark.parametrize("who", ["", "manager", "copilot"])
@pytest.mark.parametrize("path", [LIST, ROADMAP])
def test_every_total_is_the_sum_of_what_its_list_shows(world, who, path):
    of_all_kinds(world)
    browser = client(world, who)
    needs, *money = tables_of(browser.get(path).content.decode())
    assert [len(table) for table in money] == ([] if path == LIST else [2, 3] if who else [1, 1])
    for name, address, cells in [row for table in (needs, *money) for row in table]:
        url = address or ("" if name == "Besoin non dit" else path)
        rows = list(listed_at(browser, url)) if url else []
        if url:
            assert cells[0] == str(len(rows)), name
        if url and (name, address, cells) in needs:
            sums = [total(row[title] for row in rows) for title in SUMMED.values()]
            assert [cents_in(cell) for cell in cells[1:]] == sums, name
    for table in money:
        for rank, told in ((1, 2), (2, 3), (3, 4), (4, 5)):  # asked, promised, granted, paid
            assert total(cells[rank] for *_name, cells in table) == cents_in(needs[-1][2][told])


def listed_at(browser, address):
    """The rows of a list, as they are taken away."""
    joined = "&" if "?" in address else "?"
    answer = browser.get(f"{address}{joined}format=csv&colonnes=code,{','.join(SUMMED)}")
    return csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")


READ = {
    "portfolio": LIST,
    "region": f"{LIST}?region={NORTH}",
    "need, late, searched": f"{LIST}?besoin=innover&suivi=risque&q=atelier",
    "csv": f"{LIST}?format=csv",
    "xlsx": f"{LIST}?format=xlsx",
    "roadmap": ROADMAP,
    "roadmap.docx": f"{ROADMAP}feuille-de-route.docx",
    "roadmap.xlsx": f"{ROADMAP}feuille-de-route.xlsx",
}
"""What is read of many sheets at once, by everybody."""


def test_the_pages_ask_little_whatever_the_number(world, django_assert_max_num_queries):
    """As many questions for fifteen sheets as for three, and not more than fifteen."""
    for rank in range(3):
        running(world, title=f"Fiche {rank}", axis=f"Axe {rank}")
    browsers = {
        who: client(world, who) for who in ("", "manager", "copilot", "national", "auditor")
    }

    def counts() -> dict[tuple[str, str], int]:
        found = {}
        for (who, browser), (name, path) in itertools.product(browsers.items(), READ.items()):
            with django_assert_max_num_queries(15) as queries:
                assert browser.get(path).status_code == 200, (who, name)
            found[who, name] = len(queries)
        return found

    for path in READ.values():
        client(world).get(path)  # what is kept in memory is read once
    few = counts()
    copied(12)
    assert counts() == few
    assert len(listed(world)) == len(listed(world, "manager")) == 15


def test_an_amount_that_nobody_told_is_unknown_on_the_screen_and_in_the_file(world):
    begun(world, title="Sans coût", total_cost="", own_share="")
    (row,) = listed_at(client(world, "manager"), LIST)
    assert [row[title] for title in SUMMED.values()] == ["inconnu"] * 5
    (shown,) = html.fromstring(client(world, "manager").get(LIST).content.decode()).xpath(
        "//div[@id='tableau']//tbody/tr"
    )
    assert shown.text_content().count("inconnu") == 2
