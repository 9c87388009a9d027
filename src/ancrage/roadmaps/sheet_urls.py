"""The addresses of one sheet. Each step of the workflow has its own, made from the table."""

from django.urls import URLPattern, path

from ancrage.roadmaps.offers import step_name
from ancrage.roadmaps.views import beginning, following, history, money, sheets, steps, writing

ROOT = "fiches/"
SHEET = f"{ROOT}<slug:code>/"
SLUGS = {
    "submit": "soumettre",
    "take_back": "reprendre",
    "revise": "soumettre-la-version",
    "validate": "valider",
    "postpone": "ajourner",
    "refuse": "refuser",
    "accept": "valider-la-version",
    "decline": "refuser-la-version",
    "start": "engager",
    "suspend": "suspendre",
    "finish": "achever",
    "close": "clore",
    "abandon": "abandonner",
    "reopen": "reprendre-en-idee",
}
"""The steps as addresses say them."""

urlpatterns: list[URLPattern] = [
    path(f"{ROOT}commencer/", beginning.start, name="sheet_start"),
    path(f"{ROOT}corbeille/", beginning.deleted, name="sheet_deleted"),
    path(SHEET, sheets.show, name="sheet"),
    path(f"{SHEET}copier/", beginning.copy, name="sheet_copy"),
    path(f"{SHEET}ecrire/", writing.edit, name="sheet_edit"),
    path(f"{SHEET}enregistrer/", writing.save, name="sheet_save"),
    path(f"{SHEET}historique/", history.history, name="sheet_history"),
    path(f"{SHEET}defaire/", history.undo, name="sheet_undo"),
    path(f"{SHEET}versions/<int:number>/", history.version, name="sheet_version"),
    path(f"{SHEET}reserver/", beginning.reserve, name="sheet_reserve"),
    path(f"{SHEET}supprimer/", beginning.delete, name="sheet_delete"),
    path(f"{SHEET}retablir/", beginning.restore, name="sheet_restore"),
    path(f"{SHEET}remarques/", following.comment, name="sheet_comment"),
    path(f"{SHEET}remarques/<slug:reference>/", following.resolve, name="sheet_resolve"),
    path(f"{SHEET}point/", following.report, name="sheet_report"),
    path(f"{SHEET}montants/", money.declare, name="sheet_declare"),
    path(f"{SHEET}montants/<int:entry>/annuler/", money.reverse, name="sheet_reverse"),
    path(f"{SHEET}confier/", following.share, name="sheet_share"),
    path(f"{SHEET}confier/<slug:person>/", following.unshare, name="sheet_unshare"),
    path(f"{SHEET}pieces/", following.attach, name="sheet_attach"),
    path(f"{SHEET}pieces/<int:piece>/", sheets.file, name="sheet_file"),
    path(f"{SHEET}pieces/<int:piece>/retirer/", following.detach, name="sheet_detach"),
    *(
        path(f"{SHEET}{slug}/", steps.step_view(verb), name=step_name(verb))
        for verb, slug in SLUGS.items()
    ),
]
