"""How sure we are: when a record was checked, and which source says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from vademecum.gui.pages.parts import Card, Fold, Page, column, freshness_line, group, text_label
from vademecum.gui.pages.words import DASH, DOT, PageRecord, by_source, check_words, confidence_words, fact_label
from vademecum.records import Check, Evidence, Freshness, Source
from vademecum.texts import _, date_words


def sources_card(
    page: Page,
    record: PageRecord,
    sources: Mapping[str, Source],
    freshness: Freshness,
    checked: Mapping[str, Freshness],
) -> Card:
    """The card at the bottom of every page; ``checked``: how sure the parts are that were checked apart."""
    card = Card(_("How sure is this?"))
    if freshness.text:
        card.add(freshness_line(freshness))
    for check in sorted(record.checks, key=lambda check: check.date, reverse=True):
        line = check_line(record, check)
        part = checked.get(check.fact)
        card.add(text_label(line, "quiet") if part is None else freshness_line(Freshness(level=part.level, text=line)))
    grouped = by_source(record.evidence)
    if not grouped:
        card.add(text_label(_("no source known"), "quiet"))
        return card
    makers = [
        partial(_source_lines, page, record, sources.get(source_id), evidence)
        for source_id, evidence in grouped.items()
    ]
    card.add_part(_("Sources"), Fold(makers, shown=4))
    return card


def check_line(record: PageRecord, check: Check) -> str:
    """One check, and of what when it was not the whole record."""
    fact = fact_label(record, check.fact)
    words = check_words(check)
    return f"{fact}: {words}" if fact else words


def _source_lines(page: Page, record: PageRecord, source: Source | None, evidence: Sequence[Evidence]) -> QWidget:
    """A source with its date and how far it is to be trusted, and what it says."""
    title = source.title if source else _("unknown source")
    head = page.url(title, source.url) if source and source.url else text_label(title)
    return group(column(head, *(text_label(line, "quiet") for line in evidence_lines(record, evidence)), gap=0))


def evidence_lines(record: PageRecord, evidence: Sequence[Evidence]) -> list[str]:
    """What one source says: a line for each date, confidence and note, with the facts that it stands for."""
    grouped: dict[tuple[str | None, str, str | None], list[str]] = {}
    for item in evidence:
        facts = grouped.setdefault((item.date, confidence_words(item.confidence), item.note), [])
        label = fact_label(record, item.fact)
        if label and label not in facts:
            facts.append(label)
    lines = []
    for (date, confidence, note), facts in grouped.items():
        line = DOT.join((date_words(date) if date else _("no date"), confidence))
        if facts:
            line += DASH + _("for: %(facts)s") % {"facts": ", ".join(facts)}
        lines.append(line)
        if note:
            lines.append(note)
    return lines
