"""What the tests of the API and of the command line say and hear."""

from django.test import Client
from typer.testing import CliRunner

from ancrage.journal import acting
from ancrage.project.cli import app
from tests.stateaid.world import BEFORE, DAY, MINIMIS, OPERATOR, PARENT, SIREN, YES

ASKED = {
    "financer": OPERATOR,
    "siren": SIREN,
    "cents": 10_000_00,
    "regime": MINIMIS,
    "on": DAY.isoformat(),
    "conditions": YES,
}
LINK = {
    "holder": PARENT,
    "held": SIREN,
    "kind": "votes",
    "since": "2020-01-01",
    "source": "Registre (essai)",
}
DECLARATION = {
    "siren": SIREN,
    "name": "Verrerie Inventée",
    "as_of": BEFORE.isoformat(),
    "signed_by": "Anne Essai",
    "aids": [
        {
            "siren": SIREN,
            "granted_on": "2025-03-01",
            "cents": 290_000_00,
            "regime": MINIMIS,
            "financer": "Région inventée",
        }
    ],
}
TERMS = {"regime": MINIMIS, "conditions": YES}
RATES = "valid_from,rate_percent,source\n2025-01-01,2.5,Commission\n"
WHY = {"reason": "Essai"}


def call(held, who, method, path, data=None, status=200):
    """What an operation of State aid answers to somebody."""
    token = {"Authorization": f"Bearer {getattr(held, who).reference}"} if who else {}
    response = getattr(Client(), method)(
        f"/api/v1/state-aid/{path}", data, content_type="application/json", headers=token
    )
    assert response.status_code == status, response.content
    return response.json()


def run(*arguments: object, by="", code: int = 0) -> str:
    """What `ancrage aid` says, as the host or as somebody."""
    given = ["--by", by.email] if by else []
    acting.act_for("")
    result = CliRunner().invoke(app, [*given, "aid", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output + str(result.stderr)
    return result.output if code == 0 else str(result.stderr)
