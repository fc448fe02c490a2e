//! Which clients lie side by side, where every catchment must be in one piece.

/// Clients as a map shows them: who touches whom, and who touches a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adjacency {
    /// By client, the clients it touches; both ways.
    pub touching: Vec<Vec<u32>>,
    /// By site, the clients that touch it.
    pub around: Vec<Vec<u32>>,
}

impl Adjacency {
    /// The members of a site that cannot be reached from it over members.
    pub(super) fn stranded(
        &self,
        site: u32,
        members: &[u32],
        belongs: impl Fn(u32) -> bool,
    ) -> Vec<u32> {
        let reached = self.reached(site, members.len(), belongs);
        if reached.len() == members.len() {
            return Vec::new();
        }
        let mut stranded: Vec<u32> = members.to_vec();
        stranded.retain(|member| reached.binary_search(member).is_err());
        stranded
    }

    /// Whether a site's members, so many, can all be reached from it over members.
    pub(super) fn is_in_one_piece(
        &self,
        site: u32,
        n_members: usize,
        belongs: impl Fn(u32) -> bool,
    ) -> bool {
        self.reached(site, n_members, belongs).len() == n_members
    }

    /// Whoever belongs and can be reached from a site over others who do, ascending; at most so many.
    pub(super) fn reached(
        &self,
        site: u32,
        most: usize,
        belongs: impl Fn(u32) -> bool,
    ) -> Vec<u32> {
        let mut is_seen = vec![false; self.touching.len()];
        let mut reached = Vec::with_capacity(most);
        let mut look = |client: u32, reached: &mut Vec<u32>| {
            let seen = &mut is_seen[client as usize];
            if !*seen && belongs(client) {
                *seen = true;
                reached.push(client);
            }
        };
        for &client in &self.around[site as usize] {
            look(client, &mut reached);
        }
        let mut at = 0;
        while at < reached.len() && reached.len() < most {
            for &next in &self.touching[reached[at] as usize] {
                look(next, &mut reached);
            }
            at += 1;
        }
        reached.sort_unstable();
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catchment_cut_by_another_has_stranded_members() {
        // Five in a row, the site beside the first.
        let row = Adjacency {
            touching: vec![vec![1], vec![0, 2], vec![1, 3], vec![2, 4], vec![3]],
            around: vec![vec![0]],
        };
        let members = [0, 1, 3, 4];
        let belongs = |client: u32| members.contains(&client);
        assert_eq!(row.stranded(0, &members, belongs), [3, 4]);
        assert!(!row.is_in_one_piece(0, 4, belongs));
        assert!(row.is_in_one_piece(0, 5, |_| true));
    }
}
