"""The list of meetings: searched, filtered, sorted, taken away."""

from collections.abc import Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.models import Meeting
from ancrage.committees.queries.meetings import name_of
from ancrage.committees.shown import state_of
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Table

SOURCE = "Ancrage, réunions des comités (déclaré)"
INVENTED = "inventées pour la démonstration"


def meetings_table(
    request: ActorRequest, rows: Sequence[Meeting], *, regions: dict[str, str]
) -> Table:
    """The meetings that the reader may know of, the next ones and the last ones first."""
    invented = any(row.is_demonstration for row in rows)
    return Table(
        request,
        rows=rows,
        columns=_columns(request),
        filters=(
            Filter(
                "region",
                _("Région"),
                lambda row: [regions.get(code, code) for code in sorted(row.region_codes)],
            ),
        ),
        search=lambda row: f"{row.code} {name_of(row)} {row.place}",
        caption=_("Réunions des comités"),
        filename="comites",
        source=f"{SOURCE}, {INVENTED}" if invented else SOURCE,
        as_of=french_date(localdate()),
        default_sort="-jour",
    )


def _columns(request: ActorRequest) -> tuple[Column, ...]:
    return (
        Column("jour", _("Jour"), lambda row: localdate(row.starts_at) if row.starts_at else None),
        Column(
            "reunion", _("Réunion"), name_of, link=lambda row: link(request, "meeting", row.code)
        ),
        Column("etat", _("État"), lambda row: state_of(row).label, filterable=True),
        Column("niveau", _("Niveau"), lambda row: row.get_scope_kind_display(), filterable=True),
        Column("lieu", _("Lieu"), _place),
        Column("points", _("Points"), lambda row: row.count, numeric=True),
        Column("code", _("Code"), lambda row: row.code, default=False),
        Column(
            "origine",
            _("Origine"),
            lambda row: _("démonstration") if row.is_demonstration else _("saisie"),
            default=False,
        ),
    )


def _place(row: Meeting) -> str:
    if row.is_written:
        return _("par écrit")
    return row.place or (_("en ligne") if row.link else "")
