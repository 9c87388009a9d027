"""The addresses of the shares of an envelope."""

from django.urls import URLPattern, path

from ancrage.allocation.views import comparing, computing, deciding, lines, notes, ruling, scenarios

ROOT = "repartition/"
ONE = f"{ROOT}<slug:code>/"
SLUGS = {"take_back": "retirer", "reverse": "annuler-adoption", "drop": "abandonner"}
"""The steps of a reason, as addresses say them."""

urlpatterns: list[URLPattern] = [
    path(ROOT, scenarios.index, name="allocations"),
    path(f"{ROOT}nouveau/", scenarios.create, name="allocation_new"),
    path(f"{ROOT}comparer/", comparing.compare, name="allocation_compare"),
    path(ONE, scenarios.show, name="allocation"),
    path(f"{ONE}decrire/", scenarios.describe, name="allocation_describe"),
    path(f"{ONE}copier/", scenarios.copy, name="allocation_copy"),
    path(f"{ONE}projets/", lines.index, name="allocation_lines"),
    path(f"{ONE}projets/prendre/", lines.take, name="allocation_take"),
    path(f"{ONE}projets/retirer/", lines.remove, name="allocation_remove"),
    path(f"{ONE}projets.csv", lines.file, name="allocation_projects_file"),
    path(f"{ONE}projet/<path:project>/fixer/", lines.hold, name="allocation_hold"),
    path(f"{ONE}projet/<path:project>/", lines.show, name="allocation_line"),
    path(f"{ONE}regles/", ruling.edit, name="allocation_rules"),
    path(f"{ONE}regles/fichier/", ruling.take, name="allocation_rules_take"),
    path(f"{ONE}regles.toml", ruling.file, name="allocation_rules_file"),
    path(f"{ONE}calculer/", computing.compute, name="allocation_compute"),
    path(f"{ONE}annuler-calcul/", computing.cancel, name="allocation_cancel"),
    path(f"{ONE}avancement/", computing.progress, name="allocation_progress"),
    path(f"{ONE}plan.json", computing.plan_file, name="allocation_plan_file"),
    path(f"{ONE}carte.<drawing:kind>", notes.map_file, name="allocation_map"),
    path(f"{ONE}note.pdf", notes.note, name="allocation_note"),
    path(f"{ONE}proposer/", deciding.propose, name="allocation_propose"),
    path(f"{ONE}adopter/", deciding.adopt, name="allocation_adopt"),
    *(
        path(f"{ONE}{SLUGS[verb]}/", deciding.step_view(verb), name=f"allocation_{verb}")
        for verb in deciding.REASONED
    ),
]
