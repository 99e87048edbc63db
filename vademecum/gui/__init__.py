"""The window: all of PySide6. Everything in this package runs in the window's thread; ``jobs`` alone starts others."""
