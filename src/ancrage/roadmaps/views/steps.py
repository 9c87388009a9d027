"""The steps of a sheet: each has its address, made from the table of the workflow."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ancrage.people.middleware import ActorRequest
from ancrage.roadmaps.actions.steps import GROUPS
from ancrage.roadmaps.views.common import attempt, full_or_404, said
from ancrage.roadmaps.views.sheets import sheet_page
from ancrage.ui.links import link

COMMANDS = {verb: act for act, verbs in GROUPS.values() for verb in verbs}
WITH_REASON = GROUPS["decide"][1] | GROUPS["lead"][1]
DECIDED = GROUPS["decide"][1]


def step_view(verb: str) -> Callable[..., HttpResponse]:
    """The address of one step of the workflow: POST makes it, or says why not."""

    @require_POST
    def step(request: ActorRequest, code: str) -> HttpResponse:
        held = full_or_404(request, code)
        more: dict[str, Any] = {}
        if verb in WITH_REASON:
            more["reason"] = said(request, "reason")
        if verb in DECIDED:
            more["decision"] = said(request, "decision")
        return attempt(
            lambda: COMMANDS[verb](
                by=request.actor, now=timezone.now(), sheet=held.sheet, verb=verb, **more
            ),
            done=lambda: link(request, "sheet", code),
            refused=lambda told: sheet_page(request, held, problem=told, about=verb),
        )

    return step
