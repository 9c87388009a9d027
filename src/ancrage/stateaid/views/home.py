"""Where State aid begins: a company looked for, verdicts that wait, tables that are missing; the
regimes with their dates and sources."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.funding.queries.financers import financers_for
from ancrage.journal.policy import rights
from ancrage.kernel.identifiers import read_siren
from ancrage.people.middleware import ActorRequest
from ancrage.stateaid.access import READ, own_sirens, reads_company
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.forms import RegisterForm
from ancrage.stateaid.models import ImportedTable
from ancrage.stateaid.oversight_tables import overruns_table, unchecked_table
from ancrage.stateaid.queries.checks import visible_to
from ancrage.stateaid.queries.companies import MOST_FOUND, find_companies
from ancrage.stateaid.queries.facts import companies_of
from ancrage.stateaid.queries.overruns import overruns, unchecked_grants
from ancrage.stateaid.regime_tables import links_table, regimes_table
from ancrage.stateaid.tables import checks_table, imported_table, waiting
from ancrage.stateaid.views.common import home_step, trail
from ancrage.stateaid.words import company_label, invented

CHECK, IMPORT = "stateaid.check_grant", "stateaid.import_table"
OVERSEE, EXPORT = "stateaid.oversee", "stateaid.export_register"


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """What somebody may look for and has to do; what is missing, for all."""
    may_read = rights().may_enter(request.actor, READ)
    context: dict[str, object] = {
        "may_read": may_read,
        "may_check": rights().may_enter(request.actor, CHECK),
        "may_oversee": rights().may_enter(request.actor, OVERSEE),
        "tables": _held_tables(),
        "breadcrumb": trail(request, _("Aides d’État")),
    }
    if may_read:
        rows = waiting(visible_to(request.actor))
        is_invented = rows.filter(is_demonstration=True).exists()
        table = checks_table(request, rows, is_invented=is_invented, prefix="w-")
        if (file := table.response()) is not None:
            return file
        context |= {"own": _own(request), **_search(request)}
        context |= {"waiting": table, "register": _register(request)}
        context["invented"] = invented(is_invented=is_invented)
    return render(request, "stateaid/home.html", context)


def _own(request: ActorRequest) -> list[tuple[str, str]]:
    """The companies that the reader acts for."""
    own = companies_of(own_sirens(request.actor))
    return [(code, company_label(code, one.name)) for code, one in sorted(own.items())]


def _search(request: ActorRequest) -> dict[str, object]:
    """The companies that the reader looks for, by SIREN or by name."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    siren = read_siren(text)
    if siren is None:
        found = find_companies(request.actor, text)
    elif reads_company(request.actor, siren):
        found = [(siren, companies_of([siren])[siren].name)]
    else:
        found = []
    return {
        "q": text,
        "siren": siren,
        "found": [(code, company_label(code, name)) for code, name in found[:MOST_FOUND]],
        "is_cut": len(found) > MOST_FOUND,
    }


def _register(request: ActorRequest) -> RegisterForm | None:
    """From which financer, for which days, grants are taken away; None for who has none."""
    if not rights().may_enter(request.actor, EXPORT):
        return None
    financers = financers_for(request.actor, EXPORT)
    today = timezone.localdate()
    initial = {"du": today.replace(month=1, day=1), "au": today}
    return RegisterForm(None, financers=financers, initial=initial) if financers else None


def _held_tables() -> list[tuple[str, ImportedTable | None]]:
    """Each kind of table with the last file of it; None: missing. One query."""
    held: dict[str, ImportedTable] = {}
    for one in ImportedTable.objects.filter(withdrawn_at=None).order_by("recorded_at", "pk"):
        held[one.kind] = one
    return [(label, held.get(kind)) for kind, label in ImportedTable.KINDS]


@require_GET
def oversight(request: ActorRequest) -> HttpResponse:
    """What escapes checks: grants without a verdict, ceilings that are passed."""
    on = request.as_at.date
    unchecked, over = unchecked_grants(), overruns(on=on)
    is_invented = any(one.dossier.is_demonstration for one in unchecked)
    tables = {
        "unchecked": unchecked_table(request, unchecked, is_invented=is_invented),
        "overruns": overruns_table(request, over, is_invented=is_invented),
    }
    context = {
        **tables,
        "on": on,
        "invented": invented(is_invented=is_invented),
        "breadcrumb": trail(request, home_step(request), _("Contrôles")),
    }
    file = next(filter(None, (table.response() for table in tables.values())), None)
    return file or render(request, "stateaid/oversight.html", context)


@require_GET
def regimes_page(request: ActorRequest) -> HttpResponse:
    """The regimes as dated data: ceilings, rates, windows, articles, sources."""
    table, links = regimes_table(request), links_table(request)
    context = {
        "table": table,
        "links": links,
        "settings": regimes().settings,
        "breadcrumb": trail(request, home_step(request), _("Régimes")),
    }
    file = table.response() or links.response()
    return file or render(request, "stateaid/regimes.html", context)


@require_GET
def tables_page(request: ActorRequest) -> HttpResponse:
    """The dated tables that were imported, and those that are missing."""
    rows = list(ImportedTable.objects.order_by("-recorded_at", "-pk"))
    table = imported_table(request, rows)
    may_import = rights().may_enter(request.actor, IMPORT)
    context = {
        "table": table,
        "held": _held_tables(),
        "standing": [one for one in rows if one.withdrawn_at is None] if may_import else [],
        "may_import": may_import,
        "invented": invented(is_invented=any(one.is_demonstration for one in rows)),
        "breadcrumb": trail(request, home_step(request), _("Tables datées")),
    }
    return table.response() or render(request, "stateaid/tables.html", context)
