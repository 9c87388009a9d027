"""The page of a project: what it asks and gets, what an amount set by hand would cost."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from ancrage.allocation.engine.amending import Amended, amend
from ancrage.allocation.engine.model import DIMENSIONS, Problem
from ancrage.allocation.line_table import known
from ancrage.allocation.models import Line
from ancrage.allocation.plan_words import SLIGHT, worth_words
from ancrage.allocation.seen import Seen
from ancrage.allocation.words import DIMENSION_WORDS, Labels, weight_words
from ancrage.funding.words.money import signed
from ancrage.requests.words import amount
from ancrage.ui.formats import UNKNOWN

MOST_BROKEN = 12


@dataclass(frozen=True, slots=True)
class Trial:
    """What an amount would change at once, nothing else being moved: sentences, rules broken."""

    told: str
    broken: tuple[str, ...]
    more: int


def facts_of_line(line: Line, labels: Labels, *, with_room: bool) -> list[tuple[str, str]]:
    """What is known of a project, in words; `with_room`: what State aid leaves it too."""
    room = line.room_told or amount(line.room)
    named = [(str(DIMENSION_WORDS[name]), _value(line, name, labels)) for name in DIMENSIONS]
    told = [
        (_("Bénéficiaire"), line.beneficiary),
        (_("SIRET"), line.siret),
        *named,
        (_("Demandé"), signed(line.asked)),
        (_("Minimum utile"), signed(line.minimum) if line.minimum else ""),
        (_("Coût éligible"), amount(line.eligible)),
        (_("Possible au titre des aides d’État"), room if with_room else ""),
        (_("Résultat attendu"), _told_or_unknown(line, "result")),
        (_("Emplois industriels attendus"), _told_or_unknown(line, "jobs")),
    ]
    return [(label, value) for label, value in told if value]


def _told_or_unknown(line: Line, name: str) -> str:
    value = known(line, name)
    return UNKNOWN if value is None else weight_words(value)


def _value(line: Line, name: str, labels: Labels) -> str:
    if name == "territory" and line.territory_name:
        return line.territory_name
    held: Any = getattr(line, name)
    return labels.of(name, held) if held else ""


def trial(seen: Seen, line: Line, cents: int | None, *, with_room: bool) -> Trial | None:
    """What setting this amount costs against the plan; None without a plan that answers, or when
    the amount is freed. `with_room`: whether what State aid leaves may be told."""
    plan = seen.plan
    if plan is None or not (seen.has_plan and seen.is_answered) or cents is None:
        return None
    problem = seen.problem if with_room else _without_rooms(seen.problem)
    found = amend(problem, plan, {line.code: cents})
    told = found.broken[:MOST_BROKEN]
    return Trial(_told(seen, found), told, len(found.broken) - len(told))


def _without_rooms(problem: Problem) -> Problem:
    return replace(problem, projects=tuple(replace(one, room=None) for one in problem.projects))


def _told(seen: Seen, found: Amended) -> str:
    plan = seen.plan
    if plan is None:
        return ""
    worth = worth_words(seen.problem, plan, seen.scenario.answers)
    if abs(found.lost) <= SLIGHT * max(1.0, abs(plan.objective)):
        return _("Rien d’autre ne changeant, le plan vaudrait autant.")
    told = {"worth": worth.told(abs(found.lost))}
    if found.lost > 0:
        return _("Rien d’autre ne changeant, le plan vaudrait %(worth)s de moins.") % told
    return _("Rien d’autre ne changeant, le plan vaudrait %(worth)s de plus.") % told
