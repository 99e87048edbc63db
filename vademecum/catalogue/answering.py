"""From what was typed to an answer: place, words, fields, synonyms and forgiven letters brought together.

The order of steps: fields, quotes, minus and OR are taken out of the text; what remains is split into a place and
words; the words are sought (:mod:`vademecum.search.seeking`: synonyms, a forgiven letter, fewer words). The place says
who serves it, and the two are brought together; filters and counts come last.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue import asking, conditions
from vademecum.catalogue.orders import Members, Ranked
from vademecum.catalogue.sets import has, numbers_in, set_of
from vademecum.catalogue.snapshot import Snapshot
from vademecum.places.gazetteer import Gazetteer
from vademecum.places.nameindex import in_west_flanders
from vademecum.places.resolve import TYPO_LETTERS, find_in, resolve
from vademecum.search import ranking
from vademecum.search.finding import FIELD_BITS, Scores, field_of, score_of, worth
from vademecum.search.language import fold, name_key, without_around
from vademecum.search.marking import marks
from vademecum.search.query import parse
from vademecum.search.reader import ACTORS, Reader
from vademecum.search.seeking import TELLING, Sought, said, seek
from vademecum.search.synonyms import Table, pieces
from vademecum.store import reading
from vademecum.texts import _
from vademecum.turns import give_way

NAME_FIELDS = ("names", "former", "aliases")
_OTHERS: frozenset[r.RecordType] = frozenset({"measure", "network", "practice", "agreement"})
_RECORDS_SHOWN = 8
_NAMED_SHOWN = 5
_HAMLET = re.compile(r"\w[\w-]*")
_POSTCODE = re.compile(r"[1-9]\d{3}")
_POSTCODE_HERE = re.compile(r"8\d{3}")


class _Words(msgspec.Struct, frozen=True):
    """Who has the words, by number in the snapshot: what each is worth, and the synonym that led there."""

    searched: str = ""
    scores: Scores = msgspec.field(default_factory=dict)
    through: Mapping[int, str] = msgspec.field(default_factory=dict)
    corrected: str | None = None
    left_out: tuple[str, ...] = ()


class _List(msgspec.Struct, frozen=True):
    """A group before its hits are made: numbers in their order."""

    reach: r.Reach | None
    numbers: Sequence[int]
    partial: bool = False
    elsewhere: bool = False


class Answering:
    """Answers questions for one state of the catalogue."""

    def __init__(self, connection: sa.Connection, snapshot: Snapshot, gazetteer: Gazetteer, reader: Reader) -> None:
        """Everything an answer is made from."""
        self._connection = connection
        self._snapshot = snapshot
        self._gazetteer = gazetteer
        self._reader = reader
        self._today = date.today().isoformat()

    def answer(self, text: str, place: r.Place | None, filters: r.Filters, *, literal: bool) -> r.SearchResult:
        """Answer a text, with the place already chosen or still in the text."""
        query = parse(text)
        allowed, problems = self._allowed(query)
        match = r.PlaceMatch(text="", place=place)
        words = query.words
        if place is None:
            match, words, more = self._place_of(query, text)
            problems += more
        if match.place is not None or match.choices:
            words = without_around(words)
        places = match.choices if match.place is None else (match.place,)
        named = place is None and query.plain and bool(places) and all(fold(x.name) != fold(text) for x in places)
        result = self._result(text, match, words, query, filters, allowed, literal=literal, named=named)
        return msgspec.structs.replace(result, problems=query.problems + problems)

    def _place_of(self, query: r.Query, text: str) -> tuple[r.PlaceMatch, str, tuple[r.Problem, ...]]:
        """The place in the text, the words that remain, and what is wrong with a ``plaats:`` or a postcode."""
        fields = [condition for condition in query.conditions if condition.field == "place"]
        if fields:
            match = resolve(self._gazetteer, fields[0].value)
            return match, query.words, tuple(_wrong_places(match, fields))
        match, words = find_in(self._gazetteer, query.words)
        if not match.exact and self._as_typed(query.words, match.text):
            match, words = r.PlaceMatch(text=query.words), query.words
        if len({fold(place.name) for place in match.choices}) > 1 and self._is_name(query.words):
            return r.PlaceMatch(text=query.words), query.words, ()
        match, words = self._without_hamlet(match, words, query.words)
        match, words = self._village(match, words)
        words, problems = self._without_wrong_postcode(match, words, text)
        return match, words, problems

    def _as_typed(self, words: str, typo: str) -> bool:
        """True where words with a forgiven typing error in a place find something as they were typed.

        So does the text of a synonym: "kapster" is not Kaster. A short one is next to ordinary words, so it is no place
        either where somebody holds it alone; a longer one may be the beginning or the stem of the very place.
        """
        if self._reader.holding(words) or self._meant(typo):
            return True
        alone = typo if words.endswith(typo) else f"{typo} "
        return len(typo) < TYPO_LETTERS and any(self._reader.holding(x, ACTORS | _OTHERS) for x in (words, alone))

    def _meant(self, words: str) -> bool:
        """True for the text of a synonym."""
        found = pieces(words, self._synonyms)
        return bool(found) and all(piece.meanings for piece in found)

    def _is_name(self, text: str) -> bool:
        """True for all of the name of a record, such as one that names two places."""
        found = self._reader.search(text, types=ACTORS | _OTHERS, limit=_NAMED_SHOWN)
        names = reading.all_names(self._connection, [item.id for item in found])
        return any(name_key(name) == name_key(text) for name in chain.from_iterable(names.values()))

    def _without_hamlet(self, match: r.PlaceMatch, words: str, typed: str) -> tuple[r.PlaceMatch, str]:
        """What hangs on a municipality and nobody holds is a piece of it that we don't know: "oostende-mariakerke"."""
        hanging = _HAMLET.match(typed.partition(f"{match.text}-")[2]) if match.place and words else None
        if match.place is None or hanging is None:
            return match, words
        hamlet = hanging.group()
        if self._reader.holding(f"{hamlet} ", ACTORS | _OTHERS) or self._meant(hamlet):
            return match, words
        note = _("“%(part)s” is not known as a part of %(place)s.") % {"part": hamlet, "place": match.place.name}
        left = " ".join(word for word in words.split() if word != hamlet)
        return msgspec.structs.replace(match, explanation=note), left

    def _village(self, match: r.PlaceMatch, words: str) -> tuple[r.PlaceMatch, str]:
        """A last or first word that is also a village here is the village: "tuinman marke", "marke tuinman".

        Not where somebody holds it together with the others, nor where it is a frequent word ("werken").
        """
        known = match.choices if match.place is None else (match.place,)
        before, _space, last = words.rpartition(" ")
        first, _space, after = words.partition(" ")
        for word, asked, rest in ((last, last, before), (first, f"{first} ", after)):
            if not (rest or known) or fold(word) not in self._gazetteer.words:
                continue
            village = resolve(self._gazetteer, word)
            if village.place is None or not in_west_flanders(village.place) or self._is_word(asked, words):
                continue
            around = self._gazetteer.ancestors(village.place.id)
            if all(place.id in around for place in known):
                return village, rest
            return r.PlaceMatch(text=words, choices=(*known, village.place)), rest
        return match, words

    def _is_word(self, word: str, words: str) -> bool:
        """True where records hold a word that is also a village otherwise than as a place: with the others, or many."""
        scores = self._reader.scores(word)
        if all(field_of(value) == "places" for value in scores.values()):
            return False
        return bool(self._reader.holding(words)) or len(scores) > TELLING * self._reader.count

    def _without_wrong_postcode(self, match: r.PlaceMatch, words: str, text: str) -> tuple[str, tuple[r.Problem, ...]]:
        """Four digits that nobody holds and that are no postcode are said; the rest is searched without them.

        Beside a place or other words only where they would be one of the province.
        """
        typed = words.split()
        alone = len(typed) == 1 and match.place is None and not match.choices
        for code in filter((_POSTCODE if alone else _POSTCODE_HERE).fullmatch, typed):
            known = resolve(self._gazetteer, code).place is not None
            span = re.search(rf"\b{code}\b", text)
            if known or span is None or self._reader.holding(code, ACTORS | _OTHERS):
                continue
            said = _("%(code)s is not a postcode.") % {"code": code}
            problem = r.Problem(level="warning", text=said, span=r.Span(start=span.start(), end=span.end()))
            return words if alone else " ".join(word for word in typed if word != code), (problem,)
        return words, ()

    def _allowed(self, query: r.Query) -> tuple[int | None, tuple[r.Problem, ...]]:
        """The set of actors that the fields leave, None for all, and what is wrong with the fields."""
        allowed: int | None = None
        problems: list[r.Problem] = []
        for condition in query.conditions:
            if condition.field == "place":
                continue
            found = conditions.actors(self._connection, self._snapshot, self._reader, condition)
            if isinstance(found, r.Problem):
                problems.append(found)
                continue
            if condition.excluded:
                found = self._everyone & ~found
            allowed = found if allowed is None else allowed & found
        return allowed, tuple(problems)

    @property
    def _synonyms(self) -> Table:
        return self._snapshot.synonyms(self._connection)

    @property
    def _everyone(self) -> int:
        return (1 << self._snapshot.size) - 1

    def _result(
        self,
        text: str,
        match: r.PlaceMatch,
        words: str,
        query: r.Query,
        filters: r.Filters,
        allowed: int | None,
        *,
        literal: bool,
        named: bool,
    ) -> r.SearchResult:
        place = match.place
        served = asking.serves(self._connection, self._snapshot, self._gazetteer, place, self._today) if place else None
        finding = self._find(words, query, literal, served)
        give_way()
        answer = self._answer(served, finding, allowed, filters)
        counts = asking.facets(answer, filters)
        unfiltered = answer.everyone.bit_count()
        answer = asking.kept(answer, filters)
        give_way()
        lists = _lists(answer, finding)
        unknown: Sequence[int] = numbers_in(answer.unknown)
        first = self._named(text, place, filters, answer, lists) if named else {}
        if first:
            lists = [_List(None, tuple(first)), *(_without(group, first) for group in lists)]
            unknown = [number for number in unknown if number not in first]
        lists = [group for group in lists if group.numbers]
        nothing = not lists and not unknown
        maker = _Maker(answer, finding, first)

        def hits(numbers: Sequence[int]) -> r.Hits:
            return r.Hits(numbers, maker.hit, self._snapshot.ids)

        nearest = r.Hits()
        if place is not None and nothing:
            candidates = self._candidates(finding, filters, allowed)
            near = asking.nearest(self._connection, self._snapshot, self._gazetteer, place, candidates)
            nearest = r.Hits.of([maker.with_words(hit, self._snapshot.numbers[hit.id]) for hit in near])
        searched = _shown_words(finding.searched if finding is not None else "", query)
        return r.SearchResult(
            text=text,
            place=place,
            choices=match.choices,
            explanation=match.explanation,
            words=searched,
            filters=filters,
            groups=tuple(
                r.Group(reach=x.reach, hits=hits(x.numbers), partial=x.partial, elsewhere=x.elsewhere) for x in lists
            ),
            unknown_area=hits(unknown),
            nearest=nearest,
            records=self._other_records(searched, literal) if allowed is None else (),
            facets=counts,
            unfiltered=unfiltered,
            suggestion=self._reader.similar(words, right=self._is_place) if literal and words and nothing else None,
            corrected=finding.corrected if finding is not None and not first else None,
            through=_led(finding, lists),
            left_out=finding.left_out if finding is not None and not first else (),
            change=self._snapshot.change,
        )

    def _answer(
        self, served: asking.Answer | None, finding: _Words | None, allowed: int | None, filters: r.Filters
    ) -> asking.Answer:
        """Who serves the place, has the words and meets the fields."""
        snapshot = self._snapshot
        if served is not None:
            answer = served
        elif finding is not None or allowed is not None:
            answer = asking.Answer(snapshot, {None: self._everyone})
        else:
            answer = asking.Answer(snapshot, {None: 0 if filters.empty else snapshot.live})
        if finding is not None:
            scores = finding.scores
            fitting = scores if served is None else _fitting(scores, set_of(scores, snapshot.size) & answer.everyone)
            answer = answer.among(set_of(fitting, snapshot.size))
        if allowed is not None:
            answer = answer.among(allowed)
        return answer

    # words --------------------------------------------------------------------------------------------------------

    def _find(self, words: str, query: r.Query, literal: bool, served: asking.Answer | None) -> _Words | None:
        """What holds all plain words and clauses; None where neither was typed."""
        result = self._sought(words, literal, served) if words else None
        for clause in query.clauses:
            if clause.excluded:
                continue
            found: dict[int, int] = {}
            for alternative in clause.alternatives:
                for number, value in self._held_by(alternative, literal).items():
                    if number not in found or value >> FIELD_BITS > found[number] >> FIELD_BITS:
                        found[number] = value
            result = (
                _Words(scores=found)
                if result is None
                else msgspec.structs.replace(result, scores=_both(result.scores, found))
            )
        excluded = [clause for clause in query.clauses if clause.excluded]
        if not excluded:
            return result
        unwanted = {key for clause in excluded for other in clause.alternatives for key in self._held_by(other, True)}
        if result is None:
            if not query.conditions:
                return None
            return _Words(scores={number: 0 for number in range(self._snapshot.size) if number not in unwanted})
        return msgspec.structs.replace(
            result, scores={number: value for number, value in result.scores.items() if number not in unwanted}
        )

    def _sought(self, words: str, literal: bool, served: asking.Answer | None) -> _Words:
        """What the words find; where that is nobody who serves the place, what they find among those who do."""
        found = self._here(seek(self._reader, words, self._synonyms, literal=literal, right=self._is_place))
        if served is None or literal:
            return found
        here = served.everyone
        if set_of(found.scores, self._snapshot.size) & here:
            return found
        serving = frozenset(numbers_in(here))
        places = self._snapshot.places(self._reader)
        among = frozenset(number for number, place in enumerate(places) if place in serving)
        closer = seek(self._reader.among(among), words, self._synonyms, right=self._is_place)
        return self._here(closer) if closer.hits else found

    def _is_place(self, word: str) -> bool:
        """True for a word of the name of a place: where it finds nothing, it is no slip for another word."""
        return self._gazetteer.name_index.has_word(word)

    def _here(self, sought: Sought) -> _Words:
        """What was sought, by the numbers of the snapshot; what the snapshot doesn't have is left out."""
        places = self._snapshot.places(self._reader)
        return _Words(
            searched=sought.words,
            scores=_moved(sought.hits, places),
            through={places[number]: words for number, words in sought.through.items()},
            corrected=sought.corrected,
            left_out=sought.left_out,
        )

    def _held_by(self, wanted: r.Alternative, literal: bool) -> Scores:
        """The actors that hold a word (or, unless ``literal``, a synonym of it), or a phrase."""
        if wanted.phrase:
            scores = self._reader.scores(wanted.text)
            found: Scores = {
                number: value for number, value in scores.items() if self._reader.holds_phrase(number, wanted.text)
            }
        elif literal:
            found = self._reader.scores(wanted.text)
        else:
            found = said(self._reader, wanted.text, self._synonyms, ACTORS).hits
        return _moved(found, self._snapshot.places(self._reader))

    def _candidates(self, finding: _Words | None, filters: r.Filters, allowed: int | None) -> int:
        """Who would be an answer elsewhere."""
        loose = msgspec.structs.replace(filters, reaches=())
        members = self._everyone if finding is None else set_of(finding.scores, self._snapshot.size)
        answer = asking.Answer(self._snapshot, {None: members if allowed is None else members & allowed})
        return asking.kept(answer, loose).everyone

    def _other_records(self, words: str, literal: bool) -> tuple[r.Ref, ...]:
        if not words:
            return ()
        if literal:
            scores = self._reader.scores(words, _OTHERS)
        else:
            scores = said(self._reader, words, self._synonyms, _OTHERS).hits
        found = self._reader.best(scores, _OTHERS, _RECORDS_SHOWN)
        return self._snapshot.refs(self._connection, [item.id for item in found])

    def _named(
        self, text: str, place: r.Place | None, filters: r.Filters, answer: asking.Answer, lists: Sequence[_List]
    ) -> dict[int, int]:
        """Whom the whole text names ("RESOC Noord-West-Vlaanderen"), to go first: the place is a piece of the name.

        Who serves the place goes first only where the text is all of a name ("VDAB Ieper"), and so does who ended.
        """
        snapshot, found = self._snapshot, self._names_found(text)
        names = reading.all_names(self._connection, [snapshot.ids[number] for number in found])
        key, words = name_key(text), len(text.split())
        others = snapshot.live & ~answer.everyone if place else self._everyone
        kinds, audiences, themes = asking.through(snapshot, filters)
        let_through = kinds & audiences & themes

        def named(name: str, number: int) -> bool:
            return name_key(name) == key or (has(others, number) and len(marks(name, text)) >= words)

        first = {
            number: value
            for number, value in found.items()
            if any(named(name, number) for name in names.get(snapshot.ids[number], ()))
            and has(let_through, number)
            and (not filters.reaches or answer.hit(number).reach in filters.reaches)
        }
        leads = bool(first) and bool(lists) and bool(lists[0].numbers) and lists[0].numbers[0] == next(iter(first))
        return {} if leads else first

    def _names_found(self, text: str) -> dict[int, int]:
        """The best actors that the text finds in names, best first, and what they are worth."""
        numbers = self._snapshot.numbers
        return {
            numbers[item.id]: worth(item.score, item.field)
            for item in self._reader.search(text, limit=_NAMED_SHOWN)
            if item.field in NAME_FIELDS and item.id in numbers
        }


class _Maker:
    """Makes the hits of an answer, with what the words found."""

    def __init__(self, answer: asking.Answer, finding: _Words | None, named: Scores) -> None:
        self._answer = answer
        self._finding = finding
        self._named = named

    def hit(self, number: int) -> r.Hit:
        """The hit of an actor."""
        return self.with_words(self._answer.hit(number), number)

    def with_words(self, hit: r.Hit, number: int) -> r.Hit:
        """A hit with where its words were found."""
        value = self._named.get(number)
        through = None
        if value is None and self._finding is not None:
            value = self._finding.scores.get(number)
            through = self._finding.through.get(number)
        if value is None:
            return hit
        return msgspec.structs.replace(hit, score=score_of(value), field=field_of(value), through=through)


def _wrong_places(match: r.PlaceMatch, fields: Sequence[r.Condition]) -> Iterator[r.Problem]:
    """What is wrong with one ``plaats:`` (what it means is ``match``) or more of them."""
    if match.place is None and not match.choices:
        text = _("There is no place “%(name)s”.") % {"name": fields[0].value}
        yield r.Problem(level="warning", text=text, span=fields[0].span)
    for field in fields[1:]:
        text = _("Only one place can be asked at a time; “%(name)s” is left aside.") % {"name": field.value}
        yield r.Problem(level="warning", text=text, span=field.span)


def _lists(answer: asking.Answer, finding: _Words | None) -> list[_List]:
    """Who was found, in groups by reach, near before far.

    Who has a desk in the village or postcode that was asked goes before who has one elsewhere in the municipality; who
    serves a part of a region goes before who serves the whole province.
    """

    def ordered(members: int) -> Sequence[int]:
        if finding is None:
            return Members(members)  # their numbers are their order
        numbers = numbers_in(members)
        scores = finding.scores
        return Ranked(numbers, list(map(scores.__getitem__, numbers)))

    lists: list[_List] = []
    for reach, members in sorted(answer.whole.items(), key=lambda item: item[0] or 0):
        near = members if reach is not r.Reach.DESK or answer.here is None else members & answer.here
        if near:
            lists.append(_List(reach, ordered(near)))
        if members & ~near:
            lists.append(_List(reach, ordered(members & ~near), elsewhere=True))
    if answer.partial:
        single = answer.single
        partial = sorted(ordered(answer.partial), key=lambda number: -(single[number].share or (0, 0))[0])
        nearer = sum(group.reach is not None and group.reach <= r.Reach.REGION for group in lists)
        lists.insert(nearer, _List(r.Reach.MUNICIPALITY, partial, partial=True))
    return lists


def _led(finding: _Words | None, lists: Sequence[_List]) -> tuple[str, ...]:
    """The synonyms that led to actors in these lists, each once."""
    if finding is None or not finding.through:
        return ()
    led = finding.through
    missing = set(led.values())
    found: list[str] = []
    for number in chain.from_iterable(group.numbers for group in lists):
        words = led.get(number)
        if words in missing:
            found.append(words)
            missing.remove(words)
            if not missing:  # as a rule soon: to read on would put all of a list in order
                break
    return tuple(found)


def _without(group: _List, numbers: Collection[int]) -> _List:
    left = [number for number in group.numbers if number not in numbers]
    return msgspec.structs.replace(group, numbers=left)


def _moved(scores: Scores, places: Sequence[int]) -> dict[int, int]:
    """By other numbers."""
    moved = dict(zip(map(places.__getitem__, scores), scores.values(), strict=True))
    moved.pop(-1, None)
    return moved


def _both(first: Scores, second: Scores) -> dict[int, int]:
    """What is in both, with the scores added; the field is that of the first."""
    return {
        number: value + (second[number] >> FIELD_BITS << FIELD_BITS)
        for number, value in first.items()
        if number in second
    }


def _shown_words(words: str, query: r.Query) -> str:
    """The words to mark in what was found."""
    wanted = [other.text for clause in query.clauses if not clause.excluded for other in clause.alternatives]
    return " ".join(" ".join((words, *wanted)).split())


def _fitting(scores: Scores, among: int) -> Iterator[int]:
    """Those of a set (all of them have scores) who fit; not those that fit far less than the best one of them.

    Near goes before far, so they would stand above it.
    """
    found = [(number, scores[number] >> FIELD_BITS) for number in numbers_in(among)]
    least = ranking.FITTING * max((points for _number, points in found), default=0)
    return (number for number, points in found if points >= least)
