"""The messages that people receive: each class of message says what it is called and holds."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import ClassVar

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.inbox.models import Item, Message
from ancrage.inbox.queries.shown import Shown
from ancrage.inbox.rules import Circle, Step

SUBJECT_LENGTH = 150


class Group(IntEnum):
    """The parts of a message, in their order."""

    NEW = 0
    REMINDER = 1
    ELSEWHERE = 2
    KNOW = 3

    @property
    def title(self) -> str:
        return {
            Group.NEW: _("À faire, nouveau"),
            Group.REMINDER: _("À faire, toujours en attente"),
            Group.ELSEWHERE: _("Attend trop longtemps chez d’autres"),
            Group.KNOW: _("À savoir"),
        }[self]


def _counted(group: Group, n: int) -> str:
    """« 2 choses à faire, 1 rappel »: a message's subject."""
    words = {
        Group.NEW: ngettext("%(n)d chose à faire", "%(n)d choses à faire", n),
        Group.REMINDER: ngettext("%(n)d rappel", "%(n)d rappels", n),
        Group.ELSEWHERE: ngettext("%(n)d attente chez d’autres", "%(n)d attentes chez d’autres", n),
        Group.KNOW: ngettext("%(n)d chose à savoir", "%(n)d choses à savoir", n),
    }[group]
    return words % {"n": n}


@dataclass(frozen=True, slots=True)
class Line:
    """An item in a message: as its reader reads it, at which step, from which circle.

    `is_first` when he is told of it for the first time; `answer` is the mark of his link to
    answer without signing in, if he has one.
    """

    shown: Shown
    step: Step
    circle: Circle
    is_first: bool
    answer: str = ""

    @property
    def group(self) -> Group:
        if self.shown.item.kind == Item.KNOW:
            return Group.KNOW
        if self.circle == Circle.ABOVE:
            return Group.ELSEWHERE
        return Group.NEW if self.is_first else Group.REMINDER


@dataclass(frozen=True, slots=True)
class Letter(ABC):
    """A message to one person. `site` is the address of the site, without a last slash."""

    kind: ClassVar[str] = ""

    name: str
    lines: tuple[Line, ...]
    site: str
    waiting: int = 0
    """How many things wait for him in all."""

    @property
    @abstractmethod
    def subject(self) -> str:
        """Its subject line."""

    @property
    @abstractmethod
    def opening(self) -> str:
        """The sentence that says why one receives it."""

    @property
    def sections(self) -> Iterator[tuple[str, list[Line]]]:
        """The lines under their titles, empty ones left out."""
        ordered = sorted(self.lines, key=lambda line: (line.group, line.shown.order))
        for group, lines in groupby(ordered, key=lambda line: line.group):
            yield group.title, list(lines)

    @property
    def more(self) -> int:
        """How many other things wait for him."""
        told = {line.shown.item.pk for line in self.lines if line.group != Group.KNOW}
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

    kind: ClassVar[str] = Message.DIGEST

    @property
    def subject(self) -> str:
        counted = Counter(line.group for line in self.lines)
        what = ", ".join(_counted(group, counted[group]) for group in sorted(counted))
        return _("Ancrage : %(what)s") % {"what": what}

    @property
    def opening(self) -> str:
        return _("Voici ce qui est nouveau pour vous depuis votre dernier résumé.")


@dataclass(frozen=True, slots=True)
class Urgent(Letter):
    """What cannot wait for the digest."""

    kind: ClassVar[str] = Message.URGENT

    @property
    def subject(self) -> str:
        if len(self.lines) == 1:
            line = self.lines[0]
            is_new = line.group in {Group.NEW, Group.KNOW}
            told = _("Ancrage, urgent : %(title)s")
            again = _("Ancrage, rappel urgent : %(title)s")
            return (told if is_new else again) % {"title": line.shown.item.title}
        return _("Ancrage : %(n)d choses urgentes") % {"n": len(self.lines)}

    @property
    def opening(self) -> str:
        return _("Ceci est urgent : nous vous le disons sans attendre votre résumé.")
