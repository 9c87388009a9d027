"""Whether somebody may have a measure: criteria over facts, each answered and explained.

A criterion is data:

    - fact: size                 # a word of facts.yaml
      in: [micro, small, medium, mid_cap]
      requires: "PME ou entreprise de taille intermédiaire"
      remedy: "Une grande entreprise peut …"        # what would have to change; optional
      source: cap-metiers                           # a source of the basket
    - any:                       # one of these is enough
        - {fact: contract, in: [cdi], requires: "CDI"}
        - all:
            - {fact: contract, in: [cdd], requires: "CDD"}
            - {fact: contract_months, at_least: 12, requires: "douze mois au moins"}
      requires: "CDI, ou CDD d’au moins douze mois"

Tests: `is` (a value), `in`, `not_in` (values), `at_least`, `at_most` (numbers), `since`, `until`
(days, included). The answer is one of three: an unknown fact makes a criterion unknown, never
refused; `any` holds as soon as one holds, `all` fails as soon as one fails.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ancrage.catalogue.rules.facts import Fact, Facts, Kind, Value
from ancrage.kernel.text import typeset


class Outcome(StrEnum):
    """What a criterion, or all of them, says."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One test of one fact."""

    fact: Fact
    test: str
    against: Value | frozenset[Value]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A condition in words, and how it is tested: by one check, or by parts joined.

    `requires` completes « Il faut : … ». `needs_all` is about `parts`, when there is no check.
    """

    requires: str
    check: Check | None = None
    parts: tuple["Criterion", ...] = ()
    needs_all: bool = True
    remedy: str = ""
    source: str = ""

    @property
    def facts(self) -> frozenset[str]:
        """The facts that it looks at."""
        own = {self.check.fact.code} if self.check else set()
        return frozenset(own.union(*(part.facts for part in self.parts)))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a criterion says of some facts, in one French sentence, with what was found."""

    criterion: Criterion
    outcome: Outcome
    says: str

    @property
    def remedy(self) -> str:
        """What would have to change, when it refuses and the data says."""
        return self.criterion.remedy if self.outcome == Outcome.NO else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """All the criteria of a measure on some facts: eligible only when each holds."""

    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        return joined((finding.outcome for finding in self.findings), needs_all=True)

    @property
    def is_eligible(self) -> bool:
        return self.outcome == Outcome.YES

    def of(self, outcome: Outcome) -> list[Finding]:
        """The findings that say so: the refusals, what is still to be told."""
        return [finding for finding in self.findings if finding.outcome == outcome]

    @property
    def missing(self) -> list[str]:
        """The facts that would have to be known for it to be settled."""
        asked = (finding.criterion.facts for finding in self.of(Outcome.UNKNOWN))
        return sorted(set[str]().union(*asked))


def judge(criteria: Iterable[Criterion], facts: Facts) -> Verdict:
    """What the criteria say of the facts, each of them, in their order."""
    return Verdict(tuple(_found(criterion, facts) for criterion in criteria))


def joined(outcomes: Iterable[Outcome], *, needs_all: bool) -> Outcome:
    """Several outcomes as one: Kleene's "and" or "or"."""
    held = set(outcomes)
    decisive, other = (Outcome.NO, Outcome.YES) if needs_all else (Outcome.YES, Outcome.NO)
    if decisive in held:
        return decisive
    return Outcome.UNKNOWN if Outcome.UNKNOWN in held else other


def outcome_of(criterion: Criterion, facts: Facts) -> Outcome:
    """What one criterion says of the facts."""
    if criterion.check is None:
        parts = (outcome_of(part, facts) for part in criterion.parts)
        return joined(parts, needs_all=criterion.needs_all)
    value = facts.get(criterion.check.fact.code)
    if value is None:
        return Outcome.UNKNOWN
    holds = TESTS[criterion.check.test](value, criterion.check.against)
    return Outcome.YES if holds else Outcome.NO


def _found(criterion: Criterion, facts: Facts) -> Finding:
    outcome = outcome_of(criterion, facts)
    told = " ; ".join(dict.fromkeys(_told(criterion, facts)))
    says = {
        Outcome.YES: f"Rempli : {criterion.requires} ({told}).",
        Outcome.NO: f"Il faut : {criterion.requires} ; ici, {told}.",
        Outcome.UNKNOWN: f"À préciser : {criterion.requires} ({told}).",
    }
    return Finding(criterion, outcome, typeset(says[outcome]))


def _told(criterion: Criterion, facts: Facts) -> Iterator[str]:
    """The facts that a criterion looks at, as they are: « taille : grande entreprise »."""
    if criterion.check:
        fact = criterion.check.fact
        yield f"{fact.label} : {fact.written(facts.get(fact.code))}"
    for part in criterion.parts:
        yield from _told(part, facts)


TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, against: value == against,
    "in": lambda value, against: value in against,
    "not_in": lambda value, against: value not in against,
    "at_least": lambda value, against: value >= against,
    "at_most": lambda value, against: value <= against,
    "since": lambda value, against: value >= against,
    "until": lambda value, against: value <= against,
}
KINDS = {
    "is": frozenset(Kind),
    "in": frozenset({Kind.CHOICE}),
    "not_in": frozenset({Kind.CHOICE}),
    "at_least": frozenset({Kind.WHOLE, Kind.CENTS}),
    "at_most": frozenset({Kind.WHOLE, Kind.CENTS}),
    "since": frozenset({Kind.DAY}),
    "until": frozenset({Kind.DAY}),
}
"""The kinds of fact that each test is made for."""
WORDS = {"requires", "remedy", "source"}


class CriterionError(ValueError):
    """A criterion that cannot be read; the message says in French which and why."""


def read_criteria(
    told: Iterable[Mapping[str, Any]], *, facts: Mapping[str, Fact]
) -> tuple[Criterion, ...]:
    """The criteria that a list of data tells. CriterionError."""
    return tuple(read_criterion(one, facts=facts) for one in told)


def read_criterion(told: Mapping[str, Any], *, facts: Mapping[str, Fact]) -> Criterion:
    """One criterion, with its parts. CriterionError."""
    if not isinstance(told, Mapping):
        raise CriterionError(f"un critère est attendu, pas « {told} »")
    words = {name: told.get(name) or "" for name in WORDS}
    if not all(isinstance(word, str) for word in words.values()) or not words["requires"]:
        raise CriterionError(f"« requires » manque, ou n’est pas un texte : {dict(told)}")
    joins = told.keys() & {"any", "all"}
    keys = told.keys() - WORDS
    if joins and len(keys) != 1:
        raise CriterionError(f"« {words['requires']} » : un seul de « any », « all », « fact »")
    return Criterion(
        requires=typeset(words["requires"]),
        check=None if joins else _check(told, facts),
        parts=_parts(words["requires"], told[joins.pop()], facts) if joins else (),
        needs_all="any" not in told,
        remedy=typeset(words["remedy"]),
        source=words["source"],
    )


def _parts(
    requires: str,
    told: Any,  # noqa: ANN401 whatever the file holds
    facts: Mapping[str, Fact],
) -> tuple[Criterion, ...]:
    if not isinstance(told, list) or not told:
        raise CriterionError(f"« {requires} » : « any » et « all » attendent une liste de critères")
    return read_criteria(told, facts=facts)


def _check(told: Mapping[str, Any], facts: Mapping[str, Fact]) -> Check:
    tests = told.keys() - WORDS - {"fact"}
    requires, name = told["requires"], told.get("fact")
    fact = facts.get(name) if isinstance(name, str) else None
    if fact is None:
        raise CriterionError(f"« {requires} » : le fait « {name or ''} » n’est pas au vocabulaire")
    if len(tests) != 1 or not tests <= TESTS.keys():
        raise CriterionError(f"« {requires} » : un test, parmi {', '.join(TESTS)}")
    test = tests.pop()
    if fact.kind not in KINDS[test]:
        raise CriterionError(f"« {requires} » : « {test} » ne convient pas au fait « {fact.code} »")
    return Check(fact, test, _against(requires, fact, test, told[test]))


def _against(
    requires: str,
    fact: Fact,
    test: str,
    told: Any,  # noqa: ANN401 whatever the file holds
) -> Value | frozenset[Value]:
    many = test in {"in", "not_in"}
    if isinstance(told, list) != many or not (told or not many):
        raise CriterionError(
            f"« {requires} » : « {test} » attend {'une liste' if many else 'une valeur'}"
        )
    values = [fact.read(value) for value in told] if many else [fact.read(told)]
    if None in values:
        raise CriterionError(f"« {requires} » : « {told} » n’est pas une valeur de « {fact.code} »")
    return frozenset(value for value in values if value is not None) if many else values[0]  # type: ignore[return-value]
