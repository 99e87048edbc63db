"""Lines across the editor that say something and offer what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from vademecum.gui import icons, theme
from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.parts import button
from vademecum.gui.parts import ElidedButton
from vademecum.texts import _

Offer = tuple[str, str, Callable[[], None]]  # words, icon, what is done


class Strip(QFrame):
    """One line of text with buttons; takes no room while it is empty."""

    def __init__(self, parent: QWidget | None = None, *, role: str = "strong", wide: bool = False) -> None:
        """``wide``: across the window, with the buttons beside the text."""
        super().__init__(parent)
        theme.set_role(self, "foot" if wide else "bar")
        self._layout = QHBoxLayout(self) if wide else QVBoxLayout(self)
        self._layout.setContentsMargins(12, 6, 12, 6)
        self._layout.setSpacing(12 if wide else 4)
        self._role = role
        self.words = QLabel()
        self.words.setWordWrap(not wide)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if wide:
            self.words.setMinimumWidth(1)  # a long name must not widen the window
        self._holder: QWidget | None = None
        self.buttons: list[QPushButton] = []
        self._layout.addWidget(self.words, 0 if wide else 1)
        self.hide()

    def list_links(self, text: str, offers: Sequence[Offer]) -> None:
        """Show a text with long links below each other."""
        self.say(text)
        if offers:
            self._holder = QWidget()
            theme.set_role(self._holder, "plain")
            lines = QVBoxLayout(self._holder)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(0)
            for words, icon, action in offers:
                link = ElidedButton(words)
                link.setIcon(icons.icon(icon, "accent"))
                link.clicked.connect(lambda _checked=False, action=action: action())
                self.buttons.append(link)
                lines.addWidget(link)
            self._layout.addWidget(self._holder)

    def say(self, text: str, offers: Sequence[Offer] = (), *, role: str = "", primary: bool = False) -> None:
        """Show a text and what can be done; the first offer is the usual one."""
        self.words.setText(text)
        theme.set_role(self.words, role or self._role)
        if self._holder is not None:
            self._layout.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
            self._holder = None
        self.buttons = []
        if offers:
            self._holder = QWidget()
            theme.set_role(self._holder, "plain")
            flow = Flow(gap=8)
            for number, (words, icon, action) in enumerate(offers):
                made = button(words, icon, action, role="primary" if primary and not number else "")
                self.buttons.append(made)
                flow.addWidget(made)
            self._holder.setLayout(flow)
            self._layout.addWidget(self._holder, 1)
        self.setVisible(bool(text))

    def clear(self) -> None:
        """Nothing to say any more."""
        self.say("")

    def enter(self) -> None:
        """Focus on the first button."""
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)


class Summary(QFrame):
    """What is wrong in the whole form, each line leads to its field."""

    SHOWN = 5

    def __init__(self, jump: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "bar")
        self._jump = jump
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 6, 12, 6)
        self._layout.setSpacing(0)
        self._head = QLabel()
        self._layout.addWidget(self._head)
        self.links: list[QWidget] = []
        self._said: tuple[str, tuple[tuple[str, str], ...]] = ("", ())
        self.hide()

    def say(self, head: str, role: str, lines: Sequence[tuple[str, str]]) -> None:
        """A heading, and (path, words) for each problem."""
        if (head, tuple(lines)) == self._said:
            return
        self._said = (head, tuple(lines))
        self._head.setText(head)
        theme.set_role(self._head, role)
        for link in self.links:
            self._layout.removeWidget(link)
            link.hide()
            link.deleteLater()
        self.links = []
        for path, words in lines[: self.SHOWN]:
            link = ElidedButton(words)
            link.setAccessibleName(_("Go to %(field)s") % {"field": words})
            link.clicked.connect(partial(self._go, path))
            self._layout.addWidget(link)
            self.links.append(link)
        if len(lines) > self.SHOWN:
            more = QLabel(_("and %(count)d more") % {"count": len(lines) - self.SHOWN})
            theme.set_role(more, "quiet")
            self.links.append(more)
            self._layout.addWidget(more)
        self.setVisible(bool(head))

    def _go(self, path: str, _checked: bool = False) -> None:
        self._jump(path)
