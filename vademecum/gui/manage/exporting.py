"""Export: everything, the selection or the current list, as .xlsx, .csv or .json; and forms to mail."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QLabel, QVBoxLayout, QWidget

from vademecum import fields
from vademecum.gui import theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.page import ManagePage, action, caption, choice_box, row_of, whole
from vademecum.gui.manage.scope import SELECTION, Scope, ScopeBox
from vademecum.gui.pages.parts import text_label
from vademecum.records import Changes, ExportResult
from vademecum.texts import _

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue


class ExportPage(ManagePage):
    """Two cards: a file with records, and forms for the organisations to fill in."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self.head(_("Export to a file"), _("What goes out can come back: an untouched export changes nothing."))
        self.scope = ScopeBox(self, everything=True)
        self.form_scope = ScopeBox(self, everything=False)
        self.kind = choice_box(_("Kind of file"), self)
        for label, ending in (
            (_("Spreadsheet (.xlsx)"), ".xlsx"),
            (_("Organisations as text (.csv)"), ".csv"),
            (_("All details (.json)"), ".json"),
        ):
            self.kind.addItem(label, ending)
        self.internal = QCheckBox(_("With internal contacts and notes"), self)
        self.keep = action(_("Export …"), "external-link", self.choose_file, primary=True)
        self.forms = action(_("Make forms …"), "mail", self.choose_form_file)
        note = _("Internal contacts are personal data: only tick this when the file stays within your service.")
        self._card(
            _("A file"),
            QLabel(_("Which organisations"), self),
            row_of(self.scope.box, self.kind, None),
            self.internal,
            text_label(note, "quiet"),
            row_of(self.keep, None),
        )
        self._search_first = text_label(_("Search or select in the main window first: forms are for what is there."))
        told = _("A form for each organisation, to mail. Drop the reply on “Import”: you see what they changed.")
        self._card(
            _("Forms to mail"),
            text_label(told, "quiet"),
            self._search_first,
            row_of(self.form_scope.box, self.forms, None),
        )
        self.content.addStretch(1)

    def _card(self, title: str, *items: QWidget | object) -> None:
        card = QFrame(self)
        theme.set_role(card, "card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(caption(title, card))
        for item in items:
            if isinstance(item, QWidget):
                layout.addWidget(item)
            else:
                layout.addLayout(item)  # type: ignore[arg-type]
        self.content.addWidget(card)

    def show_scopes(self, scopes: list[Scope]) -> None:
        """What the main window offers now."""
        self.scope.show(scopes)
        self.form_scope.show(scopes)
        there = self.form_scope.scope is not None
        self.forms.setEnabled(there)
        self.form_scope.box.setVisible(there)
        self._search_first.setVisible(not there)

    def take_selection(self, what: str) -> None:
        """What is selected in the main window goes out, in a file or in "forms"."""
        forms = what == "forms"
        (self.form_scope if forms else self.scope).choose(SELECTION)
        (self.forms if forms else self.keep).setFocus(Qt.FocusReason.OtherFocusReason)

    def concerned(self, changes: Changes) -> bool:  # noqa: ARG002 - nothing of the catalogue is shown
        """Nothing of the catalogue is shown here."""
        return False

    def choose_file(self) -> None:
        """Ask where to."""
        ending = str(self.kind.currentData())
        path, _kind = QFileDialog.getSaveFileName(self, _("Export"), f"vademecum{ending}", f"*{ending}")
        if path:
            self.export(Path(path).with_suffix(ending))

    def export(self, path: Path) -> None:
        """Write the file."""
        scope = self.scope.scope
        if scope is not None:
            write = partial(
                self.catalogue.exchange.export,
                path,
                scope.ids,
                internal=self.internal.isChecked(),
                progress=self.begin(),
            )
            self.ask(write, self._exported, "export")

    def _exported(self, result: ExportResult) -> None:
        self.rest()
        counts = ", ".join(
            f"{whole(count)} {fields.type_label(kind)}" for kind, count in result.counts.items() if count
        )
        said = _("Written: %(file)s (%(counts)s).") % {"file": result.file, "counts": counts}
        if result.internal:
            said += " " + _("Internal contacts are in it.")
        self.say(said, "good")

    def choose_form_file(self) -> None:
        """Ask where to."""
        path, _kind = QFileDialog.getSaveFileName(self, _("Make forms"), _("form") + ".xlsx", "*.xlsx")
        if path:
            self.write_forms(Path(path).with_suffix(".xlsx"))

    def write_forms(self, path: Path) -> None:
        """Write the forms."""
        scope = self.form_scope.scope
        if scope is not None and scope.ids:
            write = partial(self.catalogue.exchange.write_forms, path, scope.ids)
            self.ask(write, partial(self._formed, path), "forms")

    def _formed(self, path: Path, _nothing: None) -> None:
        self.say(_("The forms are in %(file)s.") % {"file": path}, "good")
