"""The versions that are being written, and who may read them; the measures that others add."""

import datetime as dt

from django.db.models import QuerySet

from ancrage.catalogue.models import AddedMeasure, BasketVersion
from ancrage.catalogue.queries import basket, versions
from ancrage.catalogue.queries.stored import basket_of
from ancrage.catalogue.rules.basket import Basket
from ancrage.catalogue.rules.comparison import Comparison, compare
from ancrage.catalogue.rules.guards import VersionFacts
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Where

READ = "catalogue.read_drafts"


def drafts_visible_to(actor: Actor) -> QuerySet[BasketVersion]:
    """The versions written on screen that somebody may read before they are published."""
    if not may(actor, READ):
        return BasketVersion.objects.none()
    return BasketVersion.objects.exclude(state=BasketVersion.PUBLISHED)


def find_draft(actor: Actor, code: str) -> BasketVersion | None:
    """A version written on screen, whatever its state, if the reader may know of it."""
    if not may(actor, READ):
        return None
    return BasketVersion.objects.filter(pk=code).first()


def origin_of(version: BasketVersion) -> Basket:
    """The version that it was made from."""
    found = basket(version.origin)
    assert found is not None, version.origin  # noqa: S101 a version in force is never removed
    return found


def differences(version: BasketVersion) -> Comparison:
    """What a version changes from the one that it was made from."""
    return compare(origin_of(version), basket_of(version))


def version_facts(version: BasketVersion) -> VersionFacts:
    """What the guards of the workflow look at."""
    made = differences(version)
    others = [held.valid_from for held in versions() if held.code != version.code]
    heads = (made.before.counts, made.before.priorities) != (
        made.after.counts,
        made.after.priorities,
    )
    return VersionFacts(
        changes=made.count + heads, valid_from=made.after.valid_from, last=max(others)
    )


def owner_where(owner: str) -> Where:
    """What a measure of this owner touches."""
    kind, _, code = owner.partition(":")
    if kind == "region":
        return Where(regions=frozenset({code}))
    return Where(operators=frozenset({code}))


def wording_at(code: str, day: dt.date) -> AddedMeasure | None:
    """How a measure of a Region or operator reads on that day, or will at first."""
    rows = AddedMeasure.objects.filter(code=code)
    begun = rows.filter(since__lte=day).order_by("-since").first()
    return begun or rows.order_by("since").first()


def wordings(code: str) -> list[AddedMeasure]:
    """Every wording of a measure of a Region or operator, by date."""
    return list(AddedMeasure.objects.filter(code=code).order_by("since"))
