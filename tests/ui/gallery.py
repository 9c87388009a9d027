"""Every component on one page, for the tests and for the eye: never part of the product."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import Context, engines
from django.urls import path

from ancrage.kernel.quality import Quality
from ancrage.ui import charts
from ancrage.ui.charts import Bar, Series
from ancrage.ui.figures import Figure
from ancrage.ui.tables import Column, Filter, Table, build_table

URL_NAMES = {
    "home": "",
    "search": "recherche/",
    "territories": "territoires/",
    "identification": "identification/",
    "changes": "changements/",
    "lookup": "consultation/",
    "sources": "sources/",
    "method": "methode/",
    "lists": "listes/",
    "legal": "mentions-legales/",
    "accessibility": "accessibilite/",
}
REGIONS = [("84", "Auvergne-Rhône-Alpes"), ("53", "Bretagne"), ("28", "Normandie")]
SOURCE = "Urssaf et Insee, reconstitution"


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    region: str
    jobs: int | None
    share: float | None
    since: date
    quality: Quality = Quality.ESTIMATE


def places() -> list[Place]:
    """One hundred and twenty made-up places, one of which is not known and one is hostile."""
    made = [
        Place(
            f"p{i:03}", f"Vallée n° {i}", REGIONS[i % 3][0], 37 * i % 9001 + 1000, i / 200,
            date(2020, 10, 1 + i % 28),
        )
        for i in range(118)
    ]  # fmt: skip
    hostile = Place("p118", '=HYPERLINK("x")', "84", 12, 0.5, date(2021, 6, 1), Quality.EXACT)
    return [*made, hostile, Place("p119", "Éclusier", "53", None, None, date(2021, 6, 2))]


COLUMNS = [
    Column("name", "Territoire", lambda p: p.name, link=lambda p: f"/territoires/{p.code}/"),
    Column("region", "Région", lambda p: dict(REGIONS)[p.region]),
    Column("jobs", "Emplois industriels", lambda p: p.jobs, unit="emplois", numeric=True,
           quality=lambda p: p.quality),
    Column("share", "Part de l’industrie", lambda p: p.share, percent=True, decimals=1),
    Column("since", "Depuis", lambda p: p.since, default=False),
]  # fmt: skip


def table(request: HttpRequest, **options: object) -> Table:
    settings = {
        "rows": places(),
        "columns": COLUMNS,
        "filters": [Filter("region", "Région", lambda p: p.region, REGIONS, "Toutes")],
        "search": lambda p: p.name,
        "caption": "Territoires du millésime d’essai",
        "filename": "territoires essai",
        "source": SOURCE,
        "as_of": "2023",
        "default_sort": "-jobs",
    }
    return build_table(request, **(settings | options))


FIGURES = [
    Figure(124, "Territoires choisis", source="Annonce du 22 novembre 2018", as_of="2018",
           quality=Quality.SIMULATED),
    Figure(1_532_480, "Emplois industriels", "emplois", "2023", SOURCE, Quality.ESTIMATE),
    Figure(48.25, "Part de l’emploi industriel", "%", "2023", SOURCE, Quality.DERIVED, 1,
           lower_bound=True),
    Figure(None, "Projets de recrutement", "projets", "2024", "France Travail"),
]  # fmt: skip


SIZES = charts.histogram(
    "Taille des territoires",
    ["1", "2", "3", "4", "5 et plus"],
    [Series("Notre calcul", [3, 10, 21, 90, 0]), Series("Liste de 2020", [20, 40, 30, None, 25])],
    unit="territoires", bin_heading="Intercommunalités", source=SOURCE, as_of="2023", key="tailles",
)  # fmt: skip
JOBS = charts.lines(
    "Emplois industriels",
    [str(year) for year in range(2010, 2024)],
    [
        Series("Territoire", [100 - i if i != 5 else None for i in range(14)]),
        Series("France", [100 + i / 2 for i in range(14)]),
    ],
    unit="base 100", source=SOURCE, as_of="2010 à 2023",
)  # fmt: skip
SHARES = charts.bars(
    "Part de l’industrie",
    [Bar("Vallée de l’Arve", 41.2, "/", is_ours=True), Bar("Auvergne-Rhône-Alpes", 16.1),
     Bar("Terres inconnues", None)],
    unit="%", decimals=1, reference=("France", 12.3), source=SOURCE, as_of="2023",
)  # fmt: skip


class Form(forms.Form):
    code = forms.CharField(label="Commune", help_text="Code Insee, par exemple 42218")
    name = forms.CharField(label="Nom", required=False)
    kind = forms.ChoiceField(label="Nature", choices=[("a", "Commune"), ("b", "EPCI")])


def gallery(request: HttpRequest) -> HttpResponse:
    shown = table(request)
    if (file := shown.response()) is not None:
        return file
    if (file := charts.response(request, SIZES, JOBS)) is not None:
        return file
    source = (Path(__file__).parent / "gallery.html").read_text()
    context = Context(
        {
            "table": shown,
            "figures": FIGURES,
            "sizes": SIZES,
            "jobs": JOBS,
            "shares": SHARES,
            "form": Form({"name": "x", "kind": "a"}),
            "simulated": True,
            "breadcrumb": [("Composants", None)],
        }
    )
    template = engines["django"].from_string(source)
    return HttpResponse(template.render(context.flatten(), request))


urlpatterns = [path(route, gallery, name=name) for name, route in URL_NAMES.items()]
urlpatterns.append(path("boum/", lambda request: 1 / 0, name="boom"))
handler400 = "ancrage.ui.errors.bad_request"
handler403 = "ancrage.ui.errors.forbidden"
handler404 = "ancrage.ui.errors.not_found"
handler500 = "ancrage.ui.errors.server_error"
