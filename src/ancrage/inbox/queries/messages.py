"""Messages as they were written, and how each person wants to be told."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from ancrage.inbox.models import Mailbox, Message, Told
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor
from ancrage.people.invitation_links import with_links, without_links
from ancrage.people.queries import names_of

READ = "inbox.read_messages"


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message with the name of its reader and what it told."""

    message: Message
    name: str
    told: tuple[Told, ...]

    @property
    def text(self) -> str:
        """As others than its addressee may read it: personal links only in the demonstration."""
        return self._shown(self.message.text)

    @property
    def html(self) -> str:
        """The same, as simple HTML."""
        return self._shown(self.message.html, as_html=True)

    def _shown(self, text: str, *, as_html: bool = False) -> str:
        if not settings.ANCRAGE_DEMO:
            return without_links(text)
        kinds, addressee = self.message.link_kinds, self.message.reference
        return with_links(text, kinds=kinds, addressee=addressee, as_html=as_html)


def visible_messages(actor: Actor) -> "QuerySet[Message]":
    """All messages for who has the right to read them; to others, their own."""
    if may(actor, READ):
        return Message.objects.all()
    return Message.objects.filter(reference=actor.reference)


def shown_messages(messages: Iterable[Message]) -> list[ShownMessage]:
    """Messages with names and causes. Three queries with that of the messages."""
    held = list(messages)
    names = names_of({message.reference for message in held})
    told: dict[int | None, list[Told]] = {}
    for row in Told.objects.filter(message__in=held).select_related("item"):
        told.setdefault(row.message_id, []).append(row)
    return [
        ShownMessage(one, names.get(one.reference, ""), tuple(told.get(one.pk, ()))) for one in held
    ]


def mailbox_of(reference: str) -> Mailbox:
    """How somebody wants to be told; what holds for everybody until he chooses."""
    return Mailbox.objects.filter(reference=reference).first() or Mailbox(reference=reference)
