"""What places and groups of actors are called, in the user's language. No store, no window."""

from __future__ import annotations

from vademecum import records as r
from vademecum.texts import _


def is_wide(place: r.Place) -> bool:
    """More than a municipality."""
    return place.kind not in ("part", "postcode", "municipality", "former")


def area_name(place: r.Place) -> str:
    """An area as it stands in a sentence: "regio Westhoek", "arrondissement Ieper", "Zillebeke (Ieper)"."""
    name = place.name
    if place.kind == "region":
        bare = name.split(" ", 1)[1] if name.casefold().startswith(("regio ", "werkgebied ")) else name
        if place.layer == "streek":
            return _("the region %(name)s") % {"name": bare}
        if place.layer == "werkgebied":
            return _("the working area of %(name)s") % {"name": bare}
        if place.layer == "kust" and name == "Kust":
            return _("the coast")
        return name[0].lower() + name[1:] if place.layer in ("eerstelijnszone", "referentieregio") else name
    if place.kind == "arrondissement":
        return _("the arrondissement of %(name)s") % {"name": name.removeprefix("Arrondissement ").strip()}
    if place.kind == "province":
        return _("the province of %(name)s") % {"name": name.removeprefix("Provincie ").strip()}
    if place.kind in ("part", "postcode") and place.municipality_name and place.municipality_name != name:
        return f"{name} ({place.municipality_name})"
    return name


def layer_label(place: r.Place) -> str:
    """What sort of region it is."""
    if place.kind == "region":
        return {
            "streek": _("region"),
            "referentieregio": _("reference region"),
            "eerstelijnszone": _("primary care zone"),
            "kust": _("coastal region"),
            "werkgebied": _("working area of an organisation"),
        }[place.layer]
    return {
        "part": _("place"),
        "postcode": _("postcode"),
        "municipality": _("municipality"),
        "former": _("former municipality"),
        "arrondissement": _("arrondissement"),
        "province": _("province"),
        "gewest": _("region of the country"),
        "country": _("country"),
    }[place.kind]


def place_label(place: r.Place) -> str:
    """A place in a few words, as in a heading; a bare postcode gets the municipality that it belongs to."""
    if is_wide(place):
        return area_name(place)
    return (
        f"{place.name} {place.municipality_name}"
        if place.kind == "postcode" and place.municipality_name
        else place.name
    )


def heading(group: r.Group, asked: r.Place | None) -> str:
    """The words above a group of actors, seen from the place that was asked; "" where no place was asked."""
    if asked is None:
        return ""
    if group.reach is None:
        return _("By this name")
    values = {"place": place_label(asked), "municipality": asked.municipality_name or asked.name}
    wide = is_wide(asked)
    if group.partial:
        return _("Serves a part of %(place)s") % values
    if group.elsewhere:
        return _("Desk elsewhere in %(municipality)s") % values
    match group.reach:
        case r.Reach.DESK:
            return _("Desk in %(place)s") % values
        case r.Reach.MUNICIPALITY:
            return (_("Serves all municipalities of %(place)s") if wide else _("Serves %(place)s")) % values
        case r.Reach.REGION:
            return (_("Serves %(place)s") if wide else _("Serves the region around %(place)s")) % values
        case r.Reach.PROVINCE:
            return _("Serves the whole province")
        case r.Reach.COUNTRY:
            return _("Serves all of Flanders or Belgium")
        case r.Reach.UNKNOWN:
            return _("Service area unknown, desk in %(municipality)s") % values
