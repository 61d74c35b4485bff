"""Results of the comparison as a Markdown table and as plots."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.loads import LOADS, SIZES
from bench.timing import show

__all__ = ["plot", "table"]

Result = dict[str, Any]


def table(results: Result) -> str:
    """A row for each load and size, a column for each engine: its CPU time to load and evaluate, and its memory."""
    peers = _peers(results)
    lines = [f"| load | conclusions | {' | '.join(peers)} |", f"|---|---|{'---|' * len(peers)}"]
    for load, size in _cases(results):
        of = {r["peer"]: r for r in results["results"] if (r["load"], r["size"]) == (load, size)}
        counts = next((r["counts"] for r in of.values() if "counts" in r), {})
        cells = [_cell(of[peer]) if peer in of else "" for peer in peers]
        what = f"{load}, {LOADS[load].sizes[size]}"
        lines.append(f"| {what} | {sum(counts.values()):,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def plot(results: Result, folder: Path) -> None:
    """Plots of CPU time and memory by load, `time.svg` and `memory.svg`; the same results give the same bytes.

    Raises:
        ImportError: matplotlib is not installed (extra `bench`).
    """
    for name, title, value in (
        ("time", "seconds of CPU to load and evaluate", _seconds),
        ("memory", "most memory, MB", lambda result: float(result["memory"])),
    ):
        _plot(results, title, value, folder / f"{name}.svg")


def _plot(results: Result, title: str, value: Any, path: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    peers = _peers(results)
    loads = list(dict.fromkeys(load for load, _ in _cases(results)))
    colors = pyplot.get_cmap("tab10")
    with pyplot.rc_context({"svg.hashsalt": "licet", "svg.fonttype": "none", "font.size": 9}):
        figure, axes = pyplot.subplots(2, -(-len(loads) // 2), figsize=(11, 6.5), squeeze=False)
        for axis in axes.flat[len(loads) :]:
            axis.set_axis_off()
        for load, axis in zip(loads, axes.flat, strict=False):
            for number, peer in enumerate(peers):
                points = [
                    (SIZES.index(r["size"]), value(r))
                    for r in results["results"]
                    if r["load"] == load and r["peer"] == peer and "phases" in r
                ]
                if points:
                    axis.plot(*zip(*points, strict=True), marker="o", markersize=4, color=colors(number), label=peer)
            sizes = [size for one, size in _cases(results) if one == load]
            axis.set(yscale="log", title=load, xticks=[SIZES.index(size) for size in sizes])
            axis.set_xticklabels([LOADS[load].sizes[size] for size in sizes], fontsize=7)
            axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
            axis.yaxis.set_minor_formatter(NullFormatter())
            axis.margins(x=0.15)
            axis.grid(axis="y", alpha=0.3)
        shown = {
            label: line for axis in axes.flat for line, label in zip(*axis.get_legend_handles_labels(), strict=True)
        }
        figure.legend(shown.values(), shown.keys(), loc="lower center", ncols=4, frameon=False)
        figure.suptitle(title)
        figure.tight_layout(rect=(0, 0.09, 1, 1))
        figure.savefig(path, metadata={"Date": None})
        pyplot.close(figure)


def _seconds(result: Result) -> float:
    return sum(float(spent["cpu"]) for spent in result["phases"].values())


def _cell(result: Result) -> str:
    if "phases" not in result:
        return "–" if "left_out" in result else "failed"
    return f"{show(_seconds(result))}, {result['memory']:,} MB"


def _peers(results: Result) -> list[str]:
    return list(dict.fromkeys(r["peer"] for r in results["results"]))


def _cases(results: Result) -> Iterable[tuple[str, str]]:
    return list(dict.fromkeys((r["load"], r["size"]) for r in results["results"]))
