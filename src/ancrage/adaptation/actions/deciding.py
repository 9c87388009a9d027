"""The steps of an amendment up to the national answer: each a command with its journal entry."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from ancrage.adaptation import telling
from ancrage.adaptation.actions.drafting import bring_up_to_date, set_regions
from ancrage.adaptation.actions.opening import (
    check,
    check_revision,
    day_of,
    locked,
    take_step,
    way_out,
)
from ancrage.adaptation.lists import latest_list, touched_by
from ancrage.adaptation.models import Amendment, DecisionRecord, Step
from ancrage.adaptation.places import others_of, whereabouts
from ancrage.adaptation.rules.guards import Facts, Sitting
from ancrage.adaptation.rules.workflow import Transition
from ancrage.adaptation.sheet import Sheet
from ancrage.adaptation.workflow import state_of
from ancrage.files.actions import store_file
from ancrage.files.forms import GivenFile
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor


@command("adaptation.submit")
def submit_amendment(
    *, by: Actor, now: dt.datetime, code: str, words: str = "", revision: int | None = None
) -> Amendment:
    """Put an amendment before the regional committee. The other regions concerned are told.

    AmendmentRefusedError; StaleAmendmentError when it changed since `revision`.
    """
    amendment = locked(code)
    way, grant = way_out(by, amendment, "submit")
    _allow(amendment)
    check_revision(amendment, revision)
    facts = Facts(
        today=day_of(now),
        moves=len(amendment.moves),
        reason=amendment.reason,
        words=words,
        is_current=amendment.base == latest_list(amendment.programme_id),
    )
    check(way, facts)
    amendment.submitted_at = now
    take_step(amendment, way, grant, by=by, now=now, words=words, moves=amendment.moves)
    telling.submitted(amendment, now=now)
    _record(
        amendment,
        way,
        _("Modification soumise au comité régional : %(title)s"),
        moves=amendment.moves,
        details={"reason": amendment.reason, "words": words},
    )
    return amendment


@command("adaptation.decide")
def decide_amendment(
    *,
    by: Actor,
    now: dt.datetime,
    code: str,
    favourable: bool,
    sitting: Sitting,
    words: str,
    file: GivenFile | None = None,
    revision: int | None = None,
) -> Amendment:
    """Keep what the regional committee decided, with its record.

    The names of those present are personal data: in the record and in the entry's personal part,
    both can be erased. AmendmentRefusedError; StaleAmendmentError; FileRefusedError.
    """
    amendment = locked(code)
    way, grant = way_out(by, amendment, "approve" if favourable else "reject")
    _allow(amendment)
    check_revision(amendment, revision)
    check(way, Facts(today=day_of(now), words=words, sitting=sitting))
    step = take_step(amendment, way, grant, by=by, now=now, words=words, moves=amendment.moves)
    decision = _keep_decision(step, sitting, favourable, file, by, now)
    telling.decided(amendment, favourable=favourable, now=now)
    said = (
        _("Avis favorable du comité régional : %(title)s")
        if favourable
        else _("Avis défavorable du comité régional : %(title)s")
    )
    _record(
        amendment,
        way,
        said,
        details={
            "body": decision.body,
            "decided_on": decision.decided_on,
            "present": decision.present_count,
            "words": words,
            "file": decision.file.sha256 if decision.file else "",
        },
        personal={"present": list(sitting.names)} if sitting.names else None,
    )
    return amendment


def _keep_decision(
    step: Step,
    sitting: Sitting,
    favourable: bool,  # noqa: FBT001
    file: GivenFile | None,
    by: Actor,
    now: dt.datetime,
) -> DecisionRecord:
    kept = None
    if file:
        kept = store_file(name=file.name, content=file.content, by_reference=by.reference, now=now)
    return DecisionRecord.objects.create(
        step=step,
        body=sitting.body.strip(),
        decided_on=sitting.decided_on,
        is_favourable=favourable,
        present_count=sitting.present_count,
        present=list(sitting.names) or None,
        words=step.words,
        file=kept,
    )


@command("adaptation.take_back")
def take_back_amendment(
    *, by: Actor, now: dt.datetime, code: str, words: str, revision: int | None = None
) -> Amendment:
    """Take a submitted amendment back to correct it, in the region."""
    said = _("Modification reprise par la région pour être corrigée : %(title)s")
    return _to_correction("take_back", said, by=by, now=now, code=code, words=words, read=revision)


@command("adaptation.send_back")
def send_back_amendment(
    *, by: Actor, now: dt.datetime, code: str, words: str, revision: int | None = None
) -> Amendment:
    """Send an amendment back to its region to be corrected, with the reason."""
    said = _("Modification renvoyée à la région pour être corrigée : %(title)s")
    return _to_correction("send_back", said, by=by, now=now, code=code, words=words, read=revision)


def _to_correction(
    verb: str, said: str, *, by: Actor, now: dt.datetime, code: str, words: str, read: int | None
) -> Amendment:
    """Back in the region's hands, on the list of today: what it no longer allows is set aside."""
    amendment = locked(code)
    way, grant = way_out(by, amendment, verb)
    _allow(amendment)
    check_revision(amendment, read)
    check(way, Facts(today=day_of(now), words=words))
    before = amendment.moves
    bring_up_to_date(amendment)
    take_step(amendment, way, grant, by=by, now=now, words=words, moves=before)
    set_regions(amendment)
    telling.to_correct(amendment, words=words, now=now)
    _record(amendment, way, said, details={"words": words})
    return amendment


@command("adaptation.refuse")
def refuse_amendment(
    *, by: Actor, now: dt.datetime, code: str, words: str, revision: int | None = None
) -> Amendment:
    """Refuse an amendment, with the reason."""
    amendment = locked(code)
    way, grant = way_out(by, amendment, "refuse")
    _allow(amendment)
    check_revision(amendment, revision)
    check(way, Facts(today=day_of(now), words=words))
    take_step(amendment, way, grant, by=by, now=now, words=words, moves=amendment.moves)
    telling.answered(amendment, now=now)
    _record(
        amendment,
        way,
        _("Modification refusée par l’équipe nationale : %(title)s"),
        details={"words": words},
    )
    return amendment


@command("adaptation.object")
def object_to_amendment(
    *, by: Actor, now: dt.datetime, code: str, words: str, revision: int | None = None
) -> Amendment:
    """Say, for another region concerned, what it has against an amendment.

    The State's team must answer it to accept.
    """
    amendment = locked(code)
    way, grant = way_out(by, amendment, "object")
    _allow(amendment)
    check_revision(amendment, revision)
    others = others_of(amendment)
    check(way, Facts(today=day_of(now), words=words, other_regions=others))
    take_step(amendment, way, grant, by=by, now=now, words=words)
    telling.objected(amendment, words=words, now=now)
    _record(
        amendment,
        way,
        _("Objection d’une région voisine : %(title)s"),
        details={"words": words, "regions": sorted(others)},
    )
    return amendment


@command("adaptation.withdraw")
def withdraw_amendment(
    *, by: Actor, now: dt.datetime, code: str, words: str = "", revision: int | None = None
) -> Amendment:
    """Withdraw an amendment. A draft that nobody was shown leaves no entry."""
    amendment = locked(code)
    way, grant = way_out(by, amendment, "withdraw")
    _allow(amendment)
    check_revision(amendment, revision)
    check(way, Facts(today=day_of(now), words=words))
    take_step(amendment, way, grant, by=by, now=now, words=words, moves=amendment.moves)
    telling.withdrawn(amendment, now=now)
    if not amendment.was_submitted:
        unchanged()
        return amendment
    _record(amendment, way, _("Modification retirée : %(title)s"), details={"words": words})
    return amendment


def _allow(amendment: Amendment) -> None:
    """Tell the journal all that is touched: each region and tandem concerned finds its entry."""
    allow(whereabouts(amendment, touched_by(amendment.moves)))


def _record(
    amendment: Amendment,
    way: Transition,
    said: str,
    *,
    moves: list[dict[str, Any]] | None = None,
    details: dict[str, Any],
    personal: dict[str, Any] | None = None,
) -> None:
    """The entry in words; the moves, when they are put before somebody, also as they are kept."""
    after: dict[str, Any] = {"state": state_of(amendment.state).label}
    if moves is not None:
        after |= {"list": amendment.base_id, "moves": Sheet(amendment).said}
        details = details | {"documents": moves}
    record(
        kind="amendment",
        reference=amendment.code,
        label=amendment.title,
        before={"state": state_of(way.state).label},
        says=said % {"title": amendment.title},
        after=after,
        details=details,
        personal=personal,
    )
