"""Who acts on the command line: the machine's operator, or the person that `--by` names."""

from collections.abc import Callable
from dataclasses import replace

from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import COMMAND_LINE, Actor, host

_asked: list[str] = []
_finders: list[Callable[[str], Actor | None]] = []


def register_people(find: Callable[[str], Actor | None]) -> None:
    """Say how an e-mail address becomes an actor; the last registration holds."""
    _finders[:] = [find]


def act_for(email: str) -> None:
    """Have the commands of this process done by the person of this address ("": the host)."""
    _asked[:] = [email] if email else []


def acting() -> Actor:
    """Who acts. NotAllowedError when nobody with an open account has the address given."""
    if not _asked:
        return host()
    found = _finders[0](_asked[0]) if _finders else None
    if found is None:
        raise NotAllowedError(_asked[0])
    return replace(found, through=COMMAND_LINE)
