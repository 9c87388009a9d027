"""What is hidden and what stays right; what changed between two files; what a dataset says of
itself."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.opendata.rules.changes import Altered, compared
from ancrage.opendata.rules.described import Described, dictionary, package, resource, table_schema
from ancrage.opendata.rules.fields import CellRefusedError, Field, Kind, read, written
from ancrage.opendata.rules.masking import Figure, Rest, Rule, is_sensitive, masked, together

RULE = Rule(3, Decimal("0.85"))


def figure(*amounts: int, group: str = "g", public: int = 0, first: int = 0) -> Figure:
    """A figure of so many companies, numbered from `first`, and a public part."""
    companies = {str(first + rank): amount for rank, amount in enumerate(amounts)}
    return Figure((group,), sum(amounts) + public, companies)


class TestSecret:
    @pytest.mark.parametrize(
        ("held", "is_secret"),
        [
            (figure(), False),
            (figure(public=100), False),
            (figure(100), True),
            (figure(50, 50), True),
            (figure(50, 50, public=900), True),
            (figure(40, 30, 30), False),
            (figure(85, 10, 5), True),
            (figure(84, 10, 6), False),
            (figure(85, 10, 5, public=1), False),
            (figure(-85, -10, -5), True),
        ],
    )
    def test_by_hand(self, held, is_secret):
        assert is_sensitive(held.companies, held.amount, RULE) is is_secret

    def test_one_hidden_alone_takes_the_smallest_other_with_it(self):
        held = [figure(10), figure(40, 30, 30, first=10), figure(20, 20, 20, first=20)]
        assert masked(held, RULE).shown == (1,)
        assert masked(held, RULE).rests == (Rest("g", 2, 70),)

    def test_three_companies_hidden_together_need_no_other(self):
        held = [figure(10), figure(10, first=1), figure(10, first=2), figure(9, 9, 9, first=20)]
        assert masked(held, RULE).shown == (3,)
        assert masked(held, RULE).rests == (Rest("g", 3, 30),)

    def test_the_same_company_hidden_thrice_is_one(self):
        held = [figure(10), figure(10), figure(10), figure(9, 9, 9, first=20)]
        assert masked(held, RULE).rests == (Rest("g", 4, 57),)

    def test_a_group_that_is_one_company_s_tells_no_amount(self):
        held = [figure(10), figure(5, 5, 5, group="h", first=10)]
        assert masked(held, RULE).shown == (1,)
        assert masked(held, RULE).rests == (Rest("g", 1, None),)

    def test_nothing_to_hide(self):
        held = [figure(public=7), figure(4, 3, 3)]
        assert masked(held, RULE) == masked(held, RULE).__class__((0, 1), ())

    amounts = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 1000), max_size=4)
    figures = st.lists(
        st.builds(
            lambda first, second, companies, public: Figure(
                (first, second), sum(companies.values()) + public, companies
            ),
            st.sampled_from("xy"),
            st.sampled_from("123"),
            amounts,
            st.integers(0, 500),
        ),
        max_size=14,
    )

    @given(figures)
    @settings(max_examples=200)
    def test_nothing_sensitive_is_told_nor_found_by_subtraction(self, held):
        found = masked(held, RULE)
        for rank in found.shown:
            assert not is_sensitive(held[rank].companies, held[rank].amount, RULE)
        for group in {group for one in held for group in one.groups}:
            ranks = [rank for rank, one in enumerate(held) if group in one.groups]
            hidden = [rank for rank in ranks if rank not in found.shown]
            whole = together(held[rank] for rank in hidden)
            assert len(hidden) == len(ranks) or not is_sensitive(
                whole.companies, whole.amount, RULE
            )

    @given(figures)
    @settings(max_examples=200)
    def test_the_totals_stay_right(self, held):
        found = masked(held, RULE)
        rests = {rest.group: rest for rest in found.rests}
        for group in {one.groups[0] for one in held}:
            ranks = [rank for rank, one in enumerate(held) if group in one.groups]
            told = [held[rank].amount for rank in ranks if rank in found.shown]
            rest = rests.get(group, Rest(group, 0, 0))
            assert rest.count == len(ranks) - len(told)
            if rest.amount is None:
                assert told == []
            else:
                assert sum(told) + rest.amount == sum(held[rank].amount for rank in ranks)

    def test_a_second_group_is_held_too(self):
        """Hidden with others of its year, a figure must not be alone in its territory."""
        held = [
            Figure(("2024", "A"), 10, {"a": 10}),
            Figure(("2024", "B"), 10, {"b": 10}),
            Figure(("2024", "C"), 10, {"c": 10}),
            Figure(("2024", "A"), 90, {"d": 30, "e": 30, "f": 30}),
            Figure(("2024", "D"), 900, {"d": 300, "e": 300, "f": 300}),
        ]
        assert masked(held, RULE).shown == (4,)


class TestChanges:
    def test_by_hand(self):
        before = [{"k": "1", "v": "a"}, {"k": "2", "v": "b"}, {"k": "3", "v": "c"}]
        after = [{"k": "2", "v": "b"}, {"k": "3", "v": "d"}, {"k": "4", "v": "e"}]
        found = compared(before, after, ("k",))
        assert (found.added, found.removed, found.same) == ((("4",),), (("1",),), 1)
        assert found.altered == (Altered(("3",), ("v",)),)

    def test_rows_of_one_key_are_told_apart(self):
        found = compared([{"k": "1", "v": "a"}], [{"k": "1", "v": "a"}] * 2, ("k",))
        assert (found.added, found.removed, found.same) == ((("1",),), (), 1)

    def test_a_column_that_is_new(self):
        found = compared([{"k": "1"}], [{"k": "1", "v": ""}], ("k",))
        assert found.altered == (Altered(("1",), ("v",)),)


class TestCells:
    @pytest.mark.parametrize(
        ("kind", "value", "cell"),
        [
            (Kind.TEXT, "=1+1", "'=1+1"),
            (Kind.TEXT, "'=1", "''=1"),
            (Kind.DATE, dt.date(2026, 1, 2), "2026-01-02"),
            (Kind.MONEY, -123_405, "-1234.05"),
            (Kind.MONEY, -5, "-0.05"),
            (Kind.DECIMAL, Decimal("1E+3"), "1000"),
            (Kind.WHOLE, -12, "-12"),
            (Kind.TRUTH, True, "oui"),
            (Kind.TRUTH, False, "non"),
            (Kind.TEXT, None, ""),
        ],
    )
    def test_a_value_is_read_back(self, kind, value, cell):
        field = Field("c", "C", kind, "")
        assert written(field, value) == cell
        assert read(field, cell) == value

    def test_whole_numbers_have_no_decimals(self):
        with pytest.raises(CellRefusedError, match="entier"):
            read(Field("c", "C", Kind.WHOLE, ""), "12.0")


FIELDS = (
    Field("annee", "Année", Kind.WHOLE, "L’année.", required=True, example="2026"),
    Field("montant", "Montant", Kind.MONEY, "Vide si secret.", unit="€", least=Decimal(0)),
)
MADE = Described(
    "argent",
    "Argent",
    "Ce qui est payé.",
    FIELDS,
    ("Nous",),
    "chaque jour",
    as_at=dt.date(2026, 11, 26),
    key=("annee",),
)


class TestDescribed:
    def test_the_table_schema(self):
        schema = table_schema(MADE)
        assert schema["primaryKey"] == ["annee"]
        assert schema["fields"] == [
            {
                "name": "annee",
                "title": "Année",
                "description": "L’année.",
                "type": "integer",
                "example": "2026",
                "constraints": {"required": True},
            },
            {
                "name": "montant",
                "title": "Montant",
                "description": "Vide si secret.",
                "type": "number",
                "unit": "€",
                "constraints": {"minimum": 0.0},
            },
        ]

    def test_a_key_that_may_be_empty_is_not_a_primary_key(self):
        loose = Described("a", "A", "", FIELDS, (), "", key=("montant",))
        assert "primaryKey" not in table_schema(loose)

    def test_the_dictionary_has_a_line_per_column(self):
        assert dictionary([MADE, MADE])[1] == (
            "argent",
            "montant",
            "Montant",
            "montant, deux décimales",
            "€",
            False,
            "Vide si secret.",
            "",
        )
        assert len(dictionary([MADE, MADE])) == 4

    def test_the_package(self):
        day = dt.datetime(2026, 11, 26, 9, 30, tzinfo=dt.UTC)
        made = package([resource(MADE, path="argent.csv")], created=day)
        assert made["created"] == "2026-11-26T09:30:00+00:00"
        (held,) = made["resources"]
        assert (held["name"], held["path"], held["temporal"]) == (
            "argent",
            "argent.csv",
            "2026-11-26",
        )
        assert held["licenses"][0]["name"] == "etalab-2.0"
