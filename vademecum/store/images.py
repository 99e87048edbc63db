"""A record kept whole, as JSON: before and after each change in the history, and as an edition shipped it."""

from __future__ import annotations

import msgspec

from vademecum import records as r
from vademecum.errors import UNREADABLE, CatalogueError
from vademecum.texts import _

encode = msgspec.json.encode


def decode(kind: r.RecordType, content: bytes) -> r.Record:
    """A record from its image. Raises CatalogueError where it is damaged: nothing but the image tells what it was."""
    try:
        return msgspec.json.decode(content, type=r.RECORD_CLASSES[kind])
    except (*UNREADABLE, KeyError) as error:
        raise CatalogueError(
            "damaged",
            _("A line of the history is damaged."),
            _("“Check and repair” (Maintain, Backups) or `vademecum check --repair` puts right what can be."),
        ) from error
