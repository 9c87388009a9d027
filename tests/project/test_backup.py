"""The whole database in one file, and back: identical, on either database, or not at all."""

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import tracemalloc
import uuid
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from hypothesis import given
from hypothesis import strategies as st

from ancrage.files.actions import store_file
from ancrage.files.models import FileContent
from ancrage.geography.actions import load_pack, start_programme
from ancrage.geography.models import (
    EmploymentZone,
    Intercommunality,
    PostalCode,
    Region,
    TerritoryMember,
)
from ancrage.jobs.actions import ask_job
from ancrage.jobs.models import Job
from ancrage.journal.checker import check as check_journal
from ancrage.journal.export import export_lines
from ancrage.journal.models import JournalEntry
from ancrage.kernel.rights import host
from ancrage.people.models import Person, RoleHolding
from ancrage.project import backup_files, restore_actions
from ancrage.project.backup_files import BackupFile, write_backup
from ancrage.project.backup_format import (
    CODES,
    FORMAT,
    MANIFEST,
    SEAL,
    BackupRefusedError,
    canonical_json,
    decoded,
    encoded,
    seal_of,
)
from ancrage.project.backup_tables import LEFT_OUT, shape_of_code, tables_at
from ancrage.project.cli import run
from ancrage.project.restore_actions import restore_backup
from tests.files.samples import png
from tests.geography.small_pack import write_small_pack

NOW = dt.datetime(2026, 11, 25, 9, 30, 15, 123456, tzinfo=dt.UTC)
ANCRAGE = Path(sys.executable).with_name("ancrage")
STRANGE = {"b": 1e22, "a": [-0.0, 2.0, 1.5, None, True], "é\u2028": {"z": "'\"\\", "y": 1}}


def quiet(_what, _share):
    """Nobody watches."""


def save(out):
    return write_backup(out=out, now=NOW, progress=quiet)


def restore(file, *, replace=True):
    return restore_backup(file=file, replace=replace, progress=quiet)


def digests(manifest):
    return {note.label: (note.rows, note.sha256) for note in manifest.tables}


@pytest.fixture
def filled(db, tmp_path):
    """A little of everything that a database may hold."""
    pack = write_small_pack(tmp_path / "pack")
    load_pack(by=host(), now=NOW, directory=pack)
    start_programme(
        by=host(), now=NOW, code="prog", name="Programme", version_code="prog-1",
        valid_from=dt.date(2024, 1, 1), from_version="2021",
    )  # fmt: skip
    EmploymentZone.objects.filter(pk="0001").update(unemployment_rate_2022=Decimal("7.30"))
    holder = Person.objects.create(created_at=NOW, email="a@essai.example", family_name="Ôté")
    held = RoleHolding.objects.create(person=holder, role="copilot", since=NOW.date())
    RoleHolding.objects.create(person=holder, role="copilot", since=NOW.date(), stands_in_for=held)
    ask_job(kind="essai", key="essai", arguments=STRANGE, now=NOW, limit=9)
    store_file(name="É.png", content=png(), by_reference="p", now=NOW)
    group = Group.objects.create(name="Groupe")
    group.permissions.set(Permission.objects.all()[:3])
    Session.objects.create(session_key="k", session_data="a-taire", expire_date=NOW)


def wreck():
    """Change, remove and add rows, so that a restoration has something to do."""
    Intercommunality.objects.filter(pk="200000110").update(name="Autre", population=None)
    TerritoryMember.objects.all().delete()
    FileContent.objects.update(data=b"autre")
    Job.objects.all().delete()
    Region.objects.create(code="99", name="De trop", kind="region")
    JournalEntry.objects.filter(number=1).update(says="Récrit")


def test_a_restored_database_is_identical(filled, tmp_path):
    before = save(tmp_path / "a.zip")
    assert {"geography.territorymember_partial_communes", "auth.group_permissions"} <= {
        note.label for note in before.tables if note.rows
    }
    wreck()
    assert digests(save(tmp_path / "b.zip")) != digests(before)
    restore(tmp_path / "a.zip")
    assert digests(save(tmp_path / "c.zip")) == digests(before)
    job = Job.objects.get()
    assert (job.asked_at, job.finished_at, job.arguments) == (NOW, None, STRANGE)
    assert EmploymentZone.objects.get(pk="0001").unemployment_rate_2022 == Decimal("7.30")
    assert bytes(FileContent.objects.get().data) == png()
    assert Intercommunality.objects.get(pk="200000900").parent_id == "200000140"


def test_the_same_rows_give_the_same_file(filled, tmp_path):
    save(tmp_path / "a.zip")
    save(tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_rows_are_added_after_those_restored(filled, tmp_path):
    last = Job.objects.get().pk
    save(tmp_path / "a.zip")
    restore(tmp_path / "a.zip")
    added, _new = ask_job(kind="essai", key="suite", arguments={}, now=NOW, limit=9)
    assert added.pk > last
    assert Group.objects.create(name="Suite").pk > Group.objects.get(name="Groupe").pk


def test_the_journal_verifies_and_has_no_entry_more(filled, tmp_path):
    count = JournalEntry.objects.count()
    assert count >= 2
    save(tmp_path / "a.zip")
    wreck()
    restore(tmp_path / "a.zip")
    lines = export_lines(with_private=True, with_personal=True)
    assert check_journal(lines)[0] is None
    assert JournalEntry.objects.count() == count


def test_open_sessions_are_neither_kept_nor_left(filled, tmp_path):
    save(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert not any(b"a-taire" in archive.read(name) for name in archive.namelist())
        told = json.loads(archive.read(MANIFEST))
    assert told["left_out"] == LEFT_OUT
    restore(tmp_path / "a.zip")
    assert not Session.objects.exists()


def test_a_database_with_data_is_only_replaced_when_asked(filled, tmp_path):
    save(tmp_path / "a.zip")
    wreck()
    with pytest.raises(BackupRefusedError, match="--replace"):
        restore(tmp_path / "a.zip", replace=False)
    assert Region.objects.filter(code="99").exists()


def test_an_empty_database_is_filled_without_asking(filled, tmp_path):
    before = save(tmp_path / "a.zip")
    restore_actions._empty_tables()
    restore(tmp_path / "a.zip", replace=False)
    assert digests(save(tmp_path / "b.zip")) == digests(before)


def rewritten(source, out, change):
    """A copy of a backup, each part as `change` makes it; None leaves the part out."""
    with zipfile.ZipFile(source) as held, zipfile.ZipFile(out, "w") as made:
        for name in held.namelist():
            data = change(name, held.read(name))
            if data is not None:
                made.writestr(name, data)
    return out


def with_manifest(source, out, **told):
    """A copy whose manifest says other things, under a seal that fits."""
    with zipfile.ZipFile(source) as held:
        document = json.loads(held.read(MANIFEST)) | told
    text = json.dumps(document)
    return rewritten(source, out, {MANIFEST: text, SEAL: seal_of(text)}.get)


def cut(name, data):
    return data.replace(b"CC du Pr", b"CA du Pr") if "intercommunality" in name else data


def truncated(path, out):
    out.write_bytes(path.read_bytes()[:-500])
    return out


def empty(_path, out):
    out.write_bytes(b"")
    return out


LATER = {"migrations": [["journal", "0999_later"]]}
FAULTY = {
    "a changed row": (lambda p, o: rewritten(p, o, cut), "modifié ou abîmé"),
    "a row less": (
        lambda p, o: rewritten(
            p, o, lambda n, d: d.split(b"\n", 1)[1] if "territory.jsonl" in n else d
        ),
        "modifié ou abîmé",
    ),
    "a table less": (
        lambda p, o: rewritten(p, o, lambda n, d: None if "adjacency" in n else d),
        "modifié ou abîmé",
    ),
    "a changed manifest": (
        lambda p, o: rewritten(
            p, o, lambda n, d: d.replace(b"2026", b"2027") if n == MANIFEST else d
        ),
        "modifié ou abîmé",
    ),
    "an end missing": (truncated, "n’est pas une sauvegarde"),
    "nothing": (empty, "n’est pas une sauvegarde"),
    "no file": (lambda _p, o: o, "n’existe pas"),
    "a later format": (
        lambda p, o: with_manifest(p, o, ancrage_backup=FORMAT + 1),
        "version plus récente",
    ),
    "a later version": (lambda p, o: with_manifest(p, o, **LATER), "version plus récente"),
    "other tables": (lambda p, o: with_manifest(p, o, tables=[]), "ne sont pas celles"),
    "another document": (lambda p, o: with_manifest(p, o, left_out=1, more=2), "n’est pas une"),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_file_that_is_not_right_changes_nothing(filled, tmp_path, fault, capsys):
    before = save(tmp_path / "a.zip")
    make, what = FAULTY[fault]
    file = make(tmp_path / "a.zip", tmp_path / "faulty.zip")
    with pytest.raises(BackupRefusedError, match=what):
        restore(file)
    assert digests(save(tmp_path / "b.zip")) == digests(before)
    assert run(["restore", str(file), "--check"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_byte_that_changes_is_seen_wherever_it_counts(filled, tmp_path):
    """Some bytes of a zip say nothing (a date, a name said twice): those may change."""
    manifest = save(tmp_path / "a.zip")
    tables = {table.label: table for table in tables_at(manifest.migrations)}
    data = (tmp_path / "a.zip").read_bytes()
    places = range(0, len(data), len(data) // 199)
    refused = 0
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 0xFF
        (tmp_path / "b.zip").write_bytes(changed)
        try:
            with BackupFile(tmp_path / "b.zip") as backup:
                backup.check(tables, quiet)
                assert digests(backup.manifest) == digests(manifest)
        except BackupRefusedError:
            refused += 1
    assert refused > len(places) / 2


def test_what_does_not_come_back_the_same_is_not_restored(filled, tmp_path, monkeypatch):
    save(tmp_path / "a.zip")
    wreck()
    now = save(tmp_path / "b.zip")
    insert = restore_actions._insert

    def forget(table, batch):
        insert(table, batch[1:] if table.label == "journal.journalentry" else batch)

    monkeypatch.setattr(restore_actions, "_insert", forget)
    with pytest.raises(BackupRefusedError, match="journal"):
        restore(tmp_path / "a.zip")
    assert digests(save(tmp_path / "c.zip")) == digests(now)


def test_what_the_database_does_not_take_is_not_restored(filled, tmp_path, monkeypatch):
    save(tmp_path / "a.zip")
    wreck()
    now = save(tmp_path / "b.zip")
    insert = restore_actions._insert

    def twice(table, batch):
        insert(table, [*batch, batch[0]] if table.label == "geography.region" else batch)

    monkeypatch.setattr(restore_actions, "_insert", twice)
    with pytest.raises(BackupRefusedError, match="n’accepte pas ces données"):
        restore(tmp_path / "a.zip")
    assert digests(save(tmp_path / "c.zip")) == digests(now)


def test_a_backup_that_fails_leaves_the_one_before(filled, tmp_path, monkeypatch):
    save(tmp_path / "a.zip")
    kept = (tmp_path / "a.zip").read_bytes()

    def fail(_row):
        raise OSError("plus de place")

    monkeypatch.setattr(backup_files, "line_of", fail)
    with pytest.raises(OSError, match="place"):
        save(tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == kept
    assert [p.name for p in tmp_path.iterdir()] in (["a.zip", "pack"], ["pack", "a.zip"])


def test_a_database_of_a_later_version_is_left_alone(filled, tmp_path):
    save(tmp_path / "a.zip")
    MigrationRecorder(connection).record_applied("journal", "0999_later")
    with pytest.raises(BackupRefusedError, match="plus récente"):
        save(tmp_path / "b.zip")
    with pytest.raises(BackupRefusedError, match="plus récente"):
        restore(tmp_path / "a.zip")


def test_only_a_backup_is_written_over(filled, tmp_path):
    other = tmp_path / "ancrage.sqlite3"
    other.write_bytes(b"SQLite format 3")
    with pytest.raises(BackupRefusedError, match="autre nom"):
        save(other)
    assert other.read_bytes() == b"SQLite format 3"


def test_a_folder_that_is_missing_is_told(filled, tmp_path):
    with pytest.raises(BackupRefusedError, match="dossier"):
        save(tmp_path / "missing" / "a.zip")


def test_a_backup_is_read_by_its_owner_alone(filled, tmp_path):
    save(tmp_path / "a.zip")
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0


def test_every_table_of_the_models_is_in_it(db, tmp_path):
    labels = [note.label for note in save(tmp_path / "a.zip").tables]
    tables = set(connection.introspection.table_names()) - {"django_migrations"}
    told = {table.model._meta.db_table for table in tables_at(shape_of_code())}
    failed = {t for t in tables if t.startswith("axes_")}
    assert told | {"django_session"} | failed == tables
    assert len(labels) == len(set(labels)) == len(told)


def test_a_table_comes_after_those_that_it_points_to():
    tables = tables_at(shape_of_code())
    placed = [table.label for table in tables]
    for table in tables:
        pointed = {f.related_model._meta.label_lower for f in table.fields if f.related_model}
        before = set(placed[: placed.index(table.label) + 1])
        assert pointed - {table.label} <= before | set(LEFT_OUT)


def test_memory_stays_small(filled, tmp_path):
    """Forty megabytes of files and many rows pass; little of that is held at a time."""
    FileContent.objects.bulk_create(
        (FileContent(sha256=str(n), data=os.urandom(200_000)) for n in range(200)), batch_size=10
    )
    PostalCode.objects.bulk_create(PostalCode(code="1", commune_id="01001") for _ in range(10_000))
    tracemalloc.start()
    try:
        manifest = save(tmp_path / "a.zip")
        restore(tmp_path / "a.zip")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert manifest.rows > 10_000
    # What the migrations say of the models is held whole: some seven megabytes of it.
    assert peak < 25_000_000


# On the other database, and through the command line


def ancrage(home, *arguments, code=0):
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    done = subprocess.run(
        [ANCRAGE, *map(str, arguments)],
        env=environment | {"ANCRAGE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done


def test_what_one_database_saves_the_other_restores(filled, tmp_path):
    """To SQLite in a new place, and back to the database under test."""
    before = save(tmp_path / "a.zip")
    home = tmp_path / "home"
    told = json.loads(ancrage(home, "restore", tmp_path / "a.zip", "--json").stdout)
    assert told["rows"] == before.rows
    refused = ancrage(home, "restore", tmp_path / "a.zip", code=2)
    assert "--replace" in refused.stderr
    ancrage(home, "backup", "--out", tmp_path / "b.zip")
    with BackupFile(tmp_path / "b.zip") as there:
        assert digests(there.manifest) == digests(before)
    wreck()
    restore(tmp_path / "b.zip")
    assert digests(save(tmp_path / "c.zip")) == digests(before)


OLDER = """
import datetime as dt, pathlib, django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from ancrage.project.backup_files import write_backup
MigrationExecutor(connection).migrate([("jobs", "0001_initial")])
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO jobs_job (key, kind, arguments, state, step, share, error, asked_at, told_at)"
        " VALUES ('ancien', 'k', '{}', 'done', '', 1, '', '2020-01-01', '2020-01-01')"
    )
write_backup(
    out=pathlib.Path("old.zip"), now=dt.datetime.now(dt.UTC), progress=lambda what, share: None
)
"""


def test_what_an_older_version_saved_is_restored_and_brought_up_to_date(tmp_path):
    (tmp_path / "old").mkdir()
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {
        "DJANGO_SETTINGS_MODULE": "ancrage.project.settings",
        "ANCRAGE_HOME": str(tmp_path / "old"),
    }
    subprocess.run([sys.executable, "-c", OLDER], env=environment, cwd=tmp_path, check=True)
    home = tmp_path / "home"
    ancrage(home, "restore", tmp_path / "old.zip")
    ancrage(home, "backup", "--out", tmp_path / "new.zip")
    with BackupFile(tmp_path / "new.zip") as backup:
        assert backup.manifest.migrations == shape_of_code()
        (note,) = [n for n in backup.manifest.tables if n.label == "jobs.job"]
        (row,) = backup.rows(note)
        assert dict(zip(note.columns, row, strict=True))["attempt"] == 1
    told = ancrage(home, "restore", tmp_path / "old.zip", "--replace", code=2)
    assert "plus ancienne" in told.stderr


def test_an_empty_place_has_nothing_to_save(tmp_path):
    told = ancrage(tmp_path / "home", "backup", "--out", tmp_path / "a.zip", code=2)
    assert "vide" in told.stderr
    assert not (tmp_path / "a.zip").exists()


# Values

VALUES = {
    "BinaryField": st.binary(),
    "DateField": st.dates(),
    "DateTimeField": st.datetimes(timezones=st.just(dt.UTC)),
    "DecimalField": st.decimals(allow_nan=False, allow_infinity=False, places=4),
    "DurationField": st.timedeltas(),
    "TimeField": st.times(),
    "UUIDField": st.uuids(),
    "CharField": st.text(),
    "TextField": st.text(),
    "FloatField": st.floats(allow_nan=False),
    "BigIntegerField": st.integers(-(2**63), 2**63 - 1),
    "BooleanField": st.booleans(),
}


@given(st.sampled_from(sorted(VALUES)), st.data())
def test_every_value_comes_back(kind, data):
    value = data.draw(st.none() | VALUES[kind])
    written = json.dumps(encoded([value], [CODES[kind]]))
    (back,) = decoded(json.loads(written), [CODES[kind]])
    assert back == value
    assert type(back) is type(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text(), held, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_a_json_document_has_one_form(document):
    form = canonical_json(document)
    assert canonical_json(form) == form
    with contextlib.suppress(OverflowError):
        assert form == document or document != document  # noqa: PLR0124 a comparison with itself


def test_a_column_of_an_unknown_kind_is_never_guessed():
    assert "ArrayField" not in CODES
    assert CODES["UUIDField"][1](str(uuid.UUID(int=1))) == uuid.UUID(int=1)
