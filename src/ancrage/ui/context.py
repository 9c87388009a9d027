"""What every page knows without its view saying it."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from ancrage.ui.links import link
from ancrage.ui.middleware import PARAMETER

MAIN_PAGES = (
    ("home", _("Accueil")),
    ("territories", _("Carte et liste")),
    ("basket", _("Panier de services")),
    ("sheets", _("Fiches action")),
    ("meetings", _("Comités")),
    ("contracts", _("Contrats")),
    ("money", _("Argent")),
    ("identification", _("Identification")),
    ("changes", _("Changements")),
    ("list_histories", _("Histoire de la liste")),
    ("missions", _("Missions")),
    ("calendar", _("Calendrier")),
    ("lookup", _("Consultation")),
)
FOOT_PAGES = (
    ("method", _("Méthode")),
    ("sources", _("Sources")),
    ("open_data", _("Données ouvertes")),
    ("lists", _("Listes à télécharger")),
    ("rights", _("Qui peut quoi")),
    ("privacy", _("Données personnelles")),
    ("verify", _("Vérifier un document signé")),
    ("legal", _("Mentions légales")),
)


@dataclass(frozen=True, slots=True)
class PageLink:
    label: str
    url: str
    is_current: bool


def page(request: HttpRequest) -> dict[str, object]:
    return {
        "theme": settings.ANCRAGE_THEME,
        "as_at": getattr(request, "as_at", None),
        "home_url": _address(request, "home") or "/",
        "main_pages": _links(request, MAIN_PAGES),
        "foot_pages": _links(request, FOOT_PAGES),
        "accessibility_url": _address(request, "accessibility"),
        "search_url": _address(request, "search"),
        "sign_in_url": _address(request, "sign_in"),
        "sign_out_url": _address(request, "sign_out"),
        "stop_looking_url": _address(request, "stop_looking"),
        "kept_parameters": _kept_parameters(request),
    }


def _links(request: HttpRequest, pages: tuple[tuple[str, object], ...]) -> list[PageLink]:
    """The pages that this installation has: a capability that is not there has no entry."""
    found = ((str(label), _address(request, name)) for name, label in pages)
    return [PageLink(label, url, _leads_to(request, url)) for label, url in found if url]


def _address(request: HttpRequest, name: str) -> str:
    try:
        return link(request, name)
    except NoReverseMatch:
        return ""


def _leads_to(request: HttpRequest, url: str) -> bool:
    path = url.partition("?")[0]
    return request.path == path or (path != "/" and request.path.startswith(path))


def _kept_parameters(request: HttpRequest) -> list[tuple[str, str]]:
    """What the date form sends along, so that changing the date keeps the rest of the page."""
    dropped = {PARAMETER, "page", "format"}
    return [
        (key, value)
        for key, values in request.GET.lists()
        if key not in dropped
        for value in values
    ]
