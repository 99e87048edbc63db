"""The bin: what was deleted, and bringing it back whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from vademecum import fields
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.page import ManagePage, action, moment, row_of
from vademecum.records import BinLine
from vademecum.texts import _

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue


class BinPage(ManagePage):
    """Deleted records, newest first."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self.head(_("Bin"), _("Deleted records are kept whole. What went in a merge comes back by taking it back."))
        self.lines: LineModel[BinLine] = LineModel(
            (
                Column(_("Kind"), lambda line: fields.type_label(line.ref.type)),
                Column(_("Name"), lambda line: line.ref.text, wide=True),
                Column(_("Deleted"), lambda line: moment(line.at)),
                Column(_("Who"), lambda line: line.who),
                Column(_("Merged into"), lambda line: line.merged_into.text if line.merged_into is not None else ""),
            ),
            self,
        )
        self.table = LineTable(self.lines, _("Deleted records"), self)
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(self.bring_back)
        self.back = action(_("Bring back"), "undo-2", self.bring_back, primary=True)
        self.past = action(_("History"), "history", self._history)
        self.back.setVisible(not read_only)
        self.content.addWidget(self.table, 1)
        self.content.addLayout(row_of(self.back, self.past, None))
        self._enable()

    def load(self) -> None:
        """Ask for the deleted records."""
        self.ask(self.catalogue.upkeep.bin, self._take, "bin")

    def _take(self, lines: tuple[BinLine, ...]) -> None:
        row = max(0, self.table.row)
        self.lines.show(lines)
        self.table.choose(row)
        self._enable()
        if not lines and not self.said.text():
            self.say(_("The bin is empty."))

    def _enable(self) -> None:
        line = self.lines.line(self.table.row)
        self.past.setEnabled(line is not None)
        self.back.setEnabled(line is not None)
        merged = line is not None and line.merged_into is not None
        self.back.setText(" " + (_("Take back the merge") if merged else _("Bring back")))

    def bring_back(self) -> None:
        """The chosen record comes back; one that was merged comes back by taking back the merge."""
        line = self.lines.line(self.table.row)
        if line is None or self.read_only:
            return
        upkeep = self.catalogue.upkeep
        merged = line.merged_into is not None
        back = partial(upkeep.undo, line.operation) if merged else partial(upkeep.take_back, line.ref.id)
        self.write(back, _("“%(name)s” is back.") % {"name": line.ref.text})

    def _history(self) -> None:
        line = self.lines.line(self.table.row)
        if line is not None:
            self.show_history.emit(line.ref)
