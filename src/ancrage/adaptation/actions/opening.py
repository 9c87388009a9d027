"""What every change of an amendment begins and ends with: lock, right, state, revision, trace."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.adaptation.models import Amendment, Step
from ancrage.adaptation.places import where_asked
from ancrage.adaptation.rules.guards import Facts, refusal
from ancrage.adaptation.rules.workflow import Transition, Words
from ancrage.adaptation.workflow import state_of, workflow
from ancrage.geography.models import Perimeter
from ancrage.journal.command import unjournalled
from ancrage.journal.policy import granted
from ancrage.kernel.rights import HOST, Actor, Grant

PART = "une partie de chaque changement d’une modification"


class AmendmentRefusedError(ValueError):
    """What cannot be done with an amendment, or not so; the message is one French sentence."""


class StaleAmendmentError(ValueError):
    """Somebody changed the amendment since it was read: `held` is how it stands now."""

    def __init__(self, held: Amendment) -> None:
        self.held = held
        super().__init__(
            _(
                "Quelqu’un d’autre a changé cette modification entre-temps : rien n’a été perdu, "
                "relisez-la puis recommencez."
            )
        )


def day_of(now: dt.datetime) -> dt.date:
    """The day that it is here."""
    return timezone.localtime(now).date()


def locked(code: str) -> Amendment:
    """The amendment as it stands, held until the end of the transaction."""
    return (
        Amendment.objects.select_for_update(of=("self",))
        .select_related("programme", "base", "region")
        .get(code=code)
    )


def lock_programme(code: str) -> Perimeter | None:
    """The programme, held until the end of the transaction: one list comes after the other."""
    return Perimeter.objects.select_for_update().filter(code=code).first()


def check_revision(amendment: Amendment, revision: int | None) -> None:
    """StaleAmendmentError unless the revision is the one that was read (None: not asked)."""
    if revision is not None and revision != amendment.revision:
        raise StaleAmendmentError(amendment)


def way_out(by: Actor, amendment: Amendment, verb: str) -> tuple[Transition, Grant]:
    """The step of the workflow, once right and state are checked.

    The right comes first: who has none is told nothing of the state.
    """
    right = workflow().verbs[verb].right
    grant = granted(by, right, where_asked(amendment, right))
    found = workflow().find(amendment.state, verb)
    if found is None:
        raise AmendmentRefusedError(
            _("Cette modification est « %(state)s » : « %(verb)s » n’est plus possible.")
            % {"state": state_of(amendment.state).label, "verb": workflow().verbs[verb].label}
        )
    return found, grant


def check(way: Transition, facts: Facts) -> None:
    """The reason, when one must be written, and every guard of the step."""
    if way.verb.words == Words.MUST and not facts.words.strip():
        raise AmendmentRefusedError(_("Écrivez le motif."))
    told = refusal(way.guards, facts)
    if told:
        raise AmendmentRefusedError(told)


@unjournalled(PART)
def touch(amendment: Amendment, *, by: Actor, now: dt.datetime) -> None:
    """A new revision, by whom and when; saved with the rest."""
    amendment.revision += 1
    amendment.updated_at, amendment.updated_by = now, by.reference
    amendment.save()


@unjournalled(PART)
def take_step(
    amendment: Amendment,
    way: Transition,
    grant: Grant,
    *,
    by: Actor,
    now: dt.datetime,
    words: str = "",
    moves: list[dict[str, Any]] | None = None,
) -> Step:
    """Bring the amendment to its next state and leave a line in its history."""
    amendment.state = way.next
    touch(amendment, by=by, now=now)
    scope = grant.holding.scope
    return Step.objects.create(
        amendment=amendment,
        verb=way.verb.code,
        at=now,
        by=by.reference,
        role=HOST if by.reference == HOST else grant.holding.role,
        organisation=grant.holding.organisation,
        region_id=scope.code if scope.kind == "region" else None,
        state=way.next,
        words=words.strip(),
        moves=moves,
    )
