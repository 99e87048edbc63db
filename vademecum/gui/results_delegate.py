"""Paints the list of results: badge, name, kind, why, how fresh, always in the same rhythm.

Two heights: headings and lines. Everything is measured in the font of the theme, so that it grows with the text.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vademecum import turns
from vademecum.gui import icons, theme
from vademecum.gui.letters import Letters
from vademecum.gui.pictures import Pictures
from vademecum.gui.results_model import ENTRY_ROLE, PICKED_ROLE, Heading
from vademecum.records import Freshness, Reach, Row, Span
from vademecum.texts import _, number

Index = QModelIndex | QPersistentModelIndex

_DOT = " · "
_MARKED = (
    QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus
)  # lines that look otherwise
_PICTURES = 40  # lines: two screenfuls
_AT_ONCE = 0.005  # seconds for lines never painted before, in one painting: a key must not wait for all of them
_TURN = 0.01  # seconds from when the window began to take in an answer: who took long for that paints one line now
_CUT = "…"
_SAMPLE = "abcdefghijklmnopqrstuvwxyz ABCDEGHIKLMOPRSTVWZ 0123456789 .,-·()"  # the shapes of letters are made once


class ResultsDelegate(QStyledItemDelegate):
    """Made anew with the window when colours or the text size change."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        look = theme.theme()
        self._tokens = look.tokens
        self._name = Letters(look.font(2, strong=True))
        self._text = Letters(look.font())
        self._bold = Letters(look.font(strong=True))
        self._margin = 12
        self._gap = 2
        self._badge = look.px(18)
        self._pictures = Pictures(_PICTURES, look.tokens.color("card"))
        self._until = 0.0  # when this painting has taken long enough
        self._made = 0  # lines that it has painted for the first time
        self._left: list[QRect] = []  # what it did not come to
        self.heading_height = max(theme.HIT_TARGET, self._bold.height + 12)
        self.line_height = 16 + self._name.height + 2 * self._text.height + 2 * self._gap

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's signature
        """One of two heights."""
        heading = isinstance(index.data(ENTRY_ROLE), Heading)
        return QSize(0, self.heading_height if heading else self.line_height)

    def prepare(self) -> Iterator[None]:
        """Paint a heading and a line where nobody sees them: Qt makes much of what they need when it is used first."""
        box = QRect(0, 0, 400, self.line_height)
        picture = QPixmap(box.size())
        for paint in (
            partial(self.paint_heading, heading=Heading(_SAMPLE, 1)),
            partial(self._paint_row, state=QStyle.StateFlag.State_Enabled, row=_sample(), picked=False),
        ):
            painter = QPainter(picture)
            paint(painter, box)
            painter.end()
            yield

    def begin(self) -> None:
        """A painting of the list begins."""
        now = time.perf_counter()
        self._until = min(now + _AT_ONCE, turns.window.since + _TURN)
        self._made = 0
        self._left = []

    @property
    def left(self) -> tuple[QRect, ...]:
        """Lines that the last painting had no time for: they are empty and want to be painted again."""
        return tuple(self._left)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A heading or a line."""
        entry = index.data(ENTRY_ROLE)
        painter.save()
        if isinstance(entry, Heading):
            self.paint_heading(painter, option.rect, entry)
        else:
            picked = bool(index.data(PICKED_ROLE))
            plain = not option.state & _MARKED
            if plain and not picked:
                picture = self._picture(painter, option, entry)
                if picture is None:
                    self._left.append(QRect(option.rect))
                else:
                    painter.drawPixmap(option.rect.topLeft(), picture)
            else:
                self._paint_row(painter, option.rect, state=option.state, row=entry, picked=picked)
        painter.restore()

    def _picture(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> QPixmap | None:
        """A line as it looks; None where it would have to be painted and the time is up."""
        size = option.rect.size()
        known = self._pictures.known(painter, size, row)
        if known is None and (not self._made or time.perf_counter() < self._until):
            self._made += 1
            paint = partial(self._paint_row, state=option.state, row=row, picked=False)
            known = self._pictures.make(painter, size, row, paint)
        return known

    def paint_heading(self, painter: QPainter, box: QRect, heading: Heading) -> None:
        """A heading with its count; the list paints the one that sticks with this too."""
        painter.fillRect(box, self._tokens.color("ground"))
        painter.setPen(self._tokens.color("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inside = box.adjusted(self._margin, 0, -self._margin, 0)
        count = number(heading.count)
        painter.setPen(self._tokens.color("quiet"))
        self._bold.draw(painter, inside, count, right=True)
        room = inside.width() - self._bold.width(count) - self._margin
        painter.setPen(self._tokens.color("text"))
        self._bold.draw(painter, inside, self._bold.fitted(heading.text, room))

    def _paint_row(self, painter: QPainter, box: QRect, *, state: QStyle.StateFlag, row: Row, picked: bool) -> None:
        tokens = self._tokens
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(box, tokens.color("selected"))
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), tokens.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, tokens.color("hover"))
        painter.setPen(tokens.color("line"))
        painter.drawLine(box.left() + self._margin, box.bottom(), box.right() - self._margin, box.bottom())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(tokens.color("accent"), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))

        left, right = box.left() + self._margin, box.right() - self._margin
        top = box.top() + 8
        if row.reach is not None:
            middle = top + (self._name.height - self._badge) / 2
            icons.paint_reach(painter, QRectF(left, middle, self._badge, self._badge), row.reach)
            left += self._badge + 10
        self._paint_name(painter, QRect(left, top, right - left, self._name.height), row)
        top += self._name.height + self._gap
        self._paint_why(painter, QRect(left, top, right - left, self._text.height), row)
        top += self._text.height + self._gap
        hovered = bool(state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus))
        if picked or hovered:
            right = self._paint_tick(painter, self.tick_box(box), picked=picked)
        self._paint_freshness(painter, QRect(left, top, right - left, self._text.height), row)

    def _paint_name(self, painter: QPainter, line: QRect, row: Row) -> None:
        """The name with its marks; at the right the kind, and the town where there is room for it."""
        wanted = self._name.width(row.name)
        room = line.width() - min(wanted, round(line.width() * 0.62)) - self._margin
        kind = row.kind_label
        if row.town and self._text.width(f"{kind} · {row.town}") <= line.width() - wanted - self._margin:
            kind = f"{kind} · {row.town}"
        if row.status == "ended":
            kind = _("ended")
        kind = self._text.fitted(kind, room)
        painter.setPen(self._tokens.color("quiet"))
        self._text.draw(painter, line, kind, right=True)
        painter.setPen(self._tokens.color("text"))
        taken = self._text.width(kind) + self._margin
        self._paint_marked(painter, line.adjusted(0, 0, -taken, 0), row.name, row.marks, self._name)

    def _paint_why(self, painter: QPainter, line: QRect, row: Row) -> None:
        """Why it is here, and what was found; a long reason leaves room for the words that were found."""
        if row.reason:
            most = line.width() * 3 // 5 if row.found_marks else line.width()
            reason = self._text.fitted(row.reason, most)
            painter.setPen(self._tokens.color("text"))
            self._text.draw(painter, line, reason)
            line = line.adjusted(self._text.width(reason), 0, 0, 0)
        painter.setPen(self._tokens.color("quiet" if row.reason else "text"))
        if row.reason and row.found:
            self._text.draw(painter, line, self._text.fitted(_DOT, line.width()))
            line = line.adjusted(self._text.width(_DOT), 0, 0, 0)
        self._paint_marked(painter, line, row.found, row.found_marks, self._text)

    def tick_box(self, box: QRect) -> QRect:
        """Where a click picks the line of this box; it holds a square and a word."""
        height = min(box.height(), max(theme.HIT_TARGET, self._text.height))
        width = self._text.height + 6 + max(self._text.width(words) for words in _tick_words())
        right = box.right() - self._margin
        return QRect(right - width, box.bottom() - height, width + self._margin, height)

    def _paint_tick(self, painter: QPainter, place: QRect, *, picked: bool) -> int:
        """Whether it is in the selection, in a word and a sign; where that begins."""
        color = self._tokens.color("accent" if picked else "quiet")
        words = _tick_words()[picked]
        line = place.adjusted(0, 0, -self._margin, 0)
        size = self._text.height - 4
        left = line.right() - self._text.width(words) - size - 6
        square = QRectF(left, line.center().y() - size / 2 + 0.5, size, size)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, 1.4))
        painter.setBrush(color if picked else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(square, 3, 3)
        if picked:
            icons.icon("check", "on_accent").paint(painter, square.toRect().adjusted(1, 1, -1, -1))
        painter.restore()
        painter.setPen(color)
        self._text.draw(painter, line, words, right=True)
        return left - self._margin

    def _paint_freshness(self, painter: QPainter, line: QRect, row: Row) -> None:
        """How sure we are: words and colour."""
        dot = self._text.height // 2 - 1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.color(row.freshness.level))
        painter.drawEllipse(QRectF(line.left(), line.center().y() - dot / 2 + 1, dot, dot))
        line = line.adjusted(dot + 6, 0, 0, 0)
        painter.setPen(self._tokens.color("quiet"))
        self._text.draw(painter, line, self._text.fitted(row.freshness.text, line.width()))

    def _paint_marked(
        self, painter: QPainter, line: QRect, text: str, marks: tuple[Span, ...], letters: Letters
    ) -> None:
        """A text in the colour of the painter, with the words that were found marked and in sight."""
        text, marks = in_sight(text, joined(text, marks), letters.width, line.width())
        shown = letters.fitted(text, line.width())
        letters.draw(painter, line, shown)
        for mark in marks:
            end = min(mark.end, len(shown))
            if mark.start >= end:
                continue
            start = letters.width(shown[: mark.start])
            width = letters.width(shown[:end]) - start
            box = QRectF(line.left() + start - 1, line.top(), width + 2, line.height())
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tokens.color("mark"))
            painter.drawRoundedRect(box, 3, 3)
            painter.setClipRect(box)
            painter.setPen(self._tokens.color("text"))
            letters.draw(painter, line, shown)
            painter.restore()


def _sample() -> Row:
    """A line with all that a line may have."""
    mark = (Span(start=0, end=4),)
    fresh = Freshness(level="good", text=_SAMPLE)
    return Row(
        id="", name=_SAMPLE, kind="", kind_label=_SAMPLE, town="", reach=Reach.PROVINCE, reason=_SAMPLE, found=_SAMPLE,
        freshness=fresh, marks=mark, found_marks=mark,
    )  # fmt: skip


def _tick_words() -> tuple[str, str]:
    """What stands beside the square: empty, and ticked."""
    return _("select"), _("selected")


def joined(text: str, marks: tuple[Span, ...]) -> tuple[Span, ...]:
    """Marks with nothing but a space or a hyphen between them become one: "PLAN Light" is one mark, not two."""
    result: list[Span] = []
    for mark in marks:
        if result and text[result[-1].end : mark.start] in ("", " ", "-"):
            result[-1] = Span(start=result[-1].start, end=mark.end)
        else:
            result.append(mark)
    return tuple(result)


def in_sight(
    text: str, marks: tuple[Span, ...], wide: Callable[[str], int], width: int
) -> tuple[str, tuple[Span, ...]]:
    """A text that begins so late that its first mark fits in ``width``, with the marks at their new places.

    ``wide``: how wide a text is.
    """
    if not marks or wide(text[: marks[0].end] + _CUT) <= width:
        return text, marks
    first = marks[0]
    start = first.start
    for space in [at for at, letter in enumerate(text[: first.start]) if letter in " -"][::-1]:
        if wide(_CUT + text[space + 1 : first.end] + _CUT) > width:
            break
        start = space + 1
    shift = len(_CUT) - start
    moved = tuple(Span(start=mark.start + shift, end=mark.end + shift) for mark in marks if mark.start >= start)
    return _CUT + text[start:], moved
