"""Editing as staff do it: on a real catalogue, by keys and by what stands on the screen."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from tests.gui.test_window import settle
from vademecum import drafts
from vademecum.gui.edit.checking import CheckDialog
from vademecum.gui.edit.conflict import ConflictDialog
from vademecum.gui.edit.form import Fields, PartRow
from vademecum.gui.edit.proof import today
from vademecum.gui.manage.page import moment
from vademecum.records import Actor, Contact, Network, Ref, Source, Term

pytestmark = pytest.mark.gui
Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


def editor_of(window):
    return window.workspace.right.editor


def choice(catalogue, kind: str, text: str = "") -> Ref:
    found = catalogue.choosing.look_up(kind, text)[0]
    return Ref(type=kind, id=found.id, text=found.name)


def begin(qtbot, window, ref: Ref):
    """Open the editor on a record and wait for its form."""
    window.workspace.right.edit(ref)
    qtbot.waitUntil(lambda: editor_of(window).is_open)
    settle(qtbot, window)
    return editor_of(window)


def line(form: Fields, key: str) -> QLineEdit:
    return form.rows[key].input.edit


def write(qtbot, widget, text: str) -> None:
    """Replace the text of a line or box as somebody who types."""
    widget.setFocus()
    widget.selectAll()
    qtbot.keyClicks(widget, text)


def parts(form: Fields, key: str) -> list[PartRow]:
    return form.rows[key].input.parts


def opened(form: Fields, key: str, at: int = 0) -> Fields:
    row = parts(form, key)[at]
    row.open()
    return row.body


def save(qtbot, window) -> None:
    editor = editor_of(window)
    qtbot.keyClick(editor, Key.Key_S, Ctrl)
    qtbot.waitUntil(lambda: not editor.is_open, timeout=20_000)
    settle(qtbot, window)


def check_dialog(qtbot, window, ref: Ref) -> CheckDialog:
    """Ask for the dialog that notes a check, and wait until it is there."""
    window.workspace.right.check(Ref(type=ref.type, id=ref.id, text=""))
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in window.findChildren(CheckDialog)))
    return next(dialog for dialog in window.findChildren(CheckDialog) if dialog.isVisible())


def press(qtbot, holder, words: str) -> None:
    shown = [b for b in holder.findChildren(QPushButton) if b.isVisible() and b.text().strip() == words]
    assert shown, [b.text() for b in holder.findChildren(QPushButton) if b.isVisible()]
    qtbot.mouseClick(shown[0], Qt.MouseButton.LeftButton)


class TestSaving:
    def test_an_actor_is_edited_and_saved(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        editor = begin(qtbot, window, ref)
        write(qtbot, editor.form.rows["description"].input.edit, "Maatwerk in Ieper.")
        save(qtbot, window)
        assert catalogue.load("actor", ref.id).description == "Maatwerk in Ieper."
        assert window.workspace.right.detail.isVisible()
        assert "Westlandia" in window.workspace.right.done.words.text()

    @pytest.mark.parametrize(
        ("kind", "key"),
        [("network", "description"), ("agreement", "description"), ("measure", "summary"), ("practice", "summary")],
    )
    def test_every_record_with_a_page(self, qtbot, window, catalogue, kind, key) -> None:
        ref = choice(catalogue, kind)
        editor = begin(qtbot, window, ref)
        write(qtbot, editor.form.rows[key].input.edit, "Een proef.")
        save(qtbot, window)
        assert getattr(catalogue.load(kind, ref.id), key) == "Een proef."

    def test_terms_and_sources(self, qtbot, window, catalogue) -> None:
        term = catalogue.terms("theme")[0]
        editor = begin(qtbot, window, Ref(type="term", id=term.id, text=term.name))
        write(qtbot, line(editor.form, "label_nl"), "Proefthema")
        save(qtbot, window)
        assert catalogue.load("term", term.id).label_nl == "Proefthema"
        ref = choice(catalogue, "source", "vdab")
        editor = begin(qtbot, window, ref)
        write(qtbot, line(editor.form, "title"), "Proefbron")
        save(qtbot, window)
        assert catalogue.load("source", ref.id).name == "Proefbron"

    def test_a_form_that_only_was_looked_at_changes_nothing(self, qtbot, window, catalogue) -> None:
        before = catalogue.info().change
        for kind in ("actor", "network", "agreement", "measure", "practice"):
            editor = begin(qtbot, window, choice(catalogue, kind))
            for row in editor.form.findChildren(PartRow):
                row.open()
            assert not editor.dirty
            save(qtbot, window)
        assert catalogue.info().change == before

    def test_a_new_actor(self, qtbot, window, catalogue) -> None:
        window.workspace.right.new("actor")
        editor = editor_of(window)
        qtbot.waitUntil(lambda: editor.is_open)
        write(qtbot, line(opened(editor.form, "names"), "text"), "Proefloket Mesen")
        kind = editor.form.rows["kind"].input
        kind.combo.setCurrentIndex(kind.combo.findData("ocmw"))
        kind.combo.activated.emit(kind.combo.currentIndex())
        qtbot.mouseClick(editor.form.rows["contacts"].input.add, Qt.MouseButton.LeftButton)
        contact = parts(editor.form, "contacts")[0].body
        write(qtbot, line(contact, "value"), "057 44 50 40")
        save(qtbot, window)
        settle(qtbot, window)
        saved = catalogue.load("actor", catalogue.find("Proefloket Mesen")[0].id)
        assert [contact.value for contact in saved.contacts] == ["+3257445040"]
        assert saved.kind == "ocmw"
        qtbot.waitUntil(lambda: window.workspace.stop().page is not None)
        assert window.workspace.stop().page.id == saved.id

    def test_the_keys_alone(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        window.workspace.follow(ref)
        settle(qtbot, window)
        qtbot.keyClick(window, Key.Key_E, Ctrl)
        editor = editor_of(window)
        qtbot.waitUntil(lambda: editor.is_open)
        assert editor.isAncestorOf(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Escape)
        assert not editor.is_open

    def test_a_phone_number_is_shown_national_and_kept_international(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        editor = begin(qtbot, window, ref)
        contact = opened(editor.form, "contacts")
        assert line(contact, "value").text() == "057 22 04 40"
        write(qtbot, line(contact, "value"), "057 22 04 41")
        save(qtbot, window)
        assert catalogue.load("actor", ref.id).contacts[0].value == "+3257220441"

    def test_the_source_of_a_change_is_noted_and_stays_ready(self, qtbot, window, catalogue) -> None:
        ref, source = choice(catalogue, "actor", "westlandia"), choice(catalogue, "source", "vdab")
        editor = begin(qtbot, window, ref)
        write(qtbot, editor.form.rows["description"].input.edit, "Anders.")
        editor.proof.source.choose(source.id, source.text)
        save(qtbot, window)
        said = [x for x in catalogue.load("actor", ref.id).evidence if x.fact == "description"]
        assert [x.source_id for x in said] == [source.id]
        editor = begin(qtbot, window, choice(catalogue, "network", "plan light"))
        assert editor.proof.source.edit.text() == source.text


class TestParts:
    def test_parts_are_added_moved_removed_and_put_back(self, qtbot, window, catalogue) -> None:
        editor = begin(qtbot, window, choice(catalogue, "network", "plan light"))
        before = editor.form.owner.members
        row = parts(editor.form, "members")[1]
        row.moved.emit(-1)
        assert editor.form.owner.members[:2] == (before[1], before[0])
        qtbot.mouseClick(row.remove, Qt.MouseButton.LeftButton)
        assert len(editor.form.owner.members) == len(before) - 1
        qtbot.mouseClick(row.back, Qt.MouseButton.LeftButton)
        row.moved.emit(1)
        assert editor.form.owner.members == before
        assert not editor.dirty

    def test_a_member_is_found_while_typing(self, qtbot, window, catalogue) -> None:
        editor = begin(qtbot, window, choice(catalogue, "network", "plan light"))
        qtbot.mouseClick(editor.form.rows["members"].input.add, Qt.MouseButton.LeftButton)
        member = parts(editor.form, "members")[-1].body
        picker = member.rows["actor_id"].input
        write(qtbot, picker.edit, "ocmw iep")
        qtbot.waitUntil(lambda: picker._found.rowCount() > 0 and picker._list.isVisible())
        qtbot.keyClick(picker._list, Key.Key_Down)
        qtbot.keyClick(picker._list, Key.Key_Return)
        assert picker.edit.text() == "OCMW Ieper"
        assert editor.form.owner.members[-1].actor_id == picker.value()

    def test_text_that_was_not_chosen_is_no_value(self, qtbot, window, catalogue) -> None:
        editor = begin(qtbot, window, choice(catalogue, "network", "plan light"))
        picker = opened(editor.form, "members").rows["actor_id"].input
        name = picker.edit.text()
        write(qtbot, picker.edit, "zomaar iets")
        editor.keep.setFocus()
        assert picker.edit.text() == name
        assert not editor.dirty

    def test_a_postcode_says_the_municipality(self, qtbot, window, catalogue) -> None:
        editor = begin(qtbot, window, choice(catalogue, "actor", "westlandia"))
        qtbot.mouseClick(editor.form.rows["sites"].input.add, Qt.MouseButton.LeftButton)
        site = parts(editor.form, "sites")[-1].body
        write(qtbot, line(site, "postcode"), "8957")
        assert site.owner.municipality == "nis:33016"
        assert line(site, "municipality").text() == "Mesen"


class TestAreas:
    def test_areas_are_searched_and_excluded_and_told_in_words(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        editor = begin(qtbot, window, ref)
        areas = editor.form.rows["areas"].input
        for row in areas.parts:
            row.set_removed(True)
        qtbot.mouseClick(areas.add, Qt.MouseButton.LeftButton)
        tree = areas._picker
        write(qtbot, tree.box, "westhoek")
        assert tree.current() == "region:streek/westhoek"
        qtbot.keyClick(tree.tree, Key.Key_Space)
        write(qtbot, tree.box, "koksijde")
        assert tree.model.state_words("nis:38014") == "via regio Westhoek"
        qtbot.keyClick(tree.tree, Key.Key_Minus)
        words = areas._covered.text()
        assert "Diksmuide" in words
        assert "Koksijde" not in words
        save(qtbot, window)
        saved = catalogue.load("actor", ref.id)
        assert {(a.area_id, a.excluded) for a in saved.areas} == {
            ("region:streek/westhoek", False),
            ("nis:38014", True),
        }

    def test_the_tree_is_a_sound_model(self, qtmodeltester, window, catalogue) -> None:
        from vademecum.gui.edit.areas import AreaTree

        model = AreaTree(catalogue.choosing.areas())
        qtmodeltester.check(model)


class TestWrong:
    def test_an_error_stands_beside_its_field_and_blocks(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        editor = begin(qtbot, window, ref)
        body = opened(editor.form, "contacts")
        write(qtbot, line(body, "value"), "12")
        editor.check()
        assert body.rows["value"]._wrong.isVisible()
        assert editor.summary.isVisible()
        before = catalogue.info().change
        qtbot.keyClick(editor, Key.Key_S, Ctrl)
        settle(qtbot, window)
        assert editor.is_open
        assert catalogue.info().change == before
        assert QApplication.focusWidget() is line(body, "value")

    def test_the_summary_leads_to_a_folded_field(self, qtbot, window, catalogue) -> None:
        editor = begin(qtbot, window, choice(catalogue, "actor", "westlandia"))
        body = opened(editor.form, "contacts")
        write(qtbot, line(body, "value"), "12")
        parts(editor.form, "contacts")[0].open(on=False)
        editor.check()
        editor.keep.setFocus()
        qtbot.mouseClick(editor.summary.links[0], Qt.MouseButton.LeftButton)
        assert QApplication.focusWidget() is line(body, "value")

    def test_a_warning_does_not_block(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        editor = begin(qtbot, window, ref)
        qtbot.mouseClick(editor.form.rows["names"].input.add, Qt.MouseButton.LeftButton)
        write(qtbot, line(parts(editor.form, "names")[-1].body, "text"), "Nog een echte naam")
        editor.check()
        assert editor.summary.isVisible()
        save(qtbot, window)
        assert "Nog een echte naam" in [name.text for name in catalogue.load("actor", ref.id).names]

    def test_an_empty_field_is_no_reproach_before_saving(self, qtbot, window, catalogue) -> None:
        window.workspace.right.new("source")
        editor = editor_of(window)
        qtbot.waitUntil(lambda: editor.is_open)
        assert editor.summary.isHidden()
        write(qtbot, line(editor.form, "url"), "voorbeeld.be")
        qtbot.keyClick(editor, Key.Key_S, Ctrl)
        assert editor.is_open
        assert not editor.summary.isHidden()
        assert QApplication.focusWidget() is line(editor.form, "title")

    def test_without_any_name_it_says_so(self, qtbot, window, catalogue, folder) -> None:
        window.workspace.right.new("actor")
        editor = editor_of(window)
        qtbot.waitUntil(lambda: editor.is_open)
        qtbot.mouseClick(parts(editor.form, "names")[0].remove, Qt.MouseButton.LeftButton)
        editor._ask()
        editor._keep_draft()
        qtbot.keyClick(editor, Key.Key_S, Ctrl)
        settle(qtbot, window)
        assert editor.is_open
        assert not editor.summary.isHidden()
        assert drafts.newest(folder.drafts) is not None


class TestLeaving:
    def test_leaving_with_changes_asks(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        before = catalogue.load("actor", ref.id)
        editor = begin(qtbot, window, ref)
        write(qtbot, editor.form.rows["description"].input.edit, "Half")
        qtbot.keyClick(editor.form.rows["description"].input.edit, Key.Key_Escape)
        assert editor.question.isVisible()
        press(qtbot, editor.question, "Terug naar het formulier")
        assert editor.is_open
        assert editor.question.isHidden()
        qtbot.keyClick(editor.form.rows["description"].input.edit, Key.Key_Escape)
        press(qtbot, editor.question, "Niet bewaren")
        assert not editor.is_open
        assert catalogue.load("actor", ref.id) == before

    def test_another_page_asks_first_and_is_then_shown(self, qtbot, window, catalogue) -> None:
        first, second = choice(catalogue, "actor", "westlandia"), choice(catalogue, "network", "plan light")
        window.workspace.follow(first)
        settle(qtbot, window)
        editor = begin(qtbot, window, first)
        write(qtbot, editor.form.rows["description"].input.edit, "Bewaard bij het weggaan")
        window.workspace.follow(second)
        assert editor.isVisible()
        assert editor.question.isVisible()
        press(qtbot, editor.question, "Bewaar")
        qtbot.waitUntil(lambda: not editor.is_open, timeout=20_000)
        assert catalogue.load("actor", first.id).description == "Bewaard bij het weggaan"
        assert window.workspace.stop().page.id == second.id

    def test_the_window_does_not_close_over_changes(self, qtbot, window, catalogue) -> None:
        editor = begin(qtbot, window, choice(catalogue, "actor", "westlandia"))
        write(qtbot, editor.form.rows["description"].input.edit, "Half")
        assert not window.close()
        press(qtbot, editor.question, "Niet bewaren")
        assert not window.isVisible()

    def test_other_colours_keep_what_is_typed(self, qtbot, window, catalogue) -> None:
        editor = begin(qtbot, window, choice(catalogue, "actor", "westlandia"))
        write(qtbot, editor.form.rows["description"].input.edit, "Half")
        window._change(theme="dark")
        qtbot.waitUntil(lambda: editor_of(window).is_open)
        assert editor_of(window) is not editor
        assert editor_of(window).form.owner.description == "Half"
        assert editor_of(window).dirty

    def test_every_box_lets_tab_out(self, qtbot, window, catalogue) -> None:
        editor = begin(qtbot, window, choice(catalogue, "actor", "westlandia"))
        opened(editor.form, "contacts")
        for box in (*editor.form.findChildren(QPlainTextEdit), *editor.form.findChildren(QLineEdit)):
            if box.isVisible():
                box.setFocus()
                qtbot.keyClick(box, Key.Key_Tab)
                assert QApplication.focusWidget() is not box, box.accessibleName()
                assert box.accessibleName()

    def test_tab_goes_through_the_whole_form_before_the_foot(self, qtbot, window, catalogue) -> None:
        editor = begin(qtbot, window, choice(catalogue, "actor", "westlandia"))
        editor.enter()
        seen = []
        for _step in range(120):
            widget = QApplication.focusWidget()
            if widget is editor.keep:
                break
            seen.append(widget)
            qtbot.keyClick(widget, Key.Key_Tab)
        assert QApplication.focusWidget() is editor.keep
        assert editor.form.rows["description"].input.edit in seen
        assert editor.proof.source.edit in seen
        assert seen.index(editor.form.rows["description"].input.edit) < seen.index(editor.proof.source.edit)


class TestDrafts:
    def test_what_was_typed_survives_a_crash(self, qtbot, open_window, catalogue, folder) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        first = open_window()
        editor = begin(qtbot, first, ref)
        write(qtbot, editor.form.rows["description"].input.edit, "Bijna klaar")
        editor._draft_timer.setInterval(0)
        editor._draft_timer.start()
        qtbot.waitUntil(lambda: drafts.find(folder.drafts, "actor", ref.id) is not None)
        second = open_window()
        qtbot.waitUntil(lambda: second.workspace.right.done.isVisible())
        press(qtbot, second.workspace.right.done, "Verder")
        editor = editor_of(second)
        qtbot.waitUntil(lambda: editor.is_open)
        assert editor.offer.isHidden()  # it was chosen already
        assert editor.area.isEnabled()
        assert editor.form.owner.description == "Bijna klaar"
        save(qtbot, second)
        assert catalogue.load("actor", ref.id).description == "Bijna klaar"
        qtbot.waitUntil(lambda: drafts.find(folder.drafts, "actor", ref.id) is None)

    def test_closing_before_the_choice_keeps_the_draft(self, qtbot, window, catalogue, folder) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        record = catalogue.load("actor", ref.id)
        drafts.keep(folder.drafts, msgspec.structs.replace(record, description="Oud"), record)
        editor = begin(qtbot, window, ref)
        assert not editor.area.isEnabled()
        editor.leave()
        settle(qtbot, window)
        assert drafts.find(folder.drafts, "actor", ref.id) is not None

    def test_a_draft_can_be_thrown_away(self, qtbot, window, catalogue, folder) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        record = catalogue.load("actor", ref.id)
        drafts.keep(folder.drafts, msgspec.structs.replace(record, description="Oud"), record)
        editor = begin(qtbot, window, ref)
        press(qtbot, editor.offer, "Weg ermee")
        settle(qtbot, window)
        assert editor.form.owner == record
        assert drafts.find(folder.drafts, "actor", ref.id) is None

    def test_a_draft_of_a_new_record_is_offered(self, qtbot, window, catalogue, folder) -> None:
        drafts.keep(folder.drafts, Source(id="s-1", title="Half een bron"), None)
        window.workspace.right.new("source")
        editor = editor_of(window)
        qtbot.waitUntil(lambda: editor.is_open)
        press(qtbot, editor.offer, "Verder")
        save(qtbot, window)
        assert catalogue.load("source", "s-1").name == "Half een bron"

    def test_half_a_file_is_no_draft(self, folder) -> None:
        folder.drafts.mkdir(parents=True)
        (folder.drafts / "actor-x.json").write_bytes(b'{"type": "actor", "rec')
        assert drafts.find(folder.drafts, "actor", "x") is None


class TestMeeting:
    def test_two_edits_of_other_fields_are_brought_together(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        editor = begin(qtbot, window, ref)
        write(qtbot, editor.form.rows["description"].input.edit, "Van mij")
        theirs = catalogue.load("actor", ref.id)
        catalogue.save(msgspec.structs.replace(theirs, note="Van hen"))
        settle(qtbot, window)
        qtbot.keyClick(editor, Key.Key_S, Ctrl)
        qtbot.waitUntil(lambda: editor.trouble.isVisible())
        assert editor.trouble.words.text().startswith("test (")
        press(qtbot, editor.trouble, "Bewaar")
        qtbot.waitUntil(lambda: not editor.is_open, timeout=20_000)
        saved = catalogue.load("actor", ref.id)
        assert (saved.description, saved.note) == ("Van mij", "Van hen")

    def test_who_was_erased_meanwhile_stays_erased(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        person = Contact(id="c-1", kind="phone", value="+3257445566", person="Olga Zwaluw", visibility="internal")
        before = catalogue.load("actor", ref.id)
        catalogue.save(
            msgspec.structs.replace(before, contacts=(*before.contacts, person), note="Vraag naar Olga Zwaluw")
        )
        editor = begin(qtbot, window, ref)
        write(qtbot, editor.form.rows["description"].input.edit, "Van mij")
        catalogue.upkeep.erase_person("Olga Zwaluw")
        settle(qtbot, window)
        qtbot.keyClick(editor, Key.Key_S, Ctrl)
        qtbot.waitUntil(lambda: editor.trouble.isVisible())
        press(qtbot, editor.trouble, "Bewaar")
        qtbot.waitUntil(lambda: not editor.is_open, timeout=20_000)
        after = catalogue.load("actor", ref.id)
        assert (after.description, after.note, after.contacts) == ("Van mij", "Vraag naar […]", before.contacts)

    @pytest.mark.parametrize("choose_theirs", [True, False])
    def test_the_same_field_is_chosen_in_a_dialog(self, qtbot, window, catalogue, choose_theirs) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        editor = begin(qtbot, window, ref)
        write(qtbot, editor.form.rows["description"].input.edit, "Van mij")
        theirs = catalogue.load("actor", ref.id)
        catalogue.save(msgspec.structs.replace(theirs, description="Van hen"))
        settle(qtbot, window)
        qtbot.keyClick(editor, Key.Key_S, Ctrl)
        qtbot.waitUntil(lambda: bool(editor.findChildren(ConflictDialog)))
        dialog = editor.findChildren(ConflictDialog)[0]
        told = " ".join(label.text() for label in dialog.findChildren(QLabel))
        line = catalogue.upkeep.history("actor", ref.id)[0]
        assert f"test ({moment(line.at)}) wijzigde “Westlandia”" in told
        if choose_theirs:
            dialog.choose_theirs("description")
        dialog.keep.click()
        qtbot.waitUntil(lambda: not editor.is_open, timeout=20_000)
        wanted = "Van hen" if choose_theirs else "Van mij"
        assert catalogue.load("actor", ref.id).description == wanted


class TestUndo:
    def test_undo_and_redo_by_key(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        before = catalogue.load("actor", ref.id).description
        editor = begin(qtbot, window, ref)
        write(qtbot, editor.form.rows["description"].input.edit, "Nieuw")
        save(qtbot, window)
        window.workspace.box.enter()
        qtbot.keyClick(window.workspace.box.edit, Key.Key_Z, Ctrl)
        qtbot.waitUntil(lambda: catalogue.load("actor", ref.id).description == before)
        settle(qtbot, window)
        qtbot.keyClick(window.workspace.box.edit, Key.Key_Y, Ctrl)
        qtbot.waitUntil(lambda: catalogue.load("actor", ref.id).description == "Nieuw")
        settle(qtbot, window)

    def test_text_comes_first(self, qtbot, window, catalogue) -> None:
        editor = begin(qtbot, window, choice(catalogue, "actor", "westlandia"))
        box = editor.form.rows["description"].input.edit
        before = box.toPlainText()
        box.setFocus()
        qtbot.keyClicks(box, "x")
        qtbot.keyClick(box, Key.Key_Z, Ctrl)
        assert box.toPlainText() == before
        assert not editor.dirty

    def test_a_deleted_record_comes_back(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "practice")
        before = catalogue.load("practice", ref.id)
        editor = begin(qtbot, window, ref)
        qtbot.mouseClick(editor.delete_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not editor.is_open, timeout=20_000)
        assert ref.id not in [choice.id for choice in catalogue.choosing.listed("practice")]
        press(qtbot, window.workspace.right.done, "Maak ongedaan")
        qtbot.waitUntil(lambda: ref.id in [choice.id for choice in catalogue.choosing.listed("practice")])
        assert msgspec.structs.replace(catalogue.load("practice", ref.id), version=0) == msgspec.structs.replace(
            before, version=0
        )
        settle(qtbot, window)


def test_lists_lead_to_terms_and_sources(qtbot, window, catalogue) -> None:
    window._open_lists()
    dialog = window._lists
    qtbot.waitUntil(lambda: dialog.filter.rowCount() == len(catalogue.terms("kind")))
    write(qtbot, dialog.box, "vakbond")
    dialog.list.setCurrentIndex(dialog.filter.index(0, 0))
    dialog.edit.click()
    editor = editor_of(window)
    qtbot.waitUntil(lambda: editor.is_open)
    assert isinstance(editor.form.owner, Term)
    assert isinstance(catalogue.load("actor", choice(catalogue, "actor", "westlandia").id), Actor)
    assert isinstance(catalogue.load("network", choice(catalogue, "network", "plan light").id), Network)


def test_nobody_edits_what_can_only_be_read(qtbot, window, catalogue) -> None:
    window.workspace.right.read_only = True
    window.workspace.right.edit(choice(catalogue, "actor", "westlandia"))
    settle(qtbot, window)
    assert not editor_of(window).is_open


class TestLookingAfter:
    def test_a_new_actor_that_may_exist_already(self, qtbot, window, catalogue) -> None:
        window.workspace.right.new("actor")
        editor = editor_of(window)
        qtbot.waitUntil(lambda: editor.is_open)
        write(qtbot, line(opened(editor.form, "names"), "text"), "Westlandia vzw")
        qtbot.waitUntil(lambda: editor.alike.isVisible())
        assert "Westlandia" in editor.alike.buttons[0].accessibleName()
        editor.alike.buttons[0].click()
        assert editor.question.isVisible()
        press(qtbot, editor.question, "Niet bewaren")
        settle(qtbot, window)
        assert window.workspace.stop().page.id == choice(catalogue, "actor", "westlandia").id

    def test_checked_is_not_saved(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        dialog = check_dialog(qtbot, window, ref)
        assert dialog.facts == ("",)
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.workspace.right.done.isVisible())
        (check,) = catalogue.load("actor", ref.id).checks
        assert (check.way, check.fact, check.date, check.by) == ("phone", "", today(), catalogue.who)
        press(qtbot, window.workspace.right.done, "Maak ongedaan")
        qtbot.waitUntil(lambda: not catalogue.load("actor", ref.id).checks)
        settle(qtbot, window)

    def test_a_part_is_checked_on_another_day_by_somebody_else(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        window.workspace.follow(ref)
        dialog = check_dialog(qtbot, window, ref)
        dialog.boxes["contacts"].click()
        dialog.boxes["areas"].click()
        assert dialog.facts == ("contacts", "areas")
        dialog.way.setCurrentIndex(dialog.way.findData("site"))
        dialog.day.setText("3/2/2026")
        dialog.by.setText("An Peeters")
        dialog.note.click()
        qtbot.waitUntil(lambda: len(catalogue.load("actor", ref.id).checks) == 2)
        assert {(check.way, check.fact, check.date, check.by) for check in catalogue.load("actor", ref.id).checks} == {
            ("site", "contacts", "2026-02-03", "An Peeters"),
            ("site", "areas", "2026-02-03", "An Peeters"),
        }
        said = "contact: gecontroleerd op 3 februari 2026, op de website, door An Peeters"
        qtbot.waitUntil(lambda: said in [label.text() for label in window.findChildren(QLabel)])
        again = check_dialog(qtbot, window, ref)
        assert any(
            "volledig" in label.text() and "Ontbreekt: werkgebied" in label.text()
            for label in again.findChildren(QLabel)
        )
        assert "op de website" in again.boxes["contacts"].accessibleDescription()
        assert "nog niet gecontroleerd" in again.boxes["offers"].accessibleDescription()
        again.reject()

    def test_a_check_that_cannot_be_stays_in_its_dialog(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        dialog = check_dialog(qtbot, window, ref)
        dialog.day.setText("2999-01-01")
        dialog.note.click()
        qtbot.waitUntil(lambda: "moet nog komen" in dialog._wrong.text())
        assert dialog.isVisible()
        dialog.boxes[""].click()
        assert not dialog.note.isEnabled()
        dialog.reject()
        assert not catalogue.load("actor", ref.id).checks

    def test_after_saving_a_check_is_offered(self, qtbot, window, catalogue) -> None:
        ref = choice(catalogue, "actor", "westlandia")
        editor = begin(qtbot, window, ref)
        write(qtbot, editor.form.rows["description"].input.main, "Maatwerk.")
        save(qtbot, window)
        press(qtbot, window.workspace.right.done, "Noteer een controle …")
        qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in window.findChildren(CheckDialog)))
        window.findChild(CheckDialog).reject()

    def test_the_page_has_the_buttons(self, qtbot, window, catalogue) -> None:
        window.workspace.follow(choice(catalogue, "network", "plan light"))
        settle(qtbot, window)
        qtbot.waitUntil(lambda: "Bewerk: PLAN Light" in shown_names(window))
        press(qtbot, window.workspace.detail, "Bewerk")
        qtbot.waitUntil(lambda: editor_of(window).is_open)
        assert isinstance(editor_of(window).form.owner, Network)


def shown_names(window) -> list[str]:
    return [child.accessibleName() for child in window.workspace.detail.findChildren(QWidget) if child.isVisible()]
