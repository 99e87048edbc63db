"""What is seen when the catalogue can't be opened: what is wrong, and every way on as a button of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from vademecum.gui import icons, theme

WIDTH = 520


class WaysOn(QDialog):
    """``chosen`` is what the pressed button stands for; None when the window was closed."""

    def __init__(self, text: str, advice: str) -> None:
        super().__init__()
        look = theme.theme()
        self.chosen: Callable[[], None] | None = None
        self.setWindowTitle("Vademecum")
        self.setAccessibleDescription(f"{text} {advice}")
        self.text = text
        picture = QLabel(self)
        picture.setPixmap(icons.pixmap("triangle-alert", look.px(28), "attention", self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(8)
        for line, role in ((text, "strong"), (advice, "")):
            label = QLabel(line, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if role:
                theme.set_role(label, role)
            words.addWidget(label)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 24, 24, 24)
        self._layout.setSpacing(8)
        self._layout.addLayout(head)
        self._layout.addSpacing(8)
        self.setFixedWidth(look.window(WIDTH, 0).width())

    def offer(self, words: str, way: Callable[[], None]) -> None:
        """A way on; the first is the one that Enter takes."""
        first = not self.findChildren(QPushButton)
        button = QPushButton(words, self)
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if first:
            theme.set_role(button, "primary")
        button.setDefault(first)
        button.clicked.connect(lambda: self._take(way))
        self._layout.addWidget(button)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the words need in this width."""
        self.setFixedHeight(self._layout.totalHeightForWidth(self.width()))
        super().showEvent(event)

    def _take(self, way: Callable[[], None]) -> None:
        self.chosen = way
        self.accept()
