"""What a text means as a place.

The rules, in this order:

* A postcode is a place: the municipality when it is the only postcode there, else the postcode. With a name it says
  which of the namesakes. Numbers outside West-Flanders that could be a year count only alone or beside their own name.
* A NIS code is a place; that of a former municipality gives today's, with a line of explanation.
* The longest name that fits counts. In West-Flanders a municipality comes before its own village, and a name there
  before one elsewhere. Namesakes within the province are asked, never guessed.
* A word before a name picks the kind: ``arr.``, ``eerstelijnszone``, ``referentieregio``, ``regio``, ``provincie`` ...
* Places with "en" or "of" between them are asked, and so are those of which none is better than the other: two
  municipalities, two villages (``ieper, poperinge``, ``brugge of oostende vdab``). The "en" is no word then.
* A name is never cut out of a longer word with hyphens (``sint-jan-ter-biezen``) unless the rest of that word is a
  place too, but a municipality in West-Flanders is: people add the hamlet (``oostende-raversijde``).
* Places that are also words (``data/places/words.txt``) are a place only alone, alone with a postcode, or after a
  postcode, "in" or "te", or alone with the municipality in which they lie (``marke kortrijk``). ``leren en werken
  8610`` is what 8610 has in "leren en werken".
* Elsewhere in Belgium only municipalities count within a longer text; villages alone, with a postcode or after "in".
* A village elsewhere whose name is another spelling of one in West-Flanders is asked (``houthem``).
* One typing error is forgiven only where nothing else fits, and says so: ``exact`` is False. Within a longer text and
  in names of four letters only those of municipalities.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

import msgspec

from vademecum.places.folding import fold
from vademecum.places.gazetteer import LAYERS, WEST_FLANDERS, Gazetteer
from vademecum.places.nameindex import Named, in_west_flanders, nearness
from vademecum.records import AreaKind, Place, PlaceMatch
from vademecum.texts import _

_TOKEN = re.compile(r"[^\W_]+(?:\.(?=\s|-))?")
_CLOSED = re.compile(r'"[^"]*"?|\S*@\S*|(?:https?://|www\.)\S*')  # between quotes, a mail or web address
_PREPOSITIONS = frozenset({"in", "te"})
_BETWEEN = frozenset({"en", "of"})  # two places
_COUNTRY = re.compile(r"\b[bB]-(?=\d{4}\b)")  # B-8900
_OLD_LETTERS = 6  # shorter ones are next to ordinary words (lekke, Leke)
TYPO_LETTERS = 4  # within a longer text; in a short word only the caller can tell that nothing holds it
_YEARS = range(1950, 2040)
_WORKING_AREA = "Werkgebied "

_Wanted = Callable[[Place], bool]


def _layer(layer: str) -> _Wanted:
    return lambda place: place.layer == layer


def _kind(kind: AreaKind) -> _Wanted:
    return lambda place: place.kind == kind


_QUALIFIERS: dict[str, _Wanted] = {
    "arr": _kind("arrondissement"),
    "arrondissement": _kind("arrondissement"),
    "deelgemeente": _kind("part"),
    "eerstelijnszone": _layer("eerstelijnszone"),
    "elz": _layer("eerstelijnszone"),
    "provincie": _kind("province"),
    "prov": _kind("province"),
    "referentieregio": _layer("referentieregio"),
    "regio": _kind("region"),
    "streek": _layer("streek"),
    "werkgebied": _layer("werkgebied"),
}
_ABBREVIATIONS = {"arr": "arrondissement", "elz": "eerstelijnszone", "prov": "provincie"}
_PRECISION: dict[AreaKind, int] = {"municipality": 4, "part": 3, "postcode": 3, "region": 2, "arrondissement": 2}


class _Token(msgspec.Struct, frozen=True):
    text: str  # folded
    start: int
    end: int
    hyphen: bool  # joined to the token before it


class _Found(msgspec.Struct, frozen=True):
    """A meaning of the tokens ``first`` up to ``last`` (exclusive)."""

    match: PlaceMatch
    first: int
    last: int
    postcode: bool = False


def resolve(gazetteer: Gazetteer, text: str) -> PlaceMatch:
    """The place that the whole text means, the places to choose from, or neither."""
    tokens = _tokens(_COUNTRY.sub("", text))
    if not tokens:
        return PlaceMatch(text=text)
    found = _phrase(gazetteer, tokens) or _combined(gazetteer, tokens)
    if found is not None:
        return _match(found, text=text)
    return _typo(gazetteer, tokens, text) or PlaceMatch(text=text)


def find_in(gazetteer: Gazetteer, text: str) -> tuple[PlaceMatch, str]:
    """The place in a query and the words that are left: ``werkervaring ieper`` -> Ieper, ``werkervaring``.

    What stands between quotes or belongs to a filter (``thema:werken``, ``-ieper``) is never a place. A forgiven typing
    error has ``exact`` False: ask whether the words as they were typed, or the word itself, have hits before using it.
    """
    whole = resolve(gazetteer, text)
    if whole.place or whole.choices:
        return whole, ""
    text = _COUNTRY.sub("", text)
    tokens = _tokens(text)
    usable = [_usable(text, token) for token in tokens]
    windows = _windows(gazetteer, tokens, usable)
    if windows:
        chosen, used = _choose(gazetteer, windows, tokens)
        return _match(chosen, text=text[tokens[chosen.first].start : tokens[chosen.last - 1].end]), _rest(
            text, tokens, used
        )
    if len(tokens) > 1:
        for position in (len(tokens) - 1, 0):
            if usable[position] and len(tokens[position].text) >= TYPO_LETTERS:
                word = text[tokens[position].start : tokens[position].end]
                match = _typo(gazetteer, [tokens[position]], word, municipalities_only=True)
                if match is not None:
                    return match, _rest(text, tokens, {position})
    return PlaceMatch(text=text), " ".join(text.split())


def suggest(gazetteer: Gazetteer, text: str, limit: int = 8) -> tuple[Place, ...]:
    """Places to offer while typing: municipalities, then villages, then regions; West-Flanders before the rest."""
    folded = fold(text)
    if not folded or limit <= 0:
        return ()
    if folded.isdigit():
        return _suggest_code(gazetteer, folded, limit)
    order: dict[AreaKind, int] = {"municipality": 0, "part": 1, "region": 2}
    best: dict[str, tuple[tuple[int, bool, int, bool, str], Place]] = {}
    for start, named in gazetteer.name_index.beginning(folded):
        place = named.place
        if named.text.startswith(_WORKING_AREA) and _WORKING_AREA.casefold().startswith(folded):
            continue  # "werk" is asked of work, not of "Werkgebied Leiedal"
        rank = (nearness(place), start > 0, order.get(place.kind, 3), named.kind != "own", fold(place.name))
        if place.id not in best or rank < best[place.id][0]:
            best[place.id] = (rank, place)
    ranked = [place for rank, place in sorted(best.values(), key=lambda item: (item[0], item[1].id))]
    towns = {place.id: fold(place.name) for place in ranked if place.kind == "municipality"}
    return tuple(
        place for place in ranked if place.kind != "part" or towns.get(place.municipality or "") != fold(place.name)
    )[:limit]


def _suggest_code(gazetteer: Gazetteer, digits: str, limit: int) -> tuple[Place, ...]:
    if len(digits) > 4:
        match = _nis(gazetteer, digits)
        return (match.place,) if match and match.place else ()
    postcodes = [place for place in gazetteer.areas() if place.kind == "postcode" and place.name.startswith(digits)]
    postcodes.sort(key=lambda place: (nearness(place), place.name))
    if len(digits) < 4:
        return tuple(postcodes[:limit])
    found: list[Place] = []
    for postcode in postcodes:
        towns = gazetteer.municipalities_of(postcode.id)
        found += dict.fromkeys((_place_of_postcode(gazetteer, postcode), *towns))
        names = {town.name for town in towns}
        found += (part for part in gazetteer.page(postcode.id).parts if part.name not in names)
    return tuple(found[:limit])


# ----------------------------------------------------------------------------------------------- one phrase


def _phrase(gazetteer: Gazetteer, tokens: list[_Token]) -> _Found | None:
    """What these tokens mean together, as a code, a name or a name with a word for its kind before it."""
    words = [token.text for token in tokens]
    match: PlaceMatch | None
    if len(words) == 1 and words[0].isdigit():
        code = words[0]
        match = _postcode(gazetteer, code) or _nis(gazetteer, code)
        return _Found(match, 0, 1, postcode=len(code) == 4) if match else None
    if len(words) == 1 and words[0] == "provincie":
        return _Found(PlaceMatch(text="", place=gazetteer.get(WEST_FLANDERS)), 0, 1)
    if len(words) > gazetteer.name_index.longest + 1:
        return None
    match = _named(gazetteer, " ".join(words), None)
    if match is None and len(words) > 1:
        match = _qualified(gazetteer, words[0], " ".join(words[1:]))
    return _Found(match, 0, len(words)) if match else None


def _qualified(gazetteer: Gazetteer, qualifier: str, name: str) -> PlaceMatch | None:
    if qualifier in ("de", "het", "heel"):
        return _named(gazetteer, name, lambda place: place.kind in ("region", "province", "gewest", "country"))
    wanted = _QUALIFIERS.get(qualifier)
    if wanted is None:
        return None
    full = _ABBREVIATIONS.get(qualifier, qualifier)
    match = _named(gazetteer, f"{full} {name}", wanted) or _named(gazetteer, name, wanted)
    if match is None and qualifier == "regio":
        match = _named(gazetteer, f"arrondissement {name}", in_west_flanders)
        if match is not None and match.place is not None:
            note = _("No region has this name; shown is %(area)s.") % {"area": match.place.name}
            return PlaceMatch(text="", place=match.place, explanation=note)
    return match


def _named(gazetteer: Gazetteer, folded: str, wanted: _Wanted | None) -> PlaceMatch | None:
    entries = gazetteer.name_index.exact(folded)
    note: Callable[[Named], str | None] = _why
    if not entries and len(folded) >= _OLD_LETTERS:
        entries = gazetteer.name_index.old_spelling(folded)
        note = _why_old
    entries = [entry for entry in entries if wanted is None or wanted(entry.place)]
    if not entries:
        return None
    best = _meant(entries)
    if len(folded) >= _OLD_LETTERS and all(_far_village(entry) for entry in best):
        best = [*_meant(gazetteer.name_index.old_spelling(folded)), *best]
    if len(best) > 1:
        return PlaceMatch(text="", choices=tuple(entry.place for entry in best))
    place = best[0].place
    return PlaceMatch(text="", place=place, explanation=note(best[0]) or _merged(gazetteer, place))


def _meant(entries: Iterable[Named]) -> list[Named]:
    """Who is meant by a name that all of these bear."""
    unique: dict[str, Named] = {}
    for entry in entries:
        if entry.place.id not in unique or entry.kind == "own":
            unique[entry.place.id] = entry
    named = list(unique.values())
    near = [entry for entry in named if in_west_flanders(entry.place)]
    named = near or named
    towns = [entry for entry in named if entry.place.kind == "municipality"]
    if towns:
        wider = [] if near else [entry for entry in named if entry.place.kind in ("province", "gewest", "country")]
        return _sorted(towns + wider)
    regions = [entry for entry in named if entry.place.kind == "region"]
    if regions:
        first = min(LAYERS.index(entry.place.layer) for entry in regions)
        return _sorted([entry for entry in regions if LAYERS.index(entry.place.layer) == first])
    own = [entry for entry in named if entry.kind == "own"]
    same_town = {entry.place.municipality for entry in named}
    return _sorted(own if own and len(same_town) == 1 else named)


def _far_village(entry: Named) -> bool:
    return entry.place.kind == "part" and not in_west_flanders(entry.place)


def _sorted(entries: list[Named]) -> list[Named]:
    return sorted(entries, key=lambda entry: (entry.place.municipality_name or "", entry.place.name, entry.place.id))


def _why(entry: Named) -> str | None:
    values = {"typed": entry.text, "name": entry.place.name}
    if entry.kind == "french" and fold(entry.text) != fold(entry.place.name):
        return _("%(typed)s is the French name of %(name)s.") % values
    if entry.kind == "german":
        return _("%(typed)s is the German name of %(name)s.") % values
    if entry.kind == "old":
        return _("%(typed)s is an old name of %(name)s.") % values
    return None


def _why_old(entry: Named) -> str | None:
    return _("%(name)s, in another spelling.") % {"name": entry.place.name}


def _merged(gazetteer: Gazetteer, place: Place) -> str | None:
    """The merger that made a village of a municipality; those who type its name may not know it."""
    return gazetteer.explanation(place) if place.kind == "part" else None


def _postcode(gazetteer: Gazetteer, code: str) -> PlaceMatch | None:
    place = _area(gazetteer, f"pc:{code}")
    if place is None:
        return None
    place = _place_of_postcode(gazetteer, place)
    return PlaceMatch(
        text="", place=place, explanation=gazetteer.explanation(place) if place.kind == "postcode" else None
    )


def _place_of_postcode(gazetteer: Gazetteer, postcode: Place) -> Place:
    """The municipality when this is its only postcode, else the postcode."""
    if postcode.municipality is not None:
        municipality = gazetteer.get(postcode.municipality)
        if municipality.postcodes == (postcode.name,):
            return municipality
    return postcode


def _nis(gazetteer: Gazetteer, code: str) -> PlaceMatch | None:
    place = _area(gazetteer, f"nis:{code}")
    if place is None:
        return None
    if place.kind == "former" and place.municipality is not None:
        return PlaceMatch(text="", place=gazetteer.get(place.municipality), explanation=gazetteer.merger(place))
    return PlaceMatch(text="", place=place)


def _area(gazetteer: Gazetteer, area_id: str) -> Place | None:
    try:
        return gazetteer.get(area_id)
    except KeyError:
        return None


def _typo(
    gazetteer: Gazetteer, tokens: list[_Token], text: str, municipalities_only: bool = False
) -> PlaceMatch | None:
    folded = " ".join(token.text for token in tokens)
    entries = gazetteer.name_index.typo(folded, gazetteer.words, municipalities_only)
    best = _meant(entries) if entries else []
    places = list({entry.place.id: entry.place for entry in best}.values())
    if not places:
        return None
    if len(places) > 1:
        return PlaceMatch(text=text, choices=tuple(places), exact=False)
    note = _("There is no place called %(typed)s; this is %(name)s.") % {"typed": text.strip(), "name": places[0].name}
    return PlaceMatch(text=text, place=places[0], explanation=note, exact=False)


# ------------------------------------------------------------------------------------- a place among words


def _windows(
    gazetteer: Gazetteer, tokens: list[_Token], usable: list[bool], *, words_too: bool = False
) -> list[_Found]:
    """The places in a longer text, longest names first, not overlapping.

    ``words_too``: also those that are words, wherever they stand: for a text in which nothing else may stand.
    """
    found: list[_Found] = []
    first = 0
    while first < len(tokens):
        longest = min(gazetteer.name_index.longest + 1, len(tokens) - first)
        for length in range(longest, 0, -1):
            last = first + length
            if not all(usable[first:last]):
                continue
            phrase = _phrase(gazetteer, tokens[first:last])
            if phrase is None:
                continue
            candidate = msgspec.structs.replace(phrase, first=first, last=last)
            if (words_too and phrase.match.place) or _counts(gazetteer, candidate, tokens):
                found.append(candidate)
                first = last - 1
                break
        first += 1
    return found


def _counts(gazetteer: Gazetteer, found: _Found, tokens: list[_Token]) -> bool:
    """Whether a name within a longer text is meant as a place."""
    words = [token.text for token in tokens[found.first : found.last]]
    places = _places(found)
    near = any(in_west_flanders(place) for place in places)
    if _cut(gazetteer, found, tokens):
        return False
    if found.postcode:
        return near or int(words[0]) not in _YEARS or _beside_own_name(gazetteer, found, tokens)
    if words == ["provincie"]:
        return False
    before = tokens[found.first - 1].text if found.first > 0 else ""
    after = tokens[found.last].text if found.last < len(tokens) else ""
    pointed = before in _PREPOSITIONS or any(before in place.postcodes for place in places)
    followed = any(after in place.postcodes for place in places)
    if " ".join(words) in gazetteer.words:
        in_compound = tokens[found.first].hyphen or (found.last < len(tokens) and tokens[found.last].hyphen)
        verb = before == "te" and any(token.text == "om" for token in tokens[: found.first])  # "om te werken"
        last = followed and found.last - found.first + 1 == len(tokens)
        return not in_compound and (last or (pointed and not verb))
    if near:
        return True
    return pointed or followed or any(place.kind != "part" and len(place.name) >= 4 for place in places)


def _cut(gazetteer: Gazetteer, found: _Found, tokens: list[_Token]) -> bool:
    """Whether a name is only a piece of a longer word with hyphens. See the rules."""
    place = found.match.place
    if place is not None and place.kind == "municipality" and in_west_flanders(place) and not found.postcode:
        return False
    first, last = found.first, found.last
    while first and tokens[first].hyphen:
        first -= 1
    while last < len(tokens) and tokens[last].hyphen:
        last += 1
    rest = (tokens[first : found.first], tokens[found.last : last])
    return any(piece and not (_phrase(gazetteer, piece) or _combined(gazetteer, piece)) for piece in rest)


def _beside_own_name(gazetteer: Gazetteer, found: _Found, tokens: list[_Token]) -> bool:
    code = tokens[found.first].text
    around = [tokens[i].text for i in (found.first - 1, found.last) if 0 <= i < len(tokens)]
    return any(code in entry.place.postcodes for word in around for entry in gazetteer.name_index.exact(word))


def _combined(gazetteer: Gazetteer, tokens: list[_Token]) -> _Found | None:
    """A place said in more than one way: ``8900 Ieper``, ``Beveren (Roeselare)``, ``Passendale, Zonnebeke``.

    Or several places and nothing else, to choose from: ``ieper en veurne``.
    """
    if len(tokens) < 2:
        return None
    windows = _windows(gazetteer, tokens, [True] * len(tokens), words_too=True)
    between = sum(token.text in _BETWEEN for token in tokens)
    if not windows or sum(window.last - window.first for window in windows) + between != len(tokens):
        return None
    chosen, used = _choose(gazetteer, windows, tokens)
    return chosen if len(used) == len(tokens) else None


def _choose(gazetteer: Gazetteer, windows: list[_Found], tokens: list[_Token]) -> tuple[_Found, set[int]]:
    """The place that is meant where a text names several, or those to choose from, and the tokens that say it.

    Neighbours that fit in one another are one place (``sint-kruis brugge``, ``8800 beveren``); else a postcode, a name
    after "in", West-Flanders, and the narrower kind win, in that order. Those that are as good are asked.
    """
    joined = [windows[0]]
    for window in windows[1:]:
        together = _join(gazetteer, joined[-1], window) if window.first == joined[-1].last else None
        if together is None:
            joined.append(window)
        else:
            joined[-1] = together

    def pointed(found: _Found) -> bool:
        return found.first > 0 and tokens[found.first - 1].text in _PREPOSITIONS

    def value(found: _Found) -> tuple[bool, bool, int]:
        places = _places(found)
        near = any(in_west_flanders(place) for place in places)
        return found.postcode, near, max(_PRECISION.get(place.kind, 1) for place in places)

    def rank(found: _Found) -> tuple[bool, bool, bool, int]:
        postcode, near, precision = value(found)
        return postcode, pointed(found), near, precision

    chosen = max(joined, key=rank)
    used: set[int] = set()
    meant: list[_Found] = []
    for group in _listed(joined, tokens, value):
        if any(rank(found) == rank(chosen) for found in group):
            meant += group
            used.update(range(group[0].first - pointed(group[0]), group[-1].last))
    places = tuple({place.id: place for found in meant for place in _places(found)}.values())
    if len(meant) == 1 or len(places) == 1:
        return chosen, used
    match = PlaceMatch(text="", choices=places)
    return _Found(match, meant[0].first, meant[-1].last, postcode=chosen.postcode), used


def _places(found: _Found) -> tuple[Place, ...]:
    return (found.match.place,) if found.match.place else found.match.choices


def _listed(
    found: list[_Found], tokens: list[_Token], value: Callable[[_Found], tuple[bool, bool, int]]
) -> list[list[_Found]]:
    """Places in the lists in which they stand: with "en" or "of" between them, or side by side and of one kind."""
    lists = [found[:1]]
    for one, other in pairwise(found):
        gap = [token.text for token in tokens[one.last : other.first]]
        if (len(gap) == 1 and gap[0] in _BETWEEN) or (not gap and value(one) == value(other)):
            lists[-1].append(other)
        else:
            lists.append([other])
    return lists


def _join(gazetteer: Gazetteer, a: _Found, b: _Found) -> _Found | None:
    """Two neighbours as one place, if one lies in the other; a postcode and a name that don't fit are a choice."""
    options = [
        (one, other)
        for one in (a.match.choices or (a.match.place,))
        for other in (b.match.choices or (b.match.place,))
        if one is not None and other is not None
    ]
    either = a.postcode or b.postcode
    narrowed: dict[str, Place] = {}
    for one, other in options:
        place = _narrower(gazetteer, one, other)
        if place is not None:
            narrowed[place.id] = place
    places = tuple(narrowed.values())
    if not places and either:
        places = tuple({place.id: place for pair in options for place in pair}.values())
    if not places:
        return None
    if len(places) == 1:
        notes = [found.match.explanation for found in (a, b) if found.match.place == places[0]]
        note = next((text for text in notes if text), None) or _merged(gazetteer, places[0])
        match = PlaceMatch(text="", place=places[0], explanation=note)
    else:
        match = PlaceMatch(text="", choices=places)
    return _Found(match, a.first, b.last, postcode=either)


def _narrower(gazetteer: Gazetteer, a: Place, b: Place) -> Place | None:
    """The one that lies in the other.

    A municipality and one of its postcodes are the municipality where its own village has that postcode (8900 Ieper),
    else the postcode (8902 Ieper).
    """
    for postcode, other in ((a, b), (b, a)):
        if postcode.kind == "postcode" and other in gazetteer.municipalities_of(postcode.id):
            village = {fold(part.name) for part in gazetteer.page(postcode.id).parts}
            return other if fold(other.name) in village else postcode
    if b.id in gazetteer.ancestors(a.id):
        return a
    if a.id in gazetteer.ancestors(b.id):
        return b
    return None


# ------------------------------------------------------------------------------------------------- the text


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _TOKEN.finditer(text):
        folded = fold(match.group())
        if folded:
            joined = bool(tokens) and text[tokens[-1].end : match.start()] == "-"
            tokens.append(_Token(folded, match.start(), match.end(), joined))
    return tokens


def _usable(text: str, token: _Token) -> bool:
    """False between quotes, in a mail or web address, in ``key:value``, and after a minus that leaves out."""
    if any(match.start() <= token.start < match.end() for match in _CLOSED.finditer(text)):
        return False
    before, after = text[: token.start], text[token.end :]
    return not (after.startswith(":") or before.endswith(":") or re.search(r"(^|\s)-$", before))


def _rest(text: str, tokens: list[_Token], used: set[int]) -> str:
    """The text without the tokens that were used, and without the marks that stood between them."""
    kept: list[str] = []
    position = 0
    for number, token in enumerate(tokens):
        if number in used:
            kept.append(text[position : token.start])
            kept.append(" ")
            glued = number + 1 < len(tokens) and tokens[number + 1].hyphen
            position = tokens[number + 1].start if glued else token.end  # what is left does not begin with a minus
    kept.append(text[position:])
    words = (word.rstrip(",;:/-") for word in "".join(kept).split())
    rest = " ".join(word for word in words if re.search(r"[\w\"]", word))
    return rest if rest.count("(") == rest.count(")") else rest.replace("(", "").replace(")", "")


def _match(found: _Found, text: str) -> PlaceMatch:
    return PlaceMatch(
        text=text, place=found.match.place, choices=found.match.choices, explanation=found.match.explanation
    )
