//! Figures of the travel engine as JSON lines, in the words of the scripts that run other programs on the same data.
//!
//! `XUEQU_BENCH_DATA=folder cargo bench --bench against_peers`; `benches/compare.py` runs both sides and prints
//! the ratios. `XUEQU_BENCH_LENGTHS=file` writes the lengths of all arcs, for the others to use. `wall_ms` is a median; `cpu_ms` is the mean CPU time of all threads, where the system tells it.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

mod network;

use std::time::Instant;

use xuequ::travel::{DETOUR_FACTOR, Travel};

/// CPU time of all threads so far in milliseconds, as Linux counts it; not a number elsewhere.
fn cpu_ms() -> f64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else {
        return f64::NAN;
    };
    let nanoseconds = |thread: std::io::Result<std::fs::DirEntry>| -> Option<f64> {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    threads.filter_map(nanoseconds).sum::<f64>() / 1e6
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Runs a task some times and prints one line.
fn figure<T>(task: &str, note: &str, reps: usize, mut run: impl FnMut() -> T) -> T {
    let mut wall = Vec::new();
    let mut result = None;
    let start = cpu_ms();
    for _ in 0..reps.max(1) {
        let clock = Instant::now();
        result = Some(run());
        wall.push(clock.elapsed().as_secs_f64() * 1e3);
    }
    print_figure(
        task,
        (cpu_ms() - start) / reps as f64,
        median(wall),
        reps,
        note,
    );
    result.expect("at least one run")
}

fn print_figure(task: &str, cpu: f64, wall: f64, reps: usize, note: &str) {
    println!(
        r#"{{"task":"{task}","peer":"xuequ","cpu_ms":{cpu:.4},"wall_ms":{wall:.4},"reps":{reps},"note":"{note}"}}"#
    );
}

fn main() {
    let case = network::case();
    if let (Some(nodes), Some(file)) = (&case.nodes, std::env::var_os("XUEQU_BENCH_LENGTHS")) {
        let bytes: Vec<u8> = nodes
            .lengths()
            .into_iter()
            .flat_map(u32::to_le_bytes)
            .collect();
        std::fs::write(file, bytes).expect("a file that can be written");
    }
    let is_province = case.schools.len() > 1_000;
    let reps = |county: usize, province: usize| if is_province { province } else { county };
    let travel = figure("prep", "network and snapping", 1, || {
        Travel::new(&case.county, DETOUR_FACTOR)
    });
    let places: Vec<_> = figure("place", "all schools", reps(5, 1), || {
        case.schools.iter().map(|&at| travel.place(at)).collect()
    });

    figure(
        "voronoi",
        "search, every settlement, with labels",
        reps(51, 5),
        || travel.nearest(&places),
    );
    figure("drag", "one row by search", reps(31, 3), || {
        travel.row(&places[0])
    });
    let mut drag = figure("drag", "begin", reps(11, 1), || {
        travel.drag(&places, case.dragged)
    });
    let frames: Vec<_> = figure("drag", "place all frames", 1, || {
        case.drag.iter().map(|&at| travel.place(at)).collect()
    });
    let mut times = Vec::new();
    let start = cpu_ms();
    for frame in std::iter::repeat_n(&frames, 20).flatten() {
        let clock = Instant::now();
        std::hint::black_box(drag.frame(&travel, frame));
        times.push(clock.elapsed().as_secs_f64() * 1e3);
    }
    let cpu = (cpu_ms() - start) / times.len() as f64;
    times.sort_by(f64::total_cmp);
    let p99 = times[times.len() * 99 / 100];
    print_figure(
        "drag",
        cpu,
        median(times),
        20 * frames.len(),
        &format!("frame; 99 of 100 within {p99:.4} ms wall"),
    );
    figure("prep", "hierarchy", 1, || travel.prepare());
    let nearest = figure(
        "voronoi",
        "sweep, every settlement, with labels",
        reps(201, 11),
        || travel.nearest(&places),
    );
    let cost: u64 = nearest
        .iter()
        .zip(&case.pupils)
        .filter_map(|(nearest, &pupils)| {
            Some(u64::from(nearest.as_ref()?.1.distance().decimetres()) * u64::from(pupils))
        })
        .sum();
    println!(r#"{{"task":"cost","peer":"xuequ","decimetres":{cost}}}"#);
    let k = reps(16, 24);
    figure(
        "k nearest",
        &format!("{k} for every settlement"),
        reps(11, 1),
        || travel.nearest_k(&places, k),
    );
    let rows = reps(places.len(), 256);
    let one_thread = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a thread pool");
    figure(
        "matrix",
        &format!("{rows} rows, one thread"),
        reps(11, 1),
        || one_thread.install(|| travel.rows(&places[..rows])),
    );
    figure("matrix", &format!("{rows} rows"), reps(11, 1), || {
        travel.rows(&places[..rows])
    });
}
