"""On the pages of a territory and of a sheet: what the ledger traces, what sheets declare."""

from typing import cast

from django.db.models import Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.funding.queries.territories import sums_of_sheet
from ancrage.funding.queries.totals import whole_of
from ancrage.funding.rules.cuts import GRANTED, PAID, REQUESTED, Look, Sums
from ancrage.funding.rules.declared import Beside, Declared
from ancrage.funding.rules.wording import spoken
from ancrage.funding.tables.money import KEYS, entries_url
from ancrage.geography.models import Territory
from ancrage.geography.panels import Panel
from ancrage.matching.queries.places import scope_of
from ancrage.roadmaps.models import ActionSheet, SheetColumns
from ancrage.roadmaps.queries.portfolio import GIVEN_UP, published
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest

SHOWN = (REQUESTED, GRANTED, PAID)
INVENTED = "Démonstration : ces montants sont inventés."


def money_panel(request: HttpRequest, territory: Territory) -> Panel | None:
    """Only of a programme's territory. Two queries."""
    scope = scope_of(territory)
    if not scope:
        return None
    at = cast(DatedRequest, request).as_at
    look = Look(territory=scope, until=at.date if at.explicit else None)
    sums = whole_of(look).sums
    declared = _declared(scope)
    context = {
        "rows": [
            (KEYS[total][1], spoken(sums.at(total)), entries_url(request, look, total), told)
            for total, told in zip(SHOWN, declared, strict=True)
        ],
        "invented": INVENTED if sums.is_invented else "",
        "url": link(request, "territory_money", territory.version_id, territory.code),
    }
    return Panel(_("L’argent du territoire"), "funding/parts/territory_panel.html", context)


def _declared(scope: str) -> list[str]:
    """What the published sheets of a territory declare, in words. One query."""
    rows = published().filter(sheet__roadmap__scope=scope).exclude(sheet__state__in=GIVEN_UP)
    held = rows.order_by().aggregate(asked=Sum("asked"), granted=Sum("granted"), paid=Sum("paid"))
    return [_said(held[name]) for name in ("asked", "granted", "paid")]


def _said(cents: int | None) -> str:
    return _("inconnu") if cents is None else spoken(cents)


def sheet_panel(request: HttpRequest, sheet: ActionSheet, read: SheetColumns) -> Panel | None:
    """What the ledger traces of a sheet, by financer, beside what it declares. One query."""
    found = sums_of_sheet(sheet.code)
    whole = sum(found.values(), Sums())
    declared = Declared(read.asked, read.promised, read.granted, read.paid)
    context = {
        "rows": [
            (name, [spoken(sums.at(total)) for total in SHOWN])
            for name, sums in sorted(found.items())
        ],
        "whole": [spoken(whole.at(total)) for total in SHOWN],
        "verdict": Beside(sheet.code, sheet.code, declared, whole).verdict,
        "invented": INVENTED if whole.is_invented else "",
        "url": entries_url(request, Look(), "", fiche=sheet.code) if found else "",
    }
    return Panel(_("Au grand livre"), "funding/parts/sheet_panel.html", context)
