"""Files of sheets: sent, their columns corrected, what they do shown, accepted, undone; exports."""

from contextlib import suppress
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from ancrage.jobs.progress import JobView, job_view
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.kernel.text import fold
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import scope_label
from ancrage.roadmaps import files
from ancrage.roadmaps.actions.importing import (
    ask_reading,
    ask_taking,
    check_sizes,
    choose_columns,
    is_large,
    prepare_import,
    take_import,
)
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.actions.undoing import undo_import
from ancrage.roadmaps.definitions import form as sheet_form
from ancrage.roadmaps.import_words import (
    PAGES,
    errors_sheet,
    faults_table,
    notes_table,
    plan_table,
    target_options,
)
from ancrage.roadmaps.models import SheetImport
from ancrage.roadmaps.queries.importing import (
    Look,
    find_import,
    leans_on,
    look_at,
    may_import,
    recent_imports,
    territories_for,
    written_by,
)
from ancrage.roadmaps.queries.reading import Given, recogniser, unpacked
from ancrage.roadmaps.queries.registers import Registers
from ancrage.roadmaps.rules.guards import missing
from ancrage.roadmaps.rules.planning import FAULTY
from ancrage.roadmaps.rules.recognising import SHEETS
from ancrage.ui.exports import xlsx_response
from ancrage.ui.links import link

CONFLICT, BAD = 409, 422
RECENT, SHOWN = 10, 50
fill_in = require_http_methods(["GET", "HEAD", "POST"])


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(
            {"multiple": True, "accept": ".xlsx,.ods,.csv,.docx", "class": "fr-upload"}
        )


class ManyFilesField(forms.FileField):
    """Several files; cleans to a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401 as its parent's
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given or [None]]


class FilesForm(forms.Form):
    """Which files, for which territory when there are several."""

    territory = forms.ChoiceField(label=gettext_lazy("Territoire"))
    documents = ManyFilesField(
        label=gettext_lazy("Vos fichiers"),
        help_text=gettext_lazy(
            "Tableaux XLSX, ODS ou CSV, une fiche par ligne ; documents DOCX faits avec le modèle. "
            "Jusqu’à 100 à la fois, 60 Mo en tout. Ils ne sont gardés que jusqu’à leur reprise."
        ),
    )

    def __init__(self, *args: Any, territories: list[tuple[str, str]], **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.fields["territory"].choices = territories  # type: ignore[attr-defined]
        if len(territories) == 1:
            self.fields["territory"].widget = forms.HiddenInput()
            self.initial["territory"] = territories[0][0]


@fill_in
def start(request: ActorRequest) -> HttpResponse:
    """Send files: they are read, and nothing else is done."""
    territories = [(one.code, one.label) for one in territories_for(request.actor)]
    if not territories:
        raise Http404(_("Vous ne reprenez de fichiers pour aucun territoire."))
    asked = request.GET.get("territoire", "")
    initial = {"territory": asked} if asked in dict(territories) else {}
    if request.method != "POST":
        form = FilesForm(territories=territories, initial=initial)
        return _start_page(request, form, territories)
    form = FilesForm(request.POST, request.FILES, territories=territories)
    if not form.is_valid():
        return _start_page(request, form, territories, status=BAD)
    sent, now = form.cleaned_data["documents"], timezone.now()
    try:
        check_sizes([(_name(one), one.size or 0) for one in sent], day=timezone.localdate(now))
        held = prepare_import(
            by=request.actor,
            now=now,
            scope=form.cleaned_data["territory"],
            files=[Given(_name(one), one.read()) for one in sent],
        )
    except InputRefused as refusal:
        for problem in refusal.problems:
            form.add_error("documents", f"{problem.file}\N{NO-BREAK SPACE}: {problem.what}")
        return _start_page(request, form, territories, status=BAD)
    except SheetRefusedError as refusal:
        form.add_error("documents", str(refusal))
        return _start_page(request, form, territories, status=BAD)
    with suppress(SheetRefusedError):  # its page says that it is to be read, and lets one ask again
        ask_reading(held=held, now=now)
    return redirect(link(request, "sheet_import", held.reference))


def _name(one: UploadedFile[Any]) -> str:
    return one.name or _("fichier")


def _start_page(
    request: ActorRequest, form: FilesForm, territories: list[tuple[str, str]], *, status: int = 200
) -> HttpResponse:
    names = dict(territories)
    recent = recent_imports(names)[:RECENT]
    context = {
        "form": form,
        "territories": territories,
        "recent": [(one, names.get(one.scope, one.scope)) for one in recent],
        "breadcrumb": _trail(request),
    }
    return render(request, "roadmaps/imports.html", context, status=status)


def _trail(request: ActorRequest, held: SheetImport | None = None) -> list[tuple[str, str]]:
    whole = (_("Reprendre des fichiers"), link(request, "sheet_imports") if held else "")
    return [whole, (str(held)[:80], "")] if held else [whole]


def _import_or_404(request: ActorRequest, reference: str) -> SheetImport:
    held = find_import(request.actor, reference)
    if held is None:
        raise Http404(_("Cette reprise n’existe pas, ou ses fichiers ne sont plus gardés."))
    return held


@fill_in
def one(request: ActorRequest, reference: str) -> HttpResponse:
    """An import: its columns, what it does, accepting it; once it is taken in, undoing it."""
    held = _import_or_404(request, reference)
    if request.method == "POST":
        return _posted(request, held)
    return _page(request, held)


def _posted(request: ActorRequest, held: SheetImport) -> HttpResponse:
    now = timezone.now()
    try:
        if "columns" in request.POST and held.taken_at is None:
            _choose(request, held)
        elif "undo" in request.POST:
            undo_import(by=request.actor, now=now, held=held)
        elif "take" in request.POST:
            confirmed = "confirmed" in request.POST
            if is_large(held):
                ask_taking(by=request.actor, held=held, now=now, confirmed=confirmed)
            else:
                take_import(by=request.actor, now=now, held=held, confirmed=confirmed)
        else:
            ask_reading(held=held, now=now)
    except SheetRefusedError as refusal:
        held.refresh_from_db()
        return _page(request, held, problem=str(refusal), status=CONFLICT)
    return redirect(link(request, "sheet_import", held.reference))


def _choose(request: ActorRequest, held: SheetImport) -> None:
    """Keep the columns that were corrected, and have the files read again."""
    if held.reading is None:
        raise SheetRefusedError(_("Ces fichiers sont encore à lire : patientez."))
    columns, pages = dict(held.plan.get("columns", {})), dict(held.plan.get("pages", {}))
    for rank, table in enumerate(unpacked(bytes(held.reading)).tables):
        kind = request.POST.get(f"page_{rank}", table["kind"])
        if kind != table["kind"] and kind in PAGES:
            pages[table["key"]] = kind
            for heading, *_more in table["columns"]:
                columns.pop(fold(heading), None)
            continue
        for number, (heading, target, _example, _unit) in enumerate(table["columns"]):
            asked = request.POST.get(f"column_{rank}_{number}", target)
            if asked != target and recogniser().is_target(asked, kind or SHEETS):
                columns[fold(heading)] = asked
        named = [request.POST.get(f"column_{rank}_{n}", "") for n in range(len(table["columns"]))]
        single = [target for target in named if target and not target.startswith("funding.")]
        if len(single) != len(set(single)):
            raise SheetRefusedError(
                _("Deux colonnes ne peuvent pas dire la même chose : choisissez-en une.")
            )
    choose_columns(held=held, columns=columns, pages=pages)
    ask_reading(held=held, now=timezone.now())


def _page(
    request: ActorRequest, held: SheetImport, *, problem: str = "", status: int = 200
) -> HttpResponse:
    job = _job(held)
    if job is not None and job.is_pending:
        return _waiting(request, held, job)
    if held.taken_at is not None:
        return _done(request, held, problem=problem, status=status)
    look = look_at(held)
    if look is None:
        return _waiting(request, held, job)
    return _look_page(request, held, look, problem=problem or _failed(job), status=status)


def _failed(job: JobView | None) -> str:
    return job.told if job is not None and job.kind == "error" else ""


def _job(held: SheetImport) -> JobView | None:
    return job_view(held.job, now=timezone.now()) if held.job else None


def _waiting(request: ActorRequest, held: SheetImport, job: JobView | None) -> HttpResponse:
    context = {
        "held": held,
        "job": job,
        "is_running": job is not None and job.is_pending,
        "page_url": link(request, "sheet_import", held.reference),
        "progress_url": link(request, "sheet_import_progress", held.reference),
        "breadcrumb": _trail(request, held),
    }
    return render(request, "roadmaps/import_waiting.html", context)


@require_GET
def progress(request: ActorRequest, reference: str) -> HttpResponse:
    """How the reading or the writing goes, for the page that waits."""
    held = _import_or_404(request, reference)
    job = _job(held)
    if job is None or not job.is_pending:
        return HttpResponseClientRefresh()
    if request.GET.get("vu") == job.mark:
        return HttpResponse(status=204)
    context = {
        "job": job,
        "page_url": link(request, "sheet_import", held.reference),
        "progress_url": link(request, "sheet_import_progress", held.reference),
    }
    return render(request, "jobs/progress.html", context)


def _look_page(
    request: ActorRequest, held: SheetImport, look: Look, *, problem: str, status: int
) -> HttpResponse:
    names = Registers(held.scope, timezone.localdate())
    faults = faults_table(request, look.plan.all_faults)
    notes = notes_table(request, look.plan.notes)
    table = plan_table(request, look.plan, names)
    for one_table in (faults, notes, table):
        if (response := one_table.response()) is not None:
            return response
    counts = look.plan.counts
    context = {
        "held": held,
        "territory": _territory(held),
        "look": look,
        "counts": counts,
        "will_write": counts["new"] + counts["changed"],
        "tables": _tables(look),
        "unrecognised": _unrecognised(look),
        "pages": PAGES.items(),
        "faults": faults if look.plan.all_faults else None,
        "notes": notes if look.plan.notes else None,
        "table": table,
        "problem": problem,
        "breadcrumb": _trail(request, held),
    }
    return render(request, "roadmaps/import_look.html", context, status=status)


def _territory(held: SheetImport) -> str:
    return scope_label(Scope(ScopeKind.TERRITORY, held.scope))


def _tables(look: Look) -> list[dict[str, Any]]:
    """The tables of the files, with what each column may be. Documents have nothing to correct."""
    found = []
    for rank, table in enumerate(look.told.tables):
        if not table["is_document"]:
            present = [target for _h, target, _e, _u in table["columns"]]
            options = target_options(table["kind"], present)
            found.append({**table, "rank": rank, "options": options})
    return found


def _unrecognised(look: Look) -> list[str]:
    """The titles of the columns that are not taken."""
    return [
        heading
        for table in look.told.tables
        if table["kind"]
        for heading, target, _example, _unit in table["columns"]
        if not target
    ]


def _done(request: ActorRequest, held: SheetImport, *, problem: str, status: int) -> HttpResponse:
    leaning = leans_on(held) if held.made and held.undone_at is None else []
    context = {
        "held": held,
        "territory": _territory(held),
        "counts": held.counts,
        "sheets": [(one, missing(sheet_form(), one.content)) for one in written_by(held)[:SHOWN]],
        "more": max(0, len(held.made) - SHOWN),
        "leaning": leaning[:10],
        "may_undo": bool(held.made) and held.undone_at is None and not leaning,
        "has_faults": held.reading is not None,
        "problem": problem,
        "breadcrumb": _trail(request, held),
    }
    return render(request, "roadmaps/import_done.html", context, status=status)


@require_GET
def errors(request: ActorRequest, reference: str) -> HttpResponse:
    """The lines at fault, the message beside each: to mend and send again."""
    held = _import_or_404(request, reference)
    look = look_at(held)
    if look is None or not look.plan.all_faults:
        raise Http404(_("Cette reprise n’a pas de ligne à corriger."))
    if held.taken_at is not None:
        rows = list(look.told.lines)
    else:
        rows = [row.filed for row in look.plan.of(FAULTY)]
    return xlsx_response(errors_sheet(rows, look.plan.faults), _("lignes à corriger"))


@require_GET
def template(request: ActorRequest, suffix: str) -> HttpResponse:
    """The blank model, DOCX or XLSX; the DOCX of a sheet that the reader may read, filled."""
    code = request.GET.get("fiche", "")
    made = files.template(request.actor, suffix, code=code, day=timezone.localdate())
    if made is None:
        raise Http404(_("Ce modèle n’existe pas."))
    return made


@require_GET
def export(request: ActorRequest, suffix: str) -> HttpResponse:
    """The sheets of a territory with every field, as a file that reads back the same."""
    scope = request.GET.get("territoire", "")
    if not may_import(request.actor, scope):
        raise Http404(_("Ce fichier n’existe pas."))
    made = files.export(request.actor, scope, suffix, day=timezone.localdate())
    if made is None:
        raise Http404(_("Ce fichier n’existe pas."))
    return made
