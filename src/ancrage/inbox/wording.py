"""The inbox in French: since when, until when, why me."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.ui.formats import french_date


def since_when(since: dt.date, *, on: dt.date) -> str:
    """« depuis le 3 novembre 2026 (9 jours) »."""
    days = (on - since).days
    told = _("depuis le %(day)s") % {"day": french_date(since)}
    return f"{told} ({_counted(days)})" if days > 0 else told


def until_when(due: dt.date | None, *, on: dt.date) -> str:
    """« à faire avant le 12 novembre 2026 (dans 3 jours) »; "" when no day is set."""
    if due is None:
        return ""
    told = _("à faire au plus tard le %(day)s") % {"day": french_date(due)}
    left = (due - on).days
    if left < 0:
        return _("%(told)s (en retard de %(days)s)") % {"told": told, "days": _counted(-left)}
    if left == 0:
        return _("%(told)s (aujourd’hui)") % {"told": told}
    return _("%(told)s (dans %(days)s)") % {"told": told, "days": _counted(left)}


def _counted(days: int) -> str:
    return ngettext("%(n)d jour", "%(n)d jours", days) % {"n": days}


def why_me(*, role: str, scope: str, absent: str = "", after_days: int | None = None) -> str:
    """Why something is in somebody's list: his role there, whom he stands in for, how long it
    waited elsewhere."""
    told = {"held": f"{role} {scope}".strip(), "name": absent}
    if after_days is not None:
        told["days"] = _counted(after_days)
        if absent:
            text = _(
                "parce que cela attend depuis plus de %(days)s, en l’absence de %(name)s (%(held)s)"
            )
        else:
            text = _("parce que cela attend depuis plus de %(days)s et que vous êtes %(held)s")
    elif absent:
        text = _("en l’absence de %(name)s (%(held)s)")
    else:
        text = _("parce que vous êtes %(held)s")
    return text % told


def to_you() -> str:
    """Why something addressed to one person is in his list."""
    return _("parce que cela vous est adressé personnellement")


def on_scope(scope: Scope, name: str) -> str:
    """A scope after its role: « copilote régional d’Auvergne-Rhône-Alpes »; "" for the nation."""
    if scope.kind == ScopeKind.NATION:
        return ""
    if scope.kind == ScopeKind.REGION:
        return of_region(name)
    if scope.kind == ScopeKind.TERRITORY:
        return _("du territoire %(name)s") % {"name": name}
    return _("pour %(name)s") % {"name": name}


def of_region(name: str) -> str:
    """« d’Auvergne-Rhône-Alpes », « de Normandie », « des Hauts-de-France », « du Grand Est »."""
    if name.startswith(("Hauts", "Pays")):
        return _("des %(name)s") % {"name": name}
    if name.startswith("Grand"):
        return _("du %(name)s") % {"name": name}
    if name[:1] in "AEIOUÎÉ":
        return _("d’%(name)s") % {"name": name}
    return _("de %(name)s") % {"name": name}
