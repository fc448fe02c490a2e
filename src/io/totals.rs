//! Sums over a county are checked once, where it is read, so that nothing can overflow after.

use super::gather::Gathered;
use super::report::Notes;
use crate::model::Stage;
use crate::words::Words;

/// No county has so many pupils of a stage, seats or births of a year. Larger sums are slips of the pen, and could not
/// be counted with.
const MOST_IN_A_COUNTY: u64 = 100_000_000;

/// Takes figures whose sum no county can have as not known, and tells so.
pub(super) fn check(gathered: &mut Gathered) {
    let Some(notes) = gathered.notes.first_mut() else {
        return;
    };
    for stage in Stage::ALL {
        let words = stage.words();
        let homes = || {
            gathered
                .settlements
                .iter()
                .map(|(_, home)| home.item.pupils[stage])
        };
        if is_too_many(homes()) {
            for (_, home) in &mut gathered.settlements {
                home.item.pupils[stage] = None;
            }
            tell(
                notes,
                &Words::new(
                    format!("pupils of {}", words.en),
                    format!("{}学生", words.zh),
                ),
            );
        }
        let records = || {
            gathered
                .schools
                .iter()
                .filter_map(|(_, school)| school.item.stages[stage])
        };
        let pupils = is_too_many(records().map(|record| Some(record.pupils?.number)));
        let seats = is_too_many(records().map(|record| Some(record.seats?.number)));
        for (_, school) in &mut gathered.schools {
            if let Some(record) = &mut school.item.stages[stage] {
                record.pupils = record.pupils.filter(|_| !pupils);
                record.seats = record.seats.filter(|_| !seats);
            }
        }
        if pupils {
            tell(
                notes,
                &Words::new(
                    format!("enrolments of {}", words.en),
                    format!("{}在校生", words.zh),
                ),
            );
        }
        if seats {
            tell(
                notes,
                &Words::new(
                    format!("seats of {}", words.en),
                    format!("{}学位", words.zh),
                ),
            );
        }
    }
    let births = gathered
        .settlements
        .iter()
        .flat_map(|(_, home)| home.item.births.values());
    if is_too_many(births.map(|&number| Some(number))) {
        for (_, home) in &mut gathered.settlements {
            home.item.births.clear();
        }
        tell(notes, &Words::new("births", "出生人口"));
    }
}

fn is_too_many(numbers: impl Iterator<Item = Option<u32>>) -> bool {
    numbers.flatten().map(u64::from).sum::<u64>() > MOST_IN_A_COUNTY
}

fn tell(notes: &mut Notes, what: &Words) {
    notes.file(Words::new(
        format!(
            "The {} add up to more than any county has and count as not known",
            what.en
        ),
        format!("{}合计过大，不合情理，按未知处理", what.zh),
    ));
}
