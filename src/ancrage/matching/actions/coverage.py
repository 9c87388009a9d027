"""Designating who answers for an operator's measures somewhere, and ending it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor, Scope, ScopeKind, Where
from ancrage.matching.actions.holes import settle_holes, tell_hole
from ancrage.matching.models import Designation
from ancrage.matching.queries.coverage import REFERENT
from ancrage.matching.rules.coverage import Level
from ancrage.people.actions.roles import Term
from ancrage.people.models import Person
from ancrage.people.queries import holders, scope_label, scope_labels
from ancrage.ui.formats import french_date

KIND = "designation"
ONE_DAY = dt.timedelta(days=1)


class DesignationRefusedError(ValueError):
    """A designation that cannot be made or ended so; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Area:
    """Where a designation holds: territories by scope code, regions by code, or everywhere."""

    level: Level = Level.NATION
    places: tuple[str, ...] = ()

    @property
    def scopes(self) -> list[Scope]:
        return [Scope(ScopeKind(self.level.value), code) for code in self.places]


@command("matching.designate")
def designate(
    *,
    by: Actor,
    now: dt.datetime,
    operator: str,
    person: Person,
    measures: tuple[str, ...] = (),
    area: Area,
    term: Term,
    is_demonstration: bool = False,
) -> Designation:
    """Have a referent of the operator answer for its measures there. DesignationRefusedError."""
    where = where_of(operator, area)
    allow(where)
    _check_term(term)
    _check_area(area)
    _check_person(operator, person, term)
    wanted = {
        "operator": operator,
        "person": person.reference,
        "measures": sorted(set(measures)),
        "level": area.level.value,
        "places": sorted(set(area.places)),
    }
    _check_new(wanted, term)
    made = Designation.objects.create(
        **wanted,
        since=term.since,
        until=term.until,
        made_by=by.reference,
        made_at=now,
        is_demonstration=is_demonstration,
    )
    settle_holes(operator=operator, day=localdate(now), now=now)
    name = operator_name(operator)
    record(
        kind=KIND,
        reference=made.reference,
        label=name,
        says=_("Référent désigné : %(operator)s, %(area)s")
        % {"operator": name, "area": area_words(area)},
        after=told(made),
        personal={"person_name": person.name},
    )
    return made


@command("matching.end_designation")
def end_designation(
    *, by: Actor, now: dt.datetime, designation: Designation, last_day: dt.date, reason: str
) -> Designation:
    """End a designation on a day, the last that it holds. DesignationRefusedError.

    The day before its first takes it away altogether: it never held.
    """
    held = Designation.objects.select_for_update().get(pk=designation.pk)
    area = Area(Level(held.level), tuple(held.places))
    allow(where_of(held.operator, area))
    _check_end(held, last_day, reason)
    before = told(held)
    held.until = last_day
    held.revision += 1
    held.save(update_fields=["until", "revision"])
    tell_hole(designation=held, day=last_day + ONE_DAY, now=now)
    record(
        kind=KIND,
        reference=held.reference,
        label=operator_name(held.operator),
        says=_("Fin d’une désignation : %(operator)s, %(area)s, dernier jour le %(day)s")
        % {
            "operator": operator_name(held.operator),
            "area": area_words(area),
            "day": french_date(last_day),
        },
        before=before,
        after=told(held),
        details={"reason": reason.strip()},
    )
    return held


def where_of(operator: str, area: Area) -> Where:
    """All that a designation touches."""
    places = frozenset(area.places)
    return Where(
        operators=frozenset({operator}),
        regions=places if area.level == Level.REGION else frozenset(),
        territories=places if area.level == Level.TERRITORY else frozenset(),
    )


def told(row: Designation) -> dict[str, Any]:
    """A designation as the journal writes it."""
    names = ("operator", "measures", "level", "places", "since", "until")
    return {name: getattr(row, name) for name in names}


def operator_name(code: str) -> str:
    """An operator's name, as its scope is called."""
    return scope_label(Scope(ScopeKind.OPERATOR, code))


def area_words(area: Area) -> str:
    """Where, in words: « toute la France », « Bretagne », « 12 territoires »."""
    if area.level == Level.NATION:
        return _("toute la France")
    if len(area.places) > 2:
        plural = _("%d régions") if area.level == Level.REGION else _("%d territoires")
        return plural % len(area.places)
    return ", ".join(sorted(scope_labels(area.scopes).values()))


def _check_term(term: Term) -> None:
    if term.until is not None and term.until < term.since:
        raise DesignationRefusedError(_("La fin précède le début."))


def _check_area(area: Area) -> None:
    if (area.level == Level.NATION) == bool(area.places):
        raise DesignationRefusedError(
            _("Nommez les territoires ou les régions ; pour toute la France, aucun.")
        )
    known = scope_labels(area.scopes)
    strangers = sorted(scope.code for scope, name in known.items() if name == scope.code)
    if strangers:
        raise DesignationRefusedError(
            _("Lieu inconnu : %s. Donnez son code.") % ", ".join(strangers)
        )


def _check_person(operator: str, person: Person, term: Term) -> None:
    where = Where(operators=frozenset({operator}))
    held = holders(role=REFERENT, where=where, on=term.since)
    if person.reference not in {row.person.reference for row in held}:
        raise DesignationRefusedError(
            _("Cette personne n’est pas référente de %(operator)s le %(day)s : donnez-lui le rôle.")
            % {"operator": operator_name(operator), "day": french_date(term.since)}
        )


def _check_new(wanted: dict[str, Any], term: Term) -> None:
    """The same person is not designated twice for the same thing on a day."""
    same = Designation.objects.filter(operator=wanted["operator"], person=wanted["person"])
    for row in same.select_for_update():
        is_same = all(getattr(row, name) == value for name, value in wanted.items())
        begins_before_end = term.until is None or row.since <= term.until
        if is_same and begins_before_end and (row.until is None or term.since <= row.until):
            raise DesignationRefusedError(_("Cette personne y est déjà désignée."))


def _check_end(held: Designation, last_day: dt.date, reason: str) -> None:
    if not reason.strip():
        raise DesignationRefusedError(_("Dites pourquoi la désignation prend fin."))
    if last_day < held.since - ONE_DAY:
        raise DesignationRefusedError(
            _("Elle a commencé le %s : elle ne peut pas finir avant la veille.")
            % french_date(held.since)
        )
    if held.until is not None and last_day >= held.until:
        raise DesignationRefusedError(
            _("Elle finit déjà le %s : désignez de nouveau pour prolonger.")
            % french_date(held.until)
        )
