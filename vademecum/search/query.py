"""The search language: plain words, and for those who want it quotes, minus, OR and fields.

``werkervaring -vdab "sociale economie" poets OR strijk soort:maatwerkbedrijf gecontroleerd:<2025 zonder:email``

A word with an unknown field is taken as words; whatever is not understood becomes a problem with its place in the
text, and the rest is searched all the same. Field names are Dutch, English names work too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec
from rapidfuzz import process

from vademecum.records import Alternative, Clause, Condition, ConditionField, Problem, Query, Span
from vademecum.texts import _

FIELDS: dict[str, ConditionField] = {
    "soort": "kind",
    "doelgroep": "audience",
    "thema": "theme",
    "plaats": "place",
    "netwerk": "network",
    "maatregel": "measure",
    "gecontroleerd": "checked",
    "zonder": "without",
    "bron": "source",
    "kind": "kind",
    "audience": "audience",
    "theme": "theme",
    "place": "place",
    "network": "network",
    "measure": "measure",
    "checked": "checked",
    "without": "without",
    "source": "source",
}
OR_WORDS = frozenset({"OR", "OF"})  # capitals only: "of" is an ordinary word

_TOKEN = re.compile(
    r"""(?P<minus>-(?=[\w"']))?
        (?:(?P<name>[^\W\d_]+):(?!//)(?P<operator>[<>]?)(?:"(?P<quoted_value>[^"]*)"?|(?P<value>[^\s"]*))
        |"(?P<phrase>[^"]*)(?P<closed>"?)
        |(?P<word>\S+))""",
    re.VERBOSE,
)
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class _Token(msgspec.Struct, frozen=True):
    kind: Literal["word", "phrase", "condition", "or"]
    text: str
    span: Span
    excluded: bool = False


def parse(text: str) -> Query:
    """Take apart what was typed. Never raises."""
    problems: list[Problem] = []
    conditions: list[Condition] = []
    words: list[str] = []
    clauses: list[Clause] = []
    tokens = list(_tokens(text, conditions, problems))
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.kind == "or":
            problems.append(_problem(_("“OR” stands between two words."), token.span))
            position += 1
            continue
        alternatives = [_alternative(token)]
        while (
            position + 2 < len(tokens)
            and tokens[position + 1].kind == "or"
            and tokens[position + 2].kind in ("word", "phrase")
        ):
            alternatives.append(_alternative(tokens[position + 2]))
            position += 2
        if token.kind == "word" and len(alternatives) == 1 and not token.excluded:
            words.append(token.text)
        else:
            clauses.append(Clause(alternatives=tuple(alternatives), excluded=token.excluded))
        position += 1
    return Query(words=" ".join(words), clauses=tuple(clauses), conditions=tuple(conditions), problems=tuple(problems))


def _alternative(token: _Token) -> Alternative:
    return Alternative(text=token.text, phrase=token.kind == "phrase")


def _tokens(text: str, conditions: list[Condition], problems: list[Problem]) -> Iterator[_Token]:
    """The tokens of the text; conditions and problems go in the lists."""
    for match in _TOKEN.finditer(text):
        span = Span(start=match.start(), end=match.end())
        excluded = match["minus"] is not None
        name = match["name"]
        if name is not None:
            field = FIELDS.get(name.casefold())
            value = match["quoted_value"] if match["quoted_value"] is not None else match["value"]
            if field is None:
                problems.append(_unknown_field(name, span))
                yield from (_Token("word", word, span, excluded) for word in (name, *value.split()))
            elif not value:
                problems.append(_problem(_("Say what to look for after “%(field)s:”.") % {"field": name}, span))
            else:
                operator: Literal["=", "<", ">"] = (
                    "<" if match["operator"] == "<" else ">" if match["operator"] == ">" else "="
                )
                condition = Condition(field=field, value=value, operator=operator, excluded=excluded, span=span)
                wrong = _wrong(condition, name)
                if wrong is None:
                    conditions.append(condition)
                else:
                    problems.append(wrong)
        elif match["phrase"] is not None:
            if not match["closed"]:
                problems.append(_problem(_("The quotation marks are not closed."), span))
            if match["phrase"].strip():
                yield _Token("phrase", match["phrase"].strip(), span, excluded)
        elif match["word"] in OR_WORDS:
            yield _Token("or", match["word"], span)
        else:
            yield _Token("word", match["word"], span, excluded)


def _wrong(condition: Condition, name: str) -> Problem | None:
    if condition.field == "checked" and not _DATE.fullmatch(condition.value):
        text = _("“%(field)s:” asks for a year or a date: <2025, >2026-06.")
        return _problem(text % {"field": name}, condition.span)
    if condition.operator != "=" and condition.field != "checked":
        return _problem(_("“<” and “>” only go with “gecontroleerd:”."), condition.span)
    return None


def _unknown_field(name: str, span: Span) -> Problem:
    text = _("There is no field “%(name)s:”.") % {"name": name}
    near = process.extractOne(name.casefold(), list(FIELDS), score_cutoff=60)
    if near is not None:
        text += " " + _("Did you mean “%(name)s:”?") % {"name": near[0]}
    return _problem(text, span)


def _problem(text: str, span: Span) -> Problem:
    return Problem(level="warning", text=text, span=span)
