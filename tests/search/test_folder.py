"""Files of the index, read piece by piece."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from vademecum.search import folder
from vademecum.search.folder import Storage


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "piece.seg"
    path.write_bytes(random.Random(1).randbytes(300_000))
    return path


def test_whatever_is_asked_for_in_whatever_order_is_what_is_there(file) -> None:
    chance = random.Random(2)
    whole = file.read_bytes()
    stretch = Storage(file.parent).open_file(file.name).subset(1000, 250_000)
    here = whole[1000:251_000]
    at = 0
    for _time in range(2000):
        at = chance.choice((at, at + 40, at + 3000, chance.randrange(len(here))))
        length = chance.choice((1, 20, 700, 5000))
        assert stretch.get(at, length) == here[at : at + length]
        at = min(at + length, len(here) - 1)


def test_reading_on_and_on_asks_the_disk_seldom(file, monkeypatch) -> None:
    """Thousands of short reads in a row do not let other threads come round."""
    reads: list[int] = []

    class Counted(folder._File):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            raw = self.raw

            class Raw:
                seek = raw.seek

                def read(self, length: int) -> bytes:
                    reads.append(length)
                    return raw.read(length) or b""

            self.raw = Raw()  # type: ignore[assignment]

    monkeypatch.setattr(folder, "_File", Counted)
    stretch = Storage(file.parent).open_file(file.name)
    assert b"".join(stretch.get(at, 20) for at in range(0, 300_000, 20)) == file.read_bytes()
    assert len(reads) < 20
    stretch.get(10, 20)
    assert reads[-1] <= 2048, "elsewhere little is read"
