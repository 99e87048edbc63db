"""Commands that keep the data safe: ``backup``, ``restore``, ``check``. They help where a catalogue can't be opened."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vademecum import records as r
from vademecum import texts
from vademecum.cli_base import BAD, FOUND, NOTHING, AsJson, open_catalogue, print_json, session
from vademecum.errors import CatalogueError, KnownError
from vademecum.texts import _, date_words, ngettext

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

SHOWN = 20  # names per kind of difference

app = typer.Typer()


@app.command()
def backup(context: typer.Context, as_json: AsJson = False) -> int:
    """Copy the catalogue now. Copies are also made by themselves: at a start, before an import, before a repair ..."""
    with open_catalogue(context) as catalogue:
        catalogue.safety.wait()
        made = catalogue.safety.backup()
    if as_json:
        print_json(_plain(made))
    else:
        typer.echo(_("Backup number %(number)d: %(file)s") % {"number": made.number, "file": made.file})
    return FOUND


@app.command()
def restore(
    context: typer.Context,
    backup: Annotated[str | None, typer.Argument(help="Number of a backup, or a file. Without it: the list.")] = None,
    show_list: Annotated[bool, typer.Option("--list", help="List the backups.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Go back without asking.")] = False,
    as_json: AsJson = False,
) -> int:
    """Go back to a BACKUP, after showing what happened since. What is there now is kept as a backup."""
    from vademecum.catalogue import safety

    if backup is None or show_list:
        return _list(safety.backups(session(context).folder), as_json)
    chosen = safety.find(session(context).folder, backup)
    try:
        opened = open_catalogue(context)
    except CatalogueError as error:
        if error.reason not in ("damaged", "missing"):
            raise
        return _put_back(context, chosen, error, yes=yes, as_json=as_json)
    with opened as catalogue:
        catalogue.safety.wait()
        return _go_back(catalogue, chosen, yes=yes, as_json=as_json)


def _go_back(catalogue: Catalogue, chosen: r.Backup, *, yes: bool, as_json: bool) -> int:
    found = catalogue.safety.difference(chosen)
    if not as_json:
        _print_difference(found)
    agreed = bool(found.lines) and (yes or (not as_json and _asked()))
    if agreed:
        catalogue.safety.restore(chosen)
    if as_json:
        print_json(_difference(found) | {"restored": agreed})
    elif agreed:
        typer.echo(_("Done. What was there before is the newest backup."))
    if found.lines and not agreed:
        return _not_without_yes()
    return FOUND


def _put_back(context: typer.Context, chosen: r.Backup, error: KnownError, *, yes: bool, as_json: bool) -> int:
    """The catalogue can't be opened: nothing to compare with."""
    from vademecum.catalogue import safety

    if not as_json:
        typer.echo(error.text)
        typer.echo(_about(chosen))
    if not yes and (as_json or not _asked()):
        return _not_without_yes()
    kept = safety.put_back(session(context).folder, chosen)
    if as_json:
        print_json({"backup": _plain(chosen), "restored": True, "kept": str(kept)})
    else:
        typer.echo(_("Done. The file that can't be opened is kept: %(file)s") % {"file": kept})
    return FOUND


@app.command()
def check(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Put right what is found, after a backup.")] = False,
    as_json: AsJson = False,
) -> int:
    """Check the file, its history, the places and the index."""
    if repair:
        return _repair(context, as_json=as_json)
    with open_catalogue(context) as catalogue:
        problems = catalogue.check()
    if as_json:
        print_json({"problems": [_problem(problem) for problem in problems]})
    else:
        for problem in problems:
            typer.echo(problem.text)
        if not problems:
            typer.echo(_("The catalogue is sound."))
        elif any(problem.level == "error" for problem in problems):
            typer.echo(_("`vademecum check --repair` puts right what can be."))
    return BAD if any(problem.level == "error" for problem in problems) else FOUND


def _repair(context: typer.Context, *, as_json: bool) -> int:
    from vademecum.catalogue import safety

    folder = session(context).folder
    done = r.Repair()
    try:
        opened = open_catalogue(context)
    except CatalogueError as error:
        if error.reason != "damaged":
            raise
        damaged = r.Problem(level="error", text=error.text)
        rescued = safety.rescue(folder)
        done = r.Repair(found=(damaged,), done=rescued.done, kept=rescued.kept)
        opened = open_catalogue(context)
    with opened as catalogue:
        catalogue.safety.wait()
        done = _together(done, catalogue.safety.repair())
    if as_json:
        print_json(
            {
                "problems": [_problem(problem) for problem in done.found],
                "repaired": list(done.done),
                "left": [_problem(problem) for problem in done.left],
                "kept": done.kept,
            }
        )
    else:
        for problem in done.found:
            typer.echo(problem.text)
        for text in done.done:
            typer.echo(f"→ {text}")
        for problem in done.left:
            typer.echo(_("Still there: %(problem)s") % {"problem": problem.text})
        if done.kept:
            typer.echo(_("The state before is kept: %(file)s") % {"file": done.kept})
        if not done.left:
            typer.echo(_("The catalogue is sound."))
    return BAD if any(problem.level == "error" for problem in done.left) else FOUND


def _together(first: r.Repair, second: r.Repair) -> r.Repair:
    return r.Repair(
        found=first.found + second.found,
        done=first.done + second.done,
        left=second.left,
        kept=first.kept or second.kept,
    )


def _list(found: tuple[r.Backup, ...], as_json: bool) -> int:
    if as_json:
        print_json({"backups": [_plain(one) for one in found]})
    elif found:
        for one in found:
            typer.echo(_about(one))
    else:
        sys.stderr.write(_("There are no backups yet.") + "\n")
    return FOUND if found else NOTHING


def _about(one: r.Backup) -> str:
    told = {
        "number": one.number,
        "day": date_words(one.made[:10]),
        "time": one.made[11:16],
        "why": one.why_text,
        "size": texts.number(max(1, round(one.size / 1_000_000))),
    }
    text = _("%(number)4d  %(day)s %(time)s, %(why)s, %(size)s MB") % told
    return text if one.sound else text + ", " + _("damaged")


def _print_difference(found: r.Difference) -> None:
    typer.echo(_about(found.backup))
    if not found.lines:
        typer.echo(_("Nothing happened since."))
        return
    for what, count, title in (
        ("added", found.added, ngettext("%(n)s record goes:", "%(n)s records go:", found.added)),
        ("changed", found.changed, ngettext("%(n)s record goes back:", "%(n)s records go back:", found.changed)),
        ("deleted", found.deleted, ngettext("%(n)s record returns:", "%(n)s records return:", found.deleted)),
    ):
        names = [line.name for line in found.lines if line.what == what]
        if names:
            typer.echo(title % {"n": texts.number(count)})
        for name in names[:SHOWN]:
            typer.echo(f"  {name}")
        if len(names) > SHOWN:
            more = len(names) - SHOWN
            typer.echo("  " + ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})


def _asked() -> bool:
    return sys.stdin.isatty() and typer.confirm(_("Go back to this backup?"))


def _not_without_yes() -> int:
    sys.stderr.write(_("Nothing was changed. Add --yes to go back.") + "\n")
    return BAD


def _difference(found: r.Difference) -> dict[str, Any]:
    return {
        "backup": _plain(found.backup),
        "added": found.added,
        "changed": found.changed,
        "deleted": found.deleted,
        "lines": [
            {"what": line.what, "type": line.type, "id": line.id, "name": line.name, "fields": list(line.fields)}
            for line in found.lines
        ],
    }


def _plain(one: r.Backup) -> dict[str, Any]:
    return {
        "number": one.number,
        "made": one.made,
        "why": one.why,
        "file": one.file,
        "size": one.size,
        "change": one.change,
        "sound": one.sound,
    }


def _problem(problem: r.Problem) -> dict[str, Any]:
    return {"level": problem.level, "text": problem.text, "record_id": problem.record_id}
