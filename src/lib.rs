//! Xuequ 学区 plans where a county's schools stand.
//!
//! A county planner opens townships, schools, settlements and roads, and sees who travels how far and which seats are
//! short or empty. The planner merges small schools, adds kindergartens and drags schools on the map; every number
//! follows. In the end plans are compared, and one is handed over as GeoJSON.
//!
//! # How data flows
//!
//! ```text
//!  files          facts          numbers           decisions         judgement           people
//!  io ─────────▶ model ───────▶ travel ─┐
//!    warnings    County         forecast├─▶ assign ──▶ indicators ─▶ export, cli
//!                (never edited)         │  Assignment  rules   tables   ▲
//!                                 plan ─┘  catchments  proposal         │
//!                                  ▲                                    │
//!                                  └───────────── session ──────────────┴─▶ app (egui)
//!                                   one place that owns state, applies      reads session,
//!                                   commands, keeps results by revision     sends Intents, draws
//! ```
//!
//! A module uses only those before it in the list of modules below. [`evaluation`] runs the middle of
//! the picture: one plan, one year, one policy in; every number out.
//!
//! # Where to find things
//!
//! | to change … | look in |
//! |---|---|
//! | what a file may contain, how oddities are reported, the county as one file again | [`io`], `assets/aliases.toml`, `assets/township_aliases.toml` |
//! | what a distance means, how it is found | [`travel`] |
//! | who attends which school, catchment areas | [`assign`] |
//! | what a plan may do, undo | [`plan`] |
//! | a figure on screen | [`indicators`] |
//! | a limit, its source, a finding | [`rules`], `assets/standards/` |
//! | how many pupils there will be | [`forecast`] |
//! | the closure gate, targets, seats and money by year | [`horizon`], [`rules::gate`] |
//! | what may be asked, and the measures that answer | [`proposal`] |
//! | how the best is found and proven | [`solve`] |
//! | a table, its columns and units, CSV | [`tables`] |
//! | the file that QGIS opens | [`export`] |
//! | a subcommand | [`cli`] |
//! | the window: words, colours, panels, map | `app` |
//! | the sample county | [`sample`], `examples/jingyan`, `maps/jingyan` |
//!
//! # Words
//!
//! | in code | 中文 | meaning |
//! |---|---|---|
//! | [`County`](model::County) | 县 | everything read from files; planning never edits it |
//! | [`Township`](model::Township), district | 乡镇、片区 | a polygon with a code; a group of them |
//! | [`School`](model::School) | 学校 | one site, one or more stages |
//! | teaching point | 教学点 | taught for a parent school, never counted as a school |
//! | [`Stage`](model::Stage) | 学段 | kindergarten, primary, junior, senior, vocational, special |
//! | [`Settlement`](model::Settlement) | 居民点 | where pupils live |
//! | seats | 学位 | how many pupils a school can take in a stage |
//! | catchment | 服务范围 | the settlements a school serves, and the area round them |
//! | [`Zone`](model::Zone) | 学区范围 | the area whose pupils a school takes, as a file draws it; no figure rests on it |
//! | [`Plan`](plan::Plan), [`Action`](plan::Action) | 规划方案、措施 | dated measures on a county |
//! | [`Layout`](plan::Layout) | 布局 | county + plan + year |
//! | [`Assignment`](assign::Assignment) | 就学分配 | who attends which school, and how far they go |
//! | [`Standard`](rules::Standard), [`Finding`](rules::Finding) | 标准、问题 | a rule with source; a place where a layout breaks it |
//! | way, [`Trip`](travel::Trip) | 路程 | from a home to a school: how far, and whether along roads or estimated |
//! | row | | the ways of all settlements to one school; in [`tables`], a row of a table |
//! | branch, tally | | of problems: those that belong together; how many settlements, schools and pupils they come to |
//! | told | | of a warning or a figure: said to the planner, with where and why |
//! | drawn | | of a problem: written out for a solver; `Drawn` holds its places and ways |
//! | standing | | of findings: those before a move, from which the next are made |
//! | dealt | | of pupils: each given to a school by an assignment |
//! | today's flows | 现状就学 | who attends which school now, on record or rebuilt from homes and enrolments |
//! | day pupil, boarder | 走读生、寄宿生 | goes to school and home every day; sleeps at school. Trips are of day pupils |
//! | [apart](travel::Trip::is_apart) | | of a trip: over 500 m where no road leads; the last choice of whoever has a school by road |
//! | [`Question`](io::Question), answer | 待确认、回答 | what a file leaves open and only the planner can say; how it is read from then on |
//! | receiver | 接收学校 | a school that takes the pupils of one that closes |
//! | small, floor | 规模过小、下限 | fewer pupils than the threshold; the fewest that an open school may have |
//! | draft, proposal | 草案、建议 | a plan to look at; measures with reasons, and how far at most they are from the best |
//! | [`StartingPoint`](proposal::StartingPoint), `ground` | | the plan and the year that a proposal adds to |
//! | gate | 撤并研判 | what speaks for and against each closure, line by line |
//! | light, foreseen | 灯 | of a closure: how the gate stands; what it would say of one that nobody has planned yet |
//! | correction | 更正 | a fact that the planner put in place of a file's, kept apart from it with who, when and why |
//! | roster, update | 名册、更新 | a table of all schools of a year; what a newer one says otherwise, taken as corrections |
//! | doubt let rest | | an oddity of the files that the planner has given a reason to pass over; an open question never is |
//! | aftermath | | what moving a measure to another year makes worse, or leaves unknown |
//! | tile | 瓦片 | a square picture of a basemap at one zoom |
//! | block | | cells pasted from a spreadsheet over facts, looked at before they are taken |
//! | recovery | | unsaved plans, kept beside in the user's own folder until they are saved or thrown away |
//! | verdict, doubt | 结论、存疑 | whether a plan is compliant; why an answer cannot be relied on, whatever it says |
//! | bound, gap, proven | 界、差距、已证明 | no answer can be better than the bound; how far the answer is from it; they meet |
//!
//! The solvers ([`solve`]) use no type of a county; homes, schools and pupils are numbers to them. They also have words
//! of their own: a *client* is one that must be served, a *site* is where that can be done, and a *price* is what a
//! client offers, or what a scarce seat asks. Costs are counted in *ticks*, parts of a unit, so that all sums are whole
//! numbers.
//!
//! # Invariants
//!
//! - The core does not know egui: everything that draws is behind the feature `gui`.
//! - Only [`io`] and `main` touch files. Only [`session`] changes state.
//! - A room uses only rooms that stand before it in the list below (held by `tests/core/rooms.rs`).
//! - The same input gives the same bytes, on any number of threads.
//! - No file and no user action panics. A file that cannot be read whole yields what can be read and
//!   a list of what cannot.
//! - Pupils and seats are whole numbers; distances are whole decimetres, so sums are exact.
//! - How people read distances ([`units::DistanceForm`]) is chosen by a window alone; what programs read hangs on nothing.
//! - Unknown is never zero: it is `None`, or a figure that says what is missing.

pub mod units;

pub mod words;

pub mod random;

pub mod geometry;

pub mod model;

pub mod travel;

pub mod forecast;

pub mod plan;

pub mod solve;

pub mod assign;

pub mod indicators;

pub mod rules;

pub mod evaluation;

pub mod horizon;

pub mod proposal;

pub mod tables;

pub mod io;

pub mod export;

pub mod sample;

pub mod session;

pub mod cli;

#[cfg(feature = "gui")]
pub mod app;
