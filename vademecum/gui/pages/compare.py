"""Two or three actors side by side: for whom, what, how to apply, cost, area, contact, and how sure we are.

Each question is a card with a column per actor; where there is no room for columns they stand below each other. A
card says whether the answers differ, and what all have in common stands back: quiet, last, and with words that say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import msgspec
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from vademecum.gui.pages.contacts import contact_line
from vademecum.gui.pages.parts import (
    Card,
    Page,
    area_links,
    beside,
    column,
    freshness_line,
    group,
    reach_label,
    reason_line,
    text_label,
)
from vademecum.gui.pages.words import DOT, address, contact_text, is_over, status_words
from vademecum.gui.theme import theme
from vademecum.records import ActorPage, Offer, Reach, Ref
from vademecum.texts import _

COLUMN = 230  # pixels at a text size of 100 %: narrower columns go below each other


class Cell(msgspec.Struct, frozen=True):
    """What one actor has to say: ``facts`` are compared with those of the others, ``make`` shows them."""

    facts: tuple[str, ...]
    make: Callable[[frozenset[str]], QWidget]  # given what all have in common


class Columns(QWidget):
    """Cells beside each other or, where that is too narrow, below each other; ``names`` stand above them."""

    def __init__(self, cells: Sequence[QWidget], names: Sequence[str] = ()) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._cells: list[QWidget] = []
        for number, cell in enumerate(cells):
            lines = column(gap=2)
            if names:
                lines.addWidget(text_label(names[number], "quiet"))
            lines.addWidget(cell)
            lines.addStretch(1)
            self._cells.append(group(lines))
        self._stacked: bool | None = None

    def arrange(self, *, stacked: bool) -> None:
        """Beside each other, or below each other."""
        if stacked == self._stacked:
            return
        self._stacked = stacked
        for number, cell in enumerate(self._cells):
            self._grid.removeWidget(cell)
            self._grid.setColumnStretch(number, 0)
        for number, cell in enumerate(self._cells):
            row, at = (number, 0) if stacked else (0, number)
            self._grid.addWidget(cell, row, at)
            self._grid.setColumnStretch(at, 1)


class ComparePage(Page):
    """Made from the pages of the actors. ``labels``: code -> words for audiences and themes."""

    def __init__(self, pages: Sequence[ActorPage], labels: Mapping[str, str]) -> None:
        self._pages = tuple(pages)
        self._labels = labels
        self._columns: list[Columns] = []
        self._same: list[Card] = []
        self._differences_only = False
        super().__init__(
            self._head,
            partial(self._row, _("For whom"), self._whom),
            partial(self._row, _("Themes"), lambda page: self._listed(page.theme_labels)),
            partial(self._row, _("Offer"), self._offers),
            partial(self._row, _("How to apply"), partial(self._of_offers, "how_to_apply")),
            partial(self._row, _("Conditions"), partial(self._of_offers, "conditions"), optional=True),
            partial(self._row, _("Cost"), partial(self._of_offers, "cost")),
            partial(self._row, _("Service area"), self._areas),
            partial(self._row, _("Contact"), self._contact),
            partial(self._row, _("Networks"), self._networks, optional=True),
            partial(self._row, _("How sure is it?"), self._checked),
        )
        self.setAccessibleName(_("Compare: %(names)s") % {"names": ", ".join(self._names)})

    @property
    def _names(self) -> list[str]:
        return [page.actor.name for page in self._pages]

    # Cards ----------------------------------------------------------------------------------------------------------

    def _head(self) -> Card:
        card = Card(_("Side by side"))
        card.add(self._in_columns([self._who(page) for page in self._pages]))
        only = QCheckBox(_("Show only what differs"))
        only.toggled.connect(self._show_differences)
        card.add(only)
        return card

    def _who(self, page: ActorPage) -> QWidget:
        link = self.link(page_ref(page))
        font = link.font()
        font.setBold(True)
        link.setFont(font)
        lines = column(link, text_label(DOT.join(filter(None, (page.kind_label, page.row.town))), "quiet"), gap=0)
        said = status_words(page.actor.status, page.actor.valid_to)
        if said:
            lines.addWidget(text_label(said, "attention"))
        elif page.row.reason:
            reason = reason_line(page.row.reach, page.row.reason)
            lines.addWidget(reason if isinstance(reason, QWidget) else group(reason))
        if page.actor.description:
            lines.addWidget(text_label(page.actor.description))
        return group(lines)

    def _row(self, title: str, cell: Callable[[ActorPage], Cell], *, optional: bool = False) -> Card | None:
        """One question with the answers of all; an ``optional`` one is left out where no source says a word of it."""
        cells = [cell(page) for page in self._pages]
        if optional and not any(answer.facts for answer in cells):
            return None
        sets = [frozenset(answer.facts) for answer in cells]
        common = frozenset.intersection(*sets)
        same = all(found == sets[0] for found in sets)
        note = "" if not any(sets) else _("the same") if same else _("differs")
        card = Card()
        heading = text_label(title, "subheading")
        line = QHBoxLayout()
        line.setSpacing(8)
        heading.setWordWrap(False)
        line.addWidget(heading)
        if note:
            said = QLabel(note)
            said.setProperty("role", "quiet" if same else "chip")
            line.addWidget(said)
        line.addStretch(1)
        card.add(line)
        card.setAccessibleName(f"{title}: {note}" if note else title)
        # Where all say the same nothing has to stand back.
        shown = [answer.make(frozenset() if same else common) if answer.facts else _unknown() for answer in cells]
        card.add(self._in_columns(shown, self._names))
        if same:
            self._same.append(card)
            card.setVisible(not self._differences_only)
        return card

    def _in_columns(self, cells: Sequence[QWidget], names: Sequence[str] = ()) -> Columns:
        columns = Columns(cells, names)
        columns.arrange(stacked=self._narrow)
        self._columns.append(columns)
        return columns

    # What the actors say --------------------------------------------------------------------------------------------

    def _whom(self, page: ActorPage) -> Cell:
        codes = [code for offer in _offers(page) for code in offer.audiences]
        words = (*page.audience_labels, *(self._labels.get(code, code) for code in codes))
        return self._listed(tuple(dict.fromkeys(words)))

    def _offers(self, page: ActorPage) -> Cell:
        lines: list[tuple[str, str]] = []
        for offer in _offers(page):
            more = DOT.join(part for part in (offer.description, ", ".join(offer.works)) if part)
            lines.append((offer.name, more))

        def make(common: frozenset[str]) -> QWidget:
            items: list[QWidget] = []
            for name, more in lines:
                items.append(self._fact(name, common))
                if more:
                    items.append(text_label(more, "quiet"))
            return group(column(*items, gap=2))

        return Cell(tuple(name for name, _more in lines), make)

    def _of_offers(self, field: str, page: ActorPage) -> Cell:
        """A text that each offer has of its own; the offer is named where there are several."""
        offers = [(offer, getattr(offer, field)) for offer in _offers(page) if getattr(offer, field)]
        texts = list(dict.fromkeys(text for _offer, text in offers))
        if len(texts) > 1:
            return self._listed(tuple(f"{offer.name}: {text}" for offer, text in offers))
        return self._listed(tuple(texts))

    def _areas(self, page: ActorPage) -> Cell:
        lines = page.area_lines or tuple(
            dict.fromkeys(line for offer in _offers(page) for line in page.offer_areas.get(offer.id, ()))
        )
        words = tuple(f"-{line.text}" if line.excluded else line.text for line in lines)
        if not lines:
            unknown = _("service area unknown")
            shown = beside(reach_label(Reach.UNKNOWN), text_label(unknown, "quiet"))
            return Cell((unknown,), lambda _common: group(shown))
        return Cell(words, lambda _common: area_links(self, lines))

    def _contact(self, page: ActorPage) -> Cell:
        contacts = [contact for contact in page.actor.contacts if contact.visibility == "public"]
        for offer in _offers(page):
            known = {contact.value for contact in contacts}
            contacts += [c for c in offer.contacts if c.visibility == "public" and c.value not in known]
        sites = [address(site) for site in page.actor.sites if not is_over(site.valid_to) and address(site)]
        facts = (*(contact_text(contact) for contact in contacts), *sites)

        def make(_common: frozenset[str]) -> QWidget:
            lines = [contact_line(self, contact) for contact in contacts]
            return group(column(*lines, *(text_label(site) for site in sites), gap=4))

        return Cell(facts, make)

    def _networks(self, page: ActorPage) -> Cell:
        lines = [line for line in page.networks if not line.ended]
        facts = tuple(line.ref.text if line.ref is not None else line.text for line in lines)
        return Cell(facts, lambda _common: self.lines(lines))

    def _checked(self, page: ActorPage) -> Cell:
        text = page.freshness.text
        return Cell((text,) if text else (), lambda _common: group(freshness_line(page.freshness)))

    def _listed(self, words: tuple[str, ...]) -> Cell:
        return Cell(words, partial(self._lines, words))

    def _lines(self, words: tuple[str, ...], common: frozenset[str]) -> QWidget:
        """One line each, what all have last."""
        ordered = sorted(words, key=lambda word: word in common)
        return group(column(*(self._fact(word, common) for word in ordered), gap=2))

    def _fact(self, text: str, common: frozenset[str]) -> QLabel:
        if text not in common:
            return text_label(text)
        who = _("both") if len(self._pages) == 2 else _("all three")
        return text_label(f"{text} ({who})", "quiet")

    # Room -----------------------------------------------------------------------------------------------------------

    @property
    def _narrow(self) -> bool:
        return self.width() < len(self._pages) * theme().px(COLUMN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns where there is room for them."""
        super().resizeEvent(event)
        for columns in self._columns:
            columns.arrange(stacked=self._narrow)

    def _show_differences(self, only: bool) -> None:
        self._differences_only = only
        for card in self._same:
            card.setVisible(not only)


def page_ref(page: ActorPage) -> Ref:
    """A link to the page of an actor."""
    return Ref(type="actor", id=page.actor.id, text=page.actor.name)


def _offers(page: ActorPage) -> list[Offer]:
    return [offer for offer in page.actor.offers if not is_over(offer.valid_to)]


def _unknown() -> QLabel:
    return text_label(_("unknown"), "quiet")
