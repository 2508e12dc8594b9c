"""Entry point of the commands in this folder: ``main.py COMMAND ARGS…``."""

import sys

from runtime.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
