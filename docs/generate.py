"""Write the pages that the code itself tells: the command line, as its own help says it."""

from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import typer

from ancrage.project.cli import app as command_line

PAGE = Path(__file__).parent / "reference" / "cli.md"
WIDTH = 80
HEAD = """# The command line

Written by `make docs` from the commands' own help.
"""


def command_names(app: typer.Typer) -> Iterator[tuple[str, ...]]:
    """Every command, groups before what they hold."""
    command = typer.main.get_command(app)
    yield ()
    yield from _below(command, ())


def _below(command: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        yield (*path, name)
        yield from _below(inner, (*path, name))


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    whole = typer.main.get_command(command_line)  # once: typer would build it for every command
    for name in command_names(command_line):
        with redirect_stdout(StringIO()) as shown, suppress(SystemExit):
            whole.main([*name, "--help"], prog_name="ancrage", terminal_width=WIDTH)
        text = "\n".join(line.rstrip() for line in shown.getvalue().strip().splitlines())
        parts.append(f"## ancrage {' '.join(name)}".rstrip() + f"\n\n```\n{text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
