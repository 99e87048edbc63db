"""Small files beside the catalogue: whatever happened to their bytes, the program goes on without them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vademecum import memory, settings
from vademecum.catalogue import exchanging, worklist
from vademecum.memory import Memory, Search
from vademecum.records import Opened
from vademecum.settings import Settings

NAMED = Search(text="poetsen", place_id="nis:33011", place_name="Ieper", name="Mijn vraag")
LOADERS: list[tuple[Callable[[Path], Any], object]] = [
    (settings.load, Settings(who="Balie Ieper")),
    (memory.load, Memory().with_saved(NAMED).with_nothing("plooiatelier")),
    (worklist.load_opened, Opened()),
    (exchanging.load_memory, {"naam,straat": {0: "name", 1: None}}),
]


@pytest.mark.parametrize(("load", "value"), LOADERS, ids=["settings", "memory", "opened", "columns"])
@given(st.data())
def test_no_change_of_bytes_ends_the_program(load: Callable[[Path], Any], value: object, data: st.DataObject) -> None:
    content = bytearray(msgspec.json.encode(value))
    start = data.draw(st.integers(0, len(content) - 1))
    content[start : start + 4] = data.draw(st.binary(max_size=4))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "some.json"
        file.write_bytes(content)
        load(file)


@pytest.mark.parametrize(
    ("load", "content", "instead"),
    [
        (settings.load, b'{"who": "\x83"}', Settings()),
        (memory.load, b'{"saved": [{"text": "\xe2\x28"}]}', Memory()),
    ],
)
def test_what_is_no_utf_8_is_said_and_left(
    tmp_path: Path, load: Callable[[Path], tuple[object, str | None]], content: bytes, instead: object
) -> None:
    file = tmp_path / "some.json"
    file.write_bytes(content)
    loaded, note = load(file)
    assert loaded == instead
    assert note


@pytest.mark.parametrize(
    ("module", "value"), [(settings, Settings(who="Balie Ieper")), (memory, Memory().with_saved(NAMED))]
)
def test_a_damaged_file_is_kept_when_it_is_replaced(tmp_path: Path, module: Any, value: object) -> None:
    file = tmp_path / "some.json"
    for name, content in (("some.json.damaged", b'{"who": "bali'), ("some.json.damaged-2", b"[]")):
        file.write_bytes(content)
        assert name in module.load(file)[1]
        module.save(file, value)
        assert (tmp_path / name).read_bytes() == content
        assert module.load(file) == (value, None)
    module.save(file, value)
    assert len(list(tmp_path.iterdir())) == 3
