"""A mission's candidates before the national committee, which closes the mission."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.committees.kinds.registry import Decided, Kind, Subject, register_kind
from ancrage.committees.rules.sitting import APPROVED, CONDITIONAL, POSTPONED, REFUSED
from ancrage.kernel.rights import VISITOR, Actor, Scope, ScopeKind
from ancrage.kernel.workflow import StepRefusedError
from ancrage.mission.actions.missions import close_mission
from ancrage.mission.definitions import workflows
from ancrage.mission.models import Candidate, Mission
from ancrage.mission.queries.candidates import scored, visible_to
from ancrage.mission.queries.missions import find_mission, missions
from ancrage.ui.formats import UNKNOWN, number
from ancrage.ui.papers import Block, Grid, Heading, Text

KIND = "mission"
CLOSES = "La mission est close : les notes arrêtées ne changent plus."
EFFECTS = {
    APPROVED: CLOSES,
    CONDITIONAL: f"{CLOSES} Chaque condition devient une tâche, avec son échéance.",
    POSTPONED: "La mission reste ouverte.",
    REFUSED: "La mission reste ouverte ; le motif est consigné.",
}


def _awaiting(scope: Scope, _day: dt.date) -> Sequence[Subject]:
    if scope.kind != ScopeKind.NATION:
        return ()
    return [_subject(held) for held in missions() if held.state == "open"]


def _subject(held: Mission) -> Subject:
    count = len(scored(held))
    return Subject(
        reference=held.code,
        label=_("Candidats de la mission : %s") % held.name,
        asked=_("Arrêter les notes et clore la mission ?"),
        detail=ngettext("%(n)d candidat noté", "%(n)d candidats notés", count) % {"n": count},
        mark=f"{held.state} {count}",
    )


def _find(reference: str, _day: dt.date) -> Subject | None:
    held = find_mission(reference)
    return _subject(held) if held else None


def _paper(reference: str, _day: dt.date) -> Sequence[Block]:
    held = find_mission(reference)
    if held is None:
        return ()
    return [
        Heading(1, _("Objet")),
        Text(held.purpose),
        Grid(
            _("Candidats"),
            (_("Numéro"), _("Candidat"), _("État"), _("Note arrêtée")),
            [_row(one) for one in visible_to(VISITOR, held)],
            figures=(0, 3),
        ),
    ]


def _row(one: Candidate) -> tuple[str, str, str, str]:
    score = UNKNOWN if one.score is None else number(float(one.score), 1)
    return str(one.number), one.shown_name, workflows()["candidate"].states[one.state].label, score


def _readable(_actor: Actor, _reference: str) -> bool:
    return True


def _act(*, by: Actor, now: dt.datetime, reference: str, decided: Decided) -> str:
    held = find_mission(reference)
    if not decided.is_positive or held is None:
        return ""
    close_mission(by=by, now=now, mission=held)
    return _("La mission est close.")


def register() -> None:
    """Let the national committee decide on the candidates of a mission."""
    register_kind(
        Kind(
            code=KIND,
            label="candidats d’une mission",
            effects={"national": EFFECTS},
            awaiting=_awaiting,
            find=_find,
            paper=_paper,
            address=lambda reference: ("mission", [reference]),
            readable=_readable,
            act=_act,
            refusals=(StepRefusedError,),
            rank=40,
        )
    )
