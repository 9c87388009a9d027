"""« Règles qui bloquent », on the page of a territory of a programme's own list."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.geography.models import Perimeter, Territory
from ancrage.geography.panels import Panel
from ancrage.journal.policy import rights
from ancrage.kernel.rights import ScopeKind
from ancrage.people.middleware import ActorRequest
from ancrage.simplification.queries.cases import public_reports, published_cases
from ancrage.simplification.queries.reports import own_reports
from ancrage.simplification.words import state_of

MOST = 10


def blocked(request: HttpRequest, territory: Territory) -> Panel | None:
    """The published cases of a territory; for those who speak for it, all their reports."""
    programme = territory.version.perimeter
    if programme.kind == Perimeter.OFFICIAL:
        return None
    actor = cast(ActorRequest, request).actor
    code = f"{programme.code}:{territory.code}"
    mine = public_reports(published_cases()).filter(territory=code)
    cases = published_cases().prefetch_related(None).filter(pk__in=mine.values("case"))[:MOST]
    speaks = code in actor.codes(ScopeKind.TERRITORY)
    own = own_reports(actor).filter(territory=code)[:MOST] if speaks else []
    context = {
        "cases": [(case, state_of("case", case.state)) for case in cases],
        "own": [(report, state_of("report", report.state)) for report in own],
        "may_report": speaks and rights().may_enter(actor, "simplification.start"),
    }
    return Panel(_("Règles qui bloquent"), "simplification/parts/panel.html", context)
