"""Places with their reference figures, and the lists of territories drawn over them.

Figures stand on one perimeter of reference (the pack's); their sources, vintages and quality
are told by `FigureDefinition`. Official codes are the keys.
"""

from django.db import models
from django.utils.translation import gettext as _

from ancrage.kernel.quality import Quality
from ancrage.ui.figures import QUALITY_LABELS
from ancrage.ui.formats import french_date


class ReferencePack(models.Model):
    """The data pack that is loaded: one row."""

    code = models.SlugField("code", primary_key=True)
    name = models.CharField("nom", max_length=200)
    vintage = models.CharField("millésime", max_length=50)
    fingerprint = models.CharField("empreinte", max_length=64)
    licence = models.CharField("licence", max_length=200)
    credit = models.TextField("mention des sources")
    reference_date = models.DateField("date des codes et des périmètres")
    unpublished_lists = models.JSONField("listes sans source", default=list)
    """[{date: "AAAA-MM-JJ", territories: number, note: text}]: lists that no source names."""
    loaded_at = models.DateTimeField("chargé le")

    class Meta:
        verbose_name = "jeu de référence"

    def __str__(self) -> str:
        return f"{self.name} ({self.vintage})"


class YearCrosswalk(models.Model):
    """What passes from a pack to the next one, shown on the site before it is accepted.

    `document` is that of `year_change.YearChange`: kept, it tells what the lists of the past were
    made of before they were written on the new places. `before` and `after`: the packs' vintages.
    """

    fingerprint = models.CharField("empreinte", max_length=64, primary_key=True)
    before = models.CharField("de", max_length=200)
    after = models.CharField("à", max_length=200)
    document = models.JSONField("table de passage")
    shown_at = models.DateTimeField("montrée le")
    accepted_at = models.DateTimeField("acceptée le", null=True)

    class Meta:
        ordering = ["-shown_at"]
        verbose_name = "passage à un nouveau millésime"

    def __str__(self) -> str:
        return self.fingerprint


class Source(models.Model):
    code = models.CharField("code", max_length=20, primary_key=True)
    producer = models.CharField("producteur", max_length=200)
    title = models.CharField("données", max_length=300)
    vintage = models.CharField("millésime", max_length=300, blank=True)
    obtained_from = models.CharField("obtenu de", max_length=300, blank=True)
    licence = models.CharField("licence", max_length=200)
    position = models.PositiveSmallIntegerField("rang")

    class Meta:
        ordering = ["position"]
        verbose_name = "source"

    def __str__(self) -> str:
        return f"{self.producer}, {self.title}"


class FigureDefinition(models.Model):
    """What a column says, where it comes from, and what must not be done with it."""

    table = models.CharField("table", max_length=50)
    column = models.CharField("colonne", max_length=50)
    label = models.CharField("libellé", max_length=200)
    unit = models.CharField("unité", max_length=50, blank=True)
    quality = models.CharField(
        "qualité", max_length=10, choices=[(q.value, QUALITY_LABELS[q]) for q in Quality]
    )
    vintage = models.CharField("millésime", max_length=300, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name="source", null=True)
    caution = models.TextField("précaution", blank=True)
    position = models.PositiveSmallIntegerField("rang")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["table", "column"], name="one_definition")]
        verbose_name = "définition de chiffre"

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


class Region(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=100)
    kind = models.CharField("nature", max_length=30)

    class Meta:
        ordering = ["name"]
        verbose_name = "région"

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="région")
    kind = models.CharField("nature", max_length=30)

    class Meta:
        ordering = ["code"]
        verbose_name = "département"

    def __str__(self) -> str:
        return self.name


class EmploymentZone(models.Model):
    code = models.CharField("code", max_length=4, primary_key=True)
    name = models.CharField("nom", max_length=100)
    industrial_jobs_2023 = models.PositiveIntegerField("emplois industriels 2023", null=True)
    total_jobs_2023 = models.PositiveIntegerField("emplois 2023", null=True)
    private_industrial_jobs_2019 = models.PositiveIntegerField(
        "emplois industriels privés 2019", null=True
    )
    private_industrial_jobs_2024 = models.PositiveIntegerField(
        "emplois industriels privés 2024", null=True
    )
    unemployment_rate_2022 = models.DecimalField(
        "taux de chômage 2022", max_digits=5, decimal_places=2, null=True
    )

    class Meta:
        ordering = ["code"]
        verbose_name = "zone d'emploi"

    def __str__(self) -> str:
        return self.name


class Intercommunality(models.Model):
    """An EPCI with own taxation, or (kind EPT) a part of the Métropole du Grand Paris."""

    EPT = "EPT"
    KINDS = [
        ("CC", "communauté de communes"),
        ("CA", "communauté d'agglomération"),
        ("CU", "communauté urbaine"),
        ("METRO", "métropole"),
        ("MET69", "Métropole de Lyon"),
        (EPT, "établissement public territorial"),
    ]

    siren = models.CharField("SIREN", max_length=9, primary_key=True)
    name = models.CharField("nom", max_length=200)
    search_name = models.CharField("nom sans accents", max_length=200, db_index=True)
    kind = models.CharField("nature", max_length=5, choices=KINDS)
    parent = models.ForeignKey("self", models.PROTECT, null=True, verbose_name="métropole")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="région")
    regions = models.CharField("régions", max_length=50)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="département")
    employment_zone = models.ForeignKey(
        EmploymentZone, models.PROTECT, null=True, verbose_name="zone d'emploi"
    )
    employment_zone_share = models.FloatField("part dans sa zone d'emploi", null=True)
    population = models.PositiveIntegerField("population", null=True)
    industrial_jobs = models.PositiveIntegerField("emplois industriels", null=True)
    total_jobs = models.PositiveIntegerField("emplois", null=True)
    jobs_quality = models.CharField("qualité des emplois", max_length=20)
    private_jobs_2014 = models.PositiveIntegerField("emplois privés 2014", null=True)
    private_jobs_2019 = models.PositiveIntegerField("emplois privés 2019", null=True)
    private_jobs_2024 = models.PositiveIntegerField("emplois privés 2024", null=True)
    longitude = models.FloatField("longitude", null=True)
    latitude = models.FloatField("latitude", null=True)
    area_km2 = models.FloatField("superficie", null=True)
    hiring_projects = models.PositiveIntegerField("projets de recrutement", null=True)
    hard_hiring_projects = models.PositiveIntegerField("dont jugés difficiles", null=True)
    brownfields_count = models.PositiveIntegerField("friches recensées", null=True)
    brownfields_area_ha = models.FloatField("surface des friches recensées", null=True)
    brownfields_reconverted_count = models.PositiveIntegerField("dont reconverties", null=True)
    brownfields_largest_ha = models.FloatField("plus grande friche", null=True)

    class Meta:
        ordering = ["search_name"]
        verbose_name = "intercommunalité"

    def __str__(self) -> str:
        return self.name


class Adjacency(models.Model):
    """Two intercommunalités that touch; stored both ways, so that a neighbour is one join."""

    intercommunality = models.ForeignKey(Intercommunality, models.CASCADE, related_name="borders")
    neighbour = models.ForeignKey(Intercommunality, models.CASCADE, related_name="+")
    shared_border_km = models.FloatField("frontière commune")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["intercommunality", "neighbour"], name="one_border")
        ]
        verbose_name = "voisinage"

    def __str__(self) -> str:
        return f"{self.intercommunality_id} – {self.neighbour_id}"


class Commune(models.Model):
    code = models.CharField("code", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=100)
    search_name = models.CharField("nom sans accents", max_length=100, db_index=True)
    postal_codes = models.CharField("codes postaux", max_length=400)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="département")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="région")
    intercommunality = models.ForeignKey(
        Intercommunality, models.PROTECT, null=True, verbose_name="intercommunalité"
    )
    ept = models.ForeignKey(
        Intercommunality, models.PROTECT, null=True, related_name="+", verbose_name="EPT"
    )
    employment_zone = models.ForeignKey(
        EmploymentZone, models.PROTECT, null=True, verbose_name="zone d'emploi"
    )
    population = models.PositiveIntegerField("population", null=True)
    private_jobs_2024 = models.PositiveIntegerField("emplois privés 2024", null=True)

    class Meta:
        ordering = ["search_name"]
        verbose_name = "commune"

    def __str__(self) -> str:
        return self.name


class RecreatedCommune(models.Model):
    """A commune re-created after a merger: lists older than that cover it through its parent."""

    commune = models.OneToOneField(Commune, models.CASCADE, primary_key=True)
    parent = models.ForeignKey(Commune, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "commune rétablie"

    def __str__(self) -> str:
        return f"{self.commune_id} ({self.parent_id})"


class PostalCode(models.Model):
    code = models.CharField("code postal", max_length=5, db_index=True)
    commune = models.ForeignKey(Commune, models.CASCADE)

    class Meta:
        verbose_name = "code postal"

    def __str__(self) -> str:
        return self.code


class FormerCommune(models.Model):
    """A code that is no longer a commune's, and the commune that holds it today."""

    code = models.CharField("ancien code", max_length=5, primary_key=True)
    commune = models.ForeignKey(Commune, models.CASCADE)
    origin = models.CharField("origine", max_length=30)

    class Meta:
        verbose_name = "ancienne commune"

    def __str__(self) -> str:
        return self.code


class Perimeter(models.Model):
    """A list of territories through time: an official scheme, or a programme's own list."""

    OFFICIAL = "official"
    PROGRAMME = "programme"

    code = models.SlugField("code", primary_key=True)
    name = models.CharField("nom", max_length=200)
    kind = models.CharField(
        "nature",
        max_length=10,
        choices=[(OFFICIAL, "liste officielle"), (PROGRAMME, "programme")],
    )

    class Meta:
        verbose_name = "périmètre"

    def __str__(self) -> str:
        return self.name


class PerimeterVersion(models.Model):
    """A state of a list, in force from a date to a date (both included; no end: still is)."""

    code = models.SlugField("code", primary_key=True)
    perimeter = models.ForeignKey(Perimeter, models.PROTECT, related_name="versions")
    name = models.CharField("nom", max_length=200)
    valid_from = models.DateField("en vigueur du")
    valid_to = models.DateField("au", null=True)
    quality = models.CharField(
        "qualité", max_length=10, choices=[(q.value, QUALITY_LABELS[q]) for q in Quality]
    )
    origin = models.TextField("origine")
    source = models.ForeignKey(Source, models.PROTECT, null=True, verbose_name="source")
    territory_count = models.PositiveIntegerField("nombre de territoires")

    class Meta:
        ordering = ["valid_from"]
        verbose_name = "millésime de périmètre"

    def __str__(self) -> str:
        return self.name

    @property
    def is_simulated(self) -> bool:
        return self.quality == Quality.SIMULATED

    @property
    def marked_name(self) -> str:
        """The name, which always says when the list is simulated, and says it once."""
        told = not self.is_simulated or "simul" in self.name.lower()
        return self.name if told else f"{self.name} ({_('simulé')})"

    @property
    def validity(self) -> str:
        """« depuis le 4 juillet 2024 », « du 13 octobre 2020 au 30 décembre 2022 »."""
        since, until = french_date(self.valid_from), french_date(self.valid_to)
        if self.valid_to is None:
            return _("depuis le %(since)s") % {"since": since}
        return _("du %(since)s au %(until)s") % {"since": since, "until": until}


class Territory(models.Model):
    """A territoire d'industrie in one version of a list."""

    version = models.ForeignKey(PerimeterVersion, models.CASCADE, related_name="territories")
    code = models.CharField("code", max_length=20)
    name = models.CharField("nom", max_length=200)
    search_name = models.CharField("nom sans accents", max_length=200, db_index=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="région")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="one_code_per_version")
        ]
        verbose_name = "territoire d'industrie"

    def __str__(self) -> str:
        return self.name


class TerritoryMember(models.Model):
    """An intercommunalité (whole or in part), an EPT, or a single commune of a territory."""

    WHOLE = "whole"
    PARTIAL = "partial"

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="members")
    intercommunality = models.ForeignKey(Intercommunality, models.PROTECT, null=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True)
    coverage = models.CharField(
        "couverture", max_length=7, choices=[(WHOLE, "en entier"), (PARTIAL, "en partie")]
    )
    communes_in = models.PositiveIntegerField("communes dans le territoire")
    communes_total = models.PositiveIntegerField("communes en tout")
    partial_communes = models.ManyToManyField(Commune, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(intercommunality=None) ^ models.Q(commune=None),
                name="an_intercommunality_or_a_commune",
            )
        ]
        verbose_name = "membre"

    def __str__(self) -> str:
        return str(self.intercommunality or self.commune)
