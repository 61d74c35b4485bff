"""All measurements as a Markdown table: `PYTHONPATH=tests python -m bench [--large]`.

Peers that are installed (the extra `bench`) are measured in the same run on the same data, and
their answers are compared with Licet's.
"""

from __future__ import annotations

import sys

from bench import cold, decision, explain, lineage, second, session, text
from bench.timing import table


def main() -> None:
    rows = [*decision.rows(), *decision.shipped(), *cold.rows(), *session.rows(), *text.rows(), *second.rows()]
    for edges in (1000, 100_000, *((1_000_000,) if "--large" in sys.argv else ())):
        rows += [*lineage.rows(edges), *explain.rows(edges)]
    print(table(rows))


if __name__ == "__main__":
    main()
