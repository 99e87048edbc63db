"""Files at the command line: export, import and the second opinion of the KBO.

* ``export``: ``{file, counts: {actor, ...}, internal}``
* ``import``: ``{counts: {new, changed, same, problem, skipped}, columns: {sheet: {heading: field}}, rows: [...],
  applied, operation, left_out: [{sheet, row, id, name, reason}], copy, report}``; a row is ``{sheet, row, action, id,
  name, differences: [{field, label, before, after, meanwhile}], problems: [{level, field, text}],
  candidates: [{id, name, reasons}]}``. A sheet of a .csv file is called "".
* ``kbo``: ``{snapshot, asked, found, rows, findings: [{key, kind, field, id, name, number, ours, theirs,
  acceptable}]}``

Exit codes: 0 done; 1 nothing to export, no table in the file, or rows that were not taken in; 2 bad use or a bad file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vademecum import records as r
from vademecum.cli_base import AsJson, open_catalogue, print_json, progress
from vademecum.errors import KnownError, NotFoundError
from vademecum.texts import _, ngettext, number

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

DONE, NOT_ALL = 0, 1
_SHOWN = 20


app = typer.Typer()


@app.command("export")
def export_(
    context: typer.Context,
    file: Path,
    place: Annotated[str | None, typer.Option(help="Actors that serve this place.")] = None,
    query: Annotated[str | None, typer.Option(help="Actors that a search finds.")] = None,
    ids: Annotated[str | None, typer.Option(help="Actors by id, with commas between.")] = None,
    internal: Annotated[bool, typer.Option("--internal", help="Internal contacts and notes too.")] = False,
    as_json: AsJson = False,
) -> int:
    """Write the catalogue, or some actors, to FILE (.xlsx, .csv or .json)."""
    with open_catalogue(context) as catalogue:
        try:
            chosen = _chosen(catalogue, place, query, ids)
        except NotFoundError as error:
            sys.stderr.write(f"{error}\n")
            return NOT_ALL
        result = catalogue.exchange.export(file, chosen, internal=internal, progress=progress())
    if as_json:
        print_json({"file": result.file, "counts": result.counts, "internal": result.internal})
    else:
        total = sum(result.counts.values())
        said = ngettext("%(n)s record written to %(file)s.", "%(n)s records written to %(file)s.", total)
        typer.echo(said % {"n": number(total), "file": result.file})
    return DONE


@app.command("import")
def import_(
    context: typer.Context,
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; write nothing.")] = False,
    mapping: Annotated[
        list[str] | None, typer.Option(help="HEADING=FIELD: what a column is; HEADING= leaves it out.")
    ] = None,
    new: Annotated[
        list[str] | None, typer.Option(help="FIELD=VALUE for new actors, where the file says nothing: kind=OCMW.")
    ] = None,
    empty_clears: Annotated[bool, typer.Option("--empty-clears", help="An emptied cell empties the field.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the file with what happened to each row.")] = None,
    as_json: AsJson = False,
) -> int:
    """Take in FILE (.xlsx, .ods, .csv, or .json of an export)."""
    with open_catalogue(context) as catalogue:
        exchange = catalogue.exchange
        if report is not None:
            exchange.check_report(report)
        given = _for_new(catalogue, new or [])
        plan = exchange.plan(file, empty_clears=empty_clears, for_new=given, progress=progress())
        if mapping:
            keys = _mapping(catalogue, plan, mapping)
            exchange.forget(plan)
            plan = exchange.plan(
                file, columns_chosen=keys, empty_clears=empty_clears, for_new=given, progress=progress()
            )
        wanted = plan.counts.new + plan.counts.changed
        result = exchange.apply(plan, progress()) if wanted and not dry_run else None
        no_report = _write_report(catalogue, plan, report)
        if as_json:
            _print_plan(catalogue, plan, result, report if no_report is None else None)
        else:
            _say_plan(catalogue, plan, result)
        if no_report is not None:
            raise no_report
    missed = plan.counts.problem or (result is not None and result.left_out) or plan.problems
    return NOT_ALL if missed else DONE


@app.command("kbo")
def kbo_(context: typer.Context, file: Path, as_json: AsJson = False) -> int:
    """Compare our KBO numbers with the monthly open data in FILE (…_Full.zip); writes nothing."""
    with open_catalogue(context) as catalogue:
        found = catalogue.exchange.compare_kbo(file, progress())
    if as_json:
        print_json(
            {
                "snapshot": found.snapshot, "asked": found.asked, "found": found.found, "rows": found.rows,
                "findings": [_finding(one) for one in found.findings],
            }
        )  # fmt: skip
    else:
        _say_kbo(found)
    return DONE


def _chosen(catalogue: Catalogue, place: str | None, query: str | None, ids: str | None) -> list[str] | None:
    """The actors to export, None for all. Raises NotFoundError where there are none."""
    if ids is not None:
        if place is not None or query is not None:
            raise KnownError(_("Choose with --ids, or with --place and --query, not with both."))
        found = [_actor_id(catalogue, key.strip()) for key in ids.split(",") if key.strip()]
    elif place is None and query is None:
        return None
    else:
        place_id = _place_id(catalogue, place) if place is not None else None
        result = catalogue.search(query or "", place_id=place_id)
        found = [actor_id for group in result.groups for actor_id in group.hits.ids]
        found += result.unknown_area.ids
    if not found:
        raise NotFoundError(_("Nothing found to export."))
    return found


def _actor_id(catalogue: Catalogue, text: str) -> str:
    found = [ref for ref in catalogue.find(text) if ref.type == "actor"]
    if len(found) != 1:
        said = _("“%(text)s” is the name of several; write the id.") if found else _("“%(text)s” is no actor.")
        raise NotFoundError(said % {"text": text})
    return found[0].id


def _place_id(catalogue: Catalogue, text: str) -> str:
    match = catalogue.resolve(text)
    if match.place is None:
        choices = "; ".join(f"{one.name} ({one.municipality_name or one.layer})" for one in match.choices)
        said = _("“%(text)s” is more than one place; say which:") if choices else _("No place called “%(text)s”.")
        raise NotFoundError(said % {"text": text}, choices)
    return match.place.id


def _write_report(catalogue: Catalogue, plan: r.Plan, report: Path | None) -> KnownError | None:
    """Write the report; gives what went wrong: what was done is told first."""
    if report is None:
        return None
    try:
        catalogue.exchange.write_report(plan, report)
    except KnownError as error:
        return error
    return None


def _headings(sheet: r.SheetMatch) -> dict[str, r.ColumnMatch]:
    """The columns of a sheet by their heading, the number where there is none; twins are told apart: Tel, Tel (2)."""
    result: dict[str, r.ColumnMatch] = {}
    for column in sheet.columns:
        heading = " ".join(column.header.split()) or str(column.position + 1)
        times = next(n for n in range(1, len(sheet.columns) + 1) if _twin(heading, n) not in result)
        result[_twin(heading, times)] = column
    return result


def _twin(heading: str, times: int) -> str:
    return heading if times == 1 else f"{heading} ({times})"


def _mapping(catalogue: Catalogue, plan: r.Plan, pairs: list[str]) -> dict[tuple[str, int], str | None]:
    """What the user says of columns, by sheet and position."""
    result: dict[tuple[str, int], str | None] = {}
    for pair in pairs:
        heading, equals, field = (part.strip() for part in pair.rpartition("="))
        found = False
        for sheet in plan.sheets:
            for name, column in _headings(sheet).items():
                if sheet.table and equals and name.casefold() == heading.casefold():
                    result[sheet.name, column.position] = _field(catalogue, sheet.table, field) if field else None
                    found = True
        if not found:
            raise KnownError(_("There is no column “%(heading)s” in this file.") % {"heading": heading or pair})
    return result


def _for_new(catalogue: Catalogue, pairs: list[str]) -> dict[str, str]:
    result = {}
    for pair in pairs:
        field, _equals, value = (part.strip() for part in pair.partition("="))
        result[_field(catalogue, "actor", field)] = value
    return result


def _field(catalogue: Catalogue, table: str, text: str) -> str:
    """The field that a key or a label means."""
    choices = catalogue.exchange.column_choices(table)
    for choice in choices:
        if text.casefold() in (choice.key.casefold(), choice.label.casefold()):
            return choice.key
    raise KnownError(
        _("There is no field “%(field)s”.") % {"field": text},
        _("Choose from: %(fields)s.") % {"fields": ", ".join(choice.key for choice in choices)},
    )


def _print_plan(catalogue: Catalogue, plan: r.Plan, result: r.ImportResult | None, report: Path | None) -> None:
    """One document, row by row: there may be very many."""
    counts = result.counts if result is not None else plan.counts
    head = {
        "counts": {key: getattr(counts, key) for key in counts.__struct_fields__},
        "columns": {
            sheet.name: {heading: column.key for heading, column in _headings(sheet).items()}
            for sheet in plan.sheets
            if sheet.table
        },
        "applied": result is not None,
        "operation": result.changes.operation if result is not None and result.changes.records else None,
        "left_out": [
            {"sheet": one.sheet, "row": one.row, "id": one.id, "name": one.name, "reason": one.reason}
            for one in (result.left_out if result is not None else ())
        ],
        "copy": result.copy if result is not None else None,
        "report": str(report) if report is not None else None,
        "problems": [one.text for one in plan.problems],
    }
    typer.echo(json.dumps(head, ensure_ascii=False, indent=2)[:-2] + ',\n  "rows": [', nl=False)
    total, first = sum(getattr(plan.counts, key) for key in plan.counts.__struct_fields__), True
    for start in range(0, total, 500):
        for row in catalogue.exchange.rows(plan, start, 500):
            typer.echo(("" if first else ",") + "\n    " + json.dumps(_row(row), ensure_ascii=False), nl=False)
            first = False
    typer.echo("\n  ]\n}")


def _row(row: r.PlanRow) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "action": row.action,
        "id": row.id,
        "name": row.name,
        "differences": [
            {"field": one.key, "label": one.label, "before": one.before, "after": one.after, "meanwhile": one.meanwhile}
            for one in row.differences
        ],
        "problems": [{"level": one.level, "field": one.field, "text": one.text} for one in row.problems],
        "candidates": [{"id": one.id, "name": one.name, "reasons": list(one.reasons)} for one in row.candidates],
    }


def _say_plan(catalogue: Catalogue, plan: r.Plan, result: r.ImportResult | None) -> None:
    from vademecum.terminal import print_rows

    for problem in plan.problems:
        sys.stderr.write(problem.text + "\n")
    for line in _unread(plan):
        typer.echo(line)
    several = sum(bool(sheet.table) for sheet in plan.sheets) > 1
    said = _("%(new)s new, %(changed)s changed, %(same)s the same, %(problem)s with a problem.")
    counts = result.counts if result is not None else plan.counts
    typer.echo(said % {key: number(getattr(counts, key)) for key in ("new", "changed", "same", "problem")})
    titles = {"new": _("New"), "changed": _("Changed"), "problem": _("Not taken in"), "skipped": _("Left out")}
    for action, title in titles.items():
        rows = catalogue.exchange.rows(plan, 0, _SHOWN, action)  # type: ignore[arg-type]
        lines = []
        for row in rows:
            problems = [f"{one.field}: {one.text}" if one.field else one.text for one in row.problems]
            changes = [f"{one.label}: {one.before} → {one.after}" for one in row.differences]
            alike = [_("looks like %(name)s") % {"name": one.name} for one in row.candidates]
            details = problems + alike + (changes if action == "changed" else [])
            where = f"{row.sheet} {row.row}" if several else str(row.row)
            lines.append((where, row.name, "; ".join(details)))
        print_rows(title, (_("Row"), _("Name"), ""), lines)
        more = getattr(plan.counts, action) - len(lines)
        if more:
            typer.echo("  " + ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    if result is not None:
        for left in result.left_out:
            sys.stderr.write(f"{left.row} {left.name}: {left.reason}\n")
        typer.echo(_("Done; one undo takes it back. The copy made before: %(file)s") % {"file": result.copy})


def _unread(plan: r.Plan) -> Iterator[str]:
    """What is in the file and is not taken in."""
    for sheet in plan.sheets:
        if not sheet.table:
            if plan.counts != r.RowCounts() and sheet.name != _("Explanation"):
                yield _("Not read: sheet “%(sheet)s”.") % {"sheet": sheet.name}
            continue
        left = [heading for heading, column in _headings(sheet).items() if column.key is None and column.examples]
        if left:
            more = len(left) - _SHOWN
            others = [ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}] if more > 0 else []
            names = ", ".join([*left[:_SHOWN], *others])
            where = _("Not read of sheet “%(sheet)s”: %(columns)s.") if sheet.name else _("Not read: %(columns)s.")
            yield where % {"sheet": sheet.name, "columns": names}


def _finding(one: r.KboFinding) -> dict[str, Any]:
    return {
        "key": one.key, "kind": one.kind, "field": one.field, "id": one.actor_id, "name": one.name,
        "number": one.number, "ours": one.ours, "theirs": one.theirs, "acceptable": one.acceptable,
    }  # fmt: skip


def _say_kbo(found: r.KboReport) -> None:
    from vademecum.terminal import print_rows

    said = _("%(found)s of our %(asked)s numbers are in this file.")
    typer.echo(said % {"found": number(found.found), "asked": number(found.asked)})
    titles: dict[r.KboKind, str] = {
        "stopped": _("Stopped"), "renamed": _("Renamed"), "moved": _("Moved"), "differs": _("Differs"),
    }  # fmt: skip
    for kind, title in titles.items():
        lines = [(one.name, one.ours, one.theirs) for one in found.findings if one.kind == kind]
        print_rows(title, (_("Name"), _("What we know"), _("What the KBO says")), lines)
