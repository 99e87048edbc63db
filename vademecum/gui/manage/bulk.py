"""The same change in many organisations: what it would do first, then one operation and one undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QLabel, QVBoxLayout, QWidget

from vademecum import fields
from vademecum.gui import theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.page import ManagePage, action, caption, choice_box, row_of, split, whole
from vademecum.gui.manage.scope import SELECTION, Scope, ScopeBox
from vademecum.records import (
    Actor,
    BulkLine,
    BulkPlan,
    Changes,
    Edit,
    EditAction,
    FieldChange,
    ServiceArea,
    Taxonomy,
    Term,
)
from vademecum.texts import _, language, ngettext

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

_FREE = ("text", "long", "words", "date", "web")
_LISTS = ("codes", "words", "parts")


class BulkPage(ManagePage):
    """Which organisations, which change, and what it does to each."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self.head(
            _("Change many"),
            _("One change in all organisations of a list. You see first what it does; it can be undone in one go."),
        )
        self.scope = ScopeBox(self, everything=False)
        self._plan: BulkPlan | None = None
        self._planned: tuple[Scope, Edit] | None = None
        self._known: dict[str, tuple[tuple[str, str], ...]] = {}  # per field: value, label
        self.lines: LineModel[tuple[str, BulkLine]] = LineModel(
            (
                Column(_("Organisation"), lambda line: line[1].ref.text, wide=True),
                Column(_("What happens"), lambda line: line[0], role=_role),
                Column(_("Why"), _why, wide=True),
            ),
            self,
        )
        self.differences: LineModel[FieldChange] = LineModel(_columns(), self)
        self._make()

    def _make(self) -> None:
        self.scope.box.activated.connect(self._outdated)
        self.field = choice_box(_("Field"), self)
        for one in fields.of(Actor):
            if can_edit(one):
                self.field.addItem(one.label, one.key)
        self.field.activated.connect(self._field_chosen)
        self.verb = choice_box(_("What to do"), self)
        self.verb.activated.connect(self._outdated)
        self.value = QComboBox(self)
        self.value.setAccessibleName(_("Value"))
        self.value.setEditable(True)
        line = self.value.lineEdit()
        assert line is not None
        line.setAccessibleName(self.value.accessibleName())  # it is the line that has the focus
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.value.setMinimumContentsLength(24)
        self.value.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        completer = self.value.completer()
        assert completer is not None
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.value.editTextChanged.connect(self._outdated)
        self.excluded = QCheckBox(_("As an exception (not served)"), self)
        self.excluded.clicked.connect(self._outdated)
        self.look = action(_("Show what happens"), "search", self.preview)
        self.do = action(_("Change"), "check", self.apply, primary=True)
        self._counts = QLabel(self)
        self._counts.setWordWrap(True)
        theme.set_role(self._counts, "strong")
        self.table = LineTable(self.lines, _("What happens to each organisation"), self)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._show)
        self.difference_table = LineTable(self.differences, _("Differences"), self, wrap=True)
        self._whom = QLabel(_("In"), self)
        self._whom.setBuddy(self.scope.box)
        self.content.addLayout(row_of(self._whom, self.scope.box, None))
        self.content.addLayout(row_of(self.field, self.verb, self.value, self.excluded, None))
        self.content.addLayout(row_of(self.look, self._counts))
        below = QVBoxLayout()
        below.addWidget(caption(_("Differences"), self))
        below.addWidget(self.difference_table, 1)
        self.content.addWidget(split(Qt.Orientation.Vertical, (self.table, 320), (below, 160)), 1)
        self.content.addLayout(row_of(self.do, None))
        for widget in (self.look, self.do):
            widget.setVisible(not self.read_only)
        self.field.setCurrentIndex(self.field.findData("areas"))
        self._field_chosen()

    def show_scopes(self, scopes: list[Scope]) -> None:
        """What the main window offers now."""
        self.scope.show(scopes)
        self._scope_chosen()

    def take_selection(self, _what: str) -> None:
        """Change what is selected in the main window."""
        self.scope.choose(SELECTION)
        self._scope_chosen()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _scope_chosen(self) -> None:
        scope = self.scope.scope
        self.look.setEnabled(scope is not None)
        if scope is None:
            self.say(_("Search or select in the main window first: what is there can be changed here."))
        if self._planned is None or self._planned[0] != scope:
            self._outdated()

    def load(self) -> None:
        """What was previewed may be otherwise now."""
        self._outdated()

    # The change -----------------------------------------------------------------------------------------------------

    def _described(self) -> fields.Field:
        return fields.field(Actor, str(self.field.currentData()))

    def _field_chosen(self, _at: int = 0) -> None:
        one = self._described()
        self.verb.clear()
        many = one.kind in _LISTS
        verbs: list[tuple[str, EditAction]] = [(_("becomes"), "set")]
        if many:
            verbs = [(_("add"), "add"), (_("take away"), "remove"), (_("becomes"), "set")]
        elif not one.required:
            verbs.append((_("empty"), "remove"))
        for label, verb in verbs:
            self.verb.addItem(label, verb)
        self.excluded.setVisible(one.part is ServiceArea)
        self.excluded.setChecked(False)
        self._offer(())
        if one.key in self._known:
            self._offer(self._known[one.key])
        else:
            self.ask(partial(_values, self.catalogue, one), partial(self._take_values, one.key), "values")
        self._outdated()

    def _take_values(self, key: str, values: tuple[tuple[str, str], ...]) -> None:
        self._known[key] = values
        if self.field.currentData() == key:
            self._offer(values)

    def _offer(self, values: tuple[tuple[str, str], ...]) -> None:
        self.value.clear()
        for value, label in values:
            self.value.addItem(label, value)
        self.value.setCurrentIndex(-1)
        self.value.setEditText("")

    def edit(self) -> Edit | None:
        """The change as it stands; None while a value is still to be chosen."""
        one, verb = self._described(), self.verb.currentData()
        empties = verb == "remove" and one.kind not in _LISTS
        text = self.value.currentText().strip()
        found = self.value.findText(text, Qt.MatchFlag.MatchFixedString) if text else -1
        if found >= 0:
            values: tuple[str, ...] = (str(self.value.itemData(found)),)
        elif one.kind in _FREE and text:
            values = (text,)
        elif empties:
            values = ()
        else:
            return None
        return Edit(field=one.key, action=verb, values=() if empties else values, excluded=self.excluded.isChecked())

    def _outdated(self, _change: object = None) -> None:
        self._plan = self._planned = None
        self.lines.show(())
        self.differences.show(())
        self._counts.clear()
        self.do.setEnabled(False)

    def preview(self) -> None:
        """What the change does to each organisation."""
        edit, scope = self.edit(), self.scope.scope
        if scope is None or scope.ids is None:
            return
        if edit is None:
            self.say(_("Choose a value from the list first."), "attention")
            self.value.setFocus()
            return
        self.said.clear()
        plan = partial(self.catalogue.upkeep.plan_edit, scope.ids, (edit,))
        self.ask(plan, partial(self._take_plan, (scope, edit)), "plan")

    def _take_plan(self, planned: tuple[Scope, Edit], plan: BulkPlan) -> None:
        if planned != (self.scope.scope, self.edit()):
            return
        self._plan, self._planned = plan, planned
        rows = [(_("refused"), line) for line in plan.refused] + [(_("changes"), line) for line in plan.changed]
        self.lines.show(rows)
        self.table.choose(0)
        self._chosen()
        said = _("%(changed)s change, %(same)s stay as they are, %(refused)s can't be changed.")
        self._counts.setText(
            said
            % {
                "changed": whole(len(plan.changed)),
                "same": whole(len(plan.same)),
                "refused": whole(len(plan.refused)),
            }
        )
        self.do.setEnabled(bool(plan.changed))

    def _chosen(self) -> None:
        line = self.lines.line(self.table.row)
        self.differences.show(line[1].differences if line is not None else ())

    def _show(self) -> None:
        line = self.lines.line(self.table.row)
        if line is not None:
            self.open_record.emit(line[1].ref)

    def apply(self) -> None:
        """Do it as previewed, in one operation."""
        if self._plan is None or self._planned is None or self.read_only:
            return
        edit = self._planned[1]
        ids = [line.ref.id for line in self._plan.changed]
        count = len(ids)
        words = ngettext("%(count)s organisation changed.", "%(count)s organisations changed.", count)
        self.write(partial(self.catalogue.upkeep.edit, ids, (edit,)), words % {"count": whole(count)})

    def concerned(self, changes: Changes) -> bool:
        """Any change of an organisation makes the preview old."""
        return not changes.records or any(kind == "actor" for kind, _key in changes.records)


def can_edit(field: fields.Field) -> bool:
    """True for what makes sense to give to many at once: what a name or a number is belongs to one."""
    return not field.own and (
        field.kind in ("codes", "words", "code", "choice", "date", "flag", "text", "long") or field.part is ServiceArea
    )


def _values(catalogue: Catalogue, field: fields.Field) -> tuple[tuple[str, str], ...]:
    """In another thread: what a field may become, with labels; empty for free text."""
    if field.part is ServiceArea:
        return tuple((choice.place.id, choice.words) for choice in catalogue.choosing.areas())
    if field.kind == "choice":
        return tuple((choice.value, choice.label) for choice in field.choices)
    if field.kind == "flag":
        return (("true", _("yes")), ("false", _("no")))
    if field.kind in ("code", "codes") and field.taxonomy is not None:
        taxonomy: Taxonomy = field.taxonomy
        return tuple(
            (term.code, term.label_nl if language() == "nl" or not term.label_en else term.label_en)
            for term in catalogue.terms(taxonomy)
        )
    return ()


def _term(term: Term) -> str:
    return term.label_en if language() == "en" and term.label_en else term.label_nl


def _columns() -> tuple[Column, ...]:
    quiet: Callable[[object], str] = lambda _line: "quiet"  # noqa: E731 - a role for every line
    return (
        Column(_("Field"), lambda line: line.label),
        Column(_("Was"), lambda line: line.before, wide=True, role=quiet),
        Column(_("Becomes"), lambda line: line.after, wide=True),
    )


def _role(line: tuple[str, BulkLine]) -> str:
    return "bad" if line[1].problems else "good"


def _why(line: tuple[str, BulkLine]) -> str:
    return " ".join(problem.text for problem in line[1].problems)
