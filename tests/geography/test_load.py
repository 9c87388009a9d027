"""The embedded pack in the database: all of it, as the files have it."""

import datetime as dt

from ancrage.geography.actions import start_programme
from ancrage.geography.gazetteer import read_gazetteer
from ancrage.geography.models import (
    Adjacency,
    Commune,
    FigureDefinition,
    FormerCommune,
    Intercommunality,
    Perimeter,
    PerimeterVersion,
    PostalCode,
    Source,
    TerritoryMember,
)
from ancrage.geography.stored import stored_gazetteer, stored_version
from ancrage.kernel.rights import host

HOST = host()
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def test_everything_is_loaded(reference):
    assert reference.code == "france-2026"
    assert Commune.objects.count() == 34_969
    assert Intercommunality.objects.exclude(kind="EPT").count() == 1255
    assert Intercommunality.objects.filter(kind="EPT", parent="200054781").count() == 11
    assert Adjacency.objects.count() == 2 * 3510
    assert FormerCommune.objects.count() == 4300
    assert PostalCode.objects.filter(code="42300").count() == 3
    assert Source.objects.filter(code__startswith="S").count() == 11
    assert (
        FigureDefinition.objects.get(table="epci", column="industrial_jobs").quality == "estimate"
    )


def test_unknown_jobs_stay_unknown(reference):
    mayotte = Intercommunality.objects.filter(region="06")
    assert set(mayotte.values_list("industrial_jobs", "jobs_quality")) == {(None, "unknown")}


def test_official_lists_follow_one_another(reference):
    versions = PerimeterVersion.objects.filter(perimeter="officiel")
    assert [(v.code, v.territory_count, str(v.valid_from), str(v.valid_to)) for v in versions] == [
        ("2020-10", 148, "2020-10-13", "2022-12-30"),
        ("2022-12", 149, "2022-12-31", "2023-11-08"),
        ("2023-11", 183, "2023-11-09", "2024-07-03"),
        ("2024-07", 183, "2024-07-04", "None"),
    ]


def test_what_is_stored_is_what_the_pack_says(reference):
    """The lists read from the database and those read from the files are the same."""
    gazetteer, versions = read_gazetteer()
    assert stored_gazetteer().towns == gazetteer.towns
    for version in versions:
        stored = stored_version(PerimeterVersion.objects.get(code=version.code))
        assert {(t.code, t.name, t.region, frozenset(t.members)) for t in stored.territories} == {
            (t.code, t.name, t.region, frozenset(t.members)) for t in version.territories
        }


def test_partial_members_have_their_communes(reference):
    partial = TerritoryMember.objects.filter(coverage="partial", territory__version="2020-10")
    counts = [(m.communes_in, m.partial_communes.count()) for m in partial]
    assert len(counts) == 24
    assert all(told == held for told, held in counts)


def test_a_programme_starts_from_the_183(reference):
    version = start_programme(
        by=HOST,
        now=NOW,
        code="prog",
        name="Programme",
        version_code="prog-1",
        valid_from=dt.date(2024, 1, 1),
        from_version="2024-07",
    )
    assert version.territory_count == 183
    assert version.perimeter.kind == Perimeter.PROGRAMME
    assert "juillet 2024" in version.origin
    official = stored_version(PerimeterVersion.objects.get(code="2024-07"))
    assert set(stored_version(version).territories) == set(official.territories)
