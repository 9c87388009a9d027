"""Which measures answer a need, in which order, and why: sentences, points, nothing hidden.

For each measure the criteria are judged first: what is within reach comes before what remains to
be told, before what is refused. Within each, points decide: every rule that holds says one reason
and brings the points that `data/parameters.yaml` gives it. What is level is told by name. Nothing
else enters, so the same input gives the same order, whatever the order in which it is told.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ancrage.catalogue.rules.basket import Amount, Certainty, Measure
from ancrage.catalogue.rules.eligibility import Outcome, Verdict
from ancrage.catalogue.rules.facts import Fact, Facts
from ancrage.kernel.text import fold, typeset
from ancrage.matching.rules.amounts import amount_words
from ancrage.matching.rules.parameters import Parameters
from ancrage.matching.rules.signals import Signal

TANDEM, FIGURES, COMPANY, NOBODY = "tandem", "figures", "company", ""
"""Who says how strong a need is."""
OWN = frozenset({"territory", "intercommunality", "local_authority"})
"""The applicants that a territory is itself; the others it brings."""
OUTCOMES = (Outcome.YES, Outcome.UNKNOWN, Outcome.NO)
REGION = "region:"


@dataclass(frozen=True, slots=True)
class NeedSaid:
    """One need, how strong it is said to be, in words too, and by whom."""

    code: str
    name: str
    level: str = ""
    level_label: str = ""
    by: str = NOBODY


@dataclass(frozen=True, slots=True)
class Spoken:
    """A signal with its figure in words, and where it stands; `points` 0 when it is only shown."""

    signal: Signal
    written: str
    standing: str = ""
    points: int = 0

    @property
    def says(self) -> str:
        because = self.signal.because.format(value=self.written)
        return f"{because} ({self.standing})" if self.standing else because


@dataclass(frozen=True, slots=True)
class Answered:
    """Who answers for a measure here, and how long it really takes.

    `referents` None: the operator is not known. `median_days` None: not measured; `count` is of
    how many requests it is the median.
    """

    referents: int | None = None
    median_days: float | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a measure stands where it stands: the rule, its sentence, the points that it brings."""

    rule: str
    says: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, in the criterion's words, and what would have to change ("": nothing is known)."""

    says: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Question:
    """What remains to be told: a fact of the vocabulary, and why it is asked."""

    fact: str
    asks: str
    why: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the facts that are known, and as what he may ask, the nearest first."""

    facts: Facts
    applicants: tuple[str, ...]
    region: str = ""

    def as_applicant(self, applicant: str) -> Facts:
        return {**self.facts, "applicant": applicant}


@dataclass(frozen=True, slots=True)
class Result:
    """A measure for a need: whether it is within reach, as what it is asked, why, why not."""

    measure: Measure
    need: NeedSaid
    outcome: Outcome
    applicant: str
    reasons: tuple[Reason, ...]
    refusals: tuple[Refusal, ...] = ()
    questions: tuple[Question, ...] = ()
    amounts: tuple[Amount, ...] = ()
    answered: Answered = field(default_factory=Answered)

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def order(self) -> tuple[int, int, str, str]:
        """What the order is made of."""
        place = OUTCOMES.index(self.outcome)
        return place, -self.points, fold(self.measure.title), self.measure.code


@dataclass(frozen=True, slots=True)
class Ground:
    """What the order rests on, beside who asks: the day, the numbers, the words of the facts."""

    day: dt.date
    parameters: Parameters
    vocabulary: Mapping[str, Fact]
    answered: Mapping[str, Answered] = field(default_factory=dict)


def ranked(
    measures: Iterable[Measure],
    *,
    need: NeedSaid,
    asker: Asker,
    spoken: Sequence[Spoken],
    ground: Ground,
) -> list[Result]:
    """The measures that answer a need, the first ones first."""
    answering = (measure for measure in measures if need.code in measure.needs)
    found = (_result(m, need, asker, spoken, ground) for m in answering)
    return sorted(found, key=lambda result: result.order)


def first_of_all(lists: Iterable[Sequence[Result]]) -> list[Result]:
    """Several needs together, each measure once, under the need where it comes first."""
    best: dict[str, Result] = {}
    for result in sorted((r for results in lists for r in results), key=_over_needs):
        best.setdefault(result.measure.code, result)
    return sorted(best.values(), key=_over_needs)


def _over_needs(result: Result) -> tuple[object, ...]:
    return *result.order, result.need.code


def _result(
    measure: Measure, need: NeedSaid, asker: Asker, spoken: Sequence[Spoken], ground: Ground
) -> Result:
    applicant, verdict = _best(measure, asker)
    facts = asker.as_applicant(applicant)
    made = Result(
        measure=measure,
        need=need,
        outcome=_outcome(measure, verdict),
        applicant=applicant,
        reasons=(),
        refusals=tuple(Refusal(f.says, f.remedy) for f in verdict.of(Outcome.NO)),
        questions=tuple(_questions(measure, verdict, ground.vocabulary)),
        amounts=measure.amounts_for(facts, day=ground.day),
        answered=ground.answered.get(measure.code, Answered()),
    )
    held = [s for s in spoken if s.signal.need == need.code and s.signal.speaks_for(measure.code)]
    return replace(made, reasons=tuple(_reasons(made, asker, held, ground)))


def _best(measure: Measure, asker: Asker) -> tuple[str, Verdict]:
    """As what it is best asked: the applicant with the best outcome, the nearest among those."""
    tried = [(one, measure.judge(asker.as_applicant(one))) for one in asker.applicants]
    return min(tried, key=lambda pair: OUTCOMES.index(pair[1].outcome))


def _outcome(measure: Measure, verdict: Verdict) -> Outcome:
    """The criteria's; who may ask must be known for it to be within reach."""
    if verdict.outcome == Outcome.YES and not measure.open_to:
        return Outcome.UNKNOWN
    return verdict.outcome


def _questions(
    measure: Measure, verdict: Verdict, vocabulary: Mapping[str, Fact]
) -> Iterator[Question]:
    if not measure.open_to:
        why = typeset("Aucune source ne dit qui peut la demander : demandez à l’opérateur.")
        yield Question("", typeset("Qui peut la demander ?"), why)
    told: set[str] = set()
    for finding in verdict.of(Outcome.UNKNOWN):
        for code in sorted(finding.criterion.facts - told):
            told.add(code)
            asks = f"{vocabulary[code].label[:1].upper()}{vocabulary[code].label[1:]} ?"
            yield Question(code, typeset(asks), typeset(f"Il faut {finding.criterion.requires}."))


# The rules. Each says its reasons, or nothing.


def _need(result: Result, parameters: Parameters) -> Iterator[Reason]:
    need = result.need
    points = parameters.points.need.get(need.level, 0)
    said = {
        TANDEM: f"le binôme dit le besoin « {need.name} » {need.level_label}",
        FIGURES: f"les chiffres publics suggèrent un besoin « {need.name} » {need.level_label}",
        COMPANY: f"vous cherchez à répondre au besoin « {need.name} »",
        NOBODY: f"elle répond au besoin « {need.name} », dont ni le binôme ni les chiffres ne "
        "disent la force",
    }
    yield Reason("need", said[need.by], points)


def _signals(held: Iterable[Spoken]) -> Iterator[Reason]:
    for one in held:
        yield Reason(f"signal:{one.signal.code}", one.says, one.points)


def _applicant(result: Result, asker: Asker, parameters: Parameters) -> Iterator[Reason]:
    own = OWN if asker.applicants[0] == "territory" else {asker.applicants[0]}
    if result.applicant in own & result.measure.open_to:
        who = "le territoire peut la demander" if OWN & own else "vous pouvez la demander"
        yield Reason("applicant", f"{who} sans intermédiaire", parameters.points.applicant)


def _money(result: Result, parameters: Parameters) -> Iterator[Reason]:
    if result.amounts and result.outcome != Outcome.NO:
        told = " ; ".join(amount_words(amount) for amount in result.amounts)
        yield Reason("money", f"elle apporte : {told}", parameters.points.money)


CERTAINTIES = {
    Certainty.OFFICIAL: "un texte officiel l’atteste",
    Certainty.REPORTED: "une source la rapporte, sans texte officiel retrouvé",
}


def _certainty(result: Result, parameters: Parameters) -> Iterator[Reason]:
    says = CERTAINTIES.get(result.measure.certainty)
    if says:
        points = parameters.points.certainty[result.measure.certainty.value]
        yield Reason("certainty", says, points)


def _referent(result: Result, parameters: Parameters) -> Iterator[Reason]:
    count = result.answered.referents
    if count:
        says = (
            "un référent est désigné ici" if count == 1 else f"{count} référents sont désignés ici"
        )
        yield Reason("referent", says, parameters.points.referent)


def _quick(result: Result, parameters: Parameters) -> Iterator[Reason]:
    median = result.answered.median_days
    if median is not None and median <= parameters.quick_days:
        says = f"l’opérateur répond vite : {median:.0f} jours en médiane"
        yield Reason("quick", says, parameters.points.quick)


def _local(result: Result, asker: Asker, parameters: Parameters) -> Iterator[Reason]:
    if asker.region and result.measure.owner == f"{REGION}{asker.region}":
        yield Reason("local", "votre Région la propose en propre", parameters.points.local)


def _reasons(
    result: Result, asker: Asker, held: Sequence[Spoken], ground: Ground
) -> Iterator[Reason]:
    """Every reason, each rule in its turn; in French, with its spaces."""
    parameters = ground.parameters
    rules: tuple[Callable[[], Iterator[Reason]], ...] = (
        lambda: _need(result, parameters),
        lambda: _signals(held),
        lambda: _applicant(result, asker, parameters),
        lambda: _money(result, parameters),
        lambda: _referent(result, parameters),
        lambda: _quick(result, parameters),
        lambda: _local(result, asker, parameters),
        lambda: _certainty(result, parameters),
    )
    for rule in rules:
        for reason in rule():
            yield replace(reason, says=typeset(because(reason.says)))


def because(says: str) -> str:
    """« Parce que », elided before a vowel, with a full stop."""
    elided = fold(says)[:1] in set("aeiou")
    return f"Parce qu’{says}." if elided else f"Parce que {says}."
