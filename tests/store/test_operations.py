"""Operations and undo keep every record whole, whatever is done to them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vademecum import records as r
from vademecum.store import mapping, soundness
from vademecum.store.engine import Engine, create
from vademecum.store.operation import Operation
from vademecum.store.undoing import undo

IDS = [str(uuid.UUID(int=number)) for number in range(1, 5)]
words = st.text(alphabet="abcdé 'ë-&%_", min_size=1, max_size=12)
maybe = st.none() | words
dates = st.none() | st.sampled_from(["2017", "2017-10", "2026-11-22"])
codes = st.lists(words, max_size=3).map(tuple)


@st.composite
def networks(draw: st.DrawFn, key: st.SearchStrategy[str] | None = None) -> r.Network:
    record_id = draw(key or st.sampled_from(IDS))

    def part(number: int) -> str:
        return str(uuid.uuid5(uuid.UUID(record_id), str(number)))

    return r.Network(
        id=record_id,
        names=tuple(
            r.Name(id=part(n), text=draw(words), type=draw(st.sampled_from(["official", "short", "former"])))
            for n in range(draw(st.integers(1, 3)))
        ),
        status=draw(st.sampled_from(["active", "ended", "unknown"])),
        valid_from=draw(dates),
        description=draw(maybe),
        themes=draw(codes),
        members=tuple(
            r.Member(id=part(100 + n), label=draw(words), role=draw(st.sampled_from(["chair", "member"])))
            for n in range(draw(st.integers(0, 3)))
        ),
        contacts=tuple(
            r.Contact(id=part(200 + n), kind="phone", value=draw(words), visibility="internal")
            for n in range(draw(st.integers(0, 2)))
        ),
        note=draw(maybe),
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    file: Path = tmp_path_factory.mktemp("store") / "catalogue.db"
    create(file)
    with closing(Engine(file)) as engine:
        yield engine


def everything(connection: sa.Connection) -> dict[str, r.Record]:
    return {
        key: msgspec.structs.replace(record, version=0)
        for kind in r.RECORD_CLASSES
        for key, record in mapping.load(connection, kind).items()
    }


@given(networks())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_record_is_read_as_it_was_written(store: Engine, network: r.Network) -> None:
    with store.write() as connection:
        Operation(connection, "save", "test").put(network)
        read = mapping.load(connection, "network", [network.id])[network.id]
    assert msgspec.structs.replace(read, version=0) == network


@given(st.lists(networks() | st.sampled_from(IDS), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_everything_gives_back_the_start(store: Engine, steps: list[r.Network | str]) -> None:
    with store.write() as connection:
        start = everything(connection)
        done: list[int] = []
        for step in steps:
            operation = Operation(connection, "step", "test")
            if isinstance(step, r.Network):
                operation.put(step)
            elif mapping.load(connection, "network", [step]):
                operation.remove("network", step)
            done.append(operation.number)
        changed = [
            number
            for number in done
            if connection.scalar(sa.text("SELECT count(*) FROM change WHERE operation_id = :n"), {"n": number})
        ]
        for number in reversed(changed):
            undo(connection, number, "test")
        assert everything(connection) == start
        assert soundness.findings(connection) == []


def test_a_write_that_fails_leaves_nothing(store: Engine) -> None:
    with store.read() as connection:
        before = everything(connection)
    network = r.Network(id=str(uuid.uuid4()), names=(r.Name(id=str(uuid.uuid4()), text="Half"),))

    def cut_off() -> None:
        with store.write() as connection:
            Operation(connection, "save", "test").put(network)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        cut_off()
    with store.read() as connection:
        assert everything(connection) == before


def test_a_record_cannot_point_at_nothing(store: Engine) -> None:
    lost = r.Network(
        id=str(uuid.uuid4()),
        names=(r.Name(id=str(uuid.uuid4()), text="Los"),),
        members=(r.Member(id=str(uuid.uuid4()), actor_id=str(uuid.uuid4())),),
    )
    with pytest.raises(sa.exc.IntegrityError), store.write() as connection:
        Operation(connection, "save", "test").put(lost)
