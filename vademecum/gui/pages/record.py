"""The pages of a network, a measure, an agreement and a good practice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QLayout, QWidget

from vademecum.gui.pages.contacts import contact_line
from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.parts import (
    Card,
    CardMaker,
    Fold,
    Page,
    area_links,
    beside,
    button,
    column,
    freshness_line,
    group,
    icon_label,
    indented,
    labelled,
    text_label,
)
from vademecum.gui.pages.sources import sources_card
from vademecum.gui.pages.words import (
    DASH,
    former_names,
    is_over,
    other_names,
    record_block,
    status_words,
)
from vademecum.records import (
    Action,
    Agreement,
    Contact,
    FollowUp,
    Measure,
    Network,
    Practice,
    RecordPage,
    Ref,
    record_type,
)
from vademecum.texts import _, date_words, number, period

CARRIERS_SHOWN = 12  # an instrument that all 62 OCMWs carry out must not bury its sources


class RecordView(Page):
    """One record with its links, made from what the catalogue answered."""

    def __init__(self, page: RecordPage, *, editable: bool = False) -> None:
        record = page.record
        super().__init__(
            self._what,
            *self._own_cards(record),
            lambda: Card(_("Where"), area_links(self, page.area_lines)) if page.area_lines else None,
            lambda: sources_card(self, record, page.sources, page.freshness, page.checked),
        )
        self._page = page
        self._editable = editable
        self.setAccessibleName(record.name)

    def _own_cards(self, record: Network | Measure | Agreement | Practice) -> Sequence[CardMaker]:
        """The cards of one sort of record."""
        if isinstance(record, Network):
            return (
                partial(self._contact, record.contacts),
                partial(self._people, _("Members"), _("members not known")),
            )
        if isinstance(record, Measure):
            return (partial(self._people, _("Who carries it out"), _("not known who carries it out")),)
        if isinstance(record, Agreement):
            return (
                partial(self._people, _("Parties"), _("parties not known")),
                partial(self._actions, record.actions),
                partial(self._follow_ups, record.follow_ups),
            )
        return (partial(self._people, _("Who took part"), _("not known who took part")),)

    def contact_block(self) -> str:
        """The name and the public contact points as lines of text."""
        return record_block(self._page.record)

    def mail_address(self) -> str:
        """The address to write to, or nothing; only networks have one."""
        record = self._page.record
        contacts = record.contacts if isinstance(record, Network) else ()
        return next((c.value for c in contacts if c.kind == "email" and c.visibility == "public"), "")

    def _what(self) -> Card:
        """Name, what sort of thing, period, explanation, themes."""
        page, record = self._page, self._page.record
        card = Card()
        heads: list[QWidget | QLayout] = [text_label(record.name, "heading")]
        named = record.names if isinstance(record, Network | Measure) else ()
        if isinstance(record, Practice):
            sort, when = _("good practice"), date_words(record.date) if record.date else ""
        else:
            sort = {Network: _("network"), Measure: _("measure"), Agreement: _("agreement")}[type(record)]
            when = period(record.valid_from, record.valid_to)
        heads += [
            text_label(line, "quiet")
            for line in (f"{sort}, {when}" if when else sort, other_names(named, record.name), former_names(named))
            if line
        ]
        card.add(column(*heads, gap=2))
        if not isinstance(record, Practice):
            self._add_status(card, record)
        text = record.summary if isinstance(record, Measure | Practice) else record.description
        if text:
            card.add(text_label(text))
        if page.audience_labels:
            card.add(labelled(_("For whom"), ", ".join(page.audience_labels)))
        if page.theme_labels:
            card.add(labelled(_("Themes"), ", ".join(page.theme_labels)))
        if page.freshness.text:
            card.add(freshness_line(page.freshness))
        if self._editable:
            this = Ref(type=record_type(record), id=record.id, text=record.name)
            card.add(indented(Flow([self.edit_button(this), self.check_button(this)], gap=8)))
        return card

    def _add_status(self, card: Card, record: Network | Measure | Agreement) -> None:
        said = status_words(record.status, None)
        lines: list[QWidget | QLayout] = [text_label(said, "attention")] if said else []
        if isinstance(record, Measure) and record.replaced_by:
            lines.append(self.link(self._replacement(record.replaced_by), before=_("Replaced by:")))
        if lines:
            card.add(beside(icon_label("triangle-alert", "attention"), column(*lines, gap=0)))

    def _replacement(self, measure_id: str) -> Ref:
        """The measure that came after this one, by its name where the page holds it."""
        for line in self._page.links:
            if line.ref is not None and line.ref.id == measure_id:
                return line.ref
        return Ref(type="measure", id=measure_id, text=_("another measure"))

    def _contact(self, contacts: Sequence[Contact]) -> Card | None:
        if not contacts:
            return None
        card = Card(_("Contact"), *(contact_line(self, contact) for contact in contacts))
        copy = button(_("Copy everything"), "copy", lambda: self.copy(self.contact_block()), role="")
        card.add(indented(Flow([copy])))
        return card

    def _people(self, heading: str, unknown: str) -> Card:
        """Members, parties or carriers: those of today first, ended ones after them."""
        links = [line for line in self._page.links if line.ref is None or line.ref.type == "actor"]
        today = [line for line in links if not line.ended]
        ended = [line for line in links if line.ended]
        card = Card(f"{heading} ({number(len(today))})" if len(today) > 1 else heading)
        if not links:
            card.add(text_label(unknown, "quiet"))
        if today:
            card.add(self.lines(today, CARRIERS_SHOWN))
        if ended:
            card.add_part(_("Formerly"), self.lines(ended, CARRIERS_SHOWN))
        return card

    def _actions(self, actions: Sequence[Action]) -> Card | None:
        if not actions:
            return None
        return Card(_("Actions"), Fold([partial(self._action, action) for action in actions], gap=4))

    def _action(self, action: Action) -> QWidget:
        """One action: what, by when, by whom."""
        when = ""
        if action.due:
            when = _("by %(date)s") % {"date": date_words(action.due)}
        state = _("done") if action.done else when
        words = f"{action.text}{DASH}{state}" if state else action.text
        mark = icon_label("check" if action.done else "minus", "good" if action.done else "quiet")
        lines: list[QWidget | QLayout] = [text_label(words)]
        for line in self._page.links:
            if action.actor_id and line.ref is not None and line.ref.id == action.actor_id:
                lines.append(self.link(line.ref))
                break
        return group(beside(mark, column(*lines, gap=0)))

    @staticmethod
    def _follow_ups(follow_ups: Sequence[FollowUp]) -> Card | None:
        """What is still to come first, in order; then what is done, the latest first."""
        if not follow_ups:
            return None
        coming = sorted((f for f in follow_ups if not f.done and not is_over(f.date)), key=lambda f: f.date)
        past = sorted((f for f in follow_ups if f not in coming), key=lambda f: f.date, reverse=True)
        labels: list[QWidget] = []
        for follow_up in coming:
            labels.append(text_label(_follow_up_words(follow_up), "" if labels else "strong"))
        if not coming:
            labels.append(text_label(_("no next meeting known"), "quiet"))
        labels += [text_label(_follow_up_words(follow_up), "quiet") for follow_up in past]
        return Card(_("Follow-up"), *labels)


def _follow_up_words(follow_up: FollowUp) -> str:
    parts = [date_words(follow_up.date), follow_up.note or "", _("done") if follow_up.done else ""]
    return DASH.join(part for part in parts if part)
