"""Erasing a person: what would go is shown first; it is the only thing here that can't be undone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from vademecum import fields
from vademecum.gui import theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.page import ManagePage, action, row_of, whole
from vademecum.records import Changes, ErasePlan, MovedLink
from vademecum.texts import _, ngettext

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue


class ErasePage(ManagePage):
    """A name, where it stands, and a question before it goes. ``erased``: the name of who went."""

    erased = Signal(str)

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self.head(
            _("Erase a person"),
            _("Takes a person out of the records, the history and the search. This can't be undone."),
        )
        self._name = ""  # of the preview
        self.lines: LineModel[MovedLink] = LineModel(
            (
                Column(_("Kind"), lambda line: fields.type_label(line.ref.type)),
                Column(_("Record"), lambda line: line.ref.text, wide=True),
                Column(_("What"), lambda line: line.text, wide=True),
            ),
            self,
        )
        self.name = QLineEdit(self)
        self.name.setAccessibleName(_("Name of the person"))
        self.name.setPlaceholderText(_("Name of the person"))
        self.name.setMaximumWidth(theme.theme().px(360))
        self.name.returnPressed.connect(self.preview)
        self.name.textChanged.connect(self._outdated)
        self.look = action(_("Show what goes"), "search", self.preview)
        self.table = LineTable(self.lines, _("What goes"), self)
        self.table.opened.connect(self._show)
        self._counts = QLabel(self)
        self._counts.setWordWrap(True)
        self.erase = action(_("Erase for good …"), "trash-2", self._ask_again)
        self.sure = action(_("Yes, erase for good"), "check", self.erase_now, primary=True)
        self.not_sure = action(_("Don't erase"), "x", self._calm)
        self.content.addLayout(row_of(self.name, self.look, None))
        self.content.addWidget(self._counts)
        self.content.addWidget(self.table, 1)
        self.content.addLayout(row_of(self.erase, self.sure, self.not_sure, None))
        self.look.setVisible(not read_only)
        self._outdated()

    def concerned(self, changes: Changes) -> bool:  # noqa: ARG002 - asked again before anything goes
        """The preview is asked for by hand."""
        return False

    def preview(self) -> None:
        """Where the person stands."""
        name = self.name.text().strip()
        if name and not self.read_only:
            self.said.clear()
            self.ask(partial(self.catalogue.upkeep.plan_erase, name), partial(self._take, name), "plan")

    def _take(self, name: str, plan: ErasePlan) -> None:
        if name != self.name.text().strip():
            return
        self._name = name
        self.lines.show((*plan.contacts, *plan.texts))
        count = self.lines.rowCount()
        said = ngettext("%(count)s place in the records", "%(count)s places in the records", count)
        lines = ngettext("%(count)s line of the history", "%(count)s lines of the history", plan.history)
        self._counts.setText(f"{said % {'count': whole(count)}}, {lines % {'count': whole(plan.history)}}.")
        self.erase.setEnabled(bool(count or plan.history))

    def _outdated(self, _text: str = "") -> None:
        self._name = ""
        self.lines.show(())
        self._counts.clear()
        self._calm()
        self.erase.setEnabled(False)

    def _calm(self) -> None:
        self.erase.setVisible(not self.read_only)
        self.sure.hide()
        self.not_sure.hide()

    def _ask_again(self) -> None:
        self.say(_("Backups and exports that were made before still hold the person: throw those away yourself."))
        self.erase.hide()
        self.sure.show()
        self.not_sure.show()
        self.not_sure.setFocus()

    def erase_now(self) -> None:
        """Erase the person of the preview."""
        if self._name and not self.read_only:
            gone = partial(self.catalogue.upkeep.erase_person, self._name)
            self.jobs.write(gone, partial(self._erased, self._name), failed=self.failed)

    def _erased(self, name: str, _changes: Changes) -> None:
        self.erased.emit(name)
        self.name.clear()
        self._outdated()
        self.say(_("The person is erased."), "good")

    def _show(self) -> None:
        line = self.lines.line(self.table.row)
        if line is not None:
            self.open_record.emit(line.ref)
