"""Writing an amendment: nothing of it is in the journal until it is submitted."""

import datetime as dt
import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ancrage.adaptation.actions.opening import (
    AmendmentRefusedError,
    check_revision,
    lock_programme,
    locked,
    touch,
    way_out,
)
from ancrage.adaptation.lists import (
    HeldList,
    documents_of,
    latest_list,
    moves_of,
    rebased,
    stages,
)
from ancrage.adaptation.models import Amendment, Step
from ancrage.adaptation.queries.amendments import find_amendment
from ancrage.adaptation.rules.moves import out_of_reach
from ancrage.adaptation.rules.workflow import NOT_THERE
from ancrage.adaptation.workflow import workflow
from ancrage.geography.models import Perimeter, PerimeterVersion, Region
from ancrage.journal.command import unjournalled
from ancrage.journal.policy import granted
from ancrage.kernel.rights import Actor, Where
from ancrage.selection.engine.amending import Move, MoveRefused, affected_regions, move_document
from ancrage.selection.engine.applying import apply_move
from ancrage.selection.engine.rebasing import Rebased
from ancrage.selection.queries.country import loaded_country

DRAFT = "un brouillon"


@unjournalled(DRAFT)
@transaction.atomic
def propose_amendment(
    *,
    by: Actor,
    now: dt.datetime,
    programme: str,
    region: str,
    title: str,
    reason: str = "",
    like: str = "",
    is_demonstration: bool = False,
) -> Amendment:
    """Begin an amendment of a programme's list of today, with the moves of `like` if given.

    AmendmentRefusedError.
    """
    way = workflow().find(NOT_THERE, "propose")
    grant = granted(by, "adaptation.draft", Where(regions=frozenset({region})))
    found = lock_programme(programme)
    base = latest_list(programme)
    if way is None or found is None or base is None or found.kind == Perimeter.OFFICIAL:
        raise AmendmentRefusedError(
            _("« %s » n’est pas un programme dont la liste peut être modifiée.") % programme
        )
    amendment = Amendment(
        code=next_code(region, now.year),
        programme=found,
        base=base,
        region_id=region,
        author=by.reference,
        state=way.next,
        is_demonstration=is_demonstration,
        created_at=now,
        updated_at=now,
        updated_by=by.reference,
    )
    _write(amendment, title, reason)
    _copy(amendment, by, like)
    amendment.save(force_insert=True)
    set_regions(amendment)
    Step.objects.create(
        amendment=amendment,
        verb=way.verb.code,
        at=now,
        by=by.reference,
        role=grant.holding.role,
        organisation=grant.holding.organisation,
        region_id=region,
        state=way.next,
    )
    return amendment


def next_code(region: str, year: int) -> str:
    """« 84-2026-03 »: the third of its region in the year; the region is held until it is used."""
    if not Region.objects.select_for_update().filter(code=region).exists():
        raise AmendmentRefusedError(_("La région « %s » est inconnue.") % region)
    start = f"{region}-{year}-"
    held = Amendment.objects.filter(code__startswith=start).values_list("code", flat=True)
    last = max((int(match[1]) for c in held if (match := re.search(r"-(\d+)$", c))), default=0)
    return f"{start}{last + 1:02d}"


def _write(amendment: Amendment, title: str, reason: str) -> None:
    clean = " ".join(title.split())
    if not clean or len(clean) > 200:
        raise AmendmentRefusedError(_("Donnez un titre de 1 à 200 caractères."))
    amendment.title, amendment.reason = clean, reason.strip()


def _copy(amendment: Amendment, by: Actor, like: str) -> None:
    """Take over another amendment's moves, on the list of today."""
    if not like:
        return
    model = find_amendment(by, like)
    if model is None or model.programme_id != amendment.programme_id:
        raise AmendmentRefusedError(_("La modification « %s » n’existe pas.") % like)
    if model.region_id != amendment.region_id:
        raise AmendmentRefusedError(_("La modification « %s » est d’une autre région.") % like)
    amendment.base, amendment.moves = model.base, model.moves
    amendment.set_aside = model.set_aside
    bring_up_to_date(amendment)


@unjournalled(DRAFT)
@transaction.atomic
def write_amendment(
    *, by: Actor, now: dt.datetime, code: str, title: str, reason: str, revision: int | None = None
) -> Amendment:
    """Change the title and the reason. AmendmentRefusedError, StaleAmendmentError."""
    amendment = _to_edit(by, code, revision)
    _write(amendment, title, reason)
    touch(amendment, by=by, now=now)
    return amendment


@unjournalled(DRAFT)
@transaction.atomic
def add_move(
    *, by: Actor, now: dt.datetime, code: str, move: Move, revision: int | None = None
) -> Amendment:
    """Add a change after those that are there.

    MoveRefused when the list does not allow it, AmendmentRefusedError when it is out of the
    region's reach, StaleAmendmentError.
    """
    amendment = _to_edit(by, code, revision)
    country = loaded_country()
    before = stages(country, HeldList(amendment.base).territories, moves_of(amendment.moves))[-1]
    after = apply_move(country=country, territories=before, move=move)
    told = out_of_reach(
        country=country, region=amendment.region_id, before=before, after=after, move=move
    )
    if told:
        raise AmendmentRefusedError(told)
    amendment.moves = [*amendment.moves, move_document(move)]
    touch(amendment, by=by, now=now)
    set_regions(amendment)
    return amendment


@unjournalled(DRAFT)
@transaction.atomic
def undo_move(*, by: Actor, now: dt.datetime, code: str, revision: int | None = None) -> Amendment:
    """Take the last change away. AmendmentRefusedError, StaleAmendmentError."""
    amendment = _to_edit(by, code, revision)
    if not amendment.moves:
        raise AmendmentRefusedError(_("Il n’y a aucun changement à annuler."))
    amendment.moves = amendment.moves[:-1]
    touch(amendment, by=by, now=now)
    set_regions(amendment)
    return amendment


@unjournalled(DRAFT)
@transaction.atomic
def forget_set_aside(
    *, by: Actor, now: dt.datetime, code: str, position: int, revision: int | None = None
) -> Amendment:
    """Let go of a change that the list of today no longer allows."""
    amendment = _to_edit(by, code, revision)
    if not 0 <= position < len(amendment.set_aside):
        raise AmendmentRefusedError(_("Ce changement n’est plus parmi ceux mis de côté."))
    held = list(amendment.set_aside)
    del held[position]
    amendment.set_aside = held
    touch(amendment, by=by, now=now)
    return amendment


@unjournalled(DRAFT)
@transaction.atomic
def refresh_amendment(
    *, by: Actor, now: dt.datetime, code: str, revision: int | None = None
) -> Amendment:
    """Take the changes over to the list of today; what it no longer allows is set aside."""
    amendment = _to_edit(by, code, revision)
    if bring_up_to_date(amendment):
        touch(amendment, by=by, now=now)
        set_regions(amendment)
    return amendment


def _to_edit(by: Actor, code: str, revision: int | None) -> Amendment:
    amendment = locked(code)
    way_out(by, amendment, "edit")
    check_revision(amendment, revision)
    return amendment


def bring_up_to_date(amendment: Amendment) -> bool:
    """Write the moves for the list of today, before it is saved; False when they are already."""
    head = latest_list(amendment.programme_id)
    if head is None or head == amendment.base:
        return False
    try:
        found = rebased(
            amendment,
            base=HeldList(amendment.base),
            head=HeldList(head),
            country=loaded_country(),
        )
    except MoveRefused as refusal:  # the figures were loaded anew: nothing can be made any more
        lost = [{"move": move, "why": str(refusal)} for move in amendment.moves]
        amendment.moves, amendment.set_aside = [], [*amendment.set_aside, *lost]
    else:
        _take_over(amendment, found)
    amendment.base = head
    return True


def _take_over(amendment: Amendment, found: Rebased) -> None:
    lost = [{"move": move_document(aside.move), "why": aside.why} for aside in found.set_aside]
    there = _("La liste du jour contient déjà ce changement.")
    done = [{"move": amendment.moves[place], "why": there} for place in found.done]
    amendment.moves = documents_of(found.moves)
    amendment.set_aside = [*amendment.set_aside, *lost, *done]


@unjournalled("une partie du changement d’un brouillon")
def set_regions(amendment: Amendment) -> None:
    """Keep which regions the moves concern, as they are now."""
    codes = _regions_touched(amendment.base, amendment.moves) | {amendment.region_id}
    amendment.regions.set(Region.objects.filter(code__in=codes))


def _regions_touched(base: PerimeterVersion, moves: list[dict[str, Any]]) -> frozenset[str]:
    """Every region that moves on a list concern."""
    country, told = loaded_country(), moves_of(moves)
    if not told:
        return frozenset()
    held = stages(country, HeldList(base).territories, told)
    return frozenset(
        code
        for territories, move in zip(held, told, strict=False)
        for code in affected_regions(country=country, territories=territories, move=move)
    )
