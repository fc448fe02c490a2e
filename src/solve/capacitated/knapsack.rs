//! The best use of one site's seats under client prices, and the cheapest way to fill it to its floor: knapsacks
//! solved exactly.

/// Something that could be packed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) client: u32,
    pub(super) weight: u32,
    pub(super) profit: i64,
}

/// Up to this many items times seats the whole table is made, which rules out most; else [`fill`] is quicker.
pub(super) const CELLS_IN_TABLE: u64 = 12_000;

/// Fills `best[s]` with the most profit that fits into `s` seats. Profits are positive.
pub(super) fn table(items: &[Item], seats: u32, best: &mut Vec<i64>) {
    best.clear();
    best.resize(seats as usize + 1, 0);
    for item in items {
        add(best, item);
    }
}

#[inline]
fn add(best: &mut [i64], item: &Item) {
    let weight = item.weight as usize;
    for seats in (weight..best.len()).rev() {
        best[seats] = best[seats].max(best[seats - weight] + item.profit);
    }
}

/// The clients of a best packing.
pub(super) fn pack(items: &[Item], seats: u32, scratch: &mut Vec<i64>, packed: &mut Vec<u32>) {
    packed.clear();
    let width = seats as usize + 1;
    scratch.clear();
    scratch.resize(width, 0);
    let mut is_taken = vec![false; items.len() * width];
    for (item, taken) in items.iter().zip(is_taken.chunks_exact_mut(width)) {
        let weight = item.weight as usize;
        for seats in (weight..width).rev() {
            let with = scratch[seats - weight] + item.profit;
            if with > scratch[seats] {
                scratch[seats] = with;
                taken[seats] = true;
            }
        }
    }
    let mut left = seats as usize;
    for (item, taken) in items.iter().zip(is_taken.chunks_exact(width)).rev() {
        if taken[left] {
            packed.push(item.client);
            left -= item.weight as usize;
        }
    }
}

/// The best use of seats, or the cheapest way to fill up to a floor, and the rate that proves it.
#[derive(Clone, Debug, Default)]
pub(super) struct Filling {
    /// Who is packed.
    pub(super) clients: Vec<u32>,
    /// What it earns; negative where it costs.
    pub(super) profit: i64,
    /// What it would earn if clients could be cut; never less.
    split_profit: f64,
    /// Profit per unit of weight of the last client packed. By how much a client's own profit falls short of this
    /// times its weight is what it costs to have it in.
    rate: f64,
}

impl Filling {
    /// No filling that has this client earns more.
    pub(super) fn profit_with(&self, item: &Item) -> i64 {
        let short = (self.rate * f64::from(item.weight) - item.profit as f64).max(0.0);
        let profit = self.split_profit - short;
        // Well beyond the rounding of floating point.
        (profit + profit.abs() * 1e-12 + 2.0) as i64
    }
}

/// Most profit per weight first.
fn by_rate(items: &mut [Item]) {
    items.sort_unstable_by(|a, b| {
        let (a_rate, b_rate) = (
            i128::from(a.profit) * i128::from(b.weight),
            i128::from(b.profit) * i128::from(a.weight),
        );
        b_rate.cmp(&a_rate).then(a.client.cmp(&b.client))
    });
}

/// The most profit that fits into the seats, exactly. Profits are positive and weights, too.
///
/// As if clients could be cut first, by profit per weight (Dantzig 1957). Whoever costs more against that rate than
/// rounding down does is decided; the rest, a handful, is searched (Balas and Zemel 1980).
pub(super) fn fill(items: &mut [Item], seats: u32) -> Filling {
    by_rate(items);
    let (mut left, mut profit) = (seats, 0);
    let mut last = items.len();
    for (at, item) in items.iter().enumerate() {
        if item.weight > left {
            last = at;
            break;
        }
        left -= item.weight;
        profit += item.profit;
    }
    let Some(cut) = items.get(last) else {
        return Filling {
            clients: items.iter().map(|item| item.client).collect(),
            profit,
            split_profit: profit as f64,
            rate: 0.0,
        };
    };
    let rate = cut.profit as f64 / f64::from(cut.weight);
    let split_profit = profit as f64 + rate * f64::from(left);
    // Rounding down, and whoever else fits.
    let mut rounded = profit;
    for item in &items[last..] {
        if item.weight <= left {
            left -= item.weight;
            rounded += item.profit;
        }
    }
    let slack = split_profit - rounded as f64 + 1.0;
    let mut filling = Filling {
        clients: Vec::new(),
        profit: 0,
        split_profit,
        rate,
    };
    let mut room = seats;
    let mut core: Vec<&Item> = Vec::new();
    for item in items.iter() {
        let over = item.profit as f64 - rate * f64::from(item.weight);
        if over.abs() <= slack {
            core.push(item);
        } else if over > 0.0 {
            room -= item.weight;
            filling.profit += item.profit;
            filling.clients.push(item.client);
        }
    }
    // Rounding down is the least that the core must earn.
    let decided = filling.profit;
    let earned = branch(&core, room, rounded - decided, &mut filling.clients)
        .unwrap_or_else(|| tabulate(&core, room, &mut filling.clients));
    filling.profit += earned;
    filling
}

/// A branch and bound by profit per weight (Horowitz and Sahni 1974), a few dozen turns as a rule; `None` where it
/// would take longer than a table. It earns at least `least`, which is known to be possible.
fn branch(core: &[&Item], room: u32, least: i64, packed: &mut Vec<u32>) -> Option<i64> {
    // The lightest from here on.
    let mut lightest = vec![u32::MAX; core.len() + 1];
    for (at, item) in core.iter().enumerate().rev() {
        lightest[at] = lightest[at + 1].min(item.weight);
    }
    let mut turns = (core.len() as u64 + 1) * u64::from(room + 8) / 4;
    let (mut left, mut profit, mut at) = (room, 0, 0);
    let mut taken: Vec<u32> = Vec::with_capacity(core.len());
    let mut best: Vec<u32> = Vec::new();
    // The first packing as good as the known one is taken.
    let mut most = least - 1;
    loop {
        // Forward: whatever fits is packed, as long as it could be enough.
        loop {
            if lightest[at] > left {
                if profit > most {
                    most = profit;
                    best.clone_from(&taken);
                }
                break;
            }
            let item = core[at];
            let could = i128::from(left) * i128::from(item.profit);
            let lacks = i128::from(most - profit) * i128::from(item.weight);
            if item.weight > 0 && could <= lacks {
                break;
            }
            if item.weight <= left {
                left -= item.weight;
                profit += item.profit;
                taken.push(at as u32);
            }
            at += 1;
            turns = turns.checked_sub(1)?;
        }
        // Back: the last one packed is left out.
        let Some(last) = taken.pop() else { break };
        let item = core[last as usize];
        left += item.weight;
        profit -= item.profit;
        at = last as usize + 1;
    }
    packed.extend(best.iter().map(|&at| core[at as usize].client));
    Some(most)
}

/// The same by a table over all seats.
fn tabulate(core: &[&Item], room: u32, packed: &mut Vec<u32>) -> i64 {
    let all: u64 = core.iter().map(|item| u64::from(item.weight)).sum();
    let width = all.min(u64::from(room)) as usize + 1;
    let mut best = vec![0; width];
    let mut is_taken = vec![false; core.len() * width];
    for (item, taken) in core.iter().zip(is_taken.chunks_exact_mut(width)) {
        let weight = item.weight as usize;
        for seats in (weight..width).rev() {
            let with = best[seats - weight] + item.profit;
            if with > best[seats] {
                best[seats] = with;
                taken[seats] = true;
            }
        }
    }
    let mut left = width - 1;
    for (item, taken) in core.iter().zip(is_taken.chunks_exact(width)).rev() {
        if taken[left] {
            packed.push(item.client);
            left -= item.weight as usize;
        }
    }
    best[width - 1]
}

/// Fills at least `need` from items whose profits are not positive, at the least loss; `None` when all of them are
/// too few. The same way as [`fill`].
pub(super) fn cover(items: &mut Vec<Item>, need: u32) -> Option<Filling> {
    items.retain(|item| item.weight > 0);
    by_rate(items);
    let (mut filled, mut rounded) = (0_u32, 0_i64);
    let mut last = None;
    for item in items.iter() {
        if filled >= need {
            break;
        }
        filled += item.weight;
        rounded += item.profit;
        last = Some(item);
    }
    if filled < need {
        return None;
    }
    let Some(last) = last else {
        return Some(Filling::default());
    };
    let rate = last.profit as f64 / f64::from(last.weight);
    let split_profit = rounded as f64 - rate * f64::from(filled - need);
    let slack = split_profit - rounded as f64 + 1.0;
    items.retain(|item| rate * f64::from(item.weight) - item.profit as f64 <= slack);
    let width = need as usize + 1;
    let mut least = vec![i64::MAX / 4; width];
    least[0] = 0;
    let mut is_taken = vec![false; items.len() * width];
    for (item, taken) in items.iter().zip(is_taken.chunks_exact_mut(width)) {
        for wanted in (1..width).rev() {
            let with = least[wanted.saturating_sub(item.weight as usize)] - item.profit;
            if with < least[wanted] {
                least[wanted] = with;
                taken[wanted] = true;
            }
        }
    }
    let mut clients = Vec::new();
    let mut wanted = need as usize;
    for (item, taken) in items.iter().zip(is_taken.chunks_exact(width)).rev() {
        if taken[wanted] {
            clients.push(item.client);
            wanted = wanted.saturating_sub(item.weight as usize);
        }
    }
    Some(Filling {
        clients,
        profit: -least[need as usize],
        split_profit,
        rate,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn no_selection_that_fits_earns_more() {
        for seed in 0..200 {
            let mut random = Random::seeded(seed);
            let items: Vec<Item> = (0..random.below(10) as u32)
                .map(|client| Item {
                    client,
                    weight: 1 + random.below(12) as u32,
                    profit: 1 + random.below(50) as i64,
                })
                .collect();
            let seats = random.below(40) as u32;
            let earned = |set: u32| {
                let chosen = items.iter().filter(|item| set >> item.client & 1 == 1);
                let weight: u32 = chosen.clone().map(|item| item.weight).sum();
                (weight <= seats).then(|| chosen.map(|item| item.profit).sum::<i64>())
            };
            let most = (0..1 << items.len()).filter_map(earned).max().unwrap();
            let (mut best, mut packed) = (Vec::new(), Vec::new());
            table(&items, seats, &mut best);
            assert_eq!(best[seats as usize], most, "seed {seed}");
            pack(&items, seats, &mut best, &mut packed);
            let set = packed.iter().fold(0, |set, client| set | 1 << client);
            assert_eq!(earned(set), Some(most), "seed {seed}");
            let filling = fill(&mut items.clone(), seats);
            assert_eq!(filling.profit, most, "seed {seed}");
            let set = filling
                .clients
                .iter()
                .fold(0, |set, client| set | 1 << client);
            assert_eq!(earned(set), Some(most), "seed {seed}");
            for item in &items {
                let with = (0..1_u32 << items.len()).filter(|set| set >> item.client & 1 == 1);
                let most = with.filter_map(earned).max();
                let told = filling.profit_with(item);
                assert!(most.is_none_or(|most| told >= most), "seed {seed}");
            }
        }
    }

    #[test]
    fn branching_and_a_table_pack_the_same_profit() {
        let mut branched = 0;
        for seed in 0..300 {
            let mut random = Random::seeded(seed);
            let mut items: Vec<Item> = (0..5 + random.below(30) as u32)
                .map(|client| {
                    let weight = 5 + random.below(60) as u32;
                    // Some alike, which is hard to branch on.
                    let profit = i64::from(weight) * 9 + random.below(200) as i64 + 1;
                    Item {
                        client,
                        weight,
                        profit,
                    }
                })
                .collect();
            by_rate(&mut items);
            let core: Vec<&Item> = items.iter().collect();
            let room = 40 + random.below(400) as u32;
            let (mut tabulated, mut packed) = (Vec::new(), Vec::new());
            let most = tabulate(&core, room, &mut tabulated);
            let Some(found) = branch(&core, room, 0, &mut packed) else {
                continue;
            };
            branched += 1;
            assert_eq!(found, most, "seed {seed}");
            for packed in [packed, tabulated] {
                let chosen = items.iter().filter(|item| packed.contains(&item.client));
                let weight: u32 = chosen.clone().map(|item| item.weight).sum();
                assert!(weight <= room, "seed {seed}");
                assert_eq!(chosen.map(|item| item.profit).sum::<i64>(), most);
            }
        }
        assert!((100..300).contains(&branched), "{branched}");
    }

    #[test]
    fn no_selection_that_fills_up_loses_less() {
        for seed in 0..300 {
            let mut random = Random::seeded(seed);
            let items: Vec<Item> = (0..random.below(11) as u32)
                .map(|client| Item {
                    client,
                    weight: 1 + random.below(12) as u32,
                    profit: -(random.below(50) as i64),
                })
                .collect();
            let need = random.below(40) as u32;
            let lost = |set: u32| {
                let chosen = items.iter().filter(|item| set >> item.client & 1 == 1);
                let weight: u32 = chosen.clone().map(|item| item.weight).sum();
                (weight >= need).then(|| -chosen.map(|item| item.profit).sum::<i64>())
            };
            let least = (0..1 << items.len()).filter_map(lost).min();
            let found = cover(&mut items.clone(), need);
            let Some(found) = found else {
                assert_eq!(least, None, "seed {seed}");
                continue;
            };
            assert_eq!(Some(-found.profit), least, "seed {seed}");
            let set = found
                .clients
                .iter()
                .fold(0, |set, client| set | 1 << client);
            assert_eq!(lost(set), least, "seed {seed}");
            for item in &items {
                let with = (0..1_u32 << items.len()).filter(|set| set >> item.client & 1 == 1);
                let least = with.filter_map(lost).min();
                let told = -found.profit_with(item);
                assert!(least.is_none_or(|least| told <= least), "seed {seed}");
            }
        }
    }
}
