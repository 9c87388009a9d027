"""The projects of a scenario: listed, taken, removed, one set by hand with what that costs."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.allocation.access import reads_rooms, scenario_where
from ancrage.allocation.actions.holding import hold_line
from ancrage.allocation.actions.lines import FILE, SHEETS, remove_lines, take_lines
from ancrage.allocation.actions.parts import REFUSALS
from ancrage.allocation.column_words import COLUMNS
from ancrage.allocation.engine.model import DIMENSIONS
from ancrage.allocation.engine.reading import REQUIRED
from ancrage.allocation.forms import AmountForm, HoldForm, TakeForm
from ancrage.allocation.line_page import facts_of_line, trial
from ancrage.allocation.line_table import Told, lines_table
from ancrage.allocation.models import Line, Scenario
from ancrage.allocation.queries.files import projects_text
from ancrage.allocation.queries.parts import values_present
from ancrage.allocation.queries.problems import plan_of
from ancrage.allocation.queries.scenarios import buttons, facts_of, lines_of
from ancrage.allocation.queries.sources import lines_from
from ancrage.allocation.seen import Seen
from ancrage.allocation.views.common import (
    BAD,
    CONFLICT,
    asked,
    attempt,
    fill_in,
    form_page,
    number_said,
    said,
    scenario_or_404,
    told_of,
    trail,
)
from ancrage.allocation.views.scenarios import scenario_page
from ancrage.allocation.words import labels_of
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.requests.words import as_typed
from ancrage.ui.links import link

TRIED, TRIAL = "cents", "essai_%s"
"""The parameter that asks what an amount would cost; the ids of the fields of that form."""


@require_GET
def index(request: ActorRequest, code: str) -> HttpResponse:
    """The projects, with what each gets."""
    scenario = scenario_or_404(request, code)
    plan, present = plan_of(scenario), values_present(scenario, DIMENSIONS)
    refused = plan.refused if plan else {}
    told = Told(labels_of(scenario), refused, with_room=reads_rooms(request.actor, scenario))
    table = lines_table(request, scenario, lines_of(scenario), told, present)
    where = scenario_where(scenario)
    context = {
        "scenario": scenario,
        "table": table,
        "may_take": may(request.actor, "allocation.take_lines", where),
        "breadcrumb": trail(request, scenario, _("Projets")),
    }
    return table.response() or render(request, "allocation/lines.html", context)


@fill_in
def take(request: ActorRequest, code: str) -> HttpResponse:
    """Take projects from action sheets, from dossiers, or from a file."""
    scenario = asked(request, code, "take_lines")
    form = TakeForm(request.POST or None, request.FILES or None, initial={"source": SHEETS})

    def act() -> str:
        told = form.cleaned_data
        take_lines(
            by=request.actor,
            now=timezone.now(),
            scenario=scenario,
            lines=_found(request, scenario, form),
            source=told["source"],
            name=told["document"].name if told["source"] == FILE else "",
            revision=scenario.revision,
            replace=told["replace"],
        )
        return link(request, "allocation_lines", code)

    return form_page(
        request,
        form,
        act,
        template="allocation/take.html",
        scenario=scenario,
        columns=[(name, told, name in REQUIRED) for name, told in COLUMNS.items()],
        breadcrumb=trail(request, scenario, _("Prendre des projets")),
    )


def _found(request: ActorRequest, scenario: Scenario, form: TakeForm) -> list[Line]:
    """The projects of the source that is chosen."""
    told = form.cleaned_data
    file = {}
    if told["source"] == FILE:
        file = {"content": told["document"].content, "name": told["document"].name}
    return lines_from(told["source"], request.actor, scenario, day=timezone.localdate(), **file)


def _line_or_404(scenario: Scenario, project: str) -> Line:
    found = lines_of(scenario).filter(code=project).first()
    if found is None:
        raise Http404(_("Ce projet n’est pas dans le scénario."))
    return found


@require_GET
def show(request: ActorRequest, code: str, project: str) -> HttpResponse:
    """A project: what it asks and gets; what an amount set by hand would cost."""
    scenario = scenario_or_404(request, code)
    tried = AmountForm(request.GET, auto_id=TRIAL) if TRIED in request.GET else None
    return _line_page(request, scenario, _line_or_404(scenario, project), tried=tried)


@require_POST
def hold(request: ActorRequest, code: str, project: str) -> HttpResponse:
    """Set the amount of a project by hand, or show again why not."""
    scenario = asked(request, code, "hold")
    line, form = _line_or_404(scenario, project), HoldForm(request.POST)
    if not form.is_valid():
        return _line_page(request, scenario, line, form=form, status=BAD)
    told = form.cleaned_data
    try:
        hold_line(
            by=request.actor,
            now=timezone.now(),
            scenario=scenario,
            code=line.code,
            cents=told["cents"],
            reason=told["reason"],
            revision=told["revision"],
        )
    except REFUSALS as refusal:
        for sentence in told_of(refusal):
            form.add_error(None, sentence)
        return _line_page(request, scenario, line, form=form, status=CONFLICT)
    return redirect(link(request, "allocation_line", scenario.code, line.code))


def _line_page(
    request: ActorRequest,
    scenario: Scenario,
    line: Line,
    *,
    tried: AmountForm | None = None,
    form: HoldForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; `tried`: an amount whose cost is asked; `form`: what was refused."""
    seen = Seen(scenario)
    asked_for = tried or form
    is_tried = asked_for is not None and "cents" not in asked_for.errors
    cents = asked_for.cleaned_data["cents"] if asked_for is not None and is_tried else None
    typed = {"cents": as_typed(cents), "revision": scenario.revision}
    facts = facts_of(scenario, now=timezone.now(), lines=seen.lines)
    offered = {step.verb: why for step, why in buttons(request.actor, scenario, facts)}
    refused = seen.plan.refused if seen.plan else {}
    may_read_room = reads_rooms(request.actor, scenario)
    where = scenario_where(scenario)
    context = {
        "scenario": scenario,
        "line": line,
        "facts": facts_of_line(line, seen.labels, with_room=may_read_room),
        "refused": refused.get(line.code, "") if may_read_room or line.room is None else "",
        "is_answered": seen.is_answered,
        "may_hold": offered.get("hold") == "",
        "may_remove": offered.get("take") == ""
        and may(request.actor, "allocation.remove_lines", where),
        "amount_form": tried or AmountForm(initial={"cents": as_typed(line.held)}, auto_id=TRIAL),
        "form": form or (HoldForm(initial=typed) if is_tried else None),
        "is_freed": is_tried and cents is None,
        "trial": trial(seen, line, cents, with_room=may_read_room) if is_tried else None,
        "breadcrumb": trail(request, scenario, line.name or line.code),
    }
    return render(request, "allocation/line.html", context, status=status)


@require_POST
def remove(request: ActorRequest, code: str) -> HttpResponse:
    """Take a project out of the scenario."""
    scenario = asked(request, code, "remove_lines")
    project = said(request, "code")
    return attempt(
        lambda: remove_lines(
            by=request.actor,
            now=timezone.now(),
            scenario=scenario,
            codes=[project],
            revision=number_said(request, "revision"),
        ),
        done=lambda: link(request, "allocation_lines", code),
        refused=lambda told: scenario_page(request, scenario, problem=told),
    )


@require_GET
def file(request: ActorRequest, code: str) -> HttpResponse:
    """The projects as « ancrage allocate » reads them."""
    scenario = scenario_or_404(request, code)
    text = projects_text(scenario, with_rooms=reads_rooms(request.actor, scenario))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-projets.csv"'
    return response
