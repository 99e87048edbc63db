"""Two or three actors side by side: the page, and the way back."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from tests.gui.pages.reading import link, read
from tests.gui.pages.sample import ACTORS
from tests.gui.test_selection import buttons, fill
from tests.gui.test_window import settle
from vademecum import records as r
from vademecum.gui.pages.compare import ComparePage
from vademecum.texts import set_language

pytestmark = pytest.mark.gui
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
LABELS = {"companies": "companies", "local_authorities": "local authorities"}


class TestPage:
    def open(self, qtbot, window, count: int = 2) -> ComparePage:
        fill(qtbot, window, count)
        with qtbot.waitSignal(window.workspace.detail.shown):
            qtbot.keyClick(window.workspace.results.list, Key.Key_Return, Control)
        page = window.workspace.detail._area.widget()
        assert isinstance(page, ComparePage)
        return page

    def test_ctrl_enter_shows_them_with_the_keyboard_on_the_page(self, qtbot, window) -> None:
        page = self.open(qtbot, window)
        assert page.isAncestorOf(window.focusWidget())
        assert not window.workspace.middle.isVisible()
        assert not window.workspace.side.isVisible()

    def test_escape_and_back_and_forward(self, qtbot, window) -> None:
        self.open(qtbot, window)
        qtbot.keyClick(window.focusWidget(), Key.Key_Escape)
        settle(qtbot, window)
        assert window.workspace.middle.isVisible()
        window.workspace.go(-1)
        settle(qtbot, window)
        qtbot.waitUntil(lambda: isinstance(window.workspace.detail._area.widget(), ComparePage))
        assert not window.workspace.middle.isVisible()

    def test_typing_goes_back_to_the_list(self, qtbot, window) -> None:
        self.open(qtbot, window)
        qtbot.keyClicks(window.focusWidget(), "x")
        settle(qtbot, window)
        assert window.workspace.middle.isVisible()
        assert window.workspace.box.text == "schoolx"

    def test_a_column_can_go(self, qtbot, window) -> None:
        self.open(qtbot, window, 3)
        with qtbot.waitSignal(window.workspace.detail.shown):
            window.selection.toggle(window.selection.refs[0])
        assert len(window.workspace.detail._area.widget()._pages) == 2
        window.selection.toggle(window.selection.refs[0])
        settle(qtbot, window)
        assert window.workspace.middle.isVisible()

    def test_a_name_leads_to_its_page(self, qtbot, window) -> None:
        page = self.open(qtbot, window)
        with qtbot.waitSignal(window.workspace.detail.shown):
            link(page, page._names[0]).activated.emit()
        assert window.workspace.middle.isVisible()
        assert window.workspace._page.id == page._pages[0].actor.id

    def test_four_are_too_many_to_compare(self, qtbot, window) -> None:
        fill(qtbot, window, 4)
        assert "Vergelijk naast elkaar" not in buttons(window)
        qtbot.keyClick(window.workspace.results.list, Key.Key_Return, Control)
        assert window._status.text() == "U kunt er twee of drie vergelijken; 4 geselecteerd."
        assert window.workspace._page is None

    def test_one_is_nothing_to_compare(self, qtbot, window) -> None:
        fill(qtbot, window, 1)
        qtbot.keyClick(window.workspace.results.list, Key.Key_Return, Control)
        assert window._status.text() == "U kunt er twee of drie vergelijken; 1 geselecteerd."


@pytest.fixture
def page(qtbot):
    set_language("en")
    made = ComparePage([ACTORS["westlandia"], ACTORS["vormetal"]], LABELS)
    qtbot.addWidget(made)
    made.make_all()
    return made


class TestWords:
    def test_what_nobody_says_is_unknown(self, page) -> None:
        assert "unknown" in read(page)

    def test_what_both_have_says_so(self, qtbot) -> None:
        set_language("en")
        first, second = ACTORS["westlandia"], ACTORS["vormetal"]
        first = msgspec.structs.replace(first, theme_labels=("groen", "strijk"))
        second = msgspec.structs.replace(second, theme_labels=("groen",))
        made = ComparePage([first, second], LABELS)
        qtbot.addWidget(made)
        made.make_all()
        text = read(made)
        assert text.count("groen (both)") == 2
        assert "strijk (both)" not in text
        cards = {card.accessibleName() for card in made.findChildren(QWidget) if card.accessibleName()}
        assert "Themes: differs" in cards

    def test_only_what_differs(self, qtbot) -> None:
        set_language("en")
        one = ACTORS["westlandia"]
        made = ComparePage([one, one], LABELS)
        qtbot.addWidget(made)
        made.make_all()
        made.findChild(QCheckBox).setChecked(True)
        assert "Side by side" in read(made)
        assert not [card for card in made._same if not card.isHidden()]

    def test_internal_contacts_are_left_out(self, qtbot, page) -> None:
        hidden = [
            contact.value for one in page._pages for contact in one.actor.contacts if contact.visibility == "internal"
        ]
        assert all(value not in read(page) for value in hidden)

    def test_narrow_columns_go_below_each_other_with_their_names(self, qtbot, page) -> None:
        first, second = page._columns[2]._cells

        def step() -> tuple[bool, bool]:
            """From the first to the second: to the right, down."""
            way = second.mapTo(page, QPoint()) - first.mapTo(page, QPoint())
            return way.x() > 0, way.y() > 0

        page.resize(900, 900)
        page.show()
        qtbot.waitUntil(lambda: step() == (True, False))
        page.resize(380, 900)
        qtbot.waitUntil(lambda: step() == (False, True))
        labels = [label.text() for label in page._columns[2]._cells[1].findChildren(QLabel)]
        assert labels[0] == page._names[1]

    def test_unknown_areas_are_no_empty_cell(self, qtbot) -> None:
        set_language("en")
        bare = r.ActorPage(
            actor=r.Actor(id="x", kind="ocmw", names=(r.Name(id="n", text="Kale vzw"),)),
            kind_label="ocmw",
            row=ACTORS["vormetal"].row,
        )
        made = ComparePage([bare, ACTORS["westlandia"]], LABELS)
        qtbot.addWidget(made)
        made.make_all()
        assert "service area unknown" in read(made)
