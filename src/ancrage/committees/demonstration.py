"""Made-up committees and their meetings for the demonstration, said to be so."""

import datetime as dt


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Add them once, where what they rest on is there."""
