"""What is typed for an act: its fields, made from its blocks; an act born outside."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.contracts.models import KINDS
from ancrage.contracts.queries.contents import Draft, Held
from ancrage.contracts.rules.blocks import CHOICE, COMMITMENTS, DATE, SHEETS, ActField
from ancrage.contracts.rules.choices import LINE, MOST_COMMITMENTS
from ancrage.files.forms import AttachedFileField
from ancrage.roadmaps.rules.periods import period_words

SPARE = 2
"""How many empty commitments the form offers."""
COLUMNS = ("who", "what", "by", "key")


class ActForm(forms.Form):
    """The fields of an act; what was typed stays when it is refused."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, draft: Draft) -> None:  # noqa: ANN401 as Django's forms
        self.draft = draft
        choices = draft.act.choices
        initial = {"revision": draft.act.revision}
        super().__init__(data, initial=initial)
        self.rows: list[tuple[int, list[BoundField]]] = []
        for field in draft.fields.values():
            if field.kind == COMMITMENTS:
                self._add_rows(field, choices.get(field.code, []), data)
            else:
                value = choices.get(field.code, field.default)
                self.fields[field.code] = self._made(field, value)
        if not self.is_bound:
            self._say_needed()

    def full_clean(self) -> None:
        """What is needed may wait: an act is kept as far as it is written."""
        super().full_clean()
        self._say_needed()

    def _say_needed(self) -> None:
        """What must be there before the act is checked is not told to be optional."""
        for code, field in self.draft.fields.items():
            if code in self.fields:
                self.fields[code].required = field.needed

    def _made(self, field: ActField, value: Any) -> forms.Field:  # noqa: ANN401 as kinds differ
        told: dict[str, Any] = {
            "label": field.label,
            "help_text": field.help,
            "required": False,
        }
        if field.kind == DATE:
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            day = dt.date.fromisoformat(value) if value else None
            return forms.DateField(widget=widget, initial=day, **told)
        if field.kind == CHOICE:
            options = list((field.options or {}).items())
            return forms.ChoiceField(
                choices=options, widget=forms.RadioSelect, initial=value, **told
            )
        if field.kind == SHEETS:
            return forms.MultipleChoiceField(
                choices=[(one.code, sheet_label(one)) for one in self.draft.offered],
                widget=forms.CheckboxSelectMultiple,
                initial=[one.code for one in self.draft.sheets],
                **told,
            )
        text = forms.Textarea(attrs={"rows": 5})
        return forms.CharField(max_length=field.most, widget=text, initial=value, **told)

    def _add_rows(self, field: ActField, held: Sequence[Mapping[str, str]], data: Any) -> None:  # noqa: ANN401 as above
        typed = sum(1 for key in data if key.startswith("who_")) if data else 0
        count = min(max(len(held) + SPARE, typed), MOST_COMMITMENTS)
        self.commitments = field
        for rank in range(count):
            row = held[rank] if rank < len(held) else {}
            by = period_words(row["by"]) if row.get("by") else ""
            self._cell(f"who_{rank}", _("Qui"), row.get("who", ""))
            self._cell(f"what_{rank}", _("Fait quoi"), row.get("what", ""))
            self._cell(f"by_{rank}", _("Pour quand"), by)
            self.fields[f"key_{rank}"] = forms.CharField(
                required=False, initial=row.get("key", ""), widget=forms.HiddenInput, max_length=20
            )
            self.rows.append((rank + 1, [self[f"{name}_{rank}"] for name in COLUMNS]))

    def _cell(self, name: str, label: str, initial: str) -> None:
        self.fields[name] = forms.CharField(
            label=label, max_length=LINE, required=False, initial=initial
        )

    @property
    def singles(self) -> list[BoundField]:
        """The fields that are not cells of the commitments."""
        return [self[code] for code in self.draft.fields if code in self.fields]

    @property
    def told(self) -> dict[str, Any]:
        """What was typed, as `write_act` takes it."""
        held = self.cleaned_data
        made: dict[str, Any] = {}
        for field in self.draft.fields.values():
            if field.kind == COMMITMENTS:
                made[field.code] = [
                    {name: held[f"{name}_{rank - 1}"] for name in COLUMNS}
                    for rank, _cells in self.rows
                ]
            elif field.kind == DATE:
                day = held[field.code]
                made[field.code] = day.isoformat() if day else ""
            else:
                made[field.code] = held[field.code]
        return made


def sheet_label(one: Held) -> str:
    """« F-2026-000123, Ouvrir un atelier : validée »."""
    return f"{one.code}, {one.title}\N{NO-BREAK SPACE}: {one.state_label}"


class SendForm(forms.Form):
    """The day before which the parties sign; the digest of what was read goes with it."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    due = forms.DateField(
        label=gettext_lazy("À signer au plus tard le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ChooseTerritoryForm(forms.Form):
    """The territory whose contract is prepared, among those of who asks."""

    territoire = forms.ChoiceField(label=gettext_lazy("Territoire"))

    def __init__(self, data: Any, *, territories: Sequence[tuple[str, str]]) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data)
        self.fields["territoire"].choices = territories  # type: ignore[attr-defined]


class OutsideForm(forms.Form):
    """An act that was signed on paper, with its scan."""

    kind = forms.ChoiceField(label=gettext_lazy("Nature de l’acte"), choices=KINDS)
    signed_on = forms.DateField(
        label=gettext_lazy("Signé le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("Prend effet le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Prend fin le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    sheets = forms.MultipleChoiceField(
        label=gettext_lazy("Fiches qu’il contient"),
        help_text=gettext_lazy(
            "Celles que le comité a validées ; les avenants diront ce qu’ils y changent."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    scan = AttachedFileField(today=timezone.localdate, label=gettext_lazy("Scan de l’acte signé"))

    def __init__(self, data: Any, files: Any, *, sheets: Sequence[Held]) -> None:  # noqa: ANN401 as Django's forms
        super().__init__(data, files)
        held = [(one.code, sheet_label(one)) for one in sheets if one.version]
        self.fields["sheets"].choices = held  # type: ignore[attr-defined]
        if not held:
            del self.fields["sheets"]
