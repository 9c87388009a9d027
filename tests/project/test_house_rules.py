"""The rules of the house that no linter holds: read off the syntax tree."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "ancrage"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
QUERYSET_WRITES = {"update", "delete"}
CLOCK = {"now", "today", "utcnow", "localdate"}
INTERFACES = {"views", "tasks.py", "middleware.py"}
INTERFACE_FILES = ("api.py", "commands.py")
"""Also with what they are about before it: `scenario_api.py`."""


def calls(path: Path) -> Iterator[ast.Attribute]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func


def touches_the_database(call: ast.Attribute) -> bool:
    """`x.objects.…` or a save: `dict.update`, a workbook's or a text's `save` are not writes."""
    if call.attr in WRITES:
        return ast.unparse(call.value) not in {"book", "docx", "pptx"}
    return call.attr in QUERYSET_WRITES and "objects" in ast.unparse(call.value)


def is_interface(path: Path) -> bool:
    names = {path.name, path.name.removesuffix(".py"), *path.relative_to(SOURCE).parts}
    if path.name.endswith(INTERFACE_FILES):
        return True
    return bool(names & INTERFACES) or "project" in path.relative_to(SOURCE).parts


def relative(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_actions_write(path: Path) -> None:
    allowed = "actions" in path.name or "actions" in path.relative_to(SOURCE).parts
    written = [ast.unparse(call) for call in calls(path) if touches_the_database(call)]
    assert allowed or not written


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_interfaces_read_the_clock(path: Path) -> None:
    read = [
        ast.unparse(call)
        for call in calls(path)
        if call.attr in CLOCK and ast.unparse(call.value) in {"timezone", "datetime", "date", "dt"}
    ]
    assert is_interface(path) or not read


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_project_reads_the_environment(path: Path) -> None:
    text = path.read_text()
    reads = "os.environ" in text or "os.getenv" in text
    assert not reads or "project" in path.relative_to(SOURCE).parts


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_files_and_functions_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 50, f"{node.name}: {length} lines"


def test_the_write_rule_would_catch_a_write() -> None:
    tree = ast.parse("Region.objects.filter(code='84').update(name='x')\n{}.update(a=1)")
    found = [
        touches_the_database(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    assert found.count(True) == 1


ACTIONS = [p for p in MODULES if "actions" in p.name or "actions" in p.relative_to(SOURCE).parts]
MARKS = {"command", "unjournalled"}
LIBRARIES = {"geography/actions/bulk.py", "geography/actions/rows.py", "journal/actions/"}
"""What the commands write with: not ways in of their own."""


def marked(function: ast.FunctionDef) -> bool:
    names = (
        d.func.id
        for d in function.decorator_list
        if isinstance(d, ast.Call) and isinstance(d.func, ast.Name)
    )
    return bool(MARKS & set(names))


def writes(function: ast.FunctionDef, written: set[str]) -> bool:
    """Whether it writes itself, or calls a function of its module that does."""
    called = (n.func for n in ast.walk(function) if isinstance(n, ast.Call))
    return any(
        touches_the_database(c)
        if isinstance(c, ast.Attribute)
        else isinstance(c, ast.Name) and c.id in written
        for c in called
    )


@pytest.mark.parametrize("path", ACTIONS, ids=relative)
def test_every_way_to_write_is_a_command_or_says_why_not(path: Path) -> None:
    if relative(path).startswith(tuple(LIBRARIES)):
        return
    functions = [n for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef)]
    written = {f.name for f in functions if writes(f, set())}
    open_ways = [
        f.name
        for f in functions
        if not f.name.startswith("_") and writes(f, written) and not marked(f)
    ]
    assert open_ways == []
