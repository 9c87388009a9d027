"""The forms: a report, a case, a question, an answer. The rules say what is wrong, not these."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import Actor, ScopeKind
from ancrage.people.fields import ScopeField
from ancrage.people.queries.scopes import NamedScope, named, named_scopes
from ancrage.simplification.access import AUTHORS
from ancrage.simplification.actions.cases import Written
from ancrage.simplification.actions.questions import Answer, Asked
from ancrage.simplification.definitions import authorities, needs, outcomes, proposals
from ancrage.simplification.models import BlockCase, BlockReport
from ancrage.simplification.rules.figures import REFERRED
from ancrage.simplification.rules.reporting import LENGTHS, MOST_CENTS, MOST_DAYS, Told

CENTS = 100
TO_REPORT = ("rule", "prevents", "kind", "proposal")
"""What a report cannot lack, and a draft may."""
Words = Any
"""A text, or one that is translated when it is shown."""


def _line(
    label: Words, name: str, help_text: Words = "", *, required: bool = False
) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=LENGTHS[name], required=required
    )


def _text(label: Words, help_text: Words = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LENGTHS["rule"],
        required=required,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RefusableForm(forms.Form):
    """A form on which what a command refuses is written back, field by field."""

    def take(self, refusal: InputRefused) -> None:
        """Put each fault at its field."""
        for problem in refusal.problems:
            column = problem.column if problem.column in self.fields else None
            self.add_error(column, problem.what)


class ReportForm(RefusableForm):
    """A block in the words of who meets it. What is not known yet stays empty in a draft."""

    use_required_attribute = False

    title = _line(_("Le blocage, en une ligne"), "title", required=True)
    rule = _text(
        _("Quel texte ou quelle procédure bloque ?"),
        _("Comme vous le connaissez ; la référence exacte peut manquer."),
        required=False,
    )
    reference = _line(
        _("Référence du texte, ou numéro NOR"), "reference", _("Si vous la connaissez.")
    )
    url = _line(_("Adresse sur Légifrance"), "url", "https://www.legifrance.gouv.fr/…")
    prevents = _text(_("Qu’est-ce que cela empêche ?"), required=False)
    cost = forms.DecimalField(
        label=_("Ce que cela coûte, en euros"),
        help_text=_("Déclaré par vous. Laissez vide si vous ne savez pas."),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(MOST_CENTS // CENTS),
        decimal_places=2,
        localize=True,
    )
    delay_days = forms.IntegerField(
        label=_("Retard causé, en jours"),
        help_text=_("Laissez vide si vous ne savez pas."),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
    )
    need = forms.ChoiceField(label=_("Besoin auquel cela fait obstacle"), initial="simplify")
    kind = forms.ChoiceField(label=_("Ce que vous proposez"), required=False)
    proposal = _text(_("Votre proposition, en quelques mots"), required=False)
    company_name = _line(_("Entreprise concernée"), "company_name")
    is_private = forms.BooleanField(
        label=_("Réserver ce signalement"),
        help_text=_(
            "Seuls votre binôme, l’équipe nationale et l’autorité saisie le liront. "
            "Vous pourrez lever la réserve."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = list(needs().items())  # type: ignore[attr-defined]
        for name in TO_REPORT:
            self.fields[name].required = True
        empty = [("", _("à choisir"))]
        self.fields["kind"].choices = [*empty, *proposals().items()]  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        """What a draft may lack is asked for when it is reported; until then it is no fault."""
        for name in TO_REPORT:
            self.fields[name].required = False
        super().full_clean()
        for name in TO_REPORT:
            self.fields[name].required = True

    def told(self) -> Told:
        """What was filled in, once the form is valid."""
        held = {n: v for n, v in self.cleaned_data.items() if n in Told.__slots__}
        cost = self.cleaned_data["cost"]
        return Told(**held, cost_cents=None if cost is None else int(cost * CENTS))

    @staticmethod
    def initial_of(report: BlockReport) -> dict[str, Any]:
        held = report.told.document()
        cents = held.pop("cost_cents")
        return held | {"cost": None if cents is None else Decimal(cents) / CENTS}


class NewReportForm(ReportForm):
    """A report to be begun: for whom, and where when a company reports."""

    field_order = ("on_behalf", "territory")

    def __init__(self, *args: Any, speakers: list[NamedScope], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.speakers = {str(one.scope): one for one in speakers}
        companies = [one for one in speakers if one.scope.kind == ScopeKind.COMPANY]
        self.fields["on_behalf"] = forms.ChoiceField(
            label=_("Au nom de"), choices=[(k, n.name) for k, n in self.speakers.items()]
        )
        if companies:
            self.fields["territory"] = ScopeField(
                named_scopes(ScopeKind.TERRITORY),
                label=_("Territoire où l’entreprise est installée"),
                help_text=_("Si vous parlez au nom d’une entreprise."),
                required=False,
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        held = super().clean() or self.cleaned_data
        speaker = self.speakers.get(held.get("on_behalf", ""))
        if speaker and speaker.scope.kind == ScopeKind.COMPANY and not held.get("territory"):
            self.add_error("territory", _("Dites dans quel territoire."))
        return held

    def place(self) -> tuple[str, str]:
        """The territory and the company, "" when the territory speaks for itself."""
        speaker = self.speakers[self.cleaned_data["on_behalf"]]
        if speaker.scope.kind == ScopeKind.COMPANY:
            return self.cleaned_data["territory"].code, speaker.code
        return speaker.code, ""


class CaseForm(RefusableForm):
    """A case in words that may be published."""

    title = _line(_("Le cas, en une ligne"), "title", required=True)
    summary = _text(
        _("Le blocage, en clair"),
        _("Ces mots seront publiés : ni nom d’entreprise, ni chiffre réservé."),
    )
    rule = _text(_("Le texte ou la procédure"))
    reference = _line(_("Référence du texte, ou numéro NOR"), "reference")
    url = _line(_("Adresse sur Légifrance"), "url", "https://www.legifrance.gouv.fr/…")
    need = forms.ChoiceField(label=_("Besoin"), initial="simplify")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = list(needs().items())  # type: ignore[attr-defined]

    def written(self) -> Written:
        return Written(**{name: self.cleaned_data[name] for name in Written.__slots__})

    @staticmethod
    def initial_of(held: BlockCase | BlockReport) -> dict[str, Any]:
        return {name: getattr(held, name, "") for name in Written.__slots__}


class NewCaseForm(CaseForm):
    """A case to be opened: the regions that may conduct it are those of who opens it."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        regions: list[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"] = forms.ChoiceField(
            label=_("Portée"),
            help_text=_("Un cas d’une seule région peut être conduit par elle."),
            choices=regions,
            required=False,
        )


class AuthorityForm(RefusableForm):
    """Which authority: « prefecture:84 », « operator:bpifrance », « central: »."""

    authority = forms.ChoiceField(label=_("Autorité compétente"))
    service = _line(_("Ministère ou service"), "title", _("Facultatif : qui, dans cette autorité."))

    def __init__(self, *args: Any, kinds: list[str] | None = None, region: str = "", **kwargs: Any):  # noqa: ANN204, ANN401
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = authority_choices(kinds, region)  # type: ignore[attr-defined]

    def asked(self, *, kind: str = "", words: str = "") -> Asked:
        code, _colon, scope = self.cleaned_data["authority"].partition(":")
        return Asked(code, scope, self.cleaned_data["service"], kind, words)


class QuestionForm(AuthorityForm):
    """A case to be put to an authority."""

    kind = forms.ChoiceField(label=_("Ce qui est demandé"))
    words = _text(_("La question"), _("Elle sera publiée."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(proposals().items())  # type: ignore[attr-defined]

    def question(self) -> Asked:
        return self.asked(kind=self.cleaned_data["kind"], words=self.cleaned_data["words"])


class ReferForm(AuthorityForm):
    """A case that another authority has to answer."""

    reason = _text(_("Pourquoi une autre autorité"), _("Cela sera publié."))


DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AnswerForm(RefusableForm):
    """What the authority answers, and why."""

    outcome = forms.ChoiceField(label=_("Réponse"))
    words = _text(_("Motifs"), _("Ils seront publiés, et serviront à tous les cas semblables."))
    applies_from = forms.DateField(label=_("Vaut à partir du"), required=False, widget=DAY)
    applies_until = forms.DateField(label=_("Vaut jusqu’au"), required=False, widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        given = [(c, label) for c, label in outcomes().items() if c != REFERRED]
        self.fields["outcome"].choices = given  # type: ignore[attr-defined]

    def answer(self) -> Answer:
        return Answer(**{name: self.cleaned_data[name] for name in Answer.__slots__})


def authority_choices(kinds: list[str] | None, region: str) -> list[tuple[str, str]]:
    """Every authority that may be asked; `kinds`, `region`: those within one region alone."""
    found = []
    for kind in authorities().values():
        if kinds is not None and kind.code not in kinds:
            continue
        if kind.scope == ScopeKind.NATION:
            found.append((f"{kind.code}:", kind.label))
            continue
        found += [
            (f"{kind.code}:{one.code}", f"{kind.label}, {one.name}")
            for one in named_scopes(kind.scope)
            if not region or kind.scope != ScopeKind.REGION or one.code == region
        ]
    return found


def speakers_of(actor: Actor) -> list[NamedScope]:
    """The territories and companies that somebody speaks for, by their names."""
    scopes = dict.fromkeys(h.scope for h in actor.holdings if h.role in AUTHORS)
    held = named(scopes)
    return [held[scope] for scope in scopes]
