//! Catchments in one piece, as prices: a client beyond others goes to a site only if one of those around its piece
//! does.
//!
//! Take a piece that is cut off from its site. Every path back leads over a client that touches the piece. So if a
//! client of the piece attends the site, one of the clients around it must attend the site, too (separator
//! inequalities, as in Oehrlein and Haunert 2017). Each such condition that a packing breaks gets a price, which rises
//! while it is broken.

use std::sync::Arc;

use super::adjacency::Adjacency;

/// A client, of a piece once cut off from a site, and those around that piece.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tie {
    pub(super) site: u32,
    pub(super) client: u32,
    /// Ascending.
    pub(super) around: Vec<u32>,
}

/// A tie with what breaking it costs, in ticks; never negative.
#[derive(Clone, Debug)]
pub(super) struct Priced {
    pub(super) tie: Arc<Tie>,
    pub(super) price: i64,
}

/// At most so many ties at a time.
const MOST: usize = 600;

/// The ties of one node while it is bounded.
#[derive(Default)]
pub(super) struct Ties {
    pub(super) all: Vec<Priced>,
    /// The prices of the best bound.
    best: Vec<i64>,
    /// By tie, whether it can still be broken.
    is_breakable: Vec<bool>,
    /// By tie, by how much the latest packing breaks it.
    broken: Vec<f64>,
    /// The same on average, the latest first.
    usually: Vec<f64>,
}

impl Ties {
    pub(super) fn of(all: &[Priced]) -> Self {
        Self {
            best: all.iter().map(|priced| priced.price).collect(),
            is_breakable: vec![true; all.len()],
            broken: vec![0.0; all.len()],
            usually: vec![0.0; all.len()],
            all: all.to_vec(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Charges ties in the lists of clients by site, which are ascending and without charges. `site_of` has clients
    /// without a choice, `may` says who may still go where. Answers the charges of clients without a choice.
    pub(super) fn charge(
        &mut self,
        lists: &mut [Vec<(u32, i64)>],
        site_of: &[u32],
        may: impl Fn(u32, u32) -> bool,
    ) -> i64 {
        let mut fixed = 0;
        for (priced, is_breakable) in self.all.iter_mut().zip(&mut self.is_breakable) {
            let Tie {
                site,
                client,
                around,
            } = &*priced.tie;
            let attends = |client: u32| site_of[client as usize] == *site;
            let can = |client: u32| {
                let fixed = site_of[client as usize];
                fixed == *site || (fixed == u32::MAX && may(client, *site))
            };
            *is_breakable = can(*client) && !around.iter().any(|&other| attends(other));
            if !*is_breakable {
                priced.price = 0;
                continue;
            }
            if attends(*client) {
                fixed += priced.price;
            }
            add(&mut lists[*site as usize], &priced.tie, priced.price);
        }
        fixed
    }

    /// Notes how far a site's packing, of which a part is chosen, breaks its ties.
    pub(super) fn note(&mut self, site: u32, part: f64, attends: impl Fn(u32) -> bool) {
        for (priced, broken) in self.all.iter().zip(&mut self.broken) {
            let tie = &*priced.tie;
            if tie.site == site {
                let around = tie.around.iter().filter(|&&other| attends(other)).count();
                let client = f64::from(u8::from(attends(tie.client)));
                *broken = part * (client - around as f64);
            }
        }
    }

    /// Forgets the latest packing.
    pub(super) fn clear(&mut self) {
        self.broken.fill(0.0);
    }

    /// Adds ties for the pieces that a site's members leave cut off from it; answers who is cut off. `may` says who
    /// may go to the site at all.
    pub(super) fn separate(
        &mut self,
        adjacency: &Adjacency,
        site: u32,
        members: &[u32],
        belongs: impl Fn(u32) -> bool,
        may: impl Fn(u32) -> bool,
    ) -> Vec<u32> {
        let reached = adjacency.reached(site, members.len(), &belongs);
        let mut stranded: Vec<u32> = members.to_vec();
        stranded.retain(|member| reached.binary_search(member).is_err());
        if stranded.is_empty() {
            return stranded;
        }
        let n_clients = adjacency.touching.len();
        // What lies around the site's own piece, as seen from elsewhere.
        let mut is_home = vec![false; n_clients];
        let mut rim = vec![false; n_clients];
        for &client in &reached {
            is_home[client as usize] = true;
        }
        let touched = reached
            .iter()
            .flat_map(|&client| &adjacency.touching[client as usize]);
        for &client in touched.chain(&adjacency.around[site as usize]) {
            rim[client as usize] |= !is_home[client as usize] && may(client);
        }
        let mut out = stranded.clone();
        while let Some(first) = out.pop() {
            let mut piece = vec![first];
            let mut at = 0;
            while at < piece.len() {
                for &next in &adjacency.touching[piece[at] as usize] {
                    if let Some(found) = out.iter().position(|&other| other == next) {
                        piece.push(out.swap_remove(found));
                    }
                }
                at += 1;
            }
            let beside_piece = shore(adjacency, site, &piece, &may);
            let beside_home = seen(adjacency, &piece, &rim, |client| {
                may(client) && !is_home[client as usize]
            });
            for &client in &piece {
                for around in [&beside_piece, &beside_home] {
                    self.add(Tie {
                        site,
                        client,
                        around: around.clone(),
                    });
                }
            }
        }
        stranded
    }

    fn add(&mut self, tie: Tie) {
        if self.all.len() >= MOST || self.all.iter().any(|priced| *priced.tie == tie) {
            return;
        }
        self.all.push(Priced {
            tie: Arc::new(tie),
            price: 0,
        });
        self.best.push(0);
        self.is_breakable.push(true);
        self.broken.push(1.0);
        self.usually.push(1.0);
    }

    pub(super) fn keep_best(&mut self) {
        for (best, priced) in self.best.iter_mut().zip(&self.all) {
            *best = priced.price;
        }
    }

    /// The ties that cost anything at the best bound.
    pub(super) fn best(self) -> Vec<Priced> {
        let all = self.all.into_iter().zip(self.best);
        all.filter(|&(_, price)| price > 0)
            .map(|(priced, price)| Priced { price, ..priced })
            .collect()
    }

    pub(super) fn remember(&mut self, part: f64) {
        for (usually, broken) in self.usually.iter_mut().zip(&self.broken) {
            *usually += part * (broken - *usually);
        }
    }

    /// The squares of what ties are usually broken by, by the weight of their clients.
    pub(super) fn norm(&self, weight: impl Fn(usize) -> f64) -> f64 {
        let ties = self
            .all
            .iter()
            .zip(&self.usually)
            .zip(&self.is_breakable)
            .zip(&self.best);
        ties.filter(|(((_, usually), is_breakable), best)| {
            **is_breakable && (**usually > 0.0 || **best > 0)
        })
        .map(|(((priced, usually), _), _)| weight(priced.tie.client as usize) * usually * usually)
        .sum()
    }

    /// A step from the best prices, `by` for each unit of weight and breach, all ties together at most
    /// `dearest`; answers how much more clients without a
    /// choice are charged.
    pub(super) fn step(
        &mut self,
        by: f64,
        weight: impl Fn(usize) -> f64,
        dearest: i64,
        lists: &mut [Vec<(u32, i64)>],
        site_of: &[u32],
    ) -> i64 {
        let mut fixed = 0;
        for at in 0..self.all.len() {
            if !self.is_breakable[at] {
                continue;
            }
            let Priced { tie, price } = &mut self.all[at];
            let more = by * weight(tie.client as usize) * self.usually[at];
            let next = self.best[at].saturating_add(more.round() as i64);
            let next = next.clamp(0, dearest / MOST as i64);
            let change = next - std::mem::replace(price, next);
            if change != 0 {
                add(&mut lists[tie.site as usize], tie, change);
                if site_of[tie.client as usize] == tie.site {
                    fixed += change;
                }
            }
        }
        fixed
    }
}

/// Of those who touch a piece, the ones from whom a way leads to the site past the others.
fn shore(adjacency: &Adjacency, site: u32, piece: &[u32], may: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut is_near = vec![false; adjacency.touching.len()];
    for &client in piece {
        is_near[client as usize] = true;
        for &other in &adjacency.touching[client as usize] {
            is_near[other as usize] = true;
        }
    }
    let far = |client: u32| !is_near[client as usize] && may(client);
    let open = adjacency.reached(site, is_near.len(), far);
    let leads_home = |client: u32| {
        adjacency.around[site as usize].contains(&client)
            || adjacency.touching[client as usize]
                .iter()
                .any(|other| open.binary_search(other).is_ok())
    };
    (0..is_near.len() as u32)
        .filter(|&client| is_near[client as usize] && may(client) && !piece.contains(&client))
        .filter(|&client| leads_home(client))
        .collect()
}

/// Those on the rim whom a piece reaches over clients off it who may.
fn seen(adjacency: &Adjacency, piece: &[u32], rim: &[bool], may: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut is_seen = vec![false; rim.len()];
    let mut way: Vec<u32> = piece.to_vec();
    let mut found = Vec::new();
    for &client in piece {
        is_seen[client as usize] = true;
    }
    while let Some(client) = way.pop() {
        for &next in &adjacency.touching[client as usize] {
            if std::mem::replace(&mut is_seen[next as usize], true) || !may(next) {
                continue;
            }
            if rim[next as usize] {
                found.push(next);
            } else {
                way.push(next);
            }
        }
    }
    found.sort_unstable();
    found
}

/// Charges a tie in its site's list: its client pays, those around are paid.
fn add(list: &mut [(u32, i64)], tie: &Tie, price: i64) {
    if price == 0 {
        return;
    }
    let mut pay = |client: u32, price: i64| {
        if let Ok(at) = list.binary_search_by_key(&client, |&(client, _)| client) {
            list[at].1 += price;
        }
    };
    pay(tie.client, price);
    for &other in &tie.around {
        pay(other, -price);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Clients side by side in a grid, some links missing, the site beside a few of them.
    fn drawn(random: &mut Random) -> Adjacency {
        let (width, n_clients) = (4, 10);
        let mut touching = vec![Vec::new(); n_clients];
        for client in 0..n_clients {
            let right = (client % width + 1 < width).then_some(client + 1);
            for other in [right, Some(client + width)].into_iter().flatten() {
                if other < n_clients && random.below(5) > 0 {
                    touching[client].push(other as u32);
                    touching[other].push(client as u32);
                }
            }
        }
        let around = (0..=random.below(3)).map(|_| random.below(n_clients) as u32);
        Adjacency {
            around: vec![around.collect()],
            touching,
        }
    }

    #[test]
    fn no_catchment_in_one_piece_breaks_a_tie() {
        let mut n_ties = 0;
        for seed in 0..300 {
            let mut random = Random::seeded(seed);
            let adjacency = drawn(&mut random);
            let may: Vec<bool> = (0..10).map(|_| random.below(6) > 0).collect();
            let may = |client: u32| may[client as usize];
            let members: Vec<u32> = (0..10)
                .filter(|&client| may(client) && random.below(2) == 0)
                .collect();
            let belongs = |client: u32| members.contains(&client);
            let mut ties = Ties::default();
            let stranded = ties.separate(&adjacency, 0, &members, belongs, may);
            for client in stranded {
                let broken = |priced: &&Priced| {
                    let tie = &*priced.tie;
                    tie.client == client && !tie.around.iter().any(|&other| belongs(other))
                };
                assert!(ties.all.iter().any(|priced| broken(&priced)), "seed {seed}");
            }
            n_ties += ties.all.len();
            for set in 0_u32..1 << 10 {
                let attends = |client: u32| set >> client & 1 == 1;
                let allowed = (0..10).filter(|&client| attends(client)).all(may);
                if !allowed || !adjacency.is_in_one_piece(0, set.count_ones() as usize, attends) {
                    continue;
                }
                for Priced { tie, .. } in &ties.all {
                    let holds =
                        !attends(tie.client) || tie.around.iter().any(|&other| attends(other));
                    assert!(holds, "seed {seed}, {tie:?}, set {set:b}");
                }
            }
        }
        assert!(n_ties > 500, "{n_ties}");
    }

    #[test]
    fn what_ties_charge_is_taken_back_with_their_prices() {
        let tie = Tie {
            site: 0,
            client: 2,
            around: vec![0, 1],
        };
        let mut ties = Ties::default();
        ties.add(tie);
        let bare = vec![vec![(0, 5), (1, 6), (2, 7)]];
        let mut lists = bare.clone();
        let nobody = [u32::MAX; 3];
        ties.charge(&mut lists, &nobody, |_, _| true);
        assert_eq!(lists, bare);
        ties.step(4.0, |_| 2.0, 1 << 20, &mut lists, &nobody);
        assert_eq!(lists, [[(0, -3), (1, -2), (2, 15)]]);
        // Whoever goes there without a choice pays outside the lists.
        lists.clone_from(&bare);
        let fixed = ties.charge(&mut lists, &[u32::MAX, u32::MAX, 0], |_, _| true);
        assert_eq!((fixed, &lists[0]), (8, &vec![(0, -3), (1, -2), (2, 15)]));
        // A tie that holds in any case costs nothing.
        lists.clone_from(&bare);
        assert_eq!(ties.charge(&mut lists, &[u32::MAX, 0, 0], |_, _| true), 0);
        assert_eq!(lists, bare);
    }
}
