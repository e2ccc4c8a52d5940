"""Entry point: answers ``--version`` before anything else is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; the exit code is that of the worst error."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from docgen.version import __version__

        print(f"docgen {__version__}")  # stdout is the answer here
        return
    from docgen.cli.app import run

    sys.exit(run())


if __name__ == "__main__":
    main()
