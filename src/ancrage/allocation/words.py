"""The rules of a share as French sentences. Amounts in integer cents."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ancrage.allocation.engine.model import (
    Eligibility,
    Exclusion,
    Fairness,
    Limit,
    Objective,
    Problem,
    Rate,
    Rules,
)
from ancrage.allocation.models import Line, Scenario
from ancrage.funding.queries.names import KnownNames, read_names
from ancrage.funding.rules.wording import spoken
from ancrage.funding.words.money import signed
from ancrage.kernel.text import typeset
from ancrage.roadmaps.definitions import words

DIMENSION_WORDS = {
    "territory": gettext_lazy("Territoire"),
    "region": gettext_lazy("Région"),
    "need": gettext_lazy("Besoin"),
    "measure": gettext_lazy("Mesure"),
    "operator": gettext_lazy("Opérateur"),
    "year": gettext_lazy("Année"),
}
PARAMETERS = {
    "territory": "territoire",
    "region": "region",
    "need": "besoin",
    "measure": "mesure",
    "operator": "operateur",
    "year": "annee",
}
"""The dimensions, as addresses name them."""
OF = {
    "territory": gettext_lazy("du territoire %s"),
    "region": gettext_lazy("de la Région %s"),
    "need": gettext_lazy("du besoin « %s »"),
    "measure": gettext_lazy("de la mesure « %s »"),
    "operator": gettext_lazy("de l’opérateur %s"),
    "year": gettext_lazy("de l’année %s"),
}
MATURITIES = (
    gettext_lazy("idée"),
    gettext_lazy("esquisse"),
    gettext_lazy("étudié"),
    gettext_lazy("prêt"),
)
UNIT = gettext_lazy("points de résultat")
"""What results are counted in, when the scenario does not say."""
NAMED_BY = ("code", "name", "territory", "territory_name", "scenario_id")
"""The fields of a line that tell what things are called."""
NAMED_MOST = 8
"""Projects that a sentence names; of the others it gives the number."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What the codes of a scenario are called, by dimension ("project" too).

    A code that has no name stands for itself.
    """

    names: Mapping[str, Mapping[str, str]]

    def of(self, dimension: str, code: str | int | None) -> str:
        return self.names.get(dimension, {}).get(str(code), str(code or ""))

    def projects(self, codes: Iterable[str]) -> str:
        """« A, B et 12 autres »."""
        held = list(codes)
        told = [self.of("project", code) for code in held[:NAMED_MOST]]
        more = len(held) - len(told)
        others = ngettext(" et %d autre", " et %d autres", more) % more
        return ", ".join(told) + (others if more else "")


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule: its code, what it is called, what it says; `section` of the form that holds it."""

    code: str
    title: str
    sentence: str
    section: str


def labels_of(scenario: Scenario) -> Labels:
    """The names of what the lines of a scenario speak of. Three queries."""
    return labels_from(scenario.lines.order_by("rank").only(*NAMED_BY))


def labels_from(lines: Iterable[Line], known: KnownNames | None = None) -> Labels:
    """The same, of lines that are read. Two queries, none with the names that are `known`."""
    known, rows = known or read_names(), list(lines)
    return Labels(
        {
            "territory": {one.territory: one.territory_name or one.territory for one in rows},
            "region": known.regions,
            "need": words("needs"),
            "measure": known.measures,
            "operator": known.financers,
            "project": {one.code: one.name or one.code for one in rows},
        }
    )


def unit_of(objective: Objective) -> str:
    """What a plan is worth in: the unit of the results when nothing else is added to them."""
    only = not (objective.jobs or objective.need or objective.robustness)
    return objective.unit if only and objective.result == 1 and objective.unit else str(UNIT)


def about(where: Mapping[str, str | int], labels: Labels) -> str:
    """« de la Région Bretagne, de la mesure « VTE » »; "" for all projects."""
    return ", ".join(str(OF[name]) % labels.of(name, code) for name, code in where.items())


def projects_of(where: Mapping[str, str | int], labels: Labels) -> str:
    """What a rule bears on: « les projets de la Région Bretagne », « tous les projets »."""
    told = about(where, labels)
    return _("les projets %s") % told if told else _("tous les projets")


def rules_in_words(problem: Problem, labels: Labels) -> list[RuleWords]:
    """Every rule of a problem, in the order in which it is read; what projects require is apart."""
    rules = problem.rules
    told = [
        *_money(rules),
        *(_limit(one, labels) for one in rules.limits),
        *(_rate(one, labels) for one in rules.rates),
        *(_eligibility(one, labels) for one in rules.eligibility),
        *(_exclusion(one, labels) for one in rules.exclusions),
        *_fairness(rules.fairness),
        *_held(rules, labels),
    ]
    return _typeset(told)


def links_in_words(problem: Problem, labels: Labels) -> list[RuleWords]:
    """What each project that requires others requires: there may be thousands."""
    return _typeset(_required(problem, labels))


def _typeset(told: Iterable[RuleWords]) -> list[RuleWords]:
    return [
        RuleWords(one.code, typeset(one.title), typeset(one.sentence), one.section) for one in told
    ]


def objective_in_words(objective: Objective) -> str:
    """What makes a project worth more than another, with the weights."""
    terms = (
        (objective.result, _("son résultat attendu")),
        (objective.jobs, _("ses emplois industriels attendus")),
        (objective.need, _("l’indice de besoin de son territoire, par million d’euros demandé")),
        (objective.robustness, _("sa tenue face aux surcoûts, par million d’euros demandé")),
    )
    told = [f"{weight_words(weight)} × {what}" for weight, what in terms if weight]
    if not told:
        return typeset(_("Aucun poids n’est donné : tous les plans se valent."))
    sentence = _("La valeur d’un projet servi en entier est la somme de : %s.") % " ; ".join(told)
    return typeset(sentence + " " + _("Servi en partie, il compte en proportion."))


def weight_words(weight: float) -> str:
    """« 1 », « 0,5 »."""
    return f"{weight:.6g}".replace(".", ",")


def share_words(share: float) -> str:
    """« 40 % », « 12,5 % »."""
    return f"{weight_words(share * 100)}\N{NO-BREAK SPACE}%"


def _money(rules: Rules) -> Iterator[RuleWords]:
    sentence = _("%s sont à répartir, pas un centime de plus.") % spoken(rules.envelope)
    yield RuleWords("envelope", _("Enveloppe"), sentence, "enveloppe")
    if rules.reserve:
        sentence = _("%s en sont gardés en réserve.") % spoken(rules.reserve)
        yield RuleWords("reserve", _("Réserve"), sentence, "enveloppe")


def _limit(rule: Limit, labels: Labels) -> RuleWords:
    told = {"who": _first(projects_of(rule.where, labels))}
    if rule.floor is not None and rule.ceiling is not None:
        told |= {"floor": spoken(rule.floor), "ceiling": spoken(rule.ceiling)}
        text = _("%(who)s reçoivent ensemble de %(floor)s à %(ceiling)s.")
    elif rule.floor is not None:
        told |= {"floor": spoken(rule.floor)}
        text = _("%(who)s reçoivent ensemble au moins %(floor)s.")
    else:
        told |= {"ceiling": spoken(rule.ceiling or 0)}
        text = _("%(who)s reçoivent ensemble au plus %(ceiling)s.")
    return RuleWords(rule.code, rule.label, text % told, "limites")


def _rate(rule: Rate, labels: Labels) -> RuleWords:
    told = []
    if rule.most is not None:
        told.append(_("au plus %s de leur coût éligible") % share_words(rule.most))
    if rule.public is not None:
        share = share_words(rule.public)
        told.append(_("avec tout l’argent public, au plus %s de ce coût") % share)
    who = _first(projects_of(rule.where, labels))
    sentence = _("%(who)s reçoivent %(what)s ; rien quand ce coût n’est pas connu.")
    held = sentence % {"who": who, "what": " et, ".join(told)}
    return RuleWords(rule.code, rule.label, held, "taux")


def _eligibility(rule: Eligibility, labels: Labels) -> RuleWords:
    told = []
    if rule.maturity is not None:
        told.append(_("de maturité inférieure à « %s », ou inconnue") % MATURITIES[rule.maturity])
    if rule.starts_from is not None:
        told.append(_("qui commencent avant %d") % rule.starts_from)
    if rule.ends_by is not None:
        told.append(_("qui finissent après %d") % rule.ends_by)
    who = projects_of(rule.where, labels)
    sentence = _("Parmi %(who)s, ceux %(what)s n’ont rien.")
    held = sentence % {"who": who, "what": ", ".join(told)}
    return RuleWords(rule.code, rule.label, held, "eligibilite")


def _exclusion(rule: Exclusion, labels: Labels) -> RuleWords:
    told = {"most": rule.most, "names": labels.projects(rule.projects)}
    sentence = ngettext(
        "De ces projets, %(most)d au plus a une aide : %(names)s.",
        "De ces projets, %(most)d au plus ont une aide : %(names)s.",
        rule.most,
    )
    return RuleWords(rule.code, rule.label, sentence % told, "exclusions")


def _fairness(rule: Fairness) -> Iterator[RuleWords]:
    title = _("Équité entre territoires")
    if rule.least_per_job is not None:
        sentence = _("Aucun territoire n’est sous %s par emploi industriel.")
        told = sentence % signed(rule.least_per_job)
        yield RuleWords("fairness.least_per_job", title, told, "equite")
    if rule.ratio is not None:
        sentence = _(
            "Par emploi industriel, le territoire le mieux servi reçoit au plus %s fois ce que "
            "reçoit le moins bien servi."
        )
        yield RuleWords("fairness.ratio", title, sentence % weight_words(rule.ratio), "equite")
    if rule.worst_first:
        told = _(
            "Le territoire le moins bien servi par emploi industriel reçoit autant qu’il se peut, "
            "puis le suivant, et ainsi de suite."
        )
        if rule.slack:
            told += " " + _("Chaque niveau est tenu à %s près.") % share_words(rule.slack)
        yield RuleWords("fairness.worst_first", title, told, "equite")


def _required(problem: Problem, labels: Labels) -> Iterator[RuleWords]:
    for one in problem.projects:
        if one.requires:
            told = {"one": labels.of("project", one.code), "others": labels.projects(one.requires)}
            sentence = _("%(one)s n’a d’aide que si en ont une : %(others)s.") % told
            title = _("Projet lié : %s") % labels.of("project", one.code)
            yield RuleWords(f"requires.{one.code}", title, sentence, "projets")


def _held(rules: Rules, labels: Labels) -> Iterator[RuleWords]:
    for code, cents in rules.held.items():
        name = labels.of("project", code)
        told = {"name": name, "amount": signed(cents)}
        sentence = _("%(name)s reçoit %(amount)s, fixé à la main.") % told
        yield RuleWords(f"held.{code}", _("Fixé à la main : %s") % name, sentence, "projets")


def _first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
