"""The addresses of the requests. Each step of the workflow has its own, made from the table."""

from django.urls import URLPattern, path

from ancrage.requests.actions.steps import STEPS
from ancrage.requests.views import asking, by_link, imports, lists, outcomes, requests

ROOT = "sollicitations/"
REQUEST = f"{ROOT}<slug:code>/"
SLUGS = {
    "send": "envoyer",
    "acknowledge": "accuser-reception",
    "ask_more": "demander-un-complement",
    "reply": "repondre",
    "instruct": "instruire",
    "grant": "accorder",
    "refuse": "refuser",
    "withdraw": "retirer",
    "deliver": "realiser",
    "reopen": "reprendre",
    "close": "clore",
}
"""The steps as addresses say them."""

urlpatterns: list[URLPattern] = [
    path(ROOT, lists.index, name="requests"),
    path(f"{ROOT}demander/", asking.ask, name="request_ask"),
    path(f"{ROOT}resultats/", outcomes.show, name="request_outcomes"),
    path(f"{ROOT}fichier.<str:suffix>", imports.file, name="request_file"),
    path(f"{ROOT}reprise/", imports.prepare, name="request_import"),
    path(f"{ROOT}reprise/<str:reference>/", imports.one, name="request_import_one"),
    path(f"{ROOT}lien/<str:token>/", by_link.answer, name="request_by_link"),
    path(REQUEST, requests.show, name="request"),
    path(f"{REQUEST}ecrire/", asking.edit, name="request_edit"),
    path(f"{REQUEST}messages/", requests.write, name="request_write"),
    path(f"{REQUEST}notes/", requests.note, name="request_note"),
    path(f"{REQUEST}pieces/", requests.attach, name="request_attach"),
    path(f"{REQUEST}pieces/<int:piece>/", requests.document, name="request_document"),
    path(f"{REQUEST}pieces/<int:piece>/retirer/", requests.detach, name="request_detach"),
    path(f"{REQUEST}liens/revoquer/", requests.revoke, name="request_revoke_links"),
    *(
        path(f"{REQUEST}{SLUGS[verb]}/", requests.step_view(verb), name=f"request_{verb}")
        for verb in STEPS
    ),
]
