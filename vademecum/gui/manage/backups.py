"""Backups: which there are, what differs, going back to one; and checking and repairing the catalogue."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from vademecum import fields
from vademecum.gui import theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.page import ManagePage, action, caption, moment, row_of, split, whole
from vademecum.records import Backup, Changes, Difference, DifferenceLine, Problem, Repair, SafetyState
from vademecum.texts import _, date_words, ngettext

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue


class BackupsPage(ManagePage):
    """Backups at the left, what differs from the chosen one at the right, checking below."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self.head(
            _("Backups"), _("Copies are made by themselves: at a start, and before imports, restores and repairs.")
        )
        self.backups: LineModel[Backup] = LineModel(
            (
                Column(_("No."), lambda line: str(line.number), number=True),
                Column(_("Made"), lambda line: moment(line.made)),
                Column(_("Why"), lambda line: line.why_text, wide=True),
                Column(_("Size"), lambda line: QLocale().formattedDataSize(line.size), number=True),
                Column(
                    _("State"),
                    lambda line: _("good") if line.sound else _("damaged"),
                    role=lambda line: "good" if line.sound else "bad",
                ),
            ),
            self,
        )
        self.differences: LineModel[DifferenceLine] = LineModel(
            (
                Column(_("Since then"), _what),
                Column(_("Kind"), lambda line: fields.type_label(line.type)),
                Column(_("Name"), lambda line: line.name, wide=True),
            ),
            self,
        )
        self.problems: LineModel[Problem] = LineModel(
            (
                Column(
                    _("Level"),
                    lambda line: _level(line.level),
                    role=lambda line: "bad" if line.level == "error" else "",
                ),
                Column(_("What was found"), lambda line: line.text, wide=True),
            ),
            self,
        )
        self._make()

    def _make(self) -> None:
        self.table = LineTable(self.backups, _("Backups"), self)
        self.table.chosen.connect(self._chosen)
        self.difference_table = LineTable(self.differences, _("What differs from the backup"), self)
        self.problem_table = LineTable(self.problems, _("What was found"), self, wrap=True)
        self._state = QLabel(self)
        self._state.setWordWrap(True)
        theme.set_role(self._state, "quiet")
        self._counts = QLabel(self)
        self._counts.setWordWrap(True)
        self.make_now = action(_("Make a backup now"), "plus", self.make_backup)
        self.restore = action(_("Go back to this backup"), "history", self.go_back, primary=True)
        self.sure = action(_("Yes, go back"), "check", self._go_back_now, primary=True)
        self.not_sure = action(_("Don't go back"), "x", self._calm)
        self.check_button = action(_("Check the catalogue"), "badge-check", self.check)
        self.repair_button = action(_("Repair"), "check", self.repair, primary=True)
        left, right, below = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._state)
        left.addWidget(self.table, 1)
        left.addLayout(row_of(self.make_now, None))
        right.addWidget(caption(_("What differs"), self))
        right.addWidget(self._counts)
        right.addWidget(self.difference_table, 1)
        right.addLayout(row_of(self.restore, self.sure, self.not_sure, None))
        below.addWidget(caption(_("Check and repair"), self))
        below.addWidget(self.problem_table, 1)
        below.addLayout(row_of(self.check_button, self.repair_button, None))
        sides = split(Qt.Orientation.Horizontal, (left, 480), (right, 460))
        both = split(Qt.Orientation.Vertical, (sides, 440), (below, 80))
        self.content.addWidget(both, 1)
        self.problem_table.hide()
        self.repair_button.hide()
        self._calm()
        for widget in (self.make_now, self.restore):
            widget.setEnabled(not self.read_only)

    def load(self) -> None:
        """Ask which backups there are."""
        self.ask(self.catalogue.safety.backups, self._take, "backups")
        self.ask(self.catalogue.safety.state, self._take_state, "state")

    def _take(self, backups: tuple[Backup, ...]) -> None:
        row = max(0, self.table.row)
        self.backups.show(backups)
        self.table.choose(row)

    def _take_state(self, state: SafetyState) -> None:
        parts = [ngettext("%(count)s backup", "%(count)s backups", state.backups) % {"count": whole(state.backups)}]
        if state.tested:
            parts.append(_("going back was tried on %(date)s") % {"date": date_words(state.tested[:10])})
        self._state.setText(". ".join((" · ".join(parts), *state.notes)))

    def _chosen(self) -> None:
        self._calm()
        backup = self.backups.line(self.table.row)
        self.differences.show(())
        self._counts.clear()
        if backup is not None and backup.sound:
            self.ask(partial(self.catalogue.safety.difference, backup), self._take_difference, "difference")

    def _take_difference(self, difference: Difference) -> None:
        if self.backups.line(self.table.row) != difference.backup:
            return
        self.differences.show(difference.lines)
        if not difference.lines:
            self._counts.setText(_("Nothing: the catalogue is as it was then."))
            return
        self._counts.setText(
            _("Since then %(added)s added, %(changed)s changed, %(deleted)s deleted. Going back undoes all of that.")
            % {
                "added": whole(difference.added),
                "changed": whole(difference.changed),
                "deleted": whole(difference.deleted),
            }
        )
        self.restore.setEnabled(not self.read_only)

    # What the user does ---------------------------------------------------------------------------------------------

    def make_backup(self) -> None:
        """Make one now."""
        if not self.read_only:
            self.jobs.write(self.catalogue.safety.backup, self._made, failed=self.failed)

    def _made(self, backup: Backup) -> None:
        self.say(_("Backup %(number)s is made: %(file)s") % {"number": backup.number, "file": backup.file}, "good")
        self.load()

    def go_back(self) -> None:
        """Ask once more, on the page itself."""
        backup = self.backups.line(self.table.row)
        if backup is not None and self.restore.isEnabled():
            self.say(_("The state of now is kept as a backup first."))
            self.restore.hide()
            self.sure.show()
            self.not_sure.show()
            self.not_sure.setFocus()

    def _calm(self) -> None:
        self.restore.setVisible(not self.read_only)
        self.restore.setEnabled(False)
        self.sure.hide()
        self.not_sure.hide()
        if self.differences.rowCount():
            self.restore.setEnabled(not self.read_only)

    def _go_back_now(self) -> None:
        backup = self.backups.line(self.table.row)
        if backup is None:
            return
        words = _("The catalogue is as on %(when)s again.") % {"when": moment(backup.made)}
        self._calm()
        self.jobs.write(
            partial(self.catalogue.safety.restore, backup), partial(self._gone_back, words), failed=self.failed
        )

    def _gone_back(self, words: str, changes: Changes) -> None:
        self.done(words, changes)
        self.load()

    def check(self) -> None:
        """Look at file, records, index and areas."""
        self.say(_("Checking …"))
        self.ask(self.catalogue.check, self._checked, "check")

    def _checked(self, problems: tuple[Problem, ...]) -> None:
        self.problems.show(problems)
        self.problem_table.setVisible(bool(problems))
        self.repair_button.setVisible(bool(problems) and not self.read_only)
        if problems:
            count = len(problems)
            said = ngettext("%(count)s problem found.", "%(count)s problems found.", count) % {"count": whole(count)}
            self.say(said, "attention")
        else:
            self.say(_("All is well: file, records, search and areas agree."), "good")

    def repair(self) -> None:
        """Put right what was found, after a backup."""
        if not self.read_only:
            self.say(_("Repairing …"))
            self.jobs.write(self.catalogue.safety.repair, self._repaired, failed=self.failed)

    def _repaired(self, repair: Repair) -> None:
        self._checked(repair.left)
        said = " ".join(repair.done) or _("There was nothing to repair.")
        if repair.kept:
            said += " " + _("The state before is kept in %(file)s.") % {"file": Path(repair.kept).name}
        self.say(said, "attention" if repair.left else "good")
        self.load()


def _what(line: DifferenceLine) -> str:
    return {"added": _("added"), "changed": _("changed"), "deleted": _("deleted")}[line.what]


def _level(level: str) -> str:
    return {"error": _("error"), "warning": _("warning"), "info": _("note")}[level]
