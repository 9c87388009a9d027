"""Two scenarios side by side, or a scenario and a run of the programme: who wins, who loses."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.people.middleware import ActorRequest
from ancrage.selection import charts
from ancrage.selection.engine.comparison import compare
from ancrage.selection.origins import origins
from ancrage.selection.overlap import Sides, overlap
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.lists import as_list
from ancrage.selection.queries.runs import Run, find_run
from ancrage.selection.queries.scenarios import find_scenario, run_of
from ancrage.selection.queries.summary import region_names
from ancrage.selection.scenario_compare import region_gains, same_weights, totals
from ancrage.selection.scenario_page import comparable, rights_on
from ancrage.selection.sizes import sizes
from ancrage.selection.workshop_rules import changes
from ancrage.ui.links import link
from ancrage.ui.maps import download

MAP = "scenario_compare_map"


@require_GET
def show(request: ActorRequest) -> HttpResponse:
    """Compare what `a` and `b` gave: codes of scenarios, or of identifications."""
    codes = [request.GET.get(name, "").strip() for name in ("a", "b")]
    first, second = (_side(code) for code in codes)
    if first is None or second is None:
        return _choose(request, codes, (first, second))
    country = loaded_country()
    found = compare(country=country, first=as_list(first), second=as_list(second))
    sides = Sides(request, found, origins(), region_names())
    gone, come = sides.first_alone(second), sides.second_alone(first)
    file = gone.response() or come.response()
    if file:
        return file
    context = _context(request, codes) | {
        "first": first,
        "second": second,
        "totals": totals(first, second, sides.told),
        "same_weights": same_weights(first, second),
        "regions": region_gains(first, second, sides.names),
        "overlap": overlap(found, sides.told),
        "changes": changes(
            first.record.rules,
            second.record.rules,
            regions=sides.names,
            places={unit.siren: unit.name for unit in country.units},
        ),
        "map": sides.map(
            run=second, country=country, address=(MAP, *codes), table_id=gone.element_id
        ),
        "gone": gone,
        "come": come,
        "members_chart": charts.members_chart(
            [sizes(country, found.first), sizes(country, found.second)], sides.told
        ),
    }
    return render(request, "selection/workshop/compare.html", context)


@require_GET
def map_file(request: ActorRequest, a: str, b: str, kind: str) -> HttpResponse:
    """The map of the differences as a file, SVG or PNG."""
    first, second, country = _side(a), _side(b), loaded_country()
    if first is None or second is None:
        raise Http404(_("Rien à comparer sous ces codes."))
    found = compare(country=country, first=as_list(first), second=as_list(second))
    sides = Sides(request, found, origins(), {})
    figure = sides.map(run=second, country=country, address=(MAP, a, b))
    return download(figure, kind=kind, filename=f"comparaison-{a}-{b}-simule")


def _side(code: str) -> Run | None:
    """What a scenario gave, or a run of the programme; None when there is nothing."""
    scenario = find_scenario(code) if code else None
    return run_of(scenario) if scenario else find_run(code) if code else None


def _choose(
    request: ActorRequest, codes: list[str], sides: tuple[Run | None, Run | None]
) -> HttpResponse:
    missing = [code for code, side in zip(codes, sides, strict=True) if code and side is None]
    context = _context(request, codes) | {"missing": missing}
    status = 404 if missing else 200
    return render(request, "selection/workshop/compare.html", context, status=status)


def _context(request: ActorRequest, codes: list[str]) -> dict[str, object]:
    """What both pages share: what can be chosen, where one is."""
    found = [(_("Identification"), link(request, "identification"))]
    if rights_on(request.actor, None).list:
        found.append((_("Atelier"), link(request, "workshop")))
    choices = comparable(request.actor)
    known = {code for code, _name in choices}
    given = [(code, _named(code)) for code in codes if code and code not in known]
    return {
        "a": codes[0],
        "b": codes[1],
        "choices": [*dict.fromkeys(given), *choices],
        "simulated": True,
        "breadcrumb": [*found, (_("Comparaison"), "")],
    }


def _named(code: str) -> str:
    side = _side(code)
    return side.title if side else code
