"""Starts the window, or the command line where words follow."""

from __future__ import annotations

import sys


def main() -> None:
    """The command ``vademecum``."""
    from vademecum.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
