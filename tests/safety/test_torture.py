"""A short version of the torture; the long one: ``python -m tests.safety.torture``."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from tests.safety import torture
from vademecum.paths import UserFolder

pytestmark = [
    pytest.mark.torture,
    pytest.mark.logs_warnings,
    # Whoosh leaves a file open that it could not write on a full disk.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
    pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows"),
]
SHORT = 0.025


@pytest.mark.parametrize(("ordeal", "rounds"), torture.ORDEALS, ids=lambda value: getattr(value, "__name__", ""))
def test_an_ordeal_costs_nothing(
    folder: UserFolder, ordeal: Callable[[UserFolder, int, random.Random], str], rounds: int
) -> None:
    seed = random.randrange(10**6)
    said = ordeal(folder, max(1, round(rounds * SHORT)), random.Random(seed))
    print(f"{said} (seed {seed})")
