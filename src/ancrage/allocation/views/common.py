"""What the pages of a share have in common: which scenario, its breadcrumb, refusals."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ancrage.allocation.access import scenario_where
from ancrage.allocation.actions.parts import REFUSALS
from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.scenarios import find_scenario
from ancrage.jobs.queue import QueueFullError
from ancrage.journal.policy import NotAllowedError, may
from ancrage.kernel.problems import InputRefused
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

CONFLICT, BAD = 409, 422
Trail = list[tuple[str, str]]
fill_in = require_http_methods(["GET", "HEAD", "POST"])


def scenario_or_404(request: ActorRequest, code: str) -> Scenario:
    """The scenario of the address, if who asks may read it."""
    found = find_scenario(request.actor, code)
    if found is None:
        raise Http404(_("Aucun scénario que vous puissiez lire ne porte ce code."))
    return found


def asked(request: ActorRequest, code: str, verb: str) -> Scenario:
    """The scenario of the address, if who asks has the right to do that with it."""
    found, action = scenario_or_404(request, code), f"allocation.{verb}"
    if not may(request.actor, action, scenario_where(found)):
        raise NotAllowedError(action)
    return found


def trail(request: ActorRequest, scenario: Scenario | None = None, page: str = "") -> Trail:
    """The breadcrumb of a page of a scenario, or of the list; `page`: the last step."""
    steps = [(_("Répartition d’une enveloppe"), link(request, "allocations"))]
    if scenario is not None:
        steps.append((scenario.name, link(request, "allocation", scenario.code)))
    return [*steps, (page, "")] if page else [*steps[:-1], (steps[-1][0], "")]


def said(request: ActorRequest, name: str) -> str:
    """What a form posts under a name, without what no database keeps; "" when nothing."""
    return request.POST.get(name, "").replace("\x00", "")


def number_said(request: ActorRequest, name: str) -> int | None:
    """A whole number that a form posts; None when it is none."""
    told = said(request, name)
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else None


def told_of(refusal: Exception) -> list[str]:
    """A refusal as sentences for a person, each with where it is."""
    if isinstance(refusal, InputRefused):
        return [str(fault) for fault in refusal.problems]
    return [str(refusal)]


def attempt(
    act: Callable[[], Any], *, done: Callable[[], str], refused: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Do something; go to `done`'s address, or show the page again with what was refused."""
    try:
        act()
    except REFUSALS as refusal:
        return refused(" ".join(told_of(refusal)))
    except QueueFullError:
        return refused(_("Trop de calculs attendent déjà : réessayez dans quelques minutes."))
    return redirect(done())


def form_page(
    request: ActorRequest,
    form: Form,
    act: Callable[[], str],
    **page: Any,  # noqa: ANN401 what the template reads
) -> HttpResponse:
    """A page of one form: `act` does what was typed and gives the address to go to, or refuses.

    `page`: what `people/form.html` reads, or another template, `template`.
    """
    template, status = page.pop("template", "people/form.html"), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return redirect(act())
            except REFUSALS as refusal:
                for sentence in told_of(refusal):
                    form.add_error(None, sentence)
        status = BAD
    return render(request, template, {"form": form, **page}, status=status)
