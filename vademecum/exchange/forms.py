"""The form that an actor fills in: what we know, and a yellow cell beside it for what is right.

A form is a workbook with a sheet for each actor. Only yellow cells can be changed; what stays empty stays as it is, a
dash empties a field. Each line carries its key in a hidden column, and the sheet says whose it is and which version of
the record it shows, so that a reply can be read whatever was done with the file in between.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter

from vademecum import fields
from vademecum import records as r
from vademecum.exchange import cells, columns, parts, values, writing
from vademecum.exchange.columns import Column
from vademecum.exchange.known import CellError, Known, fold
from vademecum.exchange.reading import File
from vademecum.texts import _, date_words

MARK = "vademecum-form"
NOTHING = ("-", "–", "—")
_AGREES = frozenset(("ok", "oke", "juist", "klopt", "correct", "idem", "in orde", "is juist", "klopt nog"))
_CONFIRMED = "confirmed"
_MORE_CODES = 3
_MORE_OFFERS = 2
_OFFER_FIELDS = ("name", "description", "conditions", "how_to_apply", "cost")
_SECTIONS: tuple[tuple[str, ...], ...] = (
    ("names.official", "names.short", "names.alias", "kind", "identifiers.KBO"),
    ("contacts.phone", "contacts.email", "contacts.web"),
    ("sites.street", "sites.postcode", "sites.town", "sites.opening_hours"),
    ("description", "areas", "areas.excluded"),
)


@dataclass(frozen=True)
class Line:
    """One line of a form. ``key`` "" is a heading."""

    key: str
    label: str
    known: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filled:
    """A sheet that came back. ``answers``: key -> what was written in the yellow cell."""

    sheet: str
    actor_id: str
    version: int
    confirmed: bool
    answers: dict[str, str]


def lines(actor: r.Actor, known: Known) -> Iterator[Line]:
    """The lines of the form of an actor."""
    table = columns.table("actor")
    for heading, keys in zip(_section_titles(), _SECTIONS, strict=True):
        yield Line("", heading)
        for key in keys:
            column = table.column(key)
            choices = column.choices(known) if column.choices is not None else ()
            yield Line(key, column.heading, column.read(actor, known), column.help, choices)
    for field, heading in (("audiences", _("For whom")), ("themes", _("Themes"))):
        yield Line("", heading)
        yield from _code_lines(field, getattr(actor, field), known)
    for offer in actor.offers:
        yield Line("", _("Offer: %(name)s") % {"name": offer.name})
        yield from _offer_lines(f"offer:{offer.id}", offer, known)
    for number in range(1, _MORE_OFFERS + 1):
        yield Line("", _("New offer"))
        yield from _offer_lines(f"offer+{number}", None, known)
    yield Line("", _("Anything else?"))
    yield Line("note", _("Message for us"), "", _("What else should we know?"))


def _section_titles() -> tuple[str, ...]:
    return _("Who you are"), _("How to reach you"), _("Where you are"), _("What you do")


def _code_lines(field: str, codes: Sequence[str], known: Known) -> Iterator[Line]:
    taxonomy: r.Taxonomy = "audience" if field == "audiences" else "theme"
    yes, no = values.yes_no(True), values.yes_no(False)
    for code in codes:
        help_text = _("Not right any more? Choose “%(no)s”.") % {"no": no}
        yield Line(f"{field}:{code}", known.term_text(taxonomy, code), yes, help_text, (yes, no))
    for number in range(1, _MORE_CODES + 1):
        label = _("Something to add? Choose from the list.")
        yield Line(f"{field}+{number}", _("To add"), "", label, known.term_texts(taxonomy))


def _offer_lines(prefix: str, offer: r.Offer | None, known: Known) -> Iterator[Line]:
    for key in _OFFER_FIELDS:
        about = fields.field(r.Offer, key)
        text = values.to_text(about, getattr(offer, key), known) if offer is not None else ""
        help_text = _("A dash (-) takes this offer away.") if key == "name" and offer is not None else about.help
        yield Line(f"{prefix}:{key}", about.label, text, help_text)


def write(path: Path, actors: Iterable[r.Actor], known: Known) -> None:
    """Write the forms of some actors in one workbook. Raises KnownError."""
    with writing.replaced(path) as target:
        book = xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_urls": False})
        try:
            style, lists = writing.Style(book), writing.Lists(book)
            taken: set[str] = set()
            for actor in actors:
                _sheet(book, style, lists, actor, known, _sheet_name(actor.name, taken))
            lists.write()
        finally:
            book.close()


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel allows: 31 letters, without some signs, each once."""
    bare = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:27] or "?"
    number, result = 1, bare
    while result.casefold() in taken:
        number += 1
        result = f"{bare} {number}"
    taken.add(result.casefold())
    return result


def _sheet(book: Any, style: writing.Style, lists: writing.Lists, actor: r.Actor, known: Known, name: str) -> None:
    sheet = book.add_worksheet(name)
    for column, width in enumerate((26, 44, 44, 46)):
        sheet.set_column(column, column, width)
    sheet.set_column(4, 4, None, None, {"hidden": True})
    sheet.write_string(0, 0, actor.name, style.title)
    sheet.write_row(0, 4, [MARK])
    today = date_words(datetime.date.today().isoformat())
    said = [
        _("This is what we know of you on %(date)s. Will you look whether it is right?") % {"date": today},
        _("Right? Leave the yellow cell empty. Not right? Write in the yellow cell what is right."),
        _("Is it no longer there? Write a dash (-). Then save the file and mail it back."),
    ]
    for row, text in enumerate(said, start=1):
        sheet.write_string(row, 0, text)
    sheet.write_string(1, 4, actor.id)
    sheet.write_string(2, 4, str(actor.version))
    row = 5
    _line(sheet, style, lists, row, _confirm_line())
    row += 2
    for column, text in enumerate((_("What"), _("What we know"), _("What is right"), _("Explanation"))):
        sheet.write_string(row, column, text, style.head)
    for line in lines(actor, known):
        row += 1
        if not line.key:
            row += 1
            sheet.write_string(row, 0, line.label, style.section)
            continue
        _line(sheet, style, lists, row, line)
    sheet.protect("", {"format_rows": True, "format_columns": True, "select_locked_cells": True})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _confirm_line() -> Line:
    choices = (values.yes_no(True), values.yes_no(False))
    label = _("Is all the rest right?")
    return Line(
        _CONFIRMED, label, "", _("Choose “%(yes)s” when you have looked at all of it.") % {"yes": choices[0]}, choices
    )


def _line(sheet: Any, style: writing.Style, lists: writing.Lists, row: int, line: Line) -> None:
    sheet.write_string(row, 0, line.label, style.label)
    sheet.write_string(row, 1, line.known[: writing.LONGEST_CELL], style.wrapped_grey)
    sheet.write_blank(row, 2, None, style.box)
    sheet.write_string(row, 3, line.help, style.wrapped_grey)
    sheet.write_string(row, 4, line.key)
    if line.choices:
        allowed = {"validate": "list", "source": lists.reference(line.choices), "error_type": "warning",
                   "error_message": _("This value is not in the list.")}  # fmt: skip
        sheet.data_validation(row, 2, row, 2, allowed)


# --- replies ----------------------------------------------------------------------------------------------------------


def is_form(path: Path) -> bool:
    """True when a spreadsheet holds forms. Raises KnownError where it can't be read."""
    return any(_marked(list(row)) is not None for sheet in File(path).sheets for _n, row in _top(sheet.rows()))


def _top(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    return (row for row, _limit in zip(rows, range(5), strict=False))


def _marked(row: Sequence[str]) -> int | None:
    return row.index(MARK) if MARK in row else None


def read(path: Path) -> list[Filled]:
    """The forms of a file with their answers. Raises KnownError where it can't be read."""
    found = []
    for sheet in File(path).sheets:
        column: int | None = None
        marked: list[str] = []
        answers: dict[str, str] = {}
        for _number, row in sheet.rows():
            if column is None:
                column = _marked(row)
                continue
            key = row[column] if column < len(row) else ""
            if len(marked) < 2:
                if key:
                    marked.append(key)
            elif key and column >= 2 and row[column - 2] and fold(row[column - 2]) not in _AGREES:
                answers[key] = row[column - 2]
        if len(marked) == 2:
            confirmed = cells.truth(answers.pop(_CONFIRMED, "")) is True
            version = int(marked[1]) if marked[1].isdigit() else 0
            found.append(Filled(sheet.name, marked[0], version, confirmed, answers))
    return found


def shown(actor: r.Actor, key: str, known: Known) -> tuple[str, str]:
    """(label, value in words) of the field of a key as a record has it. Raises CellError for a strange key."""
    field, separator, rest = key.partition(":")
    if field in ("audiences", "themes") and separator:
        taxonomy: r.Taxonomy = "audience" if field == "audiences" else "theme"
        return known.term_text(taxonomy, rest), values.yes_no(rest in getattr(actor, field))
    if field.startswith(("audiences+", "themes+")):
        return fields.field(r.Actor, field.split("+")[0]).label, ""
    if field == "offer":
        offer_id, _sep, about = rest.partition(":")
        offer = next((one for one in actor.offers if one.id == offer_id), None)
        text = values.to_text(_offer_field(about), getattr(offer, about), known) if offer is not None else ""
        name = offer.name if offer is not None else _("offer")
        return f"{name}: {_offer_field(about).label}", text
    if field.startswith("offer+"):
        return f"{_('New offer')}: {_offer_field(rest).label}", ""
    if key == "note":
        return _("Message for us"), ""
    column = _column(key)
    return column.heading, column.read(actor, known)


def adds(key: str) -> bool:
    """True where an answer adds something that the record doesn't have yet."""
    return "+" in key.partition(":")[0] or key == "note"


def _column(key: str) -> Column:
    try:
        return columns.table("actor").column(key)
    except KeyError as error:
        raise CellError(_("“%(text)s” is no field of the form.") % {"text": key}) from error


def _offer_field(key: str) -> fields.Field:
    if key not in _OFFER_FIELDS:
        raise CellError(_("“%(text)s” is no field of the form.") % {"text": key})
    return fields.field(r.Offer, key)


def answered(actor: r.Actor, key: str, text: str, known: Known, version: int) -> r.Actor:
    """The actor with one answer taken over. ``version``: that of the form. Raises CellError."""
    replace = msgspec.structs.replace
    text = "" if text in NOTHING else text
    field, separator, rest = key.partition(":")
    if field in ("audiences", "themes") and separator:
        if text and values.truth(text):
            return actor
        return replace(actor, **{field: tuple(code for code in getattr(actor, field) if code != rest)})
    if field.startswith(("audiences+", "themes+")):
        name = field.split("+")[0]
        codes = values.from_text(fields.field(r.Actor, name), text, known)
        return replace(actor, **{name: tuple(dict.fromkeys((*getattr(actor, name), *codes)))})
    if field == "offer":
        return _offer_answered(actor, rest, text, known)
    if field.startswith("offer+"):
        return _new_offer(actor, f"{field}:{version}", rest, text, known)
    if key == "note":
        said = text in (actor.note or "")  # the same reply may be read twice
        return actor if said else replace(actor, note="\n".join(filter(None, (actor.note, text))))
    column = _column(key)
    if column.write is None:
        raise CellError(_("“%(text)s” is no field of the form.") % {"text": key})
    changed: r.Actor = column.write(actor, text, known)
    return changed


def _offer_answered(actor: r.Actor, rest: str, text: str, known: Known) -> r.Actor:
    offer_id, _sep, key = rest.partition(":")
    about = _offer_field(key)
    if not any(offer.id == offer_id for offer in actor.offers):
        raise CellError(_("This offer is no longer there."))
    if key == "name" and not text:
        return msgspec.structs.replace(actor, offers=tuple(one for one in actor.offers if one.id != offer_id))
    value = values.from_text(about, text, known)
    return msgspec.structs.replace(
        actor,
        offers=tuple(
            msgspec.structs.replace(one, **{key: value}) if one.id == offer_id else one for one in actor.offers
        ),
    )


def _new_offer(actor: r.Actor, field: str, key: str, text: str, known: Known) -> r.Actor:
    """An offer that the actor added: its id follows from its place in the form, so that its lines find each other.

    It is also found again when the same reply is read twice.
    """
    offer_id = parts.derived_id(actor.id, field)
    about = _offer_field(key)
    if not any(one.id == offer_id for one in actor.offers):
        actor = msgspec.structs.replace(actor, offers=(*actor.offers, r.Offer(id=offer_id, name="")))
    return _offer_answered(actor, f"{offer_id}:{about.key}", text, known)
