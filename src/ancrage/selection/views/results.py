"""Two results side by side: what other rules would have chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.selection import charts
from ancrage.selection.engine.comparison import compare
from ancrage.selection.origins import origins
from ancrage.selection.overlap import Sides, overlap
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.lists import as_list
from ancrage.selection.queries.runs import Run, find_run, runs
from ancrage.selection.queries.summary import region_names
from ancrage.selection.rules_in_words import rules_in_words
from ancrage.selection.sizes import sizes
from ancrage.selection.views.common import run_or_404, trail
from ancrage.ui.maps import download
from ancrage.ui.middleware import DatedRequest

MAP = "identification_compare_map"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule in words on both sides; "" where a side has none."""

    first: str
    second: str


def show(request: DatedRequest) -> HttpResponse:
    """Compare the results named by `a` and `b`; asks which when the address does not say."""
    first, second = _asked(request, "a"), _asked(request, "b")
    if first is None or second is None:
        return _choose(request, first, second)
    country = loaded_country()
    found = compare(country=country, first=as_list(first), second=as_list(second))
    sides = Sides(request, found, origins(), region_names())
    gone, come = sides.first_alone(second), sides.second_alone(first)
    file = gone.response() or come.response()
    if file:
        return file
    context = {
        "first": first,
        "second": second,
        "runs": runs(),
        "simulated": True,
        "breadcrumb": trail(request, first, _("Comparaison")),
        "overlap": overlap(found, sides.told),
        "rules": _rule_changes(first, second, sides.names),
        "map": sides.map(
            run=second,
            country=country,
            address=(MAP, first.code, second.code),
            table_id=gone.element_id,
        ),
        "gone": gone,
        "come": come,
        "members_chart": charts.members_chart(
            [sizes(country, found.first), sizes(country, found.second)], sides.told
        ),
    }
    return render(request, "selection/results.html", context)


def map_file(request: DatedRequest, a: str, b: str, kind: str) -> HttpResponse:
    """The map of the differences as a file, SVG or PNG."""
    first, second, country = run_or_404(request, a), run_or_404(request, b), loaded_country()
    found = compare(country=country, first=as_list(first), second=as_list(second))
    sides = Sides(request, found, origins(), {})
    figure = sides.map(run=second, country=country, address=(MAP, a, b))
    return download(figure, kind=kind, filename=f"comparaison-{a}-{b}-simule")


def _choose(request: DatedRequest, first: Run | None, second: Run | None) -> HttpResponse:
    unknown = [
        request.GET[name]
        for name, run in (("a", first), ("b", second))
        if run is None and request.GET.get(name)
    ]
    context = {
        "runs": runs(),
        "first": first,
        "second": second,
        "unknown": unknown,
        "simulated": True,
        "breadcrumb": [(_("Comparer deux identifications"), "")],
    }
    status = 404 if unknown else 200
    return render(request, "selection/choose.html", context, status=status)


def _asked(request: DatedRequest, name: str) -> Run | None:
    code = request.GET.get(name, "").strip()
    return find_run(code) if code else None


def _rule_changes(first: Run, second: Run, names: Mapping[str, str]) -> list[RuleChange]:
    """The rules that differ, side by side."""
    here = {rule.keys: rule.text for rule in rules_in_words(first.result.rules, names)}
    there = {rule.keys: rule.text for rule in rules_in_words(second.result.rules, names)}
    keys = dict.fromkeys([*here, *there])
    pairs = [RuleChange(here.get(key, ""), there.get(key, "")) for key in keys]
    return [pair for pair in pairs if pair.first != pair.second]
