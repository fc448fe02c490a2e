//! A good choice at once: greedy opening, then exchanging one open site for one closed while that helps.
//!
//! Whitaker's fast interchange as stated by Hansen and Mladenovic (1997), with the sparse gains of
//! Resende and Werneck (2007): a site is only compared with the clients whose second choice it beats.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::problem::Problem;

const NOBODY: u32 = u32::MAX;

/// The two best open sites of a client.
#[derive(Clone, Copy)]
struct Service {
    first: u32,
    first_cost: i64,
    second_cost: i64,
}

/// Opens the site that saves most, `choose` times. Savings only shrink, so stale ones are looked at
/// again only when they come to the top.
pub(super) fn greedy(problem: &Problem, choose: usize) -> Vec<bool> {
    let mut open = vec![false; problem.n_sites()];
    let mut cost = problem.beyond.clone();
    let saving = |site: usize, cost: &[i64]| -> i64 {
        let (clients, costs) = problem.by_site.of(site);
        clients
            .iter()
            .zip(costs)
            .map(|(&client, &price)| (cost[client as usize] - price).max(0))
            .sum()
    };
    let mut queue: BinaryHeap<(i64, Reverse<usize>, usize)> = (0..problem.n_sites())
        .map(|site| (saving(site, &cost), Reverse(site), 0))
        .collect();
    let mut opened = 0;
    while opened < choose {
        let Some((_, Reverse(site), fresh)) = queue.pop() else {
            break;
        };
        if fresh < opened {
            queue.push((saving(site, &cost), Reverse(site), opened));
            continue;
        }
        open[site] = true;
        opened += 1;
        let (clients, costs) = problem.by_site.of(site);
        for (&client, &price) in clients.iter().zip(costs) {
            let now = &mut cost[client as usize];
            *now = price.min(*now);
        }
    }
    open
}

/// Exchanges sites, the best exchange first, until none helps. Returns the cost in ticks.
pub(super) fn improve(problem: &Problem, open: &mut [bool]) -> i64 {
    let mut service = Vec::with_capacity(problem.n_clients());
    let mut loss = vec![0; problem.n_sites()];
    loop {
        serve(problem, open, &mut service);
        loss.fill(0);
        for client in &service {
            if client.first != NOBODY {
                loss[client.first as usize] += client.second_cost - client.first_cost;
            }
        }
        let open_sites: Vec<u32> = (0..problem.n_sites() as u32)
            .filter(|&site| open[site as usize])
            .collect();
        let exchange = |spared: &mut Vec<i64>, incoming: usize| {
            best_partner(problem, &service, &loss, &open_sites, spared, incoming)
        };
        let closed = (0..problem.n_sites()).filter(|&site| !open[site]);
        let best = if problem.by_site.entries() < PARALLEL_FROM {
            let mut spared = vec![0; problem.n_sites()];
            closed.filter_map(|site| exchange(&mut spared, site)).max()
        } else {
            closed
                .collect::<Vec<_>>()
                .into_par_iter()
                .map_init(|| vec![0; problem.n_sites()], exchange)
                .flatten()
                .max()
        };
        match best {
            Some((profit, Reverse(incoming), Reverse(outgoing))) if profit > 0 => {
                open[incoming] = true;
                open[outgoing as usize] = false;
            }
            _ => break,
        }
    }
    let served: i64 = service.iter().map(|client| client.first_cost).sum();
    problem.settled + served
}

/// Below this many entries, starting threads costs more than it saves.
const PARALLEL_FROM: usize = 150_000;

fn serve(problem: &Problem, open: &[bool], service: &mut Vec<Service>) {
    service.clear();
    service.extend((0..problem.n_clients()).map(|client| {
        let (sites, costs) = problem.by_client.of(client);
        let mut is_open = sites
            .iter()
            .zip(costs)
            .filter(|&(&site, _)| open[site as usize]);
        let beyond = problem.beyond[client];
        let (&first, &first_cost) = is_open.next().unwrap_or((&NOBODY, &beyond));
        let second_cost = is_open.next().map_or(beyond, |(_, &cost)| cost);
        Service {
            first,
            first_cost,
            second_cost,
        }
    }));
}

type Exchange = (i64, Reverse<usize>, Reverse<u32>);

/// The open site that `incoming` would best replace, with the profit of the exchange. `spared` is
/// scratch, all zeros before and after.
fn best_partner(
    problem: &Problem,
    service: &[Service],
    loss: &[i64],
    open_sites: &[u32],
    spared: &mut [i64],
    incoming: usize,
) -> Option<Exchange> {
    let (clients, costs) = problem.by_site.of(incoming);
    let mut gain = 0;
    for (&client, &cost) in clients.iter().zip(costs) {
        let now = &service[client as usize];
        if cost < now.second_cost {
            gain += (now.first_cost - cost).max(0);
            if now.first != NOBODY {
                spared[now.first as usize] += now.second_cost - cost.max(now.first_cost);
            }
        }
    }
    let best = open_sites
        .iter()
        .map(|&site| (spared[site as usize] - loss[site as usize], Reverse(site)))
        .max();
    for &site in open_sites {
        spared[site as usize] = 0;
    }
    best.map(|(against, outgoing)| (gain + against, Reverse(incoming), outgoing))
}
