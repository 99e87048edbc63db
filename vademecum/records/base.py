"""The base of all values."""

from __future__ import annotations

import msgspec


class Frozen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """Base of all values: immutable, keyword only, defaults left out of the JSON.

    The garbage collector leaves them alone (``gc``): values can hold no cycle, and there are many of them.
    """
