"""Service areas picked in a searchable tree of layers, municipalities and parts; what comes of it, in words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QLabel, QLineEdit, QTreeView, QWidget

from vademecum.gui import theme
from vademecum.gui.edit.surroundings import Surroundings
from vademecum.gui.pages.parts import button, column
from vademecum.gui.pages.words import is_over
from vademecum.records import AreaChoice, ServiceArea
from vademecum.texts import _, ngettext, number

Index = QModelIndex | QPersistentModelIndex
_ID = Qt.ItemDataRole.UserRole
_PARTS = ("part", "postcode", "former")
_LISTED = 70  # municipalities that are named; more are counted
WEST_FLANDERS = "nis:30000"


class AreaTree(QStandardItemModel):
    """Layers with their areas, regions with their municipalities, municipalities with their parts.

    The second column says what is served: by itself, through a larger area, or not although it lies in one.
    """

    def __init__(self, areas: Sequence[AreaChoice], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalHeaderLabels([_("Area"), _("Served")])
        self._by_id = {choice.place.id: choice for choice in areas}
        self._chosen: dict[str, bool] = {}  # area id -> excluded
        self._through: dict[str, str] = {}  # municipality -> words of the area through which it is served
        self._fill(areas)

    def show_areas(self, areas: Iterable[ServiceArea]) -> None:
        """Say in the tree what is served."""
        self._chosen = {area.area_id: area.excluded for area in areas if not is_over(area.valid_to)}
        self._through = {}
        for area_id, excluded in self._chosen.items():
            choice = self._by_id.get(area_id)
            if choice is not None and not excluded and choice.place.kind not in _PARTS:
                for municipality in choice.municipalities:
                    self._through.setdefault(municipality, choice.words)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 1))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The second column and the colours follow what is chosen."""
        if index.column() == 0 and role not in (Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.AccessibleTextRole):
            return super().data(index, role)
        area_id = super().data(index.sibling(index.row(), 0), _ID)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            state = self.state_words(area_id)
            return f"{super().data(index)}, {state}" if state else super().data(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.state_words(area_id)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._color(area_id)
        return None

    def state_words(self, area_id: str | None) -> str:
        """Whether an area is served, in words."""
        if area_id is None:
            return ""
        if area_id in self._chosen:
            return _("not here") if self._chosen[area_id] else _("served")
        choice = self._by_id[area_id]
        up = choice.place.municipality or "" if choice.place.kind in _PARTS else area_id
        if self._chosen.get(up):
            return ""
        through = self._through.get(up)
        return _("through %(area)s") % {"area": through} if through and choice.place.kind != "former" else ""

    def _color(self, area_id: str | None) -> QColor | None:
        tokens = theme.current()
        if area_id in self._chosen:
            return tokens.color("bad" if self._chosen[area_id] else "good")
        return tokens.color("text" if area_id else "quiet")

    def _fill(self, areas: Sequence[AreaChoice]) -> None:
        home = set(self._by_id[WEST_FLANDERS].municipalities) if WEST_FLANDERS in self._by_id else set()
        inside: dict[str, list[AreaChoice]] = {}
        layers: dict[str, list[AreaChoice]] = {}
        for choice in areas:
            place = choice.place
            if place.kind in ("part", "postcode"):
                inside.setdefault(place.municipality or "", []).append(choice)
            else:
                layers.setdefault(_layer(choice, home), []).append(choice)
        for layer, heading in _headings():
            found = layers.get(layer)
            if not found:
                continue
            top = QStandardItem(heading)
            top.setSelectable(False)
            top.setEditable(False)
            for choice in found:
                members = inside.get(choice.place.id, [])
                if choice.place.kind in ("region", "arrondissement"):
                    members = [self._by_id[key] for key in choice.municipalities if key in self._by_id]
                top.appendRow(self._row(choice, members))
            self.appendRow([top, _plain("")])

    def _row(self, choice: AreaChoice, members: Sequence[AreaChoice]) -> list[QStandardItem]:
        item = _plain(choice.place.name)
        item.setData(choice.place.id, _ID)
        for member in members:
            inner = _plain(member.place.name)
            inner.setData(member.place.id, _ID)
            item.appendRow([inner, _plain("")])
        return [item, _plain("")]


def _plain(text: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setEditable(False)
    return item


def _layer(choice: AreaChoice, home: set[str]) -> str:
    place = choice.place
    if place.kind == "region":
        return place.layer
    if place.kind == "municipality":
        return "home" if place.id in home else "elsewhere"
    return "wide" if place.kind in ("province", "gewest", "country") else place.kind


def _headings() -> tuple[tuple[str, str], ...]:
    return (
        ("home", _("Municipalities and their parts")),
        ("streek", _("Regions")),
        ("referentieregio", _("Reference regions")),
        ("kust", _("Coast")),
        ("eerstelijnszone", _("Primary care zones")),
        ("werkgebied", _("Working areas of organisations")),
        ("arrondissement", _("Arrondissements")),
        ("wide", _("Provinces, Flanders, Belgium")),
        ("former", _("Former municipalities")),
        ("elsewhere", _("Municipalities elsewhere")),
    )


class AreaView(QTreeView):
    """Space serves or not, Minus excludes; Tab leaves the tree."""

    served = Signal()
    excluded = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a line."""
        if event.key() == Qt.Key.Key_Space:
            self.served.emit()
        elif event.key() == Qt.Key.Key_Minus and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.excluded.emit()
        else:
            super().keyPressEvent(event)


class AreaPicker(QWidget):
    """The tree with its search line. ``chosen``: all service areas as they are now."""

    chosen = Signal(tuple)
    closed = Signal()

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        theme.set_role(self, "plain")
        self._areas: tuple[ServiceArea, ...] = ()
        look = theme.theme()
        self.box = QLineEdit()
        self.box.setPlaceholderText(_("Search a place or region"))
        self.box.setAccessibleName(self.box.placeholderText())
        self.box.textChanged.connect(self._look_for)
        self.model = AreaTree(around.areas, self)
        self.filter = QSortFilterProxyModel(self)
        self.filter.setSourceModel(self.model)
        self.filter.setRecursiveFilteringEnabled(True)
        self.filter.setAutoAcceptChildRows(True)
        self.filter.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.tree = AreaView()
        self.tree.setAccessibleName(_("Places and regions"))
        self.tree.setModel(self.filter)
        self.tree.setTabKeyNavigation(False)
        self.tree.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tree.setUniformRowHeights(True)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setFixedHeight(look.px(300))
        theme.set_role(self.tree, "boxed")
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(1, look.px(170))
        self.tree.served.connect(partial(self.switch, False))
        self.tree.excluded.connect(partial(self.switch, True))
        self.tree.doubleClicked.connect(lambda _index: self.switch(False))
        self.tree.selectionModel().currentChanged.connect(lambda _now, _before: self._enable())
        self.serve = button(_("Serves"), "check", partial(self.switch, False), role="")
        self.serve.setToolTip(_("Serves this area, or no longer (Space)"))
        self.exclude = button(_("Not here"), "minus", partial(self.switch, True), role="")
        self.exclude.setToolTip(_("Lies in an area that is served, but is not served itself (Minus)"))
        done = button(_("Done"), "chevron-up", self.closed.emit, role="quiet")
        line = QHBoxLayout()
        for widget in (self.serve, self.exclude, done):
            line.addWidget(widget)
        line.addStretch(1)
        self._nothing = QLabel(_("No place or region has this in its name."))
        theme.set_role(self._nothing, "quiet")
        self._nothing.hide()
        self.setLayout(column(self.box, self._nothing, self.tree, line, gap=6))
        self._enable()

    def enter(self) -> None:
        """Begin to search."""
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_areas(self, areas: tuple[ServiceArea, ...]) -> None:
        """Say in the tree what is served."""
        self._areas = areas
        self.model.show_areas(areas)
        self.tree.viewport().update()
        self._enable()

    def current(self) -> str | None:
        """The id of the area on which the tree stands."""
        index = self.tree.currentIndex()
        area_id: str | None = index.siblingAtColumn(0).data(_ID) if index.isValid() else None
        return area_id

    def switch(self, excluded: bool) -> None:
        """Serve or exclude the area on which the tree stands; a second time takes that back."""
        area_id = self.current()
        if area_id is None:
            return
        there = [area for area in self._areas if area.area_id == area_id and not is_over(area.valid_to)]
        rest = tuple(area for area in self._areas if area not in there)
        if not any(area.excluded == excluded for area in there):
            rest = (*rest, ServiceArea(id=str(uuid.uuid4()), area_id=area_id, excluded=excluded))
        self.chosen.emit(rest)

    def _look_for(self, text: str) -> None:
        text = " ".join(text.split())
        self.filter.setFilterFixedString(text)
        self._nothing.setVisible(not self.filter.rowCount())
        if not text:
            self.tree.collapseAll()
            return
        for row in range(self.filter.rowCount()):
            top = self.filter.index(row, 0)
            self.tree.expand(top)
            for inner in range(self.filter.rowCount(top)):
                place = self.filter.index(inner, 0, top)
                if text.casefold() not in str(place.data()).casefold():  # its part was meant
                    self.tree.expand(place)
        first = self._first(text.casefold())
        if first is not None:
            self.tree.setCurrentIndex(first)
            self.tree.scrollTo(first)

    def _first(self, text: str) -> QModelIndex | None:
        """The first area whose name begins with the text, else the first that has it."""
        found: list[QModelIndex] = []
        todo = [self.filter.index(row, 0) for row in range(self.filter.rowCount())]
        while todo:
            index = todo.pop(0)
            if index.data(_ID) is not None:
                if str(index.data()).casefold().startswith(text):
                    return index
                if text in str(index.data()).casefold():
                    found.append(index)
            todo.extend(self.filter.index(row, 0, index) for row in range(self.filter.rowCount(index)))
        return found[0] if found else None

    def _enable(self) -> None:
        on = self.current() is not None
        self.serve.setEnabled(on)
        self.exclude.setEnabled(on)


def coverage(areas: Iterable[ServiceArea], around: Surroundings) -> str:
    """The municipalities that come of some service areas, in words; empty where there is no area."""
    whole: set[str] = set()
    out: set[str] = set()
    partly: list[str] = []
    less: list[str] = []
    for area in areas:
        choice = around.area_by_id.get(area.area_id)
        if choice is None or is_over(area.valid_to):
            continue
        if choice.place.kind in _PARTS:
            (less if area.excluded else partly).append(choice.words)
        elif area.excluded:
            out |= set(choice.municipalities)
        else:
            whole |= set(choice.municipalities)
    whole -= out
    names = sorted((around.area_words(key) for key in whole), key=str.casefold)
    lines = []
    if names:
        count = ngettext("%(count)s municipality", "%(count)s municipalities", len(names)) % {
            "count": number(len(names))
        }
        lines.append(f"{count}: {', '.join(names)}" if len(names) <= _LISTED else count)
    if partly:
        lines.append(_("of these only: %(places)s") % {"places": ", ".join(partly)} if not names else
                     _("and in part: %(places)s") % {"places": ", ".join(partly)})  # fmt: skip
    if less:
        lines.append(_("but not: %(places)s") % {"places": ", ".join(less)})
    return "; ".join(lines)
