"""Which sheet of a strange file is which of our tables, where its headings stand, and which column is which field.

Headings may start anywhere near the top, may span two rows with merged cells above ("Contact" over "Telefoon" and
"E-mail"), may be misspelt, or may be missing. What a user corrected is remembered by the signature of the headings.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice

import msgspec
from rapidfuzz import fuzz, process

from vademecum import records as r
from vademecum.exchange import columns
from vademecum.exchange.columns import Column, Table
from vademecum.exchange.known import fold
from vademecum.exchange.reading import Row, Sheet
from vademecum.texts import language

LOOKED_AT = 60  # rows
_TOP = 25  # rows in which headings are looked for
_ALIKE = 86  # of 100: a misspelt heading
_EXAMPLES = 4
_SURE = 100
_BY_VALUES = 55
_EXPLAINING = frozenset({"uitleg", "help", "explanation", "toelichting", "legende", "readme"})

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("identifiers.KBO", re.compile(r"(?:BE ?)?[01]?\d{3}[. ]?\d{3}[. ]?\d{3}")),
    ("contacts.email", re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)),
    ("contacts.web", re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("sites.postcode", re.compile(r"[1-9]\d{3}")),
    ("contacts.phone", re.compile(r"(?:\+32|0)[\d ./()-]{7,14}")),
)

# Who has these in a list means persons, and calls them by "Naam": that is no name of an organisation.
_OF_PERSONS = frozenset(
    (
        "voornaam", "voornamen", "achternaam", "familienaam", "first name", "last name", "surname", "given name",
        "family name", "prenom", "geslacht", "geboortedatum", "personeelsnummer", "rijksregisternummer",
    )
)  # fmt: skip
_PERHAPS_OF_PERSONS = frozenset(("functie", "functietitel", "job title", "aanspreking"))
_OF_ORGANISATIONS = frozenset(("kind", "identifiers.KBO", "sites.street", "areas", "contacts.web"))
_OF_ANYBODY = frozenset(("naam", "name", "nom"))

# Columns that only go on with another: "Straat", "Nr".
_RESTS = dict.fromkeys(("nr", "huisnr", "huisnummer", "nummer", "house number"), "sites.street")

Memory = Mapping[str, Mapping[int, str | None]]  # signature -> position -> key; None: not read


def sheet(sheet_: Sheet, memory: Memory, table_key: str | None = None, *, alone: bool = True) -> r.SheetMatch:
    """What a sheet holds. ``table_key``: the table that the user says it is; ``alone``: it is the only sheet."""
    rows = list(islice(sheet_.rows(), LOOKED_AT))
    best = _best_header(rows, sheet_.merged, sheet_.name, table_key, alone=alone)
    if best is None:
        return r.SheetMatch(name=sheet_.name, table="", header=(), columns=(), signature=_signature("", ()))
    table, header, headings = best
    signature = _signature(table.key, headings)
    remembered = memory.get(signature)
    below = [cells for number, cells in rows if not header or number > header[-1]]
    found = _columns(sheet_.name, table, headings, below)
    if remembered is not None:
        found = tuple(_recalled(column, remembered) for column in found)
    elif table.key == "actor" and table_key is None and _of_persons(headings) and not _named(found):
        return r.SheetMatch(name=sheet_.name, table="", header=header, columns=(), signature=signature, persons=True)
    return r.SheetMatch(
        name=sheet_.name, table=table.key, header=header, columns=found, signature=signature,
        remembered=remembered is not None,
    )  # fmt: skip


def _of_persons(headings: Iterable[str]) -> bool:
    """True where the rows are persons; an organisation may have a contact person, who has a function."""
    words = {fold(heading) for heading in headings}
    if words & _OF_PERSONS:
        return True
    exact = _exact("actor", language())
    of_contact = any("contact" in word or "verantwoordelijke" in word for word in words)
    return bool(words & _PERHAPS_OF_PERSONS) and not of_contact and _OF_ORGANISATIONS.isdisjoint(map(exact.get, words))


def _named(found: Iterable[r.ColumnMatch]) -> bool:
    return any(column.key in (columns.ID, "names.official") for column in found)


def _recalled(column: r.ColumnMatch, remembered: Mapping[int, str | None]) -> r.ColumnMatch:
    key = remembered.get(column.position, column.key)
    return msgspec.structs.replace(column, key=key, sure=_SURE)


def _signature(table: str, headings: Sequence[str]) -> str:
    text = "\n".join([table, *(fold(heading) for heading in headings)])
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _best_header(
    rows: Sequence[Row],
    merged: Iterable[tuple[int, int, int, int]],
    name: str,
    table_key: str | None,
    *,
    alone: bool,
) -> tuple[Table, tuple[int, ...], tuple[str, ...]] | None:
    """(table, numbers of the heading rows, headings) that explain the sheet best."""
    filled = [(number, _spread(number, cells, merged)) for number, cells in rows[:_TOP] if any(cells)]
    tables = [columns.table(table_key)] if table_key else list(columns.tables())
    best: tuple[float, Table, tuple[int, ...], tuple[str, ...]] | None = None
    for place, (number, cells) in enumerate(filled):
        heads: list[tuple[tuple[int, ...], tuple[str, ...]]] = [((number,), tuple(cells))]
        if place + 1 < len(filled) and filled[place + 1][0] == number + 1:
            heads.append(((number, number + 1), _two_rows(cells, filled[place + 1][1])))
        for numbers, headings in heads:
            for table in tables:
                score = _score(table, headings) + 0.5 * (fold(name) in map(fold, table.names))
                score -= 0.01 * place + 0.05 * (len(numbers) - 1)
                if best is None or score > best[0]:
                    best = (score, table, numbers, headings)
    if best is not None and best[0] >= 1.5 and (table_key or fold(name) not in _EXPLAINING):
        return best[1:]
    if not filled or (table_key is None and (not alone or fold(name) in _EXPLAINING)):
        return None
    table = tables[0] if table_key else columns.table("actor")
    if best is not None and best[0] >= 0.9:
        return table, best[2], best[3]
    width = max(len(cells) for _number, cells in filled)
    if _looks_like_data(filled[:1]):
        return table, (), ("",) * width
    return table, (filled[0][0],), tuple(filled[0][1])


def _looks_like_data(filled: Sequence[tuple[int, Sequence[str]]]) -> bool:
    return any(pattern.fullmatch(cell) for _n, cells in filled for cell in cells for _key, pattern in _PATTERNS)


def _spread(number: int, cells: Sequence[str], merged: Iterable[tuple[int, int, int, int]]) -> list[str]:
    """A row with the text of merged cells in all of them."""
    result = list(cells)
    for top, left, bottom, right in merged:
        if top <= number - 1 <= bottom and left < len(result) and number - 1 == top:
            for column in range(left, min(right + 1, len(result))):
                result[column] = result[left]
    return result


def _two_rows(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """Headings over two rows: the lower one counts; the upper one where there is none below."""
    width = max(len(above), len(below))
    upper = [*above, *[""] * (width - len(above))]
    lower = [*below, *[""] * (width - len(below))]
    return tuple(low or up for up, low in zip(upper, lower, strict=True))


def _score(table: Table, headings: Sequence[str]) -> float:
    """How many of the headings are columns of the table; what isn't counts against it a little."""
    exact = _exact(table.key, language())
    words = [fold(heading) for heading in headings if heading]
    hits = len({exact[word] for word in words if word in exact})
    close = sum(0.7 for word in words if word not in exact and _close(table, word) is not None) if hits else 0.0
    against = (0.6 if table.part is not None else 0.05) * (len(words) - hits)
    if table.part is not None and not {exact.get(word) for word in words} & {columns.OWNER, columns.OWNER_NAME}:
        return 0.0
    return hits + close - against


@lru_cache(maxsize=64)
def _exact(table_key: str, _language: str) -> dict[str, str]:
    """Folded heading -> key; a column's first name goes before another's second."""
    many = columns.table(table_key).columns
    result: dict[str, str] = {}
    for rank in range(max(len(column.names) for column in many) + 1):
        for column in many:
            names = (column.heading, *column.names)
            if rank < len(names):
                result.setdefault(fold(names[rank]), column.key)
    return result


def _close(table: Table, text: str) -> tuple[str, int] | None:
    if len(text) < 4:
        return None
    exact = _exact(table.key, language())
    found = process.extractOne(text, exact.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return (exact[found[0]], int(found[1])) if found is not None else None


def _columns(
    name: str, table: Table, headings: Sequence[str], below: Sequence[Sequence[str]]
) -> tuple[r.ColumnMatch, ...]:
    exact = _exact(table.key, language())
    width = max([len(headings), *(len(row) for row in below)])
    words = [fold(headings[at]) if at < len(headings) else "" for at in range(width)]
    values = [list(dict.fromkeys(row[at] for row in below if at < len(row) and row[at])) for at in range(width)]
    chosen: dict[int, tuple[str, int]] = {}
    joint = {column.key for column in table.columns if column.joint}
    if table.key == "actor" and _of_persons(headings):
        words = ["" if word in _OF_ANYBODY else word for word in words]

    def take(position: int, key: str, sure: int, *, again: bool = False) -> None:
        used = {one for one, _sure in chosen.values()}
        if position not in chosen and (key not in used or again):
            chosen[position] = (key, sure)

    for position, word in enumerate(words):
        if word in exact:
            take(position, exact[word], _SURE, again=exact[word] in joint)
    taken = {key for key, _sure in chosen.values()}
    for position, word in enumerate(words):
        bare = re.sub(r" ?\d$", "", word)
        if bare != word and exact.get(bare) in joint:  # "E-mail 2"
            take(position, exact[bare], _SURE, again=True)
        elif word in _RESTS and _RESTS[word] in taken:
            take(position, _RESTS[word], _SURE, again=True)
    close = [(found[1], -at, found[0]) for at, word in enumerate(words) if (found := _close(table, word)) is not None]
    for sure, at, key in sorted(close, reverse=True):
        take(-at, key, sure)
    if table.key == "actor":
        for position in range(width):
            by_values = _by_values(values[position])
            if by_values is not None:
                take(position, by_values, _BY_VALUES)
    return tuple(
        r.ColumnMatch(
            sheet=name,
            position=position,
            header=headings[position] if position < len(headings) else "",
            key=chosen.get(position, (None, 0))[0],
            sure=chosen.get(position, (None, 0))[1],
            examples=tuple(values[position][:_EXAMPLES]),
        )
        for position in range(width)
    )


def _by_values(values: Sequence[str]) -> str | None:
    """What a column without a known heading holds, by the look of its cells."""
    if len(values) < 2:
        return None
    for key, pattern in _PATTERNS:
        if sum(pattern.fullmatch(value) is not None for value in values) >= 0.8 * len(values):
            return key
    return None


def choices(table: Table) -> tuple[r.ColumnChoice, ...]:
    """The fields that a column of a table may be taken for, in order."""
    return tuple(r.ColumnChoice(key=column.key, label=column.heading, help=column.help) for column in table.columns)


def corrected(match: r.SheetMatch, keys: Mapping[int, str | None]) -> r.SheetMatch:
    """The sheet with columns as the user says. Raises KeyError for a key that the table doesn't have."""
    if match.table:
        by_key: dict[str, Column] = {column.key: column for column in columns.table(match.table).columns}
        for key in keys.values():
            if key is not None:
                by_key[key]
    changed = tuple(
        msgspec.structs.replace(one, key=keys[one.position], sure=_SURE) if one.position in keys else one
        for one in match.columns
    )
    return msgspec.structs.replace(match, columns=changed)
