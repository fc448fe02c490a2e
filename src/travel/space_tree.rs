//! A tree of places in space: finds those near a place, or cheap from it where each has a price, without a look at the
//! others.
//!
//! Its boxes are halved along their longest side (Friedman, Bentley and Finkel 1977). Each box knows the least price in
//! it, so a search turns back where even that, at the nearest corner, is too dear.

/// So few places are not halved again.
const A_LEAF: usize = 8;

/// Places in space, numbered.
#[derive(Clone, Debug)]
pub(super) struct SpaceTree {
    /// Place and number, those of a leaf together.
    places: Vec<([f64; 3], u32)>,
    /// Children come after their parents.
    boxes: Vec<SpaceBox>,
}

#[derive(Clone, Debug)]
struct SpaceBox {
    low: [f64; 3],
    high: [f64; 3],
    start: u32,
    end: u32,
    /// Positions of the halves; none of a leaf.
    halves: Option<[u32; 2]>,
}

/// The least price in every box of a tree.
#[derive(Clone, Debug)]
pub(super) struct LeastPrices(Vec<i64>);

/// What a search of a tree asks.
pub(super) trait Visitor {
    /// Whether a place may matter that is at least so many metres away and asks at least this price.
    fn matters(&mut self, metres: f64, price: i64) -> bool;

    /// A place that may matter.
    fn visit(&mut self, number: u32, price: i64);
}

impl SpaceTree {
    pub(super) fn of(places: Vec<([f64; 3], u32)>) -> Self {
        let mut tree = Self {
            boxes: Vec::with_capacity(4 * places.len() / A_LEAF + 1),
            places,
        };
        if !tree.places.is_empty() {
            tree.push_box(0, tree.places.len());
        }
        tree
    }

    fn push_box(&mut self, start: usize, end: usize) -> u32 {
        let inside = &mut self.places[start..end];
        let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        for (at, _) in &*inside {
            for (axis, &value) in at.iter().enumerate() {
                low[axis] = low[axis].min(value);
                high[axis] = high[axis].max(value);
            }
        }
        let number = self.boxes.len();
        self.boxes.push(SpaceBox {
            low,
            high,
            start: start as u32,
            end: end as u32,
            halves: None,
        });
        if end - start > A_LEAF {
            let width = |axis: &usize| high[*axis] - low[*axis];
            let longest = (0..3).max_by(|a, b| width(a).total_cmp(&width(b)));
            let axis = longest.unwrap_or(0);
            let middle = inside.len() / 2;
            inside.select_nth_unstable_by(middle, |a, b| {
                (a.0[axis].total_cmp(&b.0[axis])).then(a.1.cmp(&b.1))
            });
            let left = self.push_box(start, start + middle);
            let right = self.push_box(start + middle, end);
            self.boxes[number].halves = Some([left, right]);
        }
        number as u32
    }

    /// The least price in every box, where `price` answers for a number.
    pub(super) fn least_prices(&self, price: impl Fn(u32) -> i64) -> LeastPrices {
        let mut least = vec![i64::MAX; self.boxes.len()];
        for (number, space) in self.boxes.iter().enumerate().rev() {
            least[number] = match space.halves {
                Some([left, right]) => least[left as usize].min(least[right as usize]),
                None => self.places[space.range()]
                    .iter()
                    .map(|&(_, number)| price(number))
                    .min()
                    .unwrap_or(i64::MAX),
            };
        }
        LeastPrices(least)
    }

    /// Shows a visitor every place that may matter to it, near boxes first. `stack` is memory for the next search too.
    pub(super) fn search(
        &self,
        from: [f64; 3],
        least: &LeastPrices,
        price: impl Fn(u32) -> i64,
        stack: &mut Vec<(u32, f64)>,
        visitor: &mut impl Visitor,
    ) {
        stack.clear();
        if let Some(all) = self.boxes.first() {
            stack.push((0, all.metres_from(from)));
        }
        while let Some((number, metres)) = stack.pop() {
            if !visitor.matters(metres, least.0[number as usize]) {
                continue;
            }
            let space = &self.boxes[number as usize];
            if let Some(halves) = space.halves {
                let [left, right] = halves.map(|half| {
                    let metres = self.boxes[half as usize].metres_from(from);
                    (half, metres)
                });
                // The last pushed is taken up first.
                let (far, near) = if left.1 < right.1 {
                    (right, left)
                } else {
                    (left, right)
                };
                stack.extend([far, near]);
                continue;
            }
            for &(at, number) in &self.places[space.range()] {
                let price = price(number);
                if visitor.matters(metres_between(at, from), price) {
                    visitor.visit(number, price);
                }
            }
        }
    }
}

impl SpaceBox {
    fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The least distance to any place in the box.
    fn metres_from(&self, from: [f64; 3]) -> f64 {
        let squared = |axis: usize| {
            let beyond = (self.low[axis] - from[axis]).max(from[axis] - self.high[axis]);
            beyond.max(0.0).powi(2)
        };
        (squared(0) + squared(1) + squared(2)).sqrt()
    }
}

fn metres_between(a: [f64; 3], b: [f64; 3]) -> f64 {
    let squared = |axis: usize| (a[axis] - b[axis]).powi(2);
    (squared(0) + squared(1) + squared(2)).sqrt()
}
