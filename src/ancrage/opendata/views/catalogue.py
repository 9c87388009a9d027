"""The catalogue of open data: each dataset, its dictionary, its files, its schema."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.journal.policy import may
from ancrage.opendata.datasets import INVENTED_LEGAL, LEGAL, datasets
from ancrage.opendata.definitions import legal_format, parameters_at, read_data
from ancrage.opendata.handing import dataset_or_404, document, streamed
from ancrage.opendata.models import Publication
from ancrage.opendata.rules.described import (
    DICTIONARY,
    LICENCE,
    LICENCE_URL,
    dictionary,
    package,
    resource,
    table_schema,
)
from ancrage.opendata.rules.tabular import CSV, JSONL, csv_lines, json_lines
from ancrage.opendata.tables import INVENTED, fields_table, publications_table
from ancrage.opendata.views.common import trail
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

MONEY = "argent"
"""What the codes of the datasets that hide secrets begin with."""


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every open dataset, and where the rest of the site lets data be taken away."""
    held = datasets()
    context = {
        "datasets": held,
        "invented": INVENTED if any(one.holds_invented() for one in held) else "",
        "elsewhere": [
            (one["title"], one["text"], link(request, one["route"]))
            for one in read_data("elsewhere")
        ],
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "breadcrumb": [(_("Données ouvertes"), "")],
    }
    return render(request, "opendata/catalogue.html", context)


@require_GET
def dataset(request: ActorRequest, code: str) -> HttpResponse:
    """One dataset: what it holds, column by column, its files, its publications."""
    held = dataset_or_404(code)
    day = timezone.localdate()
    described = held.on(day)
    table = fields_table(request, described)
    if file := table.response():
        return file
    published = list(Publication.objects.filter(dataset=code).select_related("file"))
    context = {
        "dataset": held,
        "described": described,
        "table": table,
        "publications": publications_table(request, published) if published else None,
        "may_publish": may(request.actor, "opendata.publish"),
        "is_money": held.code.startswith(MONEY),
        "is_legal": held.code in {LEGAL, INVENTED_LEGAL},
        "format": legal_format(),
        "parameters": parameters_at(day),
        "invented": INVENTED if held.holds_invented() else "",
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "breadcrumb": trail(request, described.title),
    }
    return render(request, "opendata/dataset.html", context)


@require_GET
def csv_file(request: ActorRequest, code: str) -> StreamingHttpResponse:
    """The dataset as CSV, sent as it is read."""
    del request
    held, day = dataset_or_404(code), timezone.localdate()
    lines = csv_lines(held.described.fields, held.rows(day))
    return streamed(lines, name=held.filename(day, CSV), suffix=CSV)


@require_GET
def jsonl_file(request: ActorRequest, code: str) -> StreamingHttpResponse:
    """The dataset as JSON, an object a line, sent as it is read."""
    del request
    held, day = dataset_or_404(code), timezone.localdate()
    lines = json_lines(held.described.fields, held.rows(day))
    return streamed(lines, name=held.filename(day, JSONL), suffix=JSONL)


@require_GET
def schema(request: ActorRequest, code: str) -> HttpResponse:
    """The dataset's Table Schema."""
    del request
    return document(table_schema(dataset_or_404(code).described), name=f"{code}-schema.json")


@require_GET
def package_file(request: ActorRequest) -> HttpResponse:
    """The descriptor of all datasets, beside their CSV files."""
    del request
    day = timezone.localdate()
    resources = [resource(one.on(day), path=f"{one.code}.csv") for one in datasets()]
    return document(package(resources, created=timezone.now()), name="datapackage.json")


@require_GET
def whole_dictionary(request: ActorRequest) -> HttpResponse:
    """Every column of every dataset."""
    tables = [
        (one, fields_table(request, one.described, prefix=f"{rank}-"))
        for rank, one in enumerate(datasets(), start=1)
    ]
    for _one, table in tables:
        if file := table.response():
            return file
    context = {"tables": tables, "breadcrumb": trail(request, _("Dictionnaire"))}
    return render(request, "opendata/dictionary.html", context)


@require_GET
def dictionary_file(request: ActorRequest) -> StreamingHttpResponse:
    """The dictionary as CSV."""
    del request
    lines = csv_lines(DICTIONARY, dictionary([one.described for one in datasets()]))
    return streamed(lines, name="dictionnaire.csv", suffix=CSV)
