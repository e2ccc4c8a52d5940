"""Entry point: answers ``--version`` before anything else is imported."""

from __future__ import annotations

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line; the exit code is that of the worst error."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from docgen.version import __version__

        print(f"docgen {__version__}")  # stdout is the answer here
        return
    try:
        from docgen.cli.app import run
    except KeyboardInterrupt:
        print("错误 已中断，没有留下半成品。", file=sys.stderr)
        sys.exit(_INTERRUPTED)
    sys.exit(run())


if __name__ == "__main__":
    main()
