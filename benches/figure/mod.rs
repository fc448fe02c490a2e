//! Figures as JSON lines: `wall_ms` is a median, `cpu_ms` the mean CPU time of all threads, where the system gives it.

use std::time::Instant;

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
pub(crate) fn figure<T>(task: &str, note: &str, reps: usize, mut run: impl FnMut() -> T) -> T {
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

/// Runs a task on one thing after another and prints one line: the time for each.
pub(crate) fn figure_of_each<I, T>(
    task: &str,
    note: &str,
    each: impl IntoIterator<Item = I>,
    mut run: impl FnMut(I) -> T,
) {
    let mut times = Vec::new();
    let start = cpu_ms();
    for one in each {
        let clock = Instant::now();
        std::hint::black_box(run(one));
        times.push(clock.elapsed().as_secs_f64() * 1e3);
    }
    let cpu = (cpu_ms() - start) / times.len() as f64;
    times.sort_by(f64::total_cmp);
    let (reps, p99) = (times.len(), times[times.len() * 99 / 100]);
    let note = format!("{note}; 99 of 100 within {p99:.4} ms wall");
    print_figure(task, cpu, median(times), reps, &note);
}
