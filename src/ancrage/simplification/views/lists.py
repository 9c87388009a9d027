"""The lists: published cases, counters, the reports that one may read."""

from collections import defaultdict
from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.geography.models import Region
from ancrage.journal.policy import rights
from ancrage.kernel.quality import Quality
from ancrage.people.middleware import ActorRequest
from ancrage.simplification.access import Access
from ancrage.simplification.definitions import authorities, effects
from ancrage.simplification.models import BlockCase, Question
from ancrage.simplification.queries.cases import cases_of, last_question, public_reports
from ancrage.simplification.queries.figures import Figures, counters
from ancrage.simplification.queries.reports import access_to, visible_to
from ancrage.simplification.rules.figures import Summary
from ancrage.simplification.tables import (
    OURS,
    CaseRow,
    cases_table,
    figures_table,
    reports_table,
)
from ancrage.simplification.views.common import trail
from ancrage.simplification.words import authority_names
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date

INVENTED = "inventés pour la démonstration"


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The published cases, and those that the reader knows of: searched before anything else."""
    rows = case_rows(list(cases_of(request.actor)))
    table = cases_table(request, rows, as_of=french_date(timezone.localdate()))
    file = table.response()
    if file is not None:
        return file
    table_of, actor = rights(), request.actor
    context = {
        "table": table,
        "may_report": table_of.may_enter(actor, "simplification.start"),
        "may_read_reports": table_of.may_enter(actor, "simplification.read_reports"),
        "is_demonstration": any(row.case.is_demonstration for row in rows),
    }
    return render(request, "simplification/index.html", context)


def case_rows(cases: list[BlockCase]) -> list[CaseRow]:
    """Cases as the list shows them. Four queries."""
    held = BlockCase.objects.filter(pk__in=[case.pk for case in cases])
    reports: defaultdict[int, list[tuple[str, list[str], str]]] = defaultdict(list)
    found = public_reports(held).filter(case__published_at__isnull=False)
    for case, name, regions, effect in found.values_list(
        "case", "territory_name", "regions", "effect"
    ):
        reports[case or 0].append((name, regions.strip("|").split("|"), effect))
    names = dict(Region.objects.values_list("code", "name"))
    questions = {case.pk: last_question(case) for case in cases}
    labels = authority_names(q for q in questions.values() if q)
    return [_row(case, questions[case.pk], reports[case.pk], names, labels) for case in cases]


def _row(
    case: BlockCase,
    question: Question | None,
    reports: list[tuple[str, list[str], str]],
    names: Mapping[str, str],
    labels: Mapping[tuple[str, str], str],
) -> CaseRow:
    codes = {code for _name, codes, _effect in reports for code in codes}
    codes |= {case.region} if case.region else set()
    return CaseRow(
        case=case,
        question=question,
        authority=labels[question.authority, question.scope] if question else "",
        territories=tuple(sorted({name for name, *_rest in reports})),
        regions=tuple(sorted(names.get(code, code) for code in codes)),
        reports=len(reports),
        lifted=sum(effect == "yes" for *_rest, effect in reports),
    )


@require_GET
def figures(request: ActorRequest) -> HttpResponse:
    """The counters, by authority, need, region and year."""
    found = counters(today=timezone.localdate())
    source = f"{OURS}, {INVENTED}" if found.is_demonstration else OURS
    as_of = french_date(found.as_of) if found.as_of else ""
    table = figures_table(request, found.rows, source=source, as_of=as_of)
    file = table.response()
    if file is not None:
        return file
    context = {
        "table": table,
        "figures": headline(found, source=source, as_of=as_of),
        "effects": [(label, found.effects[code]) for code, label in effects().items()],
        "found": found,
        "delays": [(a, a.delay_at(timezone.localdate())) for a in authorities().values()],
        "breadcrumb": trail(request, (_("Chiffres"), "")),
    }
    return render(request, "simplification/figures.html", context)


def headline(found: Figures, *, source: str, as_of: str) -> list[Figure]:
    """The counters of the whole country, each with where it comes from."""
    quality = Quality.SIMULATED if found.is_demonstration else Quality.DERIVED
    whole = found.whole

    def figure(value: float | None, label: str, unit: str = "", decimals: int = 0) -> Figure:
        return Figure(value, label, unit, as_of, source, quality, decimals)

    return [
        figure(whole.asked, _("Questions posées")),
        figure(whole.answered, _("Répondues")),
        figure(whole.granted, _("Accordées")),
        figure(whole.median_days, _("Délai médian de réponse"), _("jours"), _decimals(whole)),
        figure(whole.ninetieth_days, _("Neuf réponses sur dix en"), _("jours")),
    ]


def _decimals(whole: Summary) -> int:
    return 0 if whole.median_days is None or float(whole.median_days).is_integer() else 1


@require_GET
def reports(request: ActorRequest) -> HttpResponse:
    """The reports that the reader may know of."""
    actor = request.actor
    light = visible_to(actor).defer("rule", "proposal", "citations")
    held = [(report, access_to(actor, report)) for report in light]
    table = reports_table(
        request,
        [row for row in held if row[1] != Access.NONE],
        regions=dict(Region.objects.values_list("code", "name")),
        as_of=french_date(timezone.localdate()),
    )
    file = table.response()
    if file is not None:
        return file
    context = {
        "table": table,
        "may_report": rights().may_enter(actor, "simplification.start"),
        "breadcrumb": trail(request, (_("Signalements"), "")),
    }
    return render(request, "simplification/reports.html", context)
