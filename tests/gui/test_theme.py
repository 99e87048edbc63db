"""Colours that can be told apart, in both themes and on every surface where they are used."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from vademecum.gui import icons, theme
from vademecum.gui.theme import DARK, LIGHT, Tokens
from vademecum.records import Reach


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    value = QColor(color)
    red, green, blue = (linear(part) for part in (value.redF(), value.greenF(), value.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


SURFACES = ("ground", "card", "hover", "selected")
TEXTS = ("text", "quiet", "accent", "good", "attention", "bad")
PAIRS = [(text, surface) for text in TEXTS for surface in SURFACES] + [("on_accent", "accent"), ("text", "mark")]
CONTROLS = [("control", surface) for surface in SURFACES] + [
    (reach, "card") for reach in ("reach1", "reach2", "reach3")
]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
class TestContrast:
    @pytest.mark.parametrize(("ink", "surface"), PAIRS)
    def test_texts(self, tokens: Tokens, ink: str, surface: str) -> None:
        assert contrast(getattr(tokens, ink), getattr(tokens, surface)) >= 4.5

    @pytest.mark.parametrize(("ink", "surface"), CONTROLS)
    def test_controls_and_badges(self, tokens: Tokens, ink: str, surface: str) -> None:
        assert contrast(getattr(tokens, ink), getattr(tokens, surface)) >= 3.0


def test_badges_differ_in_shape_alone(qapp) -> None:
    """Painted in one colour, each badge still covers another part of its square."""
    theme.theme().apply("light", 1.0)
    shapes = []
    for reach in Reach:
        image = QImage(44, 44, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        icons.paint_reach(painter, QRectF(0, 0, 44, 44), reach)
        painter.end()
        shapes.append(sum(image.pixelColor(x, y).alpha() > 127 for x in range(44) for y in range(44)))
    assert len(set(shapes)) == len(shapes)
    assert shapes[:5] == sorted(shapes[:5], reverse=True)


def test_scale_and_colours_reach_the_application(qtbot, qapp) -> None:
    look = theme.theme()
    look.apply("light", 1.0)
    with qtbot.waitSignal(look.changed):
        look.apply("dark", 1.5)
    assert theme.current() is DARK
    assert qapp.font().pointSizeF() == pytest.approx(10.5 * 1.5, abs=0.1)
    assert DARK.card in qapp.styleSheet()
    look.apply("light", 9.0)
    assert look.scale == theme.MAX_SCALE
    look.apply("light", 1.0)


def test_icons_take_the_colour_of_the_theme(qapp) -> None:
    look = theme.theme()
    look.apply("light", 1.0)
    light = icons.icon("search").pixmap(24, 24).toImage()
    look.apply("dark", 1.0)
    dark = icons.icon("search").pixmap(24, 24).toImage()
    look.apply("light", 1.0)
    assert light != dark


def test_a_change_of_the_system_is_followed_at_once(qtbot, qapp, monkeypatch) -> None:
    look = theme.theme()
    look.apply("system", 1.0)
    monkeypatch.setattr(look, "_system_is_dark", lambda: True)  # a screen that isn't there has no scheme
    with qtbot.waitSignal(look.changed):
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is DARK
    look.apply("light", 1.0)
    assert theme.current() is LIGHT
