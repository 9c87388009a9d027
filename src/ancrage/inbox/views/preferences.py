"""« Mes notifications »: how I want to be told; stopping everything by the link of a message."""

import datetime as dt

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ancrage.inbox.actions import choose_rhythm
from ancrage.inbox.models import Mailbox
from ancrage.inbox.parameters import rhythms
from ancrage.inbox.posting import stopped_by
from ancrage.inbox.queries import mailbox_of
from ancrage.inbox.rules import Rhythm, next_slot
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.ui.links import link

AT_ONCE, WITH_THE_REST = "tout-de-suite", "comme-le-reste"


class ChoiceForm(forms.Form):
    """When to be told of what."""

    digest = forms.ChoiceField(
        label=gettext_lazy("Résumé de ce qui est nouveau"),
        choices=Mailbox.DIGESTS,
        help_text=gettext_lazy(
            "Un seul message, qui ne répète rien. S’il n’y a rien de nouveau, rien ne part."
        ),
    )
    urgent = forms.ChoiceField(
        label=gettext_lazy("Ce qui est urgent"),
        choices=[
            (AT_ONCE, gettext_lazy("tout de suite")),
            (WITH_THE_REST, gettext_lazy("comme le reste")),
        ],
        help_text=gettext_lazy("Rare : un délai court, une séance déplacée, un dossier bloqué."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: ActorRequest) -> HttpResponse:
    """The reader's choice, and when his next digest leaves."""
    box = mailbox_of(request.actor.reference)
    urgent = AT_ONCE if box.urgent_at_once else WITH_THE_REST
    form = ChoiceForm(request.POST or None, initial={"digest": box.digest, "urgent": urgent})
    if request.method == "POST" and form.is_valid():
        choose_rhythm(
            by=request.actor,
            now=timezone.now(),
            digest=Rhythm(form.cleaned_data["digest"]),
            urgent_at_once=form.cleaned_data["urgent"] == AT_ONCE,
        )
        return redirect(reverse("inbox_preferences", query={"fait": 1}))
    person = Person.objects.filter(reference=request.actor.reference).first()
    context = {
        "form": form,
        "is_kept": "fait" in request.GET,
        "address": person.email if person else "",
        "next": _next(box),
        "may_choose": not request.actor.seen_by,
        "breadcrumb": [(_("À faire"), link(request, "inbox")), (_("Mes notifications"), "")],
    }
    return render(request, "inbox/preferences.html", context)


def _next(box: Mailbox) -> dt.datetime | None:
    local = timezone.localtime()
    return next_slot(rhythm=Rhythm(box.digest), local=local, rhythms=rhythms(on=local.date()))


@csrf_exempt  # mailboxes post it by themselves (RFC 8058); the token says whose messages
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop every message, without signing in."""
    reference = stopped_by(token)
    people = Person.objects.filter(reference=reference or "", is_active=True, erased_at=None)
    person = people.first()
    if person is None:
        raise Http404
    if request.method == "POST":
        choose_rhythm(
            by=actor_of(person, on=timezone.localdate()),
            now=timezone.now(),
            digest=Rhythm.NONE,
            urgent_at_once=False,
        )
    context = {
        "is_done": request.method == "POST",
        "breadcrumb": [(_("Ne plus recevoir de messages"), "")],
    }
    return render(request, "inbox/unsubscribe.html", context)
