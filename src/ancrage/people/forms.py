"""The forms of people's pages: what is asked, and what each answer becomes."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.files.forms import AttachedFileField
from ancrage.kernel.rights import NATION, Actor, Scope, ScopeKind
from ancrage.people.actions.roles import Term
from ancrage.people.delays import delays_at
from ancrage.people.fields import (
    OrganisationField,
    ScopeField,
    Suggested,
    day_field,
    reason_field,
    until_help,
)
from ancrage.people.giving import may_give, where_of
from ancrage.people.models import Organisation, RoleHolding
from ancrage.people.queries.directory import HeldRole
from ancrage.people.queries.organisations import (
    OrganisationBook,
    OrganisationChoice,
    known_organisations,
)
from ancrage.people.queries.scopes import NamedScope, named_scopes
from ancrage.people.roles import RoleKind

Data = Mapping[str, Any] | None
READ, WRITE, MINE = "lire", "ecrire", "moi"
SCOPE_LABELS = {
    ScopeKind.REGION: gettext_lazy("Région"),
    ScopeKind.TERRITORY: gettext_lazy("Territoire"),
    ScopeKind.OPERATOR: gettext_lazy("Opérateur"),
    ScopeKind.COMPANY: gettext_lazy("Entreprise"),
}
SCOPE_HELPS = {
    ScopeKind.REGION: gettext_lazy("Son nom."),
    ScopeKind.TERRITORY: gettext_lazy("Quelques lettres de son nom, ou son code."),
    ScopeKind.OPERATOR: gettext_lazy("Son nom."),
    ScopeKind.COMPANY: gettext_lazy("Son nom ou son SIRET."),
}


class RoleChoiceForm(forms.Form):
    """Which role: what it is held on, and so the rest of the form, depends on it."""

    def __init__(self, data: Data = None, *, kinds: Sequence[RoleKind], **options: Any) -> None:  # noqa: ANN401
        super().__init__(data, **options)
        self.fields["role"] = forms.ChoiceField(
            label=_("Rôle"), choices=[(kind.code, kind.label) for kind in kinds]
        )


def _scopes(kind: RoleKind, by: Actor | None) -> list[NamedScope]:
    """What a role is held on: all of it, or where somebody may give it."""
    return [
        named
        for named in named_scopes(kind.scope)
        if by is None or may_give(by, kind.code, where_of(named.scope, regions=named.regions))
    ]


class ScopedForm(forms.Form):
    """A form about a role of one kind: the scope by name when the role has one.

    `by`: only where he may give the role. `has_scope` False: the scope is known already.
    """

    def __init__(
        self,
        data: Data = None,
        *,
        kind: RoleKind,
        by: Actor | None = None,
        has_scope: bool = True,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(data, **options)
        self.kind = kind
        if has_scope and kind.scope != ScopeKind.NATION:
            self.fields["scope"] = ScopeField(
                _scopes(kind, by),
                label=SCOPE_LABELS[kind.scope],
                help_text=SCOPE_HELPS[kind.scope],
            )

    @property
    def scope(self) -> Scope:
        named = self.cleaned_data.get("scope")
        return named.scope if named else NATION


class RoleForm(ScopedForm):
    """A role to give: its scope and its organisation by name, its first and last day."""

    def __init__(
        self,
        data: Data = None,
        *,
        kind: RoleKind,
        today: dt.date,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(data, kind=kind, **options)
        self.book = OrganisationBook()
        self.fields["organisation"] = OrganisationField(
            self.book,
            kind.organisations,
            label=_("Au nom de"),
            required=False,
            help_text=_("L’organisation : son nom, son SIREN ou son SIRET."),
        )
        self.fields["since"] = day_field(_("Premier jour"))
        self.fields["since"].initial = today
        self.fields["until"] = day_field(
            _("Dernier jour"), required=False, help_text=_("Vide : sans fin prévue.")
        )

    @property
    def term(self) -> Term:
        return Term(self.cleaned_data["since"], self.cleaned_data["until"])

    @property
    def organisation(self) -> OrganisationChoice | None:
        choice: OrganisationChoice | None = self.cleaned_data["organisation"]
        return choice


class PersonForm(forms.Form):
    """A person's name and address."""

    given_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=100, required=False)
    family_name = forms.CharField(label=gettext_lazy("Nom"), max_length=100)
    email = forms.EmailField(label=gettext_lazy("Adresse électronique"), max_length=254)


class InviteForm(RoleForm):
    """One person to invite, with a role."""

    field_order = ("email", "given_name", "family_name", "scope", "organisation", "since", "until")

    def __init__(self, data: Data = None, **options: Any) -> None:  # noqa: ANN401
        super().__init__(data, **options)
        self.fields |= {name: copy(field) for name, field in PersonForm.base_fields.items()}
        self.order_fields(self.field_order)


class TableForm(forms.Form):
    """A table of people to invite."""

    def __init__(self, *given: Any, today: Callable[[], dt.date], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **options)
        self.fields["file"] = AttachedFileField(
            today=today,
            label=_("Tableau rempli"),
            help_text=_("XLSX, ou CSV (UTF-8 ou Windows-1252, points-virgules ou virgules)."),
        )


class GrantForm(RoleForm):
    """The role that was asked for, to give; its organisation as it was told, if that is known."""

    def __init__(self, data: Data = None, *, told: str, **options: Any) -> None:  # noqa: ANN401
        super().__init__(data, has_scope=False, **options)
        found = self.book.find(self.kind.organisations, told)
        self.fields["organisation"].initial = found[0].label if len(found) == 1 else ""
        self.fields["reason"] = reason_field(_("Un mot à la personne"), required=False)


class RefuseForm(forms.Form):
    """Why a request is refused."""

    reason = reason_field(
        gettext_lazy("Motif du refus"), help_text=gettext_lazy("La personne le lira.")
    )


class RequestForm(ScopedForm):
    """A role that somebody asks for."""

    def __init__(self, data: Data = None, *, kind: RoleKind, **options: Any) -> None:  # noqa: ANN401
        super().__init__(data, kind=kind, **options)
        known = known_organisations(kind.organisations)
        self.fields["organisation"] = forms.CharField(
            label=_("Organisation"),
            max_length=200,
            help_text=_("Celle pour qui vous travaillez."),
            widget=Suggested([choice.name for choice in known]),
        )
        self.fields["message"] = reason_field(
            _("Message"),
            required=False,
            help_text=_("Ce qui aide à vous répondre : votre mandat, qui peut le confirmer."),
        )


class EndForm(forms.Form):
    """The last day of a role, and why."""

    last_day = day_field(gettext_lazy("Dernier jour"))
    reason = reason_field(
        gettext_lazy("Motif"),
        help_text=gettext_lazy("Inscrit au journal : rien de personnel, rien de désobligeant."),
    )


class StandInForm(forms.Form):
    """Who stands in for the holder of a role, how, and for how long."""

    DEPUTY, DELEGATE = "deputy", "delegate"

    how = forms.ChoiceField(
        label=gettext_lazy("Comment"),
        choices=[
            (DELEGATE, gettext_lazy("délégation, jusqu’à un jour précis")),
            (DEPUTY, gettext_lazy("suppléance, tant que le rôle dure")),
        ],
    )
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique de la personne"),
        help_text=gettext_lazy(
            "Elle doit avoir un compte : demandez-lui de se connecter une fois."
        ),
    )

    def __init__(
        self,
        data: Data = None,
        *,
        holding: RoleHolding,
        today: dt.date,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(data, **options)
        self.fields["since"] = day_field(_("Premier jour"))
        self.fields["since"].initial = max(today, holding.since)
        help_text = until_help(holding.until) or _("Obligatoire pour une délégation.")
        self.fields["until"] = day_field(_("Dernier jour"), required=False, help_text=help_text)

    @property
    def term(self) -> Term:
        return Term(self.cleaned_data["since"], self.cleaned_data["until"])

    @property
    def is_delegation(self) -> bool:
        return bool(self.cleaned_data["how"] == self.DELEGATE)


class OrganisationForm(forms.Form):
    """A new organisation."""

    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=Organisation.KINDS)
    name = forms.CharField(label=gettext_lazy("Nom"), max_length=200)
    siret = forms.CharField(
        label=gettext_lazy("SIRET"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Quatorze chiffres, obligatoires pour une entreprise."),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "Code INSEE d’une région, SIREN d’une intercommunalité ; pour un opérateur, l’État ou "
            "un secrétariat, un mot en minuscules : « bpifrance »."
        ),
    )


class EraseForm(forms.Form):
    """Why a person is erased, and that it is meant."""

    reason = reason_field(
        gettext_lazy("Motif"),
        help_text=gettext_lazy("Inscrit au journal pour toujours : aucun nom, rien de personnel."),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Je sais que rien ne pourra être rétabli"),
    )


class TokenForm(forms.Form):
    """A key of the API: what it is for, until when, and which of one's roles it carries."""

    name = forms.CharField(
        label=gettext_lazy("Nom"),
        max_length=100,
        help_text=gettext_lazy("Le programme qui s’en servira : vous le reconnaîtrez plus tard."),
    )

    def __init__(
        self,
        data: Data = None,
        *,
        roles: Sequence[HeldRole],
        organisations: Sequence[Organisation],
        today: dt.date,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(data, **options)
        self.organisations = {str(one.pk): one for one in organisations}
        most = delays_at(today).token_most_days
        self.fields["expires_on"] = day_field(
            _("Dernier jour"), help_text=_("Dans %d jours au plus.") % most
        )
        self.fields["expires_on"].initial = today + dt.timedelta(days=min(90, most))
        self.fields["may_write"] = forms.ChoiceField(
            label=_("Ce qu’il permet"),
            choices=[(READ, _("lire seulement")), (WRITE, _("lire et écrire"))],
        )
        if roles:
            self.fields["roles"] = forms.MultipleChoiceField(
                label=_("Rôles qu’il porte"),
                choices=[
                    (row.holding.reference, f"{row.role_label}, {row.scope_label}") for row in roles
                ],
                initial=[row.holding.reference for row in roles],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        if organisations:
            self.fields["organisation"] = forms.ChoiceField(
                label=_("À qui il est"),
                choices=[
                    (MINE, _("à moi")),
                    *((key, _("à %s") % one.name) for key, one in self.organisations.items()),
                ],
                help_text=_("Celui d’une organisation est vu et révocable par ses personnes."),
            )

    @property
    def organisation(self) -> Organisation | None:
        return self.organisations.get(self.cleaned_data.get("organisation", ""))

    @property
    def told(self) -> dict[str, Any]:
        """What the command takes."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "expires_on": given["expires_on"],
            "may_write": given["may_write"] == WRITE,
            "roles": given.get("roles", []),
        }
