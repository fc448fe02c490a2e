#!/usr/bin/env python3
"""Xuequ against other programs on the same folder, in one run: prints a table with ratios.

    python3 benches/compare.py DATA [--rows 8] [--write TABLE.md]

DATA is a folder as benches/network/mod.rs describes it. Measured beside Xuequ, where they are installed (`pip install
numpy scipy routingkit_cch pylmcf ortools`): scipy, RoutingKit, and for exact seats LEMON's network simplex and
OR-tools, with all schools and with the 16 nearest of every settlement (24 in a province). On roads all sides get the same roads and
the geodesic lengths that Xuequ measures, rounded to the decimetre on each arc, so their answers may differ by half a decimetre an arc;
the table says by how much they do. For seats all get the ways that Xuequ measures, so their optima must be the
same to the last digit, and where they are not the table says so. CPU milliseconds; Xuequ's are means over many runs, the others' medians.
"""
import argparse, json, os, pathlib, platform, statistics, subprocess, tempfile, time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent


def bench(name, data, **given):
    """The figures that one of our own benches prints on the folder."""
    environment = dict(os.environ, XUEQU_BENCH_DATA=str(data), **{key: str(value) for key, value in given.items()})
    command = ["cargo", "bench", "--quiet", "--no-default-features", "--bench", name, "--", "folder"]
    run = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def ours(data, folder):
    figures = bench("against_peers", data, XUEQU_BENCH_LENGTHS=folder / "lengths.u32")
    return figures + bench("assign", data, XUEQU_BENCH_WAYS=folder)


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


def seats(data, folder):
    """Exact seats by others on the ways that ours wrote: figures, and every optimum that was found."""
    column = lambda file, at: np.loadtxt(data / file, delimiter=",", skiprows=1, dtype=np.int64)[:, at]
    pupils, room = column("demand.csv", 3), column("schools.csv", 2)
    n_homes, n_schools = len(pupils), len(room)
    problems = []
    if (folder / "rows.u32").exists():
        ways = np.fromfile(folder / "rows.u32", dtype="<u4").astype(np.int64).reshape(n_schools, n_homes).T
        nearest = np.argsort(ways, axis=1, kind="stable")[:, :16]
        problems.append(("16 nearest", nearest, np.take_along_axis(ways, nearest, axis=1)))
        problems.append(("all schools", np.broadcast_to(np.arange(n_schools), ways.shape), ways))
    else:
        pairs = np.fromfile(folder / "lists.u32", dtype="<u4").astype(np.int64).reshape(n_homes, -1, 2)
        problems.append((f"{pairs.shape[1]} nearest", pairs[:, :, 0], pairs[:, :, 1]))
    figures, optima = [], []
    for note, sites, costs in problems:
        width = sites.shape[1]
        # Homes, then schools, then the end of all pupils. Nobody stays at home unless there is no seat in reach.
        end = n_homes + n_schools
        home = np.repeat(np.arange(n_homes), width)
        tail = np.concatenate([home, n_homes + np.arange(n_schools), np.arange(n_homes)])
        head = np.concatenate([n_homes + sites.ravel(), np.full(n_schools + n_homes, end)])
        cost = np.concatenate([costs.ravel(), np.zeros(n_schools, np.int64), np.full(n_homes, 10**7)])
        most = np.concatenate([pupils[home], room, pupils])
        supply = np.concatenate([pupils, np.zeros(n_schools, np.int64), [-pupils.sum()]])
        order = np.lexsort((head, tail))
        tail, head, cost, most = tail[order], head[order], cost[order], most[order]

        def ortools():
            from ortools.graph.python import min_cost_flow
            def run():
                flow = min_cost_flow.SimpleMinCostFlow()
                flow.add_arcs_with_capacity_and_unit_cost(tail, head, most, cost)
                flow.set_nodes_supplies(np.arange(end + 1), supply)
                assert flow.solve() == flow.OPTIMAL
                return flow.optimal_cost()
            return "OR-tools", *timed(run, 3 if len(tail) < 10**6 else 1)

        def lemon():
            import pylmcf
            def run():
                graph = pylmcf.Graph(end + 1, tail, head)
                graph.set_edge_capacities(most)
                graph.set_edge_costs(cost)
                graph.set_node_supply(supply)
                graph.solve()
                return graph.total_cost()
            return "LEMON", *timed(run, 5 if len(tail) < 10**6 else 1)

        for measure in (lemon, ortools):
            try:
                name, ms, optimum = measure()
            except ImportError as missing:
                print(f"left out: {missing}")
                continue
            figures.append(("exact seats", f"{name}, {note}", ms))
            optima.append((f"{name}, {note}", int(optimum)))
    return figures, optima


def table(mine, others, cost, optima):
    def mine_of(task, *words):
        found = [row["cpu_ms"] for row in mine if row["task"] == task and all(word in row.get("note", "") for word in words)]
        return min(found) if found else None

    n_rows = next(int(row["note"].split()[0]) for row in mine if row["task"] == "matrix")
    xuequ = {
        "one row": mine_of("drag", "one row"),
        "drag frame": mine_of("drag", "frame;"),
        "matrix, a row": mine_of("matrix", "one thread") / n_rows,
        "preparation": mine_of("prep", "network") + mine_of("prep", "hierarchy"),
        "exact seats": mine_of("seats", "from scratch"),
    }
    lines = ["| work | Xuequ, ms | beside it | ms | ratio |", "|---|---|---|---|---|"]
    for task, name, ms in others:
        lines.append(f"| {task} | {xuequ[task]:.4g} | {name} | {ms:.4g} | {ms / xuequ[task]:.3g}× |")
    for row in mine:
        if "cpu_ms" in row:
            lines.append(f"| {row['task']}: {row['note']} | {row['cpu_ms']:.4g} | | | |")
    own = next(row for row in mine if row["task"] == "seats cost")
    for name, optimum in optima:
        if optimum != own["decimetres"] + own["unplaced"] * 10**7:
            lines.append(f"\nNot the same optimum: {name} {optimum}, Xuequ {own['decimetres']} and {own['unplaced']} unplaced.")
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
        folder, data = pathlib.Path(folder), given.data.resolve()
        mine = ours(data, folder)
        others, cost = theirs(data, folder / "lengths.u32", given.rows)
        seated, optima = seats(data, folder)
    text = table(mine, others + seated, cost, optima)
    print(text)
    if given.write:
        given.write.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
