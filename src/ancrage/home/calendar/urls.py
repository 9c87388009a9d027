"""The addresses of the calendar."""

from django.urls import path

from ancrage.home.calendar import views

ROOT = "calendrier/"
OWN = f"{ROOT}adresses/"

urlpatterns = [
    path(ROOT, views.calendar, name="calendar"),
    path(f"{ROOT}france.ics", views.nation, name="calendar_nation"),
    path(f"{ROOT}region-<slug:code>.ics", views.region, name="calendar_region"),
    path(f"{ROOT}moi/<slug:key>.ics", views.own, name="calendar_own"),
    path(OWN, views.addresses, name="calendar_addresses"),
    path(f"{OWN}nouvelle/", views.address_make, name="calendar_address_make"),
    path(f"{OWN}<slug:reference>/revoquer/", views.address_revoke, name="calendar_address_revoke"),
]
