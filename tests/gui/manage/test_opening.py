"""From the main window to maintaining and back; what other programs wrote; a damaged file and its backup."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from tests.gui.test_start import Answerer, exits, program
from tests.upkeep.making import actor, phone, saved
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.gui.main_window import MainWindow
from vademecum.memory import load
from vademecum.paths import UserFolder
from vademecum.settings import Settings
from vademecum.texts import set_language

pytestmark = pytest.mark.gui
__all__ = ["exits", "program"]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def main(qtbot, jobs, catalogue: Catalogue, folder: UserFolder, settle):
    made = MainWindow(catalogue, jobs, folder, catalogue.info(), Settings(theme="light"))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    settle()
    return made


def test_the_history_of_the_open_record(qtbot, main: MainWindow, catalogue: Catalogue, settle) -> None:
    ref = catalogue.find("Westlandia")[0]
    main.workspace.follow(ref)
    settle()
    qtbot.keyClick(main, Key.Key_H, CTRL)
    settle()
    page = main.manage.open().page("history")
    assert page.isVisible()
    assert [line.ref.id for line in page.versions.lines] == [ref.id]
    assert page.fields.lines  # what the list of all operations asked for does not come over it


def test_who_is_erased_is_not_remembered_as_searched(main: MainWindow, catalogue: Catalogue, settle) -> None:
    contact = phone("+3257445566", person="Proefpersoon Bestaatniet")
    saved(catalogue, actor("Met een mens", contacts=(contact,)))
    main._remembering.change(lambda memory: memory.with_nothing("proefpersoon strijkzaak"))
    page = main.manage.open("erase").page("erase")
    page.name.setText("Proefpersoon Bestaatniet")
    page.preview()
    settle()
    page.erase_now()
    settle()
    assert load(catalogue.folder.memory)[0].nothing == {"strijkzaak": 1}


def test_what_is_in_the_list_can_be_worked_on(qtbot, main: MainWindow, settle) -> None:
    main.workspace.box.type("8957")
    results = main.workspace.results
    qtbot.waitUntil(lambda: results.answer is not None and results.answer.result.total > 0, timeout=10_000)
    settle()
    qtbot.keyClick(main, Key.Key_B, CTRL)
    window = main.manage.open("bulk")
    settle()
    total = main.workspace.results.answer.result.total
    assert window.page("bulk").scope.scope.words == f"Wat nu in de lijst staat ({total})"


def test_the_selection_can_be_worked_on(qtbot, main: MainWindow, catalogue: Catalogue, settle) -> None:
    main.workspace.box.type("8957")
    results = main.workspace.results
    qtbot.waitUntil(lambda: results.answer is not None and results.answer.result.total > 0, timeout=10_000)
    settle()
    picked = results.model.ids[:5]
    main.selection.add(picked)
    settle()
    main.manage.open_selection("bulk")
    window = main.manage.open()
    page = window.page("bulk")
    assert page.isVisible()
    assert page.scope.scope.words == "De selectie (5)"
    assert page.scope.scope.ids == picked
    page.field.setCurrentIndex(page.field.findData("note"))
    page._field_chosen()
    settle()
    page.value.setEditText("nagekeken")
    page.preview()
    settle()
    assert len(page.lines.lines) == 5
    page._scope_chosen()  # a look at the main window does not take the preview away
    assert page.do.isEnabled()
    main.selection.toggle(main.selection.refs[0])
    window._look_again()
    assert page.scope.scope.words == "De selectie (4)"
    assert not page.do.isEnabled()
    main.manage.open_selection("forms")
    settle()
    export = window.page("export")
    assert export.isVisible()
    assert export.form_scope.scope.ids == picked[1:]


def test_who_is_deleted_leaves_the_selection(main: MainWindow, catalogue: Catalogue, settle) -> None:
    stays = catalogue.find("Westlandia")[0]
    goes = actor("Kort bestaan vzw")
    catalogue.save(goes)
    main.selection.add((stays.id, goes.id))
    settle()
    assert len(main.selection.ids) == 2
    catalogue.upkeep.delete("actor", goes.id)
    settle()
    assert main.selection.ids == (stays.id,)


def test_a_record_is_shown_and_edited_in_the_main_window(qtbot, main: MainWindow, settle) -> None:
    window = main.manage.open("worklist")
    settle()
    page = window.page("worklist")
    ref = page.items.lines[0].ref
    page.show_button.click()
    settle()
    assert main.workspace.stop().page == ref
    page.changed.click()
    settle()
    assert main.workspace.right.is_editing
    main.workspace.right.editor.leave()


def test_saving_what_a_call_changed_is_the_check(qtbot, main: MainWindow, catalogue: Catalogue, settle) -> None:
    window = main.manage.open("worklist")
    settle()
    page = window.page("worklist")
    ref = page.items.lines[0].ref
    qtbot.keyClick(page.table, Key.Key_2)
    settle()
    editor = main.workspace.right.editor
    editor.form.rows["description"].input.edit.setPlainText("Iets nieuws.")
    editor.save()
    settle()
    now = catalogue.load("actor", ref.id)
    assert (now.description, now.checks[-1].way) == ("Iets nieuws.", "phone")
    page.undo_button.click()
    settle()
    now = catalogue.load("actor", ref.id)
    assert (now.description, now.checks) == ("Iets nieuws.", ())


def test_a_form_left_unsaved_makes_no_later_change_a_check(
    qtbot, main: MainWindow, catalogue: Catalogue, settle
) -> None:
    window = main.manage.open("worklist")
    settle()
    ref = window.page("worklist").items.lines[0].ref
    editor = main.workspace.right.editor
    for again in range(2):
        if again:
            main.workspace.right.edit(ref)
        else:
            qtbot.keyClick(window.page("worklist").table, Key.Key_2)
        settle()
        editor.form.rows["description"].input.edit.setPlainText("Iets nieuws.")
        if again:
            editor.save()
        else:
            editor.discard()
        settle()
    now = catalogue.load("actor", ref.id)
    assert (now.description, now.checks) == ("Iets nieuws.", ())


def test_a_file_dropped_on_the_main_window_is_looked_at(main: MainWindow, tmp_path: Path, settle) -> None:
    (tmp_path / "lijst.csv").write_text("Naam;Soort\nProefhuis;OCMW\n", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "lijst.csv"))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(9, 9), copy, data, left, Qt.KeyboardModifier.NoModifier)
    assert main.acceptDrops()
    assert main.manage.eventFilter(main, event)  # Qt itself drops only what was dragged by the system
    settle()
    page = main.manage.open().page("import")
    assert page.isVisible()
    assert [row.name for row in page.rows.lines] == ["Proefhuis"]
    page.start_again()
    settle()


def test_another_language_makes_the_window_anew(main: MainWindow, settle) -> None:
    main.manage.open("bin")
    settle()
    set_language("en")
    main.manage.forget()
    assert main.manage.open("bin").windowTitle() == "Maintain"
    settle()


def test_what_another_program_wrote_appears_by_itself(qtbot, folder: UserFolder, program) -> None:
    program._folder = folder
    program.open()
    qtbot.waitUntil(lambda: program.window is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not program._jobs.busy, timeout=20_000)
    told: list[r.Changes] = []
    program._jobs.changed.connect(told.append)
    made = actor("Van elders")
    with closing(Catalogue.open(folder, who="ander")) as other:
        other.save(made)
    program.look_around()
    qtbot.waitUntil(lambda: ("actor", made.id) in [key for one in told for key in one.records], timeout=10_000)
    qtbot.waitUntil(lambda: not program._jobs.busy, timeout=20_000)


def test_a_damaged_file_makes_way_for_the_last_good_backup(qtbot, folder, program, exits, monkeypatch) -> None:
    with closing(Catalogue.open(folder, who="test")) as catalogue:
        catalogue.save(actor("Voor de ramp"))
        catalogue.safety.backup()
    folder.catalogue.write_bytes(b"this is no catalogue" * 100)
    answerer = Answerer(monkeypatch, "Zet de laatste goede kopie terug")
    program._folder = folder
    program.open()
    qtbot.waitUntil(lambda: program.window is not None, timeout=30_000)
    assert len(answerer.asked) == 1
    qtbot.waitUntil(lambda: not program._jobs.busy, timeout=20_000)
    assert len(program._catalogue.find("Voor de ramp")) == 1
    assert shiboken6.isValid(program.window)
