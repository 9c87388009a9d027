"""A made-up country small enough to reason about, in the layout of a data pack.

Three intercommunalités touch in a row (110, 120, 130); 140 is a métropole with one EPT (900).
In 2021 « Nord » holds 110 whole and commune 12001 of 120; in 2023 it holds 110 and 120 whole,
and « Ville » is born of the EPT.
"""

import json
from pathlib import Path

FILES = {
    "regions.csv": """\
code,name,kind
11,Haute,region
22,Basse,region
975,Îlots,overseas_collectivity
""",
    "departments.csv": """\
code,name,region,kind
01,Aube,11,department
02,Soir,22,department
975,Îlots,975,overseas_collectivity
""",
    "employment_zones.csv": """\
code,name,industrial_jobs_2023,total_jobs_2023
0001,Est,1000,4000
0002,Ouest,500,9000
""",
    "epci.csv": """\
siren,name,kind,region,department,population,industrial_jobs,total_jobs,jobs_quality,employment_zone,unused
200000110,CC de l'Été,CC,11,01,3000,600,2000,estimate,0001,x
200000120,CC du Pré,CC,11,01,2000,300,1500,estimate,0001,x
200000130,CA Œuvre-Saint-Loup,CA,22,02,4000,,,unknown,0002,x
200000140,Métropole,METRO,22,02,9000,400,8000,exact,0002,x
""",
    "epts.csv": """\
siren,name,epci,department,population,industrial_jobs,total_jobs,jobs_quality
200000900,La Ville,200000140,02,5000,100,3000,estimate
""",
    "epci_adjacency.csv": """\
siren_a,siren_b,shared_border_km
200000110,200000120,12.5
200000120,200000130,0.00
""",
    "communes.csv": """\
code,name,postal_codes,department,region,epci,ept,population,employment_zone
01001,L'Haÿ,01100|01110,01,11,200000110,,1000,0001
01002,Saint-Loup,01100,01,11,200000110,,2000,0001
01201,Pré-Haut,01200,01,11,200000120,,500,0001
01202,Pré-Bas,01200,01,11,200000120,,1500,0001
02301,Œuvre,02300,02,22,200000130,,4000,0002
02401,Ville-Un,02400,02,22,200000140,200000900,5000,0002
02402,Ville-Deux,02400,02,22,200000140,,4000,0002
97501,Îlot,97500,975,975,,,,
2A004,Ajac,20000,02,22,200000130,,0,0002
01203,Pré-Neuf,01200,01,11,200000120,,0,0001
""",
    "commune_history.csv": """\
old_code,new_code,origin
01009,01001,former_code
""",
    "territories_2021.csv": """\
territory_code,name,region,member_kind,member_code,coverage,communes_in,communes_total
a-1101,Nord,11,epci,200000110,whole,2,2
a-1101,Nord,11,epci,200000120,partial,1,3
a-2201,Sud,22,commune,02402,whole,1,1
""",
    "territories_2021_communes.csv": """\
territory_code,member_kind,member_code,commune
a-1101,epci,200000120,01201
""",
    "territories_2023.csv": """\
territory_code,name,region,member_kind,member_code,coverage,communes_in,communes_total
b-1101,Nord,11,epci,200000110,whole,2,2
b-1101,Nord,11,epci,200000120,whole,3,3
b-2201,Sud,22,commune,02402,whole,1,1
b-2202,Ville,22,ept,200000900,whole,1,1
""",
    "provenance.yaml": """\
code: small
name: Petit pays
vintage: "2024"
licence: Licence Ouverte 2.0
credit: Données inventées.
reference_date: 2024-01-01
sources:
  - {code: S1, producer: Nous, title: Invention, licence: Licence Ouverte 2.0}
figures:
  - {table: epci, column: population, label: Population, quality: exact, source: S1}
perimeter: {code: officiel, name: Listes officielles}
lists:
  - {code: "2021", name: Liste de 2021, territories: 2, valid_from: 2021-01-01, quality: exact,
     source: S1, origin: Inventée.}
  - {code: "2023", name: Liste de 2023, territories: 3, valid_from: 2023-01-01, quality: exact,
     source: S1, origin: Inventée.}
recreated_communes: {"01203": "01201"}
""",
}
OUTLINES = {
    "epci.topojson": ("epci", "siren", ["200000110", "200000120", "200000130", "200000140"]),
    "regions.topojson": ("regions", "code", ["11", "22"]),
}


def topology(name: str, prop: str, codes: list[str]) -> str:
    square = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
    geometries = [
        {"type": "Polygon", "arcs": [[at]], "properties": {prop: code}}
        for at, code in enumerate(codes)
    ]
    objects = {name: {"type": "GeometryCollection", "geometries": geometries}}
    return json.dumps({"type": "Topology", "objects": objects, "arcs": [square for _ in codes]})


def write_small_pack(directory: Path, **changes: str | None) -> Path:
    """Write the country in `directory`; `changes` replaces the text of files, None leaves out."""
    directory.mkdir(parents=True, exist_ok=True)
    files: dict[str, str | None] = dict(FILES)
    files |= {name: topology(*told) for name, told in OUTLINES.items()}
    files |= changes
    for name, text in files.items():
        if text is not None:
            (directory / name).write_text(text, encoding="utf-8")
    return directory


def edited(file: str, old: str, new: str) -> dict[str, str]:
    """One file of the country with one text replaced by another; the text must be there."""
    assert FILES[file].count(old) == 1, (file, old)
    return {file: FILES[file].replace(old, new)}
