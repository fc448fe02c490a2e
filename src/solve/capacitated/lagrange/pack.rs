//! Whom the chosen sites pack, and the layouts that this suggests.

use super::super::choice::Choice;
use super::super::knapsack;
use super::super::problem::Lock;
use super::{Idea, MEMORY, Sought, Work};

impl Work<'_> {
    /// Packs the chosen sites; answers whether every client was packed exactly once. With `separates`, pieces cut off
    /// from their sites are tied to those around them.
    pub(super) fn serve(&mut self, choice: &Choice, separates: bool) -> bool {
        self.served.fill(0.0);
        self.server.fill(u32::MAX);
        self.ties.clear();
        if separates {
            self.stranded.clear();
        }
        for liking in &mut self.site_liking {
            *liking *= 1.0 - MEMORY;
        }
        for &(site, part) in &choice.sites {
            self.site_liking[site as usize] += MEMORY * part;
            self.items(site as usize, true);
            let seats = self.rest.seats[site as usize];
            let wanted = self.scratch.wanted();
            let scratch = &mut self.scratch;
            scratch.packed.clear();
            let clients = scratch.items.iter().map(|item| item.client);
            if let Some(filling) = &self.fillings[site as usize] {
                if wanted <= u64::from(seats) {
                    scratch.packed.extend(clients);
                }
                scratch.packed.extend(&filling.clients);
            } else if wanted <= u64::from(seats) {
                scratch.packed.extend(clients);
            } else {
                knapsack::pack(&scratch.items, seats, &mut scratch.row, &mut scratch.packed);
            }
            for &client in &scratch.packed {
                self.served[client as usize] += part;
                let server = &mut self.server[client as usize];
                let cost = |site: u32| self.problem.cost(client as usize, site as usize);
                if *server == u32::MAX || cost(site) < cost(*server) {
                    *server = site;
                }
            }
            self.tie(site, part, separates);
        }
        self.rest
            .clients
            .iter()
            .all(|&client| (self.served[client as usize] - 1.0).abs() < 1e-9)
            && choice
                .sites
                .iter()
                .all(|&(_, part)| (part - 1.0).abs() < 1e-9)
    }

    /// Sees to it that what a site just packed is in one piece with it.
    fn tie(&mut self, site: u32, part: f64, separates: bool) {
        let Some(adjacency) = &self.problem.adjacency else {
            return;
        };
        if !separates && self.ties.is_empty() {
            return;
        }
        let is_packed = &mut self.scratch.is_packed;
        is_packed.clear();
        is_packed.extend(self.rest.site_of.iter().map(|&own| own == site));
        for &client in &self.scratch.packed {
            is_packed[client as usize] = true;
        }
        let belongs = |client: u32| is_packed[client as usize];
        self.ties.note(site, part, belongs);
        if separates && part > 0.5 {
            let members: Vec<u32> = (0..is_packed.len() as u32)
                .filter(|&client| belongs(client))
                .collect();
            let (allowed, n_sites) = (&self.node.is_allowed, self.problem.n_sites());
            let may = |client: u32| allowed[client as usize * n_sites + site as usize];
            let stranded = self.ties.separate(adjacency, site, &members, belongs, may);
            self.stranded
                .extend(stranded.into_iter().map(|client| (client, site)));
        }
    }

    /// The chosen sites with whom they packed, each client where it is cheapest.
    pub(super) fn idea(&self, choice: &Choice) -> Idea {
        let site_of = self.packed_last();
        let mut is_open = vec![false; self.problem.n_sites()];
        for &(site, part) in &choice.sites {
            is_open[site as usize] = part > 0.5;
        }
        Idea { is_open, site_of }
    }

    /// Keeps the layout in which everyone is served where packed last, if it is one and better.
    pub(super) fn find(&self, sought: &mut Sought) {
        let site_of = self.packed_last();
        let mut node = self.node.clone();
        for &site in &site_of {
            node.locks[site as usize] = Lock::Open;
        }
        let layout = node.layout(self.problem, &site_of);
        if let Some(cost) = layout.cost(self.problem)
            && cost * self.ticks <= sought.limit
        {
            sought.keep(cost, layout, self.ticks);
        }
    }

    /// By client, its site: decided, or the cheapest of those that packed it last.
    fn packed_last(&self) -> Vec<u32> {
        let mut site_of = self.rest.site_of.clone();
        for &client in &self.rest.clients {
            site_of[client as usize] = self.server[client as usize];
        }
        site_of
    }
}
