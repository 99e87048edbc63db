"""The head of a list of answers: which place was asked, what it consists of, and what it lies in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from vademecum.gui import icons
from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.parts import Fold, LinkLabel, beside, button, column, group, icon_label, text_label
from vademecum.gui.parts import laid_out_after
from vademecum.naming import is_wide, layer_label, place_label
from vademecum.records import Place, PlacePage, Ref
from vademecum.texts import _

PLACES_SHOWN = 16
POSTCODES_SHOWN = 8
LINKS = 4  # to regions around a place: none has more
_SAMPLE, _SAMPLE_WIDTH = "Ieper", 400  # nobody sees it


class PlaceHeader(QWidget):
    """The question "Who serves Ieper?", with links to the regions around it and, on request, to its parts.

    Its lines are made once and used again for every place: to make new ones at each key would be felt.
    """

    link_activated = Signal(Ref)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)  # as high as its lines need
        self._shown: PlacePage | None = None
        self._explained = ""
        self._title, self._count = text_label("", "heading"), text_label("", "quiet")
        self._whole, self._postcodes, self._layer = LinkLabel(""), text_label("", "quiet"), text_label("", "quiet")
        self._whole.activated.connect(self._open_whole)
        self._links: list[LinkLabel] = []
        self._around: tuple[Place, ...] = ()
        self._more = self._toggle_button()
        self._flow = Flow([self._whole, self._postcodes, self._layer, self._more], gap=2)
        self._explanation = text_label("")
        self._reason = group(beside(icon_label("info", "accent"), self._explanation))
        self._details: QWidget | None = None  # once they were wanted
        heading = Flow([self._title, self._count], spread=True)
        self._lines = column(heading, self._flow, self._reason, gap=2)
        self._lines.setContentsMargins(8, 8, 8, 8)
        self.setLayout(self._lines)

    def prepare(self) -> Iterator[None]:
        """Make the links that a place may need, and what Qt makes of a text when it is first laid out, one a step."""
        while len(self._links) < LINKS:
            self._add_link()
            self._links[-1].hide()
            yield
        for label in (self._title, self._count, self._postcodes, self._layer, self._explanation, *self._links):
            if self._shown is not None:  # somebody was faster
                return
            label.setText(_SAMPLE)
            label.heightForWidth(_SAMPLE_WIDTH)
            yield

    def set_page(self, page: PlacePage, count: str, words: str = "", explanation: str = "") -> None:
        """Show a place, how many actors were found (in words), and the words that were asked besides it.

        ``explanation``: why this place is meant by what was typed, such as a French or a former name.
        """
        self._say(page.place, count, words)
        explanation = explanation or page.explanation or ""
        before, self._shown = self._shown, page
        if before == page and explanation == self._explained:  # a key more in the same question
            return
        self._explained = explanation
        with laid_out_after(self._lines):
            self._show(before, page, explanation)
        self._lines.invalidate()
        self.updateGeometry()

    def _show(self, before: PlacePage | None, page: PlacePage, explanation: str) -> None:
        self._explanation.setText(explanation)
        self._reason.setVisible(bool(explanation))
        if before is None or before.place.id != page.place.id:
            self._more.setChecked(False)
        self._show_around(page)
        self._forget_details()
        self._more.setVisible(any(places for _heading, places in _groups(page)) or bool(page.former))
        if self._more.isChecked():
            self._show_details(on=True)

    def _say(self, place: Place, count: str, words: str) -> None:
        """The question and the number of answers, the two things that change with every key."""
        asked = _("“%(words)s” in %(place)s") if words else _("Who serves %(place)s?")
        self._title.setText(asked % {"place": place_label(place), "words": words})
        self._count.setText(count)

    def _show_around(self, page: PlacePage) -> None:
        """One line: the municipality of a part, postcodes, and the regions that people go by."""
        place = page.place
        inside = place.kind in ("part", "postcode", "former") and bool(place.municipality)
        if inside:
            before = _("part of") if place.kind == "part" else ""
            self._whole.set_words(place.municipality_name or place.municipality or "", before=before)
        self._whole.setVisible(inside)
        codes = " ".join(place.postcodes[:POSTCODES_SHOWN]) if place.kind != "postcode" else ""
        more = len(place.postcodes) - POSTCODES_SHOWN
        rest = _("%(codes)s and %(count)d more") % {"codes": codes, "count": more} if more > 0 else codes
        self._postcodes.setText(rest)
        self._postcodes.setVisible(bool(codes))
        layer = layer_label(place) if is_wide(place) else ""
        told = layer.casefold() in place_label(place).casefold()  # "regio Westhoek"
        self._layer.setText(layer)
        self._layer.setVisible(not told)
        self._around = tuple(other for other in page.containers if _daily(other))
        while len(self._links) < len(self._around):
            self._add_link()
        for number_, link in enumerate(self._links):
            if number_ < len(self._around):
                link.set_words(self._around[number_].name)
            link.setVisible(number_ < len(self._around))

    def _add_link(self) -> None:
        """One more region, before the button that stays the last."""
        position = len(self._links)
        link = LinkLabel("")
        link.activated.connect(lambda: self._open(self._around[position].id, self._around[position].name))
        self._links.append(link)
        self._flow.removeWidget(self._more)
        self._flow.addWidget(link)
        self._flow.addWidget(self._more)

    def _open_whole(self) -> None:
        assert self._shown is not None
        place = self._shown.place
        assert place.municipality is not None
        self._open(place.municipality, place.municipality_name or place.municipality)

    def _open(self, area_id: str, text: str) -> None:
        self.link_activated.emit(Ref(type="place", id=area_id, text=text))

    def _toggle_button(self) -> QPushButton:
        toggle = button(_("More"), "chevron-down", lambda: None, role="link")
        toggle.setAccessibleName(_("More about this place"))
        toggle.setToolTip(_("More about this place"))
        toggle.setCheckable(True)
        toggle.toggled.connect(lambda on: self._show_details(on=on))
        toggle.toggled.connect(lambda on: toggle.setIcon(icons.icon("chevron-up" if on else "chevron-down", "accent")))
        return toggle

    def _forget_details(self) -> None:
        if self._details is not None:
            self._lines.removeWidget(self._details)
            self._details.hide()
            self._details.deleteLater()
            self._details = None

    def _show_details(self, *, on: bool) -> None:
        """They are made when they are wanted: while somebody types, places come and go with every key."""
        if self._details is None and on:
            assert self._shown is not None
            self._details = self._made_details(self._shown)
            self._lines.addWidget(self._details)
        elif self._details is not None:
            self._details.setVisible(on)

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

    def _place(self, place: Place) -> LinkLabel:
        label = LinkLabel(place.name)
        label.activated.connect(partial(self._open, place.id, place.name))
        return label


def _groups(page: PlacePage) -> tuple[tuple[str, tuple[Place, ...]], ...]:
    """What more there is about a place, under headings; places may be missing."""
    return (
        (_("Places in it"), page.parts),
        (_("Municipalities in it"), page.members),
        (_("Lies in"), tuple(other for other in page.containers if other.kind != "municipality")),
    )


def _daily(place: Place) -> bool:
    """The regions that people go by; the rest stands under "more"."""
    return place.kind == "arrondissement" or (place.kind == "region" and place.layer in ("streek", "kust"))
