//! The words of the page of proposals.

use super::super::figures;
use super::{Text, t};
use crate::app::look::asking::Topic;
use crate::model::Stage;
use crate::proposal::{Answered, Proposal, ValueUnit};
use crate::units::{Meters, PupilWays, Year};
use crate::words::{Lang, Words};

/// The question, as a button asks it.
pub(crate) const fn topic(topic: Topic) -> Text {
    match topic {
        Topic::Merge => t("Which small schools to merge?", "撤并哪些小规模学校？"),
        Topic::Site => t("Where to build new schools?", "新园、新校建在哪里？"),
        Topic::Layout => t("How to lay out a whole stage?", "一个学段整体怎么布局？"),
        Topic::Catchments => t("How to draw catchments?", "学区怎么划？"),
    }
}

/// What the question is about.
pub(crate) const fn topic_tip(topic: Topic) -> Text {
    match topic {
        Topic::Merge => t(
            "Which small schools to merge, and into which: as many as the limits allow, with the shortest trips; and what fewer would cost",
            "哪些小规模学校可以撤并、并入哪里：在条件内尽量多撤并并使路程最短；同时给出少撤并的取舍",
        ),
        Topic::Site => t(
            "Where new schools of the stage help most, the best together; and what each further one brings",
            "本学段在哪里新建学校最有效；同时给出每多建一所的收益",
        ),
        Topic::Layout => t(
            "Which schools of the stage to open, keep, close and extend, all decided together; settlements go to school whole, in parts where they have over 90 pupils",
            "整体确定本学段学校的开办、保留、撤并和扩建；按整村就学，90人以上的分组安排",
        ),
        Topic::Catchments => t(
            "Who should go to which school while all schools stay: the shortest trips within seats and your limits; where these cannot all be kept, the least that must give way",
            "学校不变时各居民点划入哪所学校：在学位和所设条件内路程最短；条件不能全部满足时，给出最少须放宽的部分",
        ),
    }
}

/// What a plan made of an answer is called.
pub(crate) const fn draft(topic: Topic) -> Text {
    match topic {
        Topic::Merge => t("Merge proposal", "撤并建议"),
        Topic::Site => t("Site proposal", "新建建议"),
        Topic::Layout => t("Layout proposal", "布局建议"),
        Topic::Catchments => t("Catchment proposal", "划片建议"),
    }
}

pub(crate) const SEARCH: Text = t("Search", "开始测算");
pub(crate) const SEARCH_AGAIN: Text = t("Search again", "重新测算");
pub(crate) const SECONDS_UNIT: Text = t(" s", " 秒");
pub(crate) const LAST: Text = t("Last: ", "上次：");
pub(crate) const NEVER_ASKED: Text = t("Not asked yet", "没有算过");
pub(crate) const MUST: Text = t("Must hold", "必须做到");
pub(crate) const NEED_NOT: Text = t("Not at any price", "不必硬撤");
pub(crate) const MAY_BUILD: Text = t("May build", "可以扩建、新建");
pub(crate) const NAMED: Text = t("Laid down", "指定");
pub(crate) const EVERYBODY_SEATED: Text = t("Everybody has a seat", "人人有学位");
pub(crate) const AS_MANY: Text = t(
    "by road: as many as can be, with as little added to trips as can be",
    "内有学位的学校，撤得尽量多，路增加得尽量少",
);
pub(crate) const BUILD: Text = t("Build", "新建");
pub(crate) const BUILD_SO_THAT: Text = t("schools of this stage, chosen for", "所本学段学校，要求");
pub(crate) const LAY_OUT: Text = t(
    "Decide which schools of this stage are open, none under",
    "整体确定本学段开办哪些学校，每校不少于",
);
pub(crate) const LAY_OUT_SO_THAT: Text = t("pupils, with the shortest trips", "人，路程尽量短");
pub(crate) const CATCHMENTS_SENTENCE: Text = t(
    "All schools stay; every settlement goes to a school with seats, with the shortest trips",
    "学校不变，各居民点划到有学位的学校，路程尽量短",
);
pub(crate) const OUTDATED: Text = t("out of date", "已过期");
pub(crate) const RENEW: Text = t("Renew", "更新");
pub(crate) const OTHER_PLAN_NOW: Text = t(
    "The plan or the year has changed since it was worked out",
    "测算之后方案或年份已变",
);
pub(crate) const OTHER_QUESTION_NOW: Text = t(
    "The conditions have changed since it was worked out",
    "测算之后条件已改",
);
pub(crate) const DROP_ANSWER: Text = t("Drop", "放弃");
pub(crate) const DROP_ANSWER_TIP: Text = t(
    "Forgets this answer; no plan changes",
    "不要这次结果，方案不变",
);
pub(crate) const NEAREST: Text = t(
    "The nearest condition that would give one:",
    "最接近的可行条件：",
);
pub(crate) const SEARCH_TIP: Text = t(
    "Search beside the screen; nothing changes in any plan",
    "在后台测算，不改动任何方案",
);
pub(crate) const SEARCHING: Text = t("Searching…", "正在测算…");
pub(crate) const STOP: Text = t("Stop and keep the best", "停止并保留当前结果");
pub(crate) const STOP_TIP: Text = t(
    "Ends the search with the best plan found so far",
    "结束测算，保留目前最好的方案",
);
pub(crate) const OPEN_DRAFT: Text = t("Take as draft plan", "采用为方案草案");
pub(crate) const OPEN_DRAFT_TIP: Text = t(
    "A plan of its own beside the others, with these measures in one step",
    "在现有方案旁新建一个方案，一步写入这些措施",
);
pub(crate) const FEWER: Text = t("Fewer measures", "措施少一些");
pub(crate) const MORE: Text = t("More measures", "措施多一些");
pub(crate) const ASK_FIRST: Text = t(
    "Choose a question and search. The answer is the best plan within the conditions, and says how sure that is; it becomes a plan only when you take it over.",
    "选择问题并开始测算。结果是条件内最好的方案，并说明是否已是最好；采用后才会成为方案。",
);
pub(crate) const NOTHING: Text = t("No measure within these limits", "在这些条件下没有可行措施");
pub(crate) const TICK: Text = t("Take up", "采用");
pub(crate) const TICK_TIP: Text = t(
    "Without its tick a measure is left out of the draft, and the figures are worked out anew",
    "不勾选则不写入方案草案，各项指标随之重算",
);
pub(crate) const TICK_ALL: Text = t("Take up all", "全部采用");
pub(crate) const STAYS: Text = t("Stays", "保留");

pub(crate) const THRESHOLD: Text = t("Proposals: small below", "建议：小规模门槛");
pub(crate) const BELOW: Text = t("Merge schools and teaching points under", "把不足");
pub(crate) const REACH: Text = t(
    "Proposals: receivers within, from school to school",
    "建议：接收学校最远距离（两校之间）",
);
pub(crate) const WITHIN: Text = t(
    "pupils into schools with seats within, from school to school,",
    "人的学校和教学点，并入两校沿路相距",
);
pub(crate) const LONGEST_TRIP: Text = t("No trip over", "单程不超过");
pub(crate) const LONGEST_TRIP_TIP: Text = t(
    "From home to school, for day pupils who change school; where no school is that near, the nearest will do",
    "从家到校计，对变更学校的走读生；如该距离内没有学校，则到最近的学校",
);
pub(crate) const UPKEEP: Text = t(
    "Keep a school whose closing adds over, km a day",
    "撤一所若使全体每天多走以下 km 以上，就保留",
);
pub(crate) const UPKEEP_TIP: Text = t(
    "All pupils' ways together, one way on one day: a school is closed only where that adds less",
    "全体学生每天单程路程合计：撤一所增加的路程不到此数才撤",
);
pub(crate) const NEW_SCHOOLS: Text = t("New schools", "新建学校数");
pub(crate) const LEAST_DISTANCE: Text = t("Least distance", "总路程最短");
pub(crate) const MOST_COVERED: Text = t("Most within radius", "覆盖人数最多");
pub(crate) const RADIUS: Text = t("Radius", "服务半径");
pub(crate) const SEATS: Text = t("Count seats, each new school", "计学位，每所新校");
pub(crate) const SEATS_TIP: Text = t(
    "No school goes over its seats and settlements go to school whole, in parts where they have over 90 pupils; the most promising places are looked at first, the others while there is time",
    "任何学校不超学位，按整村就学，90人以上的分组安排；先考察最有希望的备选点，其余在时限内考察",
);
pub(crate) const FLOOR: Text = t("Fewest pupils of a school", "每校最少学生");
pub(crate) const CEILING: Text = t("Enlarge schools up to, seats", "可扩建至学位");
pub(crate) const PLACES: Text = t("Build new ones, places", "可新建，备选点");
pub(crate) const SECONDS: Text = t("Search at most", "最多算");
pub(crate) const KEEP_SELECTED: Text = t("The selected school must stay", "选中学校必须保留");
pub(crate) const CLOSE_SELECTED: Text = t("The selected school must close", "选中学校必须撤");
pub(crate) const UNLOCK: Text = t("Leave open again", "不再指定");
pub(crate) const LOCKED_OPEN: Text = t("Must stay:", "指定保留：");
pub(crate) const LOCKED_CLOSED: Text = t("Must close:", "必须撤：");

pub(crate) const GATE: Text = t("Propose", "列入建议的撤并");
pub(crate) const GATE_TIP: Text = t(
    "Closures that the closure gate would refuse are not proposed; the answer says of each why",
    "撤并研判不通过的学校不列入建议，结果中逐校说明原因",
);
pub(crate) const UNTIL: Text = t("Step by step until", "分步实施至");
pub(crate) const UNTIL_TIP: Text = t(
    "Every year up to this one closes what it can; a school closes in the first year in which seats, trips and the gate allow it",
    "逐年撤并到该年，每所学校在学位、路程和研判都允许的最早一年撤并",
);
pub(crate) const CONTIGUOUS: Text = t("Every catchment in one piece", "学区连成一片");
pub(crate) const CONTIGUOUS_TIP: Text = t(
    "The settlements of every school lie side by side, in one piece with it",
    "每所学校的生源村相互毗邻，与学校连成一片",
);
pub(crate) const MAY_CLOSE: Text = t("Existing schools may close too", "同时可撤并现有学校");
pub(crate) const MAY_CLOSE_TIP: Text = t(
    "New and existing schools are decided together; what an existing one is worth stands below",
    "新建与现有学校一并确定，保留一所学校的权重见下",
);
pub(crate) const PLACES_ARE: Text = t("New schools may stand at", "新建学校可选址于");
pub(crate) const SETTLEMENTS: Text = t("Settlements", "居民点");
pub(crate) const SETTLEMENTS_TIP: Text = t("Every settlement", "所有居民点");
pub(crate) const CLOSED_SITES: Text = t("Closed schools", "已撤学校旧址");
pub(crate) const CLOSED_SITES_TIP: Text = t(
    "Sites of schools that the plan has closed by this year",
    "方案到该年已撤并学校的校址",
);
pub(crate) const RESERVED: Text = t("Reserved sites", "预留用地");
pub(crate) const RESERVED_TIP: Text = t(
    "Sites that the plan reserves; reserve one on the map to have it considered",
    "方案预留的用地；在地图上预留即可作为备选",
);
pub(crate) const WHO_MAY_GO: Text = t("Who may go where", "就学范围");
pub(crate) const SELECT_PAIR: Text = t(
    "To tie a settlement to a school, or keep it from one, select first the one, then the other",
    "如需指定或禁止某居民点到某学校，先后选中该居民点和该学校",
);
pub(crate) const MUST_GO: Text = t("Must go there", "必须到该校");
pub(crate) const NEVER_GO: Text = t("Never goes there", "不得到该校");
pub(crate) const LOCKED: Text = t("Must attend:", "指定就读：");
pub(crate) const BANNED: Text = t("May not attend:", "不得就读：");

pub(crate) const FARTHEST: Text = t("No day pupil farther than", "走读生单程不超过");
pub(crate) const FARTHEST_TIP: Text = t(
    "A hard limit; whoever boards may board on. Who has no seat within it is listed, with the least that must give way",
    "硬性上限，寄宿生可在原校继续寄宿；上限内没有学位的学生逐村列出，并给出最少须放宽的部分",
);
pub(crate) const VILLAGES: Text = t("Settlements go to school", "居民点就学方式");
pub(crate) const CONTIGUOUS_WHOLE_TIP: Text = t(
    "The settlements of every school lie side by side, in one piece with it; ground where no pupils live counts as anybody's",
    "每所学校划入的居民点相互毗邻，与学校连成一片；没有学生的地块可归任一学校",
);
pub(crate) const ON_MAP: Text = t("On the map", "在地图上显示");
pub(crate) const ON_MAP_TIP: Text = t(
    "Map, figures and settlements show these catchments in place of the plan's, with arrows for who changes schools",
    "地图、指标和居民点显示建议的划片，箭头表示变更学校的学生",
);
pub(crate) const IS_OUTDATED: Text = t(
    "Plan or year have changed since; search again to see it on the map",
    "方案或年份已变，重新测算后可在地图上显示",
);
pub(crate) const OTHER_STAGE: Text = t(
    "Another stage is shown; choose this one to see it on the map",
    "当前显示其他学段，选择该学段后可在地图上显示",
);
pub(crate) const EXPORT_CATCHMENTS: Text = t("Export as a table…", "导出为表格…");
pub(crate) const EXPORT_CATCHMENTS_TIP: Text = t(
    "Who goes where, as CSV, in the form of the table of assignment",
    "各居民点就读学校 CSV，格式与就学分配表相同",
);
pub(crate) const WHAT_FOR: Text = t(
    "A list to decide the year's catchments by. Plans hold measures on schools, not who goes where: nothing is written into the plan.",
    "供确定当年划片使用的清单。方案记载学校措施，不记载各村就读学校，因此不写入方案。",
);

pub(crate) const KM_ADDED: Text = t("all go farther a day, km", "全体每天多走 km");
pub(crate) const SITES: Text = t("new schools", "新建学校数");
pub(crate) const PUPIL_KM: Text = t("all go a day, km", "全体每天走 km");
pub(crate) const COVERED: Text = t("pupils within", "覆盖人数");
pub(crate) const CHART: Text = t("What each further measure costs", "每多一条，多走多少");
pub(crate) const CHART_TIP: Text = t(
    "Every point is a plan; click one to see it on the map",
    "每个点是一个方案，点击可在地图上查看",
);

/// The axis of schools with fewer pupils than `below` that stay.
pub(crate) fn small_left(below: u32) -> Words {
    Words::new(
        format!("small schools (under {below} pupils) that stay"),
        format!("保留的小规模学校数（不足{below}人）"),
    )
}

/// Why the count of small schools afterwards is another than that of the small schools that stay; `None` where it is
/// not.
pub(crate) fn small_afterwards(stay: usize, after: usize, below: u32) -> Option<Words> {
    (stay != after).then(|| {
        Words::new(
            format!(
                "{stay} of today's small schools stay; afterwards {after} schools are under {below} pupils, as pupils \
                 change school"
            ),
            format!(
                "现有小规模学校保留{stay}所；撤并后因学生转入转出，不足{below}人的学校为{after}所"
            ),
        )
    })
}

/// The heading of an answer: what it does and what that means for all trips. Schools were asked about as small with
/// fewer pupils than `below`.
pub(crate) fn summary(proposal: &Proposal, below: u32) -> Words {
    let (measures, all) = (proposal.steps.len(), km(proposal.pupil_decimetres));
    match &proposal.answered {
        Answered::Merge(left) => {
            let added = km(proposal.pupil_decimetres - left.ways_before);
            let left = left.schools;
            Words::new(
                format!(
                    "{measures} merged, {left} of {} under {below} pupils stay, all pupils together go {added} km farther \
                     a day",
                    Words::counted(measures + left, "school", "所").en
                ),
                format!(
                    "撤并{measures}所，不足{below}人的{}所中保留{left}所，全体每天单程多走 {added} km",
                    measures + left
                ),
            )
        }
        Answered::Site(opened) => {
            let (schools, value) = (opened.schools, proposal.value);
            let new = Words::counted(schools, "new school", "所").en;
            match opened.unit {
                ValueUnit::Pupils => Words::new(
                    format!("{new}, {value} pupils within the radius"),
                    format!("新建{schools}所，半径内覆盖 {value} 人"),
                ),
                ValueUnit::PupilDecimetres => Words::new(
                    format!("{new}, all pupils together go {} km a day", km(value)),
                    format!("新建{schools}所，全体每天单程共走 {} km", km(value)),
                ),
            }
        }
        Answered::Layout(open) => {
            let schools = open.schools;
            Words::new(
                format!(
                    "{}, {}, all pupils together go {all} km a day",
                    Words::counted(schools, "school", "所").en,
                    Words::counted(measures, "measure", "条").en
                ),
                format!("开办{schools}所，措施{measures}条，全体每天单程共走 {all} km"),
            )
        }
        Answered::Catchments(catchments) => {
            let assignment = &catchments.settled.assignment;
            let added = proposal.pupil_decimetres - catchments.ways_before;
            let placed = figures::count(assignment.placed() as i64);
            let left = assignment.not_placed();
            if left > 0 {
                // Ways of fewer pupils are nothing to set against those of all.
                let left = figures::count(left as i64);
                return Words::new(
                    format!(
                        "{placed} pupils placed, {left} without a seat, together {all} km a day"
                    ),
                    format!("安置 {placed} 人，未安置 {left} 人，全体每天单程共走 {all} km"),
                );
            }
            let plus = if added > 0 { "+" } else { "" };
            let more = km(added);
            Words::new(
                format!("All {placed} pupils placed, together {all} km a day ({plus}{more})"),
                format!("{placed} 人全部安置，全体每天单程共走 {all} km（{plus}{more}）"),
            )
        }
    }
}

/// Whole pupil-kilometres.
fn km(decimetres: i64) -> String {
    let km = PupilWays::from_decimetres(decimetres).km();
    figures::count(km.round() as i64)
}

/// No answer can have shorter ways than these together.
pub(crate) fn bound(proposal: &Proposal) -> Words {
    let km = km(proposal.bound);
    Words::new(
        format!("no answer under {km} km a day"),
        format!("不可能少于每天 {km} km"),
    )
}

/// That pupils go farther than the longest trip; who they are stands below the measures.
pub(crate) fn beyond(pupils: u32) -> Words {
    Words::new(
        format!("{pupils} pupils over the longest trip, named below"),
        format!("{pupils} 人超过最长单程（见下）"),
    )
}

/// What was asked about: the stage, the plan, the year.
pub(crate) fn about(stage: Stage, plan: &str, year: impl std::fmt::Display, lang: Lang) -> String {
    format!("{} · {plan} · {year}", stage.words().say(lang))
}

/// Between which places each limit of a merger is measured: that of receivers between the schools where the plan keeps
/// pupils at theirs and chooses the receiver, otherwise between home and school.
pub(crate) fn merge_limits(
    reach: Option<Meters>,
    trip: Option<Meters>,
    chooses_receiver: bool,
) -> Option<Words> {
    let reach = reach.map(|reach| {
        if chooses_receiver {
            Words::new(
                format!("receivers at most {reach} from school to school"),
                format!("两校相距不超过 {reach}"),
            )
        } else {
            Words::new(
                format!("new ways at most {reach} from home to school"),
                format!("新的上学路（从家到校）不超过 {reach}"),
            )
        }
    });
    let trip = trip.map(|trip| {
        Words::new(
            format!("no trip over {trip} from home to school"),
            format!("单程（从家到校）不超过 {trip}"),
        )
    });
    let both = reach.into_iter().chain(trip);
    both.reduce(|one, next| {
        Words::new(
            format!("{}; {}", one.en, next.en),
            format!("{}；{}", one.zh, next.zh),
        )
    })
}

/// The button that makes a condition less strict.
pub(crate) fn loosen(way: &Words) -> Words {
    Words::new(
        format!("Search again: {}", way.en),
        format!("{}，重新测算", way.zh),
    )
}

/// The heading of an answer of which some measures are left out.
pub(crate) fn picked(taken: usize, left_out: usize) -> Words {
    let all = taken + left_out;
    Words::new(
        format!("{taken} of {all} measures taken up"),
        format!("采用 {taken} 条，共 {all} 条"),
    )
}

/// What some of the measures of an answer are called in the undo list.
pub(crate) fn step_in_part(taken: usize, left_out: usize) -> Words {
    let all = taken + left_out;
    Words::new(
        format!("Part of a proposal: {taken} of {all} measures"),
        format!("写入部分建议：{all} 条中的 {taken} 条"),
    )
}

/// A measure of the planner's own that one of the answer would take the place of, with both years.
pub(crate) fn replaces((own, year): (&Words, Year), new: Year) -> Words {
    Words::new(
        format!(
            "Takes the place of your own measure ({}, {year}) and sets it in {new}; untick it to keep yours",
            own.en
        ),
        format!(
            "将取代您已列的措施（{}，{year} 年），改为 {new} 年；不采用此条则保留原措施",
            own.zh
        ),
    )
}

/// That taking an answer over took the place of the planner's own measures: school, year before and year now.
pub(crate) fn replaced(own: &[(String, Year, Year)]) -> Words {
    let each = |between: &str| {
        let each = own
            .iter()
            .map(|(name, was, is)| format!("{name} {was} → {is}"));
        each.collect::<Vec<_>>().join(between)
    };
    Words::new(
        format!("Your own measures were replaced: {}", each(", ")),
        format!("原有措施被取代：{}", each("，")),
    )
}

pub(crate) const OPEN_TAKEN: Text = t("Open it", "打开");
pub(crate) const TAKEN_TIP: Text = t(
    "The draft that was made of this answer; its measures stand under Steps",
    "由此结果生成的草案；其措施见“措施”页",
);

/// That an answer was taken over, and as which plan.
pub(crate) fn taken(name: &str) -> Words {
    Words::new(
        format!("Taken as draft: {name}"),
        format!("已采用为草案：{name}"),
    )
}

/// What the measures of an answer are called in the undo list.
pub(crate) fn step(measures: usize) -> Words {
    let measures = Words::counted(measures, "measure", "条措施");
    Words::new(
        format!("Proposal: {}", measures.en),
        format!("写入建议：{}", measures.zh),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_of_a_merger_says_between_what_it_is_measured() {
        let km = |km: f64| Some(Meters::from_f64(km * 1_000.0));
        let both = merge_limits(km(4.0), km(3.0), true).expect("two limits");
        assert_eq!(
            both.en,
            "receivers at most 4.0 km from school to school; no trip over 3.0 km from home to school"
        );
        assert_eq!(
            both.zh,
            "两校相距不超过 4.0 km；单程（从家到校）不超过 3.0 km"
        );
        let by_home = merge_limits(km(4.0), None, false).expect("one limit");
        assert!(by_home.en.contains("from home to school"));
        assert!(!by_home.en.contains("from school"));
        assert_eq!(merge_limits(None, None, true), None);
    }
}
