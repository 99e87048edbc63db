"""`python -m tests.relevance [--split dev|report] [--failures]`: how well four engines answer the judged queries."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from tests.relevance.engines import OURS, engines, real_catalogue
from tests.relevance.evaluate import GOOD, Outcome, Summary, outcomes, summary
from tests.relevance.judged import CATEGORIES, actors, grades, queries

_FEW = 5  # a category with fewer reported queries would give single ones away


def main() -> None:
    """Ask all engines all queries and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__)
    parser.add_argument("--split", choices=("dev", "report"), help="only these; both without")
    parser.add_argument("--failures", action="store_true", help="list the queries of dev that miss success@3")
    chosen = parser.parse_args()
    splits = [chosen.split] if chosen.split else ["dev", "report"]
    with real_catalogue() as catalogue:
        found = {name: outcomes(engine, queries()) for name, engine in engines(catalogue).items()}
    for split in splits:
        part = {name: [x for x in rows if x.query.split == split] for name, rows in found.items()}
        print("\n".join(_table(split, part)), end="\n\n")
    if chosen.failures and "dev" in splits:
        print("\n".join(_failures(found[OURS])))


def _table(split: str, found: dict[str, list[Outcome]]) -> Iterator[str]:
    yield f"{split}: {len(found[OURS])} queries"
    yield f"{'':24}" + "".join(f"{name:>11}" for name in found)
    totals = {name: summary(rows) for name, rows in found.items()}
    for label, field in (("nDCG@10", "ndcg"), ("success@3", "success"), ("MRR", "mrr")):
        yield f"{label:24}" + "".join(f"{getattr(total, field):11.3f}" for total in totals.values())
    for label, field in (("wrongly nothing", "zero"), ("wrongly something", "false")):
        yield f"{label:24}" + "".join(f"{getattr(total, field):11.1%}" for total in totals.values())
    yield "by category: success@3 / nDCG@10"
    sizes = {name: sum(x.query.category == name for x in found[OURS]) for name in CATEGORIES}
    shown = {name for name, size in sizes.items() if split == "dev" or size >= _FEW}
    for name in [*(x for x in CATEGORIES if x in shown and x != "nothing"), "others"]:
        wanted = {name} if name != "others" else set(CATEGORIES) - shown - {"nothing"}
        parts = [summary(x for x in rows if x.query.category in wanted) for rows in found.values()]
        if parts[0].queries:
            yield f"  {name:16}{parts[0].queries:5} " + "".join(f"{_pair(part):>11}" for part in parts)


def _pair(part: Summary) -> str:
    return f"{part.success:.2f}/{part.ndcg:.2f}"


def _failures(found: list[Outcome]) -> Iterator[str]:
    """Of dev alone: the reported third stays unseen."""
    for row in found:
        wrong = bool(row.answer) if row.nothing_right else not row.success
        if row.query.split != "dev" or not wrong:
            continue
        right = grades(row.query)
        yield f"{row.query.id}: {row.query.text}  ({row.query.why})"
        for key in row.answer[:5]:
            yield f"    {right.get(key, 0)} {actors()[key].name}"
        missed = [actors()[key].name for key, grade in right.items() if grade >= GOOD and key not in row.answer[:3]]
        yield f"    found {len(row.answer)}; good: {', '.join(missed[:4])}{' ...' if len(missed) > 4 else ''}"


if __name__ == "__main__":
    main()
