"""The filters at the left: what kind of actor, for whom, on what, and how far it reaches; with the numbers found.

Check boxes are made once and used again for every answer: to make new ones at each key would be felt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from vademecum.gui import theme
from vademecum.gui.icons import reach_words
from vademecum.gui.parts import CountBox
from vademecum.records import Facets, Filters, Reach, Taxonomy, Term
from vademecum.texts import _, language

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

FIRST = 6  # values of a section before "show all"

V = TypeVar("V", str, Reach)


class Terms(msgspec.Struct, frozen=True):
    """The labels of the three taxonomies, code to label, in the language in use."""

    kinds: dict[str, str]
    audiences: dict[str, str]
    themes: dict[str, str]


def labels(terms: tuple[Term, ...]) -> dict[str, str]:
    """Code to label, in the language in use."""
    return {term.code: term.label_nl if language() == "nl" else term.label_en for term in terms}


TAXONOMIES: tuple[Taxonomy, ...] = ("kind", "audience", "theme")


def read_terms(catalogue: Catalogue) -> Terms:
    """The labels of the filters. In another thread."""
    kinds, audiences, themes = (labels(catalogue.terms(taxonomy)) for taxonomy in TAXONOMIES)
    return Terms(kinds, audiences, themes)


class Section(QWidget, Generic[V]):
    """One heading with check boxes, most frequent first; what is checked always stays in sight.

    ``ordered``: the values have an order of their own, in which they stand.
    """

    changed = Signal()

    def __init__(self, title: str, parent: QWidget, *, ordered: bool = False) -> None:
        super().__init__(parent)
        theme.set_role(self, "plain")
        self._title = title
        self._ordered = ordered
        self._labels: dict[V, str] = {}
        self._counts: dict[V, int] = {}
        self._checked: set[V] = set()
        self._all = False
        self._boxes: list[CountBox] = []
        self._values: list[V] = []
        heading = QLabel(title, self)
        theme.set_role(heading, "strong")
        self._more = QPushButton(self)
        theme.set_role(self._more, "link")
        self._more.clicked.connect(self._toggle)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 12)
        self._layout.setSpacing(0)
        self._layout.addWidget(heading)
        self._layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(title)

    @property
    def checked(self) -> tuple[V, ...]:
        """The values to keep, in a settled order."""
        return tuple(sorted(self._checked))

    def show_values(self, labels: Mapping[V, str], counts: Mapping[V, int], checked: tuple[V, ...]) -> None:
        """Show what was found, and what is kept."""
        self._labels, self._counts, self._checked = dict(labels), dict(counts), set(checked)
        self._refresh()

    def _refresh(self) -> None:
        there = {value for value, count in self._counts.items() if count} | self._checked
        values = sorted(there) if self._ordered else sorted(there, key=self._frequency)
        if not self._all and len(values) > FIRST + 1:
            first = values[:FIRST]
            values = first + [value for value in values[FIRST:] if value in self._checked]
        self._values = values
        while len(self._boxes) < len(values):
            self._add_box()
        for number, box in enumerate(self._boxes):
            if number < len(values):
                value = values[number]
                label = self._labels.get(value, str(value))
                box.show_value(label, self._counts.get(value, 0), checked=value in self._checked)
            box.setVisible(number < len(values))
        self._more.setVisible(len(there) > FIRST + 1)
        self._more.setText(_("Show fewer") if self._all else _("Show all %(count)d") % {"count": len(there)})
        self._more.setAccessibleName(f"{self._title}: {self._more.text()}")
        self.setVisible(bool(there))

    def _frequency(self, value: V) -> tuple[int, str]:
        return -self._counts.get(value, 0), self._labels.get(value, str(value))

    def prepare(self) -> Iterator[None]:
        """Make the boxes that nearly every answer needs, one a step."""
        while len(self._boxes) < FIRST:
            self._add_box()
            self._boxes[-1].hide()
            self._boxes[-1].ensurePolished()
            yield

    def _add_box(self) -> None:
        number = len(self._boxes)
        box = CountBox(self)
        box.toggled.connect(lambda checked: self._toggled(number, checked))
        self._boxes.append(box)
        self._layout.insertWidget(self._layout.count() - 1, box)

    def _toggled(self, number: int, checked: bool) -> None:
        value = self._values[number]
        if checked:
            self._checked.add(value)
        else:
            self._checked.discard(value)
        self.changed.emit()

    def _toggle(self) -> None:
        self._all = not self._all
        self._refresh()


class FilterPanel(QScrollArea):
    """``changed`` carries the Filters that the user wants."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms = Terms({}, {}, {})
        self._facets = Facets()
        self._filters = Filters()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Filters"))
        body = QWidget(self)
        theme.set_role(body, "plain")
        self._heading = heading = QLabel(_("Filters"), body)
        theme.set_role(heading, "subheading")
        self._clear = QPushButton(_("Clear filters"), body)
        theme.set_role(self._clear, "link")
        self._clear.clicked.connect(lambda: self.changed.emit(Filters()))
        self._kinds: Section[str] = Section(_("Kind"), body)
        self._audiences: Section[str] = Section(_("Audience"), body)
        self._themes: Section[str] = Section(_("Theme"), body)
        self._reaches: Section[Reach] = Section(_("Reach"), body, ordered=True)
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self._clear)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 12, 8, 12)
        layout.setSpacing(4)
        layout.addLayout(head)
        for section in (self._kinds, self._audiences, self._themes, self._reaches):
            section.changed.connect(self._changed)
            layout.addWidget(section)
        layout.addStretch(1)
        self.setWidget(body)
        look = theme.theme()
        self.setMinimumWidth(look.px(200))
        head.setContentsMargins(0, 0, 0, 4)
        heading.setMinimumHeight(look.px(theme.HIT_TARGET) + 8)
        self._refresh()

    @property
    def filters(self) -> Filters:
        """What is kept now."""
        return self._filters

    @property
    def useful(self) -> bool:
        """False where nothing was found and nothing is filtered."""
        facets = self._facets
        return not self._filters.empty or bool(facets.kinds or facets.audiences or facets.themes)

    def prepare(self) -> Iterator[None]:
        """Make what the first answer needs, a little a step."""
        for section in (self._kinds, self._audiences, self._themes, self._reaches):
            yield from section.prepare()

    def show_terms(self, terms: Terms) -> None:
        """Take in the labels."""
        self._terms = terms
        self._refresh()

    def show_result(self, facets: Facets, filters: Filters) -> None:
        """Show the numbers of an answer and what it was filtered on."""
        self._facets, self._filters = facets, filters
        self._refresh()

    def _changed(self) -> None:
        self._filters = Filters(
            kinds=self._kinds.checked,
            audiences=self._audiences.checked,
            themes=self._themes.checked,
            reaches=self._reaches.checked,
        )
        self.changed.emit(self._filters)

    def _refresh(self) -> None:
        facets, filters, terms = self._facets, self._filters, self._terms
        self._kinds.show_values(terms.kinds, facets.kinds, filters.kinds)
        self._audiences.show_values(terms.audiences, facets.audiences, filters.audiences)
        self._themes.show_values(terms.themes, facets.themes, filters.themes)
        self._reaches.show_values({reach: reach_words(reach) for reach in Reach}, facets.reaches, filters.reaches)
        self._heading.setVisible(self.useful)
        self._clear.setVisible(not filters.empty)
