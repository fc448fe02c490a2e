//! Published optima are found and proven. Reads the folder named by `XUEQU_BENCHMARKS`; without it
//! only seeded instances of the same families are solved.

mod formats;

use formats::{Pmed, seats};
use xuequ::solve::{Run, capacitated, median};

#[test]
fn small_or_library_medians_are_found_and_proven() {
    let Some(folder) = formats::folder() else {
        return;
    };
    for (name, known) in formats::pmed_optima(&folder) {
        let instance = Pmed::read(&folder, &name);
        let Some(instance) = instance.filter(|instance| instance.n <= 300) else {
            continue;
        };
        let problem = median::Problem::new(instance.n, instance.clients());
        let answer = median::solve(&problem, instance.p, &Run::to_the_end());
        assert_eq!((answer.value, answer.bound), (known, known), "{name}");
    }
}

#[test]
fn small_capacitated_instances_are_found_and_proven() {
    let Some(folder) = formats::folder() else {
        return;
    };
    for family in ["pmedcap", "sscflp"] {
        for (name, problem, optimum) in seats::known(&folder, family).into_iter().take(4) {
            let answer = capacitated::solve(&problem, &Run::to_the_end());
            let told = answer.map(|answer| (answer.value, answer.bound));
            assert_eq!(told, Ok((optimum, optimum)), "{name}");
        }
    }
}

#[test]
fn one_thread_and_two_open_the_same_sites() {
    let instance = Pmed::seeded(200, 20, 8);
    let problem = median::Problem::new(instance.n, instance.clients());
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map(|pool| {
            pool.install(|| median::solve(&problem, instance.p, &Run::to_the_end()).choice)
        })
    };
    let (one, two) = (on(1).unwrap(), on(2).unwrap());
    assert_eq!(one, two);
}

#[test]
fn one_thread_and_two_lay_out_the_same_schools() {
    let roomy = seats::sized(80, 8, 3);
    let problem = seats::in_one_piece(80, 8, 3, roomy);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map(|pool| pool.install(|| capacitated::solve(&problem, &Run::to_the_end())))
    };
    let (one, two) = (on(1).unwrap().unwrap(), on(2).unwrap().unwrap());
    assert_eq!((&one.choice, one.bound), (&two.choice, two.bound));
    assert!(one.is_proven());
}
