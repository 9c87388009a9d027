"""What changed between two lists: came, went, merged, split, renamed, and the crosswalk."""

import itertools
from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.geography import queries
from ancrage.geography.change_tables import COUNTED, changes_table, crosswalk_table
from ancrage.geography.models import PerimeterVersion
from ancrage.geography.rules.changes import Comparison, Kind
from ancrage.geography.views.common import ListChoice, list_links, lost, unknown_list
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest


def changes(request: DatedRequest) -> HttpResponse:
    """Compare the lists `de` and `vers`; by default the two last official ones at the date."""
    held = queries.versions()
    pair, unknown = _choose(request, held)
    if unknown:
        return unknown_list(request, ListChoice(held, None, unknown))
    if pair is None:
        return _nothing_to_compare(request, held)
    comparison = queries.compare_versions(before=pair[0], after=pair[1])
    tables = changes_table(request, comparison), crosswalk_table(request, comparison)
    files = (table.response() for table in tables)
    context = {
        "before": pair[0],
        "after": pair[1],
        "simulated": any(version.is_simulated for version in pair),
        "same_scheme": pair[0].perimeter_id == pair[1].perimeter_id,
        "counts": _counts(comparison),
        "tables": tables,
        "lists": held,
        "breadcrumb": [(_("Changements"), "")],
    }
    answer = next((file for file in files if file), None)
    return answer or render(request, "geography/changes.html", context)


Pair = tuple[PerimeterVersion, PerimeterVersion]


def _choose(request: DatedRequest, held: list[PerimeterVersion]) -> tuple[Pair | None, str]:
    """The two lists, or the code that is unknown; one list asked for goes with its neighbour."""
    by_code = {version.code: version for version in held}
    asked = [request.GET.get(name, "").strip() for name in ("de", "vers")]
    unknown = next((code for code in asked if code and code not in by_code), "")
    if unknown:
        return None, unknown
    before, after = (by_code.get(code) for code in asked)
    return _completed(before, after, queries.official(held), request), ""


def _completed(
    before: PerimeterVersion | None,
    after: PerimeterVersion | None,
    official: list[PerimeterVersion],
    request: DatedRequest,
) -> Pair | None:
    if after is None:
        later = [v for v in official if before and v.valid_from > before.valid_from]
        current = queries.in_force(official, on=request.as_at.date)
        after = next(iter(later), current) if before else current
    if after is None:
        return None
    if before is None:
        earlier = [v for v in official if v.valid_from < after.valid_from]
        before = earlier[-1] if earlier else None
    return (before, after) if before else None


def _counts(comparison: Comparison) -> list[tuple[str, int]]:
    """How many changes of each kind, in the order of the kinds; renamed ones last."""
    counted = Counter(change.kind for change in comparison.changes)
    found = [(str(COUNTED[kind]), counted[kind]) for kind in Kind if counted[kind]]
    renamed = len(comparison.renamed())
    return [*found, (_("Changements de nom"), renamed)] if renamed else found


def _nothing_to_compare(request: DatedRequest, held: list[PerimeterVersion]) -> HttpResponse:
    official = queries.official(held)
    suggestions = [
        (f"{a.name} → {b.name}", link(request, "changes", de=a.code, vers=b.code))
        for a, b in itertools.pairwise(official)
    ]
    return lost(
        request,
        title=_("Rien à comparer"),
        explanation=_("À cette date, nous ne connaissons pas deux listes qui se suivent."),
        ways_out=[*suggestions, *list_links(request, held)],
        status=200,
    )
