"""The command line: the front door without a window.

Human tables by default; with ``--json`` one document on stdout:

* ``serves``: ``{place, ambiguous, groups: [{reach, actors: [{id, name, kind, reason, distance_km}]}], unknown_area}``
* ``search``: ``{place, ambiguous, words, left_out, filters, total, suggestion, hits: [{id, name, kind, score, reason,
  matched}]}``
* ``info``: ``{name, edition, counts, folder, change, read_only, restore_tested}``
* ``check``: ``{problems: [{level, text, record_id}]}``; with ``--repair`` also ``{repaired: [text], left: [problem],
  kept}`` (``kept``: the file that holds the state before)
* ``backup``: ``{number, made, why, file, size, change, sound}``; ``restore --list``: ``{backups: [...]}`` of these
* ``restore N``: ``{backup, restored, added, changed, deleted, lines: [{what, type, id, name, fields}]}``: what happened
  since the backup; ``restored`` is false without ``--yes``
* ``show``: the record as it stands in ``data/catalogue/actors.json``: empty fields are left out

``place`` is ``{id, kind, name, municipality, postcodes, explanation}`` or null; ``ambiguous`` lists such places.
``reach`` is one of desk, municipality, region, province, country, partial (serves a part of the region asked) and
nearest (nothing serves the place; these lie nearest). Of a village or postcode there may be two groups of desks: there,
and elsewhere in the municipality. ``matched`` is ``{field, text}`` or null. ``left_out``: words that were given up, so
that the others find something.

Exit codes: 0 found, 1 nothing found or a place to choose, 2 bad use or a bad file, with one line on stderr.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vademecum import cli_exchange, cli_safety, texts
from vademecum import records as r
from vademecum.cli_base import BAD, FOUND, NOTHING, STOPPED, AsJson, Session, open_catalogue, print_json, progress
from vademecum.errors import KnownError, NotFoundError
from vademecum.paths import user_folder
from vademecum.settings import Settings
from vademecum.settings import load as load_settings
from vademecum.texts import _

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

_REACH_KEYS: dict[r.Reach, str] = {
    r.Reach.DESK: "desk",
    r.Reach.MUNICIPALITY: "municipality",
    r.Reach.REGION: "region",
    r.Reach.PROVINCE: "province",
    r.Reach.COUNTRY: "country",
}

app = typer.Typer(
    add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Who serves this municipality, with what, and whom do I call? Without a command the window opens.",
)  # fmt: skip
places_app = typer.Typer(help="Place data.")
index_app = typer.Typer(help="The search index.")
app.add_typer(cli_safety.app)
app.add_typer(cli_exchange.app)
app.add_typer(places_app, name="places")
app.add_typer(index_app, name="index")


def run(arguments: Sequence[str]) -> int:
    """Run a command line and give its exit code."""
    command = typer.main.get_command(app)
    texts.set_language(Settings().language)  # what is wrong before the settings are read is said in it
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not know all our letters
            stream.reconfigure(errors="replace")
    try:
        result = command.main(list(arguments), prog_name="vademecum", standalone_mode=False)
    except typer.Exit as leave:
        if leave.exit_code == STOPPED:
            sys.stderr.write("\n" + _("Stopped.") + "\n")
        return leave.exit_code
    except typer.Abort:
        return BAD
    except KnownError as error:
        return _complain(str(error))
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND
    except typer.TyperException as error:
        what = {"what": _misuse(error).rstrip(".")}
        return _complain(_("This command was not understood: %(what)s. Help: vademecum --help") % what)
    return result if isinstance(result, int) else FOUND


def _misuse(error: typer.TyperException) -> str:
    """What is wrong with a command line, in our languages; what is rare stays in English."""
    said = error.format_message()
    name = re.search(r"'(.+?)'|(-\S+)", said)
    values = {"name": (name[1] or name[2]) if name is not None else ""}
    for begin, end, words in (
        ("Missing argument", "", _("%(name)s is missing")),
        ("No such command", "", _("there is no command %(name)s")),
        ("No such option: --", "", _("there is no option %(name)s")),
        ("No such option", "", _("there is no option %(name)s (before words that begin with a hyphen goes --)")),
        ("Option", "requires an argument", _("something is missing after %(name)s")),
    ):
        if said.startswith(begin) and end in said:
            return words % values
    return said


def _complain(text: str) -> int:
    sys.stderr.write(" ".join(text.split()) + "\n")
    return BAD


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(help="Folder of the catalogue, instead of the user's own.")] = None,
    language: Annotated[str | None, typer.Option(help="nl or en.")] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Only look: needs no rights on the file.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Say the version.")] = False,
) -> None:
    """Set folder and language; open the window where no command follows."""
    folder = user_folder(data)
    settings, _note = load_settings(folder.settings)
    chosen = language or settings.language
    if chosen not in texts.LANGUAGES:
        raise KnownError(f"--language: {chosen}?", "nl, en")
    texts.set_language(chosen)
    context.obj = Session(folder, language, read_only)
    if version:
        from vademecum import __version__

        typer.echo(f"vademecum {__version__}")
        raise typer.Exit(FOUND)
    if context.invoked_subcommand is None:
        from vademecum.gui.app import run as run_window

        raise typer.Exit(run_window(folder, language=language, read_only=read_only))


@app.command()
def serves(context: typer.Context, place: list[str], as_json: AsJson = False) -> int:
    """Who serves PLACE: a postcode, municipality, place name or region."""
    text = " ".join(place)
    with open_catalogue(context) as catalogue:
        match = catalogue.resolve(text)
        if match.place is None and not match.choices:
            if as_json:
                print_json({"place": None, "ambiguous": [], "groups": [], "unknown_area": []})
            return _nothing(_("No place called “%(text)s”.") % {"text": text})
        if match.place is None:
            if as_json:
                places = [_place(choice) for choice in match.choices]
                print_json({"place": None, "ambiguous": places, "groups": [], "unknown_area": []})
            else:
                _choices(text, match.choices)
            return NOTHING
        result = catalogue.serves(match.place.id)
        if as_json:
            print_json(
                {
                    "place": _place(match.place, match.explanation),
                    "ambiguous": [],
                    "groups": [
                        {"reach": key, "actors": [_actor(row, hit) for row, hit in _rows(catalogue, hits, result)]}
                        for key, _heading, hits in _groups(result)
                    ],
                    "unknown_area": [_actor(row, hit) for row, hit in _rows(catalogue, result.unknown_area, result)],
                }
            )
        else:
            _print_result(catalogue, result, match.explanation)
        return FOUND if result.total else NOTHING


@app.command(context_settings={"ignore_unknown_options": True})  # "-without" is a word that nobody may have
def search(context: typer.Context, words: list[str], as_json: AsJson = False) -> int:
    """Search WORDS, a place among them if you like."""
    for word in words:
        if word.startswith("--"):
            raise typer.TyperException(f"No such option: {word}")
    text = " ".join(words)
    with open_catalogue(context) as catalogue:
        result = catalogue.search(text)
        if as_json:
            hits = [hit for _key, _heading, group in _groups(result) for hit in group] + list(result.unknown_area)
            print_json(
                {
                    "place": _place(result.place, result.explanation) if result.place is not None else None,
                    "ambiguous": [_place(choice) for choice in result.choices],
                    "words": result.words,
                    "left_out": list(result.left_out),
                    "filters": {"kinds": [], "audiences": [], "themes": [], "reaches": []},
                    "total": result.total,
                    "suggestion": result.suggestion,
                    "hits": [_hit(row, hit) for row, hit in _rows(catalogue, hits, result)],
                }
            )
        elif result.choices:
            _choices(text, result.choices)
        else:
            _print_result(catalogue, result, result.explanation)
        if result.problems:
            _complain(" ".join(problem.text for problem in result.problems))
            return FOUND if result.total else BAD
        if result.choices:
            return NOTHING
        if not result.total and not as_json:
            said = _("Nothing found for “%(text)s”.") % {"text": text}
            if result.suggestion:
                said += " " + _("Did you mean “%(words)s”?") % {"words": result.suggestion}
            return _nothing(said)
        return FOUND if result.total else NOTHING


@app.command()
def show(context: typer.Context, actor: list[str], as_json: AsJson = False) -> int:
    """Show all of one actor, by ID or NAME."""
    text = " ".join(actor)
    with open_catalogue(context) as catalogue:
        found = catalogue.find(text)
        if not found:
            return _nothing(_("No actor called “%(text)s”; try: vademecum search %(text)s") % {"text": text})
        if len(found) > 1:
            for ref in found:
                typer.echo(f"{ref.id}  {ref.text}")
            return NOTHING
        if found[0].type != "actor":
            raise NotFoundError(_("“%(text)s” is no actor.") % {"text": found[0].text})
        page = catalogue.actor_page(found[0].id)
        if as_json:
            import msgspec

            print_json(msgspec.to_builtins(_public(page.actor)))
        else:
            from vademecum.terminal import print_actor

            print_actor(page)
        return FOUND


@app.command()
def info(context: typer.Context, as_json: AsJson = False) -> int:
    """Say what is in the catalogue and where it lies."""
    with open_catalogue(context) as catalogue:
        catalogue.safety.wait()  # at a first start a backup is being put to the test
        known = catalogue.info()
    if as_json:
        import msgspec

        print_json(msgspec.structs.asdict(known))
        return FOUND
    from vademecum.terminal import print_info

    print_info(known)
    return FOUND


@index_app.command("rebuild")
def rebuild(context: typer.Context) -> int:
    """Make the search index anew."""
    with open_catalogue(context) as catalogue:
        number = catalogue.rebuild_index(progress())
    typer.echo(_("%(n)s records indexed.") % {"n": texts.number(number)})
    return FOUND


@places_app.command("refresh")
def refresh(context: typer.Context) -> int:
    """Download the newest place names and coordinates (GeoNames, through pgeocode)."""
    with open_catalogue(context) as catalogue:
        report = catalogue.refresh_places()
    said = _("%(rows)s rows; %(added)s new place names, %(moved)s places moved.")
    counts = {"rows": report.rows, "added": len(report.added), "moved": report.moved}
    typer.echo(said % {key: texts.number(value) for key, value in counts.items()})
    for name in report.added:
        typer.echo(f"  + {name}")
    return FOUND


@app.command("self-test")
def self_test() -> int:
    """Try the whole program in a temporary folder: catalogue, search, window, index."""
    from vademecum.selftest import run as run_tests

    return run_tests(typer.echo)


def _nothing(text: str) -> int:
    sys.stderr.write(text + "\n")
    return NOTHING


def _groups(result: r.SearchResult) -> list[tuple[str, str, Sequence[r.Hit]]]:
    """(key, heading, hits) of each group, the nearest last."""
    from vademecum.naming import heading

    groups: list[tuple[str, str, Sequence[r.Hit]]] = [
        ("partial" if group.partial else _REACH_KEYS.get(group.reach, "") if group.reach else "",
         heading(group, result.place) or _("Found"), group.hits)
        for group in result.groups
    ]  # fmt: skip
    if result.nearest:
        groups.append(("nearest", _("Nothing here; the nearest"), result.nearest))
    return groups


def _rows(catalogue: Catalogue, hits: Sequence[r.Hit], result: r.SearchResult) -> list[tuple[r.Row, r.Hit]]:
    by_id = {hit.id: hit for hit in hits}
    return [(row, by_id[row.id]) for row in catalogue.rows(hits, result)]


def _place(place: r.Place, explanation: str | None = None) -> dict[str, Any]:
    return {
        "id": place.id,
        "kind": place.kind,
        "name": place.name,
        "municipality": place.municipality_name,
        "postcodes": list(place.postcodes),
        "explanation": explanation,
    }


def _actor(row: r.Row, hit: r.Hit) -> dict[str, Any]:
    km = None if hit.distance_km is None else round(hit.distance_km, 1)
    return {"id": row.id, "name": row.name, "kind": row.kind, "reason": row.reason, "distance_km": km}


def _hit(row: r.Row, hit: r.Hit) -> dict[str, Any]:
    text = row.name if hit.field == "names" else row.found
    matched = {"field": hit.field, "text": text} if hit.field is not None else None
    return {
        "id": row.id, "name": row.name, "kind": row.kind, "score": round(hit.score, 4), "reason": row.reason,
        "matched": matched,
    }  # fmt: skip


def _public(actor: r.Actor) -> r.Actor:
    """The actor without internal contacts and staff notes: these leave in no export unless chosen."""
    import msgspec

    def public(contacts: tuple[r.Contact, ...]) -> tuple[r.Contact, ...]:
        return tuple(contact for contact in contacts if contact.visibility == "public")

    offers = tuple(msgspec.structs.replace(offer, contacts=public(offer.contacts)) for offer in actor.offers)
    return msgspec.structs.replace(actor, contacts=public(actor.contacts), offers=offers, note=None)


def _choices(text: str, choices: Sequence[r.Place]) -> None:
    sys.stderr.write(_("“%(text)s” is more than one place; say which:") % {"text": text} + "\n")
    for choice in choices:
        typer.echo(f"{' '.join(choice.postcodes[:1]):5} {choice.name} ({choice.municipality_name or choice.layer})")


def _print_result(catalogue: Catalogue, result: r.SearchResult, explanation: str | None) -> None:
    from vademecum.terminal import print_result

    groups = [(heading, _rows(catalogue, hits, result)) for _key, heading, hits in _groups(result)]
    if result.unknown_area:
        groups.append((_("Working area unknown"), _rows(catalogue, result.unknown_area, result)))
    print_result(result, groups, explanation)
