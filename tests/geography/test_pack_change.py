"""Another pack replaces the one before; a refused one changes nothing; programmes have lists."""

import datetime as dt

import pytest

from ancrage.geography.actions import (
    ListRefusedError,
    load_pack,
    publish_version,
    rename_territory,
    start_programme,
)
from ancrage.geography.models import (
    Commune,
    Intercommunality,
    Perimeter,
    PerimeterVersion,
    PostalCode,
    ReferencePack,
    Territory,
    TerritoryMember,
)
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import host
from tests.geography.small_pack import FILES, edited, write_small_pack
from tests.journal.made import empty_journal

HOST = host()
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def _small_outside(django_db_setup, django_db_blocker, tmp_path):
    """Load the made-up country for good: the tests of this module start from it."""
    with django_db_blocker.unblock():
        load_pack(by=HOST, directory=write_small_pack(tmp_path / "small"), now=NOW)
        empty_journal()


@pytest.fixture
def small(_small_outside, db):
    """The made-up country, alone in the database."""


def listed(code, *members, region="11", name="Neuf"):
    return ListedTerritory(code, name, region, members)


def start(**more):
    told = {"code": "prog", "name": "Programme", "version_code": "prog-1"}
    return start_programme(by=HOST, now=NOW, **told, valid_from=dt.date(2024, 1, 1), **more)


def publish(*territories, code="prog-2", valid_from=dt.date(2025, 1, 1), perimeter="prog"):
    return publish_version(
        by=HOST,
        now=NOW,
        perimeter=perimeter,
        code=code,
        name="Suite",
        valid_from=valid_from,
        quality=Quality.DECLARED,
        origin="Essai.",
        territories=territories,
    )


def test_the_same_pack_is_left_alone(small, tmp_path):
    again = load_pack(by=HOST, directory=write_small_pack(tmp_path / "again"), now=NOW)
    assert not again.changed
    assert again.pack.code == "small"


def changed_communes(tmp_path, text):
    return write_small_pack(tmp_path / "2", **{"communes.csv": text})


def test_another_pack_replaces_it(small, tmp_path):
    changed = edited("epci.csv", ",600,2000", ",700,2000")
    assert load_pack(
        by=HOST, directory=write_small_pack(tmp_path / "2", **changed), now=NOW
    ).changed
    assert Intercommunality.objects.get(siren="200000110").industrial_jobs == 700
    assert ReferencePack.objects.count() == 1
    assert PerimeterVersion.objects.count() == 2
    assert Territory.objects.count() == 5


def test_a_place_that_is_gone_is_dropped(small, tmp_path):
    text = FILES["communes.csv"].replace("97501,Îlot,97500,975,975,,,,\n", "")
    load_pack(
        by=HOST, directory=write_small_pack(tmp_path / "2", **{"communes.csv": text}), now=NOW
    )
    assert not Commune.objects.filter(code="97501").exists()
    assert not PostalCode.objects.filter(code="97500").exists()


def test_a_broken_pack_changes_nothing(small, tmp_path):
    broken = edited("epci.csv", ",600,2000", ",-600,2000")
    with pytest.raises(InputRefused):
        load_pack(by=HOST, directory=write_small_pack(tmp_path / "2", **broken), now=NOW)
    assert Intercommunality.objects.get(siren="200000110").industrial_jobs == 600


def test_a_programme_keeps_its_list_through_another_pack(small, tmp_path):
    """Only the number of communes of a whole that it has a part of is counted again."""
    start(from_version="2021")
    text = FILES["communes.csv"] + "01204,Pré-Loin,01200,01,11,200000120,,5,0001\n"
    changes = {
        "communes.csv": text,
        "territories_2021.csv": FILES["territories_2021.csv"].replace("1,3", "1,4"),
        "territories_2023.csv": FILES["territories_2023.csv"].replace("3,3", "4,4"),
    }
    load_pack(by=HOST, directory=write_small_pack(tmp_path / "2", **changes), now=NOW)
    members = TerritoryMember.objects.filter(territory__version="prog-1")
    told = {
        m.intercommunality_id or m.commune_id: (m.communes_in, m.communes_total) for m in members
    }
    assert told == {"200000110": (2, 2), "200000120": (1, 4), "02402": (1, 1)}
    assert PerimeterVersion.objects.filter(perimeter="prog").count() == 1


def test_a_pack_that_a_programme_would_lose_members_with_is_refused(small, tmp_path):
    start(territories=[listed("n-1", Member("2A004", "commune"))])
    text = FILES["communes.csv"].replace("2A004,", "2A005,")
    with pytest.raises(ListRefusedError, match=r"prog-1.*table de passage"):
        load_pack(
            by=HOST, directory=write_small_pack(tmp_path / "2", **{"communes.csv": text}), now=NOW
        )
    assert Commune.objects.filter(code="2A004").exists()


def test_a_programme_goes_on_in_versions(small):
    start(territories=[listed("n-1", Member("200000110"))])
    publish(listed("n-1", Member("200000110"), Member("200000130")))
    ends = PerimeterVersion.objects.filter(perimeter="prog").values_list("code", "valid_to")
    assert dict(ends) == {"prog-1": dt.date(2024, 12, 31), "prog-2": None}


REFUSED = [
    ("member", [listed("n-1", Member("200000999"))], {}, "200000999"),
    ("part", [listed("n-1", Member("200000110", communes=frozenset({"02301"})))], {}, "découpé"),
    ("twice", [listed("n-1", Member("200000110")), listed("n-2", Member("01001", "commune"))], {},
     "01001 serait dans deux"),
    ("codes", [listed("n-1", Member("200000110")), listed("n-1", Member("200000120"))], {},
     "code différent"),
    ("region", [listed("n-1", Member("200000110"), region="99")], {}, "région « 99 »"),
    ("empty", [], {}, "au moins un"),
    ("date", [listed("n-1", Member("200000110"))], {"valid_from": dt.date(2024, 1, 1)}, "après le"),
    ("taken", [listed("n-1", Member("200000110"))], {"code": "prog-1"}, "existe déjà"),
    ("unknown", [listed("n-1", Member("200000110"))], {"perimeter": "autre"}, "n’existe pas"),
    ("official", [listed("n-1", Member("200000110"))], {"perimeter": "officiel"}, "officielle"),
]  # fmt: skip


@pytest.mark.parametrize(("territories", "more", "what"), [r[1:] for r in REFUSED])
def test_a_list_that_does_not_hold_is_refused(small, territories, more, what):
    start(territories=[listed("n-0", Member("200000120"))])
    with pytest.raises(ListRefusedError, match=what):
        publish(*territories, **more)
    held = PerimeterVersion.objects.filter(perimeter="prog").values_list("code", "valid_to")
    assert list(held) == [("prog-1", None)]


def test_a_programme_starts_once_and_from_one_thing(small):
    start(from_version="2021")
    with pytest.raises(ListRefusedError, match="existe déjà"):
        start(from_version="2021")
    with pytest.raises(ListRefusedError, match="pas les deux"):
        start_programme(
            by=HOST,
            now=NOW,
            code="other",
            name="Autre",
            version_code="o-1",
            valid_from=dt.date(2024, 1, 1),
        )


def test_a_programme_starts_from_a_list_that_exists(small):
    with pytest.raises(ListRefusedError, match="listes connues : 2021, 2023"):
        start(from_version="2018")
    assert not Perimeter.objects.filter(code="prog").exists()


def test_a_territory_of_a_programme_is_renamed_and_found(small):
    start(from_version="2021")
    rename_territory(by=HOST, now=NOW, version="prog-1", code="a-1101", name="  Vallée   d'Éclat ")
    territory = Territory.objects.get(version="prog-1", code="a-1101")
    assert (territory.name, territory.search_name) == ("Vallée d'Éclat", "vallee d eclat")


@pytest.mark.parametrize(
    ("version", "code", "name", "what"),
    [
        ("2021", "a-1101", "Autre", "officielle"),
        ("prog-1", "z-9", "Autre", "z-9"),
        ("prog-1", "a-1101", "  ", "1 à 200"),
        ("nulle", "a-1101", "Autre", "nulle"),
    ],
)
def test_a_renaming_that_cannot_be_is_refused(small, version, code, name, what):
    start(from_version="2021")
    with pytest.raises(ListRefusedError, match=what):
        rename_territory(by=HOST, now=NOW, version=version, code=code, name=name)
    assert not Territory.objects.filter(name="Autre").exists()
