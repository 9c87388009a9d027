"""The results as pages show them: in words, with their addresses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from ancrage.catalogue.rules.basket import Basket
from ancrage.catalogue.rules.eligibility import Outcome
from ancrage.matching.access import reads_referents
from ancrage.matching.panels import ask_url
from ancrage.matching.queries.answers import NEAREST, Answers
from ancrage.matching.queries.diagnosis import Diagnosis
from ancrage.matching.rules.matching import Reason, Result
from ancrage.matching.words import (
    OUTCOMES,
    Badge,
    answering_words,
    delay_words,
    operator_name,
)
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

OWN = frozenset(NEAREST[:3])
FIRST = 3
"""Measures of a need that are shown at once; the next ones are unfolded."""


@dataclass(frozen=True, slots=True)
class ShownResult:
    """A measure for a need, ready to be shown. `asked_by`: who has to ask, when it is another."""

    result: Result
    badge: Badge
    operator: str
    asked_by: str
    who: str
    delay: str
    url: str
    ask: str

    @property
    def is_refused(self) -> bool:
        return self.result.outcome == Outcome.NO

    @property
    def lead(self) -> Reason:
        """The reason that weighs most beside the need, which all those of a need share."""
        others = self.result.reasons[1:] or self.result.reasons
        return max(others, key=lambda reason: reason.points)


@dataclass(frozen=True, slots=True)
class ShownNeed:
    """A need with what answers it: what is within reach or to be told, then what is refused."""

    code: str
    name: str
    results: tuple[ShownResult, ...]

    @property
    def kept(self) -> list[ShownResult]:
        return [shown for shown in self.results if not shown.is_refused]

    @property
    def first(self) -> list[ShownResult]:
        """Those shown at once; one left alone is shown with them."""
        kept = self.kept
        return kept if len(kept) <= FIRST + 1 else kept[:FIRST]

    @property
    def next(self) -> list[ShownResult]:
        return self.kept[len(self.first) :]

    @property
    def refused(self) -> list[ShownResult]:
        return [shown for shown in self.results if shown.is_refused]


def shown_needs(
    request: ActorRequest, answers: Answers, basket: Basket, choices: dict[str, str]
) -> list[ShownNeed]:
    """Every need with its results. `choices` are the kinds of applicant, in words."""
    return [
        ShownNeed(
            held.need.code,
            held.need.name,
            tuple(shown_results(request, held.results, answers, basket, choices)),
        )
        for held in answers.needs
    ]


def shown_results(
    request: ActorRequest,
    results: Iterable[Result],
    answers: Answers,
    basket: Basket,
    choices: dict[str, str],
) -> list[ShownResult]:
    """Results ready to be shown."""
    named = reads_referents(request.actor)
    return [_shown(request, result, answers, basket, choices, named=named) for result in results]


def _shown(
    request: ActorRequest,
    result: Result,
    answers: Answers,
    basket: Basket,
    choices: dict[str, str],
    *,
    named: bool,
) -> ShownResult:
    code = result.measure.code
    facts = {**answers.facts, "applicant": result.applicant}
    other = result.applicant not in OWN and result.outcome != Outcome.NO
    is_company = answers.facts.get("applicant") == "company"
    return ShownResult(
        result=result,
        badge=OUTCOMES[result.outcome],
        operator=operator_name(result.measure, basket),
        asked_by=choices.get(result.applicant, "") if other and not is_company else "",
        who=answering_words(result, answers.referents.get(code), named=named),
        delay=delay_words(result),
        url=measure_url(request, code),
        ask="" if result.outcome == Outcome.NO else ask_url(code, answers.scope, facts),
    )


def needs_cautions(diagnosis: Diagnosis, *, is_in_force: bool) -> Sequence[str]:
    """What must be known before the figures and the measures are read."""
    found = []
    if not is_in_force:
        found.append(_("Cette liste n’est pas en vigueur à la date de la page."))
    if diagnosis.partial:
        found.append(
            _(
                "Des membres n’y sont qu’en partie, ou sont des communes seules (%d) : les "
                "chiffres portent sur les intercommunalités entières, et ne disent rien du reste."
            )
            % diagnosis.partial
        )
    return found


def measure_url(request: ActorRequest, code: str) -> str:
    """The page of a measure; "" as long as the catalogue has none."""
    try:
        return link(request, "measure", code)
    except NoReverseMatch:
        return ""
