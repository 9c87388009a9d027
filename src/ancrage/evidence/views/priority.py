"""Did the priority happen: the programme, an operator, one of its measures."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ancrage.evidence import detail as detail_page
from ancrage.evidence import shown, words
from ancrage.evidence.definitions import published_findings
from ancrage.evidence.queries.priority import Priority, priority_at
from ancrage.evidence.queries.weight import industrial_weight
from ancrage.evidence.rules.priority import Row
from ancrage.people.middleware import ActorRequest
from ancrage.ui import charts
from ancrage.ui.formats import french_date
from ancrage.ui.links import link


@require_safe
def national(request: ActorRequest) -> HttpResponse:
    """The programme, and a line for each operator and measure."""
    found = priority_at(request.actor, day=request.as_at.date)
    table = shown.priority_table(request, found)
    file = table.response()
    if file:
        return file
    row = found.row("")
    operators = [one for one in found.rows if not one.measure]
    context = _told(found, row, subject=_("Tous opérateurs et mesures confondus")) | {
        "table": table,
        "figures": shown.whole_figures(row, found) if row else [],
        "chart": shown.rate_chart(request, operators, found) if operators else None,
        "published": published_findings(),
        "share": words.share_sentence(row, industrial_weight(found.on), reach=found.rules.reach)
        if row
        else "",
        "kept_back": [(*found.words(one.key), one.whole.files) for one in found.kept_back],
        "breadcrumb": [
            (_("Argent"), link(request, "money")),
            (_("La priorité a-t-elle eu lieu ?"), ""),
        ],
    }
    return render(request, "evidence/priority.html", context)


@require_safe
def detail(request: ActorRequest, operator: str, measure: str = "") -> HttpResponse:
    """One operator, or one of its measures: every sample and every difference."""
    found = priority_at(request.actor, day=request.as_at.date)
    row = found.row(operator, measure)
    if row is None:
        raise Http404
    groups, withheld = detail_page.groups_of(request, row, found)
    counted = detail_page.group_table(request, groups, found)
    gaps = detail_page.gap_table(request, detail_page.gaps_of(row, groups), found)
    waiting = detail_page.waiting_chart(row, found)
    file = (
        counted.response() or gaps.response() or charts.response(request, *filter(None, [waiting]))
    )
    if file:
        return file
    name, of_measure = found.words(row.key)
    measures = [one for one in found.rows if one.operator == operator and one.measure]
    context = _told(found, row, subject=_subject(name, of_measure)) | {
        "title": f"{name}, {of_measure}" if measure else name,
        "counted": counted,
        "withheld": withheld,
        "gaps": gaps,
        "waiting": waiting,
        "chart": shown.rate_chart(request, measures, found) if measures and not measure else None,
        "breadcrumb": _trail(request, operator, name, of_measure),
    }
    return render(request, "evidence/priority_detail.html", context)


def _told(found: Priority, row: Row | None, *, subject: str) -> dict[str, object]:
    """The sentences of a row, and what the page never says."""
    level, entry = found.rules.level, found.findings.entry
    told: dict[str, object] = {
        "found": found,
        "as_of": french_date(found.on),
        "entry": french_date(entry) if entry else "",
        "invented": words.INVENTED if found.invented else "",
        "caution": words.caution(),
        "chance": words.chance_sentence(found.findings.comparisons, level=level),
        "source": shown.source(found),
    }
    if row is None:
        return told
    return told | {
        "summary": words.summary(row.place, subject=subject, level=level),
        "sentences": words.place_sentences(row.place, subject=subject, level=level),
        "like": words.like_sentence(row.like),
        "time_sentences": words.time_sentences(row.time, subject=subject, level=level)
        if found.may_tell(row, row.time.first, row.time.second)
        else [],
        "elsewhere_sentences": words.elsewhere_sentences(
            row.elsewhere, entry=french_date(entry), level=level
        )
        if entry and found.may_tell(row, row.elsewhere.first, row.elsewhere.second)
        else [],
    }


def _subject(operator: str, measure: str) -> str:
    """« Chez Bpifrance, pour « VTE » »."""
    if not measure:
        return _("Chez %(operator)s") % {"operator": operator}
    told = {"operator": operator, "measure": measure}
    return _("Chez %(operator)s, pour « %(measure)s »") % told


def _trail(request: ActorRequest, operator: str, name: str, measure: str) -> list[tuple[str, str]]:
    trail = [
        (_("Argent"), link(request, "money")),
        (_("La priorité a-t-elle eu lieu ?"), link(request, "priority")),
    ]
    if measure:
        return [*trail, (name, link(request, "priority_operator", operator)), (measure, "")]
    return [*trail, (name, "")]
