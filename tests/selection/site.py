"""A small country in the database, with official lists, and an identification made on it."""

import datetime as dt

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, transaction

from ancrage.geography import models as geo
from ancrage.geography.actions import start_programme
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.kernel.rights import host
from ancrage.selection.actions import record_identification
from ancrage.selection.engine.explanation import explain
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Country, Quota, Thresholds
from ancrage.selection.engine.robustness import robustness, robustness_document
from ancrage.selection.models import Identification
from ancrage.selection.queries.country import loaded_country
from tests.selection.small import grid_country, make_rules

HOST = host()
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
COUNTRY = grid_country(4, 4)


def empty() -> None:
    """No figures and no lists, whatever an earlier test of this process loaded for good."""
    with transaction.atomic():  # foreign keys are checked at its end
        for model in apps.get_app_config("geography").get_models(include_auto_created=True):
            model.objects.all()._raw_delete(DEFAULT_DB_ALIAS)


def store(country: Country = COUNTRY) -> None:
    """Write a country as a loaded pack would: one commune for each intercommunalité."""
    empty()
    geo.ReferencePack.objects.create(
        code="petit",
        name="Petit pays",
        vintage="2026",
        fingerprint=country.fingerprint + str(len(country.units)),
        licence="aucune",
        credit="Essai",
        reference_date=dt.date(2026, 1, 1),
        loaded_at=NOW,
    )
    for code in sorted({unit.region for unit in country.units}):
        geo.Region.objects.create(code=code, name=f"Région {code}", kind="region")
    region = geo.Region.objects.first()
    department = geo.Department.objects.create(code="01", name="Ain", region=region)
    for code in sorted({unit.employment_zone for unit in country.units}):
        geo.EmploymentZone.objects.create(code=code, name=f"Zone {code}")
    for rank, unit in enumerate(country.units):
        place = geo.Intercommunality.objects.create(
            siren=unit.siren,
            name=unit.name,
            search_name=unit.name.lower(),
            kind="CC",
            region_id=unit.region,
            regions=unit.region,
            department=department,
            employment_zone_id=unit.employment_zone,
            population=unit.population,
            industrial_jobs=unit.industrial_jobs,
            total_jobs=unit.total_jobs,
            jobs_quality="estimate" if unit.jobs_known else "unknown",
        )
        geo.Commune.objects.create(
            code=f"{rank:05d}",
            name=f"Commune {rank}",
            search_name=f"commune {rank}",
            department=department,
            region_id=unit.region,
            intercommunality=place,
            population=unit.population,
        )
    for a, b in country.adjacency:
        ends = country.units[a].siren, country.units[b].siren
        for here, there in (ends, ends[::-1]):
            geo.Adjacency.objects.create(
                intercommunality_id=here, neighbour_id=there, shared_border_km=1
            )


def official_list() -> geo.PerimeterVersion:
    """An official list of two territories, the second with a single commune too."""
    sirens = [unit.siren for unit in COUNTRY.units]
    version = start_programme(
        by=HOST,
        now=NOW,
        code="officiel",
        name="Liste officielle",
        version_code="2024-07",
        valid_from=dt.date(2024, 7, 4),
        territories=[
            ListedTerritory("ti-0101", "Un", "01", (Member(sirens[0]), Member(sirens[1]))),
            ListedTerritory("ti-0102", "Deux", "01", (Member("00015", "commune"),)),
        ],
    )
    geo.Perimeter.objects.filter(code="officiel").update(kind=geo.Perimeter.OFFICIAL)
    return version


def small_rules(**changes):
    return make_rules(
        name="petit",
        title="Petites règles",
        thresholds=Thresholds(intensity_min=0.9, member_intensity_min=0.5),
        each_region=Quota(1, None),
        weight_cohesion=1,
        **changes,
    )


def identified(code="petit", *, draws=2, **changes) -> Identification:
    """An identification on the stored country, explained, with draws."""
    country, rules = loaded_country(), small_rules(**changes)
    result = identify(country=country, rules=rules)
    drawn = robustness(country=country, rules=rules, runs=draws, processes=1) if draws else None
    return record_identification(
        by=HOST,
        code=code,
        title=rules.title,
        result=result,
        explanation=explain(country=country, rules=rules, result=result),
        robustness=drawn and robustness_document(drawn),
        now=NOW,
    )


def with_status(identification: Identification, status: str) -> str:
    """A SIREN of that status in the explanation."""
    units = identification.explanation["units"]
    return next(siren for siren, unit in units.items() if unit["status"] == status)
