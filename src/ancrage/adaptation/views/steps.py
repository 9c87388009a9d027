"""The steps that bind: each is confirmed on a page that shows what it will do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ancrage.adaptation import actions
from ancrage.adaptation.forms import AcceptForm, DecisionForm, WordsForm, initial_sitting
from ancrage.adaptation.maps import Change
from ancrage.adaptation.models import Amendment
from ancrage.adaptation.places import where_asked
from ancrage.adaptation.previews import accept_preview, first_day, submit_problem
from ancrage.adaptation.queries.amendments import objections, open_to
from ancrage.adaptation.rules.workflow import Verb, Words
from ancrage.adaptation.sheet import Sheet
from ancrage.adaptation.tables import changes_table, list_table
from ancrage.adaptation.views.common import amendment_or_404, revision_in, simulated, trail
from ancrage.adaptation.views.drafting import GET_POST, conflict
from ancrage.adaptation.words import Speaker
from ancrage.adaptation.workflow import state_of, workflow
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.geography.actions import ListRefusedError
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.selection.engine.amending import MoveRefused
from ancrage.selection.queries.summary import region_names
from ancrage.ui.links import link

REFUSALS = (actions.AmendmentRefusedError, ListRefusedError, FileRefusedError, MoveRefused)


@dataclass(frozen=True)
class Confirmation:
    """The page of a step: its form, its template, and the command that it calls."""

    verb: str
    title: str
    form: forms.Form
    act: Callable[..., Amendment]
    arguments: Callable[[], dict[str, Any]]
    template: str = "adaptation/confirm.html"
    effect: str = ""
    danger: bool = False


def _words_step(
    request: ActorRequest, code: str, verb: str, act: Callable[..., Amendment], effect: str
) -> HttpResponse:
    """A step of which only a reason is asked."""
    known = workflow().verbs[verb]
    posted = request.POST if request.method == "POST" else None
    form = WordsForm(posted, asked=known.words)
    return _confirm(
        request,
        Sheet(amendment_or_404(request, code)),
        Confirmation(
            verb=verb,
            title=known.label,
            form=form,
            act=act,
            arguments=lambda: dict(form.cleaned_data),
            effect=effect,
            danger=verb in {"refuse", "withdraw"},
        ),
    )


def _confirm(
    request: ActorRequest, sheet: Sheet, asked: Confirmation, **more: object
) -> HttpResponse:
    found = sheet.amendment
    if asked.verb not in {way.verb.code for way in open_to(request.actor, found)}:
        return _too_late(request, found, workflow().verbs[asked.verb])
    problem = ""
    if request.method == "POST" and asked.form.is_valid():
        try:
            asked.act(
                by=request.actor,
                now=timezone.now(),
                code=found.code,
                revision=revision_in(request),
                **asked.arguments(),
            )
        except actions.StaleAmendmentError as stale:
            return conflict(request, stale.held, typed=asked.title)
        except REFUSALS as refusal:
            problem = str(refusal)
        else:
            return redirect(link(request, "amendment", found.code))
    return _page(request, sheet, asked, problem=problem, **more)


def _page(
    request: ActorRequest, sheet: Sheet, asked: Confirmation, *, problem: str, **more: object
) -> HttpResponse:
    found = sheet.amendment
    table = changes_table(request, sheet.change, Speaker(sheet.country))
    context = {
        "amendment": found,
        "sheet": sheet,
        "asked": asked,
        "problem": problem,
        "table": table,
        "simulated": simulated(found),
        "breadcrumb": trail(request, found, asked.title),
        **more,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, asked.template, context, status=status)


def _too_late(request: ActorRequest, found: Amendment, verb: Verb) -> HttpResponse:
    """The state no longer allows it (409), or the reader may not (404)."""
    if not may(request.actor, verb.right, where_asked(found, verb.right)):
        raise Http404
    context = {
        "amendment": found,
        "problem": _("Cette modification est « %(state)s » : « %(verb)s » n’est plus possible.")
        % {"state": state_of(found.state).label, "verb": verb.label},
        "simulated": simulated(found),
        "breadcrumb": trail(request, found, verb.label),
    }
    return render(request, "adaptation/refused.html", context, status=409)


@require_http_methods(GET_POST)
def submit(request: ActorRequest, code: str) -> HttpResponse:
    """Put it before the regional committee."""
    found = amendment_or_404(request, code)
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        asked=Words.MAY,
        label=_("Un mot pour le comité"),
    )
    asked = Confirmation(
        verb="submit",
        title=workflow().verbs["submit"].label,
        form=form,
        act=actions.submit_amendment,
        arguments=lambda: dict(form.cleaned_data),
        effect=_(
            "Le comité régional devra donner son avis. L’équipe nationale et les autres régions "
            "concernées pourront la lire."
        ),
    )
    missing = submit_problem(found, today=timezone.localdate())
    return _confirm(request, Sheet(found), asked, missing=missing)


@require_http_methods(GET_POST)
def decide(request: ActorRequest, code: str) -> HttpResponse:
    """Keep the record of the committee's decision."""
    if request.method == "POST":
        form = DecisionForm(request.POST, request.FILES)
    else:
        form = DecisionForm(initial=initial_sitting(timezone.localdate()))
    asked = Confirmation(
        verb="approve",
        title=_("Consigner la décision du comité régional"),
        form=form,
        act=actions.decide_amendment,
        arguments=lambda: {
            "favourable": form.is_favourable,
            "sitting": form.sitting,
            "words": form.cleaned_data["words"],
            "file": form.cleaned_data["file"],
        },
        template="adaptation/decide.html",
        effect=_(
            "Avec un avis favorable, l’équipe nationale devra répondre ; avec un avis "
            "défavorable, la modification s’arrête là."
        ),
    )
    return _confirm(request, Sheet(amendment_or_404(request, code)), asked)


@require_http_methods(GET_POST)
def accept(request: ActorRequest, code: str) -> HttpResponse:
    """Publish the list that comes of it: the exact list is shown before."""
    sheet = Sheet(amendment_or_404(request, code))
    preview, against = accept_preview(sheet), objections(sheet.amendment)
    asked_for = request.POST if request.method == "POST" else None
    day = first_day(preview.head, today=timezone.localdate())
    form = AcceptForm(
        asked_for,
        initial={"valid_from": day},
        asked=Words.MUST if against else Words.MAY,
        label=_("Réponse aux objections") if against else "",
    )
    asked = Confirmation(
        verb="accept",
        title=workflow().verbs["accept"].label,
        form=form,
        act=actions.accept_amendment,
        arguments=lambda: {
            **form.cleaned_data,
            "seen_list": request.POST.get("seen_list") or None,
        },
        template="adaptation/accept.html",
    )
    change = Change(preview.before, preview.after)
    whole = list_table(
        request,
        change=change,
        territories=preview.after,
        speaker=Speaker(sheet.country),
        regions=region_names(),
    )
    if request.method != "POST" and (file := whole.response()):
        return file
    return _confirm(request, sheet, asked, preview=preview, whole=whole, objections=against)


@require_http_methods(GET_POST)
def take_back(request: ActorRequest, code: str) -> HttpResponse:
    """Take it back to correct it."""
    effect = _("Le comité n’a plus à décider ; la région corrige, puis soumet de nouveau.")
    return _words_step(request, code, "take_back", actions.take_back_amendment, effect)


@require_http_methods(GET_POST)
def object_to(request: ActorRequest, code: str) -> HttpResponse:
    """Say what another region has against it."""
    effect = _("L’équipe nationale devra répondre à l’objection pour accepter la modification.")
    return _words_step(request, code, "object", actions.object_to_amendment, effect)


@require_http_methods(GET_POST)
def refuse(request: ActorRequest, code: str) -> HttpResponse:
    """Refuse it, with the reason."""
    effect = _("La liste ne change pas, et la modification s’arrête là.")
    return _words_step(request, code, "refuse", actions.refuse_amendment, effect)


@require_http_methods(GET_POST)
def send_back(request: ActorRequest, code: str) -> HttpResponse:
    """Send it back to the region, with the reason."""
    effect = _(
        "La région corrige, sur la liste du jour ; ce que cette liste ne permet plus est mis de "
        "côté, avec la raison."
    )
    return _words_step(request, code, "send_back", actions.send_back_amendment, effect)


@require_http_methods(GET_POST)
def withdraw(request: ActorRequest, code: str) -> HttpResponse:
    """Withdraw it."""
    effect = _("La modification s’arrête là ; elle pourra servir de départ à une autre.")
    return _words_step(request, code, "withdraw", actions.withdraw_amendment, effect)
