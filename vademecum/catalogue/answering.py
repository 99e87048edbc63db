"""From what was typed to an answer: place, words, fields, synonyms and forgiven letters brought together.

The order of steps: fields, quotes, minus and OR are taken out of the text; what remains is split into a place and
words; the words are sought (:mod:`vademecum.search.seeking`: synonyms, a forgiven letter, fewer words). The place says
who serves it, and the two are brought together; filters and counts come last.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue import asking, conditions
from vademecum.places.gazetteer import Gazetteer
from vademecum.places.nameindex import in_west_flanders
from vademecum.places.resolve import find_in, resolve
from vademecum.search import ranking
from vademecum.search.index import Index
from vademecum.search.language import fold, name_key
from vademecum.search.marking import marks
from vademecum.search.query import parse
from vademecum.search.seeking import Sought, said, seek
from vademecum.store import reading
from vademecum.texts import _

NAME_FIELDS = ("names", "former", "aliases")
_ACTORS: tuple[r.RecordType, ...] = ("actor",)
_OTHERS: tuple[r.RecordType, ...] = ("measure", "network", "practice", "agreement")
_RECORDS_SHOWN = 8
_NAMED_SHOWN = 5


class Answering:
    """Answers questions for one state of the catalogue."""

    def __init__(
        self, connection: sa.Connection, snapshot: asking.Snapshot, gazetteer: Gazetteer, index: Index
    ) -> None:
        """Everything an answer is made from."""
        self._connection = connection
        self._snapshot = snapshot
        self._gazetteer = gazetteer
        self._index = index
        self._today = date.today().isoformat()

    def answer(self, text: str, place: r.Place | None, filters: r.Filters, *, literal: bool) -> r.SearchResult:
        """Answer a text, with the place already chosen or still in the text."""
        query = parse(text)
        allowed, problems = self._allowed(query)
        match = r.PlaceMatch(text="", place=place)
        words = query.words
        if place is None:
            match, words, more = self._place_of(query)
            problems += more
        result = self._result(text, match, words, query, filters, allowed, literal)
        if place is None and match.place is not None and query.plain and fold(match.place.name) != fold(text):
            result = self._with_named(result)
        return msgspec.structs.replace(result, problems=query.problems + problems)

    def _place_of(self, query: r.Query) -> tuple[r.PlaceMatch, str, tuple[r.Problem, ...]]:
        """The place in the text, the words that remain, and what is wrong with a ``plaats:``."""
        for condition in query.conditions:
            if condition.field != "place":
                continue
            match = resolve(self._gazetteer, condition.value)
            if match.place is None and not match.choices:
                text = _("There is no place “%(name)s”.") % {"name": condition.value}
                return match, query.words, (r.Problem(level="warning", text=text, span=condition.span),)
            return match, query.words, ()
        match, words = find_in(self._gazetteer, query.words)
        if match.place is None and not match.choices:
            village, before = self._village(query.words)
            if village is not None:
                return village, before, ()
        if not match.exact and self._index.search(query.words, types=_ACTORS, limit=1):
            # A forgiven typo is no place where the words as they were typed find something.
            return r.PlaceMatch(text=query.words), query.words, ()
        return match, words, ()

    def _village(self, words: str) -> tuple[r.PlaceMatch | None, str]:
        """A last word that is also a village here, and that no record holds, is the village: "tuinman marke"."""
        before, _space, last = words.strip().rpartition(" ")
        if not before or fold(last) not in self._gazetteer.words:
            return None, words
        match = resolve(self._gazetteer, last)
        if match.place is None or not in_west_flanders(match.place) or self._index.search(last, types=_ACTORS, limit=1):
            return None, words
        return match, before

    def _allowed(self, query: r.Query) -> tuple[frozenset[str] | None, tuple[r.Problem, ...]]:
        """The actors that the fields leave, None for all, and what is wrong with the fields."""
        allowed: frozenset[str] | None = None
        problems: list[r.Problem] = []
        for condition in query.conditions:
            if condition.field == "place":
                continue
            found = conditions.actors(self._connection, self._snapshot, self._index, condition)
            if isinstance(found, r.Problem):
                problems.append(found)
                continue
            if condition.excluded:
                found = frozenset(self._snapshot.digests) - found
            allowed = found if allowed is None else allowed & found
        return allowed, tuple(problems)

    def _result(
        self,
        text: str,
        match: r.PlaceMatch,
        words: str,
        query: r.Query,
        filters: r.Filters,
        allowed: frozenset[str] | None,
        literal: bool,
    ) -> r.SearchResult:
        snapshot, place = self._snapshot, match.place
        finding = self._find(words, query, literal)
        if place is not None:
            answer = asking.serves(self._connection, snapshot, self._gazetteer, place, self._today)
        elif finding is not None:
            answer = asking.Answer({key: r.Hit(id=key) for key in finding.hits if key in snapshot.digests}, {}, {})
        elif allowed is not None:
            answer = asking.Answer({key: r.Hit(id=key) for key in allowed}, {}, {})
        elif filters.empty:
            answer = asking.Answer({}, {}, {})
        else:
            answer = asking.Answer({key: r.Hit(id=key) for key in snapshot.digests if snapshot.live(key)}, {}, {})
        if finding is not None:
            answer = _narrowed(answer, finding)
            if place is not None:
                answer = _fitting(answer)
        if allowed is not None:
            answer = _kept(answer, lambda hit: hit.id in allowed)
        everyone = [*answer.whole.values(), *answer.partial.values(), *answer.unknown.values()]
        counts = asking.facets(everyone, snapshot, filters)
        if not filters.empty:
            answer = _kept(answer, lambda hit: asking.keeps(filters, hit, snapshot.codes[hit.id]))
        groups = asking.grouped(answer, snapshot, by_score=finding is not None)
        if place is None:
            groups = tuple(r.Group(reach=None, hits=group.hits) for group in groups)
        unknown = tuple(sorted(answer.unknown.values(), key=lambda hit: snapshot.rank[hit.id]))
        nothing = not groups and not unknown
        nearest: tuple[r.Hit, ...] = ()
        if place is not None and nothing:
            nearest = asking.nearest(
                self._connection, snapshot, self._gazetteer, place, self._candidates(finding, filters, allowed)
            )
        searched = _shown_words(finding.words if finding is not None else "", query)
        return r.SearchResult(
            text=text,
            place=place,
            choices=match.choices,
            explanation=match.explanation,
            words=searched,
            filters=filters,
            groups=groups,
            unknown_area=unknown,
            nearest=nearest,
            records=self._other_records(searched, literal) if allowed is None else (),
            facets=counts,
            suggestion=self._index.similar(words) if literal and words and nothing else None,
            corrected=finding.corrected if finding is not None else None,
            left_out=finding.left_out if finding is not None else (),
            change=snapshot.change,
        )

    # words --------------------------------------------------------------------------------------------------------

    def _find(self, words: str, query: r.Query, literal: bool) -> Sought | None:
        """What holds all plain words and clauses; None where neither was typed."""
        wanted = [clause for clause in query.clauses if not clause.excluded]
        result = seek(self._index, words, self._snapshot.synonyms, literal=literal) if words else None
        for clause in wanted:
            found: dict[str, r.Found] = {}
            for alternative in clause.alternatives:
                for key, item in self._held_by(alternative, literal).items():
                    if key not in found or item.score > found[key].score:
                        found[key] = item
            result = Sought(words="", hits=found) if result is None else _both(result, found)
        excluded = [clause for clause in query.clauses if clause.excluded]
        if not excluded:
            return result
        unwanted = {key for clause in excluded for other in clause.alternatives for key in self._held_by(other, True)}
        if result is None:
            if query.conditions:
                everyone = self._snapshot.digests
                return Sought(words="", hits={key: _unscored(key) for key in everyone if key not in unwanted})
            return None
        return replace(result, hits={key: item for key, item in result.hits.items() if key not in unwanted})

    def _held_by(self, wanted: r.Alternative, literal: bool) -> Mapping[str, r.Found]:
        """The records that hold a word (or, unless ``literal``, a synonym of it), or a phrase."""
        if wanted.phrase:
            return {item.id: item for item in self._index.phrase(wanted.text, types=_ACTORS)}
        if literal:
            return {item.id: item for item in self._index.search(wanted.text, types=_ACTORS)}
        return said(self._index, wanted.text, self._snapshot.synonyms, _ACTORS).hits

    def _candidates(self, finding: Sought | None, filters: r.Filters, allowed: frozenset[str] | None) -> frozenset[str]:
        """Who would be an answer elsewhere."""
        loose = msgspec.structs.replace(filters, reaches=())
        keys: Collection[str] = self._snapshot.digests if finding is None else finding.hits
        return frozenset(
            key
            for key in keys
            if key in self._snapshot.digests
            and (allowed is None or key in allowed)
            and asking.keeps(loose, r.Hit(id=key), self._snapshot.codes[key])
        )

    def _other_records(self, words: str, literal: bool) -> tuple[r.Ref, ...]:
        if not words:
            return ()
        if literal:
            found = self._index.search(words, types=_OTHERS, limit=_RECORDS_SHOWN)
        else:
            hits = said(self._index, words, self._snapshot.synonyms, _OTHERS).hits.values()
            found = tuple(sorted(hits, key=lambda item: -item.score)[:_RECORDS_SHOWN])
        names = reading.names(self._connection, [item.id for item in found])
        return tuple(r.Ref(type=item.type, id=item.id, text=names[item.id][1]) for item in found if item.id in names)

    def _with_named(self, result: r.SearchResult) -> r.SearchResult:
        """Put first whom the whole text names ("RESOC Noord-West-Vlaanderen"): the place is then a piece of a name.

        Who serves the place goes first only where the text is all of a name ("VDAB Ieper").
        """
        leader = result.groups[0].hits[0].id if result.groups else ""
        known = {hit.id: hit for group in result.groups for hit in group.hits}
        known.update((hit.id, hit) for hit in result.unknown_area)
        found = [
            item
            for item in self._index.search(result.text, types=_ACTORS, limit=_NAMED_SHOWN)
            if item.field in NAME_FIELDS and item.id in self._snapshot.digests
        ]
        names = reading.all_names(self._connection, [item.id for item in found])
        key, words = name_key(result.text), len(result.text.split())

        def named(name: str, item: r.Found) -> bool:
            return name_key(name) == key or (item.id not in known and len(marks(name, result.text)) >= words)

        hits = [
            _with_words(known.get(item.id, r.Hit(id=item.id)), item, None)
            for item in found
            if any(named(name, item) for name in names.get(item.id, ()))
            and asking.keeps(result.filters, known.get(item.id, r.Hit(id=item.id)), self._snapshot.codes[item.id])
        ]
        if not hits or hits[0].id == leader:
            return result
        first = {hit.id for hit in hits}
        others = (
            msgspec.structs.replace(group, hits=tuple(hit for hit in group.hits if hit.id not in first))
            for group in result.groups
        )
        return msgspec.structs.replace(
            result,
            groups=(r.Group(reach=None, hits=tuple(hits)), *(group for group in others if group.hits)),
            unknown_area=tuple(hit for hit in result.unknown_area if hit.id not in first),
            nearest=(),
            suggestion=None,
            corrected=None,
            left_out=(),
        )


def _shown_words(words: str, query: r.Query) -> str:
    """The words to mark in what was found."""
    wanted = [other.text for clause in query.clauses if not clause.excluded for other in clause.alternatives]
    return " ".join(" ".join((words, *wanted)).split())


def _unscored(key: str) -> r.Found:
    return r.Found(id=key, type="actor", score=0.0, field="names")


def _both(first: Sought, second: Mapping[str, r.Found]) -> Sought:
    """What is in both, with the scores added."""
    hits = {
        key: msgspec.structs.replace(item, score=item.score + second[key].score)
        for key, item in first.hits.items()
        if key in second
    }
    return replace(first, hits=hits)


def _kept(answer: asking.Answer, keep: Callable[[r.Hit], bool]) -> asking.Answer:
    def those(hits: Mapping[str, r.Hit]) -> dict[str, r.Hit]:
        return {key: hit for key, hit in hits.items() if keep(hit)}

    return asking.Answer(those(answer.whole), those(answer.partial), those(answer.unknown))


def _narrowed(answer: asking.Answer, finding: Sought) -> asking.Answer:
    def those(hits: Mapping[str, r.Hit]) -> dict[str, r.Hit]:
        return {
            key: _with_words(hit, finding.hits[key], finding.through.get(key))
            for key, hit in hits.items()
            if key in finding.hits
        }

    return asking.Answer(those(answer.whole), those(answer.partial), those(answer.unknown))


def _fitting(answer: asking.Answer) -> asking.Answer:
    """Without those that fit far less than the best one: near goes before far, so they would stand above it."""
    scores = [hit.score for hits in (answer.whole, answer.partial, answer.unknown) for hit in hits.values()]
    least = ranking.FITTING * max(scores, default=0.0)
    return _kept(answer, lambda hit: hit.score >= least)


def _with_words(hit: r.Hit, found: r.Found, through: str | None) -> r.Hit:
    return msgspec.structs.replace(hit, score=found.score, field=found.field, through=through)
