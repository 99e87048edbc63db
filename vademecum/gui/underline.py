"""A wavy line under characters of a one-line field, which Qt itself offers for whole texts only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QLineEdit

from vademecum.records import Span


def underline(edit: QLineEdit, spans: Sequence[Span], color: QColor) -> None:
    """Draw a wavy line under these characters and under no others.

    An input method may dress the text; its places are counted from the cursor. Text and cursor stay as they are.
    """
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(color)
    kind = QInputMethodEvent.AttributeType.TextFormat
    cursor = edit.cursorPosition()
    attributes = [
        QInputMethodEvent.Attribute(kind, span.start - cursor, span.end - span.start, look)
        for span in spans
        if span.end > span.start
    ]
    QCoreApplication.sendEvent(edit, QInputMethodEvent("", attributes))
