"""Writing a version of the basket: begun, measure by measure or whole, seen before, published."""

from collections.abc import Callable
from typing import Any

import yaml
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancrage.catalogue.actions import versions as actions
from ancrage.catalogue.definitions import workflow
from ancrage.catalogue.forms import (
    DocumentForm,
    HeadForm,
    MeasureForm,
    ReasonForm,
    StartForm,
    initial_measure,
)
from ancrage.catalogue.models import BasketVersion
from ancrage.catalogue.queries import versions
from ancrage.catalogue.queries.drafts import differences, find_draft
from ancrage.catalogue.queries.stored import basket_of
from ancrage.catalogue.views.common import (
    BAD,
    CONFLICT,
    REFUSALS,
    refusal_lines,
    revision_in,
    trail,
)
from ancrage.catalogue.words import state_of, steps_of
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: ActorRequest) -> HttpResponse:
    """The form of a new version, made from one that is there."""
    form = StartForm(versions(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_version(by=request.actor, now=timezone.now(), **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, refusal_lines(refusal))
        else:
            return redirect(link(request, "basket_draft", made.code))
    context = {"form": form, "breadcrumb": _trail(request, _("Nouvelle version"))}
    return render(request, "catalogue/start.html", context, status=BAD if form.errors else 200)


def show(request: ActorRequest, code: str) -> HttpResponse:
    """A draft: what it changes, its measures, what is left to do."""
    return _page(request, _draft(request, code))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_measure(request: ActorRequest, code: str, measure: str = "") -> HttpResponse:
    """The form of one measure of a draft; without a code, of a new one."""
    version = _draft(request, code)
    held = next((m for m in version.document["measures"] if m["code"] == measure), None)
    if measure and held is None:
        raise Http404(_("Ce brouillon n’a pas cette mesure."))
    form = MeasureForm(
        basket_of(version), request.POST or None, initial=initial_measure(held or {})
    )
    if held is not None:
        form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        refused = _try(
            form,
            lambda: actions.write_measure(
                by=request.actor,
                now=timezone.now(),
                version=version,
                revision=revision_in(request),
                measure=form.measure(),
            ),
        )
        if not refused:
            return redirect(link(request, "basket_draft", code))
    title = held.get("name", measure) if held else _("Nouvelle mesure")
    context = {
        "form": form,
        "version": version,
        "revision": revision_in(request) if request.method == "POST" else version.revision,
        "measure": measure,
        "page_title": title,
        "breadcrumb": _trail(request, title, version),
    }
    return render(
        request, "catalogue/edit_measure.html", context, status=BAD if form.errors else 200
    )


@require_POST
def remove(request: ActorRequest, code: str, measure: str) -> HttpResponse:
    """Take a measure out of a draft."""
    version = _draft(request, code)
    try:
        actions.remove_measure(
            by=request.actor,
            now=timezone.now(),
            version=version,
            revision=revision_in(request),
            code=measure,
        )
    except REFUSALS as refusal:
        return _page(request, _draft(request, code), refusal_lines(refusal), CONFLICT)
    return redirect(link(request, "basket_draft", code))


@require_POST
def head(request: ActorRequest, code: str) -> HttpResponse:
    """Change the title and the first day of a draft."""
    version = _draft(request, code)
    form = HeadForm(request.POST)
    if not form.is_valid():
        return _page(request, version, status=BAD, head=form)
    told = form.cleaned_data
    document = {**version.document, **told, "valid_from": told["valid_from"].isoformat()}
    return _write(request, version, document)


@require_http_methods(["GET", "HEAD", "POST"])
def whole(request: ActorRequest, code: str) -> HttpResponse:
    """A whole draft as a document, to be written or read from a file."""
    version = _draft(request, code)
    shown = yaml.safe_dump(version.document, allow_unicode=True, sort_keys=False, width=100)
    form = DocumentForm(request.POST or None, request.FILES or None, initial={"document": shown})
    if request.method == "POST" and form.is_valid():
        refused = _try(
            form,
            lambda: actions.write_version(
                by=request.actor,
                now=timezone.now(),
                version=version,
                revision=revision_in(request),
                document=form.cleaned_data["read"],
            ),
        )
        if not refused:
            return redirect(link(request, "basket_draft", code))
    context = {
        "form": form,
        "version": version,
        "revision": revision_in(request) if request.method == "POST" else version.revision,
        "breadcrumb": _trail(request, _("La version entière"), version),
    }
    return render(request, "catalogue/whole.html", context, status=BAD if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: ActorRequest, code: str) -> HttpResponse:
    """Read once more what changes, say why, publish."""
    return _step(request, code, "publish")


@require_http_methods(["GET", "HEAD", "POST"])
def abandon(request: ActorRequest, code: str) -> HttpResponse:
    """Give up a draft, and say why."""
    return _step(request, code, "abandon")


def _step(request: ActorRequest, code: str, verb: str) -> HttpResponse:
    version = _draft(request, code)
    form = ReasonForm(request.POST or None)
    act = {"publish": actions.publish_version, "abandon": actions.abandon_version}[verb]
    if request.method == "POST" and form.is_valid():
        refused = _try(
            form,
            lambda: act(
                by=request.actor,
                now=timezone.now(),
                version=version,
                revision=revision_in(request),
                reason=form.cleaned_data["reason"],
            ),
        )
        if not refused:
            page = "basket_version" if verb == "publish" else "basket_versions"
            return redirect(link(request, page, *([code] if verb == "publish" else [])))
    label = workflow().steps[verb].label
    step = next((s for s in steps_of(version, request.actor) if s.verb == verb), None)
    context = {
        "form": form,
        "version": version,
        "revision": version.revision,
        "step": step,
        "label": label,
        "comparison": differences(version),
        "breadcrumb": _trail(request, label, version),
    }
    return render(request, "catalogue/step.html", context, status=BAD if form.errors else 200)


def _page(
    request: ActorRequest,
    version: BasketVersion,
    problems: list[str] | None = None,
    status: int = 200,
    *,
    head: HeadForm | None = None,
) -> HttpResponse:
    made = differences(version)
    initial = {"title": version.title, "valid_from": made.after.valid_from}
    context = {
        "version": version,
        "state": state_of(version.state),
        "basket": made.after,
        "comparison": made,
        "added": {measure.code for measure in made.added},
        "changed": {held.measure.code for held in made.changed},
        "steps": steps_of(version, request.actor),
        "may_write": version.is_draft and may(request.actor, "catalogue.write"),
        "head_form": head or HeadForm(initial=initial),
        "problems": problems or [],
        "breadcrumb": _trail(request, version.title),
    }
    return render(request, "catalogue/draft.html", context, status=status)


def _draft(request: ActorRequest, code: str) -> BasketVersion:
    found = find_draft(request.actor, code)
    if found is None:
        raise Http404(_("Aucune version en préparation ne porte ce code."))
    return found


def _write(request: ActorRequest, version: BasketVersion, document: dict[str, Any]) -> HttpResponse:
    try:
        actions.write_version(
            by=request.actor,
            now=timezone.now(),
            version=version,
            revision=revision_in(request),
            document=document,
        )
    except REFUSALS as refusal:
        return _page(request, _draft(request, version.code), refusal_lines(refusal), CONFLICT)
    return redirect(link(request, "basket_draft", version.code))


def _try(form: Form, act: Callable[[], object]) -> bool:
    """Do something; what is refused goes on the form, and True comes back."""
    try:
        act()
    except REFUSALS as refusal:
        form.add_error(None, refusal_lines(refusal))
        return True
    return False


def _trail(
    request: ActorRequest, title: str, version: BasketVersion | None = None
) -> list[tuple[str, str]]:
    steps = [(_("Versions"), link(request, "basket_versions"))]
    if version is not None:
        steps.append((version.title, link(request, "basket_draft", version.code)))
    return trail(request, *steps, (title, ""))
