"""The first screen, while the search box is empty: what is in the catalogue, and how to ask."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.keys import first_keys
from vademecum.gui.pages.parts import INDENT, Card, column, group, indented, text_label
from vademecum.gui.theme import theme
from vademecum.records import Info
from vademecum.texts import _, ngettext, number

EXAMPLES = ("8980", "passendale", "werkervaring ieper", "strijkdienst torhout")


class Welcome(QWidget):
    """Counts, example questions and keys; ``query`` is sent with the text of the example that was chosen."""

    query = Signal(str)

    def __init__(self, info: Info, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info = info
        self._greeting = False
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        theme().changed.connect(self._dress)
        self._dress()

    def set_info(self, info: Info) -> None:
        """Show other counts, after a change of the catalogue."""
        self._info = info
        self._dress()

    def greet(self) -> None:
        """Say welcome: this is the first start."""
        self._greeting = True
        self._dress()

    def _dress(self) -> None:
        lines = column(text_label(_("Who does what about work, and whom do I call?"), "heading"), gap=12)
        lines.setContentsMargins(16, 16, 16, 16)
        if self._greeting:
            lines.addWidget(
                text_label(_("Welcome! Everything is ready and on this computer: no internet is needed."), "good")
            )
        lines.addWidget(
            text_label(_("Type a postcode, a municipality, an organisation or what you look for. Or try an example:"))
        )
        lines.addLayout(indented(Flow([self._example(text) for text in EXAMPLES], gap=8)))
        lines.addWidget(Card(_("In the catalogue"), group(self._counts())))
        lines.addWidget(Card(_("Keys"), group(_key_grid())))
        lines.addStretch(1)
        # Lines of a readable length, in the middle of a wide window.
        text = group(lines)
        text.setMaximumWidth(theme().px(760))
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(1)
        middle.addWidget(text, 100)
        middle.addStretch(1)
        self._area.setWidget(group(middle))

    def _example(self, text: str) -> QPushButton:
        chip = QPushButton(text)
        chip.setProperty("role", "chip")
        chip.setAutoDefault(False)
        chip.setAccessibleName(_("Search for %(text)s") % {"text": text})
        chip.clicked.connect(partial(self._chosen, text))
        return chip

    def _chosen(self, text: str, _checked: bool = False) -> None:
        self.query.emit(text)

    def _counts(self) -> QVBoxLayout:
        tiles = []
        for line in count_lines(self._info):
            amount, _space, sort = line.partition(" ")
            heading = text_label(amount, "heading")
            heading.setAccessibleName(line)
            tiles.append(group(column(heading, text_label(sort, "quiet"), gap=0)))
        lines = column(Flow(tiles, gap=28), gap=8)
        words = _("%(name)s, edition %(edition)s") % {"name": self._info.name, "edition": self._info.edition}
        lines.addWidget(text_label(words, "quiet"))
        return lines


def count_lines(info: Info) -> list[str]:
    """What is in the catalogue, one line for each sort; what there is none of is left out."""
    counts = info.counts
    lines = []
    for key, words in (
        ("actor", ngettext("%(n)s actor", "%(n)s actors", counts.get("actor", 0))),
        ("network", ngettext("%(n)s network", "%(n)s networks", counts.get("network", 0))),
        ("measure", ngettext("%(n)s measure", "%(n)s measures", counts.get("measure", 0))),
        ("agreement", ngettext("%(n)s agreement", "%(n)s agreements", counts.get("agreement", 0))),
        ("practice", ngettext("%(n)s good practice", "%(n)s good practices", counts.get("practice", 0))),
    ):
        if counts.get(key):
            lines.append(words % {"n": number(counts[key])})
    return lines


def _key_grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(INDENT, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for row, (key, words) in enumerate(first_keys()):
        label = text_label(key, "chip")
        label.setWordWrap(False)
        label.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(text_label(words), row, 1)
    return grid
