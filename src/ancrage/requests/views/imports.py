"""An operator's files: taken away, sent back, their columns chosen, what they change shown."""

from collections.abc import Sequence

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.files.forms import AttachedFileField
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import scope_labels
from ancrage.requests.actions.imports import choose_columns, prepare_import, take_import
from ancrage.requests.actions.parts import RequestRefusedError
from ancrage.requests.definitions import words
from ancrage.requests.models import RequestImport
from ancrage.requests.operator_file import operator_sheet
from ancrage.requests.plan_table import plan_table, problems_table
from ancrage.requests.queries.filing import measure_words
from ancrage.requests.queries.imports import (
    WHOLE,
    Look,
    find_prepared,
    look_at,
    operator_requests,
    operators_of,
    read_sheet,
    taken_of,
)
from ancrage.requests.queries.places import programmes
from ancrage.requests.views.common import BAD, CONFLICT, trail
from ancrage.ui.exports import csv_response, xlsx_response
from ancrage.ui.links import link

fill_in = require_http_methods(["GET", "HEAD", "POST"])


class UploadForm(forms.Form):
    """The file, for which operator and which programme when there are several."""

    operator = forms.ChoiceField(label=gettext_lazy("Opérateur"))
    programme = forms.ChoiceField(
        label=gettext_lazy("Liste des territoires"),
        help_text=gettext_lazy("Celle où l’on cherche la commune de chaque dossier."),
        required=False,
    )
    file = AttachedFileField(
        today=timezone.localdate,
        label=gettext_lazy("Votre fichier"),
        help_text=gettext_lazy("CSV ou XLSX. Il n’est gardé que jusqu’à sa reprise."),
    )

    def __init__(self, *args: object, operators: list[str], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        for name, choices in (("operator", _operator_choices(operators)), ("programme", _lists())):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if len(choices) == 1:
                self.fields[name].widget = forms.HiddenInput()
                self.initial[name] = choices[0][0]


def _operator_choices(codes: list[str]) -> list[tuple[str, str]]:
    names = scope_labels(Scope(ScopeKind.OPERATOR, code) for code in codes)
    return [(scope.code, name) for scope, name in names.items()]


def _lists() -> list[tuple[str, str]]:
    return programmes() or [("", _("aucune"))]


@require_GET
def file(request: ActorRequest, suffix: str) -> HttpResponse:
    """The operator's requests as a file to fill and send back."""
    codes = operators_of(request.actor)
    asked = request.GET.get("operateur") or (codes[0] if codes else "")
    if asked not in codes or suffix not in {"csv", "xlsx"}:
        raise Http404(_("Ce fichier n’existe pas."))
    name = dict(_operator_choices(codes))[asked]
    sheet = operator_sheet(operator_requests(asked), operator=name)
    as_file = csv_response if suffix == "csv" else xlsx_response
    return as_file(sheet, f"sollicitations-{asked}")


@fill_in
def prepare(request: ActorRequest) -> HttpResponse:
    """Send a file: it is read, and nothing else is done."""
    operators = operators_of(request.actor)
    if not operators:
        raise Http404(_("Vous n’êtes le référent d’aucun opérateur."))
    if request.method != "POST":
        return _prepare_page(request, UploadForm(operators=operators))
    form = UploadForm(request.POST, request.FILES, operators=operators)
    if not form.is_valid():
        return _prepare_page(request, form, status=BAD)
    given, now = form.cleaned_data["file"], timezone.now()
    try:
        read_sheet(name=given.name, content=given.content, on=timezone.localdate(now))
    except InputRefused as refusal:
        return _prepare_page(request, form, problems=refusal.problems, status=BAD)
    made = prepare_import(
        by=request.actor,
        now=now,
        operator=form.cleaned_data["operator"],
        programme=form.cleaned_data["programme"],
        name=given.name,
        content=given.content,
    )
    return redirect(link(request, "request_import_one", made.reference))


def _prepare_page(
    request: ActorRequest,
    form: UploadForm,
    *,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HttpResponse:
    for problem in problems:
        form.add_error("file", capfirst(f"{problem.what} {problem.advice}"))
    context = {
        "form": form,
        "operators": _operator_choices(operators_of(request.actor)),
        "headings": words().headings.values(),
        "taken": taken_of(request.actor),
        "breadcrumb": trail(request, _("Reprendre un fichier")),
    }
    return render(request, "requests/import.html", context, status=status)


@fill_in
def one(request: ActorRequest, reference: str) -> HttpResponse:
    """What each column is, what the file would do; then it is done."""
    prepared = find_prepared(request.actor, reference)
    if prepared is None:
        raise Http404(_("Ce fichier n’existe pas, ou il n’est plus gardé."))
    if prepared.taken_at is not None:
        return _done(request, prepared)
    if "columns" in request.POST:
        return _chosen(request, prepared)
    if request.method == "POST":
        return _taken(request, prepared)
    return _look_page(request, prepared, look_at(prepared, today=timezone.localdate()))


def _chosen(request: ActorRequest, prepared: RequestImport) -> HttpResponse:
    found = look_at(prepared, today=timezone.localdate())
    fields = {"", *words().headings}
    columns = {
        heading: request.POST.get(f"column_{rank}", "")
        for rank, heading in enumerate(found.sheet.headings)
    }
    taken = [field for field in columns.values() if field]
    if not set(columns.values()) <= fields or len(taken) != len(set(taken)):
        problem = _("Deux colonnes ne peuvent pas dire la même chose : choisissez-en une.")
        return _look_page(request, prepared, found, problem=problem, status=CONFLICT)
    measure = request.POST.get("measure", "")
    known = measure_words(prepared.operator).values()
    chosen = columns | ({WHOLE: measure} if measure in known else {})
    choose_columns(prepared=prepared, columns=chosen)
    return redirect(link(request, "request_import_one", prepared.reference) + "#apercu")


def _taken(request: ActorRequest, prepared: RequestImport) -> HttpResponse:
    try:
        take_import(by=request.actor, now=timezone.now(), prepared=prepared)
    except (RequestRefusedError, InputRefused) as refusal:
        told = str(refusal) if isinstance(refusal, RequestRefusedError) else ""
        found = look_at(prepared, today=timezone.localdate())
        return _look_page(request, prepared, found, problem=told, status=CONFLICT)
    return redirect(link(request, "request_import_one", prepared.reference))


def _look_page(
    request: ActorRequest,
    prepared: RequestImport,
    found: Look,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    faults = problems_table(request, found.plan.problems)
    table = plan_table(request, found.plan)
    measures = measure_words(prepared.operator)
    context = {
        "prepared": prepared,
        "look": found,
        "columns": _columns(found),
        "fields": [("", _("ne pas reprendre")), *words().headings.items()],
        "measures": sorted({code: name for name, code in measures.items()}),
        "has_measure": "measure" in found.columns.values(),
        "counts": found.plan.counts,
        "faults": faults if found.plan.problems else None,
        "table": table,
        "problem": problem,
        "breadcrumb": trail(
            request, (_("Reprendre un fichier"), link(request, "request_import")), prepared.name
        ),
    }
    held = (faults if found.plan.problems else table).response()
    return held or render(request, "requests/import_look.html", context, status=status)


def _columns(found: Look) -> list[tuple[int, str, str, str]]:
    """(rank, heading, what it is, an example) of each column of the file."""
    examples = {
        heading: next((row.cells[heading] for row in found.sheet.rows if row.cells[heading]), "")
        for heading in found.sheet.headings
    }
    return [
        (rank, heading, found.columns[heading], examples[heading][:60])
        for rank, heading in enumerate(found.sheet.headings)
    ]


def _done(request: ActorRequest, prepared: RequestImport) -> HttpResponse:
    context = {
        "prepared": prepared,
        "counts": prepared.counts,
        "breadcrumb": trail(
            request, (_("Reprendre un fichier"), link(request, "request_import")), prepared.name
        ),
    }
    return render(request, "requests/import_done.html", context)
