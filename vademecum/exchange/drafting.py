"""Rows become records, not yet written: what is new, what differs, what is wrong.

Each row is held against the record as it was when the file went out (its version says when), so that a cell nobody
touched undoes nobody's later work. Rows are read in blocks, records are asked for by block, drafts and rows are
spooled: memory grows little with the file.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import msgspec

from vademecum import fields
from vademecum import records as r
from vademecum.exchange import cells, columns, gone, parts, values
from vademecum.exchange.columns import ID, OWNER, OWNER_NAME, VERSION, WITHIN, Column, Table
from vademecum.exchange.known import CellError, Known
from vademecum.exchange.lookup import Lookup
from vademecum.exchange.outcome import Drafts
from vademecum.exchange.reading import File
from vademecum.proving import still_proven
from vademecum.texts import _

BLOCK = 300


class Drafter:
    """Plans one file.

    ``for_new``: what new actors get where the file says nothing, by column; ``choices``: what the user decided, by
    sheet and row; ``report``: rows done, may raise.
    """

    def __init__(
        self,
        known: Known,
        lookup: Lookup,
        *,
        empty_clears: bool = False,
        for_new: Mapping[str, str] | None = None,
        choices: Mapping[tuple[str, int], r.RowChoice] | None = None,
        report: Callable[[int], None] = lambda _rows: None,
    ) -> None:
        self.known = known
        self.lookup = lookup
        self.out = Drafts()
        self._empty_clears = empty_clears
        self._for_new = for_new or {}
        self._choices = choices or {}
        self._report = report
        self._done = 0

    # spreadsheets -------------------------------------------------------------------------------------------------

    def tables(self, file: File, sheets: Sequence[r.SheetMatch]) -> None:
        """Plan all sheets that are taken for a table: records first, then their parts."""
        order = [table.key for table in columns.tables()]
        wanted = sorted((match for match in sheets if match.table), key=lambda match: order.index(match.table))
        for match in wanted:
            self._sheet(file, match, columns.table(match.table))

    def _sheet(self, file: File, match: r.SheetMatch, table: Table) -> None:
        positions = {column.key: [one.position for one in match.columns if one.key == column.key]
                     for column in table.columns}  # fmt: skip
        chosen = [(column, positions[column.key]) for column in table.columns if positions[column.key]]
        headings = {column.heading: match.headings(at) for column, at in chosen}
        last = max(match.header, default=0)
        rows = (row for row in file.sheet(match.name).rows() if row[0] > last and any(row[1]))
        while block := list(islice(rows, BLOCK)):
            read = [
                _Read(match.name, number, _texts(chosen, values), cells.sums_up(values)) for number, values in block
            ]
            plan = self._record_rows if table.part is None else self._part_rows
            for planned in plan(table, [column for column, _positions in chosen], read):
                self.out.add(_in_words_of(planned, headings))
            self._done += len(block)
            self._report(self._done)

    def _record_rows(self, table: Table, chosen: Sequence[Column], block: Sequence[_Read]) -> Iterator[r.PlanRow]:
        given = [row.texts[ID] for row in block if row.texts.get(ID)]
        current = self.lookup.load(table.record, given)
        removed = self.lookup.removed(table.record, given)
        for row in block:
            choice = self._choices.get((row.sheet, row.number))
            if choice is not None and choice.action == "skip":
                yield self._row(row, table, "skipped", name=_first_text(row))
                continue
            if choice is None and row.total and not row.texts.get(ID):
                text = _("This row seems a total, no record: it is left out.")
                problem = r.Problem(level="warning", text=text)
                yield self._row(row, table, "skipped", name=_first_text(row), problems=(problem,))
                continue
            if choice is None and row.texts.get(ID) in removed:
                yield self._row(row, table, "skipped", name=_first_text(row), problems=(gone.removed(),))
                continue
            try:
                yield self._record_row(table, chosen, row, current, choice)
            except CellError as error:
                yield self._failed(row, table, error.text, columns_heading(chosen, ID))

    def _record_row(
        self,
        table: Table,
        chosen: Sequence[Column],
        row: _Read,
        current: Mapping[str, r.Record],
        choice: r.RowChoice | None,
    ) -> r.PlanRow:
        kind = table.record
        given = row.texts.get(ID, "")
        now: r.Record | None = None
        candidates: tuple[r.Candidate, ...] = ()
        problems: list[r.Problem] = []
        if choice is not None and choice.action == "update" and choice.id:
            now = self.lookup.load(kind, [choice.id]).get(choice.id)
        elif given in current and not (choice is not None and choice.action == "new"):
            now = current[given]
        if now is None:
            work = _Work(parts.blank(r.RECORD_CLASSES[kind], given if _is_id(given) and given not in current else None))
            self._cells(work, None, *self._with_given(table, chosen, row), problems, None)
            if given and not _is_id(given):
                text = _("The id “%(id)s” is not known; the row is looked up by name and number.") % {"id": given}
                problems.append(r.Problem(level="warning", text=text, field=columns_heading(chosen, ID)))
            work.thing.value = self.lookup.tidy(work.thing.value)
            certain = None
            if not _is_id(given) and work.thing.name_known:
                certain, candidates = self.lookup.alike(work.thing.value)
            if choice is not None and choice.action == "new":
                return self._finish(table, row, None, work, problems, candidates)
            if certain is None:
                twin = self.out.twin(work.thing.value) if not _is_id(given) else None
                if twin is None:
                    return self._finish(table, row, None, work, problems, candidates)
                return self._again(table, chosen, row, twin)
            problems = [problem for problem in problems if problem.level == "warning"]
            now = self.lookup.load(kind, [certain])[certain]
            candidates = ()
        drafted = self.out.get(kind, now.id)
        base = self._base(kind, now, row.texts.get(VERSION, ""))
        work = _Work(now)
        if drafted is not None:
            problems.append(_same_as(drafted[1].row))
            work = _Work(drafted[0])
        if now.id != given:  # a list that is not ours knows some phone numbers: the others stay
            row = self._added(chosen, row, work.original)
        self._cells(work, base, chosen, row, problems, now, erased=self._erased(now, row))
        return self._finish(table, row, now, work, problems, candidates)

    def _again(self, table: Table, chosen: Sequence[Column], row: _Read, key: str) -> r.PlanRow:
        """A row about a record that an earlier row of the file makes."""
        drafted = self.out.get(table.record, key)
        if drafted is None:
            raise KeyError(key)
        before, draft = drafted
        problems = [_same_as(draft.row)]
        work = _Work(before)
        self._cells(work, None, chosen, self._added(chosen, row, before), problems, before)
        return self._finish(table, row, before, work, problems, ())

    def _added(self, chosen: Sequence[Column], row: _Read, drafted: r.Record) -> _Read:
        """The row with what is known of its record, or an earlier row says of it, where there may be several."""
        texts = {
            column.key: column.together([column.read(drafted, self.known), row.texts[column.key]])
            for column in chosen
            if column.joint == cells.SEPARATOR and row.texts.get(column.key)
        }
        return replace(row, texts={**row.texts, **texts})

    def _with_given(self, table: Table, chosen: Sequence[Column], row: _Read) -> tuple[Sequence[Column], _Read]:
        """Columns and row with what is given for new actors."""
        if table.key != "actor" or not self._for_new:
            return chosen, row
        keys = {column.key for column in chosen}
        more = [table.column(key) for key in self._for_new if key not in keys]
        texts = {key: text for key, text in self._for_new.items() if not row.texts.get(key)}
        return [*chosen, *more], replace(row, texts={**row.texts, **texts})

    def _base(self, kind: r.RecordType, now: r.Record, version: str) -> r.Record:
        """The record as it was when the file went out."""
        if version.isdigit() and 0 < int(version) < now.version:
            return self.lookup.at(kind, now.id, int(version)) or now
        return now

    def _erased(self, now: r.Record, row: _Read) -> bool:
        """Whether a person was erased from the record since the file went out."""
        version = row.texts.get(VERSION, "")
        return version.isdigit() and int(version) < now.version and self.lookup.erased_since(now.id, int(version))

    def _cells(
        self,
        work: _Work,
        base: Any | None,
        chosen: Sequence[Column],
        row: _Read,
        problems: list[r.Problem],
        now: Any | None,
        prefix: str = "",
        *,
        erased: bool = False,
    ) -> None:
        """Take over the cells that differ from ``base``; None: all is new.

        ``erased``: not those that may name the person who was erased from it since.
        """
        for column in chosen:
            if column.write is None:
                continue
            text = row.texts.get(column.key, "")
            if not text and (base is None or not self._empty_clears):
                continue
            shown = column.read(base, self.known) if base is not None else ""
            if text == cells.clean(shown):
                continue
            if erased and gone.may_name(column.key, shown):
                problems.append(gone.erased(column.heading, column.heading))
                continue
            try:
                changed = column.write(work.thing.value, text, self.known)
            except CellError as error:
                problems.append(r.Problem(level="error", text=error.text, field=column.heading))
                continue
            if changed == work.thing.value:
                continue
            before = column.read(now, self.known) if now is not None else ""
            work.change(
                changed,
                r.CellDifference(
                    key=column.key,
                    label=prefix + column.heading,
                    before=before,
                    after=column.read(changed, self.known),
                    meanwhile=before if now is not None and before != shown else None,
                ),
            )

    def _finish(
        self,
        table: Table,
        row: _Read,
        now: r.Record | None,
        work: _Work,
        problems: list[r.Problem],
        candidates: tuple[r.Candidate, ...],
    ) -> r.PlanRow:
        record: r.Record = work.thing.value
        if table.part is None and (now is None or work.differences):
            work.differences.extend(self._along(table, now, record, work.differences))
        if now is not None and work.differences:
            record = still_proven(now, self.lookup.tidy(record))
        if now is None or work.differences:
            old = {(one.field, one.text) for one in self.lookup.judge(now)} if now is not None else set()
            told = {problem.field for problem in problems if problem.level == "error"}
            found = (
                msgspec.structs.replace(one, record_id=None, field=heading_of(table, record, one.field))
                for one in self.lookup.judge(record)
                if (one.field, one.text) not in old
            )
            problems.extend(one for one in found if one.field not in told)  # a cell that can't be read is not "missing"
        wrong = any(problem.level == "error" for problem in problems)
        action: r.RowAction = (
            "problem" if wrong else "new" if now is None else "changed" if work.differences else "same"
        )
        if action in ("new", "changed"):
            self._keep(table.record, record, now, row.number)
        return self._row(
            row, table, action, id=record.id, name=name_of(record), differences=tuple(work.differences),
            problems=tuple(problems), candidates=candidates,
        )  # fmt: skip

    def _along(
        self, table: Table, now: r.Record | None, record: r.Record, told: Sequence[r.CellDifference]
    ) -> list[r.CellDifference]:
        """What a whole address in one cell changed in the columns of its postcode and town."""
        result = []
        seen = {one.key for one in told}
        if any(key.startswith("sites.") for key in seen):
            for column in table.columns:
                if column.key.startswith("sites.") and column.key not in seen:
                    before = column.read(now, self.known) if now is not None else ""
                    after = column.read(record, self.known)
                    if before != after:
                        difference = r.CellDifference(
                            key=column.key, label=column.heading, before=before, after=after
                        )  # fmt: skip
                        result.append(difference)
        return result

    def _keep(self, kind: r.RecordType, record: r.Record, now: r.Record | None, row: int) -> None:
        drafted = self.out.get(kind, record.id)
        based_on = drafted[1].based_on if drafted is not None else now.version if now is not None else 0
        self.out.put(kind, record, based_on, drafted[1].row if drafted is not None else row)
        if based_on == 0 and drafted is None:
            self.out.made(record)
        self.known.learn(kind, record.id, name_of(record))

    # parts --------------------------------------------------------------------------------------------------------

    def _part_rows(self, table: Table, chosen: Sequence[Column], block: Sequence[_Read]) -> Iterator[r.PlanRow]:
        owners: list[str | CellError] = []
        for row in block:
            try:
                owners.append(self._owner(table.record, row.texts))
            except CellError as error:
                owners.append(error)
        current = self.lookup.load(table.record, [owner for owner in owners if isinstance(owner, str)])
        removed = self.lookup.removed(table.record, [row.texts[OWNER] for row in block if row.texts.get(OWNER)])
        for row, owner in zip(block, owners, strict=True):
            choice = self._choices.get((row.sheet, row.number))
            if choice is not None and choice.action == "skip":
                yield self._row(row, table, "skipped", name=row.texts.get(OWNER_NAME, ""))
            elif row.texts.get(OWNER) in removed and not self.known.has_record(table.record, row.texts[OWNER]):
                yield self._row(row, table, "skipped", name=row.texts.get(OWNER_NAME, ""), problems=(gone.removed(),))
            elif isinstance(owner, CellError):
                yield self._failed(row, table, owner.text, columns_heading(chosen, OWNER_NAME))
            else:
                drafted = self.out.get(table.record, owner)
                now = current.get(owner)
                if drafted is None and now is None:
                    yield self._failed(row, table, _("This record no longer exists."), None)
                else:
                    yield self._part_row(table, chosen, row, now, drafted[0] if drafted is not None else now)

    def _owner(self, kind: r.RecordType, texts: Mapping[str, str]) -> str:
        given = texts.get(OWNER, "")
        if given and (self.known.has_record(kind, given) or not texts.get(OWNER_NAME)):
            return self.known.record_id(kind, given)
        return self.known.record_id(kind, texts.get(OWNER_NAME, ""))

    def _part_row(
        self, table: Table, chosen: Sequence[Column], row: _Read, now: r.Record | None, whole: Any
    ) -> r.PlanRow:
        part, cls = table.part or "", table.part_class or r.Name
        problems: list[r.Problem] = []
        prefix = f"{table.name}: "
        given = row.texts.get(ID, "")
        offer_id, thing = parts.part_in(whole, part, given)
        if thing is None:
            try:
                within = row.texts.get(WITHIN, "")
                offer_id = parts.offer_named(whole, within).id if within else None
            except CellError as error:
                if self._part_gone(table.record, now, row):
                    return self._row(
                        row, table, "skipped", id=whole.id, name=name_of(whole), problems=(gone.removed(),)
                    )
                return self._failed(row, table, error.text, columns_heading(chosen, WITHIN))
            fresh = _Work(parts.blank(cls, given if _is_id(given) else None))
            if isinstance(fresh.thing.value, r.Contact) and not row.texts.get("kind"):
                fresh.thing.value = msgspec.structs.replace(
                    fresh.thing.value, kind=parts.contact_kind(row.texts.get("value", ""))
                )
            self._cells(fresh, None, chosen, row, problems, None, prefix)
            thing = parts.same_part(whole, part, offer_id, fresh.thing.value)
            if thing is None and self._part_gone(table.record, now, row):
                return self._row(row, table, "skipped", id=whole.id, name=name_of(whole), problems=(gone.removed(),))
            if thing is None:
                problems.extend(parts.missing(cls, fresh.thing.value))
                return self._part_done(table, row, now, whole, fresh, offer_id, problems)
            problems = []
        base = thing
        if now is not None:
            _within, then = parts.part_in(self._base(table.record, now, row.texts.get(VERSION, "")), part, thing.id)
            base = then or thing
        work = _Work(thing)
        self._cells(work, base, chosen, row, problems, thing, prefix, erased=now is not None and self._erased(now, row))
        if work.differences:
            problems.extend(parts.missing(cls, work.thing.value))
        return self._part_done(table, row, now, whole, work, offer_id, problems)

    def _part_gone(self, kind: r.RecordType, now: r.Record | None, row: _Read) -> bool:
        """Whether a part was removed; of a person who was erased no history tells."""
        given = row.texts.get(ID, "")
        return now is not None and _is_id(given) and (self.lookup.had(kind, now.id, given) or self._erased(now, row))

    def _part_done(
        self,
        table: Table,
        row: _Read,
        now: r.Record | None,
        whole: Any,
        work: _Work,
        offer_id: str | None,
        problems: list[r.Problem],
    ) -> r.PlanRow:
        thing = work.thing.value
        if isinstance(thing, r.Site):
            before = next((site for site in whole.sites if site.id == thing.id), None)
            thing = columns.located(thing, before, self.known)
        outer = _Work(whole)
        if work.differences and not any(problem.level == "error" for problem in problems):
            outer.change(parts.with_part(whole, table.part or "", thing, offer_id), *work.differences)
        planned = self._finish(table, row, now if now is not None else whole, outer, problems, ())
        action = "new" if planned.action == "changed" and now is None else planned.action
        return msgspec.structs.replace(planned, action=action, differences=tuple(work.differences))

    # whole records ------------------------------------------------------------------------------------------------

    def records(self, many: Sequence[r.Record], *, internal: bool) -> None:
        """Plan records of a file of our own; ``internal``: the file holds internal data too."""
        kinds = {r.record_type(record) for record in many}
        removed = {
            key
            for kind in kinds
            for key in self.lookup.removed(kind, [one.id for one in many if r.record_type(one) == kind])
        }
        for record in many:
            if record.id not in removed:
                self.known.learn(r.record_type(record), record.id, name_of(record))
        for start in range(0, len(many), BLOCK):
            block = many[start : start + BLOCK]
            current: dict[str, r.Record] = {}
            for kind in {r.record_type(record) for record in block}:
                current.update(self.lookup.load(kind, [one.id for one in block if r.record_type(one) == kind]))
            for number, record in enumerate(block, start=start + 1):
                now = current.get(record.id)
                self.out.add(self._whole(record, now, number, internal=internal, removed=record.id in removed))
            self._done += len(block)
            self._report(self._done)

    def _whole(
        self, record: r.Record, now: r.Record | None, number: int, *, internal: bool, removed: bool
    ) -> r.PlanRow:
        kind = r.record_type(record)
        table = columns.table(kind)
        row = _Read(table.name, number, {})
        choice = self._choices.get((row.sheet, number))
        if choice is not None and choice.action == "skip":
            return self._row(row, table, "skipped", id=record.id, name=name_of(record))
        if choice is None and removed:
            return self._row(row, table, "skipped", name=name_of(record), problems=(gone.removed(),))
        problems = [r.Problem(level="error", text=text) for text in self._dangling(record)]
        then = None
        if now is not None and 0 < record.version < now.version:
            then = self.lookup.at(kind, now.id, record.version)
        if then is not None and self.lookup.erased_since(record.id, record.version):
            clean = gone.without_erased(record, then if internal else parts.without_internal(then))
            problems += [
                gone.erased(about.label)
                for about in fields.of(type(record))
                if not about.own and getattr(clean, about.key) != getattr(record, about.key)
            ]
            record = clean
        wanted = record if internal else parts.with_internal_of(record, now)
        if now is not None:
            if then is not None:
                base = then if internal else parts.with_internal_of(parts.without_internal(then), now)
                wanted = self.lookup.merge(base, now, wanted)
            wanted = msgspec.structs.replace(wanted, version=now.version)
        work = _Work(now if now is not None else parts.blank(type(record), record.id))
        for about in fields.of(type(record)):
            before, after = getattr(work.original, about.key), getattr(wanted, about.key)
            if before != after:
                difference = r.CellDifference(
                    key=about.key, label=about.label,
                    before=summary(about, before, self.known) if now is not None else "",
                    after=summary(about, after, self.known),
                )  # fmt: skip
                work.change(wanted, difference)
        if now is None:
            work.thing.value = self.lookup.tidy(wanted)
        return self._finish(table, row, now, work, problems, ())

    def _dangling(self, record: r.Record) -> Iterator[str]:
        """What a record points at that exists neither here nor in the file."""
        for about, value in parts.linked(record):
            if about.kind == "area" and not self.known.has_area(value):
                yield _("There is no place “%(id)s”.") % {"id": value}
            elif about.kind == "record" and not self.known.has_record(about.target or "actor", value):
                yield _("“%(text)s” is not in the catalogue.") % {"text": value}

    # rows ---------------------------------------------------------------------------------------------------------

    def _row(self, row: _Read, table: Table, action: r.RowAction, **more: Any) -> r.PlanRow:
        return r.PlanRow(
            index=len(self.out.rows), sheet=row.sheet, row=row.number, action=action, type=table.record, **more
        )

    def _failed(self, row: _Read, table: Table, text: str, heading: str | None) -> r.PlanRow:
        problem = r.Problem(level="error", text=text, field=heading)
        name = row.texts.get(OWNER_NAME) or _first_text(row)
        return self._row(row, table, "problem", name=name, problems=(problem,))


@dataclass(frozen=True)
class _Read:
    """A row as it was read: key -> text. ``total``: it seems to sum up the rows above it."""

    sheet: str
    number: int
    texts: Mapping[str, str]
    total: bool = False


class _Box:
    """What a row makes of a record or part so far."""

    def __init__(self, value: Any) -> None:
        self.value = value

    @property
    def name_known(self) -> bool:
        return bool(getattr(self.value, "names", None)) or bool(getattr(self.value, "title", ""))


class _Work:
    """A record or part while cells are taken over."""

    def __init__(self, original: Any) -> None:
        self.original = original
        self.thing = _Box(original)
        self.differences: list[r.CellDifference] = []

    def change(self, value: Any, *differences: r.CellDifference) -> None:
        self.thing.value = value
        self.differences.extend(differences)


def _texts(chosen: Sequence[tuple[Column, Sequence[int]]], values: Sequence[str]) -> dict[str, str]:
    """Key -> text of a row."""
    return {
        column.key: column.together([values[at] for at in positions if at < len(values)])
        for column, positions in chosen
        if positions[0] < len(values)
    }


def _in_words_of(row: r.PlanRow, headings: Mapping[str, str]) -> r.PlanRow:
    """The row with its problems at the columns as the file calls them."""
    if not row.problems:
        return row
    problems = tuple(
        msgspec.structs.replace(one, field=headings.get(one.field, one.field)) if one.field else one
        for one in row.problems
    )
    return msgspec.structs.replace(row, problems=problems)


def _same_as(row: int) -> r.Problem:
    return r.Problem(level="warning", text=_("Row %(row)d is about the same record.") % {"row": row})


def _first_text(row: _Read) -> str:
    return next((text for key, text in row.texts.items() if text and key not in (ID, VERSION, OWNER)), "")


def columns_heading(chosen: Sequence[Column], key: str) -> str | None:
    """The heading of a column, None where the file doesn't have it."""
    return next((column.heading for column in chosen if column.key == key), None)


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.casefold()
    except ValueError:
        return False


def name_of(record: r.Record) -> str:
    """The name to show; "" where it has none yet."""
    return record.name if getattr(record, "names", True) else ""


def heading_of(table: Table, record: Any, path: str | None) -> str | None:
    """The column in which a problem shows, by the path of the field it is about; the path in words where none shows."""
    if not path:
        return None
    (key, position), *rest = fields.steps(path)
    part: Any = getattr(record, key)[position] if position is not None else None
    keys: dict[type[Any], Callable[[], str]] = {
        r.Name: lambda: f"names.{part.type}" if part.text != record.name else "names.official",
        r.Contact: lambda: f"contacts.{part.kind}" + (".internal" if part.visibility == "internal" else ""),
        r.Identifier: lambda: f"identifiers.{part.scheme}",
        r.Site: lambda: f"sites.{rest[0][0]}" if rest and position == 0 else "",
        r.ServiceArea: lambda: "areas.excluded" if part.excluded else "areas",
    }
    wanted = keys[type(part)]() if type(part) in keys else key
    shown = next((column.heading for column in table.columns if column.key == wanted), None)
    return shown or fields.path_label(type(record), path)


def summary(about: fields.Field, value: Any, known: Known) -> str:
    """A field in one line, also where it holds parts."""
    if about.kind != "parts":
        return values.to_text(about, value, known)
    shown = []
    for part in value:
        texts = [
            values.to_text(one, getattr(part, one.key), known)
            for one in fields.of(type(part))
            if one.column and one.kind not in ("parts", "flag")
        ]
        shown.append(", ".join(text for text in texts if text))
    return cells.joined(shown)
