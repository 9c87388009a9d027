"""Sheets as far as somebody may know of them, and what their steps look at."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from ancrage.journal.policy import rights
from ancrage.kernel.bars import barred
from ancrage.kernel.rights import Actor, Reach, ScopeKind
from ancrage.people.models import Person
from ancrage.roadmaps.access import DRAFTS, READ, TANDEM
from ancrage.roadmaps.definitions import PUBLIC_STATES, form, parameters_at
from ancrage.roadmaps.models import ActionSheet, FundingEntry, Roadmap, Share
from ancrage.roadmaps.rules.content import Content, changes, undone
from ancrage.roadmaps.rules.funding import Bounds, Plan, Told, cautions, limits, plan_of
from ancrage.roadmaps.rules.guards import Facts, missing, observed
from ancrage.vte.definitions import ceiling_cents, ceiling_on

PUBLISHED = Q(state__in=PUBLIC_STATES, version__gt=0, is_private=False)
DRAFT = Q(state__in=DRAFTS, version=0)
WRITERS = frozenset({*TANDEM, "host"})


def visible_to(actor: Actor) -> "QuerySet[ActionSheet]":
    """The sheets that somebody may see, published, in full or in outline; none of the bin."""
    return everything().filter(Q(deleted_at=None) & (PUBLISHED | read_by(actor)))


def everything() -> "QuerySet[ActionSheet]":
    """All sheets with their roadmaps, those of the bin too."""
    return ActionSheet.objects.select_related("roadmap")


def read_by(actor: Actor) -> Q:
    """Which sheets somebody reads beyond those that are published."""
    right = rights().rights.get(READ)
    if right is None:
        return Q(pk=None)
    found = Q(pk=None)
    if actor.is_person and right.who.get("person") == Reach.SELF:
        found |= Q(pk__in=Share.objects.filter(person=actor.reference).values("sheet"))
    for holding in actor.held:
        reach = right.who.get(holding.role)
        if reach in {Reach.ANY, Reach.OUTLINE}:
            found |= Q() if holding.role in WRITERS else ~DRAFT
            if holding.role in WRITERS:
                return ~Q(pk=None)
        elif reach == Reach.OWN:
            held = _on(holding.scope.kind, holding.scope.code)
            found |= held if holding.role in WRITERS else held & ~DRAFT
    return found


def _on(kind: ScopeKind, code: str) -> Q:
    return {
        ScopeKind.NATION: ~Q(pk=None),
        ScopeKind.REGION: Q(roadmap__regions__contains=barred(code)),
        ScopeKind.TERRITORY: Q(roadmap__scope=code),
        ScopeKind.OPERATOR: Q(operators__contains=barred(code), is_private=False),
        ScopeKind.COMPANY: Q(pk=None),
    }[kind]


def find_sheet(actor: Actor, code: str) -> ActionSheet | None:
    """A sheet that somebody may see; None for the others, as if they were not there."""
    return visible_to(actor).filter(code=code).first()


def find_deleted(actor: Actor) -> "QuerySet[ActionSheet]":
    """The sheets of the bin that somebody could restore: those of his territories."""
    scopes = [h.scope.code for h in actor.held if h.role in TANDEM]
    return everything().exclude(deleted_at=None).filter(roadmap__scope__in=scopes)


def shared_with(sheet: ActionSheet) -> frozenset[str]:
    """The references of those that a sheet was given to. One query."""
    return frozenset(sheet.shares.values_list("person", flat=True))


def find_roadmap(scope: str) -> Roadmap | None:
    """The roadmap of a territory, None before it is begun."""
    return Roadmap.objects.filter(scope=scope).first()


def content_at(sheet: ActionSheet, revision: int) -> Content:
    """The content as it was at a revision. LookupError when it is not one of the sheet's.

    One query; none for the last one.
    """
    if not 1 <= revision <= sheet.revision:
        raise LookupError(revision)
    held: Content = sheet.content
    if revision == sheet.revision:
        return held
    later = sheet.revisions.filter(number__gt=revision).order_by("-number")
    return undone(held, later.values_list("changes", flat=True))


def told(entries: Iterable[FundingEntry]) -> list[Told]:
    """Funding entries as values."""
    return [Told(one.financer, one.kind, one.year, one.stage, one.cents) for one in entries]


def plan_of_sheet(sheet: ActionSheet) -> Plan:
    """The funding plan of a sheet. One query."""
    cost, share = sheet.content.get("total_cost"), sheet.content.get("own_share")
    return plan_of(told(sheet.funding.all()), total_cost=cost, own_share=share)


def plan_cautions(sheet: ActionSheet, plan: Plan, *, day: dt.date) -> list[str]:
    """What the plan breaks on a day, in sentences."""
    return cautions(plan, **_traits(sheet), bounds=bounds_at(day))


def plan_limits(sheet: ActionSheet, plan: Plan, *, day: dt.date) -> list[tuple[str, str]]:
    """What the law asks of a plan on a day: a sentence, its source."""
    sources = {"least": parameters_at(day).source, "minimis": ceiling_on(day)}
    told = limits(plan, **_traits(sheet), bounds=bounds_at(day))
    return [(sentence, sources[name]) for name, sentence in told.items()]


def bounds_at(day: dt.date) -> Bounds:
    """What the law allows on a day."""
    held = parameters_at(day)
    return Bounds(held.own_share_least, held.own_share_of, ceiling_cents(day))


def _traits(sheet: ActionSheet) -> dict[str, str]:
    return {name: sheet.content.get(name, "") for name in ("owner_kind", "aid_basis")}


def validated_content(sheet: ActionSheet) -> Content | None:
    """The content that the committee validated last; None before. One query."""
    held = sheet.versions.filter(number=sheet.version).first() if sheet.version else None
    return held.content if held else None


def facts_of(sheet: ActionSheet) -> Facts:
    """What the steps of a sheet look at. Two queries."""
    held = validated_content(sheet)
    return Facts(
        missing=missing(form(), sheet.content),
        gap=plan_of_sheet(sheet).gap,
        is_changed=held is not None and bool(changes(held, sheet.content)),
        is_proposed=sheet.proposed is not None,
        observed=observed(sheet.content),
    )


def reference_at(sheet: ActionSheet, address: str) -> str:
    """The reference of the person who has an account at an address. One query.

    Without one, a reference that is nobody's and always the same: who gives the sheet does not
    learn from it who has an account here.
    """
    found = Person.objects.filter(email=address, is_active=True).values_list("reference", flat=True)
    nobody = salted_hmac(sheet.code, address, algorithm="sha256").digest()[:16]
    return found.first() or uuid.UUID(bytes=nobody, version=4).hex


def names_on(sheet: ActionSheet) -> dict[str, str]:
    """The names of those who wrote, remarked or reported on a sheet, by reference. One query."""
    written, remarked, reported = (
        Q(reference__in=rows.order_by().values("author"))
        for rows in (sheet.revisions, sheet.comments, sheet.reports)
    )
    resolved = Q(reference__in=sheet.comments.order_by().values("resolved_by"))
    acted = Person.objects.filter(written | remarked | reported | resolved, erased_at=None)
    return {person.reference: person.name for person in acted}
