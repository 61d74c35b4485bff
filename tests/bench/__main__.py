"""Measurements, with `tests` on the path: `PYTHONPATH=tests python -m bench [peers|report|measures] …`.

`peers` is what runs if nothing is named.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.loads import LOADS, SIZES
from bench.measures import PARTS
from bench.measures import measures as measures_of
from bench.peers import PEERS

_SHOWN = Path(__file__).parents[2] / "docs" / "bench"


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; the exit status, 1 where engines disagree or fail."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Licet, by itself and beside others.")
    commands = parser.add_subparsers(dest="command", required=True)
    peers = commands.add_parser("peers", help="all engines that are installed on the same loads; results as JSON, SVG")
    peers.add_argument("--loads", nargs="+", choices=list(LOADS), default=list(LOADS))
    peers.add_argument("--sizes", nargs="+", choices=SIZES, default=["S", "M"])
    peers.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    peers.add_argument("--times", type=int, default=3, help="runs, of which the medians count (%(default)s)")
    peers.add_argument("--seconds", type=float, default=300, help="longest run (%(default)s)")
    peers.add_argument("--output", type=Path, default=_SHOWN, metavar="FOLDER", help="(%(default)s)")
    report = commands.add_parser("report", help="the plots and a Markdown table of results that are there")
    report.add_argument("folder", type=Path, nargs="?", default=_SHOWN, metavar="FOLDER", help="(%(default)s)")
    measures = commands.add_parser("measures", help="what Licet takes for what users do, as a Markdown table")
    measures.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    measures.add_argument("--large", action="store_true", help="over a million edges, too")
    given = parser.parse_args(arguments or ["peers"])
    if given.command == "measures":
        for line in measures_of(given.parts, given.large):
            print(line, flush=True)
        return 0
    from bench import comparison
    from bench import report as reporting

    if given.command == "report":
        results = json.loads((given.folder / "results.json").read_text("utf-8"))
    else:
        results = comparison.compare(
            given.loads, given.sizes, given.peers, given.times, given.seconds, lambda line: print(line, file=sys.stderr)
        )
        given.output.mkdir(parents=True, exist_ok=True)
        (given.output / "results.json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        given.folder = given.output
    print(reporting.table(results))
    reporting.plot(results, given.folder)
    wrong = comparison.disagreements(results["results"])
    wrong += [f"{r['load']} {r['size']}: {r['peer']}: {r['failed']}" for r in results["results"] if "failed" in r]
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
