"""The head of a list of answers: which place was asked, what it consists of, and what it lies in."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from vademecum.gui import icons
from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.parts import Fold, LinkLabel, beside, button, column, group, icon_label, text_label
from vademecum.gui.pages.words import layer_label
from vademecum.gui.theme import theme
from vademecum.records import Place, PlacePage, Ref
from vademecum.texts import _, ngettext, number

PLACES_SHOWN = 16
POSTCODES_SHOWN = 8


class PlaceHeader(QWidget):
    """The question "Who serves Ieper?", with links to the regions around it and, on request, to its parts."""

    link_activated = Signal(Ref)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)  # as high as its lines need
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 8, 8, 8)
        self._layout.setSpacing(2)
        self._content: QWidget | None = None
        self._details: QWidget | None = None  # of the content, once they were wanted
        self._shown: PlacePage | None = None
        self._title = QLabel()
        self._count = QLabel()
        self._total, self._words, self._explanation = 0, "", ""
        self._open = False
        theme().changed.connect(self._dress)

    def set_page(self, page: PlacePage, total: int, words: str = "", explanation: str = "") -> None:
        """Show a place, how many actors were found, and the words that were asked besides it.

        ``explanation``: why this place is meant by what was typed, such as a French or a former name.
        """
        before, self._shown = self._shown, page
        self._total, self._words = total, words
        explained, self._explanation = self._explanation, explanation or page.explanation or ""
        if before == page and explained == self._explanation:  # a key more in the same question
            self._say()
            return
        if before is not None and before.place.id != page.place.id:
            self._open = False
        self._dress()

    def clear(self) -> None:
        """Show nothing."""
        self._shown = None
        self._dress()

    def _dress(self) -> None:
        if self._content is not None:
            self._layout.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
            self._content = None
        if self._shown is not None:
            self._content = self._made(self._shown)
            self._layout.addWidget(self._content)

    def _say(self) -> None:
        """The question and the number of answers, the two things that change with every key."""
        assert self._shown is not None
        values = {"place": _title(self._shown.place), "words": self._words}
        asked = _("“%(words)s” in %(place)s") if self._words else _("Who serves %(place)s?")
        self._title.setText(asked % values)
        found = ngettext("%(count)s actor", "%(count)s actors", self._total)
        self._count.setText(found % {"count": number(self._total)})

    def _made(self, page: PlacePage) -> QWidget:
        self._title, self._count = text_label("", "heading"), text_label("", "quiet")
        self._say()
        around = Flow(self._around(page), gap=2)
        lines = column(Flow([self._title, self._count], spread=True), around, gap=2)
        if self._explanation:
            lines.addLayout(beside(icon_label("info", "accent"), text_label(self._explanation)))
        if any(places for _heading, places in _groups(page)) or page.former:
            around.addWidget(self._toggle_button(lines))
            self._details = None
            if self._open:
                self._show_details(lines, on=True)
        return group(lines)

    def _around(self, page: PlacePage) -> list[QWidget]:
        """One line: the municipality of a part, postcodes, and the regions that people go by."""
        place = page.place
        widgets: list[QWidget] = []
        if place.kind in ("part", "postcode", "former") and place.municipality:
            before = _("part of") if place.kind == "part" else ""
            widgets.append(self._link(place.municipality, place.municipality_name or place.municipality, before))
        if place.postcodes and place.kind != "postcode":
            codes = " ".join(place.postcodes[:POSTCODES_SHOWN])
            more = len(place.postcodes) - POSTCODES_SHOWN
            rest = _("%(codes)s and %(count)d more") % {"codes": codes, "count": more} if more > 0 else codes
            widgets.append(text_label(rest, "quiet"))
        if place.kind not in ("part", "postcode", "municipality", "former"):
            widgets.append(text_label(layer_label(place), "quiet"))
        widgets += [self._place(other) for other in page.containers if _daily(other)]
        return widgets

    def _made_details(self, page: PlacePage) -> QWidget:
        """Parts, former municipalities, members and all containers, behind a button."""
        groups: list[QWidget] = []
        for heading, places in _groups(page):
            if places:
                makers = [partial(self._place, other) for other in places]
                fold = Fold(makers, shown=PLACES_SHOWN, flow=True)
                groups.append(group(column(text_label(heading, "strong"), fold, gap=0)))
        if page.former:
            names = ", ".join(other.name for other in page.former)
            groups.append(group(column(text_label(_("Formerly"), "strong"), text_label(names, "quiet"), gap=0)))
        return group(column(*groups, gap=8))

    def _toggle_button(self, lines: QVBoxLayout) -> QPushButton:
        toggle = button(_("More"), "chevron-up" if self._open else "chevron-down", lambda: None, role="link")
        toggle.setAccessibleName(_("More about this place"))
        toggle.setToolTip(_("More about this place"))
        toggle.setCheckable(True)
        toggle.setChecked(self._open)
        toggle.toggled.connect(lambda on: self._show_details(lines, on=on))
        toggle.toggled.connect(lambda on: toggle.setIcon(icons.icon("chevron-up" if on else "chevron-down", "accent")))
        return toggle

    def _show_details(self, lines: QVBoxLayout, *, on: bool) -> None:
        """They are made when they are first wanted: while somebody types, places come and go with every key."""
        self._open = on
        if self._details is None:
            assert self._shown is not None
            self._details = self._made_details(self._shown)
            lines.addWidget(self._details)
        self._details.setVisible(on)

    def _place(self, place: Place) -> LinkLabel:
        return self._link(place.id, place.name)

    def _link(self, area_id: str, text: str, before: str = "") -> LinkLabel:
        label = LinkLabel(text, before=before)
        ref = Ref(type="place", id=area_id, text=text)
        label.activated.connect(lambda: self.link_activated.emit(ref))
        return label


def _groups(page: PlacePage) -> tuple[tuple[str, tuple[Place, ...]], ...]:
    """What more there is about a place, under headings; places may be missing."""
    return (
        (_("Places in it"), page.parts),
        (_("Municipalities in it"), page.members),
        (_("Lies in"), tuple(other for other in page.containers if other.kind != "municipality")),
    )


def _title(place: Place) -> str:
    """A postcode alone says little: "8900 Ieper"."""
    if place.kind == "postcode" and place.municipality_name:
        return f"{place.name} {place.municipality_name}"
    return place.name


def _daily(place: Place) -> bool:
    """The regions that people go by; the rest stands under "more"."""
    return place.kind == "arrondissement" or (place.kind == "region" and place.layer in ("streek", "kust"))
