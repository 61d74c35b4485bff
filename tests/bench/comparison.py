"""The comparison: each engine on each load, in a process of its own, three times; all must answer alike.

A result is the medians of the runs, with how many rows each output has and a hash of them that does not depend on their
order. `python -m bench.comparison PEER LOAD SIZE FOLDER` is one run, and says its result as JSON.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.loads import LOADS, write_facts
from bench.peers import peer
from bench.peers.peer import Clock, Failed

__all__ = ["compare", "digest", "disagreements"]

Result = dict[str, Any]


def compare(
    loads: Sequence[str],
    sizes: Sequence[str],
    peers: Sequence[str],
    times: int,
    seconds: float,
    tell: Callable[[str], None],
) -> Result:
    """The results of all runs, with the machine, the versions and the day.

    Args:
        loads, sizes, peers: which of `LOADS`, `SIZES` and `PEERS`.
        times: how often each runs; the medians count.
        seconds: how long one run may take.
        tell: gets a line about each result.
    """
    engines = {name: peer(name) for name in peers}
    missing = {engine.name: why for engine in engines.values() if (why := engine.missing())}
    there = {name: engine for name, engine in engines.items() if engine.name not in missing}
    done = []
    shapes = []
    for load in (LOADS[name] for name in loads):
        for size in sizes:
            with TemporaryDirectory(prefix="licet-bench-") as folder:
                shapes.append({"load": load.name, "size": size, "facts": write_facts(load, size, Path(folder))})
                for name, engine in there.items():
                    why = engine.cannot(load, size)
                    result = {"left_out": why} if why else _medians(name, load.name, size, folder, times, seconds)
                    done.append({"load": load.name, "size": size, "peer": engine.name, **result})
                    tell(_line(done[-1]))
    return {
        "day": date.today().isoformat(),
        "machine": _machine(),
        "versions": {engine.name: engine.version() for engine in there.values()},
        "missing": missing,
        "times": times,
        "seconds": seconds,
        "loads": shapes,
        "results": done,
    }


def disagreements(results: Iterable[Result]) -> list[str]:
    """Where two engines answer differently, in words."""
    first: dict[tuple[str, str], Result] = {}
    found = []
    for result in results:
        if "counts" not in result:
            continue
        other = first.setdefault((result["load"], result["size"]), result)
        for what in ("counts", "hashes"):
            if result[what] != other[what]:
                where = f"{result['load']} {result['size']}: {result['peer']} and {other['peer']}"
                found.append(f"{where} have other {what}: {result[what]}, {other[what]}")
    return found


def _medians(name: str, load: str, size: str, folder: str, times: int, seconds: float) -> Result:
    runs = []
    for _ in range(times):
        command = [sys.executable, "-m", "bench.comparison", name, load, size, folder]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            return {"left_out": f"longer than {seconds:g} s"}
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
            return {"failed": lines[-1]}
        runs.append(json.loads(done.stdout))
    answers = {json.dumps([run["counts"], run["hashes"]], sort_keys=True) for run in runs}
    if len(answers) > 1:
        return {"failed": "its runs have different answers"}
    phases = {
        phase: {of: round(statistics.median(run["phases"][phase][of] for run in runs), 4) for of in ("wall", "cpu")}
        for phase in runs[0]["phases"]
    }
    memory = statistics.median(run["memory"] for run in runs)
    return {"phases": phases, "memory": round(memory), "counts": runs[0]["counts"], "hashes": runs[0]["hashes"]}


def _line(result: Result) -> str:
    where = f"{result['load']} {result['size']}, {result['peer']}: "
    if "phases" not in result:
        return where + str(result.get("left_out") or result["failed"])
    times = ", ".join(f"{phase} {spent['cpu']:.3g} s" for phase, spent in result["phases"].items())
    return f"{where}{times} of CPU, {result['memory']} MB, {result['counts']}"


def _machine() -> Result:
    model = "unknown"
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), model)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        "system": platform.platform(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "busy": round(os.getloadavg()[2], 1),
    }


def digest(rows: Iterable[tuple[int, ...]]) -> tuple[int, str]:
    """How many rows there are, and a hash of them, whatever their order."""
    import numpy as np

    found = list(rows)
    if not found:
        return 0, "0" * 16
    cells = np.array(found, dtype=np.uint64)
    hashes = np.full(len(cells), cells.shape[1], dtype=np.uint64)
    for column in cells.T:
        hashes ^= column
        # The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
        hashes += np.uint64(0x9E3779B97F4A7C15)
        hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        hashes ^= hashes >> np.uint64(31)
    return len(found), f"{int(hashes.sum(dtype=np.uint64)):016x}"


def _one(name: str, load: str, size: str, folder: str) -> Result:
    clock = Clock()
    rows = peer(name).run(LOADS[load], size, Path(folder), clock)
    digests = {relation: digest(found) for relation, found in sorted(rows.items())}
    return {
        "phases": {phase: {"wall": spent.wall, "cpu": spent.cpu} for phase, spent in clock.spent.items()},
        "memory": clock.memory,
        "counts": {relation: count for relation, (count, _) in digests.items()},
        "hashes": {relation: hashed for relation, (_, hashed) in digests.items()},
    }


if __name__ == "__main__":
    try:
        print(json.dumps(_one(*sys.argv[1:])))
    except Failed as error:
        sys.exit(str(error))
