"""The lists of territories: what each one is, covers, and where to take it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.geography import queries
from ancrage.geography.coverage import coverage_figures
from ancrage.geography.measures import FigureBook
from ancrage.geography.models import PerimeterVersion
from ancrage.geography.queries import ListSummary
from ancrage.geography.rules.listing import communes_of
from ancrage.geography.views.common import list_links, lost
from ancrage.kernel.text import escape_formula
from ancrage.ui.figures import Figure
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest


@dataclass(frozen=True, slots=True)
class ListCard:
    """A list as its page shows it."""

    summary: ListSummary
    coverage: list[Figure]
    is_current: bool
    territories_url: str
    communes_url: str


def lists(request: DatedRequest) -> HttpResponse:
    """Every list and version, with what it covers and its downloads."""
    book = FigureBook(queries.figure_definitions())
    summaries = queries.list_summaries(country=queries.country_totals())
    current = queries.in_force(
        queries.official([s.version for s in summaries]), on=request.as_at.date
    )
    cards = [_card(request, summary, book, current) for summary in summaries]
    context = {
        "official": [c for c in cards if c.summary.version.perimeter.kind == "official"],
        "programmes": [c for c in cards if c.summary.version.perimeter.kind != "official"],
        "unpublished": queries.unpublished_lists(),
        "current": current,
        "breadcrumb": [(_("Listes"), "")],
    }
    return render(request, "geography/lists.html", context)


def _card(
    request: DatedRequest, summary: ListSummary, book: FigureBook, current: object
) -> ListCard:
    code = summary.version.code
    return ListCard(
        summary=summary,
        coverage=list(coverage_figures(summary, book).values()),
        is_current=summary.version == current,
        territories_url=link(request, "territories", liste=code),
        communes_url=link(None, "list_communes", code),
    )


COMMUNES_HEADINGS = (
    "commune",
    "commune_name",
    "epci",
    "ept",
    "territory_code",
    "territory_name",
    "coverage",
    "list_version",
)


class _Line:
    """A file that hands back each line, so that a long table is sent as it is made."""

    def write(self, text: str) -> str:
        return text


def list_communes(request: DatedRequest, version: str) -> HttpResponseBase:
    """One line per commune of a list with its territory, streamed as CSV.

    Comma separated, ASCII headings: a file for programs, with the columns of the command's file
    and the list's quality, so that each row of a simulated list says so.
    """
    held = queries.versions()
    found = next((v for v in held if v.code == version), None)
    if found is None:
        return lost(
            request,
            title=_("Liste inconnue"),
            explanation=_("Aucune liste ne porte le code « %(code)s ».") % {"code": version},
            ways_out=list_links(request, held),
        )
    response = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="communes-{version}.csv"'
    return response


def _lines(version: PerimeterVersion) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow([*COMMUNES_HEADINGS, "quality"])
    gazetteer, held = queries.listed_versions(version)
    for row in communes_of(held[0], gazetteer):
        cells = [escape_formula(row[heading]) for heading in COMMUNES_HEADINGS]
        yield writer.writerow([*cells, version.quality])
