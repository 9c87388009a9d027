"""A territory's roadmap before a committee: all its submitted sheets at once."""

import datetime as dt
from collections.abc import Sequence
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.committees.kinds.registry import (
    Decided,
    Kind,
    KindRefusedError,
    Subject,
    register_kind,
)
from ancrage.committees.kinds.sheets import decided_sheet
from ancrage.committees.rules.sitting import APPROVED, CONDITIONAL, POSTPONED, REFUSED
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Scope, ScopeKind
from ancrage.kernel.workflow import StepRefusedError
from ancrage.roadmaps.access import READ, roadmap_where
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.models import ActionSheet, Roadmap
from ancrage.roadmaps.printing import submitted_blocks
from ancrage.roadmaps.queries.sheets import find_roadmap
from ancrage.roadmaps.queries.submitted import submitted_sheets
from ancrage.ui.papers import Block, Heading, Text

KIND = "roadmap"
VALIDATES = "Chaque fiche soumise est validée : elle est figée dans cette version."
EFFECTS = {
    APPROVED: VALIDATES,
    CONDITIONAL: f"{VALIDATES} Chaque condition devient une tâche, avec son échéance.",
    POSTPONED: "Chaque fiche soumise revient à ses rédacteurs, qui la complètent.",
    REFUSED: "Aucune fiche ne change : le comité pourra les prendre une à une.",
}
ADVICE = dict.fromkeys(EFFECTS, "L’avis du comité de projet est consigné ; aucune fiche ne change.")
MARK = 16


def _awaiting(scope: Scope, _day: dt.date) -> Sequence[Subject]:
    by_roadmap: dict[int, list[ActionSheet]] = {}
    for sheet in submitted_sheets(scope):
        by_roadmap.setdefault(sheet.roadmap_id, []).append(sheet)
    found = [_subject(held[0].roadmap, held) for held in by_roadmap.values()]
    if scope.kind == ScopeKind.TERRITORY and not found:
        roadmap = find_roadmap(scope.code)
        return [_subject(roadmap, [])] if roadmap else []
    return found


def _subject(roadmap: Roadmap, sheets: Sequence[ActionSheet]) -> Subject:
    marks = " ".join(f"{s.code}:{s.proposed or s.revision}" for s in sheets)
    count = len(sheets)
    return Subject(
        reference=roadmap.scope,
        label=_("Feuille de route : %s") % roadmap.territory_name,
        asked=_("Valider la feuille de route et ses fiches soumises ?"),
        detail=ngettext("%(n)d fiche soumise", "%(n)d fiches soumises", count) % {"n": count},
        territories=frozenset({roadmap.scope}),
        mark=sha256(marks.encode()).hexdigest()[:MARK],
    )


def _submitted(reference: str) -> list[ActionSheet]:
    return list(submitted_sheets(Scope(ScopeKind.TERRITORY, reference)))


def _find(reference: str, _day: dt.date) -> Subject | None:
    roadmap = find_roadmap(reference)
    return _subject(roadmap, _submitted(reference)) if roadmap else None


def _paper(reference: str, day: dt.date) -> Sequence[Block]:
    roadmap = find_roadmap(reference)
    if roadmap is None:
        return ()
    blocks: list[Block] = [
        Heading(1, _("Stratégie")),
        Text(roadmap.strategy or _("Elle n’est pas encore écrite.")),
    ]
    for sheet in _submitted(reference):
        blocks.append(Heading(1, _("Fiche %(code)s : %(title)s") % _named(sheet)))
        blocks += submitted_blocks(sheet, day=day, level=2)
    return blocks


def _named(sheet: ActionSheet) -> dict[str, str]:
    return {"code": sheet.code, "title": sheet.title}


def _address(reference: str) -> tuple[str, list[str]]:
    version, _colon, code = reference.partition(":")
    return "roadmap", [version, code]


def _readable(actor: Actor, reference: str) -> bool:
    roadmap = find_roadmap(reference)
    return roadmap is not None and may(actor, READ, roadmap_where(roadmap))


def _act(*, by: Actor, now: dt.datetime, reference: str, decided: Decided) -> str:
    if decided.body != "regional" or decided.decision == REFUSED:
        return ""
    sheets = [s for s in _submitted(reference) if s.state == "submitted" or decided.is_positive]
    if not sheets:
        raise KindRefusedError(_("Aucune fiche de cette feuille de route n’attend de décision."))
    return " ".join(decided_sheet(by=by, now=now, sheet=s, decided=decided) for s in sheets)


def register() -> None:
    """Let the regional and project committees have their say on roadmaps."""
    register_kind(
        Kind(
            code=KIND,
            label="feuille de route",
            effects={"regional": EFFECTS, "project": ADVICE},
            awaiting=_awaiting,
            find=_find,
            paper=_paper,
            address=_address,
            readable=_readable,
            act=_act,
            refusals=(SheetRefusedError, StepRefusedError),
            rank=10,
        )
    )
