"""Writing an amendment: a new one, its title and reason, what is undone or let go."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.adaptation import actions
from ancrage.adaptation.forms import NewForm, WriteForm
from ancrage.adaptation.models import Amendment
from ancrage.adaptation.places import held_regions
from ancrage.adaptation.queries.amendments import find_amendment
from ancrage.adaptation.queries.programmes import open_programmes
from ancrage.adaptation.sheet import Sheet
from ancrage.adaptation.timeline import last_change
from ancrage.adaptation.views.common import amendment_or_404, revision_in, simulated, trail
from ancrage.geography.queries import regions
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

GET_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_POST)
def new(request: ActorRequest) -> HttpResponse:
    """Propose an amendment: where, what it is called, why."""
    like = find_amendment(request.actor, request.GET.get("modele", "")[:20])
    form = _new_form(request, like)
    problem = ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.propose_amendment(
                by=request.actor,
                now=timezone.now(),
                programme=told["programme"],
                region=told["region"],
                title=told["title"],
                reason=told["reason"],
                like=like.code if like else "",
            )
        except actions.AmendmentRefusedError as refusal:
            problem = str(refusal)
        else:
            return redirect(link(request, "amendment", made.code))
    context = {
        "form": form,
        "problem": problem,
        "like": like,
        "breadcrumb": trail(request, None, _("Proposer une modification")),
    }
    return render(request, "adaptation/new.html", context, status=_status(request))


def _new_form(request: ActorRequest, like: Amendment | None) -> NewForm:
    codes = held_regions(request.actor, "adaptation.draft")
    places = [r for r in regions() if codes is None or r.code in codes]
    initial = {"title": like.title, "reason": like.reason} if like else {}
    return NewForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        programmes=[(p.code, p.name) for p in open_programmes()],
        regions=[(region.code, region.name) for region in places],
    )


def _status(request: ActorRequest) -> int:
    """A form that comes back was refused."""
    return 422 if request.method == "POST" else 200


@require_http_methods(GET_POST)
def write(request: ActorRequest, code: str) -> HttpResponse:
    """The title and the reason."""
    found = amendment_or_404(request, code)
    posted = request.POST if request.method == "POST" else None
    form = WriteForm(posted, initial={"title": found.title, "reason": found.reason})
    problem = ""
    if posted is not None and form.is_valid():
        try:
            actions.write_amendment(
                by=request.actor,
                now=timezone.now(),
                code=code,
                revision=revision_in(request),
                **form.cleaned_data,
            )
        except actions.StaleAmendmentError as stale:
            return conflict(request, stale.held, form=form)
        except actions.AmendmentRefusedError as refusal:
            problem = str(refusal)
        else:
            return redirect(link(request, "amendment", code))
    context = {
        "amendment": found,
        "form": form,
        "problem": problem,
        "simulated": simulated(found),
        "breadcrumb": trail(request, found, _("Titre et motif")),
    }
    return render(request, "adaptation/write.html", context, status=_status(request))


def conflict(
    request: ActorRequest, held: Amendment, *, form: WriteForm | None = None, typed: str = ""
) -> HttpResponse:
    """Somebody saved in between: both versions side by side, and a way to go on with one's own."""
    context = {
        "amendment": held,
        "sheet": Sheet(held),
        "form": form,
        "typed": typed,
        "posted": [
            (key, value)
            for key, values in request.POST.lists()
            if key not in {"csrfmiddlewaretoken", "revision"}
            for value in values
        ],
        "last": last_change(request.actor, held),
        "simulated": simulated(held),
        "breadcrumb": trail(request, held, _("Changée entre-temps")),
    }
    return render(request, "adaptation/conflict.html", context, status=409)


def _quick(request: ActorRequest, code: str, act: Callable[..., Amendment]) -> HttpResponse:
    """One button: done, or why not."""
    found = amendment_or_404(request, code)
    try:
        act(by=request.actor, now=timezone.now(), code=code, revision=revision_in(request))
    except actions.StaleAmendmentError as stale:
        return conflict(request, stale.held, typed=_("Votre changement n’a pas été fait."))
    except actions.AmendmentRefusedError as refusal:
        context = {
            "amendment": found,
            "problem": str(refusal),
            "simulated": simulated(found),
            "breadcrumb": trail(request, found, _("Refusé")),
        }
        return render(request, "adaptation/refused.html", context, status=422)
    return redirect(f"{link(request, 'amendment', code)}#changements")


@require_POST
def undo(request: ActorRequest, code: str) -> HttpResponse:
    """Take the last change away."""
    return _quick(request, code, actions.undo_move)


@require_POST
def refresh(request: ActorRequest, code: str) -> HttpResponse:
    """Take the changes over to the list of today."""
    return _quick(request, code, actions.refresh_amendment)


@require_POST
def forget(request: ActorRequest, code: str, position: int) -> HttpResponse:
    """Let go of a change that was set aside."""

    def act(**told: object) -> Amendment:
        return actions.forget_set_aside(position=position, **told)  # type: ignore[arg-type]

    return _quick(request, code, act)
