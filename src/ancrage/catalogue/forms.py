"""The forms of those who write the basket: a version, a measure, what is read from a file."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.catalogue.definitions import vocabulary
from ancrage.catalogue.rules.basket import Basket, Certainty
from ancrage.catalogue.rules.words import CERTAINTIES, MEANS
from ancrage.catalogue.rules.writing import plain_document

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOST_TEXT = 200_000


def _area(rows: int, *, is_code: bool = False) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows} | ({"spellcheck": "false"} if is_code else {}))


def read_yaml(text: str) -> Any:  # noqa: ANN401 whatever was written
    """What a text in YAML (or JSON) says. ValidationError with the line of the fault.

    References (`*name`) are refused: a few lines of them could stand for millions.
    """
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise ValidationError(_("Écrivez chaque valeur : les renvois « * » ne sont pas lus."))
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        told = _("Ce n’est pas du YAML lisible, ligne %(line)s : vérifiez tirets et guillemets.")
        raise ValidationError(told % {"line": line}) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise ValidationError(_("Ce n’est pas du YAML lisible.")) from None


class YamlListField(forms.CharField):
    """A list of the document, written as YAML; cleans to the list."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:  # noqa: ANN401 as its parent's
        told = read_yaml(super().clean(value) or "")
        if told is not None and not isinstance(told, list):
            raise ValidationError(_("Une liste est attendue : un tiret par élément."))
        return told or []


class LinesField(forms.CharField):
    """One text on each line; cleans to the list of them."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:  # noqa: ANN401 as its parent's
        lines = (super().clean(value) or "").splitlines()
        return [line.strip() for line in lines if line.strip()]


class StartForm(forms.Form):
    """A version that begins as a copy of another one."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=50,
        help_text=gettext_lazy("Il sert d’adresse, par exemple 2027-01."),
    )
    title = forms.CharField(label=gettext_lazy("Titre"), max_length=200)
    origin = forms.ChoiceField(label=gettext_lazy("À partir de la version"))
    valid_from = forms.DateField(label=gettext_lazy("En vigueur à partir du"), widget=DAY)

    def __init__(self, held: Iterable[Basket], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        choices = [(one.code, one.title) for one in reversed(list(held))]
        self.fields["origin"].choices = choices  # type: ignore[attr-defined]


class HeadForm(forms.Form):
    """What a version is called and from when it holds."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=200)
    valid_from = forms.DateField(label=gettext_lazy("En vigueur à partir du"), widget=DAY)


class DocumentForm(forms.Form):
    """A whole version, written or taken from a file."""

    document = forms.CharField(
        label=gettext_lazy("La version entière, en YAML"),
        widget=_area(30, is_code=True),
        max_length=MOST_TEXT,
        required=False,
    )
    file = forms.FileField(
        label=gettext_lazy("Ou un fichier YAML ou JSON"),
        required=False,
        help_text=gettext_lazy("S’il est donné, il remplace le texte."),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told["read"] = self._read(told)
        return told

    def _read(self, told: Mapping[str, Any]) -> Any:  # noqa: ANN401 whatever was written
        text = told.get("document") or ""
        if told.get("file"):
            try:
                text = told["file"].read(MOST_TEXT + 1).decode("utf-8-sig")
            except UnicodeDecodeError:
                raise ValidationError(_("Le fichier n’est pas un texte en UTF-8.")) from None
        if not text.strip():
            raise ValidationError(_("Écrivez la version, ou donnez un fichier."))
        if len(text) > MOST_TEXT:
            raise ValidationError(_("Le texte est trop long."))
        read = read_yaml(text)
        if not isinstance(read, Mapping):
            raise ValidationError(_("Une table est attendue : « title », « measures »…"))
        return read


class MeasureForm(forms.Form):
    """One measure, field by field; conditions and amounts as YAML."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=50,
        help_text=gettext_lazy("Il sert d’adresse et ne change pas d’une version à l’autre."),
    )
    name = forms.CharField(label=gettext_lazy("Nom"), max_length=200, required=False)
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Besoins"), widget=forms.CheckboxSelectMultiple, required=False
    )
    brings = forms.CharField(
        label=gettext_lazy("Ce que cela apporte"), widget=_area(3), max_length=2000, required=False
    )
    means = forms.MultipleChoiceField(
        label=gettext_lazy("Moyens"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[(code.value, word) for code, word in MEANS.items()],
    )
    operator = forms.ChoiceField(label=gettext_lazy("Opérateur"), required=False)
    open_to = forms.MultipleChoiceField(
        label=gettext_lazy("Qui peut demander"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    criteria = YamlListField(
        label=gettext_lazy("Conditions, en YAML"),
        required=False,
        max_length=20_000,
        widget=_area(8, is_code=True),
        help_text=gettext_lazy(
            'Par exemple : - {fact: size, in: [small, medium], requires: "une PME"}'
        ),
    )
    amounts = YamlListField(
        label=gettext_lazy("Montants, en YAML"),
        required=False,
        max_length=20_000,
        widget=_area(6, is_code=True),
        help_text=gettext_lazy(
            'En centimes, par exemple : - {label: "Aide", cents: 400000, per: "par VTE"}'
        ),
    )
    how = forms.CharField(
        label=gettext_lazy("Comment demander"), widget=_area(2), max_length=2000, required=False
    )
    takes = LinesField(
        label=gettext_lazy("Ce qu’il faut, une pièce ou une étape par ligne"),
        widget=_area(3),
        max_length=4000,
        required=False,
    )
    acknowledge_days = forms.IntegerField(
        label=gettext_lazy("Première réponse, en jours"),
        min_value=0,
        max_value=1000,
        required=False,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Décision, en jours"), min_value=0, max_value=3000, required=False
    )
    state_aid = forms.CharField(
        label=gettext_lazy("Base juridique pour les aides d’État"), max_length=500, required=False
    )
    opens = forms.DateField(label=gettext_lazy("Ouverture"), widget=DAY, required=False)
    closes = forms.DateField(label=gettext_lazy("Clôture"), widget=DAY, required=False)
    synonyms = LinesField(
        label=gettext_lazy("Mots associés, un par ligne"),
        widget=_area(3),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Pour la recherche : ce que les gens diraient."),
    )
    sources = LinesField(
        label=gettext_lazy("Sources, un code par ligne"),
        widget=_area(2),
        max_length=2000,
        required=False,
    )
    certainty = forms.ChoiceField(
        label=gettext_lazy("Certitude"),
        required=False,
        choices=[(held.value, CERTAINTIES[held][0]) for held in Certainty],
        initial=Certainty.UNKNOWN.value,
    )
    remark = forms.CharField(
        label=gettext_lazy("Ce que les sources laissent ouvert"),
        widget=_area(2),
        max_length=2000,
        required=False,
    )

    def __init__(self, basket: Basket, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        operators = [("", "inconnu"), *((o.code, o.name) for o in basket.operators.values())]
        self._choices("needs", [(need.code, need.name) for need in basket.needs.values()])
        self._choices("operator", operators)
        self._choices("open_to", list(vocabulary()["applicant"].choices.items()))

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def measure(self) -> dict[str, Any]:
        """The measure's document, once the form is valid."""
        names = [name for name in self.fields if name not in {"owner", "since"}]
        return plain_document({name: self.cleaned_data[name] for name in names})


class AddedForm(MeasureForm):
    """A measure of a Region or of an operator: the same, from a day on."""

    field_order = ("owner", "code", "name", "since")

    def __init__(
        self,
        basket: Basket,
        *args: Any,  # noqa: ANN401
        owners: Iterable[tuple[str, str]] = (),
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(basket, *args, **kwargs)
        del self.fields["sources"], self.fields["certainty"]
        self.fields["since"] = forms.DateField(label=_("À partir du"), widget=DAY)
        self.fields["name"].required = self.fields["brings"].required = True
        self.fields["needs"].required = True
        if owners:
            self.fields["owner"] = forms.ChoiceField(label=_("Au nom de"), choices=list(owners))
        else:
            self.fields["code"].disabled = True
        self.order_fields(self.field_order)


class EndForm(forms.Form):
    """The last day of a measure, and why."""

    until = forms.DateField(label=gettext_lazy("Dernier jour"), widget=DAY)
    reason = forms.CharField(label=gettext_lazy("Raison"), widget=_area(2), max_length=2000)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=gettext_lazy("Raison"),
        widget=_area(3),
        max_length=2000,
        help_text=gettext_lazy("Elle reste, avec votre nom, au journal et sur la page."),
    )


def initial_measure(document: Mapping[str, Any]) -> dict[str, Any]:
    """A measure's document as its form shows it."""
    told = dict(plain_document(document))
    for name in ("criteria", "amounts"):
        told[name] = _written(told.get(name))
    for name in ("takes", "synonyms", "sources"):
        told[name] = "\n".join(told.get(name, []))
    for name in ("opens", "closes"):
        told[name] = dt.date.fromisoformat(told[name]) if told.get(name) else None
    return told


def _written(value: object) -> str:
    if not value:
        return ""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)
