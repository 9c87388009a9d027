"""The legal file: every rule of the format, the round trip, the shares to the cent."""

import csv
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ancrage.opendata.definitions import legal_format, parameters_at
from ancrage.opendata.rules import scdl
from ancrage.opendata.rules.conventions import Beneficiary, conventions_of, lacks, rows_of
from ancrage.opendata.rules.delays import days_late, months_later
from ancrage.opendata.rules.described import Described, differences, table_schema
from ancrage.opendata.rules.grants import COLUMNS, GrantRow
from ancrage.opendata.rules.shares import shared, shares
from tests.opendata.made import ALONE, COMPANY, GRANTOR, OTHER, ROW, SHARED, files

FIELDS = legal_format().columns
DESCRIBED = Described("scdl", "Titre", "Texte", FIELDS, (), "")
LINES = [ROW, *rows_of(SHARED)]
"""Three rows, in the order of the file: one of its own, then the two that share."""


def cells_of(rows) -> list[list[str]]:
    return list(csv.reader(io.StringIO(scdl.written(rows, FIELDS).decode(), newline="")))


def as_file(lines) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(lines)
    return buffer.getvalue().encode()


def problems(content: bytes):
    return scdl.read(content, FIELDS, name="f.csv").problems


class TestWriting:
    def test_the_bytes(self):
        assert scdl.written([ROW], FIELDS).decode() == (
            f"{','.join(COLUMNS)}\r\n"
            f"Région Bretagne,{GRANTOR},2026-09-14,2026-09-103,Ateliers du Léman,{COMPANY},,"
            "Une ligne de montage,47800.20,aide en numéraire,échelonné,2026-10-01/2027-09-30,"
            "12345,non,1.00,\r\n"
        )

    def test_a_row_per_beneficiary_and_the_whole_amount_in_each(self):
        lines = cells_of(rows_of(SHARED))[1:]
        assert [(line[8], line[14]) for line in lines] == [
            ("47800.20", "0.45"),
            ("47800.20", "0.55"),
        ]

    @settings(max_examples=30)
    @given(files, st.randoms(use_true_random=False))
    def test_the_order_of_the_rows_changes_nothing(self, held, random):
        rows = [row for one in held for row in rows_of(one)]
        mixed = random.sample(rows, len(rows))
        assert scdl.written(mixed, FIELDS) == scdl.written(rows, FIELDS)


class TestReading:
    @settings(max_examples=30)
    @given(files)
    def test_what_is_written_is_read_back(self, held):
        rows = [row for one in held for row in rows_of(one)]
        found = scdl.read(scdl.written(rows, FIELDS), FIELDS, name="f.csv")
        assert found.problems == ()
        assert list(found.rows) == scdl.ordered(rows)

    @settings(max_examples=30)
    @given(files)
    def test_and_gives_the_same_agreements_to_the_cent(self, held):
        rows = [row for one in held for row in rows_of(one)]
        found = conventions_of(scdl.read(scdl.written(rows, FIELDS), FIELDS, name="f.csv").rows)
        assert sorted(map(by_name, found)) == sorted(map(by_name, held))

    def test_a_mark_of_order_at_the_beginning_is_passed_over(self):
        content = "\ufeff".encode() + scdl.written(LINES, FIELDS)
        assert len(scdl.read(content, FIELDS, name="f.csv").rows) == 3

    def test_the_fourteen_columns_of_the_text_of_2017(self):
        lines = cells_of([ROW])
        kept = [
            rank
            for rank, name in enumerate(COLUMNS)
            if name not in {"rnaBeneficiaire", "dispositifAide"}
        ]
        content = as_file([[line[rank] for rank in kept] for line in lines])
        assert scdl.read(content, FIELDS, name="f.csv").rows == (ROW,)

    def test_no_row_is_given_when_one_is_at_fault(self):
        lines = cells_of(LINES)
        lines[1][9] = "don"
        found = scdl.read(as_file(lines), FIELDS, name="f.csv")
        assert (found.rows, len(found.problems)) == ((), 1)


def by_name(convention):
    """Comparable whatever the order of its beneficiaries."""
    return str(replace(convention, beneficiaries=tuple(sorted(convention.beneficiaries, key=str))))


LONG = "x" * 257
CELLS = [
    *(
        (name, "", "vide")
        for name in COLUMNS
        if name
        not in {"referenceDecision", "idBeneficiaire", "rnaBeneficiaire", "idRAE", "dispositifAide"}
    ),
    ("nomAttribuant", "   ", "vide"),
    ("nomBeneficiaire", "Nul\x00", "invisible"),
    ("idAttribuant", "2335000160004", "forme attendue"),
    ("idAttribuant", "23 350 001 600 040", "forme attendue"),
    ("idAttribuant", "23350001600041", "clé de contrôle"),
    ("idBeneficiaire", "38047555800059", "clé de contrôle"),
    ("idBeneficiaire", "380475558", "clé de contrôle"),
    ("idBeneficiaire", "", "ni SIRET ni numéro RNA"),
    ("rnaBeneficiaire", "W38047555", "forme attendue"),
    ("rnaBeneficiaire", "380475558", "forme attendue"),
    ("dateConvention", "14/09/2026", "AAAA-MM-JJ"),
    ("dateConvention", "2026-9-14", "AAAA-MM-JJ"),
    ("dateConvention", "2026-02-30", "n’existe pas"),
    ("dateConvention", "２０２６-09-14", "AAAA-MM-JJ"),
    ("objet", LONG, "257 caractères"),
    ("objet", "=" + "x" * 256, "257 caractères"),
    ("montant", "47800,20", "avec un point"),
    ("montant", "47 800.20", "avec un point"),
    ("montant", "47800.20 €", "avec un point"),
    ("montant", "4.78e4", "avec un point"),
    ("montant", "NaN", "avec un point"),
    ("montant", "47800.205", "deux décimales"),
    ("montant", "0", "n’est pas celui d’une subvention"),
    ("montant", "-47800.20", "n’est pas celui d’une subvention"),
    ("montant", "10000000000000.01", "n’est pas celui d’une subvention"),
    ("montant", "9" * 40, "avec un point"),
    ("nature", "aide en numeraire", "valeur admise"),
    ("nature", "aide en nature; aide en numéraire", "valeur admise"),
    ("conditionsVersement", LONG, "257 caractères"),
    ("datesPeriodeVersement", "2026-10-01_2027-09-30", "forme attendue"),
    ("datesPeriodeVersement", "2026-10-01/", "forme attendue"),
    ("datesPeriodeVersement", "2026-13-01", "n’existe pas"),
    ("datesPeriodeVersement", "2026-10-01/2027-02-29", "n’existe pas"),
    ("datesPeriodeVersement", "2026-10-02/2026-10-01", "avant de commencer"),
    ("idRAE", "123456", "6 caractères"),
    ("notificationUE", "Oui", "ni oui ni non"),
    ("notificationUE", "true", "ni oui ni non"),
    ("pourcentageSubvention", "0.009", "inférieur à 0.01"),
    ("pourcentageSubvention", "0", "inférieur à 0.01"),
    ("pourcentageSubvention", "1.01", "supérieur à 1"),
    ("pourcentageSubvention", "100", "supérieur à 1"),
    ("pourcentageSubvention", "0,45", "avec un point"),
    ("pourcentageSubvention", "45%", "avec un point"),
    ("pourcentageSubvention", "0.99", "font 0.99 au lieu de 1"),
]


@pytest.mark.parametrize(("column", "cell", "said"), CELLS)
def test_each_rule_of_a_cell_is_held_and_its_fault_located(column, cell, said):
    lines = cells_of(LINES)
    lines[1][COLUMNS.index(column)] = cell
    (found,) = problems(as_file(lines))
    assert (found.file, found.row, found.column) == ("f.csv", 2, column)
    assert said in found.what.replace("\u00a0", " ")
    assert found.advice.endswith(".")


@settings(max_examples=30)
@given(files, st.data())
def test_whatever_the_file_each_of_these_is_seen_in_it(held, data):
    lines = cells_of([row for one in held for row in rows_of(one)])
    row = data.draw(st.integers(1, len(lines) - 1))
    column, cell, _said = data.draw(st.sampled_from(CELLS))
    rank = COLUMNS.index(column)
    assume(lines[row][rank] not in {cell, ""})
    lines[row][rank] = cell
    assert any(found.row == row + 1 or "font" in found.what for found in problems(as_file(lines)))


SHARED_FAULTS = [
    ("nomBeneficiaire", "Un autre nom", None),
    ("montant", "47800.21", "pourcentageSubvention"),
    ("objet", "Autre chose", "pourcentageSubvention"),
    ("dateConvention", "2026-09-15", "pourcentageSubvention"),
    ("referenceDecision", "", "pourcentageSubvention"),
    ("nature", "aide en nature", "pourcentageSubvention"),
    ("notificationUE", "oui", "pourcentageSubvention"),
    ("pourcentageSubvention", "0.56", "pourcentageSubvention"),
    ("pourcentageSubvention", "0.5499999999", "pourcentageSubvention"),
    ("pourcentageSubvention", "1", "pourcentageSubvention"),
    ("rnaBeneficiaire", "W380475559", None),
]


@pytest.mark.parametrize(("column", "cell", "blamed"), SHARED_FAULTS)
def test_rows_that_share_a_grant_say_the_same_of_it(column, cell, blamed):
    lines = cells_of(LINES)
    lines[3][COLUMNS.index(column)] = cell
    found = problems(as_file(lines))
    assert {one.column for one in found} == ({blamed} if blamed else set())


class TestBeneficiariesToldTwice:
    def test_the_same_row_twice(self):
        (found,) = problems(as_file([*cells_of([ROW]), cells_of([ROW])[1]]))
        assert (found.row, found.column) == (3, "idBeneficiaire")
        assert "deux fois" in found.what

    def test_the_same_beneficiary_of_one_grant(self):
        twice = replace(
            SHARED, beneficiaries=tuple(Beneficiary("X", COMPANY, "", n) for n in (40, 60))
        )
        (found,) = problems(scdl.written(rows_of(twice), FIELDS))
        assert (found.row, found.column) == (3, "idBeneficiaire")

    def test_one_decision_may_grant_the_same_to_two(self):
        other = replace(ROW, beneficiary="Autre", siret=OTHER)
        assert problems(scdl.written([ROW, other], FIELDS)) == ()


HEADERS = [
    (lambda h: [";".join(h)], "Séparez les colonnes par des virgules."),
    (lambda h: [n for n in h if n != "montant"], "Ajoutez-la à la première ligne, à sa place."),
    (lambda h: [h[1], h[0], *h[2:]], "Mettez-les dans l’ordre"),
    (lambda h: [*h, "montant"], "Gardez-en une."),
    (lambda h: [*h, "secret"], "Retirez-la."),
    (lambda h: [n.lower() for n in h], "Retirez-la."),
]


@pytest.mark.parametrize(("change", "advice"), HEADERS)
def test_the_header_is_that_of_the_format(change, advice):
    found = problems(as_file([change(list(COLUMNS))]))
    assert any(advice in one.advice.replace("\u00a0", " ") for one in found)


FILES = [
    (b"", None, "vide"),
    (b"  \r\n", None, "vide"),
    (scdl.written([ROW], FIELDS).decode().encode("latin-1"), 2, "UTF-8"),
    (scdl.written([ROW], FIELDS).decode().encode("utf-16"), 1, "UTF-8"),
    (scdl.written([ROW], FIELDS) + b'"', 3, "lisible"),
    (scdl.written([ROW], FIELDS) + b"a,b\r\n", 3, "2 cellules au lieu de 16"),
    (scdl.written([ROW], FIELDS) + b"a" * 140_000, 3, "lisible"),
]


@pytest.mark.parametrize(("content", "row", "said"), FILES, ids=range(len(FILES)))
def test_a_file_that_cannot_be_read_says_where_and_why(content, row, said):
    (found,) = problems(content)
    assert found.row == row
    assert said in found.what


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_the_bytes_there_is_an_answer(content):
    header = ",".join(COLUMNS).encode() + b"\r\n"
    assert scdl.read(content, FIELDS, name="f").problems
    found = scdl.read(header + content, FIELDS, name="f")
    assert found.problems or not content.strip(b"\r\n") or not found.rows


class TestShares:
    @given(st.lists(st.integers(0, 10**15), min_size=1, max_size=40).filter(any))
    def test_they_sum_to_one_and_lose_no_cent(self, amounts):
        found = shares(amounts)
        assert sum(found) == Decimal(1)
        assert shared(sum(amounts), found) == amounts
        assert min(-share.as_tuple().exponent for share in found) >= 2

    def test_by_hand(self):
        assert shares([4500, 5500]) == (Decimal("0.45"), Decimal("0.55"))
        assert shares([1, 1, 1]) == (Decimal("0.34"), Decimal("0.33"), Decimal("0.33"))
        assert shares([33_334, 33_333, 33_333]) == (
            Decimal("0.33334"),
            Decimal("0.33333"),
            Decimal("0.33333"),
        )
        assert shared(100, shares([1, 1, 1])) == [34, 33, 33]

    @pytest.mark.parametrize("amounts", [[0], [0, 0], [5, -1]])
    def test_nothing_to_share_is_refused(self, amounts):
        with pytest.raises(ValueError, match="positive"):
            shares(amounts)


class TestLacks:
    def test_nothing_lacks(self):
        assert lacks(ALONE, FIELDS) == []
        assert lacks(SHARED, FIELDS) == []

    def test_each_lack_is_told_once(self):
        found = lacks(replace(SHARED, conditions="", grantor_siret="1"), FIELDS)
        assert [one.partition("\u00a0:")[0] for one in found] == [
            "SIRET de l’attribuant",
            "Conditions de versement",
        ]

    def test_a_share_under_one_percent_cannot_be_told(self):
        tiny = (*SHARED.beneficiaries, Beneficiary("Petite", OTHER, "", 1))
        (found,) = lacks(replace(SHARED, beneficiaries=tiny), FIELDS)
        assert found.startswith("Part du bénéficiaire")

    def test_nothing_granted(self):
        assert lacks(replace(ALONE, beneficiaries=(Beneficiary("X", OTHER, "", 0),)), FIELDS)


class TestThreeMonths:
    @pytest.mark.parametrize(
        ("signed", "last"),
        [
            (dt.date(2026, 8, 26), dt.date(2026, 11, 26)),
            (dt.date(2026, 11, 30), dt.date(2027, 2, 28)),
            (dt.date(2027, 11, 30), dt.date(2028, 2, 29)),
            (dt.date(2026, 10, 31), dt.date(2027, 1, 31)),
        ],
    )
    def test_the_last_day(self, signed, last):
        assert months_later(signed, 3) == last
        assert days_late(signed=signed, done=last, months=3) == 0
        assert days_late(signed=signed, done=last + dt.timedelta(1), months=3) == 1

    def test_the_parameters_are_those_of_the_law(self):
        held = parameters_at(dt.date(2026, 11, 26))
        assert (held.convention_above, held.months) == (23_000_00, 3)
        assert held.months_from == dt.date(2017, 8, 1)


class TestAgainstASchema:
    """What compares our rules with the public schema, where its file is at hand."""

    @pytest.fixture
    def official(self):
        described = table_schema(DESCRIBED)
        checks = [{"name": "french-siret-value"}, {"name": "one-of-required"}]
        return {"fields": described["fields"], "custom_checks": checks}

    def test_our_own_does_not_differ(self, official):
        assert differences(FIELDS, official) == []

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda s: s["fields"].pop(3), "referenceDecision"),
            (lambda s: s["fields"].append({"name": "nouvelle", "type": "string"}), "nouvelle"),
            (lambda s: s["fields"].reverse(), "ordre"),
            (lambda s: s["fields"][7]["constraints"].update(maxLength=255), "objet"),
            (lambda s: s["fields"][2].update(type="string"), "dateConvention"),
            (lambda s: s["fields"][13].update(trueValues=["true"]), "notificationUE"),
            (lambda s: s["custom_checks"].append({"name": "other-check"}), "other-check"),
        ],
    )
    def test_each_difference_is_seen(self, official, change, said):
        change(official)
        (found,) = differences(FIELDS, official)
        assert said in found


def test_the_row_tells_its_columns():
    assert len(GrantRow.__slots__) == len(COLUMNS)
