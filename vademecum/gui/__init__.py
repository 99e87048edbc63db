"""The window: all of PySide6. Everything in this package runs in the window's thread; ``jobs`` alone starts others."""

import builtins

# PySide6 puts its own function in the place of Python's: at each import it reads the source of the module, to see
# whether that wants other names for Qt's functions (``from __feature__ import snake_case``). None of ours does, and it
# takes a tenth of the time to start.
_import = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _import
