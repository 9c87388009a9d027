"""A number never travels alone: the figure with its label, unit, date, source and quality."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ancrage.kernel.quality import Quality
from ancrage.ui import formats

QUALITY_LABELS = {
    Quality.EXACT: _("exact"),
    Quality.ESTIMATE: _("estimation"),
    Quality.DERIVED: _("calculé"),
    Quality.DECLARED: _("déclaré"),
    Quality.SIMULATED: _("simulé"),
    Quality.UNKNOWN: _("inconnu"),
}

QUALITY_MEANINGS = {
    Quality.EXACT: _("Repris tel quel de la source"),
    Quality.ESTIMATE: _("Reconstitué : ordre de grandeur, à ne pas citer comme un relevé"),
    Quality.DERIVED: _("Calculé par Ancrage à partir de la source"),
    Quality.DECLARED: _("Déclaré, non vérifié"),
    Quality.SIMULATED: _("Simulé pour la démonstration : ce n’est pas un fait"),
    Quality.UNKNOWN: _("La source ne donne pas ce chiffre"),
}


@dataclass(frozen=True, slots=True, kw_only=False)
class Figure:
    """One figure as a page shows it.

    `value` None is shown as « inconnu », whatever the quality. With unit "%", `value` is the
    percentage itself (48.3). `as_of` and `source` are texts for people ("2023", "Urssaf, 2024").
    """

    value: int | float | None
    label: str
    unit: str = ""
    as_of: str = ""
    source: str = ""
    quality: Quality = Quality.EXACT
    decimals: int = 0
    lower_bound: bool = False

    @property
    def is_known(self) -> bool:
        return formats.is_known(self.value)

    @property
    def shown_quality(self) -> Quality:
        return self.quality if self.is_known else Quality.UNKNOWN

    @property
    def written(self) -> str:
        """The figure alone: « 1 234,5 », « inconnu »."""
        return formats.number(self.value, self.decimals)

    @property
    def written_unit(self) -> str:
        """The unit as it is written after the figure: in the singular below two."""
        return formats.unit_of(self.value, self.unit)

    @property
    def qualifier(self) -> str:
        """What must be said with the figure: « au moins », « estimation »…, or nothing."""
        if not self.is_known:
            return ""
        words = [] if self.quality == Quality.EXACT else [str(QUALITY_LABELS[self.quality])]
        return ", ".join([*words, self.as_of] if self.as_of else words)

    @property
    def citation(self) -> str:
        """A sentence that can be pasted elsewhere without losing date, source or quality."""
        written = formats.with_unit(self.value, self.unit, self.decimals)
        amount = f"au moins {written}" if self.lower_bound and self.is_known else written
        said = f"{self.label}\u00a0: {amount}"
        if self.qualifier:
            said += f" ({self.qualifier})"
        source = f" Source\u00a0: {self.source.rstrip('.')}." if self.source else ""
        return f"{said}.{source} Présenté par Ancrage."
