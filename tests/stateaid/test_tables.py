"""Dated tables: read whole or refused whole, taken back whole, and what verdicts make of them."""

import datetime as dt

import pytest

from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.stateaid.actions.checking import check_grant
from ancrage.stateaid.actions.parts import StateAidRefusedError
from ancrage.stateaid.actions.tables import import_table, withdraw_table
from ancrage.stateaid.models import Check, ImportedTable, ReceivedAid, ReferenceRate, Zone
from ancrage.stateaid.queries.importing import read_table
from ancrage.stateaid.queries.register import register_csv, register_lacks, registered
from ancrage.stateaid.queries.tables import tables_at
from ancrage.stateaid.rules.model import Asked
from tests.stateaid.world import (
    DAY,
    HOST,
    MINIMIS,
    NOW,
    OPERATOR,
    SIREN,
    TODAY,
    YES,
    aided,
    at,
    checked,
    declared,
    granted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("held")]
ZONES = "commune,zone,valid_from,valid_until,source\n01004,c,2022-01-01,2027-12-31,Décret\n"
RATES = "valid_from,rate_percent,source\n2024-01-01,3.25,Commission\n2025-01-01,2.5,Commission\n"
LAYOUT = "\n".join(
    (
        "field,column",
        "siren,SIREN",
        "cents,Montant",
        "granted_on,Octroi",
        "financer,Autorité",
        "instrument,Nature",
        "nace,NACE",
        "regime,Régime",
        "number,Numéro",
    )
)
HEADER = (
    "siren_beneficiaire,montant_esb_euros,date_octroi,autorite_octroi,instrument,secteur_nace,"
    "regime,numero"
)


def register_file(*lines: str) -> str:
    return "\n".join((HEADER, *lines)) + "\n"


def line(euros="1000.00", *, siren=SIREN, on="2025-03-01", regime=MINIMIS, number="R-1"):
    return f"{siren},{euros},{on},Région,subvention,25.11,{regime},{number}"


def imported(kind, text, *, now=NOW, **told):
    usual = {"name": f"{kind}.csv", "source": "Publication (essai)"}
    row, _revised = import_table(by=HOST, now=now, kind=kind, content=text.encode(), **usual | told)
    return row


def test_zones_and_rates_are_what_checks_read():
    assert tables_at().zones is None
    row = imported("zones", ZONES)
    imported("rates", RATES)
    assert (row.count, Zone.objects.count(), ReferenceRate.objects.count()) == (1, 1, 2)
    told = tables_at(communes=["01004", "01001"])
    span = (dt.date(2022, 1, 1), dt.date(2027, 12, 31))
    assert told.zones == {"01004": ((*span, "c"),), "": ((*span, ""),)}
    assert told.rates == ((dt.date(2024, 1, 1), 3.25), (dt.date(2025, 1, 1), 2.5))


def test_a_commune_that_no_table_names_is_in_no_zone_on_the_days_that_it_tells():
    asked = Asked(
        SIREN, 1_00, "regional", DAY, eligible=100_00, commune="01001", project="P", conditions={}
    )
    before = check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked)
    assert (before.answer, "Table des zones" in str(before.verdict)) == ("unknown", True)
    imported("zones", ZONES)
    last = Check.objects.get(revises=before)
    assert (last.answer, "Table des zones" in str(last.verdict)) == ("no", False)


def test_the_same_file_changes_nothing():
    first = imported("zones", ZONES)
    assert imported("zones", ZONES, name="autre.csv") == first
    assert JournalEntry.objects.filter(command="stateaid.import_table").count() == 1


def test_a_later_table_tells_more_and_holds_where_both_tell():
    imported("rates", RATES)
    imported(
        "rates",
        "valid_from,rate_percent,source\n2025-01-01,2.6,Rectificatif\n2026-01-01,2,Commission\n",
        now=at(1),
    )
    assert dict(tables_at().rates) == {
        dt.date(2024, 1, 1): 3.25,
        dt.date(2025, 1, 1): 2.6,
        dt.date(2026, 1, 1): 2.0,
    }
    assert dict(tables_at(TODAY).rates)[dt.date(2025, 1, 1)] == 2.5


def test_a_table_taken_back_is_no_more_but_was():
    row = imported("zones", ZONES)
    made, _revised = withdraw_table(by=HOST, now=at(2), table=row, reason="Mauvais millésime")
    assert made.withdrawn_reason == "Mauvais millésime"
    assert tables_at().zones is None
    assert tables_at(TODAY, communes=["01004"]).zones
    with pytest.raises(StateAidRefusedError, match="déjà"):
        withdraw_table(by=HOST, now=NOW, table=row, reason="Encore")
    assert imported("zones", ZONES) != row


@pytest.mark.parametrize(
    ("kind", "text", "places"),
    [
        ("zones", "commune,zone,valid_from,valid_until,source\n99,c,hier,,X\n", {2}),
        ("rates", "valid_from,rate_percent,source\n2024-01-01,beaucoup,X\n", {2}),
        ("layout", "field,column\nsiren,S\nvent,V\n", {3, None}),
        ("register", register_file(line("mille"), line(siren="1")), {2, 3}),
        ("zones", "autre,chose\n1,2\n", {None, 1}),
        ("inventée", ZONES, {None}),
    ],
)
def test_faults_are_told_with_their_line_and_nothing_is_kept(kind, text, places):
    with pytest.raises(InputRefused) as refusal:
        imported(kind, text, as_of=DAY)
    rows = {problem.row for problem in refusal.value.problems}
    assert rows
    assert rows <= places
    assert ImportedTable.objects.count() == 0


def test_a_file_of_the_register_says_up_to_which_day():
    with pytest.raises(StateAidRefusedError, match="jour"):
        imported("register", register_file(line()))
    with pytest.raises(StateAidRefusedError, match="passée"):
        imported("register", register_file(line()), as_of=dt.date(2027, 1, 1))


def test_a_file_of_the_register_revises_the_verdicts_that_it_changes():
    declared()
    asked = Asked(SIREN, 10_000_00, MINIMIS, DAY, conditions=YES)
    check = check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked)
    row, (made,) = import_table(
        by=HOST,
        now=NOW,
        kind="register",
        name="registre.csv",
        content=register_file(line("299000.00")).encode(),
        source="Registre",
        as_of=DAY,
    )
    assert (made.revises, made.answer) == (check, "no")
    _row, (again,) = withdraw_table(by=HOST, now=NOW, table=row, reason="Fichier d’essai")
    assert (again.revises, again.answer) == (made, "yes")


def test_two_extracts_tell_an_aid_once():
    imported("register", register_file(line(), line(number="")), as_of=DAY)
    imported("register", register_file(line(), line(number=""), line(number="R-2")), as_of=DAY)
    declared()
    asked = Asked(SIREN, 1_00, MINIMIS, DAY, conditions=YES)
    verdict = check_grant(by=HOST, now=NOW, financer=OPERATOR, asked=asked).verdict
    assert ReceivedAid.objects.count() == 5
    assert verdict["used"] == 3_000_00


def test_the_register_takes_our_grants_and_reads_them_back_as_the_same_aids():
    declared()
    one = aided(number="BPI-1")
    granted(one, 10_000_00)
    granted(aided(), 1_00, on=dt.date(2025, 12, 1))
    held = registered(OPERATOR, dt.date(2025, 11, 1), dt.date(2025, 11, 30))
    assert [(told.aid.number, told.aid.cents) for told in held] == [("BPI-1", 10_000_00)]
    assert "NACE" in register_lacks(held)[0]
    content = register_csv(held).decode().replace(",,", ",25.11,").encode()
    imported("register", content.decode(), as_of=DAY)
    assert Check.objects.filter(answer="no").count() == 0
    check = checked(aided(), 1_00)
    assert check.verdict["used"] == 10_000_00


def test_another_layout_names_and_orders_the_columns():
    declared()
    granted(aided(), 10_000_00)
    imported("layout", LAYOUT)
    held = registered(OPERATOR, DAY, DAY)
    lines = register_csv(held).decode().splitlines()
    assert lines[0] == "SIREN,Montant,Octroi,Autorité,Nature,NACE,Régime,Numéro"
    assert lines[1].startswith(f"{SIREN},10000.00,2025-11-20,Bpifrance,subvention,")
    text = "\n".join((lines[0], lines[1].replace(",,", ",25.11,")))
    assert len(read_table("register", "r.csv", text.encode())) == 1


def test_made_up_grants_are_apart_and_say_so():
    declared()
    granted(aided(is_demonstration=True), 10_000_00)
    assert registered(OPERATOR, DAY, DAY) == []
    (told,) = registered(OPERATOR, DAY, DAY, is_demonstration=True)
    assert told.name.startswith("Démonstration")


def test_only_the_national_team_imports_tables(held):
    for who in ("referent", "copilot", "auditor", "company"):
        with pytest.raises(NotAllowedError):
            import_table(
                by=held.actor(who),
                now=NOW,
                kind="zones",
                name="z.csv",
                content=ZONES.encode(),
                source="X",
            )
    row = imported("zones", ZONES)
    with pytest.raises(NotAllowedError):
        withdraw_table(by=held.actor("referent"), now=NOW, table=row, reason="Non")
    withdraw_table(by=held.actor("national"), now=NOW, table=row, reason="Oui")
