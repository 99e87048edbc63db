"""Likely duplicates: merging field by field with a preview of what moves, or remembering that two are different."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from vademecum.gui import theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.lines import Column, LineModel, LineTable
from vademecum.gui.manage.page import ManagePage, action, caption, row_of, split, whole
from vademecum.gui.parts import still
from vademecum.records import Changes, FieldChoice, MergeLine, MergePlan, Pair, Ref
from vademecum.texts import _, ngettext

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

CHOICE = 4  # column


class DuplicatesPage(ManagePage):
    """Pairs above; below what a merge makes of each field, and which other records change."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, jobs, read_only=read_only, parent=parent)
        self.head(
            _("Duplicates"),
            _("Organisations that are likely one. Nothing is merged before you say so, and it can be undone."),
        )
        self.pairs: LineModel[Pair] = LineModel(
            (
                Column(_("Organisation"), lambda line: line.first.text, wide=True),
                Column(_("Looks like"), lambda line: line.second.text, wide=True),
                Column(_("Alike"), _alike, number=True),
                Column(_("Why"), lambda line: ", ".join(line.reasons), wide=True),
            ),
            self,
        )
        self.lines: LineModel[MergeLine] = LineModel(
            (
                Column(_("Field"), lambda line: line.label),
                Column(_("Stays"), lambda line: line.keep, wide=True),
                Column(_("Goes"), lambda line: line.drop, wide=True),
                Column(_("Becomes"), lambda line: line.result, wide=True, role=lambda _line: "good"),
                Column(_("Choice"), lambda line: "" if self._can_choose(line) else choice_words(line.choice)),
            ),
            self,
        )
        self._by_hand: Pair | None = None  # stands before those that are likely
        self._likely: tuple[Pair, ...] = ()
        self._pair: Pair | None = None
        self._swapped = False
        self._choices: dict[str, FieldChoice] = {}
        self._plan: MergePlan | None = None
        self._make()

    def _make(self) -> None:
        self.pair_table = LineTable(self.pairs, _("Likely duplicates"), self)
        self.pair_table.chosen.connect(self._chosen)
        self.pair_table.opened.connect(self._to_fields)
        self.line_table = LineTable(self.lines, _("What becomes of each field"), self, wrap=True)
        self.line_table.opened.connect(self._turn)
        self._who = caption("", self)
        self._moves = QLabel(self)
        self._moves.setWordWrap(True)
        self._moves.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._moves, "quiet")
        self.apart = action(_("These two are different"), "columns-2", self.keep_apart)
        self.swap = action(_("Keep the other one"), "history", self.turn_around)
        self.merge_button = action(_("Merge"), "check", self.merge, primary=True)
        self.first = action(_("Show first"), "file-text", partial(self._show, 0))
        self.second = action(_("Show second"), "file-text", partial(self._show, 1))
        above, below = QVBoxLayout(), QVBoxLayout()
        above.addWidget(self.pair_table, 1)
        above.addLayout(row_of(self.first, self.second, None, self.apart))
        below.addWidget(self._who)
        below.addWidget(self.line_table, 1)
        below.addWidget(self._moves)
        below.addLayout(row_of(self.merge_button, self.swap, None))
        both = split(Qt.Orientation.Vertical, (above, 220), (below, 400))
        self.content.addWidget(both, 1)
        for widget in (self.apart, self.swap, self.merge_button):
            widget.setVisible(not self.read_only)
        self._enable()

    def load(self) -> None:
        """Ask for all pairs."""
        self.ask(self.catalogue.upkeep.likely_duplicates, self._take, "pairs")

    def propose(self, first: Ref, second: Ref) -> None:
        """Put two that were chosen by hand before the others."""
        self._by_hand = Pair(first=first, second=second, score=0.0, reasons=(_("chosen by you"),))
        self._show_pairs(0)

    def _take(self, pairs: tuple[Pair, ...]) -> None:
        self._likely = pairs
        self._show_pairs(max(0, self.pair_table.row))
        if not self.pairs.rowCount() and not self.said.text():
            self.say(_("No likely duplicates."), "good")

    def _show_pairs(self, row: int) -> None:
        chosen = (self._by_hand,) if self._by_hand is not None else ()
        self.pairs.show((*chosen, *self._likely))
        self.pair_table.choose(row)

    def done(self, words: str, changes: Changes) -> None:
        """What was chosen by hand is dealt with."""
        if self._by_hand is not None and self._pair == self._by_hand:
            self._by_hand = None
            self._show_pairs(0)
        super().done(words, changes)

    def _chosen(self) -> None:
        pair = self.pairs.line(self.pair_table.row)
        if pair != self._pair:
            self._pair, self._swapped, self._choices = pair, False, {}
        self._preview()

    def _preview(self) -> None:
        self._plan = None
        self._enable()
        if self._pair is None:
            self.lines.show(())
            self._who.clear()
            self._moves.clear()
            return
        keep, drop = self._order()
        plan = partial(self.catalogue.upkeep.plan_merge, keep.id, drop.id, dict(self._choices))
        self.ask(plan, self._take_plan, "plan")

    def _order(self) -> tuple[Ref, Ref]:
        """Who stays and who goes."""
        assert self._pair is not None
        pair = (self._pair.first, self._pair.second)
        return (pair[1], pair[0]) if self._swapped else pair

    def _take_plan(self, plan: MergePlan) -> None:
        self._plan = plan
        self._who.setText(_("“%(drop)s” goes into “%(keep)s”") % {"keep": plan.keep.text, "drop": plan.drop.text})
        row = max(0, self.line_table.row)
        self.lines.show(plan.lines)
        self.line_table.choose(row)
        for at, line in enumerate(plan.lines):
            if self._can_choose(line):
                self.line_table.setIndexWidget(self.lines.index(at, CHOICE), self._chooser(line))
        self.line_table.setColumnWidth(CHOICE, theme.theme().px(150))
        said = _("Nothing else changes.")
        if plan.moves:
            count = len(plan.moves)
            said = ngettext(
                "%(count)s other record will point at the one that stays: %(names)s.",
                "%(count)s other records will point at the one that stays: %(names)s.",
                count,
            ) % {"count": whole(count), "names": ", ".join(move.ref.text for move in plan.moves[:8])}
        if plan.problems:
            said = " ".join(problem.text for problem in plan.problems)
        self._moves.setText(said)
        theme.set_role(self._moves, "bad" if plan.problems else "quiet")
        self._enable()

    def _can_choose(self, line: MergeLine) -> bool:
        return len(line.choices) > 1 and not self.read_only

    def _chooser(self, line: MergeLine) -> QWidget:
        holder = QWidget(self.line_table)
        box = QComboBox(holder)
        still(box)
        box.setAccessibleName(_("Choice for %(field)s") % {"field": line.label})
        for choice in line.choices:
            box.addItem(choice_words(choice), choice)
        box.setCurrentIndex(line.choices.index(line.choice))
        box.activated.connect(lambda at: self._decide(line.field, line.choices[at]))
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.addWidget(box)
        layout.addStretch(1)
        return holder

    def _turn(self) -> None:
        """Enter on a field: its next choice."""
        line = self.lines.line(self.line_table.row)
        if line is not None and self._can_choose(line):
            self._decide(line.field, line.choices[(line.choices.index(line.choice) + 1) % len(line.choices)])

    def _decide(self, field: str, choice: FieldChoice) -> None:
        self._choices[field] = choice
        self._preview()

    def _enable(self) -> None:
        there = self._pair is not None
        for widget in (self.apart, self.swap, self.first, self.second):
            widget.setEnabled(there)
        self.merge_button.setEnabled(self._plan is not None and not self._plan.problems)

    def _to_fields(self) -> None:
        self.line_table.setFocus()
        self.line_table.setCurrentIndex(self.lines.index(0, 0) if self.lines.rowCount() else QModelIndex())

    def _show(self, which: int) -> None:
        if self._pair is not None:
            self.open_record.emit((self._pair.first, self._pair.second)[which])

    # What the user does ---------------------------------------------------------------------------------------------

    def turn_around(self) -> None:
        """The other one stays."""
        self._swapped, self._choices = not self._swapped, {}
        self._preview()

    def keep_apart(self) -> None:
        """They are no longer proposed."""
        if self._pair is not None and not self.read_only:
            first, second = self._pair.first, self._pair.second
            words = _("“%(one)s” and “%(two)s” are different: they are no longer proposed.")
            self.write(
                partial(self.catalogue.upkeep.different, first.id, second.id),
                words % {"one": first.text, "two": second.text},
            )

    def merge(self) -> None:
        """Make one of two, as the preview says."""
        if self._plan is None or self._plan.problems or self.read_only:
            return
        keep, drop = self._plan.keep, self._plan.drop
        words = _("“%(drop)s” went into “%(keep)s”.") % {"keep": keep.text, "drop": drop.text}
        self.write(partial(self.catalogue.upkeep.merge, keep.id, drop.id, dict(self._choices)), words)


def _alike(pair: Pair) -> str:
    return f"{round(pair.score * 100)} %" if pair.score else ""


def choice_words(choice: FieldChoice) -> str:
    """What is done with a field."""
    return {"keep": _("of the one that stays"), "drop": _("of the one that goes"), "both": _("both")}[choice]
