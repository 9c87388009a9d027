"""The pages shown when something is wrong: what happened, and where to go from there."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Trouble:
    status: int
    title: str
    what: str
    advice: str


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    what = _("Le site n’a pas pu comprendre l’adresse ou le formulaire envoyé.")
    advice = _("Vérifiez l’adresse, ou reprenez depuis la page d’accueil.")
    return _page(request, Trouble(400, _("Demande incomprise"), what, advice))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    what = _("Cette page n’est pas ouverte à tous, ou le formulaire a expiré.")
    advice = _("Revenez à la page précédente, rechargez-la, puis envoyez à nouveau.")
    return _page(request, Trouble(403, _("Accès refusé"), what, advice))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return forbidden(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    what = _("Aucune page n’est à cette adresse : un code a peut-être changé ou été mal recopié.")
    advice = _("Cherchez le lieu ou le territoire par son nom ou son code postal.")
    return _page(request, Trouble(404, _("Page introuvable"), what, advice))


def server_error(request: HttpRequest) -> HttpResponse:
    what = _("Le site a rencontré une erreur. Rien de ce que vous avez fait n’en est la cause.")
    advice = _("Réessayez dans un instant ; l’incident est inscrit au journal du serveur.")
    return _page(request, Trouble(500, _("Erreur du site"), what, advice))


def _page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    return render(request, "ui/error.html", {"trouble": trouble}, status=trouble.status)
