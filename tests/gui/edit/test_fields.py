"""The fields of the form, each by itself: what the wheel, the keyboard and odd answers do to them."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPlainTextEdit, QWidget

from tests.gui.edit.test_editing import begin, choice, opened
from tests.gui.test_window import settle
from vademecum.gui.edit.column import KeysThrough
from vademecum.records import Contact

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


def test_what_is_required_is_marked_also_where_it_is_chosen(qtbot, window) -> None:
    window.workspace.right.new("actor")
    editor = window.workspace.right.editor
    qtbot.waitUntil(lambda: editor.is_open)
    labels = [label.text() for label in editor.form.rows["kind"].findChildren(QLabel)]
    assert "Soort (verplicht)" in labels


def test_a_folded_internal_contact_says_so_where_the_rest_is_cut_off(qtbot, window, catalogue) -> None:
    ref = choice(catalogue, "actor", "westlandia")
    long = Contact(id="c-1", kind="phone", value="+3257220440", role="Onthaal " * 12, visibility="internal")
    catalogue.save(msgspec.structs.replace(catalogue.load("actor", ref.id), contacts=(long,)))
    editor = begin(qtbot, window, ref)
    head = editor.form.rows["contacts"].input.parts[0].head
    assert head.text().startswith("intern")


@pytest.mark.parametrize(("key", "passes"), [(Qt.Key.Key_E, True), (Qt.Key.Key_K, True), (Qt.Key.Key_A, False)])
def test_the_search_box_leaves_the_keys_of_the_record_to_the_window(window, key: Qt.Key, passes: bool) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.ControlModifier)
    box = window.workspace.box.edit
    through = window.workspace.findChild(KeysThrough)
    assert through.eventFilter(box, event) == passes


def test_ctrl_e_in_the_search_box_edits_the_open_record(qtbot, window, catalogue) -> None:
    window.workspace.follow(choice(catalogue, "actor", "westlandia"))
    settle(qtbot, window)
    window.workspace.box.enter()
    qtbot.keyClick(window.workspace.box.edit, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.workspace.right.editor.is_open)


def test_a_save_by_somebody_else_leaves_the_focus_in_the_box(qtbot, window, catalogue) -> None:
    ref = choice(catalogue, "actor", "westlandia")
    detail, box = window.workspace.detail, window.workspace.box.edit
    with qtbot.waitSignal(detail.shown, check_params_cb=lambda name: name == ref.text):
        window.workspace.follow(ref)
    detail.focus_page()
    assert detail.isAncestorOf(QApplication.focusWidget())
    box.setFocus()
    with qtbot.waitSignal(detail.shown):
        catalogue.save(msgspec.structs.replace(catalogue.load("actor", ref.id), note="Van hen"))
    settle(qtbot, window)
    assert QApplication.focusWidget() is box
