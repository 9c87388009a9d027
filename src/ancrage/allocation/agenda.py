"""Scenarios before the regional and the national committees: what they approve is adopted."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.allocation.access import is_readable
from ancrage.allocation.actions.adopting import adopt_scenario
from ancrage.allocation.actions.parts import REFUSALS
from ancrage.allocation.actions.proposing import take_back_scenario
from ancrage.allocation.models import PROPOSED, Scenario
from ancrage.allocation.papers import note_blocks
from ancrage.allocation.queries.scenarios import awaiting, granted_cents, lines_of, scenario_named
from ancrage.catalogue.rules.facts import euros
from ancrage.committees.kinds.registry import (
    Decided,
    Kind,
    KindRefusedError,
    Subject,
    register_kind,
)
from ancrage.committees.papers import BLOCKS
from ancrage.committees.rules.sitting import APPROVED, CONDITIONAL, POSTPONED, REFUSED
from ancrage.kernel.rights import Actor, Scope, ScopeKind
from ancrage.ui.papers import Block

KIND = "allocation"
APPROVES = (
    "La répartition est adoptée : les crédits sont délégués, les promesses entrent au grand livre."
)
BACK = "La répartition revient à ses auteurs, avec la raison ; rien n’entre au grand livre."
EFFECTS = {
    APPROVED: APPROVES,
    CONDITIONAL: f"{APPROVES} Chaque condition devient une tâche, avec son échéance.",
    POSTPONED: BACK,
    REFUSED: BACK,
}


def _awaiting(scope: Scope, _day: dt.date) -> Sequence[Subject]:
    if scope.kind not in (ScopeKind.NATION, ScopeKind.REGION):
        return []
    return [_subject(held) for held in awaiting(scope.code)]


def _subject(held: Scenario) -> Subject:
    served = lines_of(held).filter(granted__gt=0)
    count = served.count()
    told = ngettext("%(n)d projet servi, %(amount)s", "%(n)d projets servis, %(amount)s", count)
    territories = served.exclude(territory="").order_by().values_list("territory", flat=True)
    return Subject(
        reference=held.code,
        label=_("Répartition : %s") % held.name,
        asked=_("Adopter cette répartition ?"),
        detail=told % {"n": count, "amount": euros(granted_cents(held))},
        territories=frozenset(territories.distinct()),
        mark=f"{held.state} {held.mark[:32]}",
    )


def _find(reference: str, _day: dt.date) -> Subject | None:
    held = scenario_named(reference)
    return _subject(held) if held else None


def _paper(reference: str, _day: dt.date) -> Sequence[Block]:
    """The note of deliberation; its pictures are in its own PDF."""
    held = scenario_named(reference)
    if held is None:
        return ()
    return [block for block in note_blocks(held) if block.kind in BLOCKS]


def _readable(actor: Actor, reference: str) -> bool:
    held = scenario_named(reference)
    return held is not None and is_readable(actor, held)


def _act(*, by: Actor, now: dt.datetime, reference: str, decided: Decided) -> str:
    held = scenario_named(reference)
    if held is None:
        raise KindRefusedError(_("Cette répartition n’est plus là : retirez le point."))
    if held.state != PROPOSED:
        raise KindRefusedError(_("Cette répartition n’attend plus de décision."))
    if not decided.is_positive:
        take_back_scenario(by=by, now=now, scenario=held, reason=decided.reason)
        return _("La répartition revient à ses auteurs.")
    made = adopt_scenario(
        by=by,
        now=now,
        scenario=held,
        decision=decided.told,
        adopted_on=decided.held_on,
        despite=decided.told,
    )
    told = ngettext(
        "La répartition est adoptée : %(n)d projet servi, %(amount)s.",
        "La répartition est adoptée : %(n)d projets servis, %(amount)s.",
        made.count,
    )
    return told % {"n": made.count, "amount": euros(made.cents)}


def register() -> None:
    """Let regional and national committees decide on scenarios."""
    register_kind(
        Kind(
            code=KIND,
            label="répartition d’une enveloppe",
            effects={"regional": EFFECTS, "national": EFFECTS},
            awaiting=_awaiting,
            find=_find,
            paper=_paper,
            address=lambda reference: ("allocation", [reference]),
            readable=_readable,
            act=_act,
            refusals=REFUSALS,
            rank=18,
        )
    )
