"""Rules, costs, proof and conflict in words; the note of deliberation."""

import dataclasses

import pytest

from ancrage.allocation.actions.holding import hold_line
from ancrage.allocation.actions.scenarios import copy_scenario
from ancrage.allocation.engine.demands import demands
from ancrage.allocation.engine.model import (
    Eligibility,
    Exclusion,
    Fairness,
    Limit,
    Objective,
    Plan,
    Price,
    Problem,
    Project,
    Rate,
    Rules,
)
from ancrage.allocation.papers import note_blocks, note_pdf
from ancrage.allocation.plan_words import (
    conflict_in_words,
    costs_in_words,
    held_in_words,
    more_in_words,
    proof_in_words,
)
from ancrage.allocation.words import (
    Labels,
    links_in_words,
    objective_in_words,
    rules_in_words,
    unit_of,
)
from ancrage.ui.papers import Heading
from tests.allocation.app import world as making
from tests.allocation.app.world import LOIRE, NOW, TODAY, again

MILLION = 100_000_000
LABELS = Labels(
    {
        "region": {"53": "Bretagne"},
        "measure": {"vte": "VTE"},
        "project": {"A": "Alpha", "B": "Bêta", "C": "Gamma"},
    }
)
BRETAGNE = Limit("b", "Région Bretagne", {"region": "53"}, floor=10 * MILLION)
PROJECTS = tuple(Project(code, MILLION, result=1.0) for code in "ABC")


def plain(text):
    """A sentence with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def problem(**rules):
    objective = Objective(unit="emplois")
    return Problem(PROJECTS, Rules(**{"envelope": 40 * MILLION, "objective": objective} | rules))


def told(one):
    return [plain(rule.sentence) for rule in rules_in_words(one, LABELS)][1:]


class TestRules:
    @pytest.mark.parametrize(
        ("rules", "says"),
        [
            (
                {"limits": (BRETAGNE,)},
                "Les projets de la Région Bretagne reçoivent ensemble au moins "
                "10 millions d’euros.",
            ),
            (
                {"limits": (Limit("v", "VTE", {"measure": "vte", "year": 2027}, ceiling=500_000),)},
                "Les projets de la mesure « VTE », de l’année 2027 reçoivent ensemble au plus "
                "5 000 €.",
            ),
            (
                {"limits": (Limit("t", "Tous", {}, floor=100, ceiling=200),)},
                "Tous les projets reçoivent ensemble de 1 € à 2 €.",
            ),
            (
                {"rates": (Rate("r", "Taux", {}, most=0.4, public=0.8),)},
                "Tous les projets reçoivent au plus 40 % de leur coût éligible et, avec tout "
                "l’argent public, au plus 80 % de ce coût ; rien quand ce coût n’est pas connu.",
            ),
            (
                {"eligibility": (Eligibility("e", "Prêt", {}, maturity=3, starts_from=2026),)},
                "Parmi tous les projets, ceux de maturité inférieure à « prêt », ou inconnue, "
                "qui commencent avant 2026 n’ont rien.",
            ),
            (
                {"exclusions": (Exclusion("x", "Un", ("A", "B")),)},
                "De ces projets, 1 au plus a une aide : Alpha, Bêta.",
            ),
            ({"reserve": MILLION}, "1 million d’euros en sont gardés en réserve."),
            (
                {"fairness": Fairness(least_per_job=1250)},
                "Aucun territoire n’est sous 12,50 € par emploi industriel.",
            ),
            ({"held": {"A": 0}}, "Alpha reçoit 0 €, fixé à la main."),
        ],
    )
    def test_each_is_a_sentence(self, rules, says):
        assert told(problem(**rules)) == [says]

    def test_worst_first_says_how_near_each_level_is_kept(self):
        (sentence,) = told(problem(fairness=Fairness(worst_first=True, slack=0.02)))
        assert "puis le suivant" in sentence
        assert sentence.endswith("Chaque niveau est tenu à 2 % près.")

    def test_every_rule_that_can_bind_has_words(self):
        linked = (*PROJECTS[:2], dataclasses.replace(PROJECTS[2], requires=("A",)))
        whole = problem(
            limits=(BRETAGNE,),
            rates=(Rate("r", "Taux", most=0.4),),
            eligibility=(Eligibility("e", "Prêt", maturity=1),),
            exclusions=(Exclusion("x", "Un", ("A", "B")),),
            fairness=Fairness(least_per_job=1, ratio=3.0),
            reserve=1,
            held={"A": 1},
        )
        whole = dataclasses.replace(whole, projects=linked)
        every = (*rules_in_words(whole, LABELS), *links_in_words(whole, LABELS))
        assert set(demands(whole)) == {rule.code for rule in every}

    def test_weights_are_declared(self):
        sentence = plain(objective_in_words(Objective(result=2, jobs=0.5)))
        assert "2 × son résultat attendu ; 0,5 × ses emplois" in sentence
        assert unit_of(Objective(unit="emplois")) == "emplois"
        assert unit_of(Objective(unit="emplois", jobs=1)) == "points de résultat"


class TestAnswers:
    PLAN = Plan(
        "feasible",
        (MILLION, MILLION, 0),
        objective=100.0,
        bound=100.01,
        gap=1e-4,
        prices=(Price("envelope", "Enveloppe", 2e-6), Price("b", "Région Bretagne", 1e-6)),
    )

    def test_the_gap_is_said_with_what_no_plan_passes(self):
        sentence = plain(proof_in_words(problem(), self.PLAN))
        assert "à 0,01 % au plus du meilleur possible" in sentence
        assert "plus de 100,0 emplois" in sentence
        sure = dataclasses.replace(self.PLAN, gap=0.0)
        assert "c’est prouvé" in proof_in_words(problem(), sure)

    def test_a_floor_costs_results_elsewhere(self):
        cost = {
            "rule": "b",
            "label": "le plancher de 10 M€ de « Bretagne »",
            "per_euro": 1e-6,
            "worth": 6.2,
            "most": 6.3,
        }
        (sentence,) = costs_in_words(problem(limits=(BRETAGNE,)), self.PLAN, {"costs": [cost]})
        assert plain(sentence) == (
            "Le plancher de 10 M€ de « Bretagne » coûte 3,1 millions d’euros de résultats "
            "ailleurs, soit 6,2 emplois."
        )

    def test_what_was_not_computed_is_told_at_the_margin(self):
        (sentence,) = costs_in_words(problem(limits=(BRETAGNE,)), self.PLAN, {})
        assert "à la marge, la desserrer de 100 000 € rendrait 0,100 emploi" in plain(sentence)

    def test_what_costs_nothing_is_not_told(self):
        cost = {"rule": "b", "label": "x", "per_euro": None, "worth": 0.0, "most": 0.0}
        assert costs_in_words(problem(limits=(BRETAGNE,)), self.PLAN, {"costs": [cost]}) == []

    def test_a_million_more_for_several(self):
        moves = [{"project": code, "before": 0, "after": 9} for code in "AC"]
        more = {"cents": MILLION, "worth": 2.0, "most": 2.1, "served": 2, "moves": moves}
        told = [plain(one) for one in more_in_words(problem(), self.PLAN, {"more": more}, LABELS)]
        assert told[1:] == ["Ils seraient servis : Alpha, Gamma."]

    def test_a_million_more(self):
        moves = [
            {"project": "C", "before": 0, "after": 9},
            {"project": "A", "before": 9, "after": 0},
        ]
        more = {"cents": MILLION, "worth": 2.0, "most": 2.1, "served": 4, "moves": moves}
        told = [plain(one) for one in more_in_words(problem(), self.PLAN, {"more": more}, LABELS)]
        assert told == [
            "Un million d’euros de plus servirait 4 projets de plus et rapporterait 2,0 emplois.",
            "Il serait servi : Gamma.",
            "Un autre ne le serait plus, pour faire place : Alpha.",
        ]

    def test_a_million_that_buys_nothing_is_told(self):
        more = {"cents": MILLION, "worth": 0.0, "most": 0.0, "served": 0, "moves": []}
        (told,) = more_in_words(problem(), self.PLAN, {"more": more}, LABELS)
        assert "n’est pas ce qui limite" in told

    def test_at_the_margin_no_more_is_told_than_what_is_asked(self):
        (told,) = more_in_words(problem(), self.PLAN, {}, LABELS)
        assert plain(told) == (
            "À la marge, avec 1 million d’euros de plus, le plan vaudrait 2,0 emplois de plus."
        )
        served = dataclasses.replace(self.PLAN, grants=(MILLION, MILLION, MILLION - 100))
        (told,) = more_in_words(problem(), served, {}, LABELS)
        assert "avec 1 € de plus" in plain(told)
        everything = dataclasses.replace(self.PLAN, grants=(MILLION,) * 3)
        assert list(more_in_words(problem(), everything, {}, LABELS)) == []

    def test_a_conflict_names_its_rules(self):
        conflict = {"rules": ["envelope", "b"], "smallest": True, "message": "Trop."}
        found = conflict_in_words(problem(limits=(BRETAGNE,)), {"conflict": conflict}, LABELS)
        assert [rule.title for rule in found.rules] == ["Enveloppe", "Région Bretagne"]
        assert [rule.section for rule in found.rules] == ["enveloppe", "limites"]
        assert conflict_in_words(problem(), {}, LABELS) is None

    def test_what_a_change_by_hand_cost(self):
        held = {"project": "A", "lost": 1.5}
        said = plain(held_in_words(problem(), self.PLAN, {"held": held}, LABELS))
        assert said.endswith("le plan vaut 1,5 emploi de moins.")
        assert held_in_words(problem(), self.PLAN, {"held": held | {"lost": None}}, LABELS) == ""
        for nothing in (0.0, 1e-9, -1e-9):
            told = {"held": held | {"lost": nothing}}
            said = held_in_words(problem(), self.PLAN, told, LABELS)
            assert said.endswith("le plan vaut autant.")


def text_of(blocks):
    """All that a note says."""
    told = []
    for block in blocks:
        rows = [cell for row in getattr(block, "rows", ()) for cell in row]
        items = [word for pair in getattr(block, "items", ()) for word in pair]
        told += [getattr(block, "text", ""), getattr(block, "title", ""), *rows, *items]
    return plain("\n".join(told))


@pytest.mark.django_db
class TestTheNote:
    @pytest.fixture
    def planned(self, world):
        where = {"territory": LOIRE}
        limit = {"code": "loire", "label": "Loire", "where": where, "floor_cents": 45_000_00}
        return making.planned(making.ruled(world, {"limit": [limit]}))

    def test_it_begins_with_a_title_and_tells_everything(self, world, planned):
        by = world.actor("copilot")
        made = making.planned(copy_scenario(by=by, now=NOW, scenario=planned, name="À la main"))
        told = {"code": "A", "cents": 40_000_00, "reason": "En deux fois"}
        hold_line(by=by, now=NOW, scenario=again(made), **told)
        made = again(made)
        made.parent = planned
        blocks = note_blocks(made)
        assert blocks[0] == Heading(1, "Répartition\u00a0: À la main")
        said = text_of(blocks)
        for sentence in (
            "Ce qui est partagé",
            "100 000 €",
            "Les projets du territoire Loire reçoivent ensemble au moins 45 000 €.",
            "c’est prouvé",
            "Qui gagne, qui perd",
            "En comparaison du scénario « Essai ».",
            "Un million d’euros de plus",
            "En deux fois",
            "Les projets servis",
        ):
            assert sentence in said, sentence

    def test_it_tells_what_is_not_known(self, planned):
        assert "Ce qui n’est pas connu" in text_of(note_blocks(again(planned)))
        for line in planned.lines.all():
            line.room, line.more = line.asked, line.more | {"unknown": ["result"]}
            line.save()
        said = text_of(note_blocks(again(planned)))
        assert "Les résultats attendus de 3 projets ne sont pas connus" in said
        assert "ce que les règles des aides d’État leur laissent" not in said

    def test_the_same_scenario_is_the_same_document(self, planned):
        made = again(planned)
        first = note_pdf(made, day=TODAY)
        assert first.startswith(b"%PDF")
        assert first == note_pdf(made, day=TODAY)

    def test_without_a_plan_it_says_so(self, world):
        assert "Aucun plan n’est calculé" in text_of(note_blocks(making.filled(world)))
