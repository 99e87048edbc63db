"""Help (F1): the user's guide with a table of contents and a search within, the keys included."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QGuiApplication,
    QKeySequence,
    QShortcut,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from vademecum.gui import icons
from vademecum.gui.pages.keys import key_list
from vademecum.gui.pages.parts import button
from vademecum.gui.theme import Step, current, set_role, theme
from vademecum.paths import resources_folder
from vademecum.records import Reach
from vademecum.texts import _, language

_STEPS: dict[int, Step] = {1: 4, 2: 3, 3: 2}  # of a heading, in the sizes of the theme
CHAPTER = 2  # the level of its heading
_GUIDES = {"nl": "gids.nl.md", "en": "guide.en.md"}


def guide_text(folder: Path) -> str:
    """The guide in the language in use; ``folder`` is where the user's data are."""
    path = resources_folder() / "guide" / _GUIDES[language()]
    keys = "\n".join(f"| **{key}** | {words} |" for key, words in key_list())
    return path.read_text(encoding="utf-8").replace("{folder}", str(folder)).replace("{keys}", keys)


class _Guide(QTextBrowser):
    """Shows Markdown; pictures named ``reach:1`` to ``reach:6`` are the badges as the list paints them."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        if isinstance(name, QUrl) and name.scheme() == "reach":
            size = theme().px(18)
            screen = self.screen() or QGuiApplication.primaryScreen()
            return icons.reach_pixmap(Reach(int(name.path())), size, screen.devicePixelRatio())
        return super().loadResource(kind, name)


class HelpDialog(QDialog):
    """The guide. ``folder``: the user's data, named in the guide."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setWindowTitle(_("Help"))
        self.resize(theme().window(960, 640))
        self._guide = _Guide()
        self._guide.setAccessibleName(_("Guide"))
        self._guide.setOpenLinks(False)
        self._guide.anchorClicked.connect(QDesktopServices.openUrl)
        self._contents = QTreeWidget()
        set_role(self._contents, "contents")
        self._contents.setHeaderHidden(True)
        self._contents.setRootIsDecorated(False)
        self._contents.setIndentation(theme().px(16))
        self._contents.setAccessibleName(_("Contents"))
        self._contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._contents.currentItemChanged.connect(self._go)
        self._contents.itemClicked.connect(self._go)
        self._box = QLineEdit()
        self._box.setPlaceholderText(_("Search in the guide"))
        self._box.setAccessibleName(_("Search in the guide"))
        self._box.setClearButtonEnabled(True)
        self._found = QLabel()
        set_role(self._found, "quiet")
        self._box.textChanged.connect(self._search)
        self._box.returnPressed.connect(self._next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addLayout(self._search_row())
        layout.addWidget(self._splitter(), 1)
        close = button(_("Close"), "x", self.reject, role="")
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._to_box)
        theme().changed.connect(self._dress)
        self._dress()
        self._contents.setFocus()

    def _search_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._box, 1)
        row.addWidget(self._found)
        row.addWidget(button(_("Previous"), "chevron-up", self._previous))
        row.addWidget(button(_("Next"), "chevron-down", self._next))
        return row

    def _splitter(self) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._contents)
        splitter.addWidget(self._guide)
        splitter.setStretchFactor(0, 0)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([theme().px(300), theme().px(640)])
        splitter.setChildrenCollapsible(False)
        return splitter

    def _dress(self) -> None:
        """Fill in the texts, in the colours and sizes of now."""
        where = self._guide.verticalScrollBar().value()
        self._guide.document().setDefaultFont(theme().font())
        self._guide.setMarkdown(guide_text(self._folder))
        _polish(self._guide)
        self._guide.verticalScrollBar().setValue(where)
        self._contents.clear()
        chapter = self._contents.invisibleRootItem()
        block = self._guide.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level:
                item = QTreeWidgetItem([block.text()])
                item.setToolTip(0, block.text())
                item.setData(0, Qt.ItemDataRole.UserRole, block.blockNumber())
                if level > CHAPTER:
                    chapter.addChild(item)
                else:
                    self._contents.addTopLevelItem(item)
                    chapter = item
            block = block.next()
        self._contents.expandAll()

    def _go(self, item: QTreeWidgetItem | None) -> None:
        """Scroll to a heading."""
        if item is None:
            return
        block: QTextBlock = self._guide.document().findBlockByNumber(item.data(0, Qt.ItemDataRole.UserRole))
        top = self._guide.document().documentLayout().blockBoundingRect(block).top()
        self._guide.verticalScrollBar().setValue(int(top))

    def _to_box(self) -> None:
        self._box.setFocus()
        self._box.selectAll()

    def _search(self, text: str) -> None:
        """Mark every place where the text stands and show the first."""
        selections = []
        marked = self._guide.textCursor()
        marked.clearSelection()
        self._guide.setTextCursor(marked)
        document = self._guide.document()
        cursor = document.find(text) if text.strip() else QTextCursor()
        while not cursor.isNull():
            selection = QTextBrowser.ExtraSelection()
            selection.cursor = cursor
            selection.format.setBackground(current().color("mark"))
            selections.append(selection)
            cursor = document.find(text, cursor)
        self._guide.setExtraSelections(selections)
        count = str(len(selections)) if selections else _("not found")
        self._found.setText(count if text.strip() else "")
        if selections:
            self._guide.moveCursor(QTextCursor.MoveOperation.Start)
            self._next()

    def _next(self) -> None:
        self._step(forward=True)

    def _previous(self) -> None:
        self._step(forward=False)

    def _step(self, *, forward: bool) -> None:
        """To the next or previous place where the text stands, round the end."""
        text = self._box.text()
        if not text.strip():
            return
        flags = QTextDocument.FindFlag(0) if forward else QTextDocument.FindFlag.FindBackward
        if not self._guide.find(text, flags):
            operation = QTextCursor.MoveOperation.Start if forward else QTextCursor.MoveOperation.End
            self._guide.moveCursor(operation)
            self._guide.find(text, flags)


def _polish(browser: QTextBrowser) -> None:
    """Give the Markdown the sizes of the window, and its tables, which come without any look, thin lines and room."""
    block = browser.document().begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        if level:
            cursor = QTextCursor(block)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            heading = QTextCharFormat()
            heading.setFont(theme().font(_STEPS.get(level, 1), strong=True))
            cursor.setCharFormat(heading)
        block = block.next()
    for frame in browser.document().rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            form = frame.format().toTableFormat()
            form.setBorder(1)
            form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            form.setBorderBrush(current().color("line"))
            form.setBorderCollapse(True)
            form.setCellPadding(theme().px(6))
            frame.setFormat(form)
