"""The keys, said once: shown on the first screen and in help."""

from __future__ import annotations

from vademecum.texts import _


def key_list() -> tuple[tuple[str, str], ...]:
    """All keys with what they do."""
    return (
        *first_keys(),
        (_("Escape"), _("one step back: suggestions, words, place")),
        (_("Backspace"), _("in an empty box: remove the place")),
        (_("Ctrl+F or Ctrl+L"), _("to the search box")),
        (_("Ctrl+C"), _("copy the contact data of the actor")),
        (_("Ctrl+D"), _("save this question")),
        (_("Ctrl+E"), _("edit the open record")),
        (_("Ctrl+K"), _("note that you checked the open record")),
        (_("Ctrl+S"), _("save what is edited")),
        (_("Ctrl+Z and Ctrl+Y"), _("undo and redo")),
        (_("Ctrl+B"), _("maintain: import, history, duplicates, backups …")),
        (_("Ctrl+H"), _("history of the open record")),
        (_("Arrow down in an empty box"), _("recent questions")),
        (_("Space in the list"), _("select an actor, or no longer")),
        (_("Shift and an arrow in the list"), _("select a range")),
        (_("Ctrl+A in the list"), _("select all that are found")),
        (_("Ctrl+Shift+A"), _("clear the selection")),
        (_("Ctrl+Enter"), _("compare two or three selected actors side by side")),
        (_("Ctrl+M"), _("write a mail to the actor")),
        (_("Tab and Shift+Tab"), _("to the next or previous link or button")),
        (_("Enter or Space"), _("press a button, open a link, tick a box")),
        (_("F10"), _("the menu")),
        (_("Ctrl and +, - or 0"), _("text larger, smaller, normal")),
    )


def first_keys() -> tuple[tuple[str, str], ...]:
    """The keys worth knowing on the first day."""
    return (
        (_("Any letter"), _("goes to the search box")),
        (_("Arrow down"), _("from the box into the list")),
        (_("Enter"), _("open what is chosen")),
        (_("Alt+Left and Alt+Right"), _("back and forward")),
        (_("F1"), _("help and all keys")),
    )
