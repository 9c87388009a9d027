"""The workshop on a small country: a shipped rule set of its own, scenarios made and moved."""

import pytest
from django.core.management import call_command

from ancrage.selection import actions_scenarios as actions
from ancrage.selection.engine import rules as engine_rules
from ancrage.selection.workshop_rules import Moved, bonus_of, named_of, values_of
from tests.selection.site import NOW

SHIPPED = """
title = "Petites règles"
territories = 2

[members]
max = 3
intensity.min = 0.5

[intensity]
min = 0.9

[weights]
intensity = 0.5
cohesion = 1

[regions.each]
at_least = 1
"""


@pytest.fixture
def shipped(monkeypatch, tmp_path):
    """« petit » is the only rule set that is shipped: that of `site.small_rules`."""
    folder = tmp_path / "fournis"
    folder.mkdir()
    (folder / "petit.toml").write_text(SHIPPED, encoding="utf-8")
    monkeypatch.setattr(engine_rules, "SHIPPED", folder)


def made(by, name="Essai", **more):
    return actions.create_scenario(by=by, now=NOW, name=name, base="petit", **more)


def moving(by, scenario, **values):
    found = {key.replace("__", "."): value for key, value in values.items()}
    rules = scenario.rules
    moved = Moved(values_of(rules) | found, named_of(rules), bonus_of(rules))
    return actions.edit_scenario(by=by, now=NOW, scenario=scenario.code, moved=moved)


def asked(by, scenario, draws=0):
    return actions.run_scenario(by=by, now=NOW, scenario=scenario.code, draws=draws)


def work():
    """Run what is queued, as the worker does."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
