"""Forms that come back: what each organisation changed, to accept or to refuse line by line."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QVBoxLayout, QWidget

from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.page import ManagePage, action, caption, row_of, split, whole
from vademecum.gui.pages.parts import text_label
from vademecum.records import Changes, Reply, ReplyLine
from vademecum.texts import _, date_words

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue


class RepliesPage(ManagePage):
    """Forms at the left, the differences of the chosen one at the right, all ticked at first but what has a problem."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self.head(
            _("Forms"),
            _("What organisations filled in. Tick what you accept; the form is noted as the source."),
        )
        self._path: Path | None = None
        self.replies: LineModel[Reply] = LineModel(
            (
                Column(_("Organisation"), lambda line: line.name, wide=True),
                Column(_("Differences"), lambda line: whole(len(line.lines)), number=True),
                Column(_("Filled in"), lambda line: date_words(line.date)),
            ),
            self,
        )
        self.lines: LineModel[ReplyLine] = LineModel(
            (
                Column(_("Field"), lambda line: line.label),
                Column(_("We have"), lambda line: line.before, wide=True, role=lambda _line: "quiet"),
                Column(_("They say"), lambda line: line.after, wide=True),
                Column(
                    _("Remarks"),
                    _remark,
                    wide=True,
                    role=lambda line: "bad" if line.problem is not None else "attention",
                ),
            ),
            self,
            key=lambda line: line.key,
            can_tick=lambda line: not read_only and (line.problem is None or line.problem.level != "error"),
        )
        self._make()

    def _make(self) -> None:
        self.choose = action(_("Choose a file …"), "file-text", self.choose_file)
        self.choose.setEnabled(not self.read_only)
        self.table = LineTable(self.replies, _("Forms"), self)
        self.table.chosen.connect(self._chosen)
        self.line_table = LineTable(self.lines, _("Differences"), self, wrap=True)
        self._note = text_label("", "attention")
        self.checked = QCheckBox(_("Note it as checked by mail"), self)
        self.checked.setChecked(True)
        self.accept = action(_("Accept what is ticked"), "check", self.take_over, primary=True)
        self.accept.setVisible(not self.read_only)
        self.lines.ticks_changed.connect(self._enable)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addLayout(row_of(self.choose, None))
        left.addWidget(self.table, 1)
        self._name = caption("", self)
        right.addWidget(self._name)
        right.addWidget(self._note)
        right.addWidget(self.line_table, 1)
        right.addLayout(row_of(self.accept, self.checked, None))
        self.content.addWidget(split(Qt.Orientation.Horizontal, (left, 320), (right, 620)), 1)
        self._chosen()

    def choose_file(self) -> None:
        """Ask for a form that came back."""
        path, _kind = QFileDialog.getOpenFileName(self, _("Forms"), "", "*.xlsx")
        if path:
            self.open_file(Path(path))

    def open_file(self, path: Path) -> None:
        """Read the forms in a file."""
        self._path = path
        self._stale = False
        self.load()

    def load(self) -> None:
        """Read the file again: what was accepted differs no more."""
        if self._path is not None:
            self.ask(partial(self.catalogue.exchange.read_replies, self._path), self._take, "replies")

    def _take(self, replies: tuple[Reply, ...]) -> None:
        said = (at for at, reply in enumerate(replies) if reply.lines)
        row = self.table.row if self.table.row >= 0 else next(said, 0)
        self.replies.show(replies)
        self.table.choose(row)
        self._chosen()

    def _chosen(self) -> None:
        reply = self.replies.line(self.table.row)
        self._name.setText(reply.name if reply is not None else "")
        self.lines.show(reply.lines if reply is not None else ())
        self.lines.tick(on=True)
        notes = []
        if reply is not None:
            notes = [problem.text for problem in reply.problems]
            if not reply.lines:
                notes.append(_("This form says nothing that we don't have."))
        self._note.setText(" ".join(notes))
        self._note.setVisible(bool(notes))
        self.checked.setVisible(reply is not None and reply.confirmed and not self.read_only)
        self._enable()

    def _enable(self) -> None:
        reply = self.replies.line(self.table.row)
        self.accept.setEnabled(reply is not None and bool(self.lines.ticked or reply.confirmed))

    def take_over(self) -> None:
        """Take over the ticked lines of this form, in one operation."""
        reply = self.replies.line(self.table.row)
        if reply is not None and not self.read_only:
            accept = partial(
                self.catalogue.exchange.accept_reply, reply, self.lines.ticked, checked=self.checked.isChecked()
            )
            self.write(accept, _("Taken over from the form of “%(name)s”.") % {"name": reply.name})

    def concerned(self, changes: Changes) -> bool:
        """Compare again after any change of an organisation."""
        return self._path is not None and super().concerned(changes)


def _remark(line: ReplyLine) -> str:
    if line.problem is not None:
        return line.problem.text
    return _("changed by us meanwhile: %(value)s") % {"value": line.meanwhile} if line.meanwhile is not None else ""


def _remark_role(line: ReplyLine) -> str:
    return "bad" if line.problem is not None else "attention"
