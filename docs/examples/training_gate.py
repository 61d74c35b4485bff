"""A gate before training: no step of the pipeline runs unless the licenses let the finished model be made and shipped.

    python training_gate.py run.json

`run.json` says what is to be trained:

    {"by": "acme", "on": "2026-03-01", "base": "mistral_7b", "own_data": ["support_chats"], "ship_as": "Phoenix-7B",
     "fulfils": [["copyright_notice", "apache_2_0"]]}

`own_data` are data sets that the organization made by itself; `data` are others that the policies declare.

Exit status: 0 training may start; 1 it may not, or nobody knows; 2 the description is not what it should be.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import licet
from licet.facts import Dataset, Entity, Use


class Refused(Exception):
    """Training may not start. The verdict says why."""

    def __init__(self, verdict: licet.Verdict) -> None:
        super().__init__(str(verdict))
        self.verdict = verdict


def described(run: dict[str, Any]) -> tuple[Entity, ...]:
    """What the run does, as a use, and the data that the policies do not know of."""
    own = [Dataset(data).own_work_of(run["by"]).not_("undisclosed_lineage") for data in run.get("own_data", [])]
    use = Use("this_run", f"Fine-tune {run['base']} and ship it").by(run["by"]).on(date.fromisoformat(run["on"]))
    for data in (*run.get("own_data", []), *run.get("data", [])):
        use = use.fine_tunes(run["base"], on=data)
    use = use.distributes(run["base"], as_=run["ship_as"])
    for duty, license in run.get("fulfils", []):
        use = use.fulfils(duty, of=license)
    return use, *own


def gate(run: dict[str, Any], kb: licet.KnowledgeBase) -> tuple[licet.Verdict, bytes]:
    """The verdict that lets the run start, and a certificate of it to keep with the model.

    Raises:
        Refused: the use is not permitted, or has duties that the run does not meet.
    """
    asked = kb.assume(described(run), "this run")
    verdict = asked.ask("this_run", presumptions=True)
    if not all_met(verdict):
        raise Refused(verdict)
    return verdict, asked.certify("this_run")


def all_met(verdict: licet.Verdict) -> bool:
    """Whether the use may be made and every duty is met; conditions and covenants alike."""
    return verdict.status.allows and all(duty.fulfilled for duty in verdict.duties)


def train(run: dict[str, Any]) -> None:
    """Where the training would start."""
    print(f"training {run['base']}")


def main(path: str, start: Callable[[dict[str, Any]], None] = train) -> int:
    """Ask, and then train or say why not."""
    try:
        run = json.loads(Path(path).read_text("utf-8"))
        _, certificate = gate(run, licet.load())
    except Refused as refused:
        print(refused.verdict.text(), file=sys.stderr)
        return 1
    except (OSError, ValueError, KeyError, licet.LicetError) as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 2
    Path(path).with_suffix(".certificate.json").write_bytes(certificate)
    start(run)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
