"""The form: a row for each field, a folded line for each part; for a record in cards, for a part below its line.

Every :class:`Fields` holds the value that it shows, always as it stands on the screen: whoever wants the draft asks for
``owner``. Problems come in as paths and find their way to their row.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QScrollArea, QVBoxLayout, QWidget

from vademecum import fields
from vademecum.gui import icons, theme
from vademecum.gui.edit.areas import AreaPicker, coverage
from vademecum.gui.edit.pickers import AreaValue, RecordValue
from vademecum.gui.edit.surroundings import Surroundings
from vademecum.gui.edit.values import (
    CodesValue,
    ComboValue,
    FlagValue,
    LineValue,
    LongValue,
    Value,
    WordsValue,
    options_of,
)
from vademecum.gui.edit.wording import count_words, part_words
from vademecum.gui.pages.parts import Card, button, column, group
from vademecum.gui.parts import ElidedButton, tool_button
from vademecum.records import Problem, ServiceArea
from vademecum.texts import _

Steps = tuple[tuple[str, int | None], ...]
Found = tuple[Steps, Problem]  # a problem with what is left of its path

# Short fields that belong together stand on one line.
_PAIRS = {
    ("kind", "status"),
    ("valid_from", "valid_to"),
    ("postcode", "town"),
    ("latitude", "longitude"),
    ("label_nl", "label_en"),
    ("text", "type"),
    ("scheme", "value"),
    ("kind", "value"),
    ("role", "person"),
    ("date", "confidence"),
    ("date", "way"),
    ("due", "done"),
}


def blank(cls: type[Any]) -> Any:
    """A new part or record: an id of its own, and nothing but what must be chosen."""
    values: dict[str, Any] = {"id": str(uuid.uuid4())}
    for info in msgspec.structs.fields(cls):
        if info.required and info.name != "id":
            described = fields.field(cls, info.name)
            if described.kind in ("parts", "words"):
                values[info.name] = ()
            else:
                values[info.name] = described.choices[0].value if described.choices else ""
    return cls(**values)


def is_empty(value: Any) -> bool:
    """Nothing filled in."""
    return value is None or value == "" or value == ()


class FieldRow(QWidget):
    """A label, the value, quiet help, and what is wrong with it."""

    edited = Signal()

    def __init__(self, field: fields.Field, value: Value) -> None:
        super().__init__()
        theme.set_role(self, "plain")
        self.field = field
        self.input = value
        self.touched = False
        self._wrong = QLabel()
        self._wrong.setWordWrap(True)
        self._wrong.setTextFormat(Qt.TextFormat.PlainText)
        self._wrong.hide()
        lines: list[QWidget | QLayout] = []
        bare = isinstance(value, FlagValue | PartsValue)
        if not bare:
            words = field.label
            if field.required and field.kind != "choice":  # of these one always stands there
                words = _("%(field)s (required)") % {"field": field.label}
            label = QLabel(words.replace("&", "&&"))
            label.setWordWrap(True)
            label.setBuddy(value.main)
            lines.append(label)
        value.main.setAccessibleName(value.main.accessibleName() or field.label)
        lines.append(value)
        if field.help:
            help_label = QLabel(field.help)
            help_label.setWordWrap(True)
            theme.set_role(help_label, "quiet")
            lines.append(help_label)
        lines.append(self._wrong)
        layout = column(*lines, gap=2)
        layout.addStretch(1)
        self.setLayout(layout)
        self._describe("")
        value.edited.connect(self._was_edited)

    def show_problems(self, found: Sequence[Problem], *, strict: bool) -> list[Problem]:
        """Say these below the value; gives those that are shown. What was left empty is no reproach before saving."""
        shown = [problem for problem in found if strict or self.touched or not is_empty(self.input.value())]
        if self.input.trouble:
            shown.insert(0, Problem(level="error", text=self.input.trouble))
        text = "\n".join(problem.text for problem in shown)
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))
        if text:
            theme.set_role(self._wrong, "bad" if any(p.level == "error" for p in shown) else "attention")
        self._describe(text)
        return shown

    def _describe(self, problem: str) -> None:
        self.input.main.setAccessibleDescription(" ".join(part for part in (problem, self.field.help) if part))

    def _was_edited(self) -> None:
        self.touched = True
        self.edited.emit()


class Fields(QWidget):
    """The fields of one record or part. ``cards``: in cards, for a record."""

    edited = Signal()

    def __init__(self, owner: Any, around: Surroundings, *, cards: bool = False) -> None:
        super().__init__()
        theme.set_role(self, "plain")
        self.owner = owner
        self.rows: dict[str, FieldRow] = {}
        self._layout = column(gap=8)
        self.setLayout(self._layout)
        shown = [field for field in fields.of(type(owner)) if not field.own]
        self._general: Card | None = None
        line: QHBoxLayout | None = None
        for number, field in enumerate(shown):
            row = FieldRow(field, make_value(field, owner, around))
            row.input.show_value(owner, getattr(owner, field.key))
            row.edited.connect(partial(self._edited, row))
            self.rows[field.key] = row
            before = shown[number - 1].key if number else ""
            if line is not None and (before, field.key) in _PAIRS:
                line.addWidget(row, 1)
                line = None
                continue
            line = QHBoxLayout()
            line.setSpacing(12)
            line.addWidget(row, 1)
            self._home(field, cards=cards).addLayout(line)
            if (field.key, shown[number + 1].key if number + 1 < len(shown) else "") not in _PAIRS:
                line = None
        if cards:
            self._layout.addStretch(1)

    def _home(self, field: fields.Field, *, cards: bool) -> QVBoxLayout:
        """Where a row stands: parts have a card of their own, the other fields of a record share one."""
        if not cards:
            return self._layout
        if field.kind == "parts":
            card = Card()
            self._layout.addWidget(card)
            return card.body
        if self._general is None:
            self._general = Card()
            heading = QLabel(_("In general"))
            theme.set_role(heading, "subheading")
            self._general.add(heading)
            self._layout.addWidget(self._general)
        return self._general.body

    def show_problems(self, found: Sequence[Found], *, strict: bool) -> list[Problem]:
        """Say each beside its field; gives those that are shown."""
        shown: list[Problem] = []
        for key, row in self.rows.items():
            mine = [(steps, problem) for steps, problem in found if steps and steps[0][0] == key]
            shown += row.show_problems([p for steps, p in mine if steps[0][1] is None], strict=strict)
            if isinstance(row.input, PartsValue):
                shown += row.input.show_problems([f for f in mine if f[0][0][1] is not None], strict=strict)
        return shown

    def reveal(self, steps: Steps) -> None:
        """Unfold what leads to a field and put the focus there."""
        row = self.rows.get(steps[0][0]) if steps else None
        if row is None:
            return
        position = steps[0][1]
        if isinstance(row.input, PartsValue) and position is not None:
            row.input.reveal(position, steps[1:])
        else:
            row.input.enter()
            show_in_sight(row)

    def enter(self) -> None:
        """Focus on the first field."""
        row = next(iter(self.rows.values()), None)
        if row is not None:
            row.input.enter()

    def readable(self) -> bool:
        """False where something that was typed can't be read."""
        return all(
            not row.input.trouble and (not isinstance(row.input, PartsValue) or row.input.readable())
            for row in self.rows.values()
        )

    def _edited(self, changed: FieldRow) -> None:
        key, value = changed.field.key, changed.input.value()
        default = next(info.default for info in msgspec.structs.fields(type(self.owner)) if info.name == key)
        if is_empty(value):
            value = default if default is None else () if isinstance(value, tuple) else (value or "")
        self.owner = msgspec.structs.replace(self.owner, **{key: value})
        if key in getattr(self.owner, "derived", ()):  # somebody states it now
            stated = tuple(other for other in self.owner.derived if other != key)
            self.owner = msgspec.structs.replace(self.owner, derived=stated)
        self.edited.emit()
        for row in self.rows.values():
            if row is not changed:
                row.input.owner_changed(self.owner)


def make_value(field: fields.Field, owner: Any, around: Surroundings) -> Value:
    """The widget for a field."""
    match field.kind:
        case "parts":
            return PartsValue(field, around)
        case "long":
            return LongValue(field, around)
        case "words":
            return WordsValue(field, around)
        case "flag":
            return FlagValue(field, around)
        case "codes":
            return CodesValue(field, around)
        case "choice" | "code":
            return ComboValue(field, around, partial(options_of, field, around, owner))
        case "site" | "fact":
            return ComboValue(field, around, partial(options_of, field, around, owner), moving=True)
        case "record":
            return RecordValue(field, around)
        case "area":
            return AreaValue(field, around)
        case _:
            return LineValue(field, around)


class PartRow(QFrame):
    """One part: a line that folds open to its fields. A removed part can be put back until the form is left."""

    edited = Signal()
    moved = Signal(int)

    def __init__(self, part: Any, around: Surroundings) -> None:
        super().__init__()
        theme.set_role(self, "plain")
        self._part = part
        self._around = around
        self.body: Fields | None = None
        self.removed = False
        self._found: tuple[Sequence[Found], bool] = ((), False)
        self.head = ElidedButton("")
        self.head.clicked.connect(self.toggle)
        self.remove = tool_button("trash-2", "")
        self.remove.clicked.connect(partial(self.set_removed, True))
        self.back = button(_("Put back"), "undo-2", partial(self.set_removed, False), role="link")
        self.back.hide()
        self._wrong = QLabel()
        self._wrong.setWordWrap(True)
        self._wrong.setTextFormat(Qt.TextFormat.PlainText)
        self._wrong.setContentsMargins(theme.theme().px(28), 0, 0, 4)
        self._wrong.hide()
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.head, 1)
        line.addWidget(self.back)
        line.addWidget(self.remove)
        self._lines = column(line, self._wrong, gap=0)
        self.setLayout(self._lines)
        self._inside: QWidget | None = None
        self._say()

    @property
    def part(self) -> Any:
        """The part as it stands there."""
        return self.body.owner if self.body is not None else self._part

    @property
    def is_open(self) -> bool:
        """Its fields are in sight."""
        return self._inside is not None and not self._inside.isHidden()

    def toggle(self) -> None:
        """Fold open or shut."""
        if not self.removed:
            self.open(on=not self.is_open)

    def open(self, *, on: bool = True) -> None:
        """Show or hide its fields."""
        if on and self._inside is None:
            self._make_inside()
        if self._inside is not None:
            self._inside.setVisible(on)
        found, strict = self._found
        self.show_problems(found, strict=strict)
        self._say()

    def set_removed(self, removed: bool, _checked: bool = False) -> None:
        """Take the part out, or put it back."""
        self.removed = removed
        if removed:
            self.open(on=False)
        self.remove.setVisible(not removed)
        self.back.setVisible(removed)
        self._say()
        (self.back if removed else self.head).setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def show_problems(self, found: Sequence[Found], *, strict: bool) -> list[Problem]:
        """Beside its fields when it is open; folded, the first one in short."""
        self._found = (found, strict)
        if self.body is not None:
            inside = self.body.show_problems([f for f in found if f[0]], strict=strict)
            shown = [problem for steps, problem in found if not steps] + inside
        else:
            shown = [problem for steps, problem in found if strict or self._filled(steps)]
        own = [problem for steps, problem in found if not steps]
        said = own if self.is_open else shown
        self._wrong.setText("\n".join(dict.fromkeys(problem.text for problem in said)))
        self._wrong.setVisible(bool(said))
        if said:
            theme.set_role(self._wrong, "bad" if any(p.level == "error" for p in said) else "attention")
        return shown

    def _filled(self, steps: Steps) -> bool:
        value: Any = self._part
        for key, position in steps:
            value = getattr(value, key)
            value = value if position is None else value[position]
        return not is_empty(value) or not steps

    def reveal(self, steps: Steps) -> None:
        """Open it and go to one of its fields."""
        self.open()
        if steps and self.body is not None:
            self.body.reveal(steps)
        else:
            self.head.setFocus(Qt.FocusReason.OtherFocusReason)
            show_in_sight(self)

    def _make_inside(self) -> None:
        self.body = Fields(self._part, self._around)
        self.body.edited.connect(self._was_edited)
        up = button(_("Up"), "arrow-up", partial(self.moved.emit, -1), role="quiet")
        down = button(_("Down"), "arrow-down", partial(self.moved.emit, 1), role="quiet")
        line = QHBoxLayout()
        line.addWidget(up)
        line.addWidget(down)
        line.addStretch(1)
        inside = column(self.body, line)
        inside.setContentsMargins(theme.theme().px(24), 4, 0, 12)
        self._inside = group(inside)
        self._lines.addWidget(self._inside)

    def _was_edited(self) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        words = part_words(self.part, self._around) or _("(empty)")
        said = _("Removed: %(what)s") % {"what": words} if self.removed else words
        self.head.set_whole(said)
        self.head.setIcon(icons.icon("minus" if self.removed else "chevron-down" if self.is_open else "chevron-right"))
        size = theme.theme().px(16)
        self.head.setIconSize(QSize(size, size))
        self.head.setEnabled(not self.removed)
        self.head.setAccessibleDescription(_("unfolded") if self.is_open else _("folded"))
        self.remove.setAccessibleName(_("Remove %(what)s") % {"what": words})
        self.remove.setToolTip(self.remove.accessibleName())


class PartsValue(Value):
    """All parts of one field; service areas are picked in a tree."""

    def __init__(self, field: fields.Field, around: Surroundings) -> None:
        super().__init__(field, around)
        assert field.part is not None
        self._class = field.part
        self.parts: list[PartRow] = []
        self._heading = QLabel()
        theme.set_role(self._heading, "subheading")
        self._list = column(gap=0)
        self.add = button(_("Add"), "plus", self.begin, about=field.label, role="")
        self.main = self.add
        self.lines.addWidget(self._heading)
        self.lines.addLayout(self._list)
        self._picker: AreaPicker | None = None
        self._covered: QLabel | None = None
        if self._class is ServiceArea:
            self._covered = QLabel()
            self._covered.setWordWrap(True)
            self._covered.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            theme.set_role(self._covered, "quiet")
            self.lines.addWidget(self._covered)
        self.lines.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add)

    def show_value(self, owner: Any, value: Any) -> None:  # noqa: ARG002 - the same for all kinds
        """A line for each part."""
        for row in self.parts:
            row.hide()
            row.deleteLater()
        self.parts = []
        for part in value:
            self._append(part)
        self._say()

    def value(self) -> tuple[Any, ...]:
        """The parts that are not removed, in their order."""
        return tuple(row.part for row in self.parts if not row.removed)

    def enter(self) -> None:
        """Focus on the first part, or on what adds one."""
        there = self._there()
        (there[0].head if there else self.add).setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """A new, empty part; of areas: the tree."""
        if self._class is ServiceArea:
            self._open_tree()
            return
        row = self._append(blank(self._class))
        row.open()
        self._was_edited()
        if row.body is not None:
            row.body.enter()
        show_in_sight(row)

    def show_problems(self, found: Sequence[Found], *, strict: bool) -> list[Problem]:
        """Each at its part."""
        shown: list[Problem] = []
        for position, row in enumerate(self._there()):
            mine = [(steps[1:], problem) for steps, problem in found if steps[0][1] == position]
            shown += row.show_problems(mine, strict=strict)
        return shown

    def reveal(self, position: int, steps: Steps) -> None:
        """Go to a field of a part."""
        there = self._there()
        if position < len(there):
            there[position].reveal(steps)

    def readable(self) -> bool:
        """False where something that was typed can't be read."""
        return all(row.body is None or row.body.readable() for row in self._there())

    def _there(self) -> list[PartRow]:
        return [row for row in self.parts if not row.removed]

    def _append(self, part: Any) -> PartRow:
        row = PartRow(part, self.around)
        row.edited.connect(self._was_edited)
        row.moved.connect(partial(self._move, row))
        self.parts.append(row)
        self._list.addWidget(row)
        return row

    def _move(self, row: PartRow, step: int) -> None:
        at = self.parts.index(row)
        to = at + step
        if 0 <= to < len(self.parts):
            self.parts.insert(to, self.parts.pop(at))
            self._list.removeWidget(row)
            self._list.insertWidget(to, row)
            self._was_edited()
            row.head.setFocus(Qt.FocusReason.OtherFocusReason)

    def _was_edited(self) -> None:
        self._say()
        if self._picker is not None:
            self._picker.show_areas(self.value())
        self.edited.emit()

    def _say(self) -> None:
        self._heading.setText(self.field.label + count_words(len(self._there())))
        if self._covered is not None:
            text = coverage(self.value(), self.around)
            self._covered.setText(text)
            self._covered.setVisible(bool(text))

    # areas ----------------------------------------------------------------------------------------------------------

    def _open_tree(self) -> None:
        if self._picker is None:
            self._picker = AreaPicker(self.around)
            self._picker.chosen.connect(self._take_areas)
            self._picker.closed.connect(self._close_tree)
            self.lines.addWidget(self._picker)
        self._picker.show_areas(self.value())
        self._picker.show()
        self.add.hide()
        self._picker.enter()
        show_in_sight(self._picker)

    def _close_tree(self) -> None:
        if self._picker is not None:
            self._picker.hide()
        self.add.show()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_areas(self, areas: tuple[ServiceArea, ...]) -> None:
        """The tree has other areas: rows that stay keep what they hold."""
        wanted = {area.id: area for area in areas}
        for row in [row for row in self.parts if not row.removed and row.part != wanted.get(row.part.id)]:
            self.parts.remove(row)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        here = {row.part.id for row in self.parts}
        for area in areas:
            if area.id not in here:
                self._append(area)
        self._was_edited()


def show_in_sight(widget: QWidget) -> None:
    """Scroll the form to a widget, once it has its place."""
    QTimer.singleShot(0, widget, partial(_scroll_to, widget))


def _scroll_to(widget: QWidget) -> None:
    for holder in _holders(widget):
        if isinstance(holder, QScrollArea):
            holder.ensureWidgetVisible(widget, 0, 60)
            return


def _holders(widget: QWidget) -> Iterator[QWidget]:
    holder = widget.parentWidget()
    while holder is not None:
        yield holder
        holder = holder.parentWidget()
