"""A bar that tells how far a long computation is, on a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(first: str) -> Iterator[Callable[[str, float], None]]:
    """A bar on the standard error stream, when a person looks at it.

    `first`: what is done at first. It gives a function that is told what is being done, and how
    much of the whole is done, between 0 and 1.
    """
    from rich.console import Console  # noqa: PLC0415 - commands start quickly
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(first, total=1.0)
        yield lambda phrase, share: bar.update(task, description=phrase, completed=share)
