"""What a user has chosen, in one JSON file in the user's folder. Where windows stand is not in it (see QSettings)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from vademecum.errors import UNREADABLE
from vademecum.paths import damaged, write_whole
from vademecum.texts import _

WHO_LENGTH = 60
BACKUPS_LAST, BACKUPS_WEEKLY, BACKUPS_MONTHLY = (1, 1000), (0, 520), (0, 600)  # the least and the most


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every choice, with its default. What a newer version has added to the file is skipped.

    ``language``: of the interface. ``theme``: colours, ``system`` follows the computer. ``text_scale``: size of the
    text as a factor. ``diary``: count the words that found nothing, for those who look after the synonyms.
    ``who``: the name in the history, "" for the login name. ``backups``: copy the catalogue at a start when something
    changed; the last ``backups_last`` copies stay, then one a week for ``backups_weekly`` weeks and one a month for
    ``backups_monthly`` months.
    """

    language: Literal["nl", "en"] = "nl"
    theme: Literal["system", "light", "dark"] = "system"
    text_scale: Annotated[float, msgspec.Meta(ge=0.8, le=2.5)] = 1.0
    diary: bool = True
    who: Annotated[str, msgspec.Meta(max_length=WHO_LENGTH)] = ""
    backups: bool = True
    backups_last: Annotated[int, msgspec.Meta(ge=BACKUPS_LAST[0], le=BACKUPS_LAST[1])] = 10
    backups_weekly: Annotated[int, msgspec.Meta(ge=BACKUPS_WEEKLY[0], le=BACKUPS_WEEKLY[1])] = 8
    backups_monthly: Annotated[int, msgspec.Meta(ge=BACKUPS_MONTHLY[0], le=BACKUPS_MONTHLY[1])] = 12


def load(path: Path) -> tuple[Settings, str | None]:
    """The settings, and a note for the user where the file can't be read and the defaults are taken."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings), None
    except FileNotFoundError:
        return Settings(), None
    except OSError:
        return Settings(), _("Your settings could not be read. The standard settings are used.")
    except UNREADABLE:
        kept = _("With the next change the damaged file is kept as %(file)s.") % {"file": damaged(path).name}
        return Settings(), _("Your settings could not be read. The standard settings are used.") + " " + kept


def save(path: Path, settings: Settings) -> None:
    """Write the file in one piece: a reader sees the old or the new; one that can't be read is kept beside it.

    Raises OSError where that can't be done.
    """
    try:
        msgspec.json.decode(path.read_bytes(), type=Settings)
    except UNREADABLE:
        os.replace(path, damaged(path))
    except OSError:
        pass  # there is none, or writing says what is wrong
    write_whole(path, msgspec.json.format(msgspec.json.encode(settings)) + b"\n")


def changed(settings: Settings, **choices: str | float | bool) -> Settings:
    """The settings with other choices. Raises msgspec.ValidationError for a value that can't be."""
    return msgspec.convert(msgspec.to_builtins(settings) | choices, Settings)
