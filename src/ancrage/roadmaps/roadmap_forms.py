"""What is typed to write a roadmap, and to ask for reports before a committee."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.roadmaps.actions.roadmaps import CODE, MOST_AXES, STRATEGY, TITLE
from ancrage.roadmaps.definitions import words

SPARE = 3
"""How many empty axes the form offers."""


class RoadmapForm(forms.Form):
    """The strategy and the axes; what was typed stays when it is refused."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    strategy = forms.CharField(
        label=gettext_lazy("Stratégie"),
        help_text=gettext_lazy("Tout le monde la lit dès qu’elle est enregistrée."),
        max_length=STRATEGY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        axes: Sequence[Mapping[str, str]] = (),
        **more: Any,  # noqa: ANN401 as Django's forms
    ) -> None:
        super().__init__(data, **more)
        typed = sum(1 for key in data if key.startswith("title_")) if data else 0
        self.count = min(max(len(axes) + SPARE, typed), MOST_AXES)
        needs = [("", _("aucun en particulier")), *words("needs").items()]
        for rank in range(self.count):
            axis = axes[rank] if rank < len(axes) else {}
            self._add(f"code_{rank}", _("Code"), CODE, axis.get("code", ""))
            self._add(f"title_{rank}", _("Intitulé"), TITLE, axis.get("title", ""))
            self.fields[f"need_{rank}"] = forms.ChoiceField(
                label=_("Besoin"), choices=needs, required=False, initial=axis.get("need", "")
            )

    def _add(self, name: str, label: str, most: int, initial: str) -> None:
        self.fields[name] = forms.CharField(
            label=label, max_length=most, required=False, initial=initial
        )

    @property
    def rows(self) -> list[tuple[int, list[BoundField]]]:
        """The fields of each axis, with its number."""
        names = ("code", "title", "need")
        return [
            (rank + 1, [self[f"{name}_{rank}"] for name in names]) for rank in range(self.count)
        ]

    @property
    def axes(self) -> list[dict[str, str]]:
        """The axes that were typed."""
        held = self.cleaned_data
        names = ("code", "title", "need")
        return [{name: held[f"{name}_{rank}"] for name in names} for rank in range(self.count)]


class CallForm(forms.Form):
    """The day of the committee."""

    committee_on = forms.DateField(
        label=gettext_lazy("Date du comité"),
        help_text=gettext_lazy(
            "Pour chaque action validée, engagée ou suspendue, le chef de projet et les personnes "
            "à qui la fiche est confiée reçoivent une demande, à rendre avant ce jour."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: dt.date,
        **more: Any,  # noqa: ANN401 as Django's forms
    ) -> None:
        super().__init__(data, **more)
        tomorrow = (today + dt.timedelta(days=1)).isoformat()
        self.fields["committee_on"].widget.attrs["min"] = tomorrow
