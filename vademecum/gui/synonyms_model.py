"""The table of synonyms for Qt, and what can be wrong with one."""

from __future__ import annotations

from typing import Any, Literal, get_args

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from vademecum.records import Synonym
from vademecum.texts import _

Index = QModelIndex | QPersistentModelIndex
Kind = Literal["abbreviation", "former", "plain", "french", "spelling"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Field = Literal["text", "means", "weight", "kind", "note"]

TEXT, MEANS, BOTH_WAYS, WEIGHT, KIND = range(5)
SORT_ROLE = Qt.ItemDataRole.UserRole + 1


def kind_words(kind: str) -> str:
    """What sort of word it is."""
    return {
        "abbreviation": _("abbreviation"),
        "former": _("former name"),
        "plain": _("plain word"),
        "french": _("French word"),
        "spelling": _("other spelling"),
    }[kind]


class Finding(msgspec.Struct, frozen=True):
    """What is wrong in a field."""

    field: Field
    text: str


def findings(synonym: Synonym, others: tuple[Synonym, ...]) -> tuple[Finding, ...]:
    """What keeps a synonym from being saved. ``others``: all that are in the catalogue."""
    result = []
    if not synonym.text:
        result.append(Finding("text", _("What do people type?")))
    if not synonym.means:
        result.append(Finding("means", _("What should be found? One meaning on each line.")))
    elif synonym.text.casefold() in (meaning.casefold() for meaning in synonym.means):
        result.append(Finding("means", _("A word cannot mean itself.")))
    same = [other for other in others if other.id != synonym.id and other.text.casefold() == synonym.text.casefold()]
    if synonym.text and same:
        result.append(
            Finding("text", _("“%(text)s” is there already: add the meaning to it.") % {"text": same[0].text})
        )
    return tuple(result)


class SynonymModel(QAbstractTableModel):
    """One line per synonym."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._synonyms: tuple[Synonym, ...] = ()

    @property
    def synonyms(self) -> tuple[Synonym, ...]:
        """What is shown."""
        return self._synonyms

    def show(self, synonyms: tuple[Synonym, ...]) -> None:
        """Take in all of them."""
        self.beginResetModel()
        self._synonyms = synonyms
        self.endResetModel()

    def synonym(self, row: int) -> Synonym:
        """The synonym in a row."""
        return self._synonyms[row]

    def position(self, synonym_id: str) -> int | None:
        """The row of a synonym."""
        return next((row for row, synonym in enumerate(self._synonyms) if synonym.id == synonym_id), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One line each."""
        return 0 if parent.isValid() else len(self._synonyms)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """What people type, what it means, both ways, weight, kind."""
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of the columns."""
        if role == Qt.ItemDataRole.TextAlignmentRole and section == WEIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (_("What people type"), _("Also finds"), _("Both ways"), _("Weight"), _("Kind"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts for people; numbers to sort by."""
        if not index.isValid():
            return None
        synonym, column = self._synonyms[index.row()], index.column()
        if role == SORT_ROLE:
            return synonym.weight if column == WEIGHT else str(self.data(index)).casefold()
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                synonym.text,
                ", ".join(synonym.means),
                _("yes") if synonym.both_ways else "",
                f"{round(synonym.weight * 100)} %",
                kind_words(synonym.kind),
            )[column]
        if role == Qt.ItemDataRole.ToolTipRole and column in (TEXT, MEANS):
            return "\n".join(filter(None, (", ".join(synonym.means) if column == MEANS else "", synonym.note)))
        if role == Qt.ItemDataRole.TextAlignmentRole and column == WEIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class SynonymFilter(QSortFilterProxyModel):
    """The synonyms in which all typed words stand, in what people type or in what it means."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self.setSortRole(SORT_ROLE)

    def look_for(self, text: str) -> None:
        """Keep the lines with these words."""
        self._words = tuple(text.casefold().split())
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: ARG002 - Qt's signature
        """True for a line that holds all words."""
        model = self.sourceModel()
        assert isinstance(model, SynonymModel)
        synonym = model.synonym(source_row)
        held = " ".join((synonym.text, *synonym.means, kind_words(synonym.kind))).casefold()
        return all(word in held for word in self._words)
