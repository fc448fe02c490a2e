//! What the sample is built round: names, codes and totals, read from the tables beside this file.

use std::collections::BTreeMap;

use serde::Deserialize;
use xuequ::geometry::LonLat;
use xuequ::model::{SchoolKind, Stage};

/// Pupils of the county by stage, 27,703 in all (county page for 2023; the split is ours).
pub(crate) const PUPILS: [(Stage, u32); 6] = [
    (Stage::Kindergarten, 5_600),
    (Stage::Primary, 10_600),
    (Stage::Junior, 5_600),
    (Stage::Senior, 4_100),
    (Stage::Vocational, 1_700),
    (Stage::Special, 103),
];

/// Of those registered in the county, the share who live there: 280,641 of 390,796 (census 2020, bulletin 2019).
/// Births are registered ones.
pub(crate) const RESIDENCE: f64 = 0.718;

/// The year of the schools' figures: the first of the five-year plan, so that the plan starts from them.
pub(crate) const YEAR: i32 = 2021;

/// The net share of families with children who come every year, in the county seat and elsewhere; ours.
pub(crate) const MIGRATION: [f64; 2] = [-0.022, -0.036];

/// The years before whose enrolment the schools state.
pub(crate) const PAST_YEARS: [i32; 6] = [2015, 2016, 2017, 2018, 2019, 2020];

/// The shares of children of their ages in kindergarten in those years; ours. Today's is 92 %.
pub(crate) const KINDERGARTEN_SHARE: [f64; 6] = [0.872, 0.880, 0.887, 0.894, 0.902, 0.910];

/// And in senior and vocational schools together; ours. Today's is 95 %.
pub(crate) const SENIOR_SHARE: [f64; 6] = [0.925, 0.930, 0.933, 0.937, 0.941, 0.945];

/// The first year of births that the files state; those before it are there for the enrolment of earlier years.
pub(crate) const FIRST_BIRTHS: i32 = 2003;

/// Births by year; 2019, 2021 and 2022 from the county's bulletins, the others between and around them. Those before
/// 2019 are as many as today's pupils come from.
pub(crate) const BIRTHS: [(i32, u32); 27] = [
    (1997, 5_850),
    (1998, 5_800),
    (1999, 5_700),
    (2000, 5_550),
    (2001, 5_380),
    (2002, 5_180),
    (2003, 4_950),
    (2004, 4_740),
    (2005, 4_530),
    (2006, 4_300),
    (2007, 4_040),
    (2008, 3_770),
    (2009, 3_530),
    (2010, 3_345),
    (2011, 3_215),
    (2012, 3_125),
    (2013, 3_080),
    (2014, 3_080),
    (2015, 3_150),
    (2016, 3_270),
    (2017, 3_240),
    (2018, 3_010),
    (2019, 2_700),
    (2020, 2_390),
    (2021, 2_092),
    (2022, 1_720),
    (2023, 1_640),
];

#[derive(Deserialize)]
struct Land {
    township: Vec<Township>,
    places: BTreeMap<String, [f64; 2]>,
    links: Vec<Link>,
}

/// A through road by the towns and places it joins.
#[derive(Deserialize)]
pub(crate) struct Link {
    pub(crate) class: String,
    pub(crate) name: String,
    pub(crate) via: Vec<String>,
}

/// A township as the sources give it.
#[derive(Deserialize)]
pub(crate) struct Township {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) district: String,
    centre: [f64; 2],
    pub(crate) population: u32,
    pub(crate) area_km2: f64,
    /// The three digits that follow the township's code, and the name.
    pub(crate) villages: Vec<(String, String)>,
}

impl Township {
    pub(crate) fn centre(&self) -> LonLat {
        LonLat::new(self.centre[0], self.centre[1])
    }
}

#[derive(Deserialize)]
struct Schools {
    school: Vec<SchoolFact>,
}

#[derive(Deserialize)]
pub(crate) struct SchoolFact {
    pub(crate) name: String,
    pub(crate) kind: SchoolKind,
    /// The village it stands in.
    pub(crate) village: String,
    /// How strongly it draws pupils.
    pub(crate) pull: f64,
    /// Seats per pupil.
    #[serde(default)]
    pub(crate) ease: Option<f64>,
    #[serde(default)]
    pub(crate) ownership: Option<String>,
    #[serde(default)]
    pub(crate) inclusive: Option<bool>,
    #[serde(default)]
    pub(crate) parent: Option<String>,
}

pub(crate) struct Facts {
    pub(crate) townships: Vec<Township>,
    pub(crate) places: BTreeMap<String, LonLat>,
    pub(crate) links: Vec<Link>,
    pub(crate) schools: Vec<SchoolFact>,
}

impl Facts {
    pub(crate) fn known() -> Self {
        let land: Land = toml::from_str(include_str!("facts.toml")).expect("facts.toml is ours");
        let schools: Schools =
            toml::from_str(include_str!("schools.toml")).expect("schools.toml is ours");
        let places = land.places.into_iter();
        Self {
            townships: land.township,
            places: places
                .map(|(name, [lon, lat])| (name, LonLat::new(lon, lat)))
                .collect(),
            links: land.links,
            schools: schools.school,
        }
    }

    /// Where a town or another named place is.
    pub(crate) fn place(&self, name: &str) -> LonLat {
        let town = self
            .townships
            .iter()
            .find(|township| township.name == name)
            .map(Township::centre);
        town.or_else(|| self.places.get(name).copied())
            .expect("facts.toml names the places of its roads")
    }
}
