use super::{Client, Problem, solve};
use crate::random::Random;
use crate::solve::Run;

/// Clients in a small square, some of them served by an existing site.
fn seeded(random: &mut Random, n_clients: usize, n_sites: usize) -> Vec<Client> {
    (0..n_clients)
        .map(|_| {
            let weight = 1 + random.below(20) as i64;
            let sites = (0..n_sites as u32).map(|site| (site, weight * random.below(60) as i64));
            Client {
                sites: sites.collect(),
                beyond: (random.below(3) == 0).then(|| weight * random.below(60) as i64),
            }
        })
        .collect()
}

fn cost(clients: &[Client], open: &[u32]) -> i64 {
    clients
        .iter()
        .map(|client| {
            let chosen = client.sites.iter().filter(|(site, _)| open.contains(site));
            chosen
                .map(|&(_, cost)| cost)
                .chain(client.beyond)
                .min()
                .unwrap_or(i64::MAX)
        })
        .sum()
}

fn subsets(n: u32, k: usize) -> impl Iterator<Item = Vec<u32>> {
    (0_u32..1 << n)
        .filter(move |set| set.count_ones() as usize == k)
        .map(move |set| (0..n).filter(|&site| set >> site & 1 == 1).collect())
}

#[test]
fn the_answer_is_the_best_of_all_choices() {
    for seed in 0..300 {
        let mut random = Random::seeded(seed);
        let n_sites = 2 + random.below(9);
        let n_clients = 1 + random.below(14);
        let clients = seeded(&mut random, n_clients, n_sites);
        let choose = 1 + random.below(n_sites);
        let best = subsets(n_sites as u32, choose)
            .map(|open| cost(&clients, &open))
            .min();
        let answer = solve(
            &Problem::new(n_sites, clients.clone()),
            choose,
            &Run::to_the_end(),
        );
        assert_eq!(Some(answer.value), best, "seed {seed}");
        assert_eq!(cost(&clients, &answer.choice), answer.value, "seed {seed}");
        assert_eq!(answer.choice.len(), choose, "seed {seed}");
        assert_eq!(answer.value, answer.bound, "seed {seed}");
    }
}

#[test]
fn one_more_site_never_costs_more() {
    let mut random = Random::seeded(5);
    let clients = seeded(&mut random, 60, 25);
    let problem = Problem::new(25, clients);
    let costs: Vec<i64> = (1..25)
        .map(|choose| solve(&problem, choose, &Run::to_the_end()).value)
        .collect();
    assert!(costs.is_sorted_by(|a, b| a >= b), "{costs:?}");
}

#[test]
fn a_stopped_run_still_answers_between_its_bounds() {
    let mut random = Random::seeded(9);
    let clients = seeded(&mut random, 80, 60);
    let problem = Problem::new(60, clients);
    let stopped = solve(&problem, 7, &Run::for_seconds(0.0));
    let proven = solve(&problem, 7, &Run::to_the_end());
    assert!(stopped.bound <= proven.value && proven.value <= stopped.value);
    assert_eq!(stopped.choice.len(), 7);
}
