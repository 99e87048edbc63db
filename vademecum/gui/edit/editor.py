"""The editor of one record: the form with what is wrong in it, saving, leaving, drafts, and edits that meet."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QWidget

from vademecum import drafts, fields
from vademecum.drafts import Draft
from vademecum.errors import ConflictError, KnownError
from vademecum.gui import theme
from vademecum.gui.edit.conflict import ConflictDialog
from vademecum.gui.edit.form import Fields, Found, blank
from vademecum.gui.edit.proof import Proof, with_proof
from vademecum.gui.edit.proof_card import ProofCard
from vademecum.gui.edit.strips import Strip, Summary
from vademecum.gui.edit.surroundings import Surroundings, load
from vademecum.gui.edit.wording import path_words
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.page import moment
from vademecum.gui.pages.parts import button, column
from vademecum.records import (
    RECORD_CLASSES,
    Actor,
    Changes,
    Match,
    Merge,
    Name,
    Problem,
    Record,
    RecordType,
    Ref,
    record_type,
)
from vademecum.texts import _, date_words, ngettext
from vademecum.validate import normalise, validate

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

VALIDATE_AFTER = 150  # milliseconds without a key
ASK_AFTER = 600  # what only the catalogue knows
DRAFT_AFTER = 1000
ALIKE_SHOWN = 3


@dataclass(frozen=True)
class _Opened:
    """What an editor begins with. ``base``: as it is in the catalogue, None for a new record."""

    base: Record | None
    record: Record
    draft: Draft | None
    around: Surroundings
    start: Record  # what counts as unchanged


@dataclass(frozen=True)
class Editing:
    """An edit that goes on in another window: after the colours or the text size were changed."""

    base: Record | None
    start: Record
    record: Record
    proof: Proof


def begin_edit(catalogue: Catalogue, jobs: Jobs, kind: RecordType, record_id: str, proof: Proof) -> _Opened:
    """Load a record to edit, and its draft if there is one. In another thread."""
    record = catalogue.load(kind, record_id)
    draft = drafts.find(catalogue.folder.drafts, kind, record_id)
    if draft is not None and draft.record == record:
        draft = None
    return _Opened(record, record, draft, _around(catalogue, jobs, record, draft, proof), record)


def begin_new(catalogue: Catalogue, jobs: Jobs, kind: RecordType, preset: dict[str, Any], proof: Proof) -> _Opened:
    """An empty record, and the draft of one that was never saved. In another thread."""
    record = blank(RECORD_CLASSES[kind])
    if hasattr(record, "names"):
        record = msgspec.structs.replace(record, names=(Name(id=str(uuid.uuid4()), text=""),))
    record = msgspec.structs.replace(record, **preset)
    draft = drafts.find_new(catalogue.folder.drafts, kind)
    return _Opened(None, record, draft, _around(catalogue, jobs, record, draft, proof), record)


def go_on(catalogue: Catalogue, jobs: Jobs, editing: Editing) -> _Opened:
    """The same edit in other colours. In another thread."""
    around = _around(catalogue, jobs, editing.record, None, editing.proof)
    return _Opened(editing.base, editing.record, None, around, editing.start)


def meeting(catalogue: Catalogue, base: Record | None, mine: Record, theirs: Record) -> tuple[Merge, str]:
    """The two edits brought together, and who made the other one and when, as a sentence begins. In another thread."""
    line = next(iter(catalogue.upkeep.history(record_type(theirs), theirs.id)), None)
    who = _("Somebody else") if line is None else f"{line.who} ({moment(line.at)})"
    return catalogue.safety.merge(base, mine, theirs), who


def _around(catalogue: Catalogue, jobs: Jobs, record: Record, draft: Draft | None, proof: Proof) -> Surroundings:
    records = (record,) if draft is None else (record, draft.record)
    return load(catalogue, jobs, records, (proof.source_id,) if proof.source_id else ())


class Editor(QWidget):
    """``opened``: the form is there. ``closed``: the record to show after it, or None.

    ``saved`` and ``deleted`` carry the record and the changes; ``left``: the record whose form was closed, and whether
    it was saved as something else than it was.
    """

    opened = Signal()
    closed = Signal(object)  # Ref | None
    saved = Signal(object, object)  # Ref, Changes
    deleted = Signal(object, object)
    left = Signal(Ref, bool)
    link_activated = Signal(Ref)

    def __init__(self, catalogue: Catalogue, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self._proof = Proof()  # the source of the last change stands ready for the next
        self._base: Record | None = None
        self._start: Record | None = None  # as the form began
        self._around: Surroundings | None = None
        self.form: Fields | None = None
        self.proof: ProofCard | None = None
        self._strict = False
        self._saving = False
        self._then: Callable[[], object] | None = None
        self._timers = [self._timer(VALIDATE_AFTER, self.check), self._timer(ASK_AFTER, self._ask)]
        self._draft_timer = self._timer(DRAFT_AFTER, self._keep_draft)
        self._timers.append(self._draft_timer)
        self._make()

    def _timer(self, interval: int, action: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(action)
        return timer

    def _make(self) -> None:
        self._title = QLabel()
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._title, "heading")
        head = QFrame()
        theme.set_role(head, "bar")
        self._kind = QLabel()
        theme.set_role(self._kind, "quiet")
        head_lines = column(self._title, self._kind, gap=0)
        head_lines.setContentsMargins(12, 8, 12, 8)
        head.setLayout(head_lines)
        self.offer = Strip()  # a draft to go on with
        self.question = Strip()  # leaving with changes
        self.trouble = Strip(role="bad")  # what went wrong with saving
        self.alike = Strip(role="attention")  # what the new record may be the same as
        self.summary = Summary(self._jump)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.keep = button(_("Save"), "check", self.save, role="primary")
        self.keep.setToolTip(_("Save (Ctrl+S)"))
        self.close_button = button(_("Close"), "x", self.leave, role="")
        self.close_button.setToolTip(_("Close (Escape)"))
        self.delete_button = button(_("Delete"), "trash-2", self.delete, role="quiet")
        self.foot = QFrame()
        theme.set_role(self.foot, "foot")
        line = QHBoxLayout(self.foot)
        line.setContentsMargins(12, 8, 12, 8)
        line.addWidget(self.keep)
        line.addWidget(self.close_button)
        line.addStretch(1)
        line.addWidget(self.delete_button)
        self.setLayout(
            column(head, self.offer, self.question, self.trouble, self.alike, self.summary, self.area, self.foot, gap=0)
        )
        self.layout().setStretch(6, 1)  # type: ignore[union-attr]
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save)

    # Beginning ------------------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """A record is being edited."""
        return self.form is not None

    @property
    def tab_parts(self) -> tuple[QWidget, ...]:
        """From top to bottom: what is scrolled out of sight still comes before the foot."""
        return self.offer, self.question, self.trouble, self.alike, self.summary, self.area, self.foot

    @property
    def dirty(self) -> bool:
        """Something was changed that is not saved."""
        return self.form is not None and self.form.owner != self._start

    @property
    def ref(self) -> Ref | None:
        """The record that is edited; None for a new one."""
        return Ref(type=record_type(self._base), id=self._base.id, text=self._base.name) if self._base else None

    def edit(self, kind: RecordType, record_id: str) -> None:
        """Edit a record."""
        asked = partial(begin_edit, self._catalogue, self._jobs, kind, record_id, self._proof)
        self._jobs.read(asked, self._begin, newest="edit")

    def new(self, kind: RecordType, **preset: Any) -> None:
        """Write down a new record; ``preset``: values that it begins with."""
        asked = partial(begin_new, self._catalogue, self._jobs, kind, preset, self._proof)
        self._jobs.read(asked, self._begin, newest="edit")

    def take_up(self, draft: Draft) -> None:
        """Go on with what was being typed before a crash."""
        kind = record_type(draft.record)
        if draft.base is None:
            asked = partial(begin_new, self._catalogue, self._jobs, kind, {}, self._proof)
        else:
            asked = partial(begin_edit, self._catalogue, self._jobs, kind, draft.base.id, self._proof)
        self._jobs.read(asked, partial(self._begin, taken_up=True), newest="edit")

    def editing(self) -> Editing | None:
        """What is being edited, to go on with elsewhere."""
        if self.form is None or self._start is None:
            return None
        return Editing(self._base, self._start, self.form.owner, self._now_proof())

    def go_on(self, editing: Editing) -> None:
        """Go on with an edit from elsewhere."""
        self._proof = editing.proof
        self._jobs.read(partial(go_on, self._catalogue, self._jobs, editing), self._begin, newest="edit")

    def _begin(self, opened: _Opened, *, taken_up: bool = False) -> None:
        self._base = opened.base
        self._around = opened.around
        self._start = opened.start
        self._strict = False
        for strip in (self.offer, self.question, self.trouble, self.alike):
            strip.clear()
        if opened.draft is not None and taken_up:
            self._take_draft(opened.draft)
        else:
            self._show(opened.record)
            if opened.draft is not None:
                self._offer_draft(opened.draft)
        self.opened.emit()
        if self.offer.isHidden():
            self.enter()
        else:
            self.offer.enter()

    def enter(self) -> None:
        """Focus on the form."""
        if self.form is None:
            return
        if self._base is None and "names" in self.form.rows:
            self.form.reveal((("names", 0), ("text", None)))
        else:
            self.form.enter()

    def _show(self, record: Record) -> None:
        """Fill the form."""
        assert self._around is not None
        kind = record_type(record)
        what = fields.type_label(kind)
        self._title.setText(self._base.name if self._base is not None else _("New: %(kind)s") % {"kind": what})
        self._kind.setText(_("Edit %(kind)s") % {"kind": what})
        self._kind.setVisible(self._base is not None)
        self.form = Fields(record, self._around, cards=True)
        self._around.record = lambda: self.form.owner if self.form is not None else None
        self.form.edited.connect(self._edited)
        self.form.setAccessibleName(self._title.text())
        pages: list[QWidget] = [self.form]
        self.proof = None
        if hasattr(record, "evidence"):
            self.proof = ProofCard(self._proof, self._around)
            pages.append(self.proof)
        inside = QWidget()
        theme.set_role(inside, "plain")
        layout = column(*pages, gap=8)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addStretch(1)
        inside.setLayout(layout)
        old = self.area.takeWidget()
        self.area.setWidget(inside)
        if old is not None:
            old.deleteLater()
        self.delete_button.setVisible(self._base is not None)
        self._saving = False
        self._enable(on=True)
        self.check()

    # Drafts ---------------------------------------------------------------------------------------------------------

    def _offer_draft(self, draft: Draft) -> None:
        day, _separator, clock = draft.at.partition("T")
        words = _("You were working on this on %(date)s at %(time)s.") % {"date": date_words(day), "time": clock[:5]}
        offers = [
            (_("Go on"), "pencil", partial(self._take_draft, draft)),
            (_("Throw away"), "trash-2", partial(self._drop_draft, draft)),
        ]
        self.offer.say(words, offers, primary=True)
        self._enable(on=False)  # what is typed before the choice would take the place of the draft

    def _enable(self, *, on: bool) -> None:
        self.area.setEnabled(on)
        self.keep.setEnabled(on)
        self.delete_button.setEnabled(on)

    def _take_draft(self, draft: Draft) -> None:
        self.offer.clear()
        self._enable(on=True)
        if draft.base is None:
            self._start = msgspec.structs.replace(self._start, id=draft.record.id) if self._start else None
        else:
            self._base = self._start = draft.base  # where it moved on since, saving finds out and asks
        self._show(draft.record)
        self.enter()

    def _drop_draft(self, draft: Draft) -> None:
        self.offer.clear()
        self._enable(on=True)
        self._forget_draft(draft.record)
        self.enter()

    def _keep_draft(self) -> None:
        if self.form is None or self._saving:
            return
        if self.dirty:
            kept = partial(drafts.keep, self._catalogue.folder.drafts, self.form.owner, self._base)
            self._jobs.write(kept, failed=self._failed)
        else:
            self._forget_draft(self.form.owner)

    def _forget_draft(self, record: Record) -> None:
        self._draft_timer.stop()
        folder = self._catalogue.folder.drafts
        self._jobs.write(partial(drafts.forget, folder, record_type(record), record.id))

    # What is wrong --------------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        self.question.clear()
        for timer in self._timers:
            timer.start()

    def check(self) -> None:
        """Say beside the fields what is wrong, as far as it can be known without the catalogue."""
        if self.form is not None and self._around is not None:
            self._say(validate(normalise(self.form.owner), self._around.known))

    def _ask(self) -> None:
        """Ask what only the catalogue knows: numbers that stand elsewhere, records that are gone."""
        if self.form is not None:
            record = normalise(self.form.owner)
            asked = partial(self._catalogue.upkeep.problems, record)
            self._jobs.read(asked, partial(self._answered, self.form.owner), newest="edit-problems")
            if self._base is None and isinstance(record, Actor) and drafts.name_of(record):
                asked_alike = partial(self._catalogue.upkeep.similar, record, ALIKE_SHOWN)
                self._jobs.read(asked_alike, partial(self._say_alike, self.form), newest="edit-alike")

    def _answered(self, record: Record, problems: Sequence[Problem]) -> None:
        if self.form is not None and self.form.owner == record:
            self._say(problems)

    def _say_alike(self, form: Fields, matches: Sequence[Match]) -> None:
        """Others that the new actor may be the same as, each leads to its page."""
        if form is not self.form:
            return
        offers = []
        for match in matches:
            why = " · ".join(part for part in (match.ref.text, match.town, *match.reasons) if part)
            offers.append((why, "building-2", partial(self.link_activated.emit, match.ref)))
        self.alike.list_links(_("May exist already:") if offers else "", offers)

    def _say(self, problems: Sequence[Problem]) -> None:
        assert self.form is not None
        found: list[Found] = [(fields.steps(problem.field or ""), problem) for problem in problems]
        shown = self.form.show_problems(found, strict=self._strict)
        wrong = sum(problem.level == "error" for problem in shown)
        doubts = len(shown) - wrong
        heads = []
        if wrong and self._strict:
            heads.append(_("Not saved yet"))
        if wrong:
            heads.append(
                ngettext("%(count)d thing to put right", "%(count)d things to put right", wrong) % {"count": wrong}
            )
        if doubts:
            heads.append(
                ngettext("%(count)d thing to look at", "%(count)d things to look at", doubts) % {"count": doubts}
            )
        lines = []
        for problem in sorted(shown, key=lambda problem: problem.level != "error"):
            path = problem.field or ""
            where = path_words(self.form.owner, path) if path else ""
            lines.append((path, f"{where}: {problem.text}" if where else problem.text))
        self.summary.say(" · ".join(heads), "bad" if wrong else "attention", lines)

    def _jump(self, path: str) -> None:
        if self.form is not None and path:
            self.form.reveal(fields.steps(path))

    # Saving ---------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save, unless an error stands in the way."""
        if self.form is None or self._saving or not self.offer.isHidden():
            return
        if not self.dirty and self._base is not None:
            self._close(self.ref)
            return
        self._strict = True
        self.check()
        problems = validate(normalise(self.form.owner), self._around.known if self._around else None)
        errors = [problem for problem in problems if problem.level == "error"]
        if errors or not self.form.readable():
            self._jump(errors[0].field or "" if errors else "")
            return
        self._proof = self._now_proof()
        self._write(with_proof(self._base, normalise(self.form.owner), self._proof))

    def _write(self, record: Record) -> None:
        self._saving = True
        self.keep.setEnabled(False)
        self.trouble.clear()
        self.question.clear()
        self._jobs.write(
            partial(self._catalogue.save, record),
            partial(self._saved, record),
            failed=partial(self._failed_save, record),
        )

    def _saved(self, record: Record, changes: Changes) -> None:
        self._forget_draft(record)
        ref = Ref(type=record_type(record), id=record.id, text=record.name)
        self._close(ref, changed=bool(changes.records))
        self.saved.emit(ref, changes)

    def _failed_save(self, record: Record, error: KnownError) -> None:
        self._saving = False
        self.keep.setEnabled(True)
        if isinstance(error, ConflictError) and error.theirs is not None:
            # The base as it was read here: that of the history no longer holds a person who was erased meanwhile, who
            # would then seem to be of this form.
            asked = partial(meeting, self._catalogue, self._base, record, error.theirs)
            self._jobs.read(asked, partial(self._meet, error.theirs), failed=self._failed)
        elif isinstance(error, ConflictError):
            again = partial(self._write, msgspec.structs.replace(record, version=0))
            words = _("This record was deleted meanwhile.")
            self.trouble.say(words, [(_("Save it all the same"), "check", again)], role="attention")
        else:
            self._failed(error)

    def _failed(self, error: KnownError) -> None:
        self.trouble.say(f"{error.text} {error.advice}".strip())

    def _meet(self, theirs: Record, met: tuple[Merge, str]) -> None:
        """Somebody else saved the record meanwhile."""
        merge, who = met
        if self._around is None:
            return
        if not merge.clashes:
            self._base = self._start = theirs
            self._show(merge.merged)
            words = _("%(who)s changed this record meanwhile. Both changes stand here now: look and save.")
            words %= {"who": who}
            self.trouble.say(words, [(_("Save"), "check", self.save)], role="attention", primary=True)
            self.trouble.enter()
            return
        dialog = ConflictDialog(merge, who, self._around, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._settle, dialog, theirs, merge))
        dialog.open()

    def _settle(self, dialog: ConflictDialog, theirs: Record, merge: Merge) -> None:
        asked = partial(self._catalogue.safety.settle, merge, dialog.theirs)
        self._jobs.read(asked, partial(self._settled, theirs), failed=self._failed)

    def _settled(self, theirs: Record, record: Record) -> None:
        self._base = self._start = theirs
        self._show(record)
        self._write(record)

    def delete(self) -> None:
        """Put the record in the bin; it can be undone."""
        ref = self.ref
        if ref is None or self._saving or ref.type == "place":
            return
        gone = partial(self._catalogue.delete, ref.type, ref.id)
        self._jobs.write(gone, partial(self._deleted, ref), failed=self._failed)

    def _deleted(self, ref: Ref, changes: Changes) -> None:
        if self.form is not None:
            self._forget_draft(self.form.owner)
        self._close(None)
        self.deleted.emit(ref, changes)

    # Leaving --------------------------------------------------------------------------------------------------------

    def leave(self, then: Callable[[], object] | None = None) -> None:
        """Close the form; with changes ask first. ``then`` is done once it is closed, not when one stays."""
        if not self.dirty:
            if self.form is not None and self.offer.isHidden():
                self._forget_draft(self.form.owner)
            self._close(None if then is not None else self.ref, then)
            return
        self._then = then
        offers = [
            (_("Save"), "check", self.save),
            (_("Don't save"), "trash-2", self.discard),
            (_("Back to the form"), "arrow-left", self._stay),
        ]
        self.question.say(_("There are changes that are not saved."), offers, primary=True)
        self.question.enter()

    def discard(self) -> None:
        """Leave and forget what was changed."""
        if self.form is not None:
            self._forget_draft(self.form.owner)
        self._close(None if self._then is not None else self.ref)

    def _stay(self) -> None:
        self._then = None
        self.question.clear()
        self.enter()

    def _close(self, show: Ref | None, then: Callable[[], object] | None = None, *, changed: bool = False) -> None:
        left = self.ref if self.form is not None else None
        for timer in self._timers:
            timer.stop()
        then = then or self._then
        self._then = None
        self._proof = self._now_proof()
        self.form = None
        self.proof = None
        self._base = self._start = None
        old = self.area.takeWidget()
        if old is not None:
            old.deleteLater()
        for strip in (self.offer, self.question, self.trouble, self.alike):
            strip.clear()
        self.summary.say("", "bad", ())
        self._saving = False
        self.closed.emit(None if then is not None else show)
        if left is not None:
            self.left.emit(left, changed)
        if then is not None:
            then()

    def _now_proof(self) -> Proof:
        return self.proof.proof() if self.proof is not None else self._proof

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves. Letters beside the fields stay here: the search box is for when nothing is edited."""
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Escape:
            if self.question.isHidden():
                self.leave()
            else:
                self._stay()
        elif not (plain and event.text().isprintable() and event.text().strip()):
            super().keyPressEvent(event)
