//! Catchments that are proposed, and everything there is to say about them.

use std::collections::BTreeSet;

use super::words;
use crate::assign::Settled;
use crate::indicators::Move;
use crate::proposal::AnswerKind;
use crate::words::Words;

/// An assignment that is proposed, and what it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catchments {
    /// The assignment, how good it is, and the least that must give way.
    pub settled: Settled,
    /// What changes against the plan as it stands, most pupils first; of as many, those whose way changes most.
    pub changes: Vec<Change>,
    /// What must give way in words, most pupils first.
    pub relaxations: Vec<Told>,
    /// Who finds no seat within the terms, most pupils first.
    pub unplaced: Vec<Told>,
    /// Of how many schools nobody knows who boards, where there is a limit that would not be theirs.
    pub boarders_silent: Option<Words>,
    /// All pupils' ways as the plan stands, in pupil-decimetres.
    pub ways_before: i64,
}

impl AnswerKind for Catchments {
    fn unproven(&self) -> Option<Words> {
        let (none, least) = (
            self.settled.assignment.not_placed(),
            self.settled.least_unplaced,
        );
        (none > least).then(|| words::unproven(none, least))
    }
}

impl Catchments {
    /// Everything there is to tell, under headings: of whom it is not known whether they board, what must give way, who
    /// finds no seat, what changes. Every line is about the settlement at the position beside it.
    pub fn told(&self) -> Vec<(Words, Vec<(usize, &Words)>)> {
        let changes = self.changes.iter();
        let changes = changes.map(|change| (change.moved.settlement, &change.words));
        let give_way = self.relaxation_heading();
        let no_seat = self.unplaced_heading();
        let silent = self.boarders_silent.clone();
        silent
            .map(|heading| (heading, Vec::new()))
            .into_iter()
            .chain(give_way.map(|heading| (heading, lines_of(&self.relaxations))))
            .chain(no_seat.map(|heading| (heading, lines_of(&self.unplaced))))
            .chain([(self.changes_heading(), changes.collect())])
            .collect()
    }

    /// How many would change schools, and from how many settlements.
    fn changes_heading(&self) -> Words {
        let pupils: u32 = self.changes.iter().map(|change| change.moved.pupils).sum();
        let homes: BTreeSet<usize> = self
            .changes
            .iter()
            .map(|change| change.moved.settlement)
            .collect();
        let homes = homes.len();
        if homes == 0 {
            return Words::new(
                "Nobody changes schools: this is how the plan stands",
                "无人变更学校，与现方案一致",
            );
        }
        Words::new(
            format!("{pupils} pupils of {homes} settlements change schools, most pupils first:"),
            format!("{homes}个居民点 {pupils} 人变更学校，人数多的在前："),
        )
    }

    /// How much must give way; `None` where nothing must.
    fn relaxation_heading(&self) -> Option<Words> {
        let flows = &self.settled.relaxation;
        let pupils: u64 = flows.iter().map(|flow| u64::from(flow.pupils)).sum();
        let least = self.settled.relaxation_at_least;
        (pupils > 0).then(|| {
            if pupils == least {
                return Words::new(
                    format!(
                        "The limits must give way for {pupils} pupils at least, so that all find a seat:"
                    ),
                    format!("至少须放宽{pupils}人的限制，方可全部安置："),
                );
            }
            Words::new(
                format!(
                    "The limits must give way for these {pupils} pupils ({least} at least in any case), so that all find a seat:"
                ),
                format!("须放宽以下{pupils}人的限制（无论如何至少{least}人），方可全部安置："),
            )
        })
    }

    /// How many find no seat; `None` where all do.
    fn unplaced_heading(&self) -> Option<Words> {
        let pupils = self.settled.assignment.not_placed();
        (pupils > 0).then(|| {
            Words::new(
                format!("{pupils} pupils have no seat within the limits:"),
                format!("限制内未能安置{pupils}人："),
            )
        })
    }
}

/// Pupils of a settlement who would go elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// From where to where.
    pub moved: Move,
    /// In a sentence with the numbers.
    pub words: Words,
}

/// Something about a settlement's pupils.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Position of the settlement.
    pub settlement: usize,
    /// In a sentence with the numbers.
    pub words: Words,
}

fn lines_of(told: &[Told]) -> Vec<(usize, &Words)> {
    told.iter()
        .map(|told| (told.settlement, &told.words))
        .collect()
}
