"""Reading the journal: what an actor may see of it, and in which form."""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from ancrage.journal.models import EntryPlace, JournalEntry, JournalHead
from ancrage.journal.policy import rights
from ancrage.journal.words import field_word, kind_word
from ancrage.kernel.chain import FIRST
from ancrage.kernel.rights import (
    API,
    COMMAND_LINE,
    EVERYONE,
    LINK,
    PERSON,
    Actor,
    Reach,
    ScopeKind,
    Where,
)

READ = "journal.read"
Names = Callable[[Iterable[str]], dict[str, str]]
_names: list[Names] = []
_roles: list[Callable[[str], str]] = []


def register_words(*, names: Names, role: Callable[[str], str]) -> None:
    """Say how references of people and codes of roles become words; the last call holds."""
    _names[:], _roles[:] = [names], [role]


def names_of(references: Iterable[str]) -> dict[str, str]:
    """The names of people by reference; those erased or unknown are left out."""
    return _names[0](references) if _names else {}


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as an actor may see it; `change` is None when it is withheld from him.

    `about` is the name of what it is about: a person's as long as it is not erased.
    """

    entry: JournalEntry
    author: str
    about: str
    change: dict[str, Any] | None
    personal: dict[str, Any] | None

    @property
    def as_what(self) -> str:
        """The role in words; "" for who has none to name."""
        entry = self.entry
        told = entry.role not in {entry.actor, PERSON, EVERYONE} and _roles
        return _roles[0](entry.role) if told else ""

    @property
    def through(self) -> str:
        """The door that the author came by, in words; "" for the site itself."""
        told = {
            API: _("par l’API"),
            COMMAND_LINE: _("par la ligne de commande"),
            LINK: _("par un lien signé qui lui a été envoyé"),
        }
        return str(told.get(self.entry.through, ""))

    @property
    def is_withheld(self) -> bool:
        return self.change is None

    @property
    def lines(self) -> list[tuple[str, tuple[str, str]]]:
        """(field, (before, after)) for every field that either side has."""
        held = self.change or {}
        before, after = held.get("before") or {}, held.get("after") or {}
        names = dict.fromkeys([*before, *after])
        return [
            (field_word(name), (_written(before.get(name)), _written(after.get(name))))
            for name in names
        ]

    @property
    def about_kind(self) -> str:
        """What kind of object it is about, in words."""
        return kind_word(self.entry.kind)

    @property
    def details(self) -> str:
        """What else the entry holds, as indented JSON; "" when nothing."""
        personal = {k: v for k, v in (self.personal or {}).items() if k != "salt"}
        held = {"personal": personal, **((self.change or {}).get("details") or {})}
        told = {field_word(key): value for key, value in held.items() if value}
        return json.dumps(told, ensure_ascii=False, indent=2) if told else ""


def _written(value: Any) -> str:  # noqa: ANN401 whatever the journal holds
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def visible_to(actor: Actor) -> "QuerySet[JournalEntry]":
    """The entries that the actor may see at all: his own, and those that his roles reach."""
    right = rights().rights.get(READ)
    entries = JournalEntry.objects.all()
    if right is None:
        return entries.none()
    found = Q(actor=actor.reference) if actor.is_person and "person" in right.who else Q(pk=None)
    for holding in actor.held:
        reach = right.who.get(holding.role)
        if reach in {Reach.ANY, Reach.OUTLINE}:
            return entries
        if reach == Reach.OWN and holding.scope.kind != ScopeKind.NATION:
            scope = holding.scope
            found |= Q(places__kind=scope.kind.value, places__code=scope.code)
        elif reach == Reach.OWN:
            return entries
    return entries.filter(found).distinct()


@dataclass(frozen=True, slots=True)
class Asked:
    """What entries are narrowed by. `since`, `until`: days, both included; `place`: what they
    touch, « region:84 »; "" or None for all."""

    action: str = ""
    reference: str = ""
    author: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    place: str = ""


def narrowed(entries: "QuerySet[JournalEntry]", asked: Asked) -> "QuerySet[JournalEntry]":
    """Those of the entries that are asked for."""
    told = {"command": asked.action, "reference": asked.reference, "actor": asked.author}
    found = entries.filter(**{name: value for name, value in told.items() if value})
    if asked.since:
        found = found.filter(at__gte=_midnight(asked.since))
    if asked.until:
        found = found.filter(at__lt=_midnight(asked.until + dt.timedelta(days=1)))
    if asked.place:
        kind, _colon, code = asked.place.partition(":")
        held = EntryPlace.objects.filter(kind=kind, code=code)
        found = found.filter(pk__in=held.order_by().values("entry"))
    return found


def _midnight(day: dt.date) -> dt.datetime:
    """When a day begins here."""
    return make_aware(dt.datetime.combine(day, dt.time.min))


def shown_to(actor: Actor, entries: Iterable[JournalEntry]) -> list[ShownEntry]:
    """These entries, already found visible, without what is withheld from the actor.

    One query, for the names of people.
    """
    held = list(entries)
    people = {entry.reference for entry in held if entry.kind == PERSON}
    named = names_of({entry.actor for entry in held} | people)
    return [_shown(actor, entry, named) for entry in held]


def _shown(actor: Actor, entry: JournalEntry, named: dict[str, str]) -> ShownEntry:
    grant = rights().decide(actor, READ, where_of(entry))
    full = grant is not None and not grant.outline
    return ShownEntry(
        entry=entry,
        author=named.get(entry.actor, ""),
        about=entry.label or named.get(entry.reference, entry.reference),
        change=entry.change if full or not entry.private else None,
        personal=entry.personal if full else None,
    )


def where_of(entry: JournalEntry) -> Where:
    """What an entry touches, its author included."""
    told = {kind: frozenset(codes) for kind, codes in entry.where.items()}
    return Where(
        regions=told.get("region", frozenset()),
        territories=told.get("territory", frozenset()),
        operators=told.get("operator", frozenset()),
        companies=told.get("company", frozenset()),
        people=frozenset({entry.actor}),
    )


def about(kind: str, *references: str) -> "QuerySet[JournalEntry]":
    """The entries on these objects, oldest first."""
    return JournalEntry.objects.filter(kind=kind, reference__in=references)


def head() -> tuple[int, str]:
    """The number and the hash of the last entry."""
    held = JournalHead.objects.first()
    return (held.number, held.hash) if held else (0, FIRST)


def last_of(*prefixes: str) -> tuple[int, str]:
    """The number and the hash of the last entry of commands whose names begin so; (0, "") when
    there is none. What was kept of their work holds as long as it stays the same. One query."""
    names = Q()
    for prefix in prefixes:
        names |= Q(command__startswith=prefix)
    last = JournalEntry.objects.filter(names).order_by("-number")
    return last.values_list("number", "hash").first() or (0, "")
