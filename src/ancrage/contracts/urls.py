"""The addresses of contracts. Each step of an act has its own, made from the table."""

from django.urls import URLPattern, path

from ancrage.contracts import signing_urls
from ancrage.contracts.offers import step_name
from ancrage.contracts.views import acts, contracts, outside

ROOT = "contrats/"
CONTRACT = f"{ROOT}<slug:code>/"
ACT = f"{CONTRACT}actes/<int:rank>/"
SLUGS = {
    "check": "verifier",
    "rework": "reprendre-l-ecriture",
    "drop": "abandonner",
    "resume": "reprendre",
    "approve": "approuver",
    "decline": "renvoyer",
    "withdraw": "retirer",
}
"""The steps as addresses say them; sending goes by the preview, signing by signatures."""

urlpatterns: list[URLPattern] = [
    path(ROOT, contracts.index, name="contracts"),
    path(f"{ROOT}preparer/", contracts.draft, name="contract_draft"),
    path(f"{ROOT}verser/", outside.enter, name="contract_enter"),
    path(CONTRACT, contracts.show, name="contract"),
    path(ACT, acts.show, name="act"),
    path(f"{ACT}ecrire/", acts.write, name="act_write"),
    path(f"{ACT}apercu/", acts.preview, name="act_preview"),
    path(f"{ACT}acte.pdf", acts.paper, name="act_paper"),
    path(f"{ACT}fichier/", acts.file, name="act_file"),
    path(f"{ACT}changements/", acts.changes, name="act_changes"),
    *(
        path(f"{ACT}{slug}/", acts.step_view(verb), name=step_name(verb))
        for verb, slug in SLUGS.items()
    ),
    *signing_urls.urlpatterns,
]
