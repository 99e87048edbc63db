"""Starts the window: opens the catalogue beside it, says what is wrong when that fails, closes all in order."""

from __future__ import annotations

import gc
import os
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QLibraryInfo, QObject, Qt, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QProgressBar, QVBoxLayout, QWidget

from vademecum import __version__, settings, turns
from vademecum.errors import CatalogueError, KnownError
from vademecum.gui import theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.main_window import MainWindow
from vademecum.gui.ways_on import WaysOn
from vademecum.gui.workspace import SUGGESTIONS
from vademecum.paths import UserFolder, resources_folder
from vademecum.records import Backup, Changes, Info
from vademecum.texts import _, date_words, set_language

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue, Progress

TRY_OUT_SECONDS = 30
LOOK_AROUND = 2000  # milliseconds between looks at what other programs wrote
WARM_AFTER = 50  # milliseconds after the first screen has all it needs: it is painted first
QUIET = 700  # milliseconds without a question: who types on is not kept up by what the first page needs
OPENING_SHOWN_AFTER = 400  # milliseconds: a second start is over before


def run(folder: UserFolder, *, language: str | None = None, read_only: bool = False) -> int:
    """Show the window until it is closed; the exit code. Raises KnownError where there is no screen."""
    need_screen()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Vademecum")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("vademecum")
    application.setWindowIcon(QIcon(str(resources_folder() / "icons" / "vademecum.svg")))
    application.setQuitOnLastWindowClosed(False)  # the first window goes before the next is there
    # The window's thread waits for this long when a question is being answered beside it: 5 ms by default.
    sys.setswitchinterval(0.0003)
    program = Program(folder, language, read_only=read_only)
    before = sys.excepthook
    sys.excepthook = program.report_bug
    try:
        QTimer.singleShot(0, program.open)
        return application.exec()
    finally:
        sys.excepthook = before
        program.close()


def need_screen() -> None:
    """Raise KnownError where no window can be shown; Qt itself would end the program without a word to people."""
    asked = os.environ.get("QT_QPA_PLATFORM")
    if not sys.platform.startswith("linux") or asked or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return
    raise KnownError(
        _("There is no screen here to show the window on."),
        _("Use the command line, for example: vademecum serves 8980"),
    )


def try_out(folder: UserFolder, question: str) -> bool:
    """Open the window, type a question, and say whether actors were listed; for ``vademecum self-test``."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    program = Program(folder, None)
    deadline = QDeadlineTimer(TRY_OUT_SECONDS * 1000)
    typed = False
    program.open()
    try:
        while not deadline.hasExpired():
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, deadline)
            if program.window is None:
                continue
            if not typed:
                program.window.workspace.box.type(question)
                typed = True
            answer = program.window.workspace.results.answer
            if answer is not None and answer.result.total:
                return True
        return False
    finally:
        if program.window is not None:
            program.window.close()
        program.close()


class Opening(QWidget):
    """What is seen while the catalogue is made or opened."""

    def __init__(self) -> None:
        super().__init__()
        look = theme.theme()
        self.setWindowTitle("Vademecum")
        self.setObjectName("opening")
        title = QLabel("Vademecum", self)
        theme.set_role(title, "title")
        self._text = QLabel(_("Opening the catalogue …"), self)
        theme.set_role(self._text, "quiet")
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 24, 32, 32)
        layout.setSpacing(12)
        for widget in (title, self._text, self._bar):
            layout.addWidget(widget)
        self.setFixedWidth(look.px(440))

    def report(self, text: str, part: float) -> None:
        """What is being done, and how much of it is done (0.0 to 1.0)."""
        self._text.setText(text)
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(part * 1000))


class Program(QObject):
    """What lives as long as the program runs: settings, jobs, the open catalogue and its window."""

    def __init__(self, folder: UserFolder, language: str | None, *, read_only: bool = False) -> None:
        super().__init__()
        self._read_only = read_only
        self._folder = folder
        self._settings, self._note = settings.load(folder.settings)
        if language is not None:
            self._settings = settings.changed(self._settings, language=language)
        self._translator: QTranslator | None = None
        self._speak(self._settings.language)
        set_language(self._settings.language)
        theme.theme().apply(self._settings.theme, self._settings.text_scale)
        self._jobs = Jobs(self)
        self._catalogue: Catalogue | None = None
        self._opening: Opening | None = None
        self.window: MainWindow | None = None
        self._watch = QTimer(self)
        self._watch.setInterval(LOOK_AROUND)
        self._watch.timeout.connect(self.look_around)

    def open(self) -> None:
        """Open the catalogue in a job, and show the window when it is there."""
        self._opening = Opening()
        self._jobs.progress.connect(self._opening.report)
        QTimer.singleShot(OPENING_SHOWN_AFTER, self._opening, self._opening.show)
        # One question after another: the window does nothing else yet.
        self._jobs.read(
            partial(_open, self._folder, self._jobs.progress.emit, self._read_only), self._opened, failed=self._refused
        )

    def close(self) -> None:
        """Finish what is being written and give the files back."""
        self._jobs.close()
        if self._catalogue is not None:
            self._catalogue.close()
            self._catalogue = None

    def report_bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A mistake of the program: the details on stderr, and a plain word in the window."""
        details = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(details)
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)
            return
        box = QMessageBox(self.window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Vademecum")
        box.setText(_("Something went wrong in the program."))
        box.setInformativeText(_("Your data are safe. Try again; if it happens again, send the details to the makers."))
        box.setDetailedText(details)
        if self.window is None:  # nothing to go on with
            self._end_opening()
            box.exec()
            QApplication.exit(1)
        else:
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.open()

    def _opened(self, opened: tuple[Catalogue, Info]) -> None:
        self._catalogue, info = opened
        self._catalogue.subscribe(self._jobs.changed.emit)
        self.window = MainWindow(self._catalogue, self._jobs, self._folder, info, self._settings, self._note)
        self.window.language_changed.connect(self._speak)
        self.window.show()
        self._end_opening()
        QApplication.setQuitOnLastWindowClosed(True)
        self._watch.start()
        self._jobs.idle.connect(self._warm_soon, Qt.ConnectionType.SingleShotConnection)

    def _warm_soon(self) -> None:
        QTimer.singleShot(WARM_AFTER, self, self._warm)

    def _warm(self) -> None:
        if turns.answering.count:  # who was so soon is answered first: that loads most of it
            QTimer.singleShot(WARM_AFTER, self, self._warm)
        elif self._catalogue is not None:
            self._jobs.prepare(partial(_warm, self._catalogue))
            QTimer.singleShot(QUIET, self, self._warm_pages)

    def _warm_pages(self) -> None:
        if time.perf_counter() - turns.answering.since < QUIET / 1000:
            QTimer.singleShot(QUIET, self, self._warm_pages)
        else:
            self._jobs.prepare(_load_phones)

    def look_around(self) -> None:
        """Ask what other programs wrote; all parts of the window are told of it as of our own changes."""
        if self._catalogue is not None:
            self._jobs.read(self._catalogue.look_around, _looked, newest="look around", failed=_not_looked)

    def _refused(self, error: KnownError) -> None:
        """Say what is wrong and offer ways on; for a damaged file also the last good backup."""
        self._end_opening()
        if isinstance(error, CatalogueError) and error.reason in ("damaged", "missing"):
            self._jobs.read(partial(_last_good, self._folder), partial(self._offer_ways, error))
        else:
            self._offer_ways(error, None)

    def _offer_ways(self, error: KnownError, backup: Backup | None) -> None:
        damaged = isinstance(error, CatalogueError) and error.reason == "damaged"
        advice = error.advice
        if damaged:
            advice = _("The damaged file is kept, whatever you choose: what can still be read in it is not lost.")
        ways = WaysOn(error.text, advice)
        if backup is not None:
            words = _("Put back the last good backup (%(when)s)") % {"when": date_words(backup.made[:10])}
            ways.offer(words, partial(self._go_on, partial(_put_back, self._folder, backup)))
        ways.offer(_("Try again"), self.open)
        if damaged:
            words = _("Start anew, keep the damaged file")
            ways.offer(words, partial(self._go_on, partial(_set_aside, self._folder)))
        ways.offer(_("Open another folder …"), self._other_folder)
        ways.offer(_("Close"), partial(QApplication.exit, 2))
        ways.exec()
        way = ways.chosen
        if way is None:
            QApplication.exit(2)
        else:
            way()

    def _go_on(self, job: Callable[[], Path]) -> None:
        """Do something with the files, then open what is there."""
        self._jobs.read(job, lambda _path: self.open(), failed=self._refused)

    def _other_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(None, _("Folder of the catalogue"), str(self._folder.root))
        if path:
            self._folder = UserFolder(Path(path))
            self.open()
        else:
            QApplication.exit(2)

    def _end_opening(self) -> None:
        if self._opening is not None:
            self._jobs.progress.disconnect(self._opening.report)
            self._opening.hide()  # at once: what comes next may be a question that waits
            self._opening.deleteLater()
            self._opening = None

    def _speak(self, language: str) -> None:
        """Give Qt its own texts (buttons of dialogs) in a language."""
        if self._translator is not None:
            QApplication.removeTranslator(self._translator)
        self._translator = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{language}", folder):
            QApplication.installTranslator(self._translator)


def _open(folder: UserFolder, progress: Progress, read_only: bool) -> tuple[Catalogue, Info]:
    """In another thread, and so are the imports: the store and the search take a third of a second to load."""
    from vademecum.catalogue import Catalogue

    # What is loaded now stays. Collecting garbage stops every thread, for 40 ms and more where it looks at all of it:
    # a look at twenty thousand new objects takes some 8 ms, and few keys make a hundred that stay.
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    gc.enable()
    catalogue = Catalogue.open(folder, progress=progress, read_only=read_only)
    gc.freeze()
    return catalogue, catalogue.info()


def _warm(catalogue: Catalogue) -> None:
    """In another thread: what the first questions would wait for."""
    for question in ("werk ieper", "w", "arbiedszrog"):  # words and a place, a beginning, two letters wrong
        catalogue.search(question)
        catalogue.suggest(question, SUGGESTIONS)
    gc.freeze()  # it stays as well


def _load_phones() -> None:
    """In another thread: what the first page would wait for. Nothing gives way while modules are loaded."""
    from vademecum.validate import phone_shown

    phone_shown("+3257451600")


def _set_aside(folder: UserFolder) -> Path:
    """In another thread."""
    from vademecum.catalogue.opening import set_aside

    return set_aside(folder)


def _last_good(folder: UserFolder) -> Backup | None:
    """In another thread."""
    from vademecum.catalogue.safety import last_good

    return last_good(folder)


def _put_back(folder: UserFolder, backup: Backup) -> Path:
    """In another thread."""
    from vademecum.catalogue.safety import put_back

    return put_back(folder, backup)


def _looked(_changes: tuple[Changes, ...]) -> None:
    """The listeners were told already."""


def _not_looked(_error: KnownError) -> None:
    """Busy or out of reach for a moment: the next look comes soon, and a question of the user says what is wrong."""
