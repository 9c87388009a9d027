"""Acts before the regional committee: what it approves may be sent to sign."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from ancrage.committees.kinds.registry import (
    Decided,
    Kind,
    KindRefusedError,
    Subject,
    register_kind,
)
from ancrage.committees.rules.sitting import APPROVED, CONDITIONAL, POSTPONED, REFUSED
from ancrage.contracts.actions.parts import ActRefusedError, act_reference
from ancrage.contracts.actions.sending import decide_act
from ancrage.contracts.models import Act
from ancrage.contracts.papers import act_parts
from ancrage.contracts.queries.contents import frozen_change, needs_approval
from ancrage.contracts.queries.contracts import find_act
from ancrage.contracts.rules import composing
from ancrage.contracts.rules.content import read_content
from ancrage.kernel.bars import barred
from ancrage.kernel.rights import Actor, Scope, ScopeKind
from ancrage.kernel.workflow import StepRefusedError
from ancrage.ui.papers import Block, Grid, Heading, Text

KIND = "contract"
APPROVES = "L’acte est approuvé dans ce contenu : il peut partir à la signature."
BACK = "L’acte revient à ses rédacteurs, avec la raison."
EFFECTS = {
    APPROVED: APPROVES,
    CONDITIONAL: f"{APPROVES} Chaque condition devient une tâche, avec son échéance.",
    POSTPONED: BACK,
    REFUSED: BACK,
}


def _awaiting(scope: Scope, day: dt.date) -> Sequence[Subject]:
    if scope.kind != ScopeKind.REGION:
        return []
    rows = Act.objects.select_related("contract").filter(
        state="checked", decided_on=None, contract__regions__contains=barred(scope.code)
    )
    return [_subject(act) for act in rows.order_by("pk") if needs_approval(act.kind, day)]


def _subject(act: Act) -> Subject:
    place = act.contract.territory_name
    return Subject(
        reference=act_reference(act),
        label=_("%(act)s : %(place)s") % {"act": act.name.capitalize(), "place": place},
        asked=_("Approuver cet acte avant sa signature ?"),
        detail=_("contrat %s") % act.contract.code,
        territories=frozenset({act.contract.scope}),
        mark=f"{act.state} {act.digest[:32]}",
    )


def act_named(reference: str) -> Act | None:
    """The act that a reference names: « C-2026-0012/3 »."""
    code, _slash, rank = reference.partition("/")
    if not (rank.isascii() and rank.isdecimal() and len(rank) < 5):
        return None
    held = Act.objects.select_related("contract")
    return held.filter(contract__code=code, rank=int(rank)).first()


def _find(reference: str, _day: dt.date) -> Subject | None:
    act = act_named(reference)
    return _subject(act) if act else None


def _paper(reference: str, _day: dt.date) -> Sequence[Block]:
    act = act_named(reference)
    if act is None or not act.content:
        return ()
    parts = act_parts(read_content(act.content), frozen_change(act))
    return [block for part in parts for block in _blocks(part)]


def _blocks(part: composing.Part) -> Iterator[Block]:
    """A part of an act as a part of a committee's paper; the map is in the act's own PDF."""
    if isinstance(part, composing.Heading):
        yield Heading(part.level, part.text)
    elif isinstance(part, composing.Text):
        yield Text(part.text)
    elif isinstance(part, composing.Items):
        yield from (Text(f"– {item}") for item in part.items)
    elif isinstance(part, composing.Grid):
        yield Grid(part.title, part.headings, part.rows, part.figures)
    else:
        yield Text(part.title)


def _address(reference: str) -> tuple[str, list[str]]:
    code, _slash, rank = reference.partition("/")
    return "act", [code, rank]


def _readable(actor: Actor, reference: str) -> bool:
    code, rank = _address(reference)[1]
    return find_act(actor, code, int(rank)) is not None


def _act(*, by: Actor, now: dt.datetime, reference: str, decided: Decided) -> str:
    act = act_named(reference)
    if act is None:
        raise KindRefusedError(_("Cet acte n’est plus là : retirez le point."))
    if act.state != "checked" or act.decided_on is not None:
        raise KindRefusedError(_("Cet acte n’attend plus de décision."))
    held = decide_act(
        by=by,
        now=now,
        act=act,
        verb="approve" if decided.is_positive else "decline",
        reason=decided.reason,
        decision=decided.told,
        decided_on=decided.held_on,
    )
    if decided.is_positive:
        return _("%s est approuvé : il peut partir à la signature.") % held.name.capitalize()
    return _("%s revient à ses rédacteurs.") % held.name.capitalize()


def register() -> None:
    """Let regional committees decide on acts."""
    register_kind(
        Kind(
            code=KIND,
            label="acte de contrat",
            effects={"regional": EFFECTS},
            awaiting=_awaiting,
            find=_find,
            paper=_paper,
            address=_address,
            readable=_readable,
            act=_act,
            refusals=(ActRefusedError, StepRefusedError),
            rank=15,
        )
    )
