"""The window for synonyms: find, add, change, delete, undo; what is wrong stands beside its field."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel

from tests.gui.fake import FakeCatalogue
from vademecum.gui.jobs import Jobs
from vademecum.gui.synonyms import SynonymsDialog, finding_nothing
from vademecum.gui.synonyms_model import MEANS, TEXT, SynonymFilter, SynonymModel, findings
from vademecum.records import Synonym
from vademecum.texts import set_language

pytestmark = pytest.mark.gui
Key = Qt.Key
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def dialog(qtbot, jobs, catalogue: FakeCatalogue):
    set_language("nl")
    catalogue.subscribe(jobs.changed.emit)
    made = SynonymsDialog(catalogue, jobs)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not jobs.busy)
    return made


def shown(dialog: SynonymsDialog) -> list[str]:
    model = dialog.table.model()
    return [model.index(row, TEXT).data() for row in range(model.rowCount())]


def choose(dialog: SynonymsDialog, text: str) -> None:
    dialog.table.setCurrentIndex(dialog.table.model().index(shown(dialog).index(text), TEXT))


def settle(qtbot, dialog: SynonymsDialog) -> None:
    qtbot.waitUntil(lambda: not dialog._jobs.busy)


def notes(dialog: SynonymsDialog) -> list[str]:
    """What is said beside the fields."""
    return [note.text() for note in dialog.form._notes.values() if note.isVisible()]


class TestTable:
    def test_the_models_keep_qts_rules(self, qapp) -> None:
        model, kept = SynonymModel(), SynonymFilter()
        kept.setSourceModel(model)
        testers = [QAbstractItemModelTester(model, FATAL), QAbstractItemModelTester(kept, FATAL)]
        table = tuple(FakeCatalogue().table.values())
        model.show(table)
        kept.look_for("wijk")
        kept.sort(MEANS)
        model.show(table[:1])
        model.show(())
        assert len(testers) == 2

    def test_search_looks_in_words_and_meanings(self, qtbot, dialog) -> None:
        assert shown(dialog) == ["poets", "PWA"]
        qtbot.keyClicks(dialog.box, "wijk")
        assert shown(dialog) == ["PWA"]
        dialog.box.setText("dienstencheques POETS")
        assert shown(dialog) == ["poets"]
        dialog.box.setText("vroegere")
        assert shown(dialog) == ["PWA"]

    def test_a_line_shows_all_of_it(self, dialog) -> None:
        model = dialog.table.model()
        assert [model.index(1, column).data() for column in range(5)] == [
            "PWA",
            "wijk-werken",
            "",
            "90 %",
            "vroegere naam",
        ]

    def test_the_keyboard_goes_from_table_to_fields(self, qtbot, dialog) -> None:
        choose(dialog, "PWA")
        qtbot.keyClick(dialog.table, Key.Key_Return)
        assert dialog.form.text.hasFocus()
        assert dialog.form.text.text() == "PWA"


class TestWriting:
    def test_a_new_one_is_saved_and_chosen(self, qtbot, dialog, catalogue) -> None:
        dialog.begin_new()
        qtbot.keyClicks(dialog.form.text, "strijkhulp ")
        dialog.form.means.setPlainText("strijkdienst\n\n strijkatelier \nstrijkdienst")
        dialog.form.weight.setValue(80)
        dialog.form.both_ways.setChecked(True)
        dialog.keep.click()
        settle(qtbot, dialog)
        kept = next(made for made in catalogue.table.values() if made.text == "strijkhulp")
        assert kept.means == ("strijkdienst", "strijkatelier")
        assert (kept.weight, kept.both_ways, kept.kind) == (0.8, True, "plain")
        assert shown(dialog) == ["poets", "PWA", "strijkhulp"]
        assert dialog.table.currentIndex().data() == "strijkhulp"
        assert dialog.said.text() == "“strijkhulp” bewaard."
        assert not dialog.keep.isEnabled()

    def test_a_change_keeps_what_was_not_touched(self, qtbot, dialog, catalogue) -> None:
        catalogue.table["s1"] = msgspec.structs.replace(catalogue.table["s1"], weight=0.333, note="van 2017")
        dialog._load()
        settle(qtbot, dialog)
        choose(dialog, "PWA")
        assert not dialog.keep.isEnabled()
        dialog.form.means.setPlainText("wijk-werken\nwijkwerker")
        dialog.save()
        settle(qtbot, dialog)
        assert catalogue.table["s1"].means == ("wijk-werken", "wijkwerker")
        assert catalogue.table["s1"].weight == 0.333
        assert catalogue.table["s1"].note == "van 2017"

    def test_delete_and_undo(self, qtbot, dialog, catalogue) -> None:
        choose(dialog, "PWA")
        qtbot.keyClick(dialog.table, Key.Key_Delete)
        settle(qtbot, dialog)
        assert shown(dialog) == ["poets"]
        dialog.table.setFocus()
        qtbot.keyClick(dialog.table, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot, dialog)
        assert shown(dialog) == ["poets", "PWA"]
        assert dialog.said.text() == "Ongedaan gemaakt: “PWA” verwijderd."
        assert not dialog._undo.isEnabled()

    def test_a_refused_save_says_so_and_nothing_is_lost(self, qtbot, dialog, catalogue) -> None:
        choose(dialog, "PWA")
        dialog.form.note.setText("nieuw")
        catalogue.table["s1"] = msgspec.structs.replace(catalogue.table["s1"], version=7)
        dialog.save()
        settle(qtbot, dialog)
        assert "Intussen gewijzigd." in dialog.said.text()
        assert catalogue.table["s1"].note is None

    def test_what_is_being_typed_survives_a_change_elsewhere(self, qtbot, dialog, catalogue) -> None:
        dialog.begin_new("half")
        catalogue.delete("synonym", "s2")
        settle(qtbot, dialog)
        assert shown(dialog) == ["PWA"]
        assert dialog.form.text.text() == "half"

    def test_a_catalogue_that_is_read_only_changes_nothing(self, qtbot, jobs, catalogue) -> None:
        made = SynonymsDialog(catalogue, jobs, read_only=True)
        qtbot.addWidget(made)
        qtbot.waitUntil(lambda: not jobs.busy)
        choose(made, "PWA")
        made.delete()
        made.begin_new("x")
        assert not made.form.text.isEnabled()
        assert not made.keep.isEnabled()
        assert "s1" in catalogue.table


class TestLeaving:
    """What was typed and not saved goes nowhere without a question."""

    @pytest.fixture
    def typed(self, dialog):
        choose(dialog, "PWA")
        dialog.form.note.setText("nieuw")
        dialog.table.setFocus()
        return dialog

    def test_another_line_asks_and_can_be_saved_first(self, qtbot, typed, catalogue) -> None:
        choose(typed, "poets")
        assert typed.question.isVisible()
        assert typed.form.note.text() == "nieuw"
        qtbot.waitUntil(lambda: typed.table.currentIndex().data() == "PWA")
        typed.question.buttons[0].click()
        settle(qtbot, typed)
        assert catalogue.table["s1"].note == "nieuw"
        assert typed.form.text.text() == typed.table.currentIndex().data() == "poets"
        assert typed.question.isHidden()

    def test_another_line_without_saving(self, qtbot, typed, catalogue) -> None:
        choose(typed, "poets")
        qtbot.waitUntil(lambda: typed.table.currentIndex().data() == "PWA")
        typed.question.buttons[1].click()
        assert typed.form.text.text() == typed.table.currentIndex().data() == "poets"
        assert catalogue.table["s1"].note is None

    def test_closing_asks(self, qtbot, typed, catalogue) -> None:
        qtbot.keyClick(typed, Key.Key_Escape)
        assert typed.isVisible()
        typed.question.buttons[2].click()
        assert typed.question.isHidden()
        assert typed.form.note.text() == "nieuw"
        typed.close()
        assert typed.isVisible()
        typed.question.buttons[0].click()
        qtbot.waitUntil(lambda: not typed.isVisible())
        assert catalogue.table["s1"].note == "nieuw"

    def test_a_new_one_asks(self, typed) -> None:
        typed.begin_new("half")
        assert typed.form.text.text() == "PWA"
        typed.question.buttons[1].click()
        assert typed.form.text.text() == "half"

    def test_what_cannot_be_saved_stays(self, qtbot, typed) -> None:
        typed.form.text.setText("")
        choose(typed, "poets")
        typed.question.buttons[0].click()
        settle(qtbot, typed)
        assert typed.question.isHidden()
        assert typed.form.note.text() == "nieuw"

    def test_searching_in_the_table_leaves_the_fields(self, qtbot, typed) -> None:
        typed.box.setFocus()
        qtbot.keyClicks(typed.box, "poets")
        qtbot.waitUntil(lambda: not typed.table.currentIndex().isValid())
        assert typed.form.note.text() == "nieuw"
        assert typed.question.isHidden()


class TestMistakes:
    def test_what_is_missing_stands_beside_its_field(self, qtbot, dialog) -> None:
        dialog.begin_new()
        dialog.form.means.setPlainText("strijk")
        dialog.save()
        assert notes(dialog) == ["Wat typen mensen?"]
        assert dialog.form.text.accessibleDescription() == "Wat typen mensen?"
        qtbot.keyClicks(dialog.form.text, "x")
        assert notes(dialog) == []

    def test_a_meaning_that_finds_nothing_is_a_warning(self, qtbot, dialog) -> None:
        dialog.begin_new("strijkhulp")
        dialog.form.means.setPlainText("school\nplooiatelier")
        dialog._look_up()
        settle(qtbot, dialog)
        assert notes(dialog) == ["Staat nergens in de catalogus: plooiatelier"]
        assert dialog.keep.isEnabled()

    def test_a_meaning_that_finds_nothing_is_still_said_after_saving(self, qtbot, dialog) -> None:
        dialog.begin_new("strijkhulp")
        dialog.form.means.setPlainText("plooiatelierr")
        dialog.save()  # before the pause in which it is looked up
        settle(qtbot, dialog)
        qtbot.waitUntil(lambda: notes(dialog) == ["Staat nergens in de catalogus: plooiatelierr"])
        choose(dialog, "PWA")
        assert notes(dialog) == []

    def test_finding_nothing_searches_literally(self, catalogue) -> None:
        assert finding_nothing(catalogue, ("kringwinkl", "school", "ieper")) == ("kringwinkl",)

    @pytest.mark.parametrize(
        ("text", "means", "field"),
        [("", ("a",), "text"), ("a", (), "means"), ("a", ("A",), "means"), ("pwa", ("b",), "text")],
    )
    def test_findings(self, text: str, means: tuple[str, ...], field: str) -> None:
        others = (Synonym(id="1", text="PWA", means=("wijk-werken",)),)
        assert [found.field for found in findings(Synonym(id="2", text=text, means=means), others)] == [field]

    def test_a_synonym_may_stay_as_it_is(self) -> None:
        others = (Synonym(id="1", text="PWA", means=("wijk-werken",)),)
        assert findings(others[0], others) == ()


def test_every_field_has_a_name(dialog) -> None:
    form = dialog.form
    for widget in (form.text, form.means, form.weight, form.kind, form.note, dialog.box, dialog.table):
        assert widget.accessibleName()
    assert all(label.buddy() is not None for label in form.findChildren(QLabel))


def test_the_wheel_gives_no_focus(dialog) -> None:
    for box in (dialog.form.weight, dialog.form.kind, dialog.form.means):
        assert box.focusPolicy() == Qt.FocusPolicy.StrongFocus
