"""Amendments of the list: the regional committee has its say, the national one publishes."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ancrage.adaptation.actions.deciding import (
    decide_amendment,
    refuse_amendment,
    send_back_amendment,
    take_back_amendment,
)
from ancrage.adaptation.actions.opening import AmendmentRefusedError
from ancrage.adaptation.actions.publishing import accept_amendment
from ancrage.adaptation.lists import touched_by
from ancrage.adaptation.models import Amendment
from ancrage.adaptation.queries.amendments import find_amendment, waiting
from ancrage.adaptation.rules.guards import Sitting
from ancrage.adaptation.sheet import Sheet
from ancrage.committees.kinds.registry import Decided, Kind, Subject, register_kind
from ancrage.committees.rules.sitting import APPROVED, CONDITIONAL, POSTPONED, REFUSED
from ancrage.geography.actions import ListRefusedError
from ancrage.kernel.rights import Actor, Scope, ScopeKind
from ancrage.ui.papers import Block, Facts, Grid, Heading, Text

KIND = "amendment"
REGIONAL = {
    APPROVED: "L’avis favorable est consigné : l’équipe nationale répond ensuite.",
    CONDITIONAL: "L’avis favorable est consigné ; chaque condition devient une tâche.",
    POSTPONED: "La modification revient à la région, qui la corrige.",
    REFUSED: "L’avis défavorable est consigné : la modification s’arrête là.",
}
NATIONAL = {
    APPROVED: "Une nouvelle version de la liste est publiée, à compter du jour de la réunion.",
    CONDITIONAL: "Une nouvelle liste est publiée ; chaque condition devient une tâche.",
    POSTPONED: "La modification est renvoyée à la région, qui la corrige.",
    REFUSED: "La modification est refusée, avec le motif.",
}
STATES = {ScopeKind.REGION: "submitted", ScopeKind.NATION: "approved"}
"""The state in which an amendment waits for a committee of each level."""


def _awaiting(scope: Scope, _day: dt.date) -> Sequence[Subject]:
    state = STATES.get(scope.kind)
    return [_subject(one) for one in waiting(state, region=scope.code)] if state else []


def _subject(held: Amendment) -> Subject:
    codes = touched_by(held.moves)
    return Subject(
        reference=held.code,
        label=_("Modification de la liste : %s") % held.title,
        asked=_("Approuver la modification ?"),
        detail=held.region.name,
        territories=frozenset(f"{held.programme_id}:{code}" for code in codes),
        mark=f"{held.state} {held.revision}",
    )


def _find(reference: str, _day: dt.date) -> Subject | None:
    held = waiting().filter(code=reference).first()
    return _subject(held) if held else None


def _paper(reference: str, _day: dt.date) -> Sequence[Block]:
    held = waiting().filter(code=reference).first()
    if held is None:
        return ()
    said = Sheet(held).said
    return [
        Facts([(_("Numéro"), held.code), (_("Région"), held.region.name)]),
        Heading(1, _("Motif")),
        Text(held.reason or _("Il n’est pas écrit.")),
        Grid(
            _("Changements, dans l’ordre"),
            (_("Rang"), _("Changement")),
            [(str(rank), words) for rank, words in enumerate(said, start=1)],
            figures=(0,),
        ),
    ]


def _readable(actor: Actor, reference: str) -> bool:
    return find_amendment(actor, reference) is not None


def _act(*, by: Actor, now: dt.datetime, reference: str, decided: Decided) -> str:
    words = decided.reason.strip() or decided.told
    if decided.body == "national":
        return _national(by=by, now=now, code=reference, words=words, decided=decided)
    if decided.decision == POSTPONED:
        take_back_amendment(by=by, now=now, code=reference, words=words)
        return _("La modification revient à la région, qui la corrige.")
    sitting = Sitting(decided.body_label, decided.held_on, decided.present)
    decide_amendment(
        by=by,
        now=now,
        code=reference,
        favourable=decided.is_positive,
        sitting=sitting,
        words=words,
    )
    if decided.is_positive:
        return _("Avis favorable : l’équipe nationale répond ensuite.")
    return _("Avis défavorable : la modification s’arrête là.")


def _national(*, by: Actor, now: dt.datetime, code: str, words: str, decided: Decided) -> str:
    if decided.is_positive:
        held = accept_amendment(by=by, now=now, code=code, valid_from=decided.held_on, words=words)
        return _("La liste %s est publiée.") % held.result_id
    if decided.decision == POSTPONED:
        send_back_amendment(by=by, now=now, code=code, words=words)
        return _("La modification est renvoyée à la région.")
    refuse_amendment(by=by, now=now, code=code, words=words)
    return _("La modification est refusée.")


def register() -> None:
    """Let regional and national committees decide on amendments of the list."""
    register_kind(
        Kind(
            code=KIND,
            label="modification de la liste",
            effects={"regional": REGIONAL, "national": NATIONAL},
            awaiting=_awaiting,
            find=_find,
            paper=_paper,
            address=lambda reference: ("amendment", [reference]),
            readable=_readable,
            act=_act,
            refusals=(AmendmentRefusedError, ListRefusedError),
            rank=30,
        )
    )
