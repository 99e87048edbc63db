"""History: all operations or those of one record, field by field; what can be taken back, and why not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from vademecum import fields
from vademecum.gui import theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.page import MORE, ManagePage, action, caption, moment, pane_of, row_of, split, whole
from vademecum.records import FieldChange, HistoryLine, OperationLine, RecordType, Ref
from vademecum.texts import _, ngettext

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue


class HistoryPage(ManagePage):
    """Operations above, their changes field by field below; of one record its versions."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self._ref: Ref | None = None
        self.head(_("History"), "")
        self.operations: LineModel[OperationLine] = LineModel(
            (
                Column(_("When"), lambda line: moment(line.at)),
                Column(_("Who"), lambda line: line.who),
                Column(_("What"), lambda line: line.title, wide=True, role=_quiet_if_undone),
                Column(_("Records"), lambda line: whole(line.count), number=True),
                Column(_("State"), lambda line: _("taken back") if line.undone else "", role=lambda _line: "quiet"),
            ),
            self,
        )
        self.versions: LineModel[HistoryLine] = LineModel(
            (
                Column(_("When"), lambda line: moment(line.at)),
                Column(_("Who"), lambda line: line.who),
                Column(_("What"), lambda line: line.title, wide=True),
                Column(_("Source"), lambda line: ", ".join(line.sources)),
            ),
            self,
        )
        self.parts: LineModel[HistoryLine] = LineModel(
            (
                Column(_("Kind"), lambda line: fields.type_label(line.ref.type)),
                Column(_("Name"), lambda line: line.ref.text, wide=True),
                Column(_("What"), lambda line: _what(line)),
            ),
            self,
        )
        self.fields: LineModel[FieldChange] = LineModel(
            (
                Column(_("Field"), lambda line: line.label),
                Column(_("Was"), lambda line: line.before, wide=True, role=lambda _line: "quiet"),
                Column(_("Became"), lambda line: line.after, wide=True),
            ),
            self,
        )
        self._make()
        self.operations.wanted.connect(self._more)

    def _make(self) -> None:
        self.operation_table = LineTable(self.operations, _("What was done"), self)
        self.operation_table.chosen.connect(self._operation_chosen)
        self.version_table = LineTable(self.versions, _("Versions of this record"), self)
        self.version_table.chosen.connect(self._version_chosen)
        self.part_table = LineTable(self.parts, _("Records in this operation"), self)
        self.part_table.chosen.connect(self._part_chosen)
        self.part_table.opened.connect(self._open)
        self.field_table = LineTable(self.fields, _("Differences"), self, wrap=True)
        self._whose = QLabel(self)
        self._whose.setWordWrap(True)
        theme.set_role(self._whose, "strong")
        self.everything = action(_("All history"), "list", self.show_all)
        self.undo_operation = action(_("Take back"), "undo-2", self.take_back, primary=True)
        self.restore = action(_("Put back this version"), "history", self.put_back, primary=True)
        self.only_this = action(_("Versions"), "history", self._only_this)
        self.open_button = action(_("Show record"), "file-text", self._open)
        self._why = QLabel(self)
        self._why.setWordWrap(True)
        theme.set_role(self._why, "quiet")
        above = QVBoxLayout()
        above.addLayout(row_of(self._whose, self.everything))
        above.addWidget(self.operation_table, 1)
        above.addWidget(self.version_table, 1)
        above.addLayout(row_of(self.undo_operation, self.restore, self._why))
        left, right = QVBoxLayout(), QVBoxLayout()
        self._part_caption = caption(_("Records"), self)
        left.addWidget(self._part_caption)
        left.addWidget(self.part_table, 1)
        left.addLayout(row_of(self.only_this, self.open_button, None))
        right.addWidget(caption(_("Field by field"), self))
        right.addWidget(self.field_table, 1)
        self._left = pane_of(left)
        below = split(Qt.Orientation.Horizontal, (self._left, 400), (right, 560))
        both = split(Qt.Orientation.Vertical, (above, 320), (below, 300))
        self.content.addWidget(both, 1)
        self._arrange()

    # What is shown --------------------------------------------------------------------------------------------------

    def show_record(self, ref: Ref) -> None:
        """The history of one record alone."""
        self._ref = ref
        self._stale = False
        self._arrange()
        self.load()

    def show_all(self) -> None:
        """All operations."""
        self._ref = None
        self._arrange()
        self.load()

    def _arrange(self) -> None:
        one = self._ref is not None
        self.head(
            _("History"),
            _("What was done with this record. Any version can be put back.")
            if one
            else _("Everything that was done, and by whom. What was taken back can be done again the same way."),
        )
        self._whose.setText(self._ref.text if self._ref is not None else "")
        for widget, shown in (
            (self._whose, one),
            (self.everything, one),
            (self.version_table, one),
            (self.restore, one and not self.read_only),
            (self.operation_table, not one),
            (self.undo_operation, not one and not self.read_only),
            (self._left, not one),
        ):
            widget.setVisible(shown)

    def load(self) -> None:
        """Ask again, as many as are there."""
        if self._ref is not None:
            kind = cast(RecordType, self._ref.type)
            self.ask(partial(self.catalogue.upkeep.history, kind, self._ref.id), self._take_versions, "versions")
            return
        limit = max(MORE, self.operations.rowCount())
        self.ask(partial(self.catalogue.upkeep.operations, limit), partial(self._take_operations, limit), "operations")

    def _more(self, _count: int) -> None:
        last = self.operations.line(self.operations.rowCount() - 1)
        if last is not None:
            ask = partial(self.catalogue.upkeep.operations, MORE, last.number)
            self.ask(ask, self._add_operations, "operations")

    def _take_operations(self, limit: int, lines: tuple[OperationLine, ...]) -> None:
        if self._ref is not None:
            return  # a record was asked for meanwhile
        row = max(0, self.operation_table.row)
        self.operations.show(lines, more=len(lines) == limit)
        self.operation_table.choose(row)
        self._operation_chosen()

    def _add_operations(self, lines: tuple[OperationLine, ...]) -> None:
        self.operations.add(lines, more=len(lines) == MORE)

    def _take_versions(self, lines: tuple[HistoryLine, ...]) -> None:
        if self._ref is None:
            return
        row = max(0, self.version_table.row)
        self.versions.show(lines)
        self.version_table.choose(row)
        self._version_chosen()

    def _operation_chosen(self) -> None:
        line = self.operations.line(self.operation_table.row)
        self.undo_operation.setEnabled(line is not None and line.undoable)
        redo = line is not None and line.undoes is not None
        self.undo_operation.setText(" " + (_("Do again") if redo else _("Take back")))
        self._why.setText(line.why_not if line is not None and not line.undone else "")
        if line is None:
            self.parts.show(())
        elif self._ref is None:
            self.ask(
                partial(self.catalogue.upkeep.operation, line.number), partial(self._take_parts, line), "operation"
            )

    def _take_parts(self, line: OperationLine, parts: tuple[HistoryLine, ...]) -> None:
        if self._ref is not None:
            return
        said = ngettext("%(count)s record", "%(count)s records", line.count) % {"count": whole(line.count)}
        if len(parts) < line.count:
            said = _("%(shown)s of %(count)s records") % {"shown": whole(len(parts)), "count": whole(line.count)}
        self._part_caption.setText(said)
        self.parts.show(parts)
        self.part_table.choose(0)
        self._part_chosen()

    def _part_chosen(self) -> None:
        line = self.parts.line(self.part_table.row)
        self.only_this.setEnabled(line is not None)
        self.open_button.setEnabled(line is not None and line.what != "deleted")
        self.fields.show(line.differences if line is not None else ())

    def _version_chosen(self) -> None:
        if self._ref is None:
            return
        row = self.version_table.row
        line = self.versions.line(row)
        self.restore.setEnabled(line is not None and line.restorable and row > 0)
        self._why.setText(_("This is the record as it is now.") if row == 0 else "")
        self.fields.show(line.differences if line is not None else ())

    # What the user does ---------------------------------------------------------------------------------------------

    def take_back(self) -> None:
        """Undo the chosen operation; of an undo that is doing it again."""
        line = self.operations.line(self.operation_table.row)
        if line is not None and line.undoable and not self.read_only:
            words = _("Taken back: %(what)s") % {"what": line.title}
            if line.undoes is not None:
                words = _("Done again.")
            self.write(partial(self.catalogue.upkeep.undo, line.number), words)

    def put_back(self) -> None:
        """The record becomes as it was after the chosen change."""
        line = self.versions.line(self.version_table.row)
        if self._ref is not None and line is not None and line.restorable and not self.read_only:
            kind = cast(RecordType, self._ref.type)
            restore = partial(self.catalogue.upkeep.restore_version, kind, self._ref.id, line.number)
            self.write(restore, _("Put back as it was on %(when)s.") % {"when": moment(line.at)})

    def _only_this(self) -> None:
        line = self.parts.line(self.part_table.row)
        if line is not None:
            self.show_record(line.ref)

    def _open(self) -> None:
        line = self.parts.line(self.part_table.row)
        if line is not None and line.what != "deleted":
            self.open_record.emit(line.ref)


def _what(line: HistoryLine) -> str:
    words = {"added": _("added"), "changed": _("changed"), "deleted": _("deleted"), "damaged": _("damaged")}
    return words[line.what]


def _quiet_if_undone(line: OperationLine) -> str:
    return "quiet" if line.undone else ""
