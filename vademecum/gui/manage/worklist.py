"""Ten a week: whom to call, what to say, and one key for what came of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from vademecum.gui import theme
from vademecum.gui.edit.checking import CheckDialog
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.ending import EndDialog
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.page import ManagePage, action, caption, split, whole
from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.parts import text_label
from vademecum.gui.pages.words import phone as phone_words
from vademecum.records import Changes, Outcome, Ref, WorkItem
from vademecum.texts import _, ngettext

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

TEN = 10
COUNTED = ("check", "no_answer", "stopped")
_LOOKED_BACK = 500  # operations


class WorklistPage(ManagePage):
    """The organisations at the left, the call at the right."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self._awaited: WorkItem | None = None  # being changed in the main window
        self.head(
            _("This week"),
            _("Ten organisations that need a check most: much asked, long ago, or much missing. One call each."),
        )
        self.items: LineModel[WorkItem] = LineModel(
            (
                Column(_("Organisation"), lambda line: line.ref.text, wide=True),
                Column(_("Place"), lambda line: line.town),
                Column(_("Complete"), lambda line: f"{round(line.completeness.share * 100)} %", number=True),
                Column(_("Tried"), lambda line: whole(line.tries) if line.tries else "", number=True),
            ),
            self,
        )
        self._make()

    def _make(self) -> None:
        self.progress = QLabel(self)
        self.progress.setWordWrap(True)
        theme.set_role(self.progress, "strong")
        self.table = LineTable(self.items, _("Organisations to call"), self)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._show)
        self._call_area = QScrollArea(self)
        self._call_area.setWidgetResizable(True)
        self._call_area.setMinimumHeight(theme.theme().px(160))
        self._call_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._call_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.right = action(_("1  Still right"), "check", partial(self.outcome, "right"), primary=True)
        self.changed = action(_("2  Changed …"), "pencil", partial(self.outcome, "changed"))
        self.no_answer = action(_("3  No answer"), "phone", partial(self.outcome, "no_answer"))
        self.stopped = action(_("4  Has stopped …"), "x", partial(self.outcome, "stopped"))
        self.show_button = action(_("Show record"), "file-text", self._show)
        self.part = action(_("5  A part is right …"), "badge-check", self.check_part)
        self._outcomes = (self.right, self.changed, self.no_answer, self.stopped, self.part)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.progress)
        left.addWidget(self.table, 1)
        right.addWidget(self._call_area, 1)
        right.addLayout(Flow((*self._outcomes, self.show_button), gap=8))
        self.content.addWidget(split(Qt.Orientation.Horizontal, (left, 480), (right, 460)), 1)
        outcomes: tuple[Outcome, ...] = ("right", "changed", "no_answer", "stopped")
        for key, outcome in zip("1234", outcomes, strict=True):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(partial(self.outcome, outcome))
        QShortcut(QKeySequence("5"), self).activated.connect(self.check_part)
        for widget in self._outcomes:
            widget.setVisible(not self.read_only)
        self._chosen()

    def load(self) -> None:
        """Ask for the ten, and what was done this week."""
        self.ask(partial(_week, self.catalogue), self._take, "worklist")

    def _take(self, answer: tuple[tuple[WorkItem, ...], int]) -> None:
        items, done = answer
        row = max(0, self.table.row)
        self.items.show(items)
        self.table.choose(row)
        said = ngettext("%(count)s call done this week", "%(count)s calls done this week", done) % {
            "count": whole(done)
        }
        if done < TEN:
            said += " · " + _("%(count)s to go") % {"count": whole(TEN - done)}
        self.progress.setText(said)
        theme.set_role(self.progress, "good" if done >= TEN else "strong")

    def _chosen(self) -> None:
        item = self.items.line(self.table.row)
        for widget in (*self._outcomes, self.show_button):
            widget.setEnabled(item is not None)
        self.right.setEnabled(item is not None and bool(item.phone))
        self._call_area.setWidget(self._call(item))

    def _call(self, item: WorkItem | None) -> QWidget:
        """What to know and what to say."""
        card = QFrame(self._call_area)
        theme.set_role(card, "card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(6)
        if item is None:
            layout.addWidget(text_label(_("Nobody needs a call now."), "quiet"))
            layout.addStretch(1)
            return card
        layout.addWidget(text_label(item.ref.text, "heading"))
        layout.addWidget(text_label(" · ".join(filter(None, (item.kind_label, item.town))), "quiet"))
        phone = phone_words(item.phone) if item.phone else _("No phone number is known.")
        layout.addWidget(text_label(phone, "subheading" if item.phone else "attention"))
        layout.addWidget(text_label(item.freshness.text, item.freshness.level))
        if item.completeness.missing:
            missing = ", ".join(gap.label for gap in item.completeness.missing)
            layout.addWidget(text_label(_("Missing: %(what)s") % {"what": missing}, "attention"))
        if item.script:
            layout.addWidget(caption(_("What to say"), card))
            for line in item.script:
                layout.addWidget(text_label(line))
        layout.addStretch(1)
        return card

    def _show(self) -> None:
        item = self.items.line(self.table.row)
        if item is not None:
            self.open_record.emit(item.ref)

    # What came of it ------------------------------------------------------------------------------------------------

    def outcome(self, outcome: Outcome) -> None:
        """Write what came of the call; "changed" opens the record, and counts when it is saved."""
        item = self.items.line(self.table.row)
        if item is None or self.read_only:
            return
        self._awaited = None
        name = {"name": item.ref.text}
        if outcome == "stopped":
            dialog = EndDialog(self.catalogue, self.jobs, item, self)
            dialog.written.connect(self._ended)
            return
        if outcome == "right" and not item.phone:
            self.say(_("“%(name)s” has no phone number: note with 5 how you checked it.") % name, "attention")
            return
        if outcome == "changed":
            self.say(_("Change “%(name)s” in the main window: saving it there counts as the check.") % name)
            self.edit_record.emit(item.ref)  # may close a form of this record that was open
            self._awaited = item
            return
        words = {
            "right": _("“%(name)s”: still right, checked by phone."),
            "no_answer": _("“%(name)s”: no answer, to be tried again later."),
        }[outcome]
        self.write(partial(self.catalogue.upkeep.outcome, item.ref.id, outcome), words % name)

    def _ended(self, item: WorkItem, changes: Changes) -> None:
        self.done(_("“%(name)s” has stopped.") % {"name": item.ref.text}, changes)

    def check_part(self) -> None:
        """Note what was checked: some groups of fields, or on another day or in another way."""
        item = self.items.line(self.table.row)
        if item is not None and not self.read_only:
            dialog = CheckDialog(self.catalogue, self.jobs, "actor", item.ref.id, self)
            dialog.written.connect(self._checked)

    def _checked(self, ref: Ref, changes: Changes) -> None:
        self.done(_("“%(name)s” is checked.") % {"name": ref.text}, changes)

    def form_left(self, ref: Ref, *, changed: bool) -> None:
        """A form was closed in the main window: when it is the one of "changed" and was saved, that is the check."""
        item = self._awaited
        if item is None or item.ref.id != ref.id:
            return
        self._awaited = None
        if changed:
            check = partial(self.catalogue.upkeep.mark_checked, "actor", ref.id, "phone")
            self.write(check, _("“%(name)s”: changed and checked by phone.") % {"name": item.ref.text})
        else:
            self.say(_("“%(name)s” was not changed: nothing is noted.") % {"name": item.ref.text})


def _week(catalogue: Catalogue) -> tuple[tuple[WorkItem, ...], int]:
    """In another thread: whom to call, and how many calls were noted since Monday."""
    monday = date.today() - timedelta(days=date.today().weekday())
    done = sum(
        line.name in COUNTED and not line.undone and datetime.fromisoformat(line.at).astimezone().date() >= monday
        for line in catalogue.upkeep.operations(_LOOKED_BACK)
    )
    return catalogue.upkeep.worklist(TEN), done
