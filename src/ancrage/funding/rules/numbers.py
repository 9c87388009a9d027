"""Numbers of dossiers and of commitments as people and spreadsheets write them: alike or not."""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

SHORTEST = 4
"""Signs below which two numbers, or two words, that differ a little tell nothing."""
_GROUPS = re.compile(r"[0-9]+|[A-Z]+")
_DIGITS = "0123456789"
MOST_ZEROS = 4
"""How many zeros another file may write before a number."""


class Likeness(StrEnum):
    """How two numbers are alike, the surest first."""

    SAME = "same"
    ZEROS = "zeros"
    PREFIX = "prefix"
    ONE_APART = "one_apart"
    NONE = ""


def bare(number: str) -> str:
    """A number without signs nor case: « DOS-2024/0012 » is DOS20240012."""
    return "".join(c for c in number.upper() if c.isalnum())


def without_zeros(number: str) -> str:
    """A number with the leading zeros of each group of digits lost, as a spreadsheet does."""
    found = _GROUPS.findall(number.upper())
    return "-".join(group.lstrip("0") or "0" if group[0] in _DIGITS else group for group in found)


def likeness(one: str, other: str) -> Likeness:
    """How alike two numbers are. Nothing is like an empty one."""
    left, right = bare(one), bare(other)
    if not left or not right:
        return Likeness.NONE
    if left == right:
        return Likeness.SAME
    shorn = without_zeros(one), without_zeros(other)
    if shorn[0] == shorn[1] != "":
        return Likeness.ZEROS
    short, long = sorted(shorn, key=len)
    tail = long.rpartition("-")[2]
    if _digits(short) >= SHORTEST and short in (tail, long.partition("-")[2]):
        return Likeness.PREFIX
    is_near = min(map(_digits, (left, right))) >= SHORTEST and one_apart(left, right)
    return Likeness.ONE_APART if is_near else Likeness.NONE


def _digits(text: str) -> int:
    return sum(c in _DIGITS for c in text)


def one_apart(one: str, other: str) -> bool:
    """Whether a sign changed, lost, added, or two neighbours swapped, make one of the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    is_swap = short[same : same + 2] == long[same : same + 2][::-1]
    return short[same + 1 :] == long[same + 1 :] or (
        is_swap and short[same + 2 :] == long[same + 2 :]
    )


def spellings(number: str) -> frozenset[str]:
    """The ways in which another file may write this number: looked up one by one in an index.

    With zeros lost or found again in its last group, without its prefix.
    """
    told = number.strip()
    if not told:
        return frozenset()
    return frozenset(filter(None, (told, told.upper(), bare(told), *_with_zeros(told))))


def misspellings(number: str) -> frozenset[str]:
    """The numbers that are one digit apart from this one."""
    return frozenset(_near(number.strip()))


def _with_zeros(told: str) -> Iterator[str]:
    head, last = _parted(told)
    shorn = last.lstrip("0")
    if not shorn:
        return
    for zeros in range(MOST_ZEROS + 1):
        yield head + "0" * zeros + shorn
        if head and len(shorn) >= SHORTEST:
            yield "0" * zeros + shorn
    yield re.sub(r"(?<![0-9])0+(?=[0-9])", "", told)


def _parted(told: str) -> tuple[str, str]:
    """What comes before the digits at the end, and these."""
    last = re.search(r"[0-9]+\Z", told)
    return (told[: last.start()], last.group()) if last else (told, "")


def _near(told: str) -> Iterator[str]:
    if _digits(told) < SHORTEST:
        return
    for place, sign in enumerate(told):
        before, after = told[:place], told[place + 1 :]
        if sign not in _DIGITS:
            continue
        yield before + after
        yield from (before + digit + after for digit in _DIGITS if digit != sign)
        yield from (before + digit + sign + after for digit in _DIGITS)
        if after and after[0] in _DIGITS:
            yield before + after[0] + sign + after[1:]
    yield from (told + digit for digit in _DIGITS)


def by_spelling(
    numbers: Iterable[str], spell: Callable[[str], frozenset[str]] = spellings
) -> dict[str, list[str]]:
    """The numbers that each spelling may stand for."""
    found: dict[str, list[str]] = {}
    for number in sorted(set(numbers)):
        for spelling in spell(number):
            found.setdefault(spelling, []).append(number)
    return found
