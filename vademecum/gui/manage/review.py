"""Review: what should be looked at, with changes to accept one by one or all that are ticked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.page import ManagePage, action, before_after, caption, choice_box, row_of, split, whole
from vademecum.gui.pages.parts import text_label
from vademecum.records import Accepted, FieldChange, Finding, Proposal, Record, record_type
from vademecum.texts import _, ngettext

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue


class ReviewPage(ManagePage):
    """Findings above, what accepting the chosen one would change below."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self.head(
            _("Review"),
            _("What may be wrong or missing. Where a change can be proposed without guessing, you can accept it."),
        )
        self.findings: LineModel[Finding] = LineModel(
            (
                Column(_("Record"), lambda line: line.ref.text, wide=True),
                Column(_("What"), lambda line: line.kind_label),
                Column(_("Explanation"), lambda line: line.text, wide=True),
                Column(_("Proposal"), lambda line: _("yes") if line.proposals else ""),
            ),
            self,
            key=lambda line: line.key,
            can_tick=lambda line: len(line.proposals) == 1 and not read_only,
        )
        self.differences: LineModel[FieldChange] = LineModel(before_after(), self)
        self.findings.ticks_changed.connect(self._enable)
        self._all: tuple[Finding, ...] = ()
        self._make()

    def _make(self) -> None:
        self.kinds = choice_box(_("Findings to show"), self)
        self.kinds.activated.connect(self._filter)
        self.table = LineTable(self.findings, _("Findings"), self)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._show)
        self._text = text_label("")
        self.proposals = choice_box(_("Proposals"), self)
        self.proposals.activated.connect(self._preview)
        self.difference_table = LineTable(self.differences, _("Differences"), self, wrap=True)
        self.accept = action(_("Accept"), "check", self.accept_one, primary=True)
        self.accept_ticked = action(_("Accept what is ticked"), "check", self.accept_several)
        self.tick_all = action(_("Tick all"), "check", partial(self.findings.tick, on=True))
        self.show_button = action(_("Show record"), "file-text", self._show)
        self.edit_button = action(_("Edit record"), "pencil", self._edit)
        above, below = QVBoxLayout(), QVBoxLayout()
        above.addLayout(row_of(self.kinds, None))
        above.addWidget(self.table, 1)
        above.addLayout(row_of(self.tick_all, self.accept_ticked, None, self.show_button, self.edit_button))
        below.addWidget(caption(_("Proposal"), self))
        below.addWidget(self._text)
        below.addLayout(row_of(self.proposals, None))
        below.addWidget(self.difference_table, 1)
        below.addLayout(row_of(self.accept, None))
        self.content.addWidget(split(Qt.Orientation.Vertical, (above, 360), (below, 240)), 1)
        for widget in (self.accept, self.accept_ticked, self.tick_all, self.edit_button):
            widget.setVisible(not self.read_only)
        self._enable()

    def load(self) -> None:
        """Ask for all findings."""
        self.ask(self.catalogue.upkeep.review, self._take, "review")

    def _take(self, findings: tuple[Finding, ...]) -> None:
        self._all = findings
        chosen = self.kinds.currentData()
        labels = {finding.kind: finding.kind_label for finding in findings}
        self.kinds.clear()
        self.kinds.addItem(_("All findings (%(count)s)") % {"count": whole(len(findings))}, None)
        for kind, label in labels.items():
            self.kinds.addItem(f"{label} ({whole(sum(finding.kind == kind for finding in findings))})", kind)
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(chosen)))
        self._filter()
        if not findings and not self.said.text():
            self.say(_("Nothing to look at."), "good")

    def _filter(self, _at: int = 0) -> None:
        kind = self.kinds.currentData()
        row = max(0, self.table.row)
        self.findings.show([finding for finding in self._all if kind in (None, finding.kind)])
        self.table.choose(row)
        self._chosen()

    def _chosen(self) -> None:
        finding = self.findings.line(self.table.row)
        self.proposals.clear()
        for proposal in finding.proposals if finding is not None else ():
            self.proposals.addItem(proposal.text)
        self.proposals.setVisible(self.proposals.count() > 1)
        words = ""
        if finding is not None:
            only = finding.proposals[0].text if len(finding.proposals) == 1 else ""
            words = only or finding.text
            if not finding.proposals:
                words += " " + _("Only a person can know what is right here.")
        self._text.setText(words)
        self._preview()
        self._enable()

    def _proposal(self) -> Proposal | None:
        finding = self.findings.line(self.table.row)
        if finding is None or not finding.proposals:
            return None
        return finding.proposals[max(0, self.proposals.currentIndex())]

    def _preview(self, _at: int = 0) -> None:
        proposal = self._proposal()
        self.differences.show(())
        if proposal is not None:
            self.ask(partial(_differences, self.catalogue, proposal.record), self.differences.show, "differences")

    def _enable(self) -> None:
        there = self.findings.line(self.table.row) is not None
        self.accept.setEnabled(self._proposal() is not None)
        self.show_button.setEnabled(there)
        self.edit_button.setEnabled(there)
        self.accept_ticked.setEnabled(bool(self.findings.ticked))

    def _show(self) -> None:
        finding = self.findings.line(self.table.row)
        if finding is not None:
            self.open_record.emit(finding.ref)

    def _edit(self) -> None:
        finding = self.findings.line(self.table.row)
        if finding is not None and not self.read_only:
            self.edit_record.emit(finding.ref)

    # What the user does ---------------------------------------------------------------------------------------------

    def accept_one(self) -> None:
        """Do what the chosen proposal says."""
        proposal = self._proposal()
        if proposal is not None and not self.read_only:
            self.write(partial(self.catalogue.upkeep.accept, proposal), _("Done: %(what)s") % {"what": proposal.text})

    def accept_several(self) -> None:
        """Do all that is ticked."""
        ticked = [finding for finding in self.findings.lines if finding.key in self.findings.ticked]
        if ticked and not self.read_only:
            accept = partial(self.catalogue.upkeep.accept_all, ticked)
            self.jobs.write(accept, self._accepted, failed=self.failed)

    def _accepted(self, accepted: Accepted) -> None:
        self.findings.tick(on=False)
        count = accepted.count
        said = ngettext("%(count)s proposal accepted.", "%(count)s proposals accepted.", count) % {
            "count": whole(count)
        }
        if accepted.left:
            names = ", ".join(ref.text for ref in accepted.left)
            said += " " + _("Changed meanwhile, or not to be saved so; look again: %(names)s.") % {"names": names}
        self.say(said, "attention" if accepted.left else "good")
        if count:
            self.offer_undo(accepted.changes.operation)
        self.load()


def _differences(catalogue: Catalogue, record: Record) -> tuple[FieldChange, ...]:
    """In another thread."""
    return catalogue.upkeep.differences(catalogue.load(record_type(record), record.id), record)
