//! Readers of the published benchmark formats, and generators of instances like them.

#![allow(dead_code, reason = "tests and benches each use a part")]
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "included by path, not published"
)]

pub mod county;
pub mod seats;

use std::path::{Path, PathBuf};

use xuequ::random::Random;
use xuequ::solve::median::Client;

/// The folder named by `XUEQU_BENCHMARKS`, if set.
pub fn folder() -> Option<PathBuf> {
    std::env::var_os("XUEQU_BENCHMARKS").map(PathBuf::from)
}

/// Names and optima of the p-median instances in the folder.
pub fn pmed_optima(folder: &Path) -> Vec<(String, i64)> {
    let text = std::fs::read_to_string(folder.join("pmed/optimum.txt")).unwrap_or_default();
    let row = |line: &str| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
    };
    text.lines().filter_map(row).collect()
}

/// A p-median instance: a full matrix of distances, row by row.
pub struct Pmed {
    pub n: usize,
    pub p: usize,
    pub distance: Vec<i64>,
}

impl Pmed {
    pub fn read(folder: &Path, name: &str) -> Option<Self> {
        let file = folder.join(format!("pmed/{name}.txt"));
        Self::parse(&std::fs::read_to_string(file).ok()?)
    }

    /// OR-Library: `n m p`, then edges `i j cost`, of which the last of repeated ones holds.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<i64> = text
            .split_whitespace()
            .map(|word| word.parse().ok())
            .collect::<Option<_>>()?;
        let (&n, &p) = (numbers.first()?, numbers.get(2)?);
        let edges = numbers[3..].chunks_exact(3);
        Some(Self::of_graph(
            n as usize,
            p as usize,
            edges.map(|edge| (edge[0] as usize - 1, edge[1] as usize - 1, edge[2])),
        ))
    }

    /// A random graph as OR-Library's were made: n²/50 edges of length 1 to 100, connected.
    pub fn seeded(n: usize, p: usize, seed: u64) -> Self {
        let mut random = Random::seeded(seed);
        let tree: Vec<(usize, usize, i64)> = (1..n)
            .map(|node| (node, random.below(node), 1 + random.below(100) as i64))
            .collect();
        let more = (n * n / 50).saturating_sub(n - 1);
        let rest: Vec<(usize, usize, i64)> = (0..more)
            .map(|_| {
                (
                    random.below(n),
                    random.below(n),
                    1 + random.below(100) as i64,
                )
            })
            .collect();
        Self::of_graph(n, p, tree.into_iter().chain(rest))
    }

    fn of_graph(n: usize, p: usize, edges: impl Iterator<Item = (usize, usize, i64)>) -> Self {
        let mut distance = vec![i64::from(i32::MAX); n * n];
        for (a, b, cost) in edges {
            distance[a * n + b] = cost;
            distance[b * n + a] = cost;
        }
        for node in 0..n {
            distance[node * n + node] = 0;
        }
        for via in 0..n {
            let row = distance[via * n..(via + 1) * n].to_vec();
            for from in 0..n {
                let first = distance[from * n + via];
                for (direct, second) in distance[from * n..(from + 1) * n].iter_mut().zip(&row) {
                    *direct = (*direct).min(first + second);
                }
            }
        }
        Self { n, p, distance }
    }

    pub fn clients(&self) -> Vec<Client> {
        self.distance
            .chunks(self.n)
            .map(|row| Client {
                beyond: None,
                sites: (0..).zip(row.iter().copied()).collect(),
            })
            .collect()
    }
}
