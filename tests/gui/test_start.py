"""Starting: with a catalogue that can't be opened, and with a mistake in the program."""

from __future__ import annotations

import sqlite3

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from vademecum import settings, texts
from vademecum.errors import CatalogueError
from vademecum.gui import app
from vademecum.gui.app import Program
from vademecum.gui.ways_on import WaysOn


@pytest.fixture
def exits(monkeypatch) -> list[int]:
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", lambda code=0: codes.append(code))
    return codes


@pytest.fixture
def program(qapp, user_folder, exits):
    made = Program(user_folder, "nl")
    yield made
    if made.window is not None:
        made.window.close()
        shiboken6.delete(made.window)  # now: the next test changes the theme that it listens to
    made.close()


class Answerer(QObject):
    """Presses a button of each question that is put, in order; keeps what was asked."""

    def __init__(self, monkeypatch, *buttons: str) -> None:
        super().__init__()
        self.asked: list[tuple[str, list[str]]] = []
        presses = iter(buttons)

        def exec_(ways: WaysOn) -> int:
            buttons = ways.findChildren(QPushButton)
            self.asked.append((ways.text, [button.text() for button in buttons]))
            wanted = next(presses)
            next(button for button in buttons if button.text().startswith(wanted)).click()
            return 0

        monkeypatch.setattr(WaysOn, "exec", exec_)


def refuse(reason: str):
    def opener(_folder, _progress, _read_only):
        raise CatalogueError(reason, "De catalogus gaat niet open.", "Doe dit.")

    return opener


def test_a_catalogue_that_does_not_open_offers_ways_on(qtbot, program, exits, monkeypatch) -> None:
    monkeypatch.setattr(app, "_open", refuse("locked"))
    answerer = Answerer(monkeypatch, "Probeer opnieuw", "Sluit")
    program.open()
    qtbot.waitUntil(lambda: bool(exits))
    assert [text for text, _buttons in answerer.asked] == ["De catalogus gaat niet open."] * 2
    assert set(answerer.asked[0][1]) == {"Probeer opnieuw", "Open een andere map …", "Sluit"}
    assert exits == [2]
    assert program.window is None


def test_a_damaged_file_is_kept_and_a_new_catalogue_made(qtbot, program, user_folder, exits, monkeypatch) -> None:
    user_folder.root.mkdir(parents=True)
    user_folder.catalogue.write_bytes(b"this is no catalogue" * 100)
    answerer = Answerer(monkeypatch, "Begin opnieuw")
    program.open()
    qtbot.waitUntil(lambda: program.window is not None, timeout=20_000)
    assert len(answerer.asked) == 1
    kept = [path.name for path in user_folder.root.iterdir() if "damaged" in path.name]
    assert kept
    with sqlite3.connect(user_folder.catalogue) as connection:
        assert connection.execute("pragma quick_check").fetchone() == ("ok",)
    connection.close()
    qtbot.waitUntil(lambda: not program._jobs.busy, timeout=10_000)


def test_every_word_of_a_way_on_can_be_read(qtbot) -> None:
    ways = WaysOn("Het bestand van de catalogus is beschadigd: /een/lange/map/met/een/naam/catalogue.db.", "Kies.")
    qtbot.addWidget(ways)
    for words in (
        "Zet de laatste goede kopie terug (25 november 2026)",
        "Begin opnieuw, bewaar het beschadigde bestand",
    ):
        ways.offer(words, lambda: None)
    ways.show()
    for button in ways.findChildren(QPushButton):
        assert button.width() >= button.sizeHint().width()
        assert button.height() >= 28


def test_a_mistake_of_the_program_is_said_and_not_lost(qtbot, program, exits, monkeypatch, capsys) -> None:
    monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
    error = ValueError("oeps")
    program.report_bug(ValueError, error, None)
    assert "oeps" in capsys.readouterr().err
    assert exits == [1]


def test_the_language_of_the_settings_is_taken(qapp, user_folder, exits) -> None:
    settings.save(user_folder.settings, settings.changed(settings.Settings(), language="en"))
    program = Program(user_folder, None)
    assert texts.language() == "en"
    program.close()
