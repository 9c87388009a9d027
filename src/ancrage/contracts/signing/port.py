"""The port of who signs: what the programme asks of a signature service, what it may answer.

`docs/reference/signing.md` tells whoever plugs a qualified provider what each word binds it to.
Two rules hold whatever the service does:

- **the key makes a request one and the same**: asked again with a key it knows, a service gives
  the answer it gave, or is still preparing; it never signs a second time;
- **a service may be slow, down, answer twice or answer late**: `Pending` and
  `ProviderUnavailableError` change nothing, and are asked about again later with the same key.

What it returns is checked before it is kept (`verifying.check_added`): the bytes that were sent,
then one signature and nothing else.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureRequest:
    """One signature asked for, on one state of one document.

    `document`: the PDF, with the signatures that it bears already; the service adds its own as an
    incremental update and changes nothing else. `quality`: as what this person signs ("Présidente
    de la communauté de communes X"); `reason`: what is signed, in words. `at`: when the signatory
    clicked.
    """

    key: str
    document: bytes
    name: str
    quality: str
    organisation: str
    place: str
    reason: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """The service knows the request and has not finished: ask again later."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The document with one signature more."""

    document: bytes


@dataclass(frozen=True, slots=True)
class Declined:
    """The service will not sign: the signatory gave up there, or it refuses him. French words."""

    reason: str


Answer = Pending | Signed | Declined


class ProviderUnavailableError(Exception):
    """The service cannot be reached, or does not answer in time: nothing is known, ask again."""


class UnknownKeyError(Exception):
    """`fetch`: the service never received this key; it may be asked again from the start."""


@runtime_checkable
class SignatureProvider(Protocol):
    """A signature service.

    `code` is kept with each signature; `label` is its name on the screen. `proves` and
    `does_not_prove` are French sentences shown before the binding click: nobody signs without
    having been told what it is worth.
    """

    @property
    def code(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def proves(self) -> tuple[str, ...]: ...

    @property
    def does_not_prove(self) -> tuple[str, ...]: ...

    def ask(self, request: SignatureRequest) -> Answer:
        """Ask for a signature, once or again. ProviderUnavailableError."""

    def fetch(self, key: str) -> Answer:
        """What became of a request. ProviderUnavailableError, UnknownKeyError."""
