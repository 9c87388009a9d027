"""What a plan answers as French sentences: proof, what rules cost, one more million, conflict.

`answers` is what a scenario keeps beside its plan: `costs` [{rule, label, per_euro, worth, most}],
`more` {cents, worth, most, served, moves: [{project, before, after}]}, `conflict` {rules, smallest,
message}; each is left out when it was not computed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.allocation.engine.demands import demands
from ancrage.allocation.engine.model import Plan, Problem
from ancrage.allocation.words import (
    Labels,
    RuleWords,
    links_in_words,
    rules_in_words,
    unit_of,
)
from ancrage.funding.rules.wording import spoken
from ancrage.kernel.text import typeset
from ancrage.ui.formats import percent, with_unit

MILLION = 1_000_000  # euros
STEP = 100_000  # euros by which a rule is said to be moved
CLOSED = 5e-7  # relative: a gap below it is written as none
SLIGHT = 1e-6  # relative to the plan: a worth below it is none
FEW = 1e-4  # relative: a gap below it needs more decimals
ENVELOPE = "envelope"
Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ConflictWords:
    """Rules that cannot hold together: why with the figures, and each of them."""

    message: str
    smallest: bool
    rules: Sequence[RuleWords]


@dataclass(frozen=True, slots=True)
class Worth:
    """How a worth is written: in its unit, and as what it would take in euros elsewhere.

    `per_euro`: what one euro more on the envelope brings; 0: not known, or nothing.
    """

    unit: str
    per_euro: float

    def told(self, worth: float) -> str:
        """« 12,3 emplois »."""
        return with_unit(worth, self.unit, 1 if abs(worth) >= 1 else 3)

    def euros(self, worth: float) -> str:
        """« 3,1 millions d’euros »: what would bring as much elsewhere; "" when it is not known."""
        return spoken(round(worth / self.per_euro) * 100) if self.per_euro > 0 else ""


def worth_words(problem: Problem, plan: Plan, answers: Answers) -> Worth:
    """How what this plan is worth is written."""
    more, unit = answers.get("more"), unit_of(problem.rules.objective)
    prices = {price.rule: price.per_euro for price in plan.prices}
    if ENVELOPE not in prices and more and more["worth"] > 0:
        return Worth(unit, more["worth"] / (more["cents"] / 100))
    return Worth(unit, prices.get(ENVELOPE, 0.0))


def proof_in_words(problem: Problem, plan: Plan) -> str:
    """How far a plan may be from the best, for who has never heard of an optimum."""
    if plan.gap <= CLOSED:
        return _("Aucun autre plan qui respecte ces règles ne vaut plus : c’est prouvé.")
    unit = unit_of(problem.rules.objective)
    told = {
        "gap": percent(plan.gap, 2 if plan.gap >= FEW else 4),
        "worth": with_unit(plan.objective, unit, 1),
        "bound": with_unit(plan.bound, unit, 1),
    }
    sentence = _(
        "Ce plan est à %(gap)s au plus du meilleur possible : il vaut %(worth)s, et il est prouvé "
        "qu’aucun plan qui respecte ces règles ne vaut plus de %(bound)s."
    )
    return sentence % told


def costs_in_words(problem: Problem, plan: Plan, answers: Answers) -> list[str]:
    """What each rule that costs something costs, the dearest first: by the plan without it when
    that was computed, else at the margin. That of the envelope is told by a million more."""
    held = answers.get("costs")
    if held is None:
        words = demands(problem)
        held = [
            {"rule": one.rule, "label": words.get(one.rule, one.label), "per_euro": one.per_euro}
            for one in plan.prices
        ]
    worth, least = worth_words(problem, plan, answers), SLIGHT * max(1.0, abs(plan.objective))
    told = [(_weight(one), _cost(one, worth, least)) for one in held if one["rule"] != ENVELOPE]
    told.sort(key=lambda pair: (-pair[0], pair[1]))
    return [typeset(sentence) for _size, sentence in told if sentence]


def _weight(cost: Answers) -> float:
    """What orders the rules: what is lost, else what a step would bring."""
    lost = cost.get("worth")
    return float(lost if lost is not None else (cost["per_euro"] or 0.0) * STEP)


def _cost(cost: Answers, worth: Worth, least: float) -> str:
    """One rule; "" when it costs nothing that can be told."""
    rule = cost["label"][:1].upper() + cost["label"][1:]
    lost, most = cost.get("worth"), cost.get("most")
    if lost is not None and lost > least:
        told = {"rule": rule, "worth": worth.told(lost), "euros": worth.euros(lost)}
        if not told["euros"]:
            return _("%(rule)s coûte %(worth)s ailleurs.") % told
        return _("%(rule)s coûte %(euros)s de résultats ailleurs, soit %(worth)s.") % told
    if lost is not None and most is not None:
        if most <= least:
            return ""
        told = {"rule": rule, "worth": worth.told(most)}
        return _("%(rule)s coûte %(worth)s au plus ; le calcul n’en dit pas davantage.") % told
    if not cost["per_euro"]:
        return ""
    told = {
        "rule": rule,
        "step": spoken(STEP * 100),
        "worth": worth.told(cost["per_euro"] * STEP),
    }
    return _("%(rule)s : à la marge, la desserrer de %(step)s rendrait %(worth)s.") % told


def more_in_words(problem: Problem, plan: Plan, answers: Answers, labels: Labels) -> Iterator[str]:
    """What one more million would bring: by its own plan when it was computed, else at the
    margin."""
    worth, more = worth_words(problem, plan, answers), answers.get("more")
    if not more:
        yield from _at_the_margin(problem, plan, worth)
        return
    if more["most"] <= SLIGHT * max(1.0, abs(plan.objective)):
        yield _("Rien : l’enveloppe n’est pas ce qui limite ce plan.")
        return
    yield _more(more, worth)
    fresh = [one["project"] for one in more["moves"] if one["after"] and not one["before"]]
    gone = [one["project"] for one in more["moves"] if one["before"] and not one["after"]]
    if fresh:
        told = ngettext("Il serait servi : %s.", "Ils seraient servis : %s.", len(fresh))
        yield told % labels.projects(fresh)
    if gone:
        told = ngettext(
            "Un autre ne le serait plus, pour faire place : %s.",
            "D’autres ne le seraient plus, pour faire place : %s.",
            len(gone),
        )
        yield told % labels.projects(gone)


def _at_the_margin(problem: Problem, plan: Plan, worth: Worth) -> Iterator[str]:
    """A million more, or what is asked and not given when that is less."""
    unmet = sum(project.asked for project in problem.projects) - sum(plan.grants)
    cents = min(MILLION * 100, unmet)
    if cents > 0 and worth.per_euro > 0:
        told = {"euros": spoken(cents), "worth": worth.told(worth.per_euro * cents / 100)}
        yield _("À la marge, avec %(euros)s de plus, le plan vaudrait %(worth)s de plus.") % told


def _more(more: Answers, worth: Worth) -> str:
    told = {"n": more["served"], "worth": worth.told(more["worth"])}
    if not more["served"]:
        return _("Un million d’euros de plus rapporterait %(worth)s, sans projet de plus.") % told
    sentence = ngettext(
        "Un million d’euros de plus servirait %(n)d projet de plus et rapporterait %(worth)s.",
        "Un million d’euros de plus servirait %(n)d projets de plus et rapporterait %(worth)s.",
        more["served"],
    )
    return sentence % told


def conflict_in_words(problem: Problem, answers: Answers, labels: Labels) -> ConflictWords | None:
    """The rules that cannot hold together; None when no conflict was found."""
    conflict = answers.get("conflict")
    if not conflict:
        return None
    every = (*rules_in_words(problem, labels), *links_in_words(problem, labels))
    told = {rule.code: rule for rule in every}
    rules = [told.get(code) or RuleWords(code, code, "", "") for code in conflict["rules"]]
    return ConflictWords(conflict["message"], bool(conflict["smallest"]), rules)


def changes_in_words(problem: Problem, labels: Labels, reasons: Mapping[str, str]) -> list[str]:
    """What was set by hand, with why."""
    told = []
    for code, cents in problem.rules.held.items():
        name = labels.of("project", code)
        sentence = _("%(name)s : %(amount)s, fixé à la main. Raison : %(reason)s")
        reason = reasons.get(code) or _("non dite")
        told.append(sentence % {"name": name, "amount": spoken(cents), "reason": reason})
    return told


def held_in_words(problem: Problem, plan: Plan, answers: Answers, labels: Labels) -> str:
    """What the last amount set by hand cost, once the others were made again around it; "" when it
    is not known."""
    held = answers.get("held")
    if not held or held["lost"] is None:
        return ""
    name = labels.of("project", held["project"])
    if abs(held["lost"]) <= SLIGHT * max(1.0, abs(plan.objective)):
        sentence = _(
            "Dernier changement, %s : les autres montants recalculés, le plan vaut autant."
        )
        return sentence % name
    lost = worth_words(problem, plan, answers).told(abs(held["lost"]))
    told = {"name": name, "worth": lost}
    if held["lost"] >= 0:
        return (
            _(
                "Dernier changement, %(name)s : les autres montants recalculés, le plan vaut "
                "%(worth)s de moins."
            )
            % told
        )
    return (
        _(
            "Dernier changement, %(name)s : les autres montants recalculés, le plan vaut %(worth)s "
            "de plus."
        )
        % told
    )
