"""A condition: what it asks, what was answered, what the committee says of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.committees.access import Access, condition_where
from ancrage.committees.actions.conditions import answer_condition, lift_condition
from ancrage.committees.definitions import workflows
from ancrage.committees.models import Condition
from ancrage.committees.queries.meetings import find_condition, name_of
from ancrage.committees.shown import shown_condition
from ancrage.committees.views.common import CONFLICT, attempt, meeting_step, said, trail
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries.actors import names_of
from ancrage.ui.links import link


def _condition_or_404(request: ActorRequest, reference: str) -> tuple[Access, Condition]:
    held = find_condition(request.actor, reference)
    if held is not None:
        access = Access(request.actor, held.item.meeting)
        if access.reads(held.item) or may(request.actor, "committees.read", condition_where(held)):
            return access, held
    raise Http404(_("Aucune condition ne porte cette référence."))


@require_GET
def show(request: ActorRequest, reference: str) -> HttpResponse:
    """One condition."""
    return condition_page(request, *_condition_or_404(request, reference))


def condition_page(
    request: ActorRequest, access: Access, held: Condition, *, problem: str = ""
) -> HttpResponse:
    """The page, with what was refused when something was."""
    meeting = access.meeting
    steps = [
        step
        for step in workflows()["condition"].from_state(held.state)
        if may(request.actor, step.right, condition_where(held))
        and (step.verb == "answer" or access.may(step.right))
    ]
    context = {
        "shown": shown_condition(held),
        "condition": held,
        "item": held.item,
        "meeting": meeting,
        "name": name_of(meeting),
        "steps": [step for step in steps if step.verb != "answer"],
        "may_answer": any(step.verb == "answer" for step in steps),
        "names": names_of(filter(None, (held.answered_by, held.ended_by))),
        "problem": problem,
        "typed": said(request, "reason") or said(request, "answer"),
        "breadcrumb": trail(request, meeting_step(request, meeting), _("Condition")),
    }
    status = CONFLICT if problem else 200
    return render(request, "committees/condition.html", context, status=status)


@require_POST
def answer(request: ActorRequest, reference: str) -> HttpResponse:
    """Say what was done."""
    access, held = _condition_or_404(request, reference)
    return attempt(
        lambda: answer_condition(
            by=request.actor, now=timezone.now(), condition=held, answer=said(request, "answer")
        ),
        done=lambda: link(request, "condition", reference),
        refused=lambda told: condition_page(request, access, held, problem=told),
    )


@require_POST
def lift(request: ActorRequest, reference: str) -> HttpResponse:
    """Lift it, ask for it again, or give it up."""
    access, held = _condition_or_404(request, reference)
    verb = said(request, "verb")
    if verb not in {"lift", "send_back", "drop"}:
        raise Http404(_("Ce geste n’existe pas."))
    return attempt(
        lambda: lift_condition(
            by=request.actor,
            now=timezone.now(),
            condition=held,
            verb=verb,
            reason=said(request, "reason"),
        ),
        done=lambda: link(request, "condition", reference),
        refused=lambda told: condition_page(request, access, held, problem=told),
    )
