"""Moving on to another year: shown first, accepted by its fingerprint, lists carried over."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from ancrage.geography import commands, year_commands
from ancrage.geography.actions import (
    ListRefusedError,
    computed_year_change,
    load_pack,
    publish_version,
    rename_territory,
    show_year,
    start_programme,
)
from ancrage.geography.models import (
    Intercommunality,
    PerimeterVersion,
    ReferencePack,
    TerritoryMember,
    YearCrosswalk,
)
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.geography.rules.lookup import Register
from ancrage.geography.stored import stored_gazetteer, stored_versions
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import VISITOR, host
from ancrage.project.cli import run
from tests.geography.next_year import ABSORBED, write_next_year
from tests.geography.small_pack import write_small_pack
from tests.people.world import person, sign_in

HOST = host()
NOW = dt.datetime(2025, 2, 3, 9, 0, tzinfo=dt.UTC)
BOTH = (Member("200000110"), Member("200000120"))


@pytest.fixture
def small(db, tmp_path):
    """The made-up country of 2024."""
    return load_pack(by=HOST, now=NOW, directory=write_small_pack(tmp_path / "2024")).pack


def listed(code, *members):
    return ListedTerritory(code, f"Nom de {code}", "11", members)


def start(*territories, code="prog"):
    return start_programme(
        by=HOST, now=NOW, code=code, name="Programme", version_code=f"{code}-1",
        valid_from=dt.date(2024, 3, 1), territories=territories, quality=Quality.SIMULATED,
    )  # fmt: skip


def shown(directory):
    return computed_year_change(directory=directory).fingerprint


def load(directory, accepted=None):
    told = shown(directory) if accepted is None else accepted
    return load_pack(by=HOST, now=NOW, directory=directory, accepted=told)


def members_of(version):
    """Each territory's members as (code, communes inside, communes in all)."""
    found = TerritoryMember.objects.filter(territory__version=version).order_by("pk")
    return {
        (m.territory.code, m.intercommunality_id or m.commune_id, m.communes_in, m.communes_total)
        for m in found.select_related("territory")
    }


def test_it_is_shown_and_changes_nothing(small, tmp_path):
    start(listed("t-1", *BOTH))
    directory = write_next_year(tmp_path / "2025")
    entries = JournalEntry.objects.count()
    change = computed_year_change(directory=directory)
    (merged,) = change.document["changes"]
    assert merged["kind"] == "merged"
    assert [g["code"] for g in merged["before"]] == ["200000110", "200000120"]
    assert merged["after"] == [{"code": "200000150", "name": "CA Été-Pré"}]
    (held,) = change.document["lists"]
    assert [(m["code"], m["fate"], m["parts"][0]["code"]) for m in held["members"]] == [
        ("200000110", "merged", "200000150"),
        ("200000120", "merged", "200000150"),
    ]
    assert held["following"]["list"] == "prog-2025-01-01"
    assert change.fingerprint == shown(directory)
    assert ReferencePack.objects.get().fingerprint == small.fingerprint
    assert not YearCrosswalk.objects.exists()
    assert JournalEntry.objects.count() == entries


def test_without_a_pack_there_is_nothing_to_compare(db, tmp_path):
    ReferencePack.objects.all().delete()
    with pytest.raises(ListRefusedError, match="Aucun jeu"):
        computed_year_change(directory=write_next_year(tmp_path / "2025"))


@pytest.mark.parametrize(
    ("accepted", "what"),
    [("", "affichez la table de passage"), ("0" * 64, "pas celle"), ("short", "pas celle")],
)
def test_what_was_not_shown_is_not_loaded(small, tmp_path, accepted, what):
    start(listed("t-1", *BOTH))
    with pytest.raises(ListRefusedError, match=what):
        load(write_next_year(tmp_path / "2025"), accepted)
    assert ReferencePack.objects.get().fingerprint == small.fingerprint
    assert Intercommunality.objects.filter(pk="200000110").exists()
    assert PerimeterVersion.objects.filter(perimeter="prog").count() == 1


def test_a_list_that_changed_since_has_to_be_shown_again(small, tmp_path):
    start(listed("t-1", *BOTH))
    directory = write_next_year(tmp_path / "2025")
    before = shown(directory)
    rename_territory(by=HOST, now=NOW, version="prog-1", code="t-1", name="Autre")
    with pytest.raises(ListRefusedError, match="à nouveau"):
        load(directory, before)


def test_the_list_goes_on_with_the_new_intercommunality(small, tmp_path):
    start(listed("t-1", *BOTH), listed("t-2", Member("200000130")))
    loaded = load(write_next_year(tmp_path / "2025"))
    assert loaded.lists == ("prog-2025-01-01",)
    assert members_of("prog-2025-01-01") == {
        ("t-1", "200000150", 5, 5),
        ("t-2", "200000130", 2, 2),
    }
    last, new = PerimeterVersion.objects.filter(perimeter="prog")
    assert (last.valid_from, last.valid_to) == (dt.date(2024, 3, 1), dt.date(2024, 12, 31))
    assert (new.valid_from, new.valid_to) == (dt.date(2025, 1, 1), None)
    assert (new.name, new.quality) == ("Programme, intercommunalités de 2025", Quality.SIMULATED)
    assert "Programme" in new.origin
    assert not Intercommunality.objects.filter(pk="200000110").exists()


def test_a_short_fingerprint_is_enough(small, tmp_path):
    start(listed("t-1", *BOTH))
    directory = write_next_year(tmp_path / "2025")
    assert load(directory, shown(directory)[:12]).changed


def test_the_past_is_told_on_the_new_places(small, tmp_path):
    """A list that held one of the two keeps its ground, then and now, and no more."""
    start(listed("t-1", Member("200000110")))
    publish_version(
        by=HOST, now=NOW, perimeter="prog", code="prog-2", name="Programme",
        valid_from=dt.date(2024, 6, 1), quality=Quality.DECLARED, origin="",
        territories=[listed("t-1", *BOTH)],
    )  # fmt: skip
    load(write_next_year(tmp_path / "2025"))
    assert members_of("prog-1") == {("t-1", "200000150", 2, 5)}
    assert members_of("prog-2") == members_of("prog-2025-01-01") == {("t-1", "200000150", 5, 5)}
    register = Register(stored_gazetteer(), stored_versions(perimeter="prog"))
    found = [
        [len(register.commune(text=code, on=day).answers) for code in ("01001", "01201")]
        for day in (dt.date(2024, 4, 1), dt.date(2024, 7, 1), dt.date(2025, 4, 1))
    ]
    assert found == [[1, 0], [1, 1], [1, 1]]


def test_programmes_that_nothing_touches_stay(small, tmp_path):
    start(listed("t-1", *BOTH))
    start(listed("u-1", Member("200000130")), code="autre")
    loaded = load(write_next_year(tmp_path / "2025"))
    assert loaded.lists == ("prog-2025-01-01",)
    assert PerimeterVersion.objects.filter(perimeter="autre").count() == 1
    assert members_of("autre-1") == {("u-1", "200000130", 2, 2)}


def test_without_a_programme_nothing_has_to_be_accepted(small, tmp_path):
    assert load(write_next_year(tmp_path / "2025"), "").lists == ()
    assert not YearCrosswalk.objects.exists()


def test_what_has_to_be_decided_is_told_where(small, tmp_path):
    start(listed("t-1", Member("200000110")), listed("t-2", Member("200000120")))
    directory = write_next_year(tmp_path / "2025", ABSORBED)
    with pytest.raises(InputRefused) as refusal:
        load(directory)
    (problem,) = refusal.value.problems
    assert "liste prog-1, territoire t-2 (Nom de t-2)" in str(problem)
    assert "01001, 01002" in problem.what
    assert "t-1" in problem.what
    assert ReferencePack.objects.get().fingerprint == small.fingerprint


def test_once_decided_it_is_loaded(small, tmp_path):
    start(listed("t-1", Member("200000110")), listed("t-2", Member("200000120")))
    publish_version(
        by=HOST, now=NOW, perimeter="prog", code="prog-2", name="Programme",
        valid_from=dt.date(2024, 6, 1), quality=Quality.DECLARED, origin="",
        territories=[listed("t-2", *BOTH)],
    )  # fmt: skip
    load(write_next_year(tmp_path / "2025", ABSORBED))
    assert members_of("prog-2025-01-01") == {("t-2", "200000120", 5, 5)}
    assert members_of("prog-1") == {("t-1", "200000120", 2, 5), ("t-2", "200000120", 3, 5)}


def test_a_list_younger_than_the_perimeters_goes_on_the_day_after(small, tmp_path):
    start_programme(
        by=HOST, now=NOW, code="prog", name="Programme", version_code="prog-1",
        valid_from=dt.date(2025, 1, 15), territories=[listed("t-1", *BOTH)],
    )  # fmt: skip
    load(write_next_year(tmp_path / "2025"))
    last, new = PerimeterVersion.objects.filter(perimeter="prog")
    assert (last.valid_to, new.valid_from) == (dt.date(2025, 1, 15), dt.date(2025, 1, 16))


def test_the_journal_tells_it_in_one_entry(small, tmp_path):
    start(listed("t-1", *BOTH))
    count = JournalEntry.objects.count()
    directory = write_next_year(tmp_path / "2025")
    fingerprint = shown(directory)
    load(directory)
    entry = JournalEntry.objects.get(number=count + 1)
    assert JournalEntry.objects.count() == count + 1
    assert entry.command == "geography.load_pack"
    details = entry.change["details"]
    assert details["crosswalk"] == fingerprint
    assert details["lists"]["prog-1"]["following"] == "prog-2025-01-01"
    assert [part["command"] for part in details["parts"]] == ["geography.publish_version"]
    kept = YearCrosswalk.objects.get()
    assert (kept.fingerprint, kept.accepted_at) == (fingerprint, NOW)
    assert kept.document["lists"][0]["members"][0]["name"] == "CC de l'Été"


def test_it_is_shown_on_the_site_once(small, tmp_path):
    start(listed("t-1", *BOTH))
    directory = write_next_year(tmp_path / "2025")
    count = JournalEntry.objects.count()
    for _time in range(2):
        _change, kept = show_year(by=HOST, now=NOW, directory=directory)
    assert (kept.shown_at, kept.accepted_at) == (NOW, None)
    assert JournalEntry.objects.count() == count + 1
    load(directory)
    assert YearCrosswalk.objects.get().accepted_at == NOW


def test_not_everybody_shows_it_or_loads_it(small, tmp_path):
    directory = write_next_year(tmp_path / "2025")
    with pytest.raises(NotAllowedError):
        show_year(by=VISITOR, now=NOW, directory=directory)
    with pytest.raises(NotAllowedError):
        load_pack(by=VISITOR, now=NOW, directory=directory, accepted=shown(directory))
    assert not YearCrosswalk.objects.exists()


# The command line


@pytest.fixture
def command(monkeypatch, capsys):
    """Run `ancrage reference …` on the database of the test; returns (code, out, err)."""
    monkeypatch.setattr(commands, "prepare_database", lambda: None)
    monkeypatch.setattr(year_commands, "prepare_database", lambda: None)

    def go(*arguments):
        code = run(["reference", *map(str, arguments)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return go


def test_the_command_shows_it_then_loads_what_it_showed(small, tmp_path, command):
    start(listed("t-1", *BOTH))
    directory = write_next_year(tmp_path / "2025")
    code, _out, err = command("load", "--from", directory)
    assert (code, "ancrage reference crosswalk" in err) == (2, True)
    code, out, err = command("crosswalk", "--from", directory, "--out", tmp_path / "table.csv")
    assert code == 0
    for told in ("CC du Pré", "CA Été-Pré", "réuni à un autre", "prog-2025-01-01", "60,0"):
        assert told in out
    accepted = err.split("--accept-crosswalk ")[1].split()[0]
    rows = (tmp_path / "table.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("Liste;Territoire;")
    assert any(row.startswith("prog-1;t-1;Nom de t-1;200000110;CC de l'Été;") for row in rows)
    assert len(rows) == 5
    code, out, _err = command("load", "--from", directory, "--accept-crosswalk", accepted, "--json")
    assert (code, json.loads(out)["carried_over"]) == (0, ["prog-2025-01-01"])


def test_the_command_says_what_has_to_be_decided(small, tmp_path, command):
    start(listed("t-1", Member("200000110")), listed("t-2", Member("200000120")))
    directory = write_next_year(tmp_path / "2025", ABSORBED)
    code, out, err = command("crosswalk", "--from", directory)
    assert code == 0
    assert "À décider : prog-1, t-2 (Nom de t-2)" in out
    assert "--accept-crosswalk" not in err
    told = json.loads(command("crosswalk", "--from", directory, "--json")[1])
    accepted = ("--accept-crosswalk", told["fingerprint"])
    code, _out, err = command("load", "--from", directory, *accepted)
    assert (code, "territoire t-2" in err) == (2, True)


def test_the_command_says_when_nothing_has_to_be_accepted(small, tmp_path, command):
    start(listed("t-1", Member("200000130")))
    _code, out, err = command("crosswalk", "--from", write_next_year(tmp_path / "2025"))
    assert "reste telle quelle" in out
    assert "sans rien accepter" in err


# The pages


@pytest.fixture
def announced(small, tmp_path):
    """A crosswalk that is shown on the site, and the directory of its pack."""
    start(listed("t-1", Member("200000110")), listed("t-2", Member("200000130")))
    directory = write_next_year(tmp_path / "2025")
    return show_year(by=HOST, now=NOW, directory=directory)[1], directory


def test_the_national_team_and_the_regions_read_it(announced, client):
    crosswalk, _directory = announced
    address = reverse("year_change", args=[crosswalk.fingerprint])
    for role, status in (("national", 200), ("auditor", 200), ("expert", 404)):
        assert sign_in(client, person(role)).get(address).status_code == status
    client.logout()
    assert client.get(address).status_code == 302
    assert sign_in(client, person("national")).get("/millesimes/inconnu/").status_code == 404


def test_the_page_shows_what_passes(announced, client, django_assert_max_num_queries):
    crosswalk, _directory = announced
    sign_in(client, person("national"))
    with django_assert_max_num_queries(15):
        html = client.get(reverse("year_change", args=[crosswalk.fingerprint])).content.decode()
    for told in ("réunies en une", "CA Été-Pré", "réuni à un autre", "40,0", "pas encore acceptée"):
        assert told in html
    assert f"--accept-crosswalk {crosswalk.fingerprint[:16]}" in html
    assert "Programme" in html


def test_the_page_of_what_has_to_be_decided_says_it(small, tmp_path, client):
    start(listed("t-1", Member("200000110")), listed("t-2", Member("200000120")))
    directory = write_next_year(tmp_path / "2025", ABSORBED)
    _change, crosswalk = show_year(by=HOST, now=NOW, directory=directory)
    sign_in(client, person("national"))
    html = client.get(reverse("year_change", args=[crosswalk.fingerprint])).content.decode()
    assert "t-2 (Nom de t-2)" in html
    assert "--accept-crosswalk" not in html


def test_the_page_tells_the_same_once_it_is_accepted(announced, client):
    crosswalk, directory = announced
    load(directory)
    sign_in(client, person("national"))
    html = client.get(reverse("year_change", args=[crosswalk.fingerprint])).content.decode()
    assert "acceptée et chargée le 3\u00a0février\u00a02025" in html
    assert "CC de l&#x27;Été" in html


def test_the_list_of_crosswalks(announced, client, django_assert_max_num_queries):
    sign_in(client, person("national"))
    with django_assert_max_num_queries(15):
        html = client.get(reverse("year_changes")).content.decode()
    assert "montrée, pas encore acceptée" in html
    YearCrosswalk.objects.all().delete()
    assert "ancrage reference announce" in client.get(reverse("year_changes")).content.decode()


def test_the_tables_are_taken_away(announced, client):
    crosswalk, _directory = announced
    sign_in(client, person("national"))
    address = reverse("year_change", args=[crosswalk.fingerprint])
    text = client.get(f"{address}?m-format=csv").content.decode()
    assert "CC de l'Été" in text
    assert "CA Œuvre-Saint-Loup" not in text
