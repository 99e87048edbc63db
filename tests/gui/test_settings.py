"""The settings: what is chosen holds at once and is kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.gui.test_window import settle
from vademecum import settings
from vademecum.gui import theme
from vademecum.gui.settings_dialog import SettingsDialog

pytestmark = pytest.mark.gui


@pytest.fixture
def dialog(qtbot, window) -> SettingsDialog:
    window._open_settings()
    made = window.findChild(SettingsDialog)
    qtbot.waitUntil(made.isVisible)
    return made


def kept(window) -> settings.Settings:
    return settings.load(window._folder.settings)[0]


def test_the_menu_leads_to_it(window) -> None:
    assert "Instellingen …" in [action.text() for action in window.make_menu().actions()]


def test_the_name_holds_at_once_and_is_kept(qtbot, window, catalogue, dialog) -> None:
    dialog.who.setText("  An   Peeters ")
    qtbot.keyClick(dialog.who, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert catalogue.who == "An Peeters"
    assert kept(window).who == "An Peeters"


def test_backups_and_how_many(qtbot, window, dialog) -> None:
    dialog.backups.click()
    dialog.last.setValue(4)
    dialog.weekly.setValue(0)
    dialog.monthly.setValue(999)
    dialog.keep.click()
    settle(qtbot, window)
    found = kept(window)
    assert (found.backups, found.backups_last, found.backups_weekly, found.backups_monthly) == (False, 4, 0, 600)


def test_language_and_colours_change_the_window(qtbot, window, dialog) -> None:
    dialog.language.setCurrentIndex(dialog.language.findData("en"))
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    dialog.keep.click()
    settle(qtbot, window)
    assert "Settings …" in [action.text() for action in window.make_menu().actions()]
    assert theme.current() is theme.DARK
    assert (kept(window).language, kept(window).theme) == ("en", "dark")


def test_a_name_that_is_too_long_is_said_beside_it(qtbot, window, catalogue, dialog) -> None:
    before = catalogue.who
    dialog.who.setText("x" * 61)
    dialog.keep.click()
    assert dialog.isVisible()
    assert dialog._wrong.text() == "Hoogstens 60 letters."
    dialog.who.setText("Els")
    dialog.reject()
    settle(qtbot, window)
    assert catalogue.who == before
    assert not window._folder.settings.exists()


def test_counting_words_can_be_switched_off(qtbot, window, dialog) -> None:
    dialog.diary.click()
    dialog.keep.click()
    settle(qtbot, window)
    assert not window._remembering.diary
    assert not kept(window).diary


def test_a_folder_that_can_only_be_read_is_said(qtbot, window, dialog) -> None:
    window._folder.settings.mkdir()  # nobody can write a file there
    dialog.last.setValue(3)
    dialog.keep.click()
    qtbot.waitUntil(lambda: any("instellingen konden niet" in label.text() for label in window.findChildren(QLabel)))


@pytest.mark.parametrize("remembered", [False, True])
def test_a_window_is_never_larger_than_its_screen(qtbot, window, remembered: bool) -> None:
    if remembered:
        window._places.setValue("geometry", window.saveGeometry())  # 1366 by 768
        window._places.sync()
    room = window.screen().availableGeometry()
    assert room.width() < 1366
    window._place_window()
    assert room.contains(window.geometry())
