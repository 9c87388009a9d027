"""The look-up form: in which territory a place is at the page's date, and why."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.geography import queries
from ancrage.geography.batch import Columns, lookup_file
from ancrage.geography.rules.listing import COMMUNE
from ancrage.geography.rules.lookup import Lookup, Register, Status
from ancrage.geography.rules.lookup_words import why
from ancrage.kernel.identifiers import read_commune_code, read_siren
from ancrage.kernel.problems import InputRefused
from ancrage.ui.links import link
from ancrage.ui.middleware import DatedRequest

ROWS_MAX = 20_000
BYTES_MAX = 4_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """An answer as the page shows it."""

    lookup: Lookup
    why: str
    place_url: str

    @property
    def is_matched(self) -> bool:
        return self.lookup.status == Status.MATCHED


class FileForm(forms.Form):
    """A small file of commune codes, answered at once and kept nowhere."""

    file = forms.FileField(label=gettext_lazy("Fichier CSV"))
    code_column = forms.CharField(
        label=gettext_lazy("Colonne des codes de commune"), initial="code_commune", max_length=200
    )
    date_column = forms.CharField(
        label=gettext_lazy("Colonne des dates (facultative)"), required=False, max_length=200
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        too_long = file.size is not None and file.size > BYTES_MAX
        if too_long or sum(chunk.count(b"\n") for chunk in file.chunks()) > ROWS_MAX + 1:
            message = _(
                "Le fichier dépasse 20 000 lignes : coupez-le, ou utilisez la commande "
                "« ancrage lookup --csv »."
            )
            raise forms.ValidationError(message)
        return file


def lookup(request: DatedRequest) -> HttpResponse:
    """Answer a place (GET) or a small file (POST)."""
    register = queries.official_register()
    if request.method == "POST" and register is not None:
        return _answer_file(request, register)
    return _page(request, register, FileForm())


def _page(
    request: DatedRequest, register: Register | None, form: FileForm, status: int = 200
) -> HttpResponse:
    asked = _asked(request)
    found = list(_found(request, register, asked)) if register and asked else []
    context = {
        "asked": asked,
        "found": found,
        "is_ambiguous": len(found) > 1,
        "form": form,
        "no_data": register is None,
        "breadcrumb": [(_("Consultation"), "")],
    }
    return render(request, "geography/lookup.html", context, status=status)


def _asked(request: DatedRequest) -> str:
    """What is looked for: `q`, or what other pages' links name more precisely."""
    names = ("q", "commune", "epci", "code_postal")
    return next((request.GET[n].strip()[:100] for n in names if request.GET.get(n)), "")


def _found(request: DatedRequest, register: Register, asked: str) -> Iterator[Found]:
    for answer in _lookups(request, register, asked):
        yield Found(answer, why(lookup=answer, register=register), _place_url(request, answer))


def _lookups(request: DatedRequest, register: Register, asked: str) -> list[Lookup]:
    """A code may be a commune's and a postal one: both are answered, the commune first."""
    on = request.as_at.date
    if request.GET.get("epci") or read_siren(asked):
        return [register.group(text=asked, on=on)]
    if request.GET.get("commune"):
        return [register.commune(text=asked, on=on)]
    if read_commune_code(asked) and not request.GET.get("code_postal"):
        return _by_code(register.commune(text=asked, on=on), register, asked, request)
    if "".join(asked.split()).isdecimal():
        return register.postal_code(text=asked, on=on)
    return register.named(text=asked, on=on)


def _by_code(
    commune: Lookup, register: Register, asked: str, request: DatedRequest
) -> list[Lookup]:
    postal = register.postal_code(text=asked, on=request.as_at.date)
    known = [] if commune.status == Status.INVALID and postal else [commune]
    return [*known, *(p for p in postal if p.code != commune.code)]


def _place_url(request: DatedRequest, answer: Lookup) -> str:
    if answer.status == Status.INVALID or answer.kind == COMMUNE:
        return ""
    return link(request, "intercommunality", answer.code)


def _answer_file(request: DatedRequest, register: Register) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, register, form, status=422)
    try:
        content = _looked_up(request, register, form)
    except InputRefused as refusal:
        for problem in refusal.problems:
            form.add_error("file", str(problem))
        return _page(request, register, form, status=422)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="consultation.csv"'
    return response


def _looked_up(request: DatedRequest, register: Register, form: FileForm) -> bytes:
    """The file with its answers; both stand in a directory that goes with the request."""
    with tempfile.TemporaryDirectory() as directory:
        source, out = Path(directory) / "fichier.csv", Path(directory) / "consultation.csv"
        source.write_bytes(b"".join(form.cleaned_data["file"].chunks()))
        columns = Columns(
            code=form.cleaned_data["code_column"].strip(),
            date=form.cleaned_data["date_column"].strip() or None,
            default_date=request.as_at.date,
        )
        lookup_file(source=source, out=out, register=register, columns=columns)
        return out.read_bytes()
