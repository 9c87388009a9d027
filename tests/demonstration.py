"""The demonstration, made cheaply for the tests: real places, one list, its people and files."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from ancrage.geography.actions import load_pack
from ancrage.kernel.rights import host
from ancrage.project.demo import ANNOUNCED, NAME, PERIMETER, SEEDS, VERSION
from ancrage.selection.actions import publish_identification, record_identification
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.rules import load_rules
from ancrage.selection.queries.country import loaded_country

RULES = "announcement-2018"


@contextmanager
def demonstration() -> Iterator[None]:
    """The demonstration in the test database, undone at the end. Some fifteen seconds."""
    with transaction.atomic():
        load_pack(by=host(), now=timezone.now())
        _publish()
        for capability in SEEDS:
            seed = import_string(f"ancrage.{capability}.demonstration.seed")
            seed(now=timezone.now(), perimeter=PERIMETER)
        yield
        transaction.set_rollback(True)


def _publish() -> None:
    country, rules = loaded_country(), load_rules(RULES)
    result = identify(country=country, rules=rules, gap=1e-3)
    held = record_identification(
        by=host(), now=timezone.now(), code=RULES, title=rules.title, result=result
    )
    publish_identification(
        by=host(),
        now=timezone.now(),
        identification=held,
        perimeter=PERIMETER,
        name=NAME,
        version=VERSION,
        valid_from=ANNOUNCED,
    )
