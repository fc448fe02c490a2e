//! The peers' county folder: a road graph, homes and schools in raw files.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::{Path, PathBuf};

use xuequ::random::Random;
use xuequ::solve::cover::Home;
use xuequ::solve::median::Client;
use xuequ::solve::merge;
use xuequ::solve::transport::Choice;

/// The folder named by `XUEQU_COUNTY`, if set.
pub fn folder() -> Option<PathBuf> {
    std::env::var_os("XUEQU_COUNTY").map(PathBuf::from)
}

/// Roads, homes and schools.
pub struct County {
    first: Vec<u32>,
    head: Vec<u32>,
    length_dm: Vec<u32>,
    /// Node, population, pupils.
    pub homes: Vec<[u32; 3]>,
    /// Node, seats, pupils.
    pub schools: Vec<[u32; 3]>,
}

impl County {
    pub fn read(folder: &Path) -> Option<Self> {
        let raw = |name: &str| -> Option<Vec<u32>> {
            let bytes = std::fs::read(folder.join(name)).ok()?;
            Some(
                bytes
                    .chunks_exact(4)
                    .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                    .collect(),
            )
        };
        let table = |name: &str| -> Option<Vec<[u32; 3]>> {
            let text = std::fs::read_to_string(folder.join(name)).ok()?;
            text.lines()
                .skip(1)
                .map(|line| {
                    let mut cells = line.split(',').skip(1).map(|cell| cell.parse().ok());
                    Some([cells.next()??, cells.next()??, cells.next()??])
                })
                .collect()
        };
        Some(Self {
            first: raw("csr_first.u32")?,
            head: raw("csr_head.u32")?,
            length_dm: raw("csr_len_dm.u32")?,
            homes: table("demand.csv")?,
            schools: table("schools.csv")?,
        })
    }

    /// Decimetres from every home to a node.
    pub fn row(&self, node: u32) -> Vec<u32> {
        let mut distance = vec![u32::MAX; self.first.len() - 1];
        let mut queue = BinaryHeap::from([(Reverse(0), node)]);
        distance[node as usize] = 0;
        while let Some((Reverse(so_far), at)) = queue.pop() {
            if so_far > distance[at as usize] {
                continue;
            }
            for arc in self.first[at as usize] as usize..self.first[at as usize + 1] as usize {
                let (next, there) = (self.head[arc] as usize, so_far + self.length_dm[arc]);
                if there < distance[next] {
                    distance[next] = there;
                    queue.push((Reverse(there), next as u32));
                }
            }
        }
        self.homes
            .iter()
            .map(|home| distance[home[0] as usize])
            .collect()
    }

    /// Rows of 300 candidate villages.
    pub fn candidates(&self) -> Vec<Vec<u32>> {
        let mut random = Random::seeded(3);
        let mut chosen: Vec<usize> = (0..self.homes.len()).collect();
        for at in 0..300.min(chosen.len()) {
            let other = at + random.below(chosen.len() - at);
            chosen.swap(at, other);
        }
        chosen.truncate(300);
        chosen
            .iter()
            .map(|&home| self.row(self.homes[home][0]))
            .collect()
    }

    /// Population-weighted clients of the first `n` homes.
    pub fn clients(&self, rows: &[Vec<u32>], n: usize) -> Vec<Client> {
        (0..n)
            .map(|home| Client {
                beyond: None,
                sites: (0..)
                    .zip(
                        rows.iter()
                            .map(|row| i64::from(row[home]) * i64::from(self.homes[home][1])),
                    )
                    .collect(),
            })
            .collect()
    }

    /// Which candidates are within the radius of each home.
    pub fn reach(&self, rows: &[Vec<u32>], radius_dm: u32) -> Vec<Home> {
        let is_near = |home: usize, site: &u32| rows[*site as usize][home] <= radius_dm;
        (0..self.homes.len())
            .map(|home| Home {
                pupils: i64::from(self.homes[home][1]),
                is_covered: false,
                sites: (0..rows.len() as u32)
                    .filter(|site| is_near(home, site))
                    .collect(),
            })
            .collect()
    }

    /// Rows of all schools.
    pub fn school_rows(&self) -> Vec<Vec<u32>> {
        self.schools
            .iter()
            .map(|school| self.row(school[0]))
            .collect()
    }

    /// Schools below 100 pupils could close; a quarter more seats everywhere. Every home reaches the schools within
    /// the radius and its nearest one.
    pub fn merges(&self, rows: &[Vec<u32>], reach_dm: u32, upkeep: i64) -> merge::Task {
        let choices = |home: usize| {
            let mut choices: Vec<Choice> = (0..)
                .zip(rows)
                .map(|(site, row)| Choice {
                    cost: row[home],
                    site,
                })
                .collect();
            choices.sort_unstable();
            let nearest = choices[0].cost;
            choices.retain(|choice| choice.cost <= reach_dm.max(nearest));
            choices
        };
        merge::Task {
            pupils: self.homes.iter().map(|home| home[2]).collect(),
            choices: (0..self.homes.len()).map(choices).collect(),
            seats: self
                .schools
                .iter()
                .map(|school| Some(school[1] * 5 / 4))
                .collect(),
            closable: (0..)
                .zip(&self.schools)
                .filter(|(_, school)| school[2] < 100)
                .map(|(site, _)| merge::Closable { site, upkeep })
                .collect(),
        }
    }
}
