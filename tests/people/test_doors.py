"""The table of rights names every door and every command, and none that is not there."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer
from django.urls import URLPattern, URLResolver, get_resolver

import ancrage
from ancrage.journal.command import COMMANDS
from ancrage.journal.policy import rights
from ancrage.people.roles import role_kinds
from ancrage.project.cli import app

SOURCE = Path(ancrage.__file__).parent
DRAFTS = {"adaptation.draft"}
"""Rights to write what leaves no entry in the journal until it is submitted."""


def route_names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from route_names(pattern, prefix + inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def command_verbs() -> Iterator[str]:
    def walk(command: typer.main.TyperGroup, path: str) -> Iterator[str]:
        for name, inner in command.commands.items():
            if hasattr(inner, "commands"):
                yield from walk(inner, f"{path}{name} ")
            else:
                yield f"{path}{name}"

    yield from walk(typer.main.get_command(app), "")


@pytest.fixture(scope="module")
def _actions() -> None:
    """Every module of actions, so that every command is known."""
    for path in SOURCE.rglob("*.py"):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if any("actions" in part for part in parts):
            import_module(".".join(("ancrage", *parts)))


def test_every_address_has_its_line():
    told = {door.partition(" ")[0] for door in rights().routes}
    there = set(route_names(get_resolver()))
    assert sorted(there - told) == []
    assert sorted(told - there) == []


def test_every_command_line_verb_has_its_line():
    told, there = set(rights().commands), set(command_verbs())
    assert sorted(there - told) == []
    assert sorted(told - there) == []


@pytest.mark.usefixtures("_actions")
def test_every_command_has_its_right_and_every_right_to_write_its_command():
    writes = {action for action, right in rights().rights.items() if right.writes}
    ours = {name for name, module in COMMANDS if module.startswith("ancrage.")}
    assert sorted(ours - writes) == []
    assert sorted(writes - ours) == sorted(DRAFTS)


def test_nobody_but_the_auditor_s_readers_reads_everything_and_he_writes_nothing():
    for action, right in rights().rights.items():
        if right.writes:
            assert "auditor" not in right.who, action


def test_every_role_has_something_to_do():
    used = {role for right in rights().rights.values() for role in right.who}
    assert sorted(role_kinds().keys() - used) == []


def test_what_is_told_in_words_is_told():
    for action, right in rights().rights.items():
        assert right.label[:1].isupper(), action
        assert not right.label.endswith("."), action
        assert not right.condition or right.condition.endswith("."), action


INTERFACES = ("screen", "api", "command")


def doors(action: str) -> set[str]:
    """The kinds of door through which an action is done."""
    table = rights()
    routes = {door.partition(" ")[0] for door, held in table.routes.items() if held == action}
    kinds = {"api" if name.startswith("api-1:") else "screen" for name in routes}
    return kinds | ({"command"} if action in table.commands.values() else set())


def test_every_action_has_a_screen_an_api_call_and_a_command_or_a_reason():
    """The table actions × interfaces: an empty cell carries its reason, a full one none."""
    for action, right in rights().rights.items():
        if right.writes:
            empty = {kind for kind in INTERFACES if kind not in doors(action)}
            assert set(right.without) == empty, (action, empty)
            assert all(reason.endswith(".") for reason in right.without.values()), action
