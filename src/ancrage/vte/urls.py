"""The addresses of the VTE. Each step of a workflow has its own, made from the table."""

from django.urls import URLPattern, path

from ancrage.vte.actions.steps import STEPS
from ancrage.vte.views import lists, offers

ROOT = "vte/"
OFFER = f"{ROOT}missions/<slug:code>/"
SLUGS = {
    "submit": "proposer",
    "accept": "accepter",
    "refuse": "refuser",
    "take_back": "reprendre",
    "withdraw": "retirer",
}
"""The steps of a mission, as addresses say them."""

urlpatterns: list[URLPattern] = [
    path(ROOT, lists.missions, name="vte_missions"),
    path(f"{ROOT}fil.atom", lists.feed, name="vte_feed"),
    path(f"{ROOT}carte.<drawing:kind>", lists.map_file, name="vte_map"),
    path(f"{ROOT}regles/", lists.rules, name="vte_rules"),
    path(f"{ROOT}compteurs/", lists.counters, name="vte_counters"),
    path(f"{ROOT}vos-missions/", lists.own, name="vte_own"),
    path(f"{ROOT}proposer/", offers.post, name="vte_post"),
    path(OFFER, offers.show, name="vte_mission"),
    path(f"{OFFER}corriger/", offers.edit, name="vte_edit"),
    path(f"{OFFER}embauche/", offers.fill, name="vte_fill"),
    *(path(f"{OFFER}{SLUGS[verb]}/", offers.step_view(verb), name=f"vte_{verb}") for verb in STEPS),
    path(f"{OFFER}aides/<slug:aid>/demander/", offers.ask, name="vte_ask_aid"),
]
