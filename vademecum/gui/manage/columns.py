"""What the columns of a file are taken for, to be corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from vademecum.gui import theme
from vademecum.gui.pages.parts import text_label
from vademecum.gui.parts import still
from vademecum.records import ColumnChoice, ColumnMatch, Plan, SheetMatch
from vademecum.texts import _

# Of sheets; of columns per table; of kinds for new actors.
Choices = tuple[Sequence[ColumnChoice], Mapping[str, Sequence[ColumnChoice]], Sequence[ColumnChoice]]
UNSURE = 80  # of 100
SHEET, KIND = -1, -2  # places of boxes that are about no column


class ColumnsPane(QScrollArea):
    """A box to choose from for each sheet and each column. ``changed``: something was corrected."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tables: dict[str, str] = {}
        self._keys: dict[tuple[str, int], str | None] = {}
        self._focus: tuple[str, int] | None = None
        self._kind = ""  # of new actors, where the file doesn't tell
        self.boxes: dict[tuple[str, int], QComboBox] = {}  # by sheet and column

    def clear(self) -> None:
        """Forget the corrections."""
        self._tables, self._keys, self._focus = {}, {}, None
        self._kind = ""

    def tables(self) -> Mapping[str, str]:
        """The corrected sheets."""
        return dict(self._tables)

    def chosen(self) -> Mapping[tuple[str, int], str | None]:
        """The corrected columns."""
        return dict(self._keys)

    def for_new(self) -> Mapping[str, str]:
        """What new actors get where the file says nothing."""
        return {"kind": self._kind} if self._kind else {}

    def show_plan(self, plan: Plan, choices: Choices) -> None:
        """The sheets and columns of a plan."""
        pane = QWidget(self)
        theme.set_role(pane, "plain")
        layout = QVBoxLayout(pane)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(4)
        self.boxes = {}
        for sheet in plan.sheets:
            self._add_sheet(layout, sheet, choices)
        if not plan.sheets:
            layout.addWidget(text_label(_("This file holds whole records: there are no columns to choose."), "quiet"))
        layout.addStretch(1)
        self.setWidget(pane)
        if self._focus in self.boxes:
            self.boxes[self._focus].setFocus()
            self.ensureWidgetVisible(self.boxes[self._focus])

    def _add_sheet(self, layout: QVBoxLayout, sheet: SheetMatch, choices: Choices) -> None:
        label = text_label(
            _("Sheet “%(name)s” is") % {"name": sheet.name} if sheet.name else _("This file is"), "strong"
        )
        box = QComboBox()
        still(box)
        box.setAccessibleName(label.text())
        box.addItem(_("not read"), "")
        for choice in choices[0]:
            box.addItem(choice.label, choice.key)
        box.setCurrentIndex(max(0, box.findData(sheet.table)))
        box.activated.connect(partial(self._sheet_corrected, sheet.name, box))
        self.boxes[sheet.name, SHEET] = box
        layout.addWidget(label)
        layout.addWidget(box)
        if sheet.remembered:
            layout.addWidget(text_label(_("The columns are as you chose them last time."), "quiet"))
        if sheet.table == "actor":
            self._add_kind(layout, sheet.name, choices[2])
        if sheet.table:
            for column in sheet.columns:
                self._add_column(layout, column, choices[1].get(sheet.table, ()))

    def _add_kind(self, layout: QVBoxLayout, sheet: str, choices: Sequence[ColumnChoice]) -> None:
        label = QLabel(_("Kind of new actors, where the file doesn't tell"))
        label.setWordWrap(True)
        label.setContentsMargins(4, 6, 0, 0)
        box = QComboBox()
        still(box)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(10)
        box.setAccessibleName(label.text())
        box.addItem(_("not chosen"), "")
        for choice in choices:
            box.addItem(choice.label, choice.key)
        box.setCurrentIndex(max(0, box.findData(self._kind)))
        box.activated.connect(partial(self._kind_chosen, sheet, box))
        self.boxes[sheet, KIND] = box
        layout.addWidget(label)
        layout.addWidget(box)

    def _kind_chosen(self, sheet: str, box: QComboBox, _at: int) -> None:
        self._kind = str(box.currentData())
        self._focus = (sheet, KIND)
        self.changed.emit()

    def _add_column(self, layout: QVBoxLayout, column: ColumnMatch, choices: Sequence[ColumnChoice]) -> None:
        header = column.header or _("(without a heading)")
        label = QLabel(header)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setContentsMargins(4, 6, 0, 0)
        box = QComboBox()
        still(box)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(10)
        box.setAccessibleName(_("Column “%(name)s” is") % {"name": header})
        box.addItem(_("not read"), None)
        for choice in choices:
            box.addItem(choice.label, choice.key)
            if choice.help:
                box.setItemData(box.count() - 1, choice.help, Qt.ItemDataRole.ToolTipRole)
        box.setCurrentIndex(max(0, box.findData(column.key)) if column.key is not None else 0)
        box.setToolTip(", ".join(column.examples))
        box.activated.connect(partial(self._column_corrected, column.sheet, column.position, box))
        self.boxes[column.sheet, column.position] = box
        layout.addWidget(label)
        layout.addWidget(box)
        notes = []
        if column.key is not None and column.sure < UNSURE:
            notes.append(_("not sure"))
        if column.examples:
            notes.append(_("for example %(example)s") % {"example": column.examples[0][:40]})
        if notes:
            layout.addWidget(text_label(" · ".join(notes), "attention" if len(notes) > 1 else "quiet"))

    def _sheet_corrected(self, sheet: str, box: QComboBox, _at: int) -> None:
        self._tables[sheet] = str(box.currentData())
        self._keys = {key: chosen for key, chosen in self._keys.items() if key[0] != sheet}
        self._focus = (sheet, SHEET)
        self.changed.emit()

    def _column_corrected(self, sheet: str, position: int, box: QComboBox, _at: int) -> None:
        self._keys[sheet, position] = box.currentData()
        self._focus = (sheet, position)
        self.changed.emit()
