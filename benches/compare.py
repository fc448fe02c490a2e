#!/usr/bin/env python3
"""Xuequ against other programs on the same folder, in one run: prints a table with ratios.

    python3 benches/compare.py DATA [--rows 8] [--write TABLE.md]

DATA is a folder as benches/network/mod.rs describes it. Measured beside Xuequ: scipy, and RoutingKit through
`routingkit_cch`, where they are installed (`pip install numpy scipy routingkit_cch`). All sides get the same roads and
the geodesic lengths that Xuequ measures, rounded to the decimetre on each arc, so their answers may differ by half a decimetre an arc;
the table says by how much they do. CPU milliseconds; Xuequ's are means over many runs, the others' medians.
"""
import argparse, json, os, pathlib, platform, statistics, subprocess, tempfile, time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent


def ours(data, lengths):
    environment = dict(os.environ, XUEQU_BENCH_DATA=str(data), XUEQU_BENCH_LENGTHS=str(lengths))
    command = ["cargo", "bench", "--quiet", "--no-default-features", "--bench", "against_peers"]
    run = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def timed(run, reps):
    """Median CPU milliseconds of all threads, and the last result."""
    times, result = [], run()
    for _ in range(reps):
        start = time.process_time()
        result = run()
        times.append((time.process_time() - start) * 1e3)
    return statistics.median(times), result


def theirs(data, lengths, n_rows):
    numbers = lambda file: np.fromfile(data / file, dtype="<u4")
    column = lambda file, at: np.loadtxt(data / file, delimiter=",", skiprows=1, dtype=np.int64)[:, at]
    first, head, length = numbers("csr_first.u32"), numbers("csr_head.u32"), np.fromfile(lengths, dtype="<u4")
    # A length of nothing is no arc to scipy.
    length = np.maximum(length, 1)
    n = len(first) - 1
    homes, pupils, schools = column("demand.csv", 1), column("demand.csv", 3), column("schools.csv", 1)
    drag = column("drag.csv", 2)
    is_province = len(schools) > 1_000
    figures, cost = [], None

    def scipy():
        nonlocal cost
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import dijkstra
        graph = csr_matrix((length.astype(float), head.astype(np.int32), first.astype(np.int32)), shape=(n, n))
        ms, (nearest, _, _) = timed(lambda: dijkstra(graph, indices=schools, min_only=True, return_predecessors=True), 3 if is_province else 9)
        cost = int((nearest[homes] * pupils).sum())
        figures.append(("nearest", "scipy", ms))
        figures.append(("drag frame", "scipy, nearest again", ms))
        ms, _ = timed(lambda: dijkstra(graph, indices=int(drag[0])), 2 if is_province else 9)
        figures.append(("one row", "scipy", ms))
        ms, _ = timed(lambda: dijkstra(graph, indices=schools[:n_rows])[:, homes], 1)
        figures.append(("matrix, a row", "scipy", ms / n_rows))

    def routingkit():
        import routingkit_cch
        tail = np.repeat(np.arange(n, dtype=np.uint32), np.diff(first)).tolist()
        xy = np.fromfile(data / "nodes_xy.f32", dtype="<f4").reshape(-1, 2) / 1e5
        start = time.process_time()
        order = routingkit_cch.compute_order_inertial(n, tail, head.tolist(), xy[:, 1].tolist(), xy[:, 0].tolist())
        metric = routingkit_cch.CCHMetric(routingkit_cch.CCH(order, tail, head.tolist(), False), length.tolist())
        figures.append(("preparation", "RoutingKit CCH", (time.process_time() - start) * 1e3))
        pinned = routingkit_cch.CCHOneToMany(metric, homes.tolist())
        sources = [(int(school), 0) for school in schools]
        ms, nearest = timed(lambda: pinned.distances_from_multi(sources), 21)
        figures.append(("nearest", "RoutingKit CCH, without labels", ms))
        places = iter(drag.tolist() * 9)
        ms, _ = timed(lambda: pinned.distances_from(next(places)), 100)
        figures.append(("one row", "RoutingKit CCH", ms))
        figures.append(("drag frame", "RoutingKit CCH, one row", ms))
        some = schools[: len(schools) if not is_province else n_rows]
        ms, _ = timed(lambda: [pinned.distances_from(int(school)) for school in some], 3)
        figures.append(("matrix, a row", "RoutingKit CCH", ms / len(some)))

    for measure in (scipy,) if is_province else (scipy, routingkit):
        try:
            measure()
        except ImportError as missing:
            print(f"left out: {missing}")
    return figures, cost


def table(mine, others, cost):
    def mine_of(task, *words):
        found = [row["cpu_ms"] for row in mine if row["task"] == task and all(word in row.get("note", "") for word in words)]
        return min(found) if found else None

    n_rows = next(int(row["note"].split()[0]) for row in mine if row["task"] == "matrix")
    xuequ = {
        "nearest": mine_of("voronoi", "sweep"),
        "one row": mine_of("drag", "one row"),
        "drag frame": mine_of("drag", "frame;"),
        "matrix, a row": mine_of("matrix", "one thread") / n_rows,
        "preparation": mine_of("prep", "network") + mine_of("prep", "hierarchy"),
    }
    lines = ["| work | Xuequ, ms | beside it | ms | ratio |", "|---|---|---|---|---|"]
    for task, name, ms in others:
        lines.append(f"| {task} | {xuequ[task]:.4g} | {name} | {ms:.4g} | {ms / xuequ[task]:.3g}× |")
    for row in mine:
        if row["task"] in ("k nearest",):
            lines.append(f"| {row['task']}, {row['note']} | {row['cpu_ms']:.4g} | | | |")
    own_cost = next(row["decimetres"] for row in mine if row["task"] == "cost")
    if cost:
        lines.append(f"\nPupil-kilometres to the nearest school: {own_cost / 1e4:.0f}, by scipy {cost / 1e4:.0f} ({own_cost / cost - 1:+.1e}).")
    lines.append(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} × {platform.machine()}, load {os.getloadavg()[0]:.1f}.")
    return "\n".join(lines)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("data", type=pathlib.Path)
    arguments.add_argument("--rows", type=int, default=8, help="rows of the matrix that slow programs compute")
    arguments.add_argument("--write", type=pathlib.Path, help="also write the table here")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lengths = pathlib.Path(folder) / "lengths.u32"
        mine = ours(given.data.resolve(), lengths)
        others, cost = theirs(given.data.resolve(), lengths, given.rows)
    text = table(mine, others, cost)
    print(text)
    if given.write:
        given.write.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
