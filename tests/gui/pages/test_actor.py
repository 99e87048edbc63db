"""The page of an actor: what stands there, what can be done, and how the keyboard gets to it."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QTextEdit

from tests.gui.pages.reading import link, press, read
from tests.gui.pages.sample import ENDED, FULL, SPARSE, TERMS
from vademecum import records as r
from vademecum.gui.pages.actor import ActorView
from vademecum.gui.pages.parts import LinkLabel
from vademecum.gui.theme import theme
from vademecum.texts import set_language

LABELS = {term.code: term.label_nl for terms in TERMS.values() for term in terms}


@pytest.fixture
def view(qtbot):
    def make(page: r.ActorPage, words: str = "") -> ActorView:
        made = ActorView(page, LABELS, words=words)
        made.make_all()
        qtbot.addWidget(made)
        return made

    return make


def test_answers_in_the_order_of_the_questions(view) -> None:
    text = read(view(FULL))
    order = [
        "Westlandia vzw",
        "maatwerkbedrijf · Ieper",
        "formerly: beschutte werkplaats Westlandia (until 2019)",
        "Loket in Ieper; bedient regio Westhoek, behalve Koksijde",
        "info@westlandia.be",
        "Dehemlaan 1, 8900 Ieper",
        "Maatwerk voor ondernemingen",
        "montage, verpakking",
        "Service area\n",
        "\nregio Westhoek\n",
        "Networks",
        "Measures",
        "How sure is this?",
        "Kruispuntbank van Ondernemingen",
    ]
    places = [text.index(piece) for piece in order]
    assert places == sorted(places)


def test_says_how_sure_and_from_where(view) -> None:
    text = read(view(FULL))
    assert "gecontroleerd 3 maanden geleden, telefonisch" in text
    assert "phone: checked on 22 August 2026, by phone, by DVV Westhoek" in text
    assert "August 2026 · fairly reliable source – for: mail address" in text
    assert "2018 · reliable source – for: offer “Maatwerk voor ondernemingen”" in text


def test_excluded_area_says_except(view) -> None:
    assert "except Koksijde" in read(view(FULL))


def test_what_was_found_is_shown_only_when_words_were_asked(view) -> None:
    assert "gevonden in aanbod" not in read(view(FULL))
    assert "gevonden in aanbod: groenonderhoud" in read(view(FULL, "groen"))
    row = msgspec.structs.replace(FULL.row, found="Montage, verpakking", found_marks=())
    assert "Montage, verpakking" not in read(view(msgspec.structs.replace(FULL, row=row), "groen"))


def test_unknown_is_said_in_one_line_and_no_label_stands_empty(view) -> None:
    text = read(view(SPARSE))
    assert "No phone number, mail address, website or address known." in text
    assert "offer not known" in text
    assert "service area unknown" in text
    assert "no source known" in text
    for heading in ("Networks", "Measures", "Together with", "For whom", "Desks", "Copy everything"):
        assert heading not in text


def test_ended_actor_says_so_and_leads_to_its_successor(view, qtbot) -> None:
    page = view(ENDED)
    text = read(page)
    assert "No longer exists (until 2019)." in text
    assert "formerly: RESOC Brugge (until 2016), RESOC Oostende (until 2016)" in text
    with qtbot.waitSignal(page.link_activated) as signal:
        link(page, "^Now: Werkkracht10").activated.emit()
    assert signal.args == [r.Ref(type="actor", id="werkkracht10", text="Werkkracht10")]


def test_internal_contact_is_marked_and_stays_out_of_what_is_copied(view) -> None:
    page = view(FULL)
    assert "057 99 99 99" in read(page)
    assert "internal: do not pass on" in read(page)
    press(page, "Copy everything: name, address and contact points")
    copied = QGuiApplication.clipboard().text()
    assert "info@westlandia.be" in copied
    assert "057 99 99 99" not in copied
    assert page.contact_block() == copied


@pytest.mark.parametrize(
    ("button", "copied"),
    [
        ("Copy: info@westlandia.be", "info@westlandia.be"),
        ("Copy: www.westlandia.be", "https://www.westlandia.be"),
        ("Copy: 057 21 45 45", "057 21 45 45"),
        ("Copy: Dehemlaan 1, 8900 Ieper", "Dehemlaan 1, 8900 Ieper"),
        ("Copy: enterprise number 0407.768.895", "0407.768.895"),
    ],
)
def test_copy_puts_one_value_on_the_clipboard_and_says_so(view, qtbot, button: str, copied: str) -> None:
    page = view(FULL)
    with qtbot.waitSignal(page.message) as signal:
        press(page, button)
    assert QGuiApplication.clipboard().text() == copied
    assert signal.args == [f"Copied: {copied}"]


def test_mail_call_and_open_are_left_to_the_system(view, monkeypatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)
    page = view(FULL)
    press(page, "Mail: info@westlandia.be")
    press(page, "Call: 057 21 45 45")
    press(page, "Open: www.westlandia.be")
    assert opened == ["mailto:info@westlandia.be", "tel:+3257214545", "https://www.westlandia.be"]


def test_says_so_when_the_system_can_open_nothing(view, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    page = view(FULL)
    with qtbot.waitSignal(page.message) as signal:
        press(page, "Call: 057 21 45 45")
    assert "tel:+3257214545" in signal.args[0]


@pytest.mark.parametrize(
    ("words", "ref"),
    [
        ("^Ieper", r.Ref(type="place", id="nis:33011", text="Ieper")),
        ("^except Koksijde", r.Ref(type="place", id="nis:38014", text="Koksijde")),
        ("^Platform", r.Ref(type="network", id="plan", text="Platform Arbeidsmarkt Noord-West-Vlaanderen (PLAN)")),
        ("DVV Westhoek", r.Ref(type="actor", id="dvv", text="DVV Westhoek")),
        ("^Collectief maatwerk", r.Ref(type="measure", id="maatwerk", text="Collectief maatwerk")),
        ("^Samenwerkings", r.Ref(type="agreement", id="agr", text="Samenwerkingsovereenkomst Ieper - VDAB")),
        ("^De Klus", r.Ref(type="practice", id="prac", text="De Klus in Beernem")),
    ],
)
def test_links_lead_to_their_page(view, qtbot, words: str, ref: r.Ref) -> None:
    page = view(FULL)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(page.link_activated) as signal:
            qtbot.keyClick(link(page, words), key)
        assert signal.args == [ref]


def test_ended_memberships_come_last_and_say_so(view) -> None:
    text = read(view(FULL))
    assert text.index("Platform Arbeidsmarkt") < text.index(
        "Dagelijks bestuur RESOC Westhoek – partner · 2012 tot 2016"
    )


def test_tab_reaches_every_link_and_button(view, qtbot) -> None:
    page = view(FULL)
    area = QScrollArea()
    area.setWidget(page)
    qtbot.addWidget(area)
    with qtbot.waitActive(area):
        area.show()
        area.activateWindow()
    wanted = {*page.findChildren(LinkLabel), *page.findChildren(QPushButton)}
    first = page.findChildren(QPushButton)[0]
    first.setFocus()
    reached = {first}
    for _step in range(len(wanted)):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    assert wanted <= reached


@pytest.mark.parametrize(("words", "kind"), [("Dehemlaan 1, 8900 Ieper", QLabel), ("info@westlandia.be", QTextEdit)])
def test_ctrl_c_copies_what_is_selected_and_else_belongs_to_the_window(view, qtbot, words: str, kind: type) -> None:
    page = view(FULL)
    keys = []
    page.keyPressEvent = lambda event: keys.append(event.key())
    read(page)
    text = next(w for w in page.findChildren(kind) if words in (w.text() if kind is QLabel else w.toPlainText()))
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"
    assert keys[-1] == Qt.Key.Key_C
    if kind is QLabel:
        text.setSelection(0, len(words))
    else:
        text.selectAll()
    qtbot.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == words


def test_texts_can_be_selected_and_hold_no_markup(view) -> None:
    actor = r.Actor(id="x", kind="ocmw", names=(r.Name(id="n", text="<b>Jan & co</b>"),))
    row = r.Row(**{f: getattr(SPARSE.row, f) for f in SPARSE.row.__struct_fields__})
    page = view(r.ActorPage(actor=actor, kind_label="OCMW", row=row))
    assert "<b>Jan & co</b>" in read(page)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_fits_in_a_narrow_pane(view, scale: float) -> None:
    theme().apply("light", scale)
    page = view(FULL)
    room = 320 if scale == 1.0 else 400
    assert page.minimumSizeHint().width() <= room - 12


def test_dutch(view) -> None:
    set_language("nl")
    text = read(view(FULL))
    for words in ("vroeger: beschutte werkplaats", "Aanbod", "behalve Koksijde", "intern: niet doorgeven", "Bronnen"):
        assert words in text
    assert "Geen telefoonnummer, mailadres, website of adres bekend." in read(view(SPARSE))
    assert "Bestaat niet meer (tot 2019)." in read(view(ENDED))
