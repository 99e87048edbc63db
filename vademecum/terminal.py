"""Tables for people at a command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from vademecum import records as r
from vademecum.naming import place_label
from vademecum.texts import _, date_words, number
from vademecum.validate import phone_shown


class _Console(Console):
    """A console that lets the command line say what it means when nobody reads on (``vademecum info | head -1``)."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def print_result(
    result: r.SearchResult, groups: Iterable[tuple[str, Sequence[tuple[r.Row, r.Hit]]]], explanation: str | None
) -> None:
    """Print the actors of an answer, group by group."""
    console = _Console(highlight=False, soft_wrap=False)
    if result.place is not None:
        asked = _("“%(words)s” in %(place)s") if result.words else _("Who serves %(place)s?")
        title = asked % {"place": place_label(result.place), "words": result.words}
        console.print(Text(title, style="bold"))
    if explanation:
        console.print(Text(explanation, style="italic"))
    if result.corrected:
        words = {"typed": result.text, "words": result.corrected}
        console.print(Text(_("Nothing found for “%(typed)s”. This is for “%(words)s”.") % words, style="italic"))
    if result.left_out:
        console.print(Text(_("Without the words: %(words)s") % {"words": ", ".join(result.left_out)}, style="italic"))
    for title, rows in groups:
        table = Table(
            title=f"{title} ({number(len(rows))})", title_justify="left", box=None, pad_edge=False, expand=True
        )
        table.add_column(_("Name"), ratio=4)
        table.add_column(_("Kind"), ratio=2)
        table.add_column(_("Why"), ratio=4)
        for row, hit in rows:
            table.add_row(Text(row.name), Text(row.kind_label), Text(_why(row, hit)))
        console.print()
        console.print(table)
    if result.records:
        console.print()
        console.print(Text(_("See also: ") + "; ".join(ref.text for ref in result.records)))


def _why(row: r.Row, hit: r.Hit) -> str:
    """Why somebody serves the place, and where the words were found; in a name that is seen."""
    found = row.found if hit.field not in (None, "names") else ""
    if not found and hit.through:
        found = _("through “%(words)s”") % {"words": hit.through}
    return " · ".join(filter(None, (row.reason, found)))


def print_rows(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table with a title; nothing where there are no rows."""
    lines = list(rows)
    if not lines:
        return
    console = _Console(highlight=False)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    for line in lines:
        table.add_row(*(Text(cell) for cell in line))
    console.print()
    console.print(table)


def print_actor(page: r.ActorPage) -> None:
    """Print all that is public of one actor."""
    console = _Console(highlight=False)
    actor = page.actor
    console.print(Text(actor.name, style="bold"), Text(f"· {page.kind_label}"))
    others = [name.text for name in actor.names if name.text != actor.name]
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column()

    def line(label: str, text: str | None) -> None:
        if text:
            table.add_row(label, Text(text))

    line("id", actor.id)
    line(_("Also called"), "; ".join(others))
    line(_("Why here"), page.row.reason)
    for contact in actor.contacts:
        if contact.visibility == "public":
            labels = {"phone": _("Phone"), "email": _("Mail"), "web": _("Website")}
            value = phone_shown(contact.value) if contact.kind == "phone" else contact.value
            line(labels[contact.kind], f"{value} ({contact.role})" if contact.role else value)
    for site in actor.sites:
        line(_("Address"), ", ".join(filter(None, (site.street, f"{site.postcode or ''} {site.town or ''}".strip()))))
    line(_("Description"), actor.description)
    line(_("Offer"), "; ".join(offer.name for offer in actor.offers))
    line(_("For whom"), ", ".join(page.audience_labels))
    included = "; ".join(area.text for area in page.area_lines if not area.excluded)
    excluded = "; ".join(area.text for area in page.area_lines if area.excluded)
    line(_("Working area"), included or _("unknown"))
    line(_("Not in"), excluded)
    for title, links in (
        (_("Networks"), page.networks),
        (_("Relations"), page.relations),
        (_("Measures"), page.measures),
        (_("Agreements"), page.agreements),
        (_("Good practices"), page.practices),
    ):
        line(title, "; ".join(_link(link) for link in links))
    line(_("How sure"), page.freshness.text)
    line(_("Sources"), "; ".join(source.title for source in page.sources.values()))
    console.print(table)


def _link(link: r.LinkLine) -> str:
    more = ", ".join(filter(None, (link.text, link.detail)))
    name = link.ref.text if link.ref is not None else ""
    return f"{name} ({more})" if more else name


def print_info(info: r.Info) -> None:
    """Print what is in the catalogue."""
    console = _Console(highlight=False)
    title = _("%(name)s, edition %(edition)s") % {"name": info.name, "edition": info.edition}
    console.print(Text(title, style="bold"))
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for key, label in count_labels().items():
        if info.counts.get(key) or key not in ("planned", "unknown"):
            table.add_row(label, number(info.counts.get(key, 0)))
    console.print(table)
    console.print(Text(_("Folder: %(folder)s") % {"folder": info.folder}))
    if info.restore_tested:
        text = _("Going back to a backup was tried on %(day)s: everything came back.")
        console.print(Text(text % {"day": date_words(info.restore_tested)}))
    if info.read_only:
        console.print(Text(_("This folder can only be read; nothing is saved.")))


def count_labels() -> dict[str, str]:
    """The counts of ``Info``, with their labels, in the order to show."""
    return {
        "actor": _("actors"),
        "active": _("of which active"),
        "planned": _("of which planned"),
        "ended": _("of which ended"),
        "unknown": _("of which not known to exist still"),
        "with_address": _("with an address"),
        "with_area": _("with a known working area"),
        "with_phone": _("with a phone number"),
        "with_mail": _("with a mail address"),
        "checked": _("checked by someone"),
        "network": _("networks"),
        "measure": _("measures"),
        "agreement": _("agreements"),
        "practice": _("good practices"),
    }
