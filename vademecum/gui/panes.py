"""Filters, results and page beside each other: which of them there is room for, and how wide the user wants them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from vademecum.gui import theme
from vademecum.gui.side import SidePanel

FOLD_FILTERS_BELOW = 1100  # pixels, at a text size of 100 %
ONE_PANE_BELOW = 800


class Panes(QSplitter):
    """``columns``: the widths as the user has dragged them; ``dragged`` tells them."""

    dragged = Signal(list)

    def __init__(self, columns: list[int] | None, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._room = parent  # has its width before it lays out what is in it
        look = theme.theme()
        self._columns = columns or [look.px(256), look.px(528), look.px(582)]
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._moved)

    def fill(self, side: SidePanel, middle: QWidget, right: QWidget) -> None:
        """Take in what stands here, once.

        It was made as a part of this already: what gets another parent is styled anew, with all that is in it.
        """
        self._side = side
        self._panes: tuple[QWidget, ...] = (side, middle, right)
        for number, (pane, stretch) in enumerate(zip(self._panes, (0, 5, 4), strict=True)):
            self.addWidget(pane)
            self.setStretchFactor(number, stretch)
        self._share()

    @property
    def folded(self) -> bool:
        """There is no room for the filters, unless they are asked for."""
        return self._room.width() < theme.theme().px(FOLD_FILTERS_BELOW)

    @property
    def single(self) -> bool:
        """There is room for the list or the page, not for both."""
        return self._room.width() < theme.theme().px(ONE_PANE_BELOW)

    def arrange(self, *, page: bool, comparing: bool, welcome: bool, unfolded: bool) -> None:
        """Show what fits. ``page``: there is one to read; ``welcome``: in the middle stands the first screen."""
        before = [pane.isHidden() for pane in self._panes]
        side, middle, right = self._panes
        self._side.filters.setVisible(self._side.filters.useful or not welcome)
        side.setVisible((self._side.useful or not welcome) and not comparing and (unfolded or not self.folded))
        middle.setVisible(not comparing and not (self.single and page))
        right.setVisible(page if self.single else not welcome or page)
        if [pane.isHidden() for pane in self._panes] != before:
            self._share()

    def _share(self) -> None:
        """The filters as wide as the user has them; who else is there shares the rest, whoever is not."""
        # The splitter itself would give the room of a hidden pane to the filters as well.
        widths = [0 if pane.isHidden() else width for pane, width in zip(self._panes, self._columns, strict=True)]
        rest = max(self._room.width() - widths[0], 0)
        whole = sum(widths[1:]) or 1
        self.setSizes([widths[0], *(rest * width // whole for width in widths[1:])])

    def _moved(self) -> None:
        """Remember the widths, where all three columns are there to be dragged."""
        sizes = self.sizes()
        if all(sizes):
            self._columns = sizes
            self.dragged.emit(sizes)
