"""A territory's money: both accounts side by side, who reads what, the panels of its pages."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ancrage.funding.rules.cuts import Sums
from ancrage.funding.rules.declared import Beside, Declared, by_name, side_by_side
from ancrage.roadmaps.actions.money import declare_funding
from ancrage.roadmaps.actions.steps import decide_sheet, submit_sheet
from tests.funding.world import amount, commitment, dossier, posted
from tests.people.world import sign_in
from tests.roadmaps.world import ARVE, NOW, again, asked, begun, opened, running
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db
PAGE = "/territoires/essai-2018/arve/argent/"
REGION = "region:01"


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(scope="module")
def valley(django_db_setup, django_db_blocker):
    """Three published sheets and one reserved; money traced of two, of none, of no sheet."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = opened()
        sheets = {
            "both": _promised(people, "Atelier partagé", 50_000_00),
            "lost": _promised(people, "Plateau technique", 30_000_00),
            "silent": running(people, title="Internat"),
            "reserved": running(people, title="Une presse", private=True),
        }
        for name, cents in (("both", 20_000_00), ("silent", 7_000_00), ("reserved", 4_000_00)):
            _traced(sheets[name].code, cents)
        _traced("", 1_000_00)
        yield people, sheets
        transaction.set_rollback(True)


def _promised(people, title, cents):
    """A published sheet that declares something granted by the region."""
    made = begun(people, title=title)
    for told in (asked(), asked(stage="granted", cents=cents)):
        declare_funding(by=people.actor("manager"), now=NOW, sheet=again(made), declared=told)
    submit_sheet(by=people.actor("elected"), now=NOW, sheet=again(made))
    return decide_sheet(by=people.actor("secretariat"), now=NOW, sheet=again(made), verb="validate")


def _traced(sheet, cents):
    one = dossier(financer=REGION, territory=ARVE, programme="essai", sheet=sheet)
    paying = commitment(financer=REGION)
    posted(
        amount("requested", 2 * cents, dossier=one),
        amount("granted", cents, dossier=one, commitment=paying),
        amount("paid", cents // 2, dossier=one),
        financer=REGION,
    )


def test_the_page_of_everybody(valley, snapshot):
    assert main_of(Client(), PAGE) == snapshot


def test_what_one_does_not_read_is_one_line(valley):
    people, sheets = valley
    public = Client().get(PAGE).content.decode()
    assert "D’autres fiches, que vous ne lisez pas" in public
    assert sheets["reserved"].code not in public
    own = sign_in(Client(), people.people["manager"]).get(PAGE).content.decode()
    assert sheets["reserved"].code in own
    assert "D’autres fiches" not in own
    assert "Ses dossiers d’aide" in own
    assert "Ses dossiers d’aide" not in public


def test_both_accounts_and_what_each_does_not_know(valley):
    text = Client().get(PAGE).content.decode()
    assert (
        "80\u202f000\N{NO-BREAK SPACE}€ accordés\N{NO-BREAK SPACE}: c’est un autre compte" in text
    )
    assert "1 fiche déclare un accord que le grand livre ne retrace pas" in text
    for verdict in ("introuvable au grand livre", "non déclaré par les fiches", "disent plus"):
        assert verdict in text


@pytest.mark.parametrize("who", ["manager", "elected", "secretariat", "national", "referent"])
def test_few_queries_for_who_reads_the_sheets_whole(valley, who):
    people, _sheets = valley
    client = sign_in(Client(), people.people[who])
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE, {"date": "2025-01-01"})
    assert len(queries) <= 15  # four find who asks, one reads what he alone sees of the sheets


def test_tables_are_taken_away(valley):
    asked_for = {"fiches-format": "csv", "fiches-constat": ""}
    text = Client().get(PAGE, asked_for).content.decode()
    assert "Plateau technique" in text
    assert "introuvable au grand livre" in text


@pytest.mark.parametrize(
    "path", ["/territoires/essai-2018/rien/argent/", "/territoires/x/y/argent/"]
)
def test_no_other_place_has_such_a_page(valley, path):
    assert Client().get(path).status_code == 404


def test_the_territory_s_page_tells_both(valley):
    text = Client().get("/territoires/essai-2018/arve/").content.decode()
    assert "L’argent du territoire, raconté deux fois" in text
    assert f'href="{PAGE}"' in text


@pytest.mark.parametrize(
    ("which", "says"),
    [
        ("both", "les fiches disent plus, de 30\u202f000\N{NO-BREAK SPACE}€"),
        ("lost", "Aucune écriture d’un financeur ne nomme cette fiche"),
        ("silent", "au grand livre, non déclaré par les fiches"),
    ],
)
def test_a_sheet_s_page_tells_what_is_traced_of_it(valley, which, says):
    _people, sheets = valley
    text = Client().get(f"/fiches/{sheets[which].code}/").content.decode()
    assert "Au grand livre" in text
    assert says in text


def test_a_sheet_s_public_page_tells_what_was_validated_not_what_is_being_written(valley):
    people, sheets = valley
    told = asked(stage="granted", cents=999_000_00, year=2029)
    made = again(sheets["both"])
    declare_funding(by=people.actor("manager"), now=NOW, sheet=made, declared=told)
    path = f"/fiches/{made.code}/"
    assert "de 30\u202f000\N{NO-BREAK SPACE}€" in Client().get(path).content.decode()
    own = sign_in(Client(), people.people["manager"]).get(path).content.decode()
    assert "de 1\N{NO-BREAK SPACE}million d’euros" in own


# The rules


def sums(granted=0, requested=0):
    return Sums(net={"granted": granted, "requested": requested})


@pytest.mark.parametrize(
    ("declared", "traced", "verdict"),
    [
        (None, 0, "rien d’accordé, de part ni d’autre"),
        (5, 0, "accordé d’après les fiches, introuvable au grand livre"),
        (None, 5, "au grand livre, non déclaré par les fiches"),
        (500, 500, "les deux disent le même accord"),
        (900, 500, "les fiches disent plus, de 4 €"),
        (500, 900, "les fiches disent moins, de 4 €"),
    ],
)
def test_both_accounts_are_compared(declared, traced, verdict):
    one = Beside("F", "F", Declared(granted=declared), sums(traced))
    assert one.verdict.replace("\N{NO-BREAK SPACE}", " ") == verdict
    assert one.gap == (None if declared is None else declared - traced)


def test_a_financer_is_known_by_his_name_or_his_code():
    told = [
        ("banque des territoires", Declared(granted=3)),
        ("Banque-des-Territoires", Declared(granted=4, asked=1)),
        ("La commune", Declared(asked=2)),
    ]
    traced = {"banque-des-territoires": ("Banque des Territoires", sums(9))}
    found = {one.label: one for one in by_name(told, traced)}
    assert set(found) == {"Banque des Territoires", "La commune"}
    assert found["Banque des Territoires"].declared == Declared(granted=7, asked=1)
    assert found["Banque des Territoires"].traced.at("granted") == 9


AMOUNT = st.none() | st.integers(0, 10**12)
DECLARED = st.builds(Declared, asked=AMOUNT, promised=AMOUNT, granted=AMOUNT, paid=AMOUNT)


@given(
    st.dictionaries(st.sampled_from("abcd"), DECLARED),
    st.dictionaries(st.sampled_from("cdef"), st.integers(0, 10**12)),
)
def test_side_by_side_nothing_is_lost_nor_added(declared, traced):
    found = side_by_side(
        {code: (code, held) for code, held in declared.items()},
        {code: (code, sums(cents)) for code, cents in traced.items()},
    )
    assert {one.code for one in found} == {*declared, *traced}
    whole = sum((one.declared for one in found), Declared())
    assert whole == sum(declared.values(), Declared())
    assert sum(one.traced.at("granted") for one in found) == sum(traced.values())
