"""The page of one actor: who is it, why is it here, how to reach it, its offer, where, with whom, how sure are we."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QPushButton, QWidget

from vademecum.gui.pages.contacts import contact_card, contact_line
from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.parts import (
    Card,
    Fold,
    Page,
    area_links,
    beside,
    button,
    column,
    fact,
    freshness_line,
    group,
    icon_label,
    indented,
    labelled,
    reach_label,
    reason_line,
    text_label,
)
from vademecum.gui.pages.sources import sources_card
from vademecum.gui.pages.words import (
    DOT,
    address,
    contact_block,
    former_names,
    is_over,
    mail_address,
    other_names,
    status_words,
)
from vademecum.records import ActorPage, LinkLine, Offer, Reach, Ref, Site
from vademecum.texts import _, period

OFFERS_SHOWN = 6


class ActorView(Page):
    """One actor, made from what the catalogue answered. ``labels``: code -> words for audiences and themes.

    ``picked``: put it in the selection, or take it out.
    """

    picked = Signal(Ref)

    def __init__(self, page: ActorPage, labels: Mapping[str, str], *, words: str = "", editable: bool = False) -> None:
        super().__init__(
            partial(self._who, words),
            lambda: contact_card(self, page.actor),
            self._offer,
            self._where,
            self._together,
            lambda: sources_card(self, page.actor, page.sources, page.freshness, page.checked),
        )
        self._page = page
        self._editable = editable
        self._labels = labels
        self._pick: QPushButton | None = None
        self._is_picked = False
        self.setAccessibleName(page.actor.name)

    def show_picked(self, picked: bool) -> None:
        """Whether the actor is in the selection."""
        self._is_picked = picked
        if self._pick is not None:
            self._pick.setChecked(picked)
            words = _("Selected") if picked else _("Select")
            self._pick.setText(f" {words}")
            self._pick.setAccessibleName(f"{words}: {self._page.actor.name}")

    @property
    def actor_id(self) -> str:
        """Whose page it is."""
        return self._page.actor.id

    def contact_block(self) -> str:
        """The public contact data as lines of text."""
        return contact_block(self._page)

    def mail_address(self) -> str:
        """The address to write to, or nothing."""
        return mail_address(self._page.actor)

    def _who(self, words: str) -> Card:
        page, actor = self._page, self._page.actor
        card = Card()
        names: list[QWidget | QLayout] = [text_label(actor.name, "heading")]
        kind = DOT.join(part for part in (page.kind_label, page.row.town) if part)
        names += [
            text_label(line, "quiet")
            for line in (kind, other_names(actor.names, actor.name), former_names(actor.names))
            if line
        ]
        card.add(column(*names, gap=2))
        self._add_status(card)
        if page.row.reason and actor.status not in ("ended", "planned"):  # those have said it already
            card.add(reason_line(page.row.reach, page.row.reason))
        if words and page.row.found_marks:  # the list says where else they were found
            card.add(beside(icon_label("search", "quiet"), text_label(page.row.found)))
        if page.freshness.text:
            card.add(freshness_line(page.freshness))
        if actor.description:
            card.add(text_label(actor.description))
        buttons = Flow(gap=8)
        if "\n" in self.contact_block().partition("\n")[2]:  # more than a name and a kind
            what = _("name, address and contact points")
            copy = button(_("Copy everything"), "copy", lambda: self.copy(self.contact_block()), about=what, role="")
            buttons.addWidget(copy)
        this = Ref(type="actor", id=actor.id, text=actor.name)
        if self._editable:
            buttons.addWidget(self.edit_button(this))
            buttons.addWidget(self.check_button(this))
        self._pick = button(_("Select"), "check", lambda: self.picked.emit(this), about=actor.name, role="")
        self._pick.setCheckable(True)
        self._pick.setToolTip(_("In or out of the selection: to compare, change together, export or mail a form"))
        self.show_picked(self._is_picked)
        buttons.addWidget(self._pick)
        card.add(indented(buttons))
        return card

    def _add_status(self, card: Card) -> None:
        """Say first that an actor has ended, and who came after it."""
        actor = self._page.actor
        said = status_words(actor.status, actor.valid_to)
        if not said:
            return
        lines: list[QWidget | QLayout] = [text_label(said, "attention")]
        successors = {relation.actor_id for relation in actor.relations if relation.type == "successor"}
        lines += [
            self.link(line.ref, before=_("Now:"))
            for line in self._page.relations
            if line.ref is not None and line.ref.id in successors
        ]
        card.add(beside(icon_label("triangle-alert", "attention"), column(*lines, gap=0)))

    def _offer(self) -> Card:
        page, actor = self._page, self._page.actor
        card = Card(_("Offer"))
        if page.audience_labels:
            card.add(labelled(_("For whom"), ", ".join(page.audience_labels)))
        if page.theme_labels:
            card.add(labelled(_("Themes"), ", ".join(page.theme_labels)))
        offers = sorted(actor.offers, key=lambda offer: is_over(offer.valid_to))
        if offers:
            card.add(Fold([partial(self._offer_lines, offer) for offer in offers], shown=OFFERS_SHOWN, gap=12))
        elif not page.audience_labels and not page.theme_labels:
            card.add(text_label(_("offer not known"), "quiet"))
        return card

    def _offer_lines(self, offer: Offer) -> QWidget:
        """One offer; what no source says is left out here: the line would be the same at nearly all."""
        over = is_over(offer.valid_to)
        when = period(offer.valid_from, offer.valid_to)
        name = f"{offer.name} ({when})" if when else offer.name
        items: list[QWidget | QLayout] = [text_label(name, "quiet" if over else "strong")]
        if offer.description:
            items.append(text_label(offer.description))
        for label, text in (
            (_("Work"), ", ".join(offer.works)),
            (_("For whom"), self._terms(offer.audiences, self._page.actor.audiences)),
            (_("Themes"), self._other_themes(offer)),
            (_("Conditions"), offer.conditions),
            (_("How to apply"), offer.how_to_apply),
            (_("Cost"), offer.cost),
        ):
            if text:
                items.append(fact(label, text))
        areas = self._page.offer_areas.get(offer.id, ())
        if areas:
            items.append(text_label(_("Service area of this offer"), "quiet"))
            items.append(area_links(self, areas))
        items += [contact_line(self, contact) for contact in offer.contacts]
        return group(column(*items, gap=2))

    def _terms(self, codes: Sequence[str], of_actor: Sequence[str]) -> str:
        """The labels of codes, or nothing where the actor as a whole has the same."""
        if set(codes) == set(of_actor):
            return ""
        return ", ".join(self._labels.get(code, code) for code in codes)

    def _other_themes(self, offer: Offer) -> str:
        """The themes that the actor as a whole doesn't have."""
        of_actor = self._page.actor.themes
        return ", ".join(self._labels.get(code, code) for code in offer.themes if code not in of_actor)

    def _where(self) -> Card:
        page = self._page
        card = Card(_("Where"))
        if page.actor.sites:
            makers = [partial(self._site_line, site) for site in page.actor.sites]
            card.add_part(_("Desks"), Fold(makers))
        if page.area_lines:
            card.add_part(_("Service area"), area_links(self, page.area_lines))
        elif not page.offer_areas:
            unknown = _("service area unknown")
            card.add(beside(reach_label(Reach.UNKNOWN), text_label(unknown, "quiet")))
        return card

    def _site_line(self, site: Site) -> QWidget:
        """A desk with its municipality as a link."""
        place = self._page.site_places.get(site.id)
        when = period(site.valid_from, site.valid_to)
        where = ", ".join(part for part in (site.label, site.street) if part)
        detail = f"{where} ({when})" if where and when else where or when
        if place is not None:
            return self.link(place, detail, ended=is_over(site.valid_to))
        return text_label(DOT.join(part for part in (address(site), when) if part) or _("address not known"), "quiet")

    def _together(self) -> Card | None:
        """Networks, relations, measures, agreements and practices; left out when there is nothing of the kind."""
        page = self._page
        parts: tuple[tuple[str, tuple[LinkLine, ...]], ...] = (
            (_("Networks"), page.networks),
            (_("Related actors"), page.relations),
            (_("Measures"), page.measures),
            (_("Agreements"), page.agreements),
            (_("Good practices"), page.practices),
        )
        if not any(lines for _heading, lines in parts):
            return None
        card = Card(_("Together with"))
        for heading, lines in parts:
            if lines:
                make = self.relation if lines is page.relations else self.line
                ordered = sorted(lines, key=lambda line: line.ended)
                card.add_part(heading, Fold([partial(make, line) for line in ordered]))
        return card
