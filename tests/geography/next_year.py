"""The made-up country a year later: its intercommunalités merged or absorbed."""

from tests.geography.small_pack import FILES, topology, write_small_pack

MERGED = {
    "epci.csv": FILES["epci.csv"]
    .replace("200000110,CC de l'Été,CC,", "200000150,CA Été-Pré,CA,")
    .replace("11,01,3000,600,2000", "11,01,5000,900,3500")
    .replace("200000120,CC du Pré,CC,11,01,2000,300,1500,estimate,0001,x\n", ""),
    "communes.csv": FILES["communes.csv"]
    .replace("200000110", "200000150")
    .replace("200000120", "200000150"),
    "epci_adjacency.csv": "siren_a,siren_b,shared_border_km\n200000130,200000150,0.00\n",
    "territories_2021.csv": FILES["territories_2021.csv"].replace(
        "a-1101,Nord,11,epci,200000110,whole,2,2\na-1101,Nord,11,epci,200000120,partial,1,3",
        "a-1101,Nord,11,epci,200000150,partial,3,5",
    ),
    "territories_2021_communes.csv": "territory_code,member_kind,member_code,commune\n"
    + "".join(f"a-1101,epci,200000150,{code}\n" for code in ("01001", "01002", "01201")),
    "territories_2023.csv": FILES["territories_2023.csv"].replace(
        "b-1101,Nord,11,epci,200000110,whole,2,2\nb-1101,Nord,11,epci,200000120,whole,3,3",
        "b-1101,Nord,11,epci,200000150,whole,5,5",
    ),
    "epci.topojson": topology("epci", "siren", ["200000130", "200000140", "200000150"]),
}
"""110 and 120 make 150, a new one."""

ABSORBED = {
    name: text.replace("200000150", "200000120").replace("CA Été-Pré,CA", "CC du Pré,CC")
    for name, text in MERGED.items()
} | {
    "epci_adjacency.csv": "siren_a,siren_b,shared_border_km\n200000120,200000130,0.00\n",
    "epci.topojson": topology("epci", "siren", ["200000120", "200000130", "200000140"]),
}
"""110 is taken in by 120."""


def write_next_year(directory, changes=MERGED, **more):
    """The country on 1 January 2025."""
    provenance = (
        FILES["provenance.yaml"]
        .replace('vintage: "2024"', "vintage: périmètres au 1er janvier 2025")
        .replace("reference_date: 2024-01-01", "reference_date: 2025-01-01")
    )
    return write_small_pack(directory, **changes, **{"provenance.yaml": provenance}, **more)
