"""Every text that people see can be translated, is in Dutch, and says the same things."""

from __future__ import annotations

import ast
import importlib.util
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo

import vademecum
from vademecum.paths import resources_folder

ROOT = Path(__file__).parents[2]
PACKAGE = Path(vademecum.__file__).parent
NUMBER_OF_TEXTS = {"_": 1, "ngettext": 2, "pgettext": 2}
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[-+ 0#]*\d*(?:\.\d+)?([a-zA-Z%])")


def _tool():
    spec = importlib.util.spec_from_file_location("ci_texts", ROOT / ".ci" / "texts.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = tool
    spec.loader.exec_module(tool)
    return tool


tool = _tool()


@pytest.fixture(scope="module")
def in_code() -> Catalog:
    return tool.extracted()


@pytest.fixture(scope="module")
def dutch() -> Catalog:
    return tool.read()


def both(message: Message) -> Iterator[tuple[str, str]]:
    """(English, Dutch) of each form of a text."""
    source = message.id if isinstance(message.id, tuple) else (message.id,)
    target = message.string if isinstance(message.string, tuple) else (message.string,)
    for number, text in enumerate(target):
        yield source[min(number, len(source) - 1)], text


def test_every_text_is_in_dutch(in_code: Catalog, dutch: Catalog) -> None:
    assert tool.missing(dutch, in_code) == []


def test_no_dutch_text_is_left_over(in_code: Catalog, dutch: Catalog) -> None:
    def keys(catalog: Catalog) -> set[tuple[str | None, str]]:
        return {(m.context, m.id[0] if isinstance(m.id, tuple) else m.id) for m in catalog if m.id}

    assert keys(dutch) - keys(in_code) == set()
    assert not dutch.obsolete


def texts(file: BinaryIO) -> dict[str, object]:
    """What a compiled file says, without its header: that names the version of the tool that wrote it."""
    return {f"{message.context}|{message.id}": message.string for message in read_mo(file) if message.id}


def test_the_compiled_texts_are_those_of_the_source(dutch: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, dutch)
    compiled.seek(0)
    with (resources_folder() / "i18n" / "nl.mo").open("rb") as shipped:
        assert texts(shipped) == texts(compiled), "run: .ci/texts.py update"


def test_placeholders_are_the_same_in_both_languages(dutch: Catalog) -> None:
    different = [
        (english, translated)
        for message in dutch
        if message.id
        for english, translated in both(message)
        if translated and sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(translated))
    ]
    assert different == []


def test_a_sentence_ends_alike_in_both_languages(dutch: Catalog) -> None:
    def ending(text: str) -> str:
        return text[-1] if text[-1:] in ".:…?! " else ""

    different = [
        (english, translated)
        for message in dutch
        if message.id
        for english, translated in both(message)
        if translated and ending(english) != ending(translated)
    ]
    assert different == []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_texts_are_written_so_that_they_can_be_translated(path: Path, in_code: Catalog) -> None:
    """Whole texts, no variables and no f-strings, where the extractor can see them."""
    if path == PACKAGE / "texts.py":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id not in NUMBER_OF_TEXTS:
            continue
        texts = [
            argument.value if isinstance(argument, ast.Constant) else None
            for argument in node.args[: NUMBER_OF_TEXTS[node.func.id]]
        ]
        assert None not in texts, f"line {node.lineno}: {ast.unparse(node)}"
        context, key = (texts[0], texts[1]) if node.func.id == "pgettext" else (None, texts[0])
        assert in_code.get(key, context) is not None, f"line {node.lineno}: {key!r} stands where it is not seen"
