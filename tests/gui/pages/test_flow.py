"""Items one after the other: how high they are follows what is in them."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from vademecum.gui.pages.flow import Flow


def test_the_height_follows_what_changes(qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    label, other = QLabel("kort"), QLabel("ook kort")
    flow = Flow([label, other])
    parent.setLayout(flow)
    parent.resize(200, 100)
    parent.show()
    qtbot.waitExposed(parent)
    one_line = flow.heightForWidth(200)
    assert flow.heightForWidth(40) > one_line
    label.setText("een tekst die zo lang is dat er niets naast past")
    qtbot.waitUntil(lambda: flow.heightForWidth(200) > one_line)
    label.hide()
    qtbot.waitUntil(lambda: flow.heightForWidth(200) == one_line)
    flow.addWidget(QLabel("een derde, die niet meer naast de andere past"))
    qtbot.waitUntil(lambda: flow.heightForWidth(200) > one_line)
    flow.takeAt(2)
    assert flow.heightForWidth(200) == one_line
