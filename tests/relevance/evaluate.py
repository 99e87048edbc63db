"""How well an engine answers the judged queries.

* nDCG@10: how good the first ten are, compared with the best ten possible; a grade g gains 2^g - 1.
* success@3: a good answer (grade 2 or more) stands among the first three.
* MRR: one over the rank of the first good answer.
* zero: nothing found though there is something to be found; false: something found though there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import mean

from tests.relevance.engines import Engine
from tests.relevance.judged import Query, grades

GOOD = 2


@dataclass(frozen=True)
class Outcome:
    """How one engine answered one query. ``answer``: ids, best first."""

    query: Query
    answer: tuple[str, ...]
    ndcg: float
    success: bool
    reciprocal: float

    @property
    def nothing_right(self) -> bool:
        return self.query.category == "nothing"


@dataclass(frozen=True)
class Summary:
    """Means over some queries; ``false`` over those with nothing to be found, the others over the rest."""

    queries: int
    ndcg: float
    success: float
    mrr: float
    zero: float
    false: float


def outcomes(engine: Engine, queries: Iterable[Query]) -> list[Outcome]:
    """Ask all queries."""
    return [outcome(query, engine(query.text)) for query in queries]


def outcome(query: Query, answer: Sequence[str]) -> Outcome:
    """Judge one answer."""
    right = grades(query)
    good = [rank for rank, key in enumerate(answer, 1) if right.get(key, 0) >= GOOD]
    return Outcome(
        query=query,
        answer=tuple(answer),
        ndcg=_ndcg(answer, right),
        success=bool(good) and good[0] <= 3,
        reciprocal=1 / good[0] if good else 0.0,
    )


def summary(found: Iterable[Outcome]) -> Summary:
    """Sum up."""
    rows = list(found)
    asked = [x for x in rows if not x.nothing_right]
    nothing = [x for x in rows if x.nothing_right]
    return Summary(
        queries=len(rows),
        ndcg=_mean(x.ndcg for x in asked),
        success=_mean(x.success for x in asked),
        mrr=_mean(x.reciprocal for x in asked),
        zero=_mean(not x.answer for x in asked),
        false=_mean(bool(x.answer) for x in nothing),
    )


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return mean(numbers) if numbers else float("nan")


def _ndcg(answer: Sequence[str], right: Mapping[str, int]) -> float:
    best = _gain(sorted(right.values(), reverse=True))
    return _gain([right.get(key, 0) for key in answer]) / best if best else 0.0


def _gain(found: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(rank + 1) for rank, grade in enumerate(found[:10], 1))
