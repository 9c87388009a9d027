"""Addresses: needs of a place, what answers them and why, who answers."""

from django.urls import URLPattern, path

from ancrage.matching.views import adjustments, company, coverage, designations, needs

TERRITORY = "territoires/<slug:version>/<slug:code>/besoins/"
ROOT = "referents/"

urlpatterns: list[URLPattern] = [
    path(TERRITORY, needs.territory_needs, name="territory_needs"),
    path(f"{TERRITORY}<slug:need>/", needs.territory_declare, name="territory_declare"),
    path("mon-entreprise/", company.company_needs, name="company_needs"),
    path(ROOT, coverage.coverage, name="coverage"),
    path(f"{ROOT}carte.<drawing:kind>", coverage.coverage_file, name="coverage_map"),
    path(f"{ROOT}designations/", designations.designations, name="designations"),
    path(f"{ROOT}designer/", designations.designation_new, name="designation_new"),
    path(
        f"{ROOT}designations/<slug:reference>/fin/",
        designations.designation_end,
        name="designation_end",
    ),
    path(f"{ROOT}ajustements/", adjustments.adjustments, name="adjustments"),
    path(f"{ROOT}ajustements/demander/", adjustments.adjustment_new, name="adjustment_new"),
    path(
        f"{ROOT}ajustements/<slug:reference>/",
        adjustments.adjustment_answer,
        name="adjustment_answer",
    ),
]
