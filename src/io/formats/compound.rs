//! Compound files, the file system in a file in which old workbooks lie. A chain of sectors is followed only as far as
//! there are sectors, each at most once.

/// The sectors and the streams of a compound file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    /// The length of a sector in bytes.
    sector: usize,
    /// By sector, the next one of its chain.
    next: Vec<u32>,
    /// The same for the small sectors, and what those hold.
    next_small: Vec<u32>,
    small: Vec<u8>,
    streams: Vec<Stream>,
}

struct Stream {
    name: String,
    start: u32,
    length: usize,
}

/// Where the first bytes stand that every compound file begins with.
const MARK: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Sector numbers from here on are no sectors.
const NO_SECTOR: u32 = 0xFFFF_FFFA;
const SMALL_SECTOR: usize = 64;
/// Streams shorter than this lie in small sectors.
const SMALL_STREAM: usize = 4_096;

fn integer(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn integers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let (whole, _) = bytes.as_chunks::<4>();
    whole.iter().map(|bytes| u32::from_le_bytes(*bytes))
}

impl<'a> Compound<'a> {
    /// Opens a compound file; `None` where it is none.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(&MARK) || bytes.len() < 512 {
            return None;
        }
        let sector = match bytes.get(30..32)? {
            [9, 0] => 512,
            [12, 0] => 4_096,
            _ => return None,
        };
        let mut file = Self {
            bytes,
            sector,
            next: Vec::new(),
            next_small: Vec::new(),
            small: Vec::new(),
            streams: Vec::new(),
        };
        file.next = file.table()?;
        let folder = file.chain(integer(bytes, 48)?, usize::MAX);
        let entries = folder.as_chunks::<128>().0.iter();
        let entries: Vec<Stream> = entries.filter_map(stream).collect();
        // The first entry is the root: its stream is that of the small sectors.
        let root = entries.first()?;
        file.small = file.chain(root.start, root.length);
        file.next_small = integers(&file.chain(integer(bytes, 60)?, usize::MAX)).collect();
        file.streams = entries;
        Some(file)
    }

    /// What a stream holds, and whether all of it was found; `None` where there is none of this name.
    pub(super) fn stream(&self, name: &str) -> Option<(Vec<u8>, bool)> {
        let mut streams = self.streams.iter();
        let stream = streams.find(|stream| stream.name.eq_ignore_ascii_case(name))?;
        let bytes = if stream.length < SMALL_STREAM {
            let sector = |number: usize| {
                let start = number.checked_mul(SMALL_SECTOR)?;
                let rest = self.small.get(start..)?;
                Some(&rest[..rest.len().min(SMALL_SECTOR)])
            };
            follow(stream.start, &self.next_small, stream.length, sector)
        } else {
            self.chain(stream.start, stream.length)
        };
        let is_whole = bytes.len() >= stream.length;
        Some((bytes, is_whole))
    }

    /// The sectors that say which sector follows which, one after the other.
    fn table(&self) -> Option<Vec<u32>> {
        let mut listed: Vec<u32> = integers(self.bytes.get(76..512)?).collect();
        let mut more = integer(self.bytes, 68)?;
        for _ in 0..=self.bytes.len() / self.sector {
            let Some(sector) = self.sector(more as usize).filter(|_| more < NO_SECTOR) else {
                break;
            };
            listed.extend(integers(sector));
            more = listed.pop()?;
        }
        let mut next = Vec::new();
        // No more sectors of the table are believed than the file has room for.
        let there = listed
            .into_iter()
            .filter_map(|number| self.sector(number as usize));
        for sector in there.take(self.bytes.len() / self.sector + 1) {
            next.extend(integers(sector));
            if next.len() > self.bytes.len() / self.sector + self.sector {
                break;
            }
        }
        Some(next)
    }

    fn sector(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_add(1)?.checked_mul(self.sector)?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        Some(&rest[..rest.len().min(self.sector)])
    }

    fn chain(&self, start: u32, length: usize) -> Vec<u8> {
        follow(start, &self.next, length, |number| self.sector(number))
    }
}

/// The sectors of a chain, up to a length. A chain that runs in a circle ends where it closes.
fn follow<'a>(
    start: u32,
    next: &[u32],
    length: usize,
    sector: impl Fn(usize) -> Option<&'a [u8]>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut is_taken = vec![false; next.len()];
    let mut at = start;
    while let Some(part) = sector(at as usize).filter(|_| at < NO_SECTOR) {
        // Where the table of sectors ends, so does the chain.
        let taken = is_taken.get_mut(at as usize);
        if taken.as_deref() == Some(&true) {
            break;
        }
        let wanted = (length - bytes.len()).min(part.len());
        bytes.extend_from_slice(&part[..wanted]);
        if bytes.len() >= length {
            break;
        }
        let Some((&following, taken)) = next.get(at as usize).zip(taken) else {
            break;
        };
        *taken = true;
        at = following;
    }
    bytes
}

fn stream(entry: &[u8; 128]) -> Option<Stream> {
    let letters = entry[..64].as_chunks::<2>().0.iter();
    let letters = letters.map(|pair| u16::from_le_bytes(*pair));
    let name: Vec<u16> = letters.take_while(|&letter| letter != 0).collect();
    Some(Stream {
        name: String::from_utf16_lossy(&name),
        start: integer(entry, 116)?,
        length: integer(entry, 120)? as usize,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_in_a_circle_ends_and_a_missing_sector_ends_it_too() {
        let parts = [[1_u8; 4], [2; 4]];
        let sector = |number: usize| parts.get(number).map(<[u8; 4]>::as_slice);
        assert_eq!(follow(0, &[1, 0], 99, sector), [1, 1, 1, 1, 2, 2, 2, 2]);
        assert_eq!(follow(1, &[1, 1], 99, sector), [2; 4]);
        assert_eq!(follow(0, &[9, 0], usize::MAX, sector), [1; 4]);
        assert_eq!(follow(0, &[1, 0], 6, sector), [1, 1, 1, 1, 2, 2]);
        assert_eq!(follow(NO_SECTOR, &[1, 0], 6, sector), [0; 0]);
    }

    #[test]
    fn what_is_cut_off_is_no_compound_file_or_one_with_less() {
        assert!(Compound::open(&MARK).is_none());
        let mut bytes = vec![0xFF; 512];
        bytes[..8].copy_from_slice(&MARK);
        bytes[30..32].copy_from_slice(&[9, 0]);
        assert!(Compound::open(&bytes).is_none_or(|file| file.stream("Workbook").is_none()));
    }
}
