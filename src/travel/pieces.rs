//! The pieces of the road network: what hangs together on foot.

use super::graph::Graph;
use super::network::Network;

/// A piece with so many metres of road is a network of its own: several villages with their lanes, where people live
/// and go to school. The drive of a campus, a path that was drawn apart or a road that misses its junction are shorter.
const LARGE_METRES: f64 = 10_000.0;

/// Where few roads are drawn, so is a piece with this share of them,
const LARGE_SHARE: f64 = 0.1;

/// if it is at least so long in metres: a shorter one is a place, not a network.
const LEAST_METRES: f64 = 1_000.0;

/// The pieces of a network.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// By junction.
    piece: Vec<u32>,
    /// By piece: whether it is a network of its own.
    is_large: Vec<bool>,
    main: u32,
}

impl Pieces {
    /// The connected pieces of a network; `walking` joins its junctions both ways. In linear time.
    pub(super) fn of(network: &Network, walking: &Graph) -> Self {
        const UNSEEN: u32 = u32::MAX;
        let n = walking.n_junctions();
        let mut piece = vec![UNSEEN; n];
        let mut n_pieces = 0;
        let mut open = Vec::new();
        for start in 0..n as u32 {
            if piece[start as usize] != UNSEEN {
                continue;
            }
            piece[start as usize] = n_pieces;
            open.push(start);
            while let Some(junction) = open.pop() {
                for arc in walking.arcs(junction) {
                    let there = &mut piece[arc.head as usize];
                    if *there == UNSEEN {
                        *there = n_pieces;
                        open.push(arc.head);
                    }
                }
            }
            n_pieces += 1;
        }
        let mut metres = vec![0.0; n_pieces as usize];
        for chain in &network.chains {
            metres[piece[chain.from as usize] as usize] += f64::from(network.length(chain)) / 10.0;
        }
        let all: f64 = metres.iter().sum();
        // Of equally long ones the first.
        let main = (0..n_pieces)
            .rev()
            .max_by(|&a, &b| metres[a as usize].total_cmp(&metres[b as usize]));
        let main = main.unwrap_or(0);
        let enough = (all * LARGE_SHARE).clamp(LEAST_METRES, LARGE_METRES);
        let pieces = (0_u32..).zip(&metres);
        let is_large = pieces.map(|(piece, &metres)| piece == main || metres >= enough);
        Self {
            is_large: is_large.collect(),
            piece,
            main,
        }
    }

    /// The piece a junction belongs to.
    pub(super) fn of_junction(&self, junction: u32) -> u32 {
        self.piece[junction as usize]
    }

    /// The piece with the most metres of road.
    pub(super) fn main(&self) -> u32 {
        self.main
    }

    /// Whether a piece is a network of its own.
    pub(super) fn is_large(&self, piece: u32) -> bool {
        self.is_large[piece as usize]
    }

    /// How many pieces there are.
    pub(super) fn len(&self) -> usize {
        self.is_large.len()
    }
}
