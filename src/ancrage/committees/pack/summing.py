"""The figures of the perimeter at a glance, the same as at the head of its list of sheets."""

from django.utils.translation import gettext as _

from ancrage.committees.pack.content import Figures, Section
from ancrage.committees.pack.frame import Frame


def in_brief(frame: Frame) -> Section:
    """The section « En bref »."""
    return Section(_("En bref"), (key_figures(frame),))


def key_figures(frame: Frame) -> Figures:
    """The figures at the head of the list of sheets."""
    held = frame.summary
    whole = held.totals[-1] if held.totals else None
    url = frame.sheets_url()
    late = None if frame.lens.is_published else held.late
    at_risk = None if frame.lens.is_published else held.at_risk
    named = {
        "total_cost": _("Coût total"),
        "asked": _("Demandé"),
        "promised": _("Promis"),
        "granted": _("Accordé"),
        "paid": _("Payé"),
    }
    return Figures(
        _("Fiches action comptées (ni refusées, ni abandonnées)"),
        (
            frame.count(_("Fiches action"), held.count, _("fiches"), url),
            frame.count(_("En retard"), late, _("fiches"), frame.sheets_url(suivi="retard")),
            frame.count(
                _("En retard ou à risque"), at_risk, _("fiches"), frame.sheets_url(suivi="risque")
            ),
            *(
                frame.euros(label, getattr(whole, name) if whole else None, url)
                for name, label in named.items()
            ),
        ),
    )
