"""The KBO as second opinion: what its open data say differently, to accept field by field."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.page import ManagePage, action, choice_box, row_of, whole
from vademecum.records import Changes, KboFinding, KboReport, Ref
from vademecum.texts import _, date_words, ngettext

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

KINDS = ("stopped", "renamed", "moved", "differs")


class KboPage(ManagePage):
    """A list of what differs; nothing is taken over by itself."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self.head(
            _("KBO"),
            _("Holds our numbers against the monthly open data of the KBO (a .zip file). Nothing changes by itself."),
        )
        self._compared: KboReport | None = None
        self.lines: LineModel[KboFinding] = LineModel(
            (
                Column(_("Organisation"), lambda line: line.name, wide=True),
                Column(_("What"), lambda line: kind_words(line.kind)),
                Column(_("Field"), lambda line: field_words(line.field)),
                Column(_("We have"), lambda line: line.ours, wide=True),
                Column(_("The KBO says"), lambda line: line.theirs, wide=True),
            ),
            self,
            key=lambda line: line.key,
            can_tick=lambda line: line.acceptable and not read_only,
        )
        self.choose = action(_("Choose the .zip file …"), "file-text", self.choose_file)
        self.kinds = choice_box(_("Findings to show"), self)
        self.kinds.activated.connect(self._filter)
        self.table = LineTable(self.lines, _("What differs from the KBO"), self, wrap=True)
        self.table.opened.connect(self._show)
        self.table.chosen.connect(self._enable)
        self.lines.ticks_changed.connect(self._enable)
        self.accept = action(_("Accept what is ticked"), "check", self.take_over, primary=True)
        self.accept.setVisible(not read_only)
        self.show_button = action(_("Show record"), "file-text", self._show)
        self.content.addLayout(row_of(self.choose, self.kinds, None))
        self.content.addWidget(self.table, 1)
        self.content.addLayout(row_of(self.accept, None, self.show_button))
        self.kinds.hide()
        self._enable()

    def choose_file(self) -> None:
        """Ask for the file of the KBO."""
        path, _kind = QFileDialog.getOpenFileName(self, _("KBO"), "", "*.zip")
        if path:
            self.open_file(Path(path))

    def open_file(self, path: Path) -> None:
        """Compare; this takes a while."""
        self._stale = False
        self.ask(partial(self.catalogue.exchange.compare_kbo, path, self.begin()), self._take, "kbo")

    def _take(self, report: KboReport) -> None:
        self.rest()
        self._compared = report
        self.kinds.clear()
        self.kinds.addItem(_("All findings (%(count)s)") % {"count": whole(len(report.findings))}, None)
        for kind in KINDS:
            count = sum(finding.kind == kind for finding in report.findings)
            if count:
                self.kinds.addItem(f"{kind_words(kind)} ({whole(count)})", kind)
        self.kinds.show()
        self._filter()
        said = _("%(found)s of our %(asked)s numbers are in the KBO of %(date)s.")
        day = date_words(report.snapshot) if report.snapshot else "?"
        self.say(said % {"found": whole(report.found), "asked": whole(report.asked), "date": day})

    def _filter(self, _at: int = 0) -> None:
        kind = self.kinds.currentData()
        findings = self._compared.findings if self._compared is not None else ()
        self.lines.show([finding for finding in findings if kind in (None, finding.kind)])
        self.table.choose(0)

    def _enable(self) -> None:
        self.accept.setEnabled(bool(self.lines.ticked))
        self.show_button.setEnabled(self.lines.line(self.table.row) is not None)

    def _show(self) -> None:
        line = self.lines.line(self.table.row)
        if line is not None:
            self.open_record.emit(Ref(type="actor", id=line.actor_id, text=line.name))

    def take_over(self) -> None:
        """Take over what is ticked, with the KBO as source, in one operation."""
        ticked = self.lines.ticked
        if self._compared is None or not ticked or self.read_only:
            return
        accept = partial(self.catalogue.exchange.accept_kbo, self._compared, ticked)
        self.jobs.write(accept, partial(self._taken_over, ticked), failed=self.failed)

    def _taken_over(self, keys: frozenset[str], changes: Changes) -> None:
        """What was accepted leaves the list; a new comparison would take long."""
        assert self._compared is not None
        count = len(keys)
        words = ngettext("%(count)s finding taken over.", "%(count)s findings taken over.", count)
        self.done(words % {"count": whole(count)}, changes)
        self.lines.show([line for line in self.lines.lines if line.key not in keys])

    def concerned(self, changes: Changes) -> bool:  # noqa: ARG002 - the comparison stays as it is
        """The comparison stays as it is until the file is read again."""
        return False


def kind_words(kind: str) -> str:
    """What sort of finding it is."""
    return {
        "stopped": _("Stopped"),
        "renamed": _("Renamed"),
        "moved": _("Moved"),
        "differs": _("Differs"),
    }[kind]


def field_words(field: str) -> str:
    """Which fact it is about."""
    return {
        "status": _("Status"),
        "name": _("Name"),
        "seat": _("Seat"),
        "legal_form": _("Legal form"),
        "phone": _("Phone"),
        "email": _("Mail address"),
        "web": _("Website"),
    }[field]
