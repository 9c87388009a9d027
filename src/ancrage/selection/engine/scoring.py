"""How the scores of candidate territories enter the rules, as it was declared beforehand.

A candidate is a perimeter with a score of 0 to 1, or none yet. Four ways, each only if declared:

    minimum       under it, the candidate is refused: its members are excluded
    bonus         w: its members' industrial jobs count w × score more in the value (model.py)
    forced in     its perimeter is imposed, from a score on or by name
    forced out    it is refused, by name

What is said by name comes before what a score says, and forced in before the minimum. A member of
a refused candidate stays possible when another candidate that is not refused holds it too. One
that several candidates hold has the best of their bonuses, beside what the rules give already.
An unknown score is neither under a minimum nor worth a bonus.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.text import typeset
from ancrage.selection.engine.amending import AmendedTerritory
from ancrage.selection.engine.judging import Check, judge
from ancrage.selection.engine.model import Country, Rules
from ancrage.selection.engine.wording import number

Scores = Mapping[str, float | None]
PLACE = "mission"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A perimeter that asks to be a territory; `members` are SIRENs."""

    code: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreUse:
    """What the scores change; None or empty: nothing in that way.

    `minimum` and `forced_from` are scores of 0 to 1, `bonus` what a score of 1 adds (0.1: a tenth
    more), `forced_in` and `forced_out` codes of candidates.
    """

    minimum: float | None = None
    bonus: float | None = None
    forced_from: float | None = None
    forced_in: frozenset[str] = frozenset()
    forced_out: frozenset[str] = frozenset()


class Entry(StrEnum):
    """How a candidate enters the rules."""

    OPEN = "open"
    FORCED_IN = "forced_in"
    FORCED_OUT = "forced_out"
    BELOW = "below"

    @property
    def is_refused(self) -> bool:
        """Whether it may not be a territory."""
        return self in {Entry.FORCED_OUT, Entry.BELOW}


def entries(*, candidates: Sequence[Candidate], scores: Scores, use: ScoreUse) -> dict[str, Entry]:
    """How each candidate enters the rules, by code. InputRefused as `rules_with_scores`."""
    faults = list(_input_faults(candidates, scores, use))
    if faults:
        raise InputRefused(faults)
    return {c.code: _entry(c.code, scores.get(c.code), use) for c in candidates}


def rules_with_scores(
    *, rules: Rules, candidates: Sequence[Candidate], scores: Scores, use: ScoreUse
) -> Rules:
    """The rules with the scores in them, each change with its reason.

    `scores` are by candidate; one that is left out has none. InputRefused, the code of the
    candidate as column, when they contradict each other or the rules.
    """
    entered = entries(candidates=candidates, scores=scores, use=use)
    refused = [c for c in candidates if entered[c.code].is_refused]
    standing = [c for c in candidates if not entered[c.code].is_refused]
    forced = [c for c in standing if entered[c.code] is Entry.FORCED_IN]
    held = {siren for candidate in standing for siren in candidate.members}
    out = {siren for candidate in refused for siren in candidate.members} - held
    faults = [*_forced_faults(rules, forced), *_refused_faults(rules, refused, out)]
    if faults:
        raise InputRefused(faults)
    groups = [frozenset(c.members) for c in forced if frozenset(c.members) not in rules.impose]
    bonus = _bonus(standing, scores, use)
    return replace(
        rules,
        exclude=rules.exclude | out,
        impose=tuple(sorted((*rules.impose, *groups), key=sorted)),
        bonus={
            siren: rules.bonus.get(siren, 0) + bonus.get(siren, 0)
            for siren in sorted({*rules.bonus, *bonus})
        },
        reasons=_reasons(
            rules,
            exclude=_refused_words(refused, entered, scores, use, held) if out else "",
            impose=_forced_words(forced, scores) if groups else "",
            bonus=_bonus_words(standing, scores, use) if bonus else "",
        ),
    )


def obstacles(
    *, country: Country, rules: Rules, candidates: Sequence[Candidate]
) -> dict[str, tuple[Check, ...]]:
    """What keeps each of these perimeters from being a territory, whatever its score, by code.

    To impose a perimeter that breaks a rule leaves no list at all.
    """
    asked = tuple(AmendedTerritory(c.code, c.name, "", c.members) for c in candidates)
    verdict = judge(country=country, rules=rules, territories=asked)
    return {
        c.code: tuple(check for check in verdict.of(c.code) if not check.holds) for c in candidates
    }


def _entry(code: str, score: float | None, use: ScoreUse) -> Entry:
    if code in use.forced_in:
        return Entry.FORCED_IN
    if code in use.forced_out:
        return Entry.FORCED_OUT
    if score is not None and use.forced_from is not None and score >= use.forced_from:
        return Entry.FORCED_IN
    if score is not None and use.minimum is not None and score < use.minimum:
        return Entry.BELOW
    return Entry.OPEN


def _bonus(standing: Sequence[Candidate], scores: Scores, use: ScoreUse) -> dict[str, float]:
    found: dict[str, float] = {}
    for candidate in standing:
        given = (use.bonus or 0) * (scores.get(candidate.code) or 0)
        for siren in candidate.members if given else ():
            found[siren] = max(given, found.get(siren, 0))
    return found


def _input_faults(
    candidates: Sequence[Candidate], scores: Scores, use: ScoreUse
) -> Iterator[Problem]:
    codes = [candidate.code for candidate in candidates]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield _problem(code, f"« {code} » est le code de deux candidatures.", "Changez-en un.")
    for code in sorted({*scores, *use.forced_in, *use.forced_out} - set(codes)):
        yield _problem(code, f"« {code} » n’est le code d’aucune candidature.", "Corrigez-le.")
    for code, score in scores.items():
        if score is not None and not 0 <= score <= 1:
            yield _problem(code, f"la note {score} n’est pas entre 0 et 1.", "Corrigez-la.")
    for code in sorted(use.forced_in & use.forced_out):
        what = f"« {code} » est à la fois retenue et écartée d’office."
        yield _problem(code, what, "Choisissez.")
    for name in ("minimum", "forced_from"):
        asked = getattr(use, name)
        if asked is not None and not 0 <= asked <= 1:
            yield _problem(name, f"« {name} » vaut {asked}.", "Donnez une note de 0 à 1.")
    if use.bonus is not None and not 0 <= use.bonus < float("inf"):
        yield _problem("bonus", f"le bonus vaut {use.bonus}.", "Donnez un nombre positif ou nul.")


def _forced_faults(rules: Rules, forced: Sequence[Candidate]) -> Iterator[Problem]:
    """What keeps the forced candidates from being imposed."""
    for candidate in forced:
        group = frozenset(candidate.members)
        if not group:
            what = f"« {candidate.name} » n’a aucune intercommunalité."
            yield _problem(candidate.code, what, "Une candidature vide ne peut être retenue.")
        for siren in sorted(group & rules.exclude):
            what = f"« {candidate.name} » est retenue d’office, et les règles écartent {siren}."
            yield _problem(candidate.code, what, "Gardez l’un des deux.")
        for other in rules.impose:
            if group & other and group != other:
                told = " + ".join(sorted(other))
                what = f"« {candidate.name} » est retenue d’office, et les règles imposent {told}."
                yield _problem(candidate.code, what, "Gardez l’un des deux.")
    for first, second in combinations(forced, 2):
        if shared := sorted(set(first.members) & set(second.members)):
            what = f"« {first.name} » et « {second.name} », retenues, ont {shared[0]} en commun."
            yield _problem(second.code, what, "Une intercommunalité n’a qu’un territoire.")


def _refused_faults(rules: Rules, refused: Sequence[Candidate], out: set[str]) -> Iterator[Problem]:
    """Members of refused candidates that the rules themselves want in."""
    wanted = rules.include.union(*rules.impose) & out
    for candidate in refused:
        for siren in sorted(wanted & set(candidate.members)):
            what = f"« {candidate.name} » est écartée, et les règles retiennent {siren}."
            yield _problem(candidate.code, what, "Gardez l’un des deux.")


def _problem(column: str, what: str, advice: str) -> Problem:
    return Problem(PLACE, None, column, typeset(what), advice)


def _reasons(rules: Rules, **added: str) -> dict[str, str]:
    """The reasons of the rules, those of the scores after them."""
    told = {key: typeset(text) for key, text in added.items() if text}
    joined = {key: f"{rules.reasons.get(key, '')} {text}".strip() for key, text in told.items()}
    return rules.reasons | joined


def _refused_words(
    refused: Sequence[Candidate],
    entered: Mapping[str, Entry],
    scores: Scores,
    use: ScoreUse,
    held: set[str],
) -> str:
    told = []
    for candidate in refused:
        why = "d’office"
        if entered[candidate.code] is Entry.BELOW:
            why = f"note de {_on_100(scores[candidate.code])}, minimum {_on_100(use.minimum)}"
        told.append(f"{candidate.name} ({why})")
    words = f"Candidatures écartées par la mission : {', '.join(told)}."
    kept = sorted({siren for c in refused for siren in c.members} & held)
    if kept:
        words += f" Reste possible, car une autre candidature la porte : {', '.join(kept)}."
    return words


def _forced_words(forced: Sequence[Candidate], scores: Scores) -> str:
    told = [f"{c.name} ({_score_words(scores.get(c.code))})" for c in forced]
    return f"Candidatures retenues d’office par la mission : {', '.join(told)}."


def _bonus_words(standing: Sequence[Candidate], scores: Scores, use: ScoreUse) -> str:
    words = (
        f"Mission : une note de 100 fait compter les emplois industriels {_on_100(use.bonus)} % de "
        "plus, une note plus basse en proportion."
    )
    unknown = [c.name for c in standing if scores.get(c.code) is None]
    return f"{words} Sans note, donc sans bonus : {', '.join(unknown)}." if unknown else words


def _score_words(score: float | None) -> str:
    return "sans note" if score is None else f"note de {_on_100(score)}"


def _on_100(score: float | None) -> str:
    return number(100 * (score or 0), 1).removesuffix(",0")
