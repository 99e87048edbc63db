"""Colours, sizes and the style sheet, light and dark.

Widgets say what they are with the property ``role`` (see :func:`set_role`), the style sheet in
``resources/style/vademecum.qss`` says how that looks. Whoever paints takes colours from :func:`current`.

Roles of labels: ``title`` (1.8), ``heading`` (1.4), ``subheading`` (1.15, strong), ``strong``, ``quiet``, ``good``,
``attention``, ``bad``, ``chip``. Of frames and scroll areas: ``card``, ``plain``, ``bar``, ``line``. Of buttons:
``primary``, ``quiet`` (no border until hovered), ``link`` (looks like a link), ``chip``; without a role a plain button.
"""

from __future__ import annotations

from string import Template
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from vademecum.paths import resources_folder

ThemeChoice = Literal["system", "light", "dark"]
Step = Literal[1, 2, 3, 4]

BODY_POINTS = 10.5
STEPS: dict[Step, float] = {1: 1.0, 2: 1.15, 3: 1.4, 4: 1.8}
MIN_SCALE, MAX_SCALE = 0.8, 2.5
SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5)
HIT_TARGET = 28
_SCHEMES = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


class Tokens(msgspec.Struct, frozen=True):
    """Every colour of the window, as ``#RRGGBB``. ``line`` parts surfaces, ``control`` is the border of a control."""

    name: Literal["light", "dark"]
    ground: str
    card: str
    text: str
    quiet: str
    line: str
    control: str
    accent: str
    on_accent: str
    hover: str
    selected: str
    reach1: str
    reach2: str
    reach3: str
    reach4: str
    reach5: str
    mark: str
    good: str
    attention: str
    bad: str

    def color(self, role: str) -> QColor:
        """The colour of a role, ready for a painter. Raises AttributeError for a role that is none."""
        return QColor(getattr(self, role))


LIGHT = Tokens(
    name="light",
    ground="#F6F7F8",
    card="#FFFFFF",
    text="#1A2126",
    quiet="#55626B",
    line="#DDE2E6",
    control="#78858E",
    accent="#0B5C7A",
    on_accent="#FFFFFF",
    hover="#EDF1F3",
    selected="#E8F3F8",
    reach1="#0A4A63",
    reach2="#14789A",
    reach3="#3F9BBC",
    reach4="#86BDD2",
    reach5="#C3DEE8",
    mark="#FFE8A3",
    good="#2C7A3F",
    attention="#8A5A00",
    bad="#B3261E",
)

DARK = Tokens(
    name="dark",
    ground="#16191C",
    card="#1F2428",
    text="#E8ECEF",
    quiet="#A9B4BC",
    line="#333B41",
    control="#76838C",
    accent="#6CC3E3",
    on_accent="#16191C",
    hover="#282F34",
    selected="#1F3640",
    reach1="#BFE6F5",
    reach2="#86CDE8",
    reach3="#4FAFD1",
    reach4="#2F86A6",
    reach5="#23566B",
    mark="#5A4A12",
    good="#7FD18F",
    attention="#F2C063",
    bad="#FF8A80",
)


class Theme(QObject):
    """The look in use. ``changed`` is sent after the application has it, when colours or the text size are others."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._family = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
        self._choice: ThemeChoice = "system"
        self.tokens = LIGHT
        self.scale = 1.0
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._dress()

    def apply(self, choice: ThemeChoice, scale: float) -> None:
        """Take a choice of the user: colours, and the text size as a factor between 0.8 and 2.5."""
        self._choice = choice
        # The system draws the frame of the window and its own dialogs.
        self._application.styleHints().setColorScheme(_SCHEMES[choice])
        self._take(min(MAX_SCALE, max(MIN_SCALE, scale)))

    def points(self, step: Step = 1) -> float:
        """The size of text of a step in points."""
        return round(BODY_POINTS * STEPS[step] * self.scale, 2)

    def font(self, step: Step = 1, *, strong: bool = False) -> QFont:
        """The font for painted text."""
        font = QFont(self._family)
        font.setPointSizeF(self.points(step))
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        return font

    def px(self, pixels: float) -> int:
        """A length that grows with the text: icons, rows, targets."""
        return round(pixels * max(1.0, self.scale))

    def window(self, width: int, height: int) -> QSize:
        """The size of a window beside the main one: it grows with the text, and fits on the screen."""
        room = QApplication.primaryScreen().availableSize()
        return QSize(min(self.px(width), room.width() - 40), min(self.px(height), room.height() - 60))

    def _system_changed(self) -> None:
        self._take(self.scale)

    def _system_is_dark(self) -> bool:
        return self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _take(self, scale: float) -> None:
        tokens = DARK if self._choice == "dark" or (self._choice == "system" and self._system_is_dark()) else LIGHT
        if tokens == self.tokens and scale == self.scale:
            return
        self.tokens, self.scale = tokens, scale
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        self._application.setPalette(palette(self.tokens))
        self._application.setFont(self.font())
        self._application.setStyleSheet(style_sheet(self.tokens, self))


def theme() -> Theme:
    """The theme of the running application, made at the first call; it belongs to the application."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise RuntimeError("the theme needs an application with windows")
    found = application.findChild(Theme)
    return found if isinstance(found, Theme) else Theme(application)


def current() -> Tokens:
    """The colours in use."""
    return theme().tokens


def set_role(widget: QWidget, role: str) -> None:
    """Say what a widget is, for the style sheet; may change while it is shown."""
    widget.setProperty("role", role)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else Qt asks the style sheet when it is shown
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


def palette(tokens: Tokens) -> QPalette:
    """The same colours for what the style sheet leaves to the style: menus, dialogs, text selections."""
    roles = QPalette.ColorRole
    result = QPalette()
    for role, color in (
        (roles.Window, tokens.ground),
        (roles.WindowText, tokens.text),
        (roles.Base, tokens.card),
        (roles.AlternateBase, tokens.ground),
        (roles.Text, tokens.text),
        (roles.PlaceholderText, tokens.quiet),
        (roles.Button, tokens.card),
        (roles.ButtonText, tokens.text),
        (roles.BrightText, tokens.bad),
        (roles.Highlight, tokens.accent),
        (roles.HighlightedText, tokens.on_accent),
        (roles.Link, tokens.accent),
        (roles.LinkVisited, tokens.accent),
        (roles.ToolTipBase, tokens.card),
        (roles.ToolTipText, tokens.text),
        (roles.Light, tokens.card),
        (roles.Midlight, tokens.hover),
        (roles.Mid, tokens.line),
        (roles.Dark, tokens.control),
        (roles.Shadow, tokens.line),
        (roles.Accent, tokens.accent),
    ):
        result.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.control))
    return result


def style_sheet(tokens: Tokens, sizes: Theme) -> str:
    """The style sheet with colours and sizes filled in."""
    folder = resources_folder() / "style"
    values = msgspec.structs.asdict(tokens)
    values |= {f"pt{step}": f"{sizes.points(step)}pt" for step in STEPS}
    values |= {
        "target": f"{sizes.px(HIT_TARGET)}px",
        "inner": f"{sizes.px(HIT_TARGET) - 4}px",
        "box": f"{sizes.px(40)}px",
        "indicator": f"{sizes.px(16)}px",
        "half": f"{(sizes.px(16) + 2) // 2}px",  # of an indicator with its border: a circle
        "check": (folder / f"check-{tokens.name}.svg").as_posix(),
        "down": (folder / f"down-{tokens.name}.svg").as_posix(),
    }
    return Template((folder / "vademecum.qss").read_text(encoding="utf-8")).substitute(values)
