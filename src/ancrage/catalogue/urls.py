"""The addresses of the basket of services."""

from django.urls import URLPattern, path

from ancrage.catalogue.views import added, drafts, pages, versions

ROOT = "panier/"
DRAFT = f"{ROOT}preparation/<slug:code>/"
MEASURE = f"{ROOT}mesures/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path(ROOT, pages.index, name="basket"),
    path(MEASURE, pages.measure, name="measure"),
    path(f"{MEASURE}modifier/", added.amend, name="measure_amend"),
    path(f"{MEASURE}fin/", added.end, name="measure_end"),
    path(f"{ROOT}ajouter/", added.add, name="measure_add"),
    path(f"{ROOT}fichiers/<str:name>", pages.export, name="basket_file"),
    path(f"{ROOT}versions/", versions.index, name="basket_versions"),
    path(f"{ROOT}versions/comparer/", versions.comparison, name="basket_comparison"),
    path(f"{ROOT}versions/nouvelle/", drafts.start, name="basket_start"),
    path(f"{ROOT}versions/<slug:code>/", versions.show, name="basket_version"),
    path(
        f"{ROOT}territoires/<slug:version>/<slug:code>/",
        versions.territory,
        name="territory_measures",
    ),
    path(DRAFT, drafts.show, name="basket_draft"),
    path(f"{DRAFT}titre/", drafts.head, name="basket_head"),
    path(f"{DRAFT}document/", drafts.whole, name="basket_whole"),
    path(f"{DRAFT}mesures/ajouter/", drafts.edit_measure, name="basket_measure_new"),
    path(f"{DRAFT}mesures/<slug:measure>/", drafts.edit_measure, name="basket_measure"),
    path(f"{DRAFT}mesures/<slug:measure>/retirer/", drafts.remove, name="basket_measure_remove"),
    path(f"{DRAFT}publier/", drafts.publish, name="basket_publish"),
    path(f"{DRAFT}abandonner/", drafts.abandon, name="basket_abandon"),
]
