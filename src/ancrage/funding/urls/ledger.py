"""The addresses of the ledger and of the envelopes."""

from django.urls import URLPattern, path

from ancrage.funding.views import checks, dossiers, entries, envelopes

ROOT = "argent/"
ENVELOPE = f"{ROOT}enveloppes/<slug:code>/"
DOSSIER = f"{ROOT}dossiers/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path(f"{ROOT}enveloppes/", envelopes.index, name="envelopes"),
    path(f"{ROOT}enveloppes-ouvrir/", envelopes.begin, name="envelope_open"),
    path(ENVELOPE, envelopes.show, name="envelope"),
    path(f"{ENVELOPE}deplacer/", envelopes.move, name="envelope_move"),
    path(f"{ENVELOPE}decrire/", envelopes.revise, name="envelope_revise"),
    path(f"{ENVELOPE}mouvements/<int:pk>/annuler/", envelopes.undo_move, name="envelope_undo"),
    path(f"{ROOT}ecritures/", entries.index, name="entries"),
    path(f"{ROOT}ecritures/<int:pk>/", entries.show, name="entry"),
    path(f"{ROOT}ecritures/<int:pk>/piece/", entries.piece, name="entry_file"),
    path(f"{ROOT}ecritures/<int:pk>/annuler/", entries.reverse, name="entry_reverse"),
    path(f"{ROOT}dossiers/", dossiers.index, name="dossiers"),
    path(f"{ROOT}dossiers-ouvrir/", dossiers.begin, name="dossier_open"),
    path(DOSSIER, dossiers.show, name="dossier"),
    path(f"{DOSSIER}ecrire/", dossiers.post, name="dossier_post"),
    path(f"{DOSSIER}engager/", dossiers.commit, name="dossier_commit"),
    path(f"{DOSSIER}projet/", dossiers.join, name="dossier_join"),
    path(f"{DOSSIER}quitter/", dossiers.leave, name="dossier_leave"),
    path(f"{ROOT}projets/<slug:code>/", dossiers.project, name="project"),
    path(f"{ROOT}engagements/<int:pk>/", dossiers.commitment, name="commitment"),
    path(f"{ROOT}comptes/", checks.accounts, name="accounts"),
    path(f"{ROOT}controles/", checks.show, name="money_checks"),
    path(f"{ROOT}controles/lancer/", checks.ask, name="money_checks_ask"),
    path(f"{ROOT}controles/avancement/", checks.progress, name="money_checks_progress"),
]
