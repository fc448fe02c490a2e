//! The slow part of the preparation as bytes to keep: the order in which the hierarchy removes junctions.
//!
//! Every distance is right with any order; a bad order would only be slow. Bytes are refused if they are damaged in any
//! place or were made from other roads. Then the order is found anew.
//!
//! Layout: `XUEQUORD`, version, SHA-256 of what joins what, number of junctions, the junctions in order
//! (little-endian, four bytes each), SHA-256 of all that.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::Travel;
use super::graph::Graph;
use super::network::Network;

const MAGIC: &[u8; 12] = b"XUEQUORD\x01\0\0\0";
const DIGEST_BYTES: usize = 32;
const HEADER_BYTES: usize = MAGIC.len() + DIGEST_BYTES + 4;

/// Why kept bytes cannot be used. The remedy is always to call [`Travel::prepare`] and keep its bytes instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CacheError {
    /// Cut short, changed, or not made by this version.
    #[error("the prepared roads are damaged")]
    Damaged,
    /// Made from other roads.
    #[error("the prepared roads belong to other roads")]
    Stale,
}

impl Travel {
    /// Stands for the roads as far as a kept preparation depends on them; fit for a file name.
    pub fn fingerprint(&self) -> String {
        let mut text = String::new();
        for byte in fingerprint(&self.network, &self.shape.walking) {
            // Writing into a text cannot fail.
            write!(text, "{byte:02x}").ok();
        }
        text
    }

    /// What to keep of the preparation so that [`Travel::prepare_from`] can take it up; prepares if need be.
    pub fn prepared_bytes(&self) -> Vec<u8> {
        let order = &self.prepared().order;
        let mut bytes = Vec::with_capacity(HEADER_BYTES + order.len() * 4 + DIGEST_BYTES);
        bytes.extend(MAGIC);
        bytes.extend(fingerprint(&self.network, &self.shape.walking));
        bytes.extend((order.len() as u32).to_le_bytes());
        bytes.extend(order.iter().flat_map(|junction| junction.to_le_bytes()));
        let digest = Sha256::digest(&bytes);
        bytes.extend(digest);
        bytes
    }

    /// Prepares like [`Travel::prepare`], with the order that was kept. Nothing is prepared on an error.
    pub fn prepare_from(&self, bytes: &[u8]) -> Result<(), CacheError> {
        let (body, digest) = bytes
            .split_last_chunk::<DIGEST_BYTES>()
            .ok_or(CacheError::Damaged)?;
        if Sha256::digest(body)[..] != digest[..] || !body.starts_with(MAGIC) {
            return Err(CacheError::Damaged);
        }
        let (header, rest) = body
            .split_at_checked(HEADER_BYTES)
            .ok_or(CacheError::Damaged)?;
        if header[MAGIC.len()..][..DIGEST_BYTES] != fingerprint(&self.network, &self.shape.walking)
        {
            return Err(CacheError::Stale);
        }
        let (numbers, []) = rest.as_chunks::<4>() else {
            return Err(CacheError::Damaged);
        };
        let order: Vec<u32> = numbers
            .iter()
            .map(|&number| u32::from_le_bytes(number))
            .collect();
        if !is_permutation(&order, self.network.junctions.len()) {
            return Err(CacheError::Damaged);
        }
        self.take_order(order);
        Ok(())
    }
}

/// Stands for the junctions, where they are, and what joins what; lengths and speeds do not count.
fn fingerprint(network: &Network, walking: &Graph) -> [u8; DIGEST_BYTES] {
    let mut hash = Sha256::new();
    for (junction, at) in (0_u32..).zip(&network.junctions) {
        hash.update(at.lon.to_le_bytes());
        hash.update(at.lat.to_le_bytes());
        let arcs = walking.arcs(junction);
        hash.update((arcs.len() as u32).to_le_bytes());
        for arc in arcs {
            hash.update(arc.head.to_le_bytes());
        }
    }
    hash.finalize().into()
}

fn is_permutation(order: &[u32], n: usize) -> bool {
    let mut is_seen = vec![false; n];
    let mut first_time = |&junction: &u32| {
        is_seen
            .get_mut(junction as usize)
            .is_some_and(|is_seen| !std::mem::replace(is_seen, true))
    };
    order.len() == n && order.iter().all(&mut first_time)
}

#[cfg(test)]
mod tests {
    use super::super::oracle::random_county;
    use super::super::sweep::LANES;
    use super::super::{DETOUR_FACTOR, Place};
    use super::*;
    use crate::random::Random;

    #[test]
    fn kept_bytes_give_the_same_rows() {
        for seed in 0..100 {
            let (county, sites) = random_county(&mut Random::seeded(seed));
            let travel = Travel::new(&county, DETOUR_FACTOR);
            let again = Travel::new(&county, DETOUR_FACTOR);
            again.prepare_from(&travel.prepared_bytes()).unwrap();
            assert_eq!(again.prepared_bytes(), travel.prepared_bytes());
            // Enough of them to go by sweeps.
            let many = sites.iter().cycle().take(LANES);
            let places: Vec<Place> = many.map(|&site| travel.place(site)).collect();
            assert_eq!(again.rows(&places), travel.rows(&places), "seed {seed}");
        }
    }

    #[test]
    fn no_damaged_byte_and_no_missing_one_goes_unnoticed() {
        let (county, _) = random_county(&mut Random::seeded(7));
        let travel = Travel::new(&county, DETOUR_FACTOR);
        assert!(!travel.network.junctions.is_empty());
        let bytes = travel.prepared_bytes();
        for place in 0..bytes.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[place] ^= change;
                let again = Travel::new(&county, DETOUR_FACTOR);
                assert_eq!(
                    again.prepare_from(&damaged),
                    Err(CacheError::Damaged),
                    "byte {place}"
                );
                assert!(again.prepared.get().is_none());
            }
            assert_eq!(
                travel.prepare_from(&bytes[..place]),
                Err(CacheError::Damaged)
            );
        }
    }

    #[test]
    fn bytes_of_other_roads_are_refused() {
        let of = |seed| Travel::new(&random_county(&mut Random::seeded(seed)).0, DETOUR_FACTOR);
        assert_eq!(
            of(8).prepare_from(&of(7).prepared_bytes()),
            Err(CacheError::Stale)
        );
    }

    #[test]
    fn an_order_that_names_a_junction_twice_is_refused() {
        assert!(is_permutation(&[2, 0, 1], 3));
        assert!(
            !is_permutation(&[2, 0, 2], 3)
                && !is_permutation(&[0, 1], 3)
                && !is_permutation(&[0, 1, 3], 3)
        );
    }
}
