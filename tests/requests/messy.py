"""An operator's own file as offices write it: Windows-1252, titles, double headings, totals."""

from collections.abc import Sequence

TITLES = [
    "Suivi des dossiers – territoires d’industrie;;;;;;;;;;",
    "Arrêté au 3 mars 2026;;;;;;;;;;",
    "",
]
GROUPS = ";;Entreprise;;;;Demande;;Décision;;"
HEADINGS = (
    "N°;Dispositif;Raison sociale;Ville;Code INSEE;Département;Date;Montant;Date;Sens;Montant"
)
EVERY = 500
"""A blank line and a line of totals come after so many lines."""


def amount(euros: int) -> str:
    """« 12 500,00 € »."""
    return f"{euros:,}".replace(",", "\N{NO-BREAK SPACE}") + ",00 €"


def messy_file(towns: Sequence[tuple[str, str, str]], rows: int, *, later: int = 0) -> bytes:
    """`towns`: code, name and department of communes. `later`: as many more lines are decided."""
    lines = [*TITLES, GROUPS, HEADINGS]
    for rank in range(rows):
        code, name, department = towns[rank % len(towns)]
        day, month, year = rank % 28 + 1, rank % 12 + 1, 2019 + rank % 6
        decided = rank % 3 == 0 or rank < later
        cells = [
            f"D-{rank:05d}",
            ("VTE", "Volontariat territorial en entreprise (VTE)")[rank % 2],
            f"Société n° {rank}",
            name,
            code.lstrip("0") if rank % 2 else "",
            department,
            f"{day:02d}/{month:02d}/{year}",
            amount(4000 + rank),
            f"{day:02d}/{month:02d}/{year + 1}" if decided else "",
            ("Favorable" if rank % 6 else "Rejeté") if decided else "En cours d’instruction",
            amount(2000 + rank) if decided and rank % 6 else "",
        ]
        lines.append(";".join(cells))
        if rank % EVERY == EVERY - 1:
            lines += ["", f"Sous-total;;;;;;;{amount(rank)};;;"]
    lines.append(f"TOTAL GÉNÉRAL;;;;;;;{amount(rows)};;;")
    return "\r\n".join(lines).encode("cp1252")
