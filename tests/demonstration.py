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
from ancrage.selection.models import Identification
from ancrage.selection.queries.country import loaded_country

RULES, COMPARED = "announcement-2018", "press-band"


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


def _identified(name: str) -> Identification:
    rules = load_rules(name)
    result = identify(country=loaded_country(), rules=rules, gap=1e-3)
    return record_identification(
        by=host(), now=timezone.now(), code=name, title=rules.title, result=result
    )


def _publish() -> None:
    _identified(COMPARED)
    publish_identification(
        by=host(),
        now=timezone.now(),
        identification=_identified(RULES),
        perimeter=PERIMETER,
        name=NAME,
        version=VERSION,
        valid_from=ANNOUNCED,
    )
