"""The rules of contracts: parties, blocks, what is written, what lacks, what changes."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.contracts.definitions import blocks_at, parties_at, preconditions_at
from ancrage.contracts.models import KINDS
from ancrage.contracts.rules.blocks import (
    CHOICE,
    COMMITMENTS,
    DATE,
    SHEETS,
    TEXT,
    ActField,
    read_blocks,
    unwritten,
)
from ancrage.contracts.rules.choices import UnfitChoiceError, check_dates, read_choice
from ancrage.contracts.rules.composing import Grid, Heading, Items, Picture, Text, compose
from ancrage.contracts.rules.content import (
    ActContent,
    Money,
    Obligation,
    SheetPart,
    document,
    read_content,
    sheet_money,
    sheet_obligations,
    term_words,
)
from ancrage.contracts.rules.differences import (
    applied,
    dates_said,
    difference,
    flat,
    money_changes,
    money_said,
    obligations_said,
)
from ancrage.contracts.rules.parties import ORDERED, PARALLEL, Ground, Party, parties, ranks
from ancrage.contracts.rules.preconditions import SheetFact, Situation, missing

DAY = dt.date(2026, 11, 23)
KIND_CODES = [code for code, _label in KINDS]
GROUND = Ground(
    "essai:arve",
    "Vallée de l’Arve",
    {"200": "CC Une", "100": "CC Deux"},
    {"84": "Auvergne-Rhône-Alpes"},
    {"bpifrance": "Bpifrance"},
)


def bound(kind="contract", ground=GROUND):
    return parties(parties_at(DAY).rules, kind, ground)


def content(**changes) -> ActContent:
    held = ActContent(
        contract="C-2026-0001",
        kind="contract",
        rank=2,
        name="contrat",
        scope="essai:arve",
        territory="Vallée de l’Arve",
        members=("CC Deux", "CC Une"),
        regions=("Auvergne-Rhône-Alpes",),
        drawn_on="2026-11-23",
        blocks="2018-11-22",
        parties=bound(),
        sheets=(SheetPart("F-1", 1, "Atelier", "Verrerie", "2027-03", "2028", 100_00),),
        obligations=(
            Obligation("F-1.m1", "Verrerie", "Permis déposé", "2027-06", "F-1"),
            Obligation("F-1.end", "Verrerie", "Atelier", "2028", "F-1"),
        ),
        money=(Money("F-1", "Région", "region", 2027, 60_00),),
        choices={"starts_on": "2027-01-01", "ends_on": "2030-12-31", "purpose": "Ensemble."},
    )
    return replace(held, **changes)


class TestParties:
    def test_each_member_region_and_operator_is_one_in_the_order_of_the_rule(self):
        assert [one.code for one in bound()] == [
            "elected:essai:arve",
            "industrial:essai:arve",
            "intercommunality:100",
            "intercommunality:200",
            "operator:bpifrance",
            "region:84",
            "state:84",
        ]

    def test_a_protocole_is_signed_without_operators(self):
        assert not [one for one in bound("protocol") if one.role == "referent"]

    def test_the_state_and_the_region_of_each_region_sign(self):
        held = bound(ground=replace(GROUND, regions={"84": "AURA", "27": "BFC"}))
        assert [one.scope_code for one in held if one.role == "state_region"] == ["27", "84"]

    def test_an_intercommunality_signs_on_paper_and_is_bound_by_its_territory(self):
        found = next(one for one in bound() if one.code == "intercommunality:100")
        assert (found.role, found.scope_code, found.name) == ("", "essai:arve", "CC Deux")

    def test_all_sign_at_once_or_each_at_its_rank_without_holes(self):
        assert set(ranks(bound(), PARALLEL).values()) == {1}
        told = ranks(bound("protocol"), ORDERED)
        assert sorted(set(told.values())) == [1, 2]
        assert told["elected:essai:arve"] < told["region:84"]


class TestBlocks:
    @pytest.mark.parametrize("kind", KIND_CODES)
    def test_every_kind_is_composed_whole(self, kind):
        held = blocks_at(DAY)
        parts = compose(held, content(kind=kind, amended_on="2026-01-01"))
        headings = [part.text for part in parts if isinstance(part, Heading) and part.level == 1]
        assert headings[0] == "Article 1. Parties"
        assert headings[-1].endswith("Carte du territoire")
        assert isinstance(parts[-1], Picture)
        words = " ".join(part.text for part in parts if isinstance(part, Text))
        assert "{" not in words
        assert "1er janvier 2027" in words

    def test_a_new_field_is_one_entry_of_the_data(self):
        told = {
            "valid_from": DAY,
            "source": "Essai",
            "choice": "Essai",
            "blocks": [
                {
                    "acts": ["contract"],
                    "article": "Assurance",
                    "text": "Les parties sont assurées par {insurer}.",
                    "asks": [
                        {"code": "insurer", "kind": "text", "label": "Assureur", "needed": True}
                    ],
                }
            ],
        }
        held = read_blocks(told)
        assert unwritten(list(held.fields("contract").values()), {}) == ["Assureur"]
        parts = compose(held, content(choices={"insurer": "Mutuelle {act}"}))
        assert parts == [
            Heading("Article 1. Assurance"),
            Text("Les parties sont assurées par Mutuelle {act}."),
        ]

    @pytest.mark.parametrize(
        "block",
        [
            {"article": "A", "text": "{nobody}"},
            {"article": "A", "annex": "B"},
            {"article": "A", "table": "nothing"},
            {"article": "A", "asks": [{"code": "x", "kind": "colour", "label": "X"}]},
            {"article": "A", "asks": [{"code": "territory", "kind": "text", "label": "X"}]},
        ],
    )
    def test_a_block_that_nothing_composes_is_refused_at_once(self, block):
        told = {"valid_from": DAY, "source": "", "choice": ""}
        with pytest.raises(ValueError, match=r"blocks\.yaml"):
            read_blocks({**told, "blocks": [{"acts": ["contract"], **block}]})

    def test_the_money_of_the_act_adds_up_in_its_tables(self):
        parts = compose(blocks_at(DAY), content())
        money = next(part for part in parts if isinstance(part, Grid) and "financeur" in part.title)
        assert money.rows[-1] == ("Ensemble", "60\N{NO-BREAK SPACE}€")

    def test_an_amendment_lists_what_it_changes(self):
        after = content(kind="amendment", money=(Money("F-1", "Région", "region", 2027, 70_00),))
        parts = compose(blocks_at(DAY), after, change=difference(content(), after))
        told = next(part for part in parts if isinstance(part, Items))
        assert any("10\N{NO-BREAK SPACE}€ de plus" in sentence for sentence in told.items)


FIELDS = {
    kind: ActField("champ", kind, "Champ", options={"a": "A."} if kind == CHOICE else None)
    for kind in (DATE, TEXT, CHOICE, SHEETS, COMMITMENTS)
}


class TestChoices:
    @pytest.mark.parametrize(
        ("kind", "told", "kept"),
        [
            (DATE, "2027-01-31", "2027-01-31"),
            (DATE, "", ""),
            (TEXT, " Oui ! ", "Oui\N{NO-BREAK SPACE}!"),
            (CHOICE, "a", "a"),
            (SHEETS, ["F-2", "F-1", "F-2"], ["F-1", "F-2"]),
            (SHEETS, None, []),
            (
                COMMITMENTS,
                [{"who": "CC", "what": "Ouvrir", "by": "mars 2027"}, {"who": "", "what": ""}],
                [{"key": "c1", "who": "CC", "what": "Ouvrir", "by": "2027-03"}],
            ),
        ],
    )
    def test_what_is_written_is_kept_clean(self, kind, told, kept):
        assert read_choice(FIELDS[kind], told) == kept

    @pytest.mark.parametrize(
        ("kind", "told"),
        [
            (DATE, "31/01/2027 environ"),
            (TEXT, "a" * 6000),
            (TEXT, 3),
            (CHOICE, "b"),
            (SHEETS, "F-1"),
            (SHEETS, [f"F-{n}" for n in range(300)]),
            (COMMITMENTS, [{"who": "CC"}]),
            (COMMITMENTS, [{"who": "CC", "what": "Ouvrir", "by": "un jour"}]),
            (COMMITMENTS, "CC"),
            (COMMITMENTS, [{"who": "CC", "what": "x" * 600}]),
        ],
    )
    def test_what_cannot_be_kept_is_refused_in_words(self, kind, told):
        with pytest.raises(UnfitChoiceError, match="Champ"):
            read_choice(FIELDS[kind], told)

    def test_commitments_keep_their_keys(self):
        rows = read_choice(
            FIELDS[COMMITMENTS],
            [{"who": "A", "what": "a"}, {"key": "c1", "who": "B", "what": "b"}],
        )
        assert [row["key"] for row in rows] == ["c2", "c1"]

    def test_an_act_does_not_end_before_it_starts(self):
        check_dates({"starts_on": "2027-01-01", "ends_on": "2027-01-01"})
        with pytest.raises(UnfitChoiceError):
            check_dates({"starts_on": "2027-01-02", "ends_on": "2027-01-01"})


READY = Situation(
    held=frozenset({"elected_lead", "industrial_lead", "project_manager"}),
    labels={"industrial_lead": "industriel référent"},
    has_strategy=True,
    sheets=(SheetFact("F-1", "Atelier", "validated", "validée", 1, 0),),
)


class TestPreconditions:
    @pytest.mark.parametrize("kind", KIND_CODES)
    def test_what_is_ready_lacks_nothing(self, kind):
        held = replace(READY, is_changed=True if kind == "amendment" else None)
        assert missing(preconditions_at(DAY).conditions, kind, held) == []

    @pytest.mark.parametrize(
        ("kind", "changes", "told"),
        [
            ("protocol", {"held": frozenset({"elected_lead", "project_manager"})}, "industriel"),
            ("protocol", {"has_strategy": False}, "stratégie"),
            ("contract", {"sheets": ()}, "Aucune fiche"),
            (
                "contract",
                {"sheets": (SheetFact("F-1", "A", "submitted", "soumise", 0, None),)},
                "n’est pas validée",
            ),
            (
                "contract",
                {"sheets": (SheetFact("F-1", "A", "abandoned", "abandonnée", 1, 0),)},
                "ne tient plus",
            ),
            (
                "contract",
                {"sheets": (SheetFact("F-1", "A", "validated", "validée", 1, 50_00),)},
                "manque",
            ),
            (
                "contract",
                {"sheets": (SheetFact("F-1", "A", "validated", "validée", 1, -1),)},
                "dépasse",
            ),
            (
                "contract",
                {"sheets": (SheetFact("F-1", "A", "validated", "validée", 1, None),)},
                "inconnu",
            ),
            ("amendment", {"is_changed": False}, "ne change ni"),
        ],
    )
    def test_what_lacks_is_said_with_who_can_do_it(self, kind, changes, told):
        (found,) = missing(preconditions_at(DAY).conditions, kind, replace(READY, **changes))
        assert told in found.sentence
        assert found.condition.who


class TestContent:
    def test_a_content_is_read_back_as_it_was(self):
        told = json.loads(json.dumps(document(content())))
        assert read_content(told) == content()
        assert told["total_cents"] == 60_00
        with pytest.raises(ValueError, match="format"):
            read_content({**told, "format": "autre"})

    def test_a_sheet_owes_its_milestones_then_its_end(self):
        rows = {"m2": {"title": "Ouverture", "due": "2028-09"}, "m1": {"title": "Permis"}}
        told = {"owner_name": "V", "title": "Atelier", "ends": "2028", "milestones": rows}
        assert [o.key for o in sheet_obligations("F-1", told)] == ["F-1.m2", "F-1.m1", "F-1.end"]

    def test_the_money_of_a_sheet_makes_its_cost(self):
        plan = [{"financer": "R", "kind": "region", "year": 2027, "asked": 60, "granted": None}]
        plan += [{"financer": "E", "kind": "state", "year": 2027, "asked": None, "granted": 5}]
        held = sheet_money("F-1", {"owner_name": "V", "own_share": 40}, plan)
        assert sum(line.cents for line in held) == 100
        assert [line.kind for line in held] == ["region", "own"]

    @pytest.mark.parametrize(
        ("by", "told"),
        [
            ("", ""),
            ("2028", ", d’ici 2028"),
            ("2028-09", ", d’ici septembre 2028"),
            ("2028-T3", ", d’ici au troisième trimestre 2028"),
            ("2028-09-01", ", d’ici au 1er septembre 2028"),
        ],
    )
    def test_a_term_is_said_in_french(self, by, told):
        assert term_words(by) == told


codes = st.sampled_from(["F-1", "F-2", "F-3"])
names = st.sampled_from(["Région", "État", "Bpifrance"])
days = st.sampled_from(["", "2027", "2027-03", "2028-T2", "2029-01-15"])
kinds_of_money = {"Région": "region", "État": "state", "Bpifrance": "operator"}


@st.composite
def contents(draw) -> ActContent:
    """Acts of every shape: sheets, obligations, money, parties, dates."""
    sheets = draw(st.dictionaries(codes, st.integers(1, 3)))
    owed = draw(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.tuples(names, names, days)))
    money = draw(
        st.dictionaries(
            st.tuples(codes, names, st.integers(2026, 2028)), st.integers(1, 10**9), max_size=6
        )
    )
    ends = draw(st.sampled_from(["", "2030-12-31", "2031-06-30"]))
    return content(
        parties=tuple(draw(st.lists(st.sampled_from(bound()), unique=True))),
        sheets=tuple(SheetPart(code, v, code, "V", "", "", None) for code, v in sheets.items()),
        obligations=tuple(Obligation(key, *told) for key, told in owed.items()),
        money=tuple(
            Money(sheet, who, kinds_of_money[who], year, cents)
            for (sheet, who, year), cents in money.items()
        ),
        choices={"ends_on": ends} if ends else {},
    )


class TestDifferences:
    @given(contents())
    def test_equal_acts_differ_in_nothing(self, held):
        made = difference(held, read_content(json.loads(json.dumps(document(held)))))
        assert made.is_empty
        assert obligations_said(made) == []
        assert dates_said(made) == []
        assert money_said(made) == []

    @given(contents(), contents())
    def test_the_changes_brought_to_the_first_make_the_second(self, before, after):
        assert applied(flat(before), difference(before, after)) == flat(after)
        assert applied(flat(after), difference(after, before)) == flat(before)

    @given(contents(), contents())
    def test_the_money_that_changes_is_the_difference_of_totals_to_the_cent(self, before, after):
        told = money_changes(difference(before, after))
        assert sum(one.delta for one in told) == after.total() - before.total()
        for one in told:
            assert sum(now - was for _year, was, now in one.years) == one.delta

    @given(contents(), contents())
    def test_everything_that_changes_is_said(self, before, after):
        made = difference(before, after)
        said = [*obligations_said(made), *dates_said(made)]
        told = len([key for key in made.changes if key[0] != "money"])
        assert len(said) == told
        assert all(one.sentence.endswith(".") for one in said)

    def test_it_is_said_in_plain_words(self):
        sheet = SheetPart("F-2", 1, "Halle", "CC Une", "", "2029", 50_00)
        after = content(
            sheets=(replace(content().sheets[0], version=2), sheet),
            obligations=(
                Obligation("F-1.m1", "Verrerie", "Permis déposé", "2027-09", "F-1"),
                Obligation("F-2.end", "CC Une", "Halle", "2029", "F-2"),
            ),
            money=(
                Money("F-1", "Région", "region", 2028, 60_00),
                Money("F-2", "État", "state", 2028, 50_00),
            ),
            choices={"ends_on": "2031-12-31"},
            parties=bound()[:-1],
        )
        made = difference(content(), after)
        said = "\n".join(one.sentence for one in (*obligations_said(made), *dates_said(made)))
        assert (
            "La fiche F-2, «\N{NO-BREAK SPACE}Halle\N{NO-BREAK SPACE}», entre au contrat." in said
        )
        assert "passe de la version 1 à la version 2" in said
        assert "l’échéance passe de juin 2027 à septembre 2027" in said
        assert "CC Une s’engage à\N{NO-BREAK SPACE}: Halle, d’ici 2029." in said
        assert "n’est plus tenu à\N{NO-BREAK SPACE}: Atelier" in said
        assert "n’est plus partie au contrat" in said
        assert "La fin du contrat passe du 31 décembre 2030 au 31 décembre 2031." in said
        money = "\n".join(money_said(made))
        assert "État\N{NO-BREAK SPACE}: 50\N{NO-BREAK SPACE}€ de plus" in money
        assert "Région\N{NO-BREAK SPACE}: le même total, 60\N{NO-BREAK SPACE}€, réparti" in money

    def test_the_parties_are_values(self):
        assert isinstance(bound()[0], Party)
