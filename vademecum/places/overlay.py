"""GeoNames rows that the user refreshed, laid over the shipped places: new names and better points, nothing dropped."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO

import msgspec

from vademecum.places.folding import fold, slug
from vademecum.records import Membership, Place

FILE = "BE.txt"  # as pgeocode reads and writes it: comma separated, with a header
SOURCE = "GeoNames (refreshed)"

_SMALL_WORDS = re.compile(
    r"-(sur|lez|les|le|la|en|et|de|du|des|au|aux|aan|bij|op|ten|over|par|sous|in|den|der|het|van)(?=-)", re.IGNORECASE
)


def spelled(name: str) -> str:
    """GeoNames gives every word a capital: ``Heist-Aan-Zee``; small words between hyphens have none, and IJ has two."""
    return re.sub(r"\bIj", "IJ", _SMALL_WORDS.sub(lambda match: match.group().lower(), name))


def apply(areas: Iterable[Place], refreshed: bytes, shipped: bytes) -> tuple[list[Place], list[Membership]]:
    """The areas with the refreshed rows, in order of id, and the memberships of the new ones.

    Rows that the shipped file has too, and that are no area, were left out on purpose and stay out.
    """
    by_id = {place.id: place for place in areas}
    same_name = {(place.postcodes, fold(place.name)): place for place in by_id.values() if place.kind == "part"}
    left_out = {_area_id(row) for row in rows(shipped)} - by_id.keys()
    added: list[Membership] = []
    for row in rows(refreshed):
        area_id, postcode, name = _area_id(row), row["postal_code"], spelled(row["place_name"])
        if area_id in left_out:
            continue
        point = (float(row["latitude"]), float(row["longitude"]))
        known = by_id.get(area_id) or same_name.get(((postcode,), fold(name)))
        if known is not None:
            by_id[known.id] = msgspec.structs.replace(known, latitude=point[0], longitude=point[1])
            continue
        container = by_id.get(f"pc:{postcode}")
        if container is None or container.municipality is None:
            continue  # a postcode that Statbel doesn't know, or one that covers two municipalities
        by_id[area_id] = Place(
            id=area_id,
            kind="part",
            name=name,
            municipality=container.municipality,
            municipality_name=container.municipality_name,
            postcodes=(postcode,),
            latitude=point[0],
            longitude=point[1],
            source=SOURCE,
        )
        for up in (container.municipality, container.id):
            added.append(Membership(member=area_id, container=up, source=SOURCE))
    return sorted(by_id.values(), key=lambda place: place.id), added


def rows(content: bytes) -> list[dict[str, str]]:
    """The rows of such a file."""
    return list(csv.DictReader(StringIO(content.decode("utf-8"), newline="")))


def _area_id(row: dict[str, str]) -> str:
    return f"part:{row['postal_code']}/{slug(row['place_name'])}"
