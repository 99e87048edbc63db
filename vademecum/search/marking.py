"""What to highlight: the characters of a text that match the words that were asked. Pure functions, any thread."""

from __future__ import annotations

from vademecum.records import Span
from vademecum.search.language import Query, Word, part_stems, query_of, words_of
from vademecum.search.stemming import stem

_ELLIPSIS = "…"


def marks(text: str, words: str) -> tuple[Span, ...]:
    """The places in ``text`` that match ``words``: whole words by their stem, the beginning for a word being typed."""
    query = query_of(words)
    if query.empty or not text:
        return ()
    wanted = frozenset(map(stem, query.required))
    found = words_of(text)
    spans: dict[int, Span] = {}
    for position, word in enumerate(found):
        span = _matched(word, query, wanted)
        if span is not None:
            spans[position] = span
        elif position + 1 < len(found) and stem(word.text + found[position + 1].text) in wanted:
            for part in (position, position + 1):
                spans[part] = Span(start=found[part].start, end=found[part].end)
    # A stop word is marked where it leads up to a marked word: "De Lovie", not every "de".
    for position in range(len(found) - 2, -1, -1):
        word = found[position]
        if word.text in query.optional and position + 1 in spans:
            spans.setdefault(position, Span(start=word.start, end=word.end))
    return tuple(spans[position] for position in sorted(spans))


def _matched(word: Word, query: Query, wanted: frozenset[str]) -> Span | None:
    """The part of one word that matches, if any."""
    if stem(word.text) in wanted or not wanted.isdisjoint(part_stems(word.text)):
        return Span(start=word.start, end=word.end)
    if not query.typing:
        return None
    typed = query.required[-1]
    if not word.text.startswith(typed):
        return None
    # Letters and folded letters run in step in nearly all words; where they do not the whole word is marked.
    same_length = len(word.text) == word.end - word.start
    return Span(start=word.start, end=word.start + len(typed) if same_length else word.end)


def excerpt(texts: tuple[str, ...], words: str, width: int = 90) -> str:
    """The text in which most of the words are found, cut to about ``width`` characters around the first of them."""
    best = ""
    best_marks: tuple[Span, ...] = ()
    for text in texts:
        found = marks(text, words)
        if len(found) > len(best_marks) or not best:
            best, best_marks = text, found
    best = " ".join(best.split())
    if len(best) <= width:
        return best
    found = marks(best, words)
    start = max(0, (found[0].start if found else 0) - width // 3)
    if start:
        start = best.find(" ", start) + 1
    end = start + width
    if end >= len(best):
        return (_ELLIPSIS if start else "") + best[start:]
    end = max(best.rfind(" ", start, end), start + width // 2)
    return (_ELLIPSIS if start else "") + best[start:end] + _ELLIPSIS
