"""The tables of people's pages, and so their files."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.people.middleware import ActorRequest
from ancrage.people.queries.directory import HeldRole, OrganisationRow, State
from ancrage.people.queries.invitations import ShownInvitation
from ancrage.ui.columns import Column, Filter
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.tables import Table


def state_word(state: State) -> str:
    """Whether a role is held, in words."""
    return {
        State.HELD: _("en vigueur"),
        State.COMING: _("à venir"),
        State.ENDED: _("terminé"),
    }[state]


def role_table(request: ActorRequest, rows: Sequence[HeldRole], *, with_history: bool) -> Table:
    """Who holds what on which scope."""
    return Table(
        request,
        rows=rows,
        columns=_role_columns(request, with_history=with_history),
        filters=[
            Filter("role", _("Rôle"), lambda row: row.role_label),
            Filter("region", _("Région"), lambda row: row.regions),
            Filter("nature", _("Qualité"), lambda row: row.as_what),
        ],
        search=_searched,
        caption=_("Personnes et rôles"),
        filename="personnes-et-roles",
        source=_("Ancrage, rôles donnés par les personnes habilitées"),
        as_of=french_date(request.as_at.date),
    )


def _role_columns(request: ActorRequest, *, with_history: bool) -> list[Column]:
    def person_page(row: HeldRole) -> str:
        return link(request, "person", row.person.reference)

    def organisation_page(row: HeldRole) -> str:
        held = row.organisation
        return link(request, "organisation", held.kind, held.code) if held else ""

    return [
        Column("personne", _("Personne"), lambda row: row.name, link=person_page),
        Column("role", _("Rôle"), lambda row: row.role_label),
        Column("perimetre", _("Périmètre"), lambda row: row.scope_label),
        Column(
            "organisation",
            _("Organisation"),
            lambda row: row.organisation.name if row.organisation else "",
            link=organisation_page,
        ),
        Column("du", _("Du"), lambda row: row.holding.since),
        Column("au", _("Au"), _last_day),
        Column("qualite", _("Qualité"), lambda row: row.as_what, default=False),
        Column("remplace", _("Remplace"), _replaced),
        Column("etat", _("État"), lambda row: state_word(row.state), default=with_history),
        Column("courriel", _("Adresse électronique"), lambda row: row.person.email, default=False),
        Column("region", _("Région"), lambda row: ", ".join(row.regions), default=False),
    ]


def _last_day(row: HeldRole) -> str:
    return french_date(row.holding.until) if row.holding.until else ""


def _replaced(row: HeldRole) -> str:
    return row.stands_in_for.name if row.stands_in_for else ""


def _searched(row: HeldRole) -> str:
    organisation = row.organisation.name if row.organisation else ""
    parts = (row.name, row.person.email or "", row.role_label, row.scope_label, organisation)
    return " ".join((*parts, *row.regions))


def organisation_table(request: ActorRequest, rows: Sequence[OrganisationRow]) -> Table:
    """The organisations and how many people act for each."""
    return Table(
        request,
        rows=rows,
        columns=[
            Column(
                "nom",
                _("Organisation"),
                lambda row: row.organisation.name,
                link=lambda row: link(
                    request, "organisation", row.organisation.kind, row.organisation.code
                ),
            ),
            Column("nature", _("Nature"), lambda row: row.kind_label, filterable=True),
            Column("siret", _("SIRET"), lambda row: row.organisation.siret, default=False),
            Column("personnes", _("Personnes"), lambda row: row.people, numeric=True),
        ],
        search=lambda row: f"{row.organisation.name} {row.organisation.siret}",
        caption=_("Organisations"),
        filename="organisations",
        source=_("Ancrage"),
        as_of=french_date(request.as_at.date),
    )


def invitation_table(
    request: ActorRequest, rows: Sequence[ShownInvitation], *, today: dt.date
) -> Table:
    """Who was invited to which roles, and where each invitation stands."""

    def day(name: str) -> Callable[[ShownInvitation], dt.date | None]:
        def read(row: ShownInvitation) -> dt.date | None:
            instant = getattr(row.invitation, name)
            return localdate(instant) if instant else None

        return read

    return Table(
        request,
        rows=rows,
        columns=[
            Column(
                "personne",
                _("Personne"),
                lambda row: row.person.name,
                link=lambda row: link(request, "person", row.person.reference),
            ),
            Column("roles", _("Rôles"), lambda row: " ; ".join(row.roles)),
            Column("etat", _("État"), lambda row: row.state_label, filterable=True),
            Column("envoyee", _("Dernier envoi"), day("sent_at")),
            Column("expire", _("Expire le"), day("expires_at")),
            Column("envois", _("Envois"), lambda row: row.invitation.sent_count, numeric=True),
            Column("courriel", _("Adresse"), lambda row: row.person.email, default=False),
        ],
        search=lambda row: f"{row.person.name} {row.person.email} {' '.join(row.roles)}",
        caption=_("Invitations"),
        filename="invitations",
        source=_("Ancrage"),
        as_of=french_date(today),
    )
