//! The same work on a folder of roads, homes and schools. Times are wall-clock: on a busy machine the medians of
//! short work still hold, those of long work do not.
//!
//! A province's lists end where `knn.u32` ends: its proof is one among the listed ways.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use xuequ::assign::transport::{Choice, Demand, FIRST_SITES, Lists, NearestSites, Transport};

/// Prints medians and 99th percentiles.
pub(crate) fn run(path: &Path) {
    let folder = Folder::read(path);
    println!(
        "\n{}: {} homes, {} schools",
        path.display(),
        folder.demands.len(),
        folder.seats.len()
    );
    let count = match &folder.near {
        Near::Rows(_) => FIRST_SITES,
        Near::Lists { width, .. } => *width,
    };
    let lists = Lists::of(folder.demands.len(), count, &folder);
    let mut cold = Vec::new();
    let mut solved = None;
    for _ in 0..9 {
        let lists = lists.clone();
        let start = Instant::now();
        let transport = Transport::with_lists(&folder.demands, &folder.seats, lists, &folder);
        assert!(transport.proof().is_optimal);
        cold.push(start.elapsed());
        solved = Some(transport);
    }
    told("exact seats from scratch, proof included", &mut cold);
    let Some(mut transport) = solved else { return };
    println!("{:?}", transport.proof());

    let mut closed = Vec::new();
    for site in 0..folder.seats.len().min(300) {
        let start = Instant::now();
        transport.set_seats(site as u32, Some(0), &folder);
        closed.push(start.elapsed());
        transport.set_seats(site as u32, folder.seats[site], &folder);
    }
    told("what if this school closes", &mut closed);

    let site = folder.drag_school;
    let start = Instant::now();
    transport.narrow_for(site, &folder);
    println!("drag start {:?}", start.elapsed());
    let horizon: Vec<u32> = (0..folder.demands.len())
        .map(|home| transport.horizon(home as u32))
        .collect();
    let frames: Vec<Vec<(u32, u32)>> = folder
        .drag_nodes
        .par_iter()
        .map(|&node| folder.roads.seen_from(node, &folder.home_nodes, &horizon))
        .collect();
    let seen: usize = frames.iter().map(Vec::len).sum();
    println!("homes in sight per frame {}", seen / frames.len());
    let mut drag = Vec::new();
    for round in 0..3 {
        for (number, frame) in frames.iter().enumerate() {
            let start = Instant::now();
            transport.move_site(site, frame, &folder);
            let time = start.elapsed();
            if round > 0 {
                drag.push(time);
            } else if number % 100 == 0 {
                println!("frame {number} {:?}", transport.proof());
            }
        }
    }
    told("drag, exact seats, per frame", &mut drag);
}

fn told(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    println!(
        "{what}: median {:?}, p99 {:?}, max {:?}",
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

struct Folder {
    demands: Vec<Demand>,
    seats: Vec<Option<u32>>,
    near: Near,
    roads: Roads,
    home_nodes: Vec<u32>,
    drag_school: u32,
    drag_nodes: Vec<u32>,
}

enum Near {
    /// Every way, by school.
    Rows(Vec<Vec<u32>>),
    /// The nearest few of every home, from `knn.u32`.
    Lists { width: usize, lists: Vec<u32> },
}

impl NearestSites for Folder {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        into.clear();
        match &self.near {
            Near::Rows(rows) => {
                into.extend(rows.iter().zip(0..).map(|(row, site)| Choice {
                    cost: row[home],
                    site,
                }));
                if count < into.len() {
                    into.select_nth_unstable(count - 1);
                }
                into.truncate(count);
                into.sort_unstable();
            }
            Near::Lists { width, lists } => {
                let list = &lists[home * width * 2..][..width * 2];
                into.extend(
                    list.chunks_exact(2)
                        .filter(|pair| pair[0] != u32::MAX)
                        .map(|pair| Choice {
                            cost: pair[1],
                            site: pair[0],
                        })
                        .take(count),
                );
            }
        }
    }
}

impl Folder {
    fn read(path: &Path) -> Self {
        let roads = Roads {
            first: numbers(&path.join("csr_first.u32")),
            head: numbers(&path.join("csr_head.u32")),
            length: numbers(&path.join("csr_len_dm.u32")),
        };
        let homes = table(&path.join("demand.csv"));
        let schools = table(&path.join("schools.csv"));
        let drag = table(&path.join("drag.csv"));
        let home_nodes: Vec<u32> = homes.iter().map(|home| home[1]).collect();
        let knn = path.join("knn.u32");
        let near = if schools.len() > 1_000 {
            let lists = numbers(&knn);
            let width = lists.len() / 2 / homes.len();
            Near::Lists { width, lists }
        } else {
            let row = |school: &Vec<u32>| {
                let ways = roads.ways_from(school[1], u32::MAX);
                home_nodes.iter().map(|&node| ways[node as usize]).collect()
            };
            Near::Rows(schools.par_iter().map(row).collect())
        };
        Self {
            demands: homes
                .iter()
                .map(|home| Demand {
                    pupils: home[3],
                    weight: 1,
                })
                .collect(),
            seats: schools.iter().map(|school| Some(school[2])).collect(),
            near,
            roads,
            home_nodes,
            drag_school: drag[0][0],
            drag_nodes: drag.iter().map(|frame| frame[2]).collect(),
        }
    }
}

struct Roads {
    first: Vec<u32>,
    head: Vec<u32>,
    length: Vec<u32>,
}

impl Roads {
    /// Dijkstra's algorithm as far as `limit`.
    fn ways_from(&self, node: u32, limit: u32) -> Vec<u32> {
        let mut ways = vec![u32::MAX; self.first.len() - 1];
        let mut queue = BinaryHeap::from([Reverse((0, node))]);
        ways[node as usize] = 0;
        while let Some(Reverse((way, node))) = queue.pop() {
            if way > ways[node as usize] {
                continue;
            }
            let arcs = self.first[node as usize] as usize..self.first[node as usize + 1] as usize;
            for arc in arcs {
                let (to, way) = (self.head[arc], way.saturating_add(self.length[arc]));
                if way < ways[to as usize] && way <= limit {
                    ways[to as usize] = way;
                    queue.push(Reverse((way, to)));
                }
            }
        }
        ways
    }

    /// Homes nearer to a node than their horizon.
    fn seen_from(&self, node: u32, homes: &[u32], horizon: &[u32]) -> Vec<(u32, u32)> {
        let ways = self.ways_from(node, 300_000);
        homes
            .iter()
            .zip(horizon)
            .zip(0..)
            .map(|((&node, &horizon), home)| (home, ways[node as usize], horizon))
            .filter(|&(_, way, horizon)| way < horizon)
            .map(|(home, way, _)| (home, way))
            .collect()
    }
}

fn numbers(path: &Path) -> Vec<u32> {
    let bytes = fs::read(path).expect("the data folder is complete");
    bytes
        .chunks_exact(4)
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect()
}

fn table(path: &Path) -> Vec<Vec<u32>> {
    let text = fs::read_to_string(path).expect("the data folder is complete");
    let number = |cell: &str| cell.parse::<f64>().unwrap_or(0.0) as u32;
    text.lines()
        .skip(1)
        .map(|line| line.split(',').map(number).collect())
        .collect()
}
