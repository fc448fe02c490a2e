#!/usr/bin/env python3
"""The optimiser beside other programs, on the same instances in one run.

usage: compare_optimise.py [--limit SECONDS] [--cases REGEX] [--bench PROGRAM]

Needs `pip install numpy scipy highspy spopt PuLP pbp-pmedian`, the published instances in the folder
XUEQU_BENCHMARKS and the peers' county in XUEQU_COUNTY. Every program solves an instance in a process of its own;
seconds are those of the processor, all threads and child processes together, from reading the instance to the answer.
"""
import argparse
import os
import re
import resource
import subprocess
import sys
import time

import numpy as np

BENCHMARKS = os.environ.get("XUEQU_BENCHMARKS", "")
COUNTY = os.environ.get("XUEQU_COUNTY", "")


def read_pmed(name):
    from scipy.sparse.csgraph import floyd_warshall

    numbers = whole_numbers(f"{BENCHMARKS}/pmed/{name}.txt")
    n, p = numbers[0], numbers[2]
    ways = np.full((n, n), np.inf)
    np.fill_diagonal(ways, 0)
    for a, b, length in numbers[3:].reshape(-1, 3):
        ways[a - 1, b - 1] = ways[b - 1, a - 1] = length
    return p, floyd_warshall(ways).astype(np.int64)


def whole_numbers(path):
    with open(path) as file:
        return np.array([float(word) for word in file.read().split()]).astype(np.int64)


def read_seats(family, number):
    """Seats and opening by site, demand by client, cost by client and site, how many open."""
    if family == "pmedcap":
        with open(f"{BENCHMARKS}/pmedcap/pmedcap1_{number}.txt") as file:
            words = [float(word) for word in file.read().split()]
        n, p, seats = int(words[2]), int(words[3]), words[4]
        points = np.array(words[5:]).reshape(n, 4)[:, 1:]
        apart = points[:, None, :2] - points[None, :, :2]
        cost = np.floor(np.hypot(apart[..., 0], apart[..., 1]))
        return np.full(n, seats), np.zeros(n), points[:, 2], cost, p
    words = whole_numbers(f"{BENCHMARKS}/sscflp/p{number}").astype(float)
    sites, clients = int(words[0]), int(words[1])
    at = np.cumsum([2, sites, sites, clients])
    seats, opening, demand = (words[a:b] for a, b in zip(at, at[1:]))
    return seats, opening, demand, words[at[3] :][: sites * clients].reshape(clients, sites), None


def highs(cost, upper, whole, matrix, low, high, limit):
    import highspy

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", float(limit))
    solver.setOptionValue("mip_rel_gap", 0.0)
    matrix = matrix.tocsc()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = matrix.shape[1], matrix.shape[0]
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, np.zeros(len(cost)), upper
    model.row_lower_, model.row_upper_ = low, high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = (
        matrix.indptr,
        matrix.indices,
        matrix.data,
    )
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger if is_whole else kinds.kContinuous for is_whole in whole]
    solver.passModel(model)
    solver.run()
    info = solver.getInfo()
    return info.objective_function_value, info.mip_dual_bound


def location(seats, opening, demand, cost, n_open, whole_clients, limit):
    """Strong formulation: a client only goes where it is open."""
    import scipy.sparse as sp

    clients, sites = cost.shape
    pairs = clients * sites
    ways = np.arange(pairs)
    served = sp.kron(sp.eye(clients), np.ones((1, sites)))
    linked = sp.kron(np.ones((clients, 1)), sp.eye(sites))
    rows = [
        sp.hstack([served, sp.csr_matrix((clients, sites))]),
        sp.hstack([sp.eye(pairs), -linked]),
        sp.hstack([sp.csr_matrix((np.repeat(demand, sites), (ways % sites, ways))), -sp.diags(seats)]),
    ]
    low = [np.ones(clients), np.full(pairs + sites, -np.inf)]
    high = [np.ones(clients), np.zeros(pairs + sites)]
    if n_open is not None:
        rows.append(sp.hstack([sp.csr_matrix((1, pairs)), np.ones((1, sites))]))
        low.append([n_open])
        high.append([n_open])
    whole = np.r_[np.full(pairs, whole_clients), np.ones(sites, bool)]
    return highs(
        np.r_[cost.ravel(), opening].astype(float),
        np.ones(pairs + sites),
        whole,
        sp.vstack(rows),
        np.concatenate(low).astype(float),
        np.concatenate(high).astype(float),
        limit,
    )


def pmed(program, name, limit):
    p, ways = read_pmed(name)
    n = len(ways)
    if program == "HiGHS":
        return location(np.full(n, n), np.zeros(n), np.ones(n), ways, p, False, limit)
    if program == "pbp-pmedian":
        import pbp_pmedian

        return pbp_pmedian.solve(ways, p)[0], None
    import pulp
    from spopt.locate import PMedian

    model = PMedian.from_cost_matrix(ways.astype(float), np.ones(n), p_facilities=p)
    return model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=limit)).problem.objective.value(), None


def seats(_program, name, limit):
    family, number = re.fullmatch(r"(pmedcap|p)(\d+)", name).groups()
    given = read_seats("pmedcap" if family == "pmedcap" else "sscflp", number)
    return location(*given, True, limit)


def school_ways(schools, homes):
    """Decimetres along roads from every school to every home."""
    import scipy.sparse as sp
    from scipy.sparse.csgraph import dijkstra

    first, head, length = (np.fromfile(f"{COUNTY}/csr_{name}.u32", dtype="<u4") for name in ("first", "head", "len_dm"))
    n = len(first) - 1
    roads = sp.csr_matrix((length.astype(float), head.astype(np.int32), first.astype(np.int32)), shape=(n, n))
    return dijkstra(roads, indices=schools)[:, homes].astype(np.int64)


def merge(_program, name, limit):
    """Which small schools to close: pupils split freely over the schools within reach."""
    import scipy.sparse as sp

    reach, upkeep = (float(word) for word in re.findall(r"\d+", name))
    homes = np.loadtxt(f"{COUNTY}/demand.csv", delimiter=",", skiprows=1, dtype=np.int64)
    schools = np.loadtxt(f"{COUNTY}/schools.csv", delimiter=",", skiprows=1, dtype=np.int64)
    ways = school_ways(schools[:, 1], homes[:, 1])
    pupils, room = homes[:, 3], (schools[:, 2] * 1.25).astype(int)
    small = np.flatnonzero(schools[:, 3] < 100)
    near = (ways <= reach * 10_000) | (ways == ways.min(0)[None, :])
    school, home = np.nonzero(near)
    pairs, n_small = len(school), len(small)
    number = {int(site): at for at, site in enumerate(small)}
    closable = np.flatnonzero(np.isin(school, small))
    stays = np.array([number[int(site)] for site in school[closable]])
    one = lambda rows, columns, values, shape: sp.csr_matrix((values, (rows, columns)), shape=shape)
    at = np.arange(pairs)
    links = np.arange(len(closable))
    rows = [
        sp.hstack([one(home, at, np.ones(pairs), (len(pupils), pairs)), sp.csr_matrix((len(pupils), n_small))]),
        sp.hstack([
            one(school, at, np.ones(pairs), (len(room), pairs)),
            one(small, np.arange(n_small), -room[small].astype(float), (len(room), n_small)),
        ]),
        sp.hstack([
            one(links, closable, np.ones(len(links)), (len(links), pairs)),
            one(links, stays, -pupils[home[closable]].astype(float), (len(links), n_small)),
        ]),
    ]
    fixed = room.astype(float)
    fixed[small] = 0
    return highs(
        np.r_[ways[school, home], np.full(n_small, upkeep)].astype(float),
        np.r_[pupils[home], np.ones(n_small)].astype(float),
        np.r_[np.zeros(pairs, bool), np.ones(n_small, bool)],
        sp.vstack(rows),
        np.r_[pupils, np.full(len(room) + len(links), -np.inf)].astype(float),
        np.r_[pupils, fixed, np.zeros(len(links))].astype(float),
        limit,
    )


def load(program):
    """Imports what a program needs, which is not its work."""
    import importlib

    needed = {"HiGHS": ["highspy"], "spopt": ["pulp", "spopt.locate"], "pbp-pmedian": ["pbp_pmedian"]}
    for module in ["scipy.sparse", "scipy.sparse.csgraph", *needed[program]]:
        importlib.import_module(module)


def family(name):
    """How a case is solved, by which programs."""
    if name.startswith("pmedcap") or re.fullmatch(r"p\d+", name):
        return seats, ["HiGHS"]
    if name.startswith("pmed"):
        return pmed, ["HiGHS", "spopt", "pbp-pmedian"]
    if name.startswith("merge"):
        return merge, ["HiGHS"]
    return None, []


def ours(bench):
    """Rows of the bench: name, known optimum, value, bound, gap, seconds, processor seconds."""
    cargo = ["cargo", "bench", "-q", "--no-default-features", "--bench", "optimise", "--"]
    command = [*([bench] if bench else cargo), "pmed", "merge", "seats"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    row = re.compile(r"(.{28}) +(\d*) +(-?\d+) +(-?\d+) +(\S+) +\S+ +\S+ +([\d.]+) +([\d.]+)$")
    return [(found[1].strip(), *found.groups()[1:]) for found in map(row.match, lines) if found]


def peer(program, name, limit):
    """Runs one program on one case in a process of its own; its answer and processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        told = subprocess.run(
            [sys.executable, __file__, "--solve", program, name, "--limit", str(limit)],
            capture_output=True,
            text=True,
            timeout=4 * limit + 60,
        ).stdout
        told = told.strip().split("\n")[-1].split()
    except subprocess.TimeoutExpired:
        told = []
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    solved = float(told[2]) if len(told) == 3 else spent
    return (told[0], told[1]) if len(told) == 3 else ("none", ""), min(solved, spent)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--cases", default=".")
    parser.add_argument("--bench", help="the bench as a program built before, instead of cargo bench")
    parser.add_argument("--solve", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.solve:
        program, name = given.solve
        load(program)
        started = time.process_time()
        value, bound = family(name)[0](program, name, given.limit)
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = time.process_time() - started + children.ru_utime + children.ru_stime
        print(f"{value:.0f}", "-" if bound is None else f"{bound:.0f}", f"{spent:.3f}")
        return
    print(f"{'instance':<26} {'known':>11} {'ours':>11} {'bound':>11} {'gap':>8} {'cpu s':>7}  others: answer, cpu s")
    for name, known, value, bound, gap, _seconds, spent in ours(given.bench):
        programs = family(name)[1] if re.search(given.cases, name) else []
        others = []
        for program in programs:
            (answer, at_best), seconds = peer(program, name, given.limit)
            unproven = f" (bound {at_best})" if at_best not in ("", "-", answer) else ""
            others.append(f"{program} {answer}{unproven} {seconds:.2f}")
        print(f"{name:<26} {known:>11} {value:>11} {bound:>11} {gap:>8} {spent:>7}  {'; '.join(others)}", flush=True)


if __name__ == "__main__":
    main()
