"""Financers' files: sent, corrected, what they do shown, accepted, undone; models and exports."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from ancrage.files.forms import AttachedFileField
from ancrage.files.responses import file_response
from ancrage.funding import money_files
from ancrage.funding.actions.import_undoing import undo_import
from ancrage.funding.actions.importing import (
    ask_reading,
    ask_taking,
    cancel_work,
    choose,
    is_large,
    prepare_import,
    take_import,
)
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.definitions import money_words
from ancrage.funding.models import MoneyImport
from ancrage.funding.queries.financers import financer_name
from ancrage.funding.queries.importing import (
    find_import,
    importing_for,
    leans_on,
    recent_imports,
    same_file,
)
from ancrage.funding.queries.previews import Preview, unpacked
from ancrage.funding.views.common import trail
from ancrage.funding.words.files import (
    faults_table,
    field_options,
    notes_table,
    rows_table,
    sums_table,
)
from ancrage.jobs.progress import JobView, job_view
from ancrage.kernel.problems import InputRefused
from ancrage.people.middleware import ActorRequest
from ancrage.ui.exports import xlsx_response
from ancrage.ui.links import link

CONFLICT, BAD = 409, 422
fill_in = require_http_methods(["GET", "HEAD", "POST"])


class MoneyFileForm(forms.Form):
    """Which file, of which financer when there are several, of which day."""

    financer = forms.ChoiceField(label=gettext_lazy("Financeur"))
    as_at = forms.DateField(
        label=gettext_lazy("Arrêté au"),
        help_text=gettext_lazy(
            "Le jour des montants du fichier : il date ce qui n’a pas de date. Aujourd’hui, à "
            "défaut."
        ),
        required=False,
        widget=forms.DateInput({"type": "date"}),
    )
    document = AttachedFileField(
        today=timezone.localdate,
        label=gettext_lazy("Votre fichier"),
        help_text=gettext_lazy(
            "CSV, XLSX ou ODS : un dossier par ligne, ou un paiement par ligne ; jusqu’à 150 000 "
            "lignes, 20 Mo."
        ),
    )

    def __init__(self, *args: Any, financers: list[tuple[str, str]], **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.fields["financer"].choices = financers  # type: ignore[attr-defined]
        if len(financers) == 1:
            self.fields["financer"].widget = forms.HiddenInput()
            self.initial["financer"] = financers[0][0]


class ChoicesForm(forms.Form):
    """How a file is understood."""

    layout = forms.ChoiceField(choices=[("", ""), *MoneyImport.LAYOUTS], required=False)
    decreases = forms.ChoiceField(choices=[("", ""), *MoneyImport.DECREASES], required=False)
    as_at = forms.DateField(required=False)


@fill_in
def start(request: ActorRequest) -> HttpResponse:
    """Send a file: it is read, and nothing else is done."""
    financers = importing_for(request.actor)
    if not financers:
        raise Http404(_("Vous ne reprenez les fichiers d’aucun financeur."))
    if request.method != "POST":
        return _start_page(request, MoneyFileForm(financers=financers), financers)
    form = MoneyFileForm(request.POST, request.FILES, financers=financers)
    if not form.is_valid():
        return _start_page(request, form, financers, status=BAD)
    given, now = form.cleaned_data["document"], timezone.now()
    try:
        held = prepare_import(
            by=request.actor,
            now=now,
            financer=form.cleaned_data["financer"],
            name=given.name,
            content=given.content,
            as_at=form.cleaned_data["as_at"],
        )
        ask_reading(held=held, now=now)
    except InputRefused as refusal:
        for problem in refusal.problems:
            form.add_error("document", capfirst(f"{problem.what} {problem.advice}".strip()))
        return _start_page(request, form, financers, status=BAD)
    except LedgerRefusedError as refusal:
        form.add_error(None, str(refusal))
        return _start_page(request, form, financers, status=BAD)
    return redirect(link(request, "money_import", held.reference))


def _start_page(
    request: ActorRequest,
    form: MoneyFileForm,
    financers: list[tuple[str, str]],
    *,
    status: int = 200,
) -> HttpResponse:
    names = dict(financers)
    context = {
        "form": form,
        "financers": financers,
        "recent": [(one, names[one.financer]) for one in recent_imports(names)],
        "breadcrumb": _trail(request),
    }
    return render(request, "funding/imports.html", context, status=status)


def _trail(request: ActorRequest, held: MoneyImport | None = None) -> list[tuple[str, str]]:
    whole = (_("Fichiers financiers"), link(request, "money_imports") if held else "")
    return trail(request, whole, held.name[:80]) if held else trail(request, whole)


def _import_or_404(request: ActorRequest, reference: str) -> MoneyImport:
    held = find_import(request.actor, reference)
    if held is None:
        raise Http404(_("Cette reprise n’existe pas, ou son fichier n’est plus gardé."))
    return held


@fill_in
def one(request: ActorRequest, reference: str) -> HttpResponse:
    """An import: its columns, what it does, accepting it; once it is taken in, undoing it."""
    held = _import_or_404(request, reference)
    if request.method != "POST":
        return _page(request, held)
    try:
        _do(request, held)
    except (LedgerRefusedError, InputRefused) as refusal:
        held.refresh_from_db()
        return _page(request, held, problem=str(refusal), status=CONFLICT)
    return redirect(link(request, "money_import", held.reference))


def _do(request: ActorRequest, held: MoneyImport) -> None:
    """What the button that was pressed asks. LedgerRefusedError, InputRefused."""
    now, confirmed = timezone.now(), "confirmed" in request.POST
    if "columns" in request.POST:
        _choose(request, held)
    elif "undo" in request.POST:
        undo_import(by=request.actor, now=now, held=held)
    elif "cancel" in request.POST:
        cancel_work(held=held, now=now)
    elif "take" in request.POST and is_large(held):
        ask_taking(by=request.actor, held=held, now=now, confirmed=confirmed)
    elif "take" in request.POST:
        take_import(by=request.actor, now=now, held=held, confirmed=confirmed)
    else:
        ask_reading(held=held, now=now)


def _choose(request: ActorRequest, held: MoneyImport) -> None:
    """Keep how the file is understood, as it was corrected, and have it read again."""
    preview, form = _preview(held), ChoicesForm(request.POST)
    if preview is None or not form.is_valid():
        raise LedgerRefusedError(_("Ces choix ne se lisent pas : vérifiez la date."))
    known = {"", *money_words().headings}
    columns = {
        heading: asked
        for rank, (heading, field, _example, _unit) in enumerate(preview.columns)
        if (asked := request.POST.get(f"column_{rank}", field)) != field and asked in known
    }
    choose(held=held, columns=columns, **form.cleaned_data)
    ask_reading(held=held, now=timezone.now())


def _preview(held: MoneyImport) -> Preview | None:
    return unpacked(bytes(held.preview)) if held.preview is not None else None


def _page(
    request: ActorRequest, held: MoneyImport, *, problem: str = "", status: int = 200
) -> HttpResponse:
    job = job_view(held.job, now=timezone.now()) if held.job else None
    if job is not None and job.is_pending:
        return _waiting(request, held, job)
    preview = _preview(held)
    if held.taken_at is not None:
        return _done(request, held, preview, problem=problem, status=status)
    if preview is None:
        return _waiting(request, held, job)
    failed = job.told if job is not None and job.kind == "error" else ""
    return _look_page(request, held, preview, problem=problem or failed, status=status)


def _waiting(request: ActorRequest, held: MoneyImport, job: JobView | None) -> HttpResponse:
    context = {
        "held": held,
        "job": job,
        "is_running": job is not None and job.is_pending,
        "page_url": link(request, "money_import", held.reference),
        "progress_url": link(request, "money_import_progress", held.reference),
        "breadcrumb": _trail(request, held),
    }
    return render(request, "funding/import_waiting.html", context)


@require_GET
def progress(request: ActorRequest, reference: str) -> HttpResponse:
    """How the reading or the writing goes, for the page that waits."""
    held = _import_or_404(request, reference)
    job = job_view(held.job, now=timezone.now()) if held.job else None
    if job is None or not job.is_pending:
        return HttpResponseClientRefresh()
    if request.GET.get("vu") == job.mark:
        return HttpResponse(status=204)
    context = {
        "job": job,
        "page_url": link(request, "money_import", held.reference),
        "progress_url": link(request, "money_import_progress", held.reference),
    }
    return render(request, "jobs/progress.html", context)


def _look_page(
    request: ActorRequest, held: MoneyImport, preview: Preview, *, problem: str, status: int
) -> HttpResponse:
    faults = faults_table(request, preview.faults)
    notes = notes_table(request, preview.notes)
    sums = sums_table(request, preview.sums)
    table = rows_table(request, preview)
    for one_table in (faults, notes, sums, table):
        if (response := one_table.response()) is not None:
            return response
    context = {
        "held": held,
        "financer": financer_name(held.financer),
        "preview": preview,
        "counts": preview.counts,
        "options": field_options(),
        "layouts": MoneyImport.LAYOUTS,
        "decreases": MoneyImport.DECREASES,
        "same": same_file(held),
        "faults": faults if preview.faults else None,
        "notes": notes if preview.notes else None,
        "sums": sums if preview.sums else None,
        "table": table,
        "problem": problem,
        "breadcrumb": _trail(request, held),
    }
    return render(request, "funding/import_look.html", context, status=status)


def _done(
    request: ActorRequest,
    held: MoneyImport,
    preview: Preview | None,
    *,
    problem: str,
    status: int,
) -> HttpResponse:
    leaning = leans_on(held) if held.batches and held.undone_at is None else []
    sums = sums_table(request, preview.sums if preview else ())
    if (response := sums.response()) is not None:
        return response
    context = {
        "held": held,
        "financer": financer_name(held.financer),
        "counts": held.counts,
        "sums": sums if sums.all_rows else None,
        "leaning": leaning,
        "may_undo": bool(held.batches) and held.undone_at is None and not leaning,
        "has_faults": bool(preview and preview.faults),
        "problem": problem,
        "breadcrumb": _trail(request, held),
    }
    return render(request, "funding/import_done.html", context, status=status)


@require_GET
def errors(request: ActorRequest, reference: str) -> HttpResponse:
    """The lines at fault, the message beside each: to mend and send again."""
    held = _import_or_404(request, reference)
    preview = _preview(held)
    if preview is None or not preview.faults:
        raise Http404(_("Cette reprise n’a pas de ligne à corriger."))
    sheet = money_files.errors_sheet(held, preview, today=timezone.localdate())
    return xlsx_response(sheet, _("lignes à corriger"))


@require_GET
def file(request: ActorRequest, reference: str) -> HttpResponse:
    """The file as it was sent: what its entries come from."""
    return file_response(_import_or_404(request, reference).file)


@require_GET
def template(request: ActorRequest, suffix: str) -> HttpResponse:
    """The blank model."""
    write = money_files.WRITES.get(suffix)
    if write is None:
        raise Http404(_("Ce modèle n’existe pas."))
    return write(money_files.template(), "modele-dossiers-aide")


@require_GET
def export(request: ActorRequest, suffix: str) -> HttpResponse:
    """The dossiers of a financer, as a file that reads back the same."""
    financer = request.GET.get("financeur", "")
    write = money_files.WRITES.get(suffix)
    if write is None or financer not in dict(importing_for(request.actor)):
        raise Http404(_("Ce fichier n’existe pas."))
    sheet = money_files.dossiers_sheet(financer, day=timezone.localdate())
    return write(sheet, f"dossiers-{financer}")
