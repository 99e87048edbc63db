"""The shape of the code itself: threads, the database, the size of modules, the values that cross borders."""

from __future__ import annotations

import ast
import inspect
import types
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import msgspec
import pytest

import vademecum
from vademecum import records
from vademecum.catalogue import Catalogue
from vademecum.catalogue.upkeep import Upkeep
from vademecum.paths import UserFolder

PACKAGE = Path(vademecum.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 600

PLAIN = {None, types.NoneType, str, int, float, bool, tuple, ..., types.UnionType, typing.Union, typing.Literal}
THREAD_MODULES = {"threading", "_thread", "concurrent", "multiprocessing", "asyncio", "queue"}
THREAD_NAMES = {"QThread", "QThreadPool", "QRunnable", "QtConcurrent", "QMutex", "QWaitCondition", "moveToThread"}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def names_in(tree: ast.AST) -> Iterator[str]:
    """Every name and attribute that is used, and the first part of every import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]
            yield from (alias.name for alias in node.names)


def strings_in(tree: ast.AST) -> Iterator[str]:
    """Every text in the code that isn't a docstring."""
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, described) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


@pytest.mark.parametrize("path", [p for p in MODULES if p.parent.is_relative_to(PACKAGE / "gui")], ids=name_of)
def test_only_jobs_knows_threads_in_the_window(path: Path) -> None:
    if path.name == "jobs.py":
        return
    found = set(names_in(ast.parse(path.read_text("utf-8")))) & (THREAD_MODULES | THREAD_NAMES)
    assert not found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_engine_knows_which_database_it_is(path: Path) -> None:
    if path == PACKAGE / "store" / "engine.py":
        return
    texts = [text for text in strings_in(ast.parse(path.read_text("utf-8"))) if "pragma" in text.lower()]
    assert not texts


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_can_be_read_in_one_go(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def structs() -> list[type[msgspec.Struct]]:
    return [
        thing
        for thing in vars(records).values()
        if isinstance(thing, type)
        and issubclass(thing, msgspec.Struct)
        and thing.__module__.startswith(records.__name__)
    ]


@pytest.mark.parametrize("struct", structs(), ids=lambda struct: struct.__name__)
def test_records_are_frozen_through_and_through(struct: type[msgspec.Struct]) -> None:
    assert struct.__struct_config__.frozen
    for field, hint in typing.get_type_hints(struct).items():
        assert not {list, set, bytearray} & set(parts_of(hint)), f"{struct.__name__}.{field} can be changed"


def parts_of(hint: object) -> Iterator[object]:
    """A type and all types it is made of."""
    yield typing.get_origin(hint) or hint
    for part in typing.get_args(hint):
        if not isinstance(part, str | int | list):
            yield from parts_of(part)


def crosses(thing: object) -> bool:
    """A plain value that may leave the catalogue or come in."""
    if thing in PLAIN:
        return True
    if not isinstance(thing, type):
        return False
    if issubclass(thing, msgspec.Struct):
        return bool(thing.__struct_config__.frozen)
    return issubclass(thing, Enum | Catalogue | UserFolder) or thing.__module__ == "collections.abc"


def public(thing: type) -> list[str]:
    """The names of its methods for others."""
    return [name for name, method in inspect.getmembers(thing, callable) if not name.startswith("_")]


@pytest.mark.parametrize(("room", "name"), [(room, name) for room in (Catalogue, Upkeep) for name in public(room)])
def test_only_plain_values_cross_the_front_door(room: type, name: str) -> None:
    for part, hint in typing.get_type_hints(getattr(room, name)).items():
        strange = [piece for piece in parts_of(hint) if not crosses(piece)]
        assert not strange, f"{name}: {part}"
