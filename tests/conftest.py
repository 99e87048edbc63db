"""What holds for every test: no screen, no network, no trace in the user's own folders, no warning unnoticed."""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vademecum import texts
from vademecum.paths import UserFolder

_HOME = tempfile.TemporaryDirectory(prefix="vademecum-test-home-")

# Before Qt starts: it reads these once. A screen that was asked for (QT_QPA_PLATFORM=xcb) is used.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
    os.environ[_name] = _HOME.name


@pytest.fixture
def user_folder(tmp_path: Path) -> UserFolder:
    """A user's folder that nobody has used."""
    return UserFolder(tmp_path / "user")


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """Each test begins in English, whatever the one before it (or a fixture for many) has chosen."""
    texts.set_language("en")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reaches for the network in a test is told so."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            raise AssertionError(f"a test reaches for the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _no_warnings(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning in our own log fails the test that caused it."""
    yield
    if request.node.get_closest_marker("logs_warnings"):
        return
    logged = [*caplog.get_records("setup"), *caplog.get_records("call")]
    texts_logged = [x.getMessage() for x in logged if x.levelno >= logging.WARNING and x.name.startswith("vademecum")]
    assert not texts_logged, "the program logged a warning"
