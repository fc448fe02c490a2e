//! Well-known binary, as databases keep geometries; every count is believed only as far as there are bytes.

use serde_json::{Value, json};

/// Collections of collections deeper than this are refused.
const DEEPEST: usize = 8;

/// Why there is no geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoGeometry {
    /// The bytes are not what they say.
    Damaged,
    /// A kind that is not read, by its name.
    Unread(&'static str),
    /// So many points or more, which is more than was asked for.
    TooLarge(usize),
}

/// A geometry as it was read.
#[derive(Debug, PartialEq)]
pub(super) struct Read {
    /// In the form of GeoJSON.
    pub(super) geometry: Value,
    /// Whether heights or measures were dropped.
    pub(super) has_more: bool,
    /// How many points it has; a part counts as some, too.
    pub(super) points: usize,
}

/// A part takes as much memory as so many points.
const PART: usize = 2;

/// A geometry of so many points at most.
pub(super) fn geometry(bytes: &[u8], most: usize) -> Result<Read, NoGeometry> {
    let mut reader = Reader {
        bytes,
        is_little: true,
        has_more: false,
        points: 0,
        most,
    };
    let geometry = reader.geometry(0)?;
    Ok(Read {
        geometry,
        has_more: reader.has_more,
        points: reader.points,
    })
}

struct Reader<'a> {
    bytes: &'a [u8],
    is_little: bool,
    has_more: bool,
    points: usize,
    most: usize,
}

impl Reader<'_> {
    fn weigh(&mut self, points: usize) -> Result<(), NoGeometry> {
        self.points = self.points.saturating_add(points);
        if self.points > self.most {
            return Err(NoGeometry::TooLarge(self.points));
        }
        Ok(())
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], NoGeometry> {
        let (head, rest) = self
            .bytes
            .split_first_chunk::<N>()
            .ok_or(NoGeometry::Damaged)?;
        self.bytes = rest;
        Ok(*head)
    }

    fn integer(&mut self) -> Result<u32, NoGeometry> {
        let bytes = self.take()?;
        Ok(if self.is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn number(&mut self) -> Result<f64, NoGeometry> {
        let bytes = self.take()?;
        Ok(if self.is_little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    /// A count of things of so many bytes each at least, which must be there.
    fn count(&mut self, size: usize) -> Result<usize, NoGeometry> {
        let count = self.integer()? as usize;
        if count > self.bytes.len() / size {
            return Err(NoGeometry::Damaged);
        }
        Ok(count)
    }

    fn geometry(&mut self, depth: usize) -> Result<Value, NoGeometry> {
        let [order] = self.take()?;
        self.is_little = order != 0;
        let stated = self.integer()?;
        let (kind, dimensions) = kind(stated);
        self.has_more |= dimensions > 2;
        if depth > DEEPEST {
            return Err(NoGeometry::Damaged);
        }
        self.weigh(PART)?;
        let members = |reader: &mut Self| -> Result<Vec<Value>, NoGeometry> {
            let count = reader.count(5)?;
            (0..count).map(|_| reader.geometry(depth + 1)).collect()
        };
        let of_members = |members: Vec<Value>| -> Vec<Value> {
            let coordinates = members
                .into_iter()
                .map(|mut member| member["coordinates"].take());
            coordinates.collect()
        };
        Ok(match kind {
            1 => json!({"type": "Point", "coordinates": self.point(dimensions)?}),
            2 => json!({"type": "LineString", "coordinates": self.positions(dimensions)?}),
            3 => json!({"type": "Polygon", "coordinates": self.rings(dimensions)?}),
            4 => json!({"type": "MultiPoint", "coordinates": of_members(members(self)?)}),
            5 => json!({"type": "MultiLineString", "coordinates": of_members(members(self)?)}),
            6 => json!({"type": "MultiPolygon", "coordinates": of_members(members(self)?)}),
            7 => json!({"type": "GeometryCollection", "geometries": members(self)?}),
            8 => return Err(NoGeometry::Unread("CircularString")),
            9 => return Err(NoGeometry::Unread("CompoundCurve")),
            10 => return Err(NoGeometry::Unread("CurvePolygon")),
            11 => return Err(NoGeometry::Unread("MultiCurve")),
            12 => return Err(NoGeometry::Unread("MultiSurface")),
            15 => return Err(NoGeometry::Unread("PolyhedralSurface")),
            16 => return Err(NoGeometry::Unread("TIN")),
            _ => return Err(NoGeometry::Damaged),
        })
    }

    /// A point; one of no numbers is empty.
    fn point(&mut self, dimensions: usize) -> Result<Vec<f64>, NoGeometry> {
        let [x, y] = self.position(dimensions)?;
        Ok(if x.is_nan() && y.is_nan() {
            Vec::new()
        } else {
            vec![x, y]
        })
    }

    fn position(&mut self, dimensions: usize) -> Result<[f64; 2], NoGeometry> {
        let at = [self.number()?, self.number()?];
        for _ in 2..dimensions {
            self.number()?;
        }
        Ok(at)
    }

    fn positions(&mut self, dimensions: usize) -> Result<Vec<[f64; 2]>, NoGeometry> {
        let count = self.count(8 * dimensions)?;
        self.weigh(count)?;
        (0..count).map(|_| self.position(dimensions)).collect()
    }

    fn rings(&mut self, dimensions: usize) -> Result<Vec<Vec<[f64; 2]>>, NoGeometry> {
        let count = self.count(4)?;
        self.weigh(count)?;
        (0..count).map(|_| self.positions(dimensions)).collect()
    }
}

/// The kind of geometry and how many numbers a position has: in the form of ISO (1003, 3003) and that of `PostGIS`.
fn kind(stated: u32) -> (u32, usize) {
    let (has_z, has_m) = (stated & 0x8000_0000 != 0, stated & 0x4000_0000 != 0);
    let plain = stated & 0x0FFF_FFFF;
    let more = match plain / 1_000 {
        1 | 2 => 1,
        3 => 2,
        _ => 0,
    };
    (
        plain % 1_000,
        2 + more + usize::from(has_z) + usize::from(has_m),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(Value, bool), NoGeometry> {
        geometry(bytes, 1_000).map(|read| (read.geometry, read.has_more))
    }

    fn bytes(parts: &[&[u8]]) -> Vec<u8> {
        parts.concat()
    }

    #[test]
    fn heights_and_measures_are_dropped_and_told_in_either_form_and_order() {
        let numbers: Vec<u8> = [104.0_f64, 29.5, 512.0, 1.0]
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect();
        for kind in [3001_u32, 0xC000_0001] {
            let point = bytes(&[&[1], &kind.to_le_bytes(), &numbers]);
            let expected = json!({"type": "Point", "coordinates": [104.0, 29.5]});
            assert_eq!(read(&point), Ok((expected, true)));
        }
        let big: Vec<u8> = [104.0_f64, 29.5]
            .iter()
            .flat_map(|number| number.to_be_bytes())
            .collect();
        let point = bytes(&[&[0], &1_u32.to_be_bytes(), &big]);
        assert_eq!(
            read(&point),
            Ok((
                json!({"type": "Point", "coordinates": [104.0, 29.5]}),
                false
            ))
        );
    }

    #[test]
    fn counts_that_are_not_there_take_no_room_and_curves_are_named() {
        let line = bytes(&[&[1], &2_u32.to_le_bytes(), &u32::MAX.to_le_bytes()]);
        assert_eq!(read(&line), Err(NoGeometry::Damaged));
        let curve = bytes(&[&[1], &9_u32.to_le_bytes(), &0_u32.to_le_bytes()]);
        assert_eq!(read(&curve), Err(NoGeometry::Unread("CompoundCurve")));
        let nested = bytes(&[[1, 7, 0, 0, 0, 1, 0, 0, 0].as_slice(); 50]);
        assert_eq!(read(&nested), Err(NoGeometry::Damaged));
    }

    #[test]
    fn more_points_than_were_asked_for_are_not_made() {
        let line = |count: u32| {
            bytes(&[
                &[1],
                &2_u32.to_le_bytes(),
                &count.to_le_bytes(),
                &vec![0; 16 * count as usize],
            ])
        };
        assert_eq!(geometry(&line(8), 10).map(|read| read.points), Ok(10));
        assert_eq!(geometry(&line(9), 10), Err(NoGeometry::TooLarge(11)));
        let empty = bytes(&[&[1], &3_u32.to_le_bytes(), &50_u32.to_le_bytes(), &[0; 200]]);
        assert_eq!(
            geometry(&empty, 10),
            Err(NoGeometry::TooLarge(52)),
            "rings without points"
        );
    }
}
