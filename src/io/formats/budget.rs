//! How much is taken out of one file. A few hundred bytes may unfold into more than any memory holds: a cell that is
//! repeated, a text that a million cells name, an arc that every border runs along. What goes beyond is refused in words.

use super::super::OpenError;
use super::archive::refused;
use crate::words::Words;

/// So many cells are read of the tables of one file, blank ones left of a filled one counted.
const MOST_CELLS: usize = 5_000_000;
/// So many bytes of text are read of the cells of one file: 256 MB.
const MOST_TEXT: usize = 256 << 20;
/// So many points are read of the lines and borders of one file.
const MOST_POINTS: usize = 4_000_000;
/// So many features or rows are read of one file.
const MOST_ROWS: usize = 2_000_000;
/// So many layers or sheets are looked at in one file.
const MOST_LAYERS: usize = 1_000;

/// What may still be read of a file.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    place: String,
    cells: Part,
    text: Part,
    points: Part,
    rows: Part,
}

/// Of one kind of thing: how many were read, and how many may be.
#[derive(Clone, Copy, Debug)]
struct Part {
    read: usize,
    most: usize,
}

impl Part {
    const fn of(most: usize) -> Self {
        Self { read: 0, most }
    }

    /// Whether so many more may be read.
    fn take(&mut self, more: usize) -> bool {
        self.read = self.read.saturating_add(more);
        self.read <= self.most
    }
}

impl Budget {
    /// That of a file, under the name that messages give it.
    pub(super) fn of(place: &str) -> Self {
        Self {
            place: place.to_owned(),
            cells: Part::of(MOST_CELLS),
            text: Part::of(MOST_TEXT),
            points: Part::of(MOST_POINTS),
            rows: Part::of(MOST_ROWS),
        }
    }

    /// The same with so much of everything.
    #[cfg(test)]
    pub(super) fn small(most: usize) -> Self {
        let part = Part::of(most);
        Self {
            place: "a".to_owned(),
            cells: part,
            text: part,
            points: part,
            rows: part,
        }
    }

    /// Takes cells of a row, which is counted from 1.
    ///
    /// # Errors
    /// When the tables of the file have too many.
    pub(super) fn cells(&mut self, more: usize, row: usize) -> Result<(), OpenError> {
        if self.cells.take(more) {
            return Ok(());
        }
        let Part { read, most } = self.cells;
        Err(self.refusal(Words::new(
            format!(
                "the tables have {} up to row {row}; more than {} are not read: keep the rows and columns of the \
                 county alone",
                spelled(read, "cells").en,
                spelled(most, "cells").en
            ),
            format!(
                "到第{row}行已有{}个单元格，超过{}个的表格不读取；请只保留本县的行和列",
                spelled(read, "").zh,
                spelled(most, "").zh
            ),
        )))
    }

    /// Looks whether so many cells may be read; they are taken when they are put.
    ///
    /// # Errors
    /// As [`Budget::cells`].
    pub(super) fn room_for_cells(&mut self, more: usize, row: usize) -> Result<(), OpenError> {
        let read = self.cells.read;
        self.cells(more, row)?;
        self.cells.read = read;
        Ok(())
    }

    /// Takes the text of a cell in a row, which is counted from 1.
    ///
    /// # Errors
    /// When the cells of the file hold too much text.
    pub(super) fn text(&mut self, bytes: usize, row: usize) -> Result<(), OpenError> {
        if self.text.take(bytes) {
            return Ok(());
        }
        let (read, most) = (self.text.read >> 20, self.text.most >> 20);
        Err(self.refusal(Words::new(
            format!(
                "its cells hold {read} MB of text up to row {row}; more than {most} MB are not read: keep the rows and \
                 columns of the county alone"
            ),
            format!("到第{row}行单元格文字已达{read} MB，超过{most} MB的表格不读取；请只保留本县的行和列"),
        )))
    }

    /// Looks whether so much text may be read before it is copied; it is taken when it is put.
    ///
    /// # Errors
    /// As [`Budget::text`].
    pub(super) fn room_for(&mut self, bytes: usize, row: usize) -> Result<(), OpenError> {
        let read = self.text.read;
        self.text(bytes, row)?;
        self.text.read = read;
        Ok(())
    }

    /// Takes points of a feature, which is counted from 1.
    ///
    /// # Errors
    /// When the shapes of the file have too many.
    pub(super) fn points(&mut self, more: usize, feature: usize) -> Result<(), OpenError> {
        if self.points.take(more) {
            return Ok(());
        }
        let Part { read, most } = self.points;
        Err(self.refusal(Words::new(
            format!(
                "the shapes have {} up to feature {feature}; more than {} are not read: cut the layer to the county",
                spelled(read, "points").en,
                spelled(most, "points").en
            ),
            format!(
                "到第{feature}个要素图形已有{}个点，超过{}个点的图层不读取；请按县界裁剪",
                spelled(read, "").zh,
                spelled(most, "").zh
            ),
        )))
    }

    /// How many points may still be read.
    pub(super) fn points_left(&self) -> usize {
        self.points.most.saturating_sub(self.points.read)
    }

    /// Takes a row or feature.
    ///
    /// # Errors
    /// When the file has too many.
    pub(super) fn row(&mut self) -> Result<(), OpenError> {
        if self.rows.take(1) {
            return Ok(());
        }
        let most = spelled(self.rows.most, "rows or features");
        Err(self.refusal(Words::new(
            format!(
                "more than {} are not read: keep those of the county alone",
                most.en
            ),
            format!("超过{}行或要素不读取；请只保留本县的数据", most.zh),
        )))
    }

    /// Looks at the number of layers or sheets.
    ///
    /// # Errors
    /// When there are too many.
    pub(super) fn layers(&self, count: usize) -> Result<(), OpenError> {
        if count <= MOST_LAYERS {
            return Ok(());
        }
        Err(self.refusal(Words::new(
            format!(
                "it has {count} layers or sheets; more than {MOST_LAYERS} are not read: keep those of the county alone"
            ),
            format!("有{count}个图层或工作表，超过{MOST_LAYERS}个不读取；请只保留本县的数据"),
        )))
    }

    fn refusal(&self, why: Words) -> OpenError {
        refused(&self.place, why.en, why.zh)
    }
}

/// A number as people read it: 5 million, 500万.
fn spelled(count: usize, of: &str) -> Words {
    let tenths = |unit: usize| {
        let tenths = count / (unit / 10);
        if tenths.is_multiple_of(10) || tenths >= 1_000 {
            (tenths / 10).to_string()
        } else {
            format!("{}.{}", tenths / 10, tenths % 10)
        }
    };
    let en = if count >= 1_000_000 {
        format!("{} million {of}", tenths(1_000_000))
    } else {
        format!("{count} {of}")
    };
    let zh = if count >= 10_000 {
        format!("{}万", tenths(10_000))
    } else {
        count.to_string()
    };
    Words::new(en.trim_end(), zh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_beyond_is_refused_with_the_place_and_both_numbers() {
        let mut budget = Budget::of("学校.ods#名单");
        assert_eq!(budget.cells(MOST_CELLS, 7), Ok(()));
        let words = budget.cells(35_000_000, 12).unwrap_err().words();
        for part in [
            "学校.ods#名单",
            "40 million cells",
            "row 12",
            "more than 5 million",
        ] {
            assert!(words.en.contains(part), "{words:?}");
        }
        assert!(
            words.zh.contains("4000万") && words.zh.contains("500万"),
            "{words:?}"
        );
        assert!(budget.text(MOST_TEXT, 1).is_ok() && budget.text(1, 2).is_err());
        assert!(budget.points(MOST_POINTS, 1).is_ok() && budget.points(usize::MAX, 2).is_err());
        assert!(budget.layers(MOST_LAYERS).is_ok() && budget.layers(MOST_LAYERS + 1).is_err());
        let mut rows = Budget::small(1);
        assert!(rows.row().is_ok() && rows.row().is_err());
    }

    #[test]
    fn numbers_are_spelled_as_people_read_them() {
        for (count, en, zh) in [
            (12, "12 cells", "12"),
            (5_000_000, "5 million cells", "500万"),
            (1_250_000, "1.2 million cells", "125万"),
            (4_294_967_296, "4294 million cells", "429496万"),
        ] {
            assert_eq!(spelled(count, "cells"), Words::new(en, zh));
        }
    }
}
