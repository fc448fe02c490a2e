//! One measure of a saved plan, taken apart; what is left over is kept.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::{aliases, document, kinds, numbers, road_work};
use super::{MOST_SEATS, object, year_of};
use crate::geometry::LonLat;
use crate::model::{Ownership, PerStage, SchoolId, SchoolKind, Stage};
use crate::plan::{Action, Details, Measure, NewSchool};
use crate::words::Words;

/// Takes an action apart; what is left over is kept.
pub(super) struct Reader {
    members: Map<String, Value>,
}

impl Reader {
    pub(super) fn action(saved: Value) -> Result<Action, Words> {
        let Value::Object(members) = saved else {
            return Err(Words::new("it is not an object", "不是对象"));
        };
        let mut reader = Self { members };
        let kind = reader.word("kind")?;
        let subject = if kind == "road" { "road" } else { "school" };
        let school = SchoolId::new(&numbers::id_of_text(&reader.word(subject)?));
        let year = reader.take(&["year"]);
        let year = year
            .as_ref()
            .and_then(year_of)
            .ok_or_else(|| missing("year", "年份"))?;
        let reason = reader.understood("reason", |reason| reason.as_str().map(str::to_owned));
        let reason = reason.unwrap_or_default();
        let measure = reader.measure(&kind, school)?;
        let mut details = Details::take_from(&mut reader.members);
        details.shares = reader.shares(measure.receivers())?;
        Ok(Action {
            year,
            measure,
            reason,
            details,
            extra: reader.members,
        })
    }

    /// Removes the first of several members that is there.
    fn take(&mut self, names: &[&str]) -> Option<Value> {
        let name = names
            .iter()
            .find(|name| self.members.contains_key(**name))?;
        self.members.shift_remove(*name)
    }

    /// Removes a member that can be read; any other stays among those that are kept.
    fn understood<T>(&mut self, name: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let value = read(self.members.get(name)?)?;
        self.members.shift_remove(name);
        Some(value)
    }

    fn word(&mut self, name: &'static str) -> Result<String, Words> {
        let value = self.take(&[name]);
        value
            .as_ref()
            .and_then(numbers::text)
            .ok_or_else(|| missing(name, name))
    }

    fn measure(&mut self, kind: &str, school: SchoolId) -> Result<Measure, Words> {
        Ok(match kind {
            "new" => Measure::New(self.new_school(school)?),
            "relocate" => Measure::Relocate {
                to: self.place()?,
                school,
            },
            "expand" => Measure::Expand {
                seats: self.seats()?,
                school,
            },
            "adjust" => Measure::Adjust {
                kind: self.kind_word("becomes")?,
                into: self.receivers(),
                school,
            },
            "close" => Measure::Close { school },
            "merge" => match self.receivers() {
                // A merge into nobody in particular is a closure.
                into if into.is_empty() => Measure::Close { school },
                into => Measure::Merge { school, into },
            },
            "mothball" => Measure::Mothball { school },
            "phase_out" => Measure::PhaseOut {
                into: self.receivers(),
                school,
            },
            "keep" => Measure::Keep { school },
            "ownership" => Measure::Ownership {
                school,
                ownership: self
                    .ownership()?
                    .ok_or_else(|| missing("ownership", "办学性质"))?,
                inclusive: self.understood("inclusive", numbers::flag),
            },
            "reserve" => {
                let at = self.place()?;
                let mut properties = Self {
                    members: object(self.take(&["properties"]).unwrap_or_default()),
                };
                let name = properties
                    .word("name")
                    .unwrap_or_else(|_unnamed| school.to_string());
                self.put_back(properties);
                Measure::Reserve { school, name, at }
            }
            "road" => Measure::Road {
                work: road_work::take(&mut self.members)?,
                id: school,
            },
            other => {
                let other = document::shortened(other);
                return Err(Words::new(
                    format!("\"{other}\" is no kind of action"),
                    format!("没有名为“{other}”的措施"),
                ));
            }
        })
    }

    fn new_school(&mut self, id: SchoolId) -> Result<NewSchool, Words> {
        let at = self.place()?;
        let mut properties = Self {
            members: object(self.take(&["properties"]).unwrap_or_default()),
        };
        let kind = properties.kind_word("kind")?;
        let number = |value: &Value| numbers::count(value, MOST_SEATS).parts().0;
        let mut seats = PerStage::from_fn(|stage| {
            let is_run = kind.stages().contains(&stage);
            let name = format!("seats_{stage}");
            is_run.then(|| properties.understood(&name, number))?
        });
        // Of several stages nobody knows which share each has.
        if let [stage] = kind.stages()
            && seats[*stage].is_none()
        {
            seats[*stage] = properties.understood("seats", number);
        }
        let new = NewSchool {
            name: properties
                .word("name")
                .unwrap_or_else(|_unnamed| id.to_string()),
            ownership: properties.ownership()?.unwrap_or(Ownership::Public),
            inclusive: properties
                .understood("inclusive", numbers::flag)
                .unwrap_or(false),
            id,
            kind,
            at,
            seats,
        };
        self.put_back(properties);
        Ok(new)
    }

    /// Unknown properties stay in the action.
    fn put_back(&mut self, properties: Self) {
        if !properties.members.is_empty() {
            self.members
                .insert("properties".to_owned(), Value::Object(properties.members));
        }
    }

    fn kind_word(&mut self, name: &'static str) -> Result<SchoolKind, Words> {
        let word = self.word(name)?;
        SchoolKind::from_key(&word)
            .or_else(|| kinds::of_value(&word))
            .ok_or_else(|| {
                let word = document::shortened(&word);
                Words::new(
                    format!("\"{word}\" is no kind of school"),
                    format!("没有名为“{word}”的学校类别"),
                )
            })
    }

    fn ownership(&mut self) -> Result<Option<Ownership>, Words> {
        let Some(word) = self.take(&["ownership"]).as_ref().and_then(numbers::text) else {
            return Ok(None);
        };
        aliases::ownership(&word).map(Some).ok_or_else(|| {
            let word = document::shortened(&word);
            Words::new(
                format!("\"{word}\" is neither public nor private"),
                format!("“{word}”既不是公办也不是民办"),
            )
        })
    }

    /// `point` as `[lon, lat]`, or a GeoJSON point.
    fn place(&mut self) -> Result<LonLat, Words> {
        let value = self
            .take(&["point", "to", "at", "geometry"])
            .unwrap_or_default();
        let position = value.get("coordinates").unwrap_or(&value);
        let number = |index: usize| position.get(index).and_then(numbers::decimal);
        let at = number(0)
            .zip(number(1))
            .map(|(lon, lat)| LonLat::new(lon, lat));
        at.filter(|at| at.is_on_globe()).ok_or_else(|| {
            Words::new(
                "\"point\" is not a longitude and a latitude on the globe",
                "“point”不是有效的经度和纬度",
            )
        })
    }

    fn seats(&mut self) -> Result<PerStage<Option<u32>>, Words> {
        let by_stage = self.understood("seats", |seats| seats.as_object().cloned());
        let by_stage = by_stage.unwrap_or_default();
        let mut seats = PerStage::default();
        for (name, value) in by_stage {
            let stage = Stage::from_key(&name);
            let number = numbers::count(&value, MOST_SEATS).parts().0;
            let (Some(stage), Some(number)) = (stage, number) else {
                let name = document::shortened(&name);
                return Err(Words::new(
                    format!("the seats of \"{name}\" are not a stage with a number"),
                    format!("“{name}”的学位不是学段与数字"),
                ));
            };
            seats[stage] = Some(number);
        }
        // As the properties of a new school have them.
        let number = |value: &Value| numbers::count(value, MOST_SEATS).parts().0;
        for stage in Stage::ALL {
            let stated = || self.understood(&format!("seats_{stage}"), number);
            seats[stage] = seats[stage].or_else(stated);
        }
        Ok(seats)
    }

    /// One number for each receiver, none below zero and one above; or by the ids of any schools.
    fn shares(&mut self, receivers: &[SchoolId]) -> Result<BTreeMap<SchoolId, f64>, Words> {
        let listed = match self.take(&["shares"]) {
            None | Some(Value::Null) => return Ok(BTreeMap::new()),
            Some(Value::Array(listed)) => listed,
            Some(Value::Object(by_id)) => return shares_by_id(&by_id),
            Some(other) => vec![other],
        };
        if listed.is_empty() {
            return Ok(BTreeMap::new());
        }
        let shares: Option<Vec<f64>> = listed.iter().map(numbers::decimal).collect();
        let fits = |shares: &Vec<f64>| {
            shares.len() == receivers.len()
                && shares.iter().all(|&share| is_share(share))
                && shares.iter().any(|&share| share > 0.0)
        };
        let shares = shares.filter(fits).ok_or_else(|| {
            let (n_shares, n_receivers) = (listed.len(), receivers.len());
            Words::new(
                format!(
                    "\"shares\" must be one number for each receiver, none below zero; it has {n_shares} for {n_receivers} receivers"
                ),
                format!(
                    "“shares”须为每所接收学校各一个不小于零的数；现有{n_shares}个，接收学校{n_receivers}所"
                ),
            )
        })?;
        Ok(receivers.iter().cloned().zip(shares).collect())
    }

    fn receivers(&mut self) -> Vec<SchoolId> {
        let ids = match self.take(&["into", "receivers", "receiver"]) {
            Some(Value::Array(ids)) => ids,
            Some(id) => vec![id],
            None => Vec::new(),
        };
        ids.iter()
            .filter_map(numbers::id)
            .map(|id| SchoolId::new(&id))
            .collect()
    }
}

fn is_share(share: f64) -> bool {
    share.is_finite() && (0.0..=1e9).contains(&share)
}

/// Shares that are stated by school. They count where every receiver has one.
fn shares_by_id(by_id: &Map<String, Value>) -> Result<BTreeMap<SchoolId, f64>, Words> {
    let shares = by_id.iter().map(|(id, value)| {
        let share = numbers::decimal(value).filter(|&share| is_share(share));
        let share = share.ok_or_else(|| {
            let id = document::shortened(id);
            Words::new(
                format!("the share of {id} in \"shares\" must be a number that is not below zero"),
                format!("“shares”中{id}的比例须为不小于零的数"),
            )
        })?;
        Ok((SchoolId::new(&numbers::id_of_text(id)), share))
    });
    shares.collect()
}

fn missing(en: &str, zh: &str) -> Words {
    Words::new(
        format!("\"{en}\" is missing or not valid"),
        format!("缺少“{zh}”或其值无效"),
    )
}
