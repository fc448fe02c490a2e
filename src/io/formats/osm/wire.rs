//! Protocol buffers as they lie in a file: fields with their numbers. Nothing is trusted: what does not fit is damage.

/// What is wrong with some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damage(pub(super) &'static str);

/// A field's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Of a fixed width; none of those is read.
    Fixed,
}

impl<'a> Field<'a> {
    pub(super) fn bytes(self) -> Result<&'a [u8], Damage> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Number(_) | Self::Fixed => Err(Damage("a field is of the wrong kind")),
        }
    }

    pub(super) fn number(self) -> Result<u64, Damage> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Bytes(_) | Self::Fixed => Err(Damage("a field is of the wrong kind")),
        }
    }

    /// Adds the numbers of a list, packed or one by one.
    pub(super) fn add_numbers(self, numbers: &mut Vec<u64>) -> Result<(), Damage> {
        match self {
            Self::Number(number) => numbers.push(number),
            Self::Bytes(bytes) => {
                let mut rest = Wire(bytes);
                while !rest.0.is_empty() {
                    numbers.push(rest.number()?);
                }
            }
            Self::Fixed => return Err(Damage("a field is of the wrong kind")),
        }
        Ok(())
    }
}

/// The bytes of a message that are not read yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wire<'a>(pub(super) &'a [u8]);

impl<'a> Wire<'a> {
    /// The next field with its number; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Field<'a>)>, Damage> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let tag = self.number()?;
        let field = match tag & 7 {
            0 => Field::Number(self.number()?),
            1 => {
                self.take(8)?;
                Field::Fixed
            }
            2 => {
                let length = self.number()?;
                Field::Bytes(self.take(length)?)
            }
            5 => {
                self.take(4)?;
                Field::Fixed
            }
            _ => return Err(Damage("a field of no known kind")),
        };
        Ok(Some((tag >> 3, field)))
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Damage> {
        let ends = || Damage("a field reaches beyond its message");
        let length = usize::try_from(length).ok().ok_or_else(ends)?;
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(ends)?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u64, Damage> {
        let mut number = 0;
        for (index, &byte) in self.0.iter().enumerate().take(10) {
            number |= u64::from(byte & 0x7F) << (7 * index);
            if byte & 0x80 == 0 {
                self.0 = &self.0[index + 1..];
                return Ok(number);
            }
        }
        Err(Damage("a number does not end"))
    }
}

/// A number with its sign in its last bit.
pub(super) fn signed(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// Numbers each of which is told as the difference from the one before.
pub(super) fn from_steps(steps: &[u64]) -> impl Iterator<Item = Result<i64, Damage>> {
    let mut at = 0_i64;
    steps.iter().map(move |&step| {
        at = at
            .checked_add(signed(step))
            .ok_or(Damage("a number runs over"))?;
        Ok(at)
    })
}
