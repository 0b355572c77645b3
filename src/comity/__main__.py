"""Let `python -m comity` be the command of the launcher."""

import sys

from comity.run.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
