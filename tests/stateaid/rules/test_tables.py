"""Imported tables: what is read, and every fault with its place."""

import csv
import datetime as dt
import io

import pytest

from ancrage.kernel.problems import InputRefused
from ancrage.stateaid.definitions import default_layout, regimes
from ancrage.stateaid.rules.model import Aid, Origin
from ancrage.stateaid.rules.register import Registered, header, lacks, rows
from ancrage.stateaid.rules.tables_read import (
    read_layout_file,
    read_rates,
    read_register,
    read_zones,
)

D = dt.date
ZONES = """commune,zone,valid_from,valid_until,source
42218,c,2022-01-01,2024-12-31,décret
42218,c-plus,2025-01-01,,décret
2A004,c,2022-01-01,,décret
"""
RATES = 'valid_from,rate_percent,source\n2026-01-01,2.25,JO\n2025-01-01,"3,4",JO\n'


def refused(read, text, **told):
    with pytest.raises(InputRefused) as caught:
        read(text.encode(), file="table.csv", **told)
    return [(fault.row, fault.column, fault.what) for fault in caught.value.problems]


def test_zones_are_read_with_their_days():
    zones = read_zones(ZONES.encode(), file="zones.csv")
    assert [(row.commune, row.since, row.until, row.zone) for row in zones] == [
        ("42218", D(2022, 1, 1), D(2024, 12, 31), "c"),
        ("42218", D(2025, 1, 1), None, "c-plus"),
        ("2A004", D(2022, 1, 1), None, "c"),
    ]


def test_faults_of_zones_are_all_told_with_their_place():
    text = (
        "commune,zone,valid_from,valid_until,source\n"
        "4221,,2022-01-01,,décret\n"
        "Saint-Étienne,c,2022-01-01,,décret\n"
        "42218,c,hier,,décret\n"
        "42218,c,2022-01-01,2021-01-01,décret\n"
        "42095,c,2022-01-01,2024-12-31,décret\n"
        "42095,c,2024-12-31,,\n"
    )
    found = refused(read_zones, text)
    assert [(row, column) for row, column, _what in found] == [
        (2, "zone"),
        (3, "commune"),
        (4, "valid_from"),
        (5, "valid_until"),
        (7, "source"),
    ]


def test_two_zones_of_one_commune_on_one_day_are_refused():
    text = ZONES + "42218,c,2024-12-31,2025-06-30,décret\n"
    assert [row for row, _column, _what in refused(read_zones, text)] == [5, 3]


def test_a_table_without_its_columns_is_refused():
    assert {column for _row, column, _what in refused(read_zones, "commune,zone\n")} == {
        "valid_from",
        "valid_until",
        "source",
    }


def test_rates_are_read_with_a_point_or_a_comma_in_the_order_of_time():
    read = read_rates(RATES.encode(), file="taux.csv")
    assert [(row.since, row.percent) for row in read] == [
        (D(2025, 1, 1), 3.4),
        (D(2026, 1, 1), 2.25),
    ]


def test_faults_of_rates():
    text = RATES + "2026-01-01,3,JO\n2027-01-01,trois,JO\n,2,JO\n"
    found = refused(read_rates, text)
    assert sorted((row, column) for row, column, _what in found) == [
        (4, "valid_from"),
        (5, "rate_percent"),
        (6, "valid_from"),
    ]


AID = Aid("d-1", "552100554", D(2026, 3, 1), 1_234_56, "de_minimis", Origin.LEDGER, D(2026, 3, 2))


def written(layout, told):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerows([header(layout), *rows(told, layout)])
    return stream.getvalue().encode()


def test_what_we_write_for_the_register_we_read_back():
    layout = default_layout()
    told = [Registered(AID, "Société d’essai", "Région, service « aides »", "subvention", "25.62")]
    [row] = read_register(written(layout, told), file="r.csv", layout=layout, regimes=regimes())
    assert (row.siren, row.cents, row.granted_on) == (AID.siren, AID.cents, AID.granted_on)
    assert (row.regime, row.instrument, row.nace) == ("de_minimis", "subvention", "25.62")
    assert (row.row, row.financer) == (2, "Région, service « aides »")


def test_the_register_says_what_it_lacks():
    layout = default_layout()
    whole = Registered(AID, "", "Région", "subvention", "25.62")
    assert lacks(whole, layout) == ()
    assert lacks(Registered(AID, "", "Région", "", ""), layout) == (
        "Instrument (subvention, avance remboursable, prêt…)",
        "Secteur, code NACE",
    )


LAYOUT = """field,column
number,ref
siren,SIRET
cents,Montant
granted_on,Date
financer,Financeur
instrument,Forme
nace,NAF
regime,Texte
"""


def test_another_layout_is_read_and_used():
    layout = read_layout_file(LAYOUT.encode(), file="l.csv", default=default_layout())
    assert header(layout)[:2] == ("ref", "SIRET")
    text = (
        "ref,SIRET,Montant,Date,Financeur,Forme,NAF,Texte\n"
        '12,55210055400013,"12 500,50 €",01/03/2026,Région,prêt,25.62,De minimis agricole\n'
        "13,552100554,300,2026-03-02,Région,prêt,25.62,règlement inconnu\n"
    )
    first, second = read_register(text.encode(), file="r.csv", layout=layout, regimes=regimes())
    assert (first.siren, first.cents, first.regime) == ("552100554", 12_500_50, "agricultural")
    assert (second.regime, second.regime_words) == ("", "règlement inconnu")


def test_faults_of_a_layout():
    text = "field,column\nsiren,SIREN\ncolour,Couleur\nsiren,Autre\ncents,SIREN\n"
    found = refused(read_layout_file, text, default=default_layout())
    assert {row for row, _column, _what in found} == {3, 4, 5, None}
    assert sum("manque" in what for _row, _column, what in found) == 6


def test_faults_of_the_register_are_all_told():
    columns = ",".join(field.column for field in default_layout())
    text = (
        f"{columns}\n"
        "552100555,X,10,2026-01-01,Région,prêt,25.62,de_minimis,1\n"
        ",X,-10,demain,Région,prêt,25.62,de_minimis,1\n"
        "552100554,X,,,Région,prêt,25.62,de_minimis,1\n"
    )
    found = refused(read_register, text, layout=default_layout(), regimes=regimes())
    assert [(row, column) for row, column, _what in found] == [
        (2, "siren_beneficiaire"),
        (3, "siren_beneficiaire"),
        (3, "montant_esb_euros"),
        (3, "date_octroi"),
        (4, "montant_esb_euros"),
        (4, "date_octroi"),
    ]


def test_an_empty_register_is_a_register():
    text = written(default_layout(), [])
    assert read_register(text, file="r.csv", layout=default_layout(), regimes=regimes()) == []
