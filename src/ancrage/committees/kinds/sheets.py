"""Action sheets before a committee: what it validates is frozen as a version."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ancrage.catalogue.rules.facts import euros
from ancrage.committees.kinds.registry import (
    Decided,
    Kind,
    KindRefusedError,
    Subject,
    register_kind,
)
from ancrage.committees.rules.sitting import APPROVED, CONDITIONAL, POSTPONED, REFUSED
from ancrage.kernel.rights import Actor, Scope
from ancrage.kernel.workflow import StepRefusedError
from ancrage.roadmaps.access import Access
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.actions.steps import decide_sheet
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.printing import submitted_blocks
from ancrage.roadmaps.queries.sheets import find_sheet, shared_with
from ancrage.roadmaps.queries.submitted import sheet_named, submitted_sheets
from ancrage.ui.papers import Block

KIND = "action_sheet"
NEW = {APPROVED: "validate", CONDITIONAL: "validate", POSTPONED: "postpone", REFUSED: "refuse"}
AGAIN = {APPROVED: "accept", CONDITIONAL: "accept", POSTPONED: "decline", REFUSED: "decline"}
"""The step of the sheet that a decision makes: of its first version, of a new one."""
VALIDATES = "La fiche est validée dans cette version, et publiée si elle n’est pas réservée."
KEPT = "Une nouvelle version est refusée : la précédente reste valable."
EFFECTS = {
    APPROVED: VALIDATES,
    CONDITIONAL: f"{VALIDATES} Chaque condition devient une tâche, avec son échéance.",
    POSTPONED: f"La fiche revient à ses rédacteurs, qui la complètent. {KEPT}",
    REFUSED: f"La fiche n’est pas retenue. {KEPT}",
}


def _awaiting(scope: Scope, _day: dt.date) -> Sequence[Subject]:
    return [_subject(sheet) for sheet in submitted_sheets(scope)]


def _subject(sheet: ActionSheet) -> Subject:
    question = _("Valider la nouvelle version ?") if sheet.version else _("Valider la fiche ?")
    cost = _("coût total inconnu") if sheet.total_cost is None else euros(sheet.total_cost)
    title = _("fiche réservée") if sheet.is_private else sheet.title
    return Subject(
        reference=sheet.code,
        label=_("Fiche %(code)s : %(title)s") % {"code": sheet.code, "title": title},
        asked=question,
        detail=f"{sheet.roadmap.territory_name}, {cost}",
        territories=frozenset({sheet.scope}),
        mark=f"{sheet.state} {sheet.proposed or sheet.revision}",
    )


def _find(reference: str, _day: dt.date) -> Subject | None:
    sheet = sheet_named(reference)
    return _subject(sheet) if sheet else None


def _paper(reference: str, day: dt.date) -> Sequence[Block]:
    sheet = sheet_named(reference)
    return submitted_blocks(sheet, day=day) if sheet else ()


def _readable(actor: Actor, reference: str) -> bool:
    sheet = find_sheet(actor, reference)
    return sheet is not None and Access(actor, sheet, shared_with(sheet)).is_full


def _act(*, by: Actor, now: dt.datetime, reference: str, decided: Decided) -> str:
    sheet = sheet_named(reference)
    if sheet is None:
        raise KindRefusedError(_("Cette fiche n’est plus là : retirez le point."))
    if sheet.state != "submitted" and sheet.proposed is None:
        raise KindRefusedError(_("Cette fiche n’attend plus de décision."))
    return decided_sheet(by=by, now=now, sheet=sheet, decided=decided)


def decided_sheet(*, by: Actor, now: dt.datetime, sheet: ActionSheet, decided: Decided) -> str:
    """Make the step that a decision means for a sheet; says what came of it."""
    verb = (NEW if sheet.state == "submitted" else AGAIN)[decided.decision]
    held = decide_sheet(
        by=by, now=now, sheet=sheet, verb=verb, reason=decided.reason, decision=decided.told
    )
    told = {
        "postpone": _("La fiche %(code)s est ajournée : ses rédacteurs la complètent."),
        "refuse": _("La fiche %(code)s n’est pas retenue."),
        "decline": _("La nouvelle version de la fiche %(code)s n’est pas retenue."),
    }
    validated = _("La fiche %(code)s est validée dans sa version %(n)d.")
    return told.get(verb, validated) % {"code": held.code, "n": held.version}


def register() -> None:
    """Let regional committees decide on sheets."""
    register_kind(
        Kind(
            code=KIND,
            label="fiche action",
            effects={"regional": EFFECTS},
            awaiting=_awaiting,
            find=_find,
            paper=_paper,
            address=lambda reference: ("sheet", [reference]),
            readable=_readable,
            act=_act,
            refusals=(SheetRefusedError, StepRefusedError),
            rank=20,
        )
    )
