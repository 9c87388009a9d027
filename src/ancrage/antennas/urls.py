"""The addresses of the antennas. Each step of a workflow has its own, made from the table."""

from django.urls import URLPattern, path

from ancrage.antennas.actions.antennas import STEPS as ANTENNA_STEPS
from ancrage.antennas.actions.bookings import STEPS as BOOKING_STEPS
from ancrage.antennas.views import antennas, bookings, siting_acts, sitings

ROOT = "antennes/"
SITING = f"{ROOT}implantations/<slug:code>/"
ANTENNA = f"{ROOT}<slug:code>/"
BOOKING = f"{ROOT}reservations/<slug:reference>/"
SLUGS = {
    "open": "ouvrir",
    "close": "fermer",
    "confirm": "confirmer",
    "wait": "mettre-en-attente",
    "refuse": "refuser",
    "cancel": "annuler",
    "honour": "honorer",
}
"""The steps, as addresses say them."""

urlpatterns: list[URLPattern] = [
    path(ROOT, antennas.index, name="antennas"),
    path(f"{ROOT}carte.<drawing:kind>", antennas.map_file, name="antennas_map"),
    path(f"{ROOT}implantations/", sitings.index, name="sitings"),
    path(f"{ROOT}implantations/nouvelle/", siting_acts.create, name="siting_create"),
    path(f"{ROOT}implantations/comparer/", sitings.compare, name="siting_compare"),
    path(SITING, sitings.show, name="siting"),
    path(f"{SITING}question/", siting_acts.edit, name="siting_edit"),
    path(f"{SITING}calculer/", siting_acts.run, name="siting_run"),
    path(f"{SITING}courbe/", siting_acts.curve, name="siting_curve"),
    path(f"{SITING}annuler/", siting_acts.cancel, name="siting_cancel"),
    path(f"{SITING}avancement/", sitings.progress, name="siting_progress"),
    path(f"{SITING}adopter/", siting_acts.adopt, name="siting_adopt"),
    path(f"{SITING}plan.json", sitings.plan_file, name="siting_file"),
    path(f"{SITING}carte.<drawing:kind>", sitings.map_file, name="siting_map"),
    path(f"{ROOT}reservations/", bookings.index, name="antenna_bookings"),
    path(BOOKING, bookings.show, name="antenna_booking"),
    *(
        path(f"{BOOKING}{SLUGS[verb]}/", bookings.step_view(verb), name=f"booking_{verb}")
        for verb in BOOKING_STEPS
    ),
    path(ANTENNA, antennas.show, name="antenna"),
    path(f"{ANTENNA}dates/", antennas.edit, name="antenna_edit"),
    path(f"{ANTENNA}places/", antennas.places, name="antenna_places"),
    path(f"{ANTENNA}reserver/", bookings.book, name="antenna_book"),
    *(
        path(f"{ANTENNA}{SLUGS[verb]}/", antennas.step_view(verb), name=f"antenna_{verb}")
        for verb in ANTENNA_STEPS
    ),
]
