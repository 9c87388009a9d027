"""How somebody wants to be told: his choice, and stopping everything by the link of a message."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.inbox.models import Mailbox
from ancrage.inbox.parameters import rhythms
from ancrage.inbox.rules import Rhythm, slot
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor, Where


@command("inbox.choose")
def choose_rhythm(*, by: Actor, now: dt.datetime, digest: Rhythm, urgent_at_once: bool) -> Mailbox:
    """Choose one's digest, and whether urgent things are told at once. NotAllowedError."""
    allow(Where(people=frozenset({by.reference})))
    Mailbox.objects.get_or_create(reference=by.reference)
    held = Mailbox.objects.select_for_update().get(reference=by.reference)
    before = _choice(held)
    after = {"rhythm": digest.value, "urgent_at_once": urgent_at_once}
    if before == after and held.chosen_at:
        unchanged()
        return held
    held.digest, held.urgent_at_once, held.chosen_at = digest.value, urgent_at_once, now
    held.told_slot = _gone_by(held, now)
    held.save(update_fields=["digest", "urgent_at_once", "chosen_at", "told_slot"])
    record(
        kind="mailbox",
        reference=by.reference,
        says=_("Choix des messages changé"),
        before=before,
        after=after,
    )
    return held


def _gone_by(held: Mailbox, now: dt.datetime) -> dt.date | None:
    """The digests whose hour has passed are not for this choice: the next one is."""
    local = timezone.localtime(now)
    day = slot(rhythm=Rhythm(held.digest), local=local, rhythms=rhythms(on=local.date()))
    return max(filter(None, (held.told_slot, day)), default=None)


def _choice(held: Mailbox) -> dict[str, object]:
    return {"rhythm": held.digest, "urgent_at_once": held.urgent_at_once}
