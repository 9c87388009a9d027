"""One's keys of the API: made, shown once, revoked."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.people.actions.tokens import (
    MadeToken,
    TokenRefusedError,
    create_token,
    revoke_token,
)
from ancrage.people.forms import TokenForm
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries.tokens import carriable, find_token, organisations_of, tokens_of
from ancrage.people.views.roles import form_page
from ancrage.ui.links import link


@require_http_methods(["GET", "HEAD"])
def tokens(request: ActorRequest) -> HttpResponse:
    """The keys that the reader has, and those of his organisations."""
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def token_create(request: ActorRequest) -> HttpResponse:
    """Make a key; it is shown on the answer, and never again."""
    today = timezone.localdate()
    form = TokenForm(
        request.POST or None,
        roles=carriable(request.actor, on=today),
        organisations=organisations_of(request.actor, on=today),
        today=today,
    )
    if form.is_valid():
        try:
            made = create_token(
                by=request.actor, now=timezone.now(), organisation=form.organisation, **form.told
            )
            return _page(request, made)
        except TokenRefusedError as refusal:
            form.add_error(None, str(refusal))
    title = _("Créer un jeton")
    trail = [(_("Mes jetons d’API"), link(request, "tokens")), (title, "")]
    return form_page(request, form, title, trail, submit=_("Créer le jeton"))


@require_POST
def token_revoke(request: ActorRequest, reference: str) -> HttpResponse:
    """Have a key open nothing any more."""
    found = find_token(request.actor, reference, now=timezone.now())
    if found is None:
        raise Http404
    revoke_token(by=request.actor, now=timezone.now(), token=found)
    return redirect(link(request, "tokens"))


def _page(request: ActorRequest, made: MadeToken | None = None) -> HttpResponse:
    context = {
        "made": made,
        "tokens": tokens_of(request.actor, now=timezone.now()),
        "may_write": request.actor.may_write,
        "breadcrumb": [(_("Mes jetons d’API"), "")],
    }
    response = render(request, "people/tokens.html", context)
    if made is not None:
        response["Cache-Control"] = "no-store"
    return response
