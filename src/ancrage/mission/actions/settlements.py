"""Disagreements: discussed, then settled by an agreed mark, or both marks stay with their mean."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor
from ancrage.mission.access import are_open, expert_where
from ancrage.mission.actions.notices import follow_candidate
from ancrage.mission.actions.parts import locked_candidate
from ancrage.mission.models import Candidate, Reading, Remark, Settlement
from ancrage.mission.queries.missions import grid_of
from ancrage.mission.queries.readings import active_readings
from ancrage.mission.rules.marks import disagrees, may_agree_on

LONGEST = 4000


class SettlementRefusedError(ValueError):
    """A disagreement that cannot be settled so; the message is one French sentence."""


@command("mission.discuss")
def write_remark(*, by: Actor, now: dt.datetime, candidate: Candidate, text: str) -> Remark:
    """Add a message to the discussion of the two readings. SettlementRefusedError."""
    held = locked_candidate(candidate=candidate)
    _opened(held)
    clean = text.replace("\r\n", "\n").strip()
    if not clean or len(clean) > LONGEST:
        raise SettlementRefusedError(_("Écrivez un message de 1 à %d caractères.") % LONGEST)
    made = Remark.objects.create(candidate=held, author=by.reference, text=clean, written_at=now)
    record(
        kind="candidate",
        reference=held.reference,
        label=held.shown_name,
        says=_("Message entre lecteurs : %(name)s") % {"name": held.shown_name},
        details={"text": clean},
        private=True,
    )
    return made


@command("mission.propose_mark")
def propose_mark(
    *,
    by: Actor,
    now: dt.datetime,
    candidate: Candidate,
    criterion: str,
    mark: int | None,
    reason: str,
) -> Settlement:
    """Propose a mark to the other reader, with its reason. SettlementRefusedError."""
    held = locked_candidate(candidate=candidate)
    first, second = _opened(held)
    a, b = first.marks.get(criterion), second.marks.get(criterion)
    _disputed(held, criterion, first, second)
    if not reason.strip():
        raise SettlementRefusedError(_("Donnez la raison de la note que vous proposez."))
    if not may_agree_on(grid=grid_of(held.mission), first=a, second=b, mark=mark):
        raise SettlementRefusedError(_("La note convenue est entre les deux notes."))
    return _keep(held, criterion, now, by, kind=Settlement.PROPOSED, mark=mark, reason=reason)


@command("mission.accept_mark")
def accept_mark(
    *, by: Actor, now: dt.datetime, candidate: Candidate, criterion: str, mark: int | None
) -> Settlement:
    """Agree on the mark that the other reader proposed; `mark` is the one that was read.

    SettlementRefusedError.
    """
    held = locked_candidate(candidate=candidate)
    _opened(held)
    found = held.settlements.select_for_update().filter(criterion=criterion).first()
    if found is None or found.kind != Settlement.PROPOSED:
        raise SettlementRefusedError(_("Aucune note n’est proposée pour ce critère."))
    if found.proposed_by == by.reference:
        raise SettlementRefusedError(_("C’est à l’autre lecteur d’accepter la note proposée."))
    if found.mark != mark:
        raise SettlementRefusedError(_("La note proposée a changé : relisez-la."))
    found.kind, found.accepted_by, found.settled_at = Settlement.AGREED, by.reference, now
    found.save()
    follow_candidate(candidate=held, now=now)
    _record(held, found, _("Note convenue"))
    return found


@command("mission.keep_both")
def keep_both(
    *, by: Actor, now: dt.datetime, candidate: Candidate, criterion: str, reason: str
) -> Settlement:
    """Leave a disagreement as it is: both marks stay, and their mean counts.

    SettlementRefusedError.
    """
    held = locked_candidate(candidate=candidate)
    first, second = _opened(held)
    _disputed(held, criterion, first, second)
    if not reason.strip():
        raise SettlementRefusedError(_("Dites pourquoi les deux notes restent."))
    return _keep(held, criterion, now, by, kind=Settlement.KEPT, mark=None, reason=reason)


def _opened(candidate: Candidate) -> list[Reading]:
    """Both readings, once locked, if the command under way is allowed on them."""
    readings = active_readings(candidate)
    allow(expert_where(*(reading.expert.person for reading in readings)))
    if not are_open(readings):
        raise SettlementRefusedError(_("Les deux lectures ne sont pas encore verrouillées."))
    if candidate.state != "admissible" or candidate.mission.state != "open":
        raise SettlementRefusedError(_("La note de ce candidat est arrêtée."))
    return readings


def _disputed(candidate: Candidate, criterion: str, first: Reading, second: Reading) -> None:
    if grid_of(candidate.mission).criterion(criterion) is None:
        raise SettlementRefusedError(_("Le critère « %s » n’est pas dans la grille.") % criterion)
    a, b = first.marks.get(criterion), second.marks.get(criterion)
    if not disagrees(first=a, second=b, tolerance=candidate.mission.tolerance):
        raise SettlementRefusedError(_("Les deux lectures s’accordent déjà sur ce critère."))
    held = candidate.settlements.filter(criterion=criterion).first()
    if held is not None and held.kind == Settlement.AGREED:
        raise SettlementRefusedError(_("Une note est déjà convenue pour ce critère."))


def _keep(
    candidate: Candidate,
    criterion: str,
    now: dt.datetime,
    by: Actor,
    *,
    kind: str,
    mark: int | None,
    reason: str,
) -> Settlement:
    fields = {
        "kind": kind,
        "mark": mark,
        "reason": reason.strip()[:LONGEST],
        "proposed_by": by.reference,
        "accepted_by": "",
        "settled_at": now,
    }
    made, _is_new = Settlement.objects.update_or_create(
        candidate=candidate, criterion=criterion, defaults=fields
    )
    follow_candidate(candidate=candidate, now=now)
    proposed = kind == Settlement.PROPOSED
    _record(candidate, made, _("Note proposée") if proposed else _("Les deux notes restent"))
    return made


def _record(candidate: Candidate, held: Settlement, says: str) -> None:
    criterion = grid_of(candidate.mission).criterion(held.criterion)
    label = criterion.label if criterion else held.criterion
    record(
        kind="candidate",
        reference=candidate.reference,
        label=candidate.shown_name,
        says=f"{says}, {label}\N{NO-BREAK SPACE}: {candidate.shown_name}",
        after={"criterion": held.criterion, "kind": held.kind, "mark": held.mark},
        details={"reason": held.reason},
    )
