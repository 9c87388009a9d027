"""A rule as it is typed, a form for each kind, and as its document holds it (`rules_reading`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.allocation.engine.model import DIMENSIONS
from ancrage.allocation.words import DIMENSION_WORDS, MATURITIES, Labels, about
from ancrage.requests.forms import EurosField
from ancrage.requests.words import as_typed

Choices = Mapping[str, Sequence[tuple[str, str]]]
Tree = Mapping[str, Any]
DIGITS = 6
LABEL = gettext_lazy("Nom de la règle")
LABEL_HELP = gettext_lazy("Sans lui, elle est nommée d’après ce qu’elle concerne.")


class NumberField(forms.FloatField):
    """A number ≥ 0 as French people write it: « 0,5 »."""

    def __init__(self, **told: Any) -> None:  # noqa: ANN401 as its parent's
        super().__init__(localize=True, **{"min_value": 0, "required": False} | told)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 as its parent's
        """« 20 », not « 20,0 »."""
        is_whole = isinstance(value, float) and value.is_integer()
        return int(value) if is_whole else super().prepare_value(value)


class ShareField(NumberField):
    """A share, typed in per cent."""

    def clean(self, value: Any) -> float | None:  # noqa: ANN401 as its parent's
        found = super().clean(value)
        return None if found is None else round(found / 100, DIGITS + 2)


class PortionField(EurosField):
    """« 3 000 000 », « 3 M€ », or « 10 % » of the envelope: the key's ending and its value."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401 as its parent's
        text = str(value or "").strip()
        if not text.endswith("%"):
            cents = super().clean(value)
            return None if cents is None else ("cents", cents)
        share = ShareField(max_value=100).clean(text.removesuffix("%").strip())
        return None if share is None else ("share", share)


def euros_field(
    label: Any,  # noqa: ANN401 as Django's labels
    *,
    kind: type[EurosField] = EurosField,
    required: bool = False,
    help_text: Any = "",  # noqa: ANN401 as Django's labels
) -> EurosField:
    """An amount as people type it."""
    return kind(label=label, max_length=30, required=required, help_text=help_text)


def year_field(label: Any) -> forms.IntegerField:  # noqa: ANN401 as Django's labels
    """A year, or none."""
    return forms.IntegerField(label=label, required=False, min_value=2000, max_value=2100)


def as_percent(share: float | None) -> float | None:
    """A share as `ShareField` shows it: without the dust of binary fractions."""
    return None if share is None else round(share * 100, DIGITS)


def portion_of(told: Tree, name: str) -> str:
    """An amount or a share of a document, as `PortionField` reads it again."""
    if f"{name}_share" in told:
        share = as_percent(told[f"{name}_share"]) or 0.0
        return f"{share:g}\N{NO-BREAK SPACE}%".replace(".", ",")
    return as_typed(told.get(f"{name}_cents"))


class RowForm(forms.Form):
    """A rule among others of its kind. `code` stays its own while it is changed."""

    code = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=LABEL, help_text=LABEL_HELP, max_length=150, required=False)
    all_optional = True
    section = ""
    key = ""
    title: Any = ""

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 as its parent's
        *,
        labels: Labels,
        choices: Choices,
        **options: Any,  # noqa: ANN401 as its parent's
    ) -> None:
        super().__init__(data, **options)
        self.labels, self.choices = labels, choices

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields that are shown, apart from what the rule bears on."""
        return [self[name] for name in self.fields if name not in (*DIMENSIONS, "code")]

    def rule(self, code: str) -> dict[str, Any]:
        """The rule that is typed, as a document; `code` names one that has none yet."""
        told = {"code": self.cleaned_data["code"] or code, "label": self.named(), **self.told()}
        return {name: value for name, value in told.items() if value not in (None, {}, "")}

    def named(self) -> str:
        """What the rule is called."""
        raise NotImplementedError

    def told(self) -> dict[str, Any]:
        """What the rule says."""
        raise NotImplementedError


class WhereForm(RowForm):
    """A rule on the projects of a territory, a region, a measure…, all that is chosen at once."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 as its parent's
        super().__init__(*args, **options)
        for name in DIMENSIONS:
            self.fields[name] = forms.ChoiceField(
                label=DIMENSION_WORDS[name],
                required=False,
                choices=[("", _("sans condition")), *self.choices.get(name, ())],
            )

    @property
    def where_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in DIMENSIONS]

    @property
    def is_narrowed(self) -> bool:
        """Whether it bears on some projects, or is new, or wrong: what it bears on is shown."""
        is_new = not self.initial.get("code")
        return is_new or any(one.value() or one.errors for one in self.where_fields)

    def where(self) -> dict[str, str | int]:
        told = {name: self.cleaned_data[name] for name in DIMENSIONS if self.cleaned_data[name]}
        return {name: int(code) if name == "year" else code for name, code in told.items()}

    def kind(self) -> str:
        """The first word of its name."""
        return str(self.title)

    def named(self) -> str:
        typed: str = self.cleaned_data["label"]
        whom = about(self.where(), self.labels)
        return (
            typed or (f"{self.kind()} {whom}" if whom else _("%s d’ensemble") % self.kind())[:150]
        )


class LimitForm(WhereForm):
    floor = euros_field(
        gettext_lazy("Plancher, en euros ou en %"),
        kind=PortionField,
        help_text=gettext_lazy("« 3 M€ », ou « 10 % » de ce qui est à répartir."),
    )
    ceiling = euros_field(gettext_lazy("Plafond, en euros ou en %"), kind=PortionField)
    each = forms.ChoiceField(
        label=gettext_lazy("La même règle pour chaque"),
        choices=[("", gettext_lazy("une seule règle")), *DIMENSION_WORDS.items()],
        required=False,
    )
    section = "limites"
    key = "limit"
    title = gettext_lazy("Plancher ou plafond")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        floor, ceiling = told.get("floor"), told.get("ceiling")
        if floor is None and ceiling is None and not {"floor", "ceiling"} & set(self.errors):
            self.add_error("floor", _("Donnez un plancher, un plafond, ou les deux."))
        if floor and ceiling and floor[0] == ceiling[0] and floor[1] > ceiling[1]:
            self.add_error("ceiling", _("Le plafond est sous le plancher."))
        if told.get("each") and told.get(told["each"]):
            self.add_error("each", _("Cette règle ne concerne déjà qu’une valeur."))
        return told

    def kind(self) -> str:
        told = self.cleaned_data
        if None not in (told["floor"], told["ceiling"]):
            return _("Part")
        return _("Plafond") if told["floor"] is None else _("Plancher")

    def told(self) -> dict[str, Any]:
        held = {name: self.cleaned_data[name] for name in ("floor", "ceiling")}
        amounts = {f"{name}_{one[0]}": one[1] for name, one in held.items() if one is not None}
        return {"where": self.where(), "each": self.cleaned_data["each"], **amounts}


class RateForm(WhereForm):
    most = ShareField(label=gettext_lazy("Aide, au plus, en % du coût éligible"), max_value=100)
    public = ShareField(
        label=gettext_lazy("Tout l’argent public, au plus, en % du coût éligible"),
        help_text=gettext_lazy("Le reste est la part du porteur."),
        max_value=100,
    )
    section = "taux"
    key = "rate"
    title = gettext_lazy("Taux d’aide")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        both = told.get("most"), told.get("public")
        if both == (None, None) and not {"most", "public"} & set(self.errors):
            self.add_error("most", _("Donnez l’un des deux taux."))
        return told

    def told(self) -> dict[str, Any]:
        held = self.cleaned_data
        return {"where": self.where(), "most": held["most"], "public": held["public"]}


class EligibilityForm(WhereForm):
    maturity = forms.TypedChoiceField(
        label=gettext_lazy("Maturité, au moins"),
        choices=[
            ("", gettext_lazy("peu importe")),
            *((str(rank), word) for rank, word in enumerate(MATURITIES)),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts_from = year_field(gettext_lazy("Commence en, au plus tôt"))
    ends_by = year_field(gettext_lazy("Finit en, au plus tard"))
    section = "eligibilite"
    key = "eligibility"
    title = gettext_lazy("Éligibilité")
    ASKED = ("maturity", "starts_from", "ends_by")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if all(told.get(name) is None for name in self.ASKED) and not self.errors:
            self.add_error("maturity", _("Donnez au moins une condition."))
        return told

    def told(self) -> dict[str, Any]:
        return {"where": self.where()} | {name: self.cleaned_data[name] for name in self.ASKED}


class ExclusionForm(RowForm):
    projects = forms.CharField(
        label=gettext_lazy("Projets, un code par ligne"),
        help_text=gettext_lazy("Le code de chacun est sur sa page, et dans la liste des projets."),
        widget=forms.Textarea({"rows": 4}),
    )
    most = forms.IntegerField(
        label=gettext_lazy("Combien d’entre eux ont une aide, au plus"), min_value=0, initial=1
    )
    section = "exclusions"
    key = "exclusion"
    title = gettext_lazy("Projets qui s’excluent")

    def clean_projects(self) -> list[str]:
        lines = self.cleaned_data["projects"].splitlines()
        codes = list(dict.fromkeys(filter(None, (line.strip() for line in lines))))
        known = self.labels.names["project"]
        unknown = [code for code in codes if code not in known]
        if unknown:
            told = ", ".join(unknown[:5])
            raise forms.ValidationError(_("Projets inconnus dans ce scénario : %s.") % told)
        return codes

    def named(self) -> str:
        held = self.cleaned_data
        name: str = held["label"] or _("Exclusion : %s") % self.labels.projects(held["projects"])
        return name[:150]

    def told(self) -> dict[str, Any]:
        return {"projects": self.cleaned_data["projects"], "most": self.cleaned_data["most"]}


KINDS: dict[str, type[RowForm]] = {
    form.section: form for form in (LimitForm, RateForm, EligibilityForm, ExclusionForm)
}


def initial_of(rule: Tree) -> dict[str, Any]:
    """A rule of a document as its row shows it."""
    told = {name: rule.get(name) for name in ("code", "label", "each", "starts_from", "ends_by")}
    told |= {name: str(code) for name, code in rule.get("where", {}).items()}
    told |= {name: portion_of(rule, name) for name in ("floor", "ceiling")}
    told |= {"public": as_percent(rule.get("public")), "most": as_percent(rule.get("most"))}
    if "projects" in rule:
        told |= {"projects": "\n".join(rule["projects"]), "most": rule.get("most", 1)}
    return told | {"maturity": str(rule.get("maturity", ""))}
