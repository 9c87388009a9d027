"""A signature service for the tests: slow, down, answers twice or late, returns anything."""

from dataclasses import dataclass, field

from ancrage.contracts.signing.port import (
    Answer,
    Declined,
    Pending,
    ProviderUnavailableError,
    SignatureRequest,
    Signed,
    UnknownKeyError,
)
from tests.contracts.signed_papers import authority

UP, DOWN, SLOW, DECLINES, LIES, CUTS = "up", "down", "slow", "declines", "lies", "cuts"


@dataclass
class Service:
    """A provider by the port. `mood` is what it does next; it remembers what it was asked.

    cuts: it signs, but its answer never arrives. lies: it returns another document.
    """

    code = "essai"
    label = "Service d’essai"
    proves = ("rien ;",)
    does_not_prove = ("tout.",)
    mood: str = UP
    asked: dict[str, SignatureRequest] = field(default_factory=dict)
    signed: list[str] = field(default_factory=list)

    def ask(self, request: SignatureRequest) -> Answer:
        if self.mood == DOWN:
            raise ProviderUnavailableError
        self.asked.setdefault(request.key, request)
        if self.mood == CUTS:
            self._sign(request.key)
            raise ProviderUnavailableError
        return self._answer(request.key)

    def fetch(self, key: str) -> Answer:
        if self.mood == DOWN:
            raise ProviderUnavailableError
        if key not in self.asked:
            raise UnknownKeyError(key)
        return self._answer(key)

    def _answer(self, key: str) -> Answer:
        if self.mood in {SLOW, CUTS}:
            return Pending()
        if self.mood == DECLINES:
            return Declined("La personne n’a pas confirmé sur son téléphone.")
        if self.mood == LIES:
            return Signed(self.asked[key].document)
        return self._sign(key)

    def _sign(self, key: str) -> Answer:
        """Never twice for a key: the local authority keeps its answers."""
        if key not in self.signed:
            self.signed.append(key)
        return authority().ask(self.asked[key])


service = Service()


def current() -> Service:
    """What the settings name in these tests."""
    return service


def renewed(mood: str = UP) -> Service:
    """The same, as if it had never been asked."""
    service.mood, service.asked, service.signed = mood, {}, []
    return service
