"""The application form, made from its data file; what is typed in it is never lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms

from ancrage.mission.definitions import sections
from ancrage.mission.models import Candidate
from ancrage.mission.rules.application import Section


class ApplicationForm(forms.Form):
    """Every question of the form; none is required while it is a draft."""

    use_required_attribute = False  # a browser would keep a half-filled draft from being saved

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        candidate: Candidate,
        lacking: Mapping[str, str],
    ) -> None:
        held = {"name": candidate.name, **candidate.answers, **candidate.tandem}
        super().__init__(data, initial=held)
        for section in sections():
            for told in section.fields:
                wide = forms.Textarea(attrs={"rows": told.rows}) if told.rows else forms.TextInput()
                self.fields[told.name] = forms.CharField(
                    label=told.label,
                    help_text=told.help,
                    max_length=told.length,
                    required=False,
                    widget=wide,
                )
                # What the origin has to fill is told from what it may leave out.
                self.fields[told.name].required = candidate.origin in told.required
        self.lacking = lacking

    def full_clean(self) -> None:
        """An empty answer is no fault of a draft: the submission says what is missing."""
        asked = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, required in asked.items():
            self.fields[name].required = required

    @property
    def parts(self) -> list["FormPart"]:
        """The sections with their fields."""
        return [FormPart(section, [self[f.name] for f in section.fields]) for section in sections()]


@dataclass(frozen=True, slots=True)
class FormPart:
    """A section of the form with its fields."""

    section: Section
    fields: list[forms.BoundField]
