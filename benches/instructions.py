#!/usr/bin/env python3
"""Counts the processor instructions of the hottest paths and compares them with benches/instructions.toml.

    python3 benches/instructions.py [--write]

Unlike times, instructions hardly depend on how busy a machine is. More than 5 % over the kept figure is a failure
(exit code 1); so is a path without one. `--write` keeps what was counted. The figures hold for one compiler, target and set of vector
instructions: the file says which, and another one is told. Needs valgrind; without it nothing is compared (exit code 2).
"""
import argparse, concurrent.futures, json, os, pathlib, platform, re, shutil, subprocess, sys, tempfile, tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEPT = ROOT / "benches" / "instructions.toml"
MOST_OVER = 0.05
TURNS = 4


def built():
    """The benchmark as a program."""
    command = ["cargo", "bench", "--no-default-features", "--bench", "instructions", "--no-run", "--message-format", "json"]
    run = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    messages = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    named = (message for message in messages if message.get("target", {}).get("name") == "instructions")
    return next(message["executable"] for message in named if message.get("executable"))


def instructions(program, *arguments):
    """What a whole run takes."""
    environment = dict(os.environ, RAYON_NUM_THREADS="1")
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", program, *arguments]
        run = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return int(re.search(r"Collected : (\d+)", run.stderr)[1])


def counted(program):
    """Instructions of one turn, by path."""
    paths = subprocess.run([program], check=True, capture_output=True, text=True).stdout.split()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        once = pool.submit(instructions, program)
        more = {path: pool.submit(instructions, program, path, str(TURNS)) for path in paths}
        return {path: (run.result() - once.result()) // TURNS for path, run in more.items()}


def here():
    compiler = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    has_avx2 = cpuinfo.exists() and " avx2 " in cpuinfo.read_text()
    return f"{compiler}, {platform.machine()}{', AVX2' if has_avx2 else ''}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--write", action="store_true", help="keep what is counted")
    given = arguments.parse_args()
    if not shutil.which("valgrind"):
        print("valgrind is missing: nothing was counted and nothing compared", file=sys.stderr)
        return 2
    counts = counted(built())
    if given.write:
        lines = [f"{path} = {count}" for path, count in counts.items()]
        KEPT.write_text("\n".join([
            "# Instructions of one turn of the hottest paths, counted by benches/instructions.py --write.",
            f'counted_with = "{here()}"', "", "[instructions]", *lines, ""]), encoding="utf-8")
    kept = tomllib.loads(KEPT.read_text(encoding="utf-8"))
    if kept["counted_with"] != here():
        print(f"kept figures are of {kept['counted_with']}, these of {here()}")
    failures = 0
    for path, count in counts.items():
        before = kept["instructions"].get(path)
        if before is None:
            print(f"{path}: {count}, no figure kept")
            failures += 1
            continue
        change = count / before - 1
        is_over = change > MOST_OVER
        failures += is_over
        print(f"{path}: {count} ({change:+.1%}){'  TOO MANY' if is_over else ''}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
