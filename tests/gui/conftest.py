"""The window under test runs without a display, unless one was asked for."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
