"""The few building blocks of every page: texts that wrap, links, buttons, cards, and lists that fold.

Plain texts never hold markup: what comes from the catalogue is shown as it is. Colours are taken while a block is made,
so pages are made anew when the theme changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from vademecum.gui import icons
from vademecum.gui.pages.flow import Flow, line_size, word_size
from vademecum.gui.pages.words import DASH, DOT
from vademecum.gui.parts import polish
from vademecum.gui.theme import HIT_TARGET, current, theme
from vademecum.records import AreaLine, Freshness, LinkLine, Reach, Ref
from vademecum.texts import _

INDENT = 4  # pixels left and right of every text: room for the focus ring of a link, the same for all
AREAS_SHOWN = 12
GAP = 4  # pixels between an icon and its text
LINES_SHOWN = 10  # a longer list folds


class _TextLabel(QLabel):
    """Copies what is selected in it; all other keys belong to the window."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            super().keyPressEvent(event)
        else:
            event.ignore()


def text_label(text: str, role: str = "") -> QLabel:
    """A text that wraps and can be selected with the mouse."""
    label = _TextLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    label.setContentsMargins(INDENT, 0, INDENT, 0)
    if role:
        label.setProperty("role", role)
    return label


class LinkLabel(_TextLabel):
    """A link with quiet words behind it: one tab stop, opened by click, Enter or Space."""

    activated = Signal()

    def __init__(self, text: str, detail: str = "", *, before: str = "", ended: bool = False, lead: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContentsMargins(INDENT, 2, INDENT, 2)
        self.setMinimumHeight(theme().px(HIT_TARGET))
        self.setAccessibleDescription(_("link"))
        self.linkActivated.connect(self._clicked)
        self.set_words(text, detail, before=before, ended=ended, lead=lead)

    def set_words(self, text: str, detail: str = "", *, before: str = "", ended: bool = False, lead: str = "") -> None:
        """Show another link."""
        quiet = current().quiet
        role = f' style="color:{quiet}"' if ended else ""
        parts = [f'<span style="color:{quiet}">{escape(before)}</span> '] if before else []
        parts.append(f'<a href="#"{role}>{escape(text)}</a>')
        if detail:
            parts.append(f' <span style="color:{quiet}">{escape(lead + detail)}</span>')
        self.setText("".join(parts))
        self.setAccessibleName(" ".join(part for part in (before, text, detail) if part))

    def sizeHint(self) -> QSize:
        return line_size(self)

    def minimumSizeHint(self) -> QSize:
        return word_size(self)

    def _clicked(self, _href: str) -> None:
        self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(current().color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


class ValueText(QTextEdit):
    """A value without spaces (a mail or web address): it breaks anywhere, so that nothing is cut off."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setProperty("role", "flat")
        self.setPlainText(text)
        self.setReadOnly(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(INDENT, 0, INDENT, 0)
        self.setAccessibleName(text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.textCursor().hasSelection():
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _size(self, width: float) -> QSize:
        """The size of the text when it may be so wide; below 0: on one line."""
        document = QTextDocument(self.toPlainText())
        document.setDefaultFont(self.font())
        document.setDocumentMargin(0)
        document.setDefaultTextOption(self.document().defaultTextOption())
        document.setTextWidth(width)
        return QSize(int(document.idealWidth()) + 2, int(document.size().height() + 0.999))

    def sizeHint(self) -> QSize:
        size = self._size(-1)
        return QSize(size.width() + 2 * INDENT, size.height())

    def minimumSizeHint(self) -> QSize:
        """It may break, but below this width rather the buttons beside it give way."""
        return QSize(min(self.sizeHint().width(), theme().px(160)), self.fontMetrics().height())

    def heightForWidth(self, width: int) -> int:
        return self._size(width - 2 * INDENT).height()


def column(*items: QWidget | QLayout, gap: int = 4) -> QVBoxLayout:
    """Items below each other."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for item in items:
        add(layout, item)
    return layout


def add(layout: QVBoxLayout, item: QWidget | QLayout) -> None:
    """Add a widget or a layout."""
    if isinstance(item, QWidget):
        layout.addWidget(item)
    else:
        layout.addLayout(item)


def group(layout: QLayout) -> QWidget:
    """A layout as a widget, to hide it or to put it in another layout that takes widgets only."""
    widget = QWidget()
    widget.setProperty("role", "plain")
    widget.setLayout(layout)
    return widget


def beside(left: QLabel, right: QWidget | QLayout, gap: int = GAP) -> QHBoxLayout:
    """A small picture or word at the left of a text that wraps."""
    layout = QHBoxLayout()
    layout.setContentsMargins(INDENT, 0, 0, 0)
    layout.setSpacing(gap)
    layout.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
    if isinstance(right, QWidget):
        layout.addWidget(right, 1)
    else:
        layout.addLayout(right, 1)
    return layout


class IconText(QWidget):
    """A value with its icon, as wide as it is on one line."""

    def __init__(self, icon: QLabel, text: QLabel | ValueText) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._icon = icon
        self._text = text
        self.setLayout(beside(icon, text))

    def sizeHint(self) -> QSize:
        text = line_size(self._text) if isinstance(self._text, QLabel) else self._text.sizeHint()
        icon = self._icon.sizeHint()
        return QSize(INDENT + icon.width() + GAP + text.width(), max(icon.height(), text.height()))


def indented(item: QWidget | QLayout) -> QHBoxLayout:
    """Buttons that begin where texts begin."""
    layout = QHBoxLayout()
    layout.setContentsMargins(INDENT, 0, INDENT, 0)
    if isinstance(item, QWidget):
        layout.addWidget(item, 1)
    else:
        layout.addLayout(item, 1)
    return layout


def fact(label: str, text: str) -> QLabel:
    """A text with a quiet word before it that says what it is."""
    shown = text_label(text)
    shown.setTextFormat(Qt.TextFormat.RichText)
    shown.setText(f'<span style="color:{current().quiet}">{escape(label)}:</span> {_html(text)}')
    return shown


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def icon_label(name: str, role: str, words: str = "") -> QLabel:
    """An icon beside a text; ``words`` for screen readers where the text doesn't say the same."""
    size = theme().px(16)
    label = QLabel()
    label.setPixmap(icons.pixmap(name, size, role, _ratio()))
    _sit_on_first_line(label, size)
    label.setAccessibleName(words)
    return label


def reach_label(reach: Reach) -> QLabel:
    """The badge of a reach; its words are its accessible name and its tooltip."""
    size = theme().px(16)
    label = QLabel()
    label.setPixmap(icons.reach_pixmap(reach, size, _ratio()))
    _sit_on_first_line(label, size)
    label.setAccessibleName(icons.reach_words(reach))
    label.setToolTip(icons.reach_words(reach))
    return label


def _sit_on_first_line(label: QLabel, size: int) -> None:
    """Centre a picture on the first line of the text beside it."""
    label.setContentsMargins(0, max(0, (label.fontMetrics().height() - size) // 2), 0, 0)


def _ratio() -> float:
    screen = QGuiApplication.primaryScreen()
    return screen.devicePixelRatio() if screen else 1.0


def labelled(label: str, text: str) -> QWidget:
    """A quiet label with its text below it."""
    return group(column(text_label(label, "quiet"), text_label(text), gap=0))


def reason_line(reach: Reach | None, reason: str) -> QHBoxLayout | QLabel:
    """Why an actor is here: badge and words."""
    return text_label(reason) if reach is None else beside(reach_label(reach), text_label(reason))


def freshness_line(freshness: Freshness) -> QHBoxLayout:
    """How sure we are: an icon of its own per level, and the words."""
    name = {"good": "badge-check", "attention": "clock", "bad": "circle-question-mark"}[freshness.level]
    return beside(icon_label(name, freshness.level), text_label(freshness.text, freshness.level))


def button(words: str, icon: str, clicked: Callable[[], None], *, about: str = "", role: str = "quiet") -> QPushButton:
    """A button with words and an icon; ``about`` says on what, for who can't see where it stands."""
    # The style leaves no room between icon and words.
    color = {"quiet": "accent", "link": "accent", "primary": "on_accent"}.get(role, "text")
    result = QPushButton(icons.icon(icon, color), f" {words}")
    result.setProperty("role", role)
    result.setIconSize(QSize(theme().px(16), theme().px(16)))
    result.setAccessibleName(f"{words}: {about}" if about else words)
    result.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    result.setAutoDefault(False)
    result.clicked.connect(lambda _checked=False: clicked())
    return result


class Fold(QWidget):
    """A list of which the first lines are shown, and the rest after a press on "show all"."""

    def __init__(
        self,
        makers: Sequence[Callable[[], QWidget]],
        *,
        shown: int = LINES_SHOWN,
        flow: bool = False,
        gap: int = 0,
    ) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._makers = makers
        # One line more is no reason to fold.
        self._shown = shown if len(makers) > shown + 1 else len(makers)
        self._lines: QVBoxLayout | Flow = Flow() if flow else column(gap=gap)
        for maker in makers[: self._shown]:
            self._lines.addWidget(maker())
        self._more: QPushButton | None = None
        layout = column(self._lines)
        if self._shown < len(makers):
            words = _("Show all %(count)d") % {"count": len(makers)}
            self._more = button(words, "chevron-down", self._show_all, role="link")
            layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(layout)

    def _show_all(self) -> None:
        first: QWidget | None = None
        for maker in self._makers[self._shown :]:
            widget = maker()
            first = first or widget
            self._lines.addWidget(widget)
        if self._more is not None:
            self._more.hide()
        if first is not None and first.focusPolicy() != Qt.FocusPolicy.NoFocus:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


class Card(QFrame):
    """A white surface with a heading and what stands below it."""

    def __init__(self, heading: str = "", *items: QWidget | QLayout) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.body = column(gap=8)
        self.body.setContentsMargins(12, 12, 12, 12)
        self.setLayout(self.body)
        if heading:
            self.body.addWidget(text_label(heading, "subheading"))
        self.add(*items)

    def add(self, *items: QWidget | QLayout) -> None:
        """Put something below what is there."""
        for item in items:
            add(self.body, item)

    def add_part(self, heading: str, *items: QWidget | QLayout) -> None:
        """Put a small heading with its lines below what is there."""
        label = text_label(heading, "strong")
        add(self.body, column(label, *items, gap=2))


CardMaker = Callable[[], "Card | None"]


class Page(QWidget):
    """A page: cards below each other, with the actions that all pages have.

    Cards are made one at a time (``make_card`` until it says False), so that a long page never holds up the keyboard.
    """

    link_activated = Signal(Ref)
    edit = Signal(Ref)
    check = Signal(Ref)
    message = Signal(str)

    def __init__(self, *makers: CardMaker) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._makers = list(makers)
        self._cards = column(gap=8)
        self._cards.setContentsMargins(8, 8, 8, 8)
        self._cards.addStretch(1)
        self.setLayout(self._cards)

    def make_card(self) -> bool:
        """Make the next card; False when there is none left."""
        if not self._makers:
            return False
        card = self._makers.pop(0)()
        if card is not None:
            self._cards.insertWidget(self._cards.count() - 1, card)
            polish(card)
            card.heightForWidth(self.width() or card.sizeHint().width())
        return bool(self._makers)

    def make_all(self) -> None:
        """Make all cards at once."""
        while self.make_card():
            pass

    def link(self, ref: Ref, detail: str = "", *, before: str = "", ended: bool = False, lead: str = DASH) -> LinkLabel:
        """A link to a page of ours."""
        label = LinkLabel(ref.text, detail, before=before, ended=ended, lead=lead)
        label.activated.connect(lambda: self.link_activated.emit(ref))
        return label

    def edit_button(self, ref: Ref) -> QPushButton:
        """What opens the editor."""
        made = button(_("Edit"), "pencil", lambda: self.edit.emit(ref), about=ref.text, role="")
        made.setToolTip(_("Edit (Ctrl+E)"))
        return made

    def check_button(self, ref: Ref) -> QPushButton:
        """To note that somebody checked the record, or a part of it: that is something else than saving."""
        made = button(_("Still right …"), "badge-check", lambda: self.check.emit(ref), about=ref.text, role="")
        made.setToolTip(_("You checked that this is still right, or a part of it (Ctrl+K)"))
        return made

    def url(self, text: str, url: str, detail: str = "") -> LinkLabel:
        """A link to a page on the web."""
        label = LinkLabel(text, detail, lead=DASH)
        label.setToolTip(url)
        label.activated.connect(lambda: self.open_url(url))
        return label

    def line(self, line: LinkLine) -> QLabel:
        """A link and what it is to this record; plain where there is no page for it: then ``detail`` names it."""
        named = line.ref is not None and line.detail != line.ref.text  # the detail is more than the name once again
        what = [line.text, line.detail] if named else [line.text]
        if line.ended and not line.detail:
            what.append(_("ended"))
        detail = DOT.join(part for part in what if part)
        if line.ref is not None:
            return self.link(line.ref, detail, ended=line.ended)
        label = text_label(DASH.join(part for part in (line.detail, detail) if part), "quiet" if line.ended else "")
        label.setMinimumHeight(theme().px(HIT_TARGET))
        return label

    def relation(self, line: LinkLine) -> QLabel:
        """A link with the words before it that lead to it: "part of DVV Westhoek"."""
        if line.ref is None:
            return self.line(line)
        return self.link(line.ref, line.detail, before=line.text, ended=line.ended)

    def lines(self, lines: Sequence[LinkLine], shown: int = LINES_SHOWN) -> Fold:
        """A list of links that folds when it is long."""
        return Fold([partial(self.line, line) for line in lines], shown=shown)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard and say so."""
        QGuiApplication.clipboard().setText(text)
        shown = text if "\n" not in text else text.splitlines()[0] + " …"
        self.message.emit(_("Copied: %(text)s") % {"text": shown})

    def open_url(self, url: str) -> None:
        """Let the system open a page, a mail or a call."""
        if not QDesktopServices.openUrl(QUrl(url)):
            self.message.emit(
                _("No program on this computer opens %(what)s. Copy it and paste it elsewhere.") % {"what": url}
            )


def area_links(page: Page, lines: Sequence[AreaLine]) -> Fold:
    """Service areas as links to their places; what is excluded is greyed and says so."""
    makers = [partial(_area_link, page, line) for line in lines]
    return Fold(makers, shown=AREAS_SHOWN, flow=True)


def _area_link(page: Page, line: AreaLine) -> LinkLabel:
    ref = Ref(type=line.place.type, id=line.place.id, text=line.text)
    return page.link(ref, before=_("except") if line.excluded else "", ended=line.excluded)
