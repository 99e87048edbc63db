"""Starts the window, or the command line where words follow."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """The command ``vademecum``."""
    if sys.argv[1:]:
        from vademecum.cli import run

        sys.exit(run(sys.argv[1:]))
    sys.exit(window())


def window() -> int:
    """The window on the user's own catalogue; the command line is not loaded, so it is up sooner and stays smaller."""
    gc.disable()  # until all is loaded: that stays, and to look for garbage in it meanwhile takes a tenth longer
    from vademecum import settings, texts
    from vademecum.errors import KnownError
    from vademecum.paths import user_folder

    folder = user_folder()
    chosen, _note = settings.load(folder.settings)
    texts.set_language(chosen.language)
    try:
        from vademecum.gui.app import run

        return run(folder)
    except KnownError as error:
        sys.stderr.write(" ".join(str(error).split()) + "\n")
        return 2


if __name__ == "__main__":
    main()
