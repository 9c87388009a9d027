"""Imports of financers' files: who may see them, what leans on what they posted."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from ancrage.funding.access import financer_where
from ancrage.funding.models import Dossier, Entry, MoneyImport, WaitingPayment
from ancrage.funding.models.waiting import WAITING
from ancrage.funding.queries.financers import financers_for
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor

IMPORT = "funding.import_file"
RECENT, NAMED = 20, 10


def may_import(actor: Actor, financer: str) -> bool:
    """Whether somebody may bring in the files of a financer that is one."""
    return financer in dict(importing_for(actor)) and may(actor, IMPORT, financer_where(financer))


def importing_for(actor: Actor) -> list[tuple[str, str]]:
    """The financers whose files somebody may bring in, by code and name."""
    return financers_for(actor, IMPORT)


def find_import(actor: Actor, reference: str) -> MoneyImport | None:
    """An import for a financer of the actor's; None for the others, as if not there."""
    held = MoneyImport.objects.select_related("job", "file").filter(reference=reference).first()
    return held if held and may(actor, IMPORT, financer_where(held.financer)) else None


def recent_imports(financers: Iterable[str]) -> "QuerySet[MoneyImport]":
    """The last imports for financers, taken in or waiting."""
    held = MoneyImport.objects.defer("reading", "preview", "former").filter(
        financer__in=list(financers)
    )
    return held[:RECENT]


def same_file(held: MoneyImport) -> MoneyImport | None:
    """The import that took the same file in already, if it still holds."""
    others = MoneyImport.objects.filter(
        financer=held.financer, digest=held.digest, taken_at__isnull=False, undone_at=None
    )
    return others.exclude(pk=held.pk).defer("reading", "preview", "former").first()


def entries_of(held: MoneyImport) -> "QuerySet[Entry]":
    """What an import posted and reversed, in its order."""
    return Entry.objects.filter(batch__reference__in=held.batches).order_by("pk")


def leans_on(held: MoneyImport) -> list[str]:
    """The dossiers, a few of them, on which something was posted since: it cannot be undone."""
    mine = entries_of(held)
    last = mine.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        return []
    dossiers = mine.exclude(dossier=None).order_by().values("dossier")
    since = Q(pk__gt=last, dossier__in=dossiers)
    moved = Entry.objects.filter(since).exclude(batch__reference__in=held.batches)
    codes = moved.order_by().values_list("dossier__code", flat=True).distinct()[:NAMED]
    found = sorted(codes)
    waiting = WaitingPayment.objects.filter(source_import=held).exclude(state=WAITING)
    return found + [str(one) for one in waiting[: NAMED - len(found)]]


def dossiers_of(financer: str) -> "QuerySet[Dossier]":
    """The dossiers of a financer, in the order of their codes."""
    return Dossier.objects.filter(financer=financer).select_related("project").order_by("code")
