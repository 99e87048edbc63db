"""The main window: the workspace, the status line, the menu, and the keys that work everywhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QMainWindow, QMenu

from vademecum import settings
from vademecum.errors import KnownError
from vademecum.gui import icons, theme
from vademecum.gui.edit.column import new_texts
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.opener import LookedAt, ManageOpener
from vademecum.gui.remembering import Remembering
from vademecum.gui.selection import Selection
from vademecum.gui.workspace import Workspace
from vademecum.paths import UserFolder
from vademecum.records import Info, RecordType, Ref
from vademecum.settings import Settings
from vademecum.texts import _, ngettext, number, set_language

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue
    from vademecum.gui.diary_dialog import DiaryDialog
    from vademecum.gui.edit.lists import ListsDialog
    from vademecum.gui.pages.help import HelpDialog
    from vademecum.gui.synonyms import SynonymsDialog

MESSAGE_TIME = 5000  # milliseconds
FRAME = QSize(4, 40)  # what a desktop puts around a window
SIZING_PAUSE = 60  # milliseconds: keys that follow each other make the window anew once


class MainWindow(QMainWindow):
    """``language_changed``: the application gets other texts for what Qt says itself."""

    language_changed = Signal(str)

    def __init__(
        self,
        catalogue: Catalogue,
        jobs: Jobs,
        folder: UserFolder,
        info: Info,
        chosen: Settings,
        note: str | None = None,
    ) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._jobs = jobs
        self._folder = folder
        self._info = info
        self._settings = chosen
        self._remembering = Remembering(folder.memory, jobs, diary=chosen.diary, parent=self)
        self.selection = Selection(catalogue, jobs, self)
        self._help: HelpDialog | None = None
        self._synonyms: SynonymsDialog | None = None
        self._diary: DiaryDialog | None = None
        self._lists: ListsDialog | None = None
        self.manage = ManageOpener(
            catalogue, jobs, self.selection, self._looked_at, read_only=info.read_only, parent=self
        )
        self.manage.open_record.connect(self._show_chosen)
        self.manage.edit_record.connect(self._edit_chosen)
        self.manage.erased.connect(self._forget_person)
        self._places = QSettings(str(folder.root / "window.ini"), QSettings.Format.IniFormat)
        self.setWindowTitle("Vademecum")
        self.setMinimumSize(480, 400)
        self._status = QLabel(self)
        self._offline = QLabel(self)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(MESSAGE_TIME)
        self._silence.timeout.connect(self._show_status)
        self._sizing = QTimer(self)
        self._sizing.setSingleShot(True)
        self._sizing.setInterval(SIZING_PAUSE)
        self._sizing.timeout.connect(self._dress)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setContentsMargins(12, 0, 12, 0)
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().addPermanentWidget(self._offline)
        self._columns = _whole_numbers(self._places.value("columns"))
        self.workspace = self._make()
        self._place_window()
        self._make_keys()
        theme.theme().changed.connect(self._rebuild)
        jobs.changed.connect(self._count_again)
        self.workspace.right.look_for_drafts(folder.drafts)
        if note:
            self.workspace.show_error(KnownError(note))

    # The workspace --------------------------------------------------------------------------------------------------

    def _make(self) -> Workspace:
        workspace = Workspace(
            self._catalogue, self._jobs, self._info, self._remembering, self.selection, self._columns, self
        )
        workspace.columns_dragged.connect(self._keep_columns)
        workspace.message.connect(self._say)
        workspace.manage_wanted.connect(self._manage_selection)
        workspace.right.left.connect(self.manage.form_left)
        workspace.bar.menu.clicked.connect(self._open_menu)
        workspace.bar.manage.clicked.connect(self._open_manage)
        if self._places.value("geometry") is None:
            workspace.welcome.greet()
        self.setCentralWidget(workspace)
        self._show_status()
        workspace.box.setFocus()
        return workspace

    def _rebuild(self) -> None:
        """Make all widgets anew in the language, colours and size in use, and be where the user was."""
        old = self.workspace
        trail, in_list = old.trail(), old.results.list.hasFocus()
        editing = old.right.editing()
        self.setUpdatesEnabled(False)
        try:
            self.workspace = self._make()
            self.workspace.restore(trail, old.results.answer)
            if in_list:
                self.workspace.results.list.enter()
            if editing is not None:
                self.workspace.right.go_on(editing)
        finally:
            self.setUpdatesEnabled(True)

    def _count_again(self, _changes: object) -> None:
        self._jobs.read(self._catalogue.info, self._take_info, newest="info")

    def _take_info(self, info: Info) -> None:
        self._info = info
        self.workspace.welcome.set_info(info)
        self._show_status()

    def _show_status(self) -> None:
        count = self._info.counts.get("actor", 0)
        parts = [
            self._info.name,
            ngettext("%(count)s actor", "%(count)s actors", count) % {"count": number(count)},
            _("edition %(edition)s") % {"edition": self._info.edition},
        ]
        if self._info.read_only:
            parts.append(_("read only"))
        self._status.setText(" · ".join(parts))
        self._offline.setText(_("works without a network"))
        self._silence.stop()

    def _say(self, text: str) -> None:
        """A short message in the place of the status line."""
        self._status.setText(text)
        self._silence.start()

    # Keys -----------------------------------------------------------------------------------------------------------

    def _make_keys(self) -> None:
        for keys, action in (
            (("Ctrl+F", "Ctrl+L"), lambda: self.workspace.box.enter()),
            (("Alt+Left",), lambda: self.workspace.go(-1)),
            (("Alt+Right",), lambda: self.workspace.go(1)),
            (("Ctrl+M",), self._mail),
            (("Ctrl+D",), lambda: self.workspace.save_question()),
            (("Ctrl+E",), lambda: self.workspace.edit()),
            (("Ctrl+K",), lambda: self.workspace.check()),
            (("Ctrl+B",), self._open_manage),
            (("Ctrl+H",), self._open_history),
            (("Ctrl+Z",), lambda: self.workspace.right.undo()),
            (("Ctrl+Y", "Ctrl+Shift+Z"), lambda: self.workspace.right.redo()),
            (("Ctrl+Return", "Ctrl+Enter"), lambda: self.workspace.compare()),
            (("Ctrl+Shift+A",), self.selection.clear),
            (("Ctrl++", "Ctrl+="), partial(self._scale, 1)),
            (("Ctrl+-",), partial(self._scale, -1)),
            (("Ctrl+0",), partial(self._scale, 0)),
            (("F1",), self._open_help),
            (("F10",), self._open_menu),
        ):
            for key in keys:
                QShortcut(QKeySequence(key), self).activated.connect(action)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no part of the window wanted: letters go to the box, Escape clears, Ctrl+C copies the contact."""
        text, focus = event.text(), self.focusWidget()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.workspace.escape()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            focus.click()  # Qt leaves Enter to the desktop, and few of them take it
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.workspace.copy_contact()
        elif plain and text.isprintable() and text.strip():
            self.workspace.box.type(text)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The extra buttons of a mouse go back and forward."""
        if event.button() == Qt.MouseButton.BackButton:
            self.workspace.go(-1)
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.workspace.go(1)
        else:
            super().mousePressEvent(event)

    def _mail(self) -> None:
        address = self.workspace.detail.mail_address()
        if address:
            url = QUrl()
            url.setScheme("mailto")
            url.setPath(address)
            QDesktopServices.openUrl(url)
        else:
            self._say(_("No mail address to write to: open an organisation that has one"))

    def _open_synonyms(self, word: str = "") -> None:
        """The synonyms; ``word``: begin a new one with it."""
        if self._synonyms is None:
            from vademecum.gui.synonyms import SynonymsDialog  # a start needs none

            self._synonyms = SynonymsDialog(self._catalogue, self._jobs, read_only=self._info.read_only, parent=self)
            self._synonyms.made.connect(self._strike)
        _bring(self._synonyms)
        if word:
            self._synonyms.begin_new(word)

    def _open_lists(self) -> None:
        """The records that have no page of their own, to edit them."""
        if self._lists is None:
            from vademecum.gui.edit.lists import ListsDialog  # a start needs none

            self._lists = ListsDialog(self._catalogue, self._jobs, self)
            self._lists.chosen.connect(self._edit_chosen)
            self._lists.new.connect(self._new_chosen)
        _bring(self._lists)

    def _open_manage(self) -> None:
        """The window in which the catalogue is looked after."""
        self.manage.open()

    def _forget_person(self, name: str) -> None:
        """Who was erased is not in what is remembered of searches either."""
        self._remembering.change(lambda memory: memory.without_person(name))

    def _manage_selection(self, page: str) -> None:
        """Do something with the selection."""
        self.manage.open_selection(page)

    def _open_history(self) -> None:
        """What was done with the open record, or with all of them."""
        self.manage.open_history()

    def _looked_at(self) -> LookedAt:
        page = self.workspace.stop().page
        return LookedAt(self.workspace.results.model.ids, page if isinstance(page, Ref) else None)

    def _show_chosen(self, ref: Ref) -> None:
        self.activateWindow()
        self.workspace.follow(ref)

    def _edit_chosen(self, ref: Ref) -> None:
        self.activateWindow()
        self.workspace.right.edit(ref)

    def _new_chosen(self, kind: RecordType, preset: dict[str, str]) -> None:
        self.activateWindow()
        self.workspace.right.new(kind, **preset)

    def _open_diary(self) -> None:
        if self._diary is None:
            from vademecum.gui.diary_dialog import DiaryDialog  # a start needs none

            self._diary = DiaryDialog(self._remembering, self)
            self._diary.synonym.connect(self._open_synonyms)
        _bring(self._diary)

    def _strike(self, word: str) -> None:
        """It finds something now."""
        self._remembering.change(lambda memory: memory.without_nothing(word.casefold()))

    def _open_help(self) -> None:
        if self._help is None:
            from vademecum.gui.pages.help import HelpDialog  # a start needs none

            self._help = HelpDialog(self._folder.root, self)
        _bring(self._help)

    # The menu -------------------------------------------------------------------------------------------------------

    def _open_menu(self) -> None:
        button = self.workspace.bar.menu
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = button.mapToGlobal(button.rect().bottomRight())
        corner.setX(corner.x() - menu.sizeHint().width())
        menu.popup(corner)

    def make_menu(self) -> QMenu:
        """Text size, what staff look after, settings, help."""
        menu = QMenu(self)
        menu.addAction(icons.icon("plus"), _("Larger text") + "\tCtrl++", partial(self._scale, 1))
        menu.addAction(icons.icon("minus"), _("Smaller text") + "\tCtrl+-", partial(self._scale, -1))
        menu.addAction(_("Normal text") + "\tCtrl+0", partial(self._scale, 0))
        menu.addSeparator()
        menu.addAction(icons.icon("layers"), _("Maintain …") + "\tCtrl+B", self._open_manage)
        menu.addAction(icons.icon("history"), _("History") + "\tCtrl+H", self._open_history)
        if not self._info.read_only:
            new = menu.addMenu(icons.icon("plus"), _("New"))
            for kind, text in new_texts():
                new.addAction(text, partial(self.workspace.right.new, kind))
            menu.addAction(icons.icon("pencil"), _("Terms and sources …"), self._open_lists)
        menu.addAction(icons.icon("tag"), _("Synonyms …"), partial(self._open_synonyms, ""))
        menu.addAction(icons.icon("list"), _("Words without a result …"), self._open_diary)
        menu.addSeparator()
        menu.addAction(icons.icon("settings-2"), _("Settings …"), self._open_settings)
        menu.addAction(icons.icon("circle-question-mark"), _("Help and keys") + "\tF1", self._open_help)
        menu.addAction(icons.icon("info"), _("About Vademecum"), self._about)
        return menu

    def _scale(self, step: int) -> None:
        """The next larger (1) or smaller (-1) text, or the normal one (0)."""
        scales = theme.SCALES
        now = min(range(len(scales)), key=lambda at: abs(scales[at] - self._settings.text_scale))
        scale = 1.0 if step == 0 else scales[min(len(scales) - 1, max(0, now + step))]
        self._keep(settings.changed(self._settings, text_scale=scale))
        self._sizing.start()
        self._say(_("Text size %(percent)d %%") % {"percent": round(scale * 100)})

    def _open_settings(self) -> None:
        from vademecum.catalogue.opening import login
        from vademecum.gui.settings_dialog import SettingsDialog  # a start needs none

        dialog = SettingsDialog(self._settings, login(), self)
        dialog.chosen.connect(self._take_settings)
        dialog.open()

    def _change(self, **choice: str | float | bool) -> None:
        """Take a choice at once and keep it."""
        self._take_settings(settings.changed(self._settings, **choice))

    def _take_settings(self, chosen: Settings) -> None:
        """Take other settings at once and keep them."""
        before = self._settings
        if chosen == before:
            return
        self._keep(chosen)
        if chosen.who != before.who:
            self._catalogue.sign(chosen.who)
        if chosen.diary != before.diary:
            self._remembering.diary = chosen.diary
            self._remembering.changed.emit()
        if chosen.language != before.language:
            set_language(chosen.language)
            self.language_changed.emit(chosen.language)
            for dialog in (self._help, self._synonyms, self._diary, self._lists):
                if dialog is not None:
                    dialog.deleteLater()
            self._help = self._synonyms = self._diary = self._lists = None
            self.manage.forget()
            self._rebuild()
        self._dress()

    def _keep(self, chosen: Settings) -> None:
        self._settings = chosen
        self._jobs.write(partial(_keep, self._folder.settings, chosen))

    def _dress(self) -> None:
        theme.theme().apply(self._settings.theme, self._settings.text_scale)

    def _about(self) -> None:
        from vademecum.gui.pages.about import AboutDialog  # a start needs none

        dialog = AboutDialog(self._info, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # The window itself ----------------------------------------------------------------------------------------------

    def _place_window(self) -> None:
        geometry = self._places.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):  # which fits it to the screen that is there now
            room = self.screen().availableSize()
            self.resize(QSize(1366, 768).boundedTo(room - FRAME))
            if room.width() < 1600:  # room for the window and its frame only when it fills the screen
                self.setWindowState(Qt.WindowState.WindowMaximized)

    def _keep_columns(self, columns: list[int]) -> None:
        self._columns = columns

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window stood and how the columns were; what is not saved asks first."""
        right = self.workspace.right
        if right.dirty:
            event.ignore()
            right.editor.leave(self.close)
            return
        if self._synonyms is not None and self._synonyms.dirty:
            event.ignore()
            _bring(self._synonyms)
            self._synonyms.leave(self.close)
            return
        self._places.setValue("geometry", self.saveGeometry())
        if self._columns is not None:
            self._places.setValue("columns", self._columns)
        self._places.sync()
        super().closeEvent(event)


def _keep(path: Path, chosen: Settings) -> None:
    """In another thread. Raises KnownError where the file can't be written."""
    try:
        settings.save(path, chosen)
    except OSError as error:
        raise KnownError(
            _("Your settings could not be written: they hold until you close the window."),
            _("Is there room, and may you write in the folder?"),
        ) from error


def _bring(dialog: QDialog) -> None:
    """Show a window that may lie behind others."""
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def _whole_numbers(value: object) -> list[int] | None:
    """Three widths from the ini file, which gives them as text; None for anything else."""
    if isinstance(value, list) and len(value) == 3 and all(str(width).isdecimal() for width in value):
        return [int(width) for width in value]
    return None
