"""The long tests of reliability, each by one command, such as: python -m tests.reliability crash --rounds 200."""

import argparse
import sys

from tests.reliability import crash, soak
from tests.reliability.house import House


def say(sentence: str) -> None:
    """Print one line at once."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Run one of the tests; return 1 when it found something."""
    top = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    tests = top.add_subparsers(dest="test", required=True)
    killed = tests.add_parser("crash", help="kill parts of the office while others write")
    killed.add_argument("--rounds", type=int, default=200)
    soaked = tests.add_parser("soak", help="use the office for an hour and watch its memory")
    soaked.add_argument("--minutes", type=float, default=60)
    soaked.add_argument(
        "--pause",
        type=float,
        default=soak.PAUSE,
        help="seconds between two acts of one user, at most: less is more traffic",
    )
    for one in (killed, soaked):
        one.add_argument("--seed", type=int, default=1)
        one.add_argument("--port", type=int, default=0, help="port of the pages (default: a free one)")
    options = top.parse_args(arguments)
    with crash.room() as room:
        house = House(room / "data", options.port)
        try:
            result = _run(options, house)
        finally:
            house.down()
    say(result.report())
    return 1 if result.problems else 0


def _run(options: argparse.Namespace, house: House) -> crash.Result | soak.Result:
    if options.test == "crash":
        return crash.run(house, rounds=options.rounds, seed=options.seed, say=say)
    return soak.run(house, minutes=options.minutes, seed=options.seed, pause=options.pause, say=say)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
