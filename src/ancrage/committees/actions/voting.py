"""A consultation in writing: each voting seat says for, against, or abstains, and why."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.access import committee_where
from ancrage.committees.actions.parts import MeetingRefusedError, locked_meeting
from ancrage.committees.models import AgendaItem, Vote
from ancrage.committees.queries.composition import body_of, chairs_of, seats_of
from ancrage.committees.rules.sitting import ABSTAINED, AGAINST, FOR
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor

SAID = {FOR: "pour", AGAINST: "contre", ABSTAINED: "abstention"}


@command("committees.vote")
def vote_in_writing(
    *, by: Actor, now: dt.datetime, item: AgendaItem, seat: str, vote: str, comment: str = ""
) -> Vote:
    """Say, for a seat that one may fill, what it votes on an item; it may be changed until the
    last day. MeetingRefusedError."""
    held = locked_meeting(item.meeting)
    allow(committee_where(held))
    kept = held.items.get(pk=item.pk)
    day = localdate(now)
    if not held.is_written or held.state != "open" or kept.decision:
        raise MeetingRefusedError(_("Ce point n’est pas soumis à une consultation écrite."))
    if held.ends_at is not None and held.ends_at < now:
        raise MeetingRefusedError(_("La consultation est terminée."))
    if vote not in SAID:
        raise MeetingRefusedError(_("Dites pour, contre, ou abstention."))
    body = body_of(held, day)
    mine = seats_of(by.reference, chairs_of(held, body, day))
    if seat not in {one.code for one in mine if one.votes}:
        raise MeetingRefusedError(_("Ce siège n’est pas le vôtre, ou ne vote pas."))
    before = kept.votes.filter(seat=seat).first()
    told = comment.strip()[:1000]
    if before is not None and (before.vote, before.comment) == (vote, told):
        unchanged()
        return before
    made = Vote.objects.update_or_create(
        item=kept,
        seat=seat,
        defaults={"vote": vote, "comment": told, "person": by.reference, "at": now},
    )[0]
    record(
        kind="vote",
        reference=kept.reference,
        label=held.code,
        says=_("Avis donné par écrit, consultation %s") % held.code,
        before={"seat": seat, "vote": before.vote} if before else None,
        after={"seat": seat, "vote": vote},
        private=True,
    )
    return made
