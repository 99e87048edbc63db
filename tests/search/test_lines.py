"""Whose names begin with what was typed: as a look at each of them would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vademecum.search.lines import Lines

KEYS = st.text("abc", min_size=1, max_size=4)


@given(records=st.lists(st.lists(KEYS, max_size=3), max_size=8), start=KEYS)
def test_as_a_look_at_each_would_find(records: list[list[str]], start: str) -> None:
    lines = Lines()
    texts = [("\n" + "".join(f"{key}\n" for key in keys)).encode() for keys in records]
    lines.extend(texts[:3])
    lines.extend(texts[3:])
    named = lines.beginning(start.encode())
    assert set(named.beginning) == {
        number for number, keys in enumerate(records) if any(key.startswith(start) for key in keys)
    }
    assert set(named.whole) == {number for number, keys in enumerate(records) if start in keys}
    assert [lines.of(number) for number in range(len(records))] == texts
