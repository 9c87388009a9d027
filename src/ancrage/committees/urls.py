"""The addresses of committees. Each step of a meeting has its own, made from the table."""

from django.urls import URLPattern, path

from ancrage.committees import pack_urls
from ancrage.committees.views import (
    agenda,
    composing,
    conditions,
    meetings,
    minutes,
    sitting,
    steps,
)

ROOT = "comites/"
MEETING = f"{ROOT}<slug:code>/"
ITEM = f"{MEETING}points/<slug:reference>/"
CONDITION = f"{ROOT}conditions/<slug:reference>/"
SLUGS = {"call": "convoquer", "cancel": "annuler", "open": "ouvrir", "close": "clore"}
"""The steps as addresses say them."""

urlpatterns: list[URLPattern] = [
    path(ROOT, meetings.index, name="meetings"),
    path(f"{ROOT}preparer/", meetings.prepare, name="meeting_prepare"),
    path(f"{ROOT}composition/", composing.bodies, name="committee_bodies"),
    path(
        f"{ROOT}composition/<slug:body>/<slug:region>/", composing.compose, name="committee_compose"
    ),
    path(CONDITION, conditions.show, name="condition"),
    path(f"{CONDITION}repondre/", conditions.answer, name="condition_answer"),
    path(f"{CONDITION}lever/", conditions.lift, name="condition_lift"),
    path(MEETING, meetings.show, name="meeting"),
    path(f"{MEETING}modifier/", meetings.write, name="meeting_write"),
    path(f"{ROOT}<slug:code>.ics", meetings.calendar, name="meeting_calendar"),
    path(f"{MEETING}ordre-du-jour/", agenda.put, name="agenda_put"),
    path(f"{MEETING}presences/", sitting.seats, name="meeting_seats"),
    path(f"{MEETING}releve/", minutes.show, name="meeting_minutes"),
    path(f"{MEETING}releve.<slug:written>", minutes.file, name="minutes_file"),
    path(f"{MEETING}releve/rediger/", minutes.draft, name="minutes_draft"),
    path(f"{MEETING}releve/corriger/", minutes.write, name="minutes_write"),
    path(f"{MEETING}releve/approuver/", minutes.approve, name="minutes_approve"),
    path(f"{MEETING}releve/rouvrir/", minutes.correct, name="minutes_correct"),
    path(f"{ITEM}piece/", agenda.paper, name="agenda_paper"),
    path(f"{ITEM}piece.<slug:written>", agenda.paper_file, name="agenda_paper_file"),
    path(f"{ITEM}retirer/", agenda.take_off, name="agenda_take_off"),
    path(f"{ITEM}ranger/", agenda.order, name="agenda_order"),
    path(f"{ITEM}figer/", agenda.refreeze, name="agenda_refreeze"),
    path(f"{ITEM}decider/", sitting.decide, name="agenda_decide"),
    path(f"{ITEM}avis/", sitting.vote, name="agenda_vote"),
    *(
        path(f"{MEETING}{slug}/", steps.step_view(verb), name=f"meeting_{verb}")
        for verb, slug in SLUGS.items()
    ),
    *pack_urls.urlpatterns,
]
