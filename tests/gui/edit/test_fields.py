"""The fields of the form, each by itself: what the wheel, the keyboard and odd answers do to them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QPlainTextEdit, QWidget

from tests.gui.edit.test_editing import begin, choice, opened

pytestmark = pytest.mark.gui


def wheel(box: QWidget) -> None:
    """Turn the wheel over a box."""
    middle = QPointF(box.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(box.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)


def test_the_wheel_changes_nothing_and_gives_no_focus(qtbot, window, catalogue) -> None:
    editor = begin(qtbot, window, choice(catalogue, "actor", "westlandia"))
    opened(editor.form, "contacts")
    before = editor.form.owner
    boxes = (*editor.form.findChildren(QComboBox), *editor.form.findChildren(QPlainTextEdit))
    assert len(boxes) > 3
    for box in boxes:
        wheel(box)
        assert box.focusPolicy() == Qt.FocusPolicy.StrongFocus, box.accessibleName()
    assert editor.form.owner == before
