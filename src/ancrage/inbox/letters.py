"""The messages that people receive: each class of message says what it is called and holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.inbox.models import Item
from ancrage.inbox.queries.shown import Shown
from ancrage.inbox.rules import NEW, Circle, Step

SUBJECT_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Line:
    """An item in a message: as its reader reads it, at which step, from which circle."""

    shown: Shown
    step: Step
    circle: Circle

    @property
    def is_to_know(self) -> bool:
        return self.shown.item.kind == Item.KNOW

    @property
    def is_new(self) -> bool:
        return self.step.code == NEW


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one person. `site` is the address of the site, without a last slash."""

    kind: ClassVar[str] = ""
    label: ClassVar[str] = ""

    name: str
    lines: tuple[Line, ...]
    site: str
    waiting: int = 0
    """How many things wait for him in all."""

    @property
    def subject(self) -> str:
        raise NotImplementedError

    @property
    def opening(self) -> str:
        """The sentence that says why one receives it."""
        raise NotImplementedError

    @property
    def sections(self) -> Iterator[tuple[str, list[Line]]]:
        """The lines under their titles, empty ones left out."""
        groups: dict[str, list[Line]] = {}
        for line in sorted(self.lines, key=_rank):
            groups.setdefault(_title(line), []).append(line)
        yield from groups.items()

    @property
    def already(self) -> int:
        """How many more wait, told before."""
        told = {line.shown.item.pk for line in self.lines if not line.is_to_know}
        return max(0, self.waiting - len(told))

    def rendered(self) -> tuple[str, str, str]:
        """Subject, plain text, simple HTML."""
        context = {"letter": self}
        text = render_to_string("inbox/mail/letter.txt", context)
        html = render_to_string("inbox/mail/letter.html", context)
        return " ".join(self.subject.split())[:SUBJECT_LENGTH], text, html


@dataclass(frozen=True, slots=True)
class Digest(Letter):
    """What is new since the last one: to do, reminders, to know."""

    kind: ClassVar[str] = "digest"
    label: ClassVar[str] = "résumé"

    @property
    def subject(self) -> str:
        todo = sum(not line.is_to_know for line in self.lines)
        know = len(self.lines) - todo
        parts = []
        if todo:
            parts.append(
                ngettext("%(n)d chose à faire", "%(n)d choses à faire", todo) % {"n": todo}
            )
        if know:
            words = ngettext("%(n)d chose à savoir", "%(n)d choses à savoir", know)
            parts.append(words % {"n": know})
        return _("Ancrage : %(what)s") % {"what": ", ".join(parts)}

    @property
    def opening(self) -> str:
        return _("Voici ce qui est nouveau pour vous depuis votre dernier résumé.")


@dataclass(frozen=True, slots=True)
class Urgent(Letter):
    """What cannot wait for the digest."""

    kind: ClassVar[str] = "urgent"
    label: ClassVar[str] = "urgence"

    @property
    def subject(self) -> str:
        if len(self.lines) == 1:
            return _("Ancrage, urgent : %(title)s") % {"title": self.lines[0].shown.item.title}
        return _("Ancrage : %(n)d choses urgentes") % {"n": len(self.lines)}

    @property
    def opening(self) -> str:
        return _("Ceci est urgent : nous vous le disons sans attendre votre résumé.")


LETTERS: tuple[type[Letter], ...] = (Digest, Urgent)


def letter_label(kind: str) -> str:
    """A class of message in words."""
    return next((letter.label for letter in LETTERS if letter.kind == kind), kind)


def _rank(line: Line) -> tuple[int, tuple[object, ...]]:
    group = (line.circle == Circle.ABOVE) + 2 * line.is_to_know
    return (group if group else -line.is_new, line.shown.order)


def _title(line: Line) -> str:
    if line.is_to_know:
        return _("À savoir")
    if line.circle == Circle.ABOVE:
        return _("Attend trop longtemps chez d’autres")
    return _("À faire, nouveau") if line.is_new else _("À faire, toujours en attente")
