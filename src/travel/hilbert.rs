//! The Hilbert curve: an order in which places near each other on the map stay near each other in memory.

/// Position of a cell of a 65,536 × 65,536 grid along the Hilbert curve.
pub(super) fn hilbert_index(x: u16, y: u16) -> u32 {
    let (mut x, mut y) = (u32::from(x), u32::from(y));
    let mut index = 0;
    let mut side = 1_u32 << 15;
    while side > 0 {
        let right = u32::from(x & side > 0);
        let upper = u32::from(y & side > 0);
        index = index << 2 | ((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                x = !x;
                y = !y;
            }
            std::mem::swap(&mut x, &mut y);
        }
        side >>= 1;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_visits_every_cell_once_and_never_jumps() {
        let side = 64_u16;
        let mut cells: Vec<(u32, u16, u16)> = (0..side)
            .flat_map(|x| (0..side).map(move |y| (hilbert_index(x, y), x, y)))
            .collect();
        cells.sort_unstable();
        for (expected, pair) in cells.windows(2).enumerate() {
            let [(here, x, y), (_, next_x, next_y)] = *pair else {
                unreachable!()
            };
            assert_eq!(here as usize, expected);
            assert_eq!(x.abs_diff(next_x) + y.abs_diff(next_y), 1);
        }
    }
}
