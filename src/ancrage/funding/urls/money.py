"""Addresses: the money page, what was announced, a territory's money."""

from django.urls import URLPattern, path

from ancrage.funding.views import money, statements, territory_money

TERRITORY = "territoires/<slug:version>/<slug:code>/argent/"

urlpatterns: list[URLPattern] = [
    path("argent/", money.show, name="money"),
    path("argent/carte.<drawing:kind>", money.map_file, name="money_map"),
    path("argent/annonces/", statements.show, name="statements"),
    path(TERRITORY, territory_money.show, name="territory_money"),
]
