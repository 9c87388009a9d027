"""The addresses of the missions. Each step of a workflow has its own, made from the table."""

from django.urls import URLPattern, path

from ancrage.mission.actions.candidates import STEPS
from ancrage.mission.views import (
    applications,
    candidates,
    comparisons,
    effects,
    interests,
    missions,
    readings,
    steering,
)

ROOT = "mission/"
MISSION = f"{ROOT}<slug:code>/"
CANDIDATE = f"{MISSION}candidats/<int:number>/"
SLUGS = {
    "submit": "deposer",
    "return": "completer",
    "admit": "recevable",
    "refuse": "irrecevable",
    "conclude": "arreter-la-note",
    "reopen": "rouvrir-la-note",
    "withdraw": "retirer",
}
"""The steps of a candidate, as addresses say them."""

urlpatterns: list[URLPattern] = [
    path(ROOT, missions.index, name="missions"),
    path(f"{ROOT}preparer/", steering.prepare, name="mission_prepare"),
    path(MISSION, missions.show, name="mission"),
    path(f"{MISSION}grille/", missions.grid, name="mission_grid"),
    path(f"{MISSION}conduite/", steering.conduct, name="mission_conduct"),
    path(f"{MISSION}conduite/objet/", steering.amend, name="mission_amend"),
    path(f"{MISSION}conduite/poids/", steering.declare_use, name="mission_declare_use"),
    path(f"{MISSION}conduite/ouvrir/", steering.open_mission, name="mission_open"),
    path(f"{MISSION}conduite/clore/", steering.close_mission, name="mission_close"),
    path(f"{MISSION}conduite/experts/", steering.appoint, name="mission_appoint"),
    path(f"{MISSION}conduite/experts/<int:expert>/fin/", steering.dismiss, name="mission_dismiss"),
    path(f"{MISSION}conduite/lectures/repartir/", steering.share, name="mission_share"),
    path(
        f"{MISSION}conduite/lectures/<int:reading>/ecarter/",
        steering.set_aside,
        name="mission_set_aside",
    ),
    path(f"{MISSION}interets/", interests.declare, name="mission_interests"),
    path(f"{MISSION}declarations/", interests.declared, name="mission_declarations"),
    path(f"{MISSION}effet/", effects.show, name="mission_effect"),
    path(f"{MISSION}effet/avancement/", effects.progress, name="mission_effect_progress"),
    path(f"{MISSION}effet/calculer/", effects.ask, name="mission_ask_effect"),
    path(f"{MISSION}effet/annuler/", effects.cancel, name="mission_cancel_effect"),
    path(f"{MISSION}candidats/choisir/", steering.pick, name="mission_pick"),
    path(f"{MISSION}candidats/nouveau/", applications.apply, name="mission_apply"),
    path(f"{MISSION}candidats/region/", applications.propose, name="mission_propose"),
    path(f"{MISSION}carte.<drawing:kind>", missions.map_file, name="mission_map"),
    path(CANDIDATE, candidates.show, name="mission_candidate"),
    path(f"{CANDIDATE}carte.<drawing:kind>", candidates.map_file, name="mission_candidate_map"),
    path(f"{CANDIDATE}dossier/", applications.edit, name="mission_edit"),
    path(f"{CANDIDATE}dossier/pieces/", applications.attach, name="mission_attach"),
    path(
        f"{CANDIDATE}dossier/pieces/<int:piece>/retirer/",
        applications.detach,
        name="mission_detach",
    ),
    path(f"{CANDIDATE}pieces/<int:piece>/", candidates.attachment, name="mission_attachment"),
    path(f"{CANDIDATE}confier/", steering.assign, name="mission_assign"),
    path(f"{CANDIDATE}lecture/", readings.reading, name="mission_reading"),
    path(f"{CANDIDATE}lecture/verrouiller/", readings.lock, name="mission_lock"),
    path(f"{CANDIDATE}lectures/", comparisons.show, name="mission_readings"),
    path(f"{CANDIDATE}lectures/message/", comparisons.discuss, name="mission_discuss"),
    path(f"{CANDIDATE}lectures/proposer/", comparisons.propose, name="mission_propose_mark"),
    path(f"{CANDIDATE}lectures/accepter/", comparisons.accept, name="mission_accept_mark"),
    path(f"{CANDIDATE}lectures/garder/", comparisons.keep, name="mission_keep_both"),
    *(
        path(f"{CANDIDATE}{SLUGS[verb]}/", candidates.step_view(verb), name=f"mission_{verb}")
        for verb in STEPS
    ),
]
