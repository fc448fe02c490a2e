//! Sentences with numbers and names in them: what was read, done and found.

use std::path::Path;

use crate::io::Report;
use crate::model::{County, Homes};
use crate::units::Meters;
use crate::words::{Lang, Words};

/// What the county is made of.
pub(crate) fn county_summary(county: &County, has_roads: bool) -> Words {
    let settlements = county.settlements.len();
    let homes = match county.homes {
        Homes::Recorded => Words::counted(settlements, "settlement", "个居民点"),
        Homes::Estimated => Words::counted(settlements, "estimated home", "个估算居住地"),
        Homes::Unknown => Words::new("homes not known", "居住地未知"),
    };
    let roads = if has_roads {
        Words::new("roads", "有道路")
    } else {
        Words::new("no roads", "无道路")
    };
    let parts = [
        Words::counted(county.townships.len(), "township", "个乡镇"),
        Words::counted(county.schools.len(), "school", "所学校"),
        homes,
        roads,
    ];
    let said = |lang| parts.each_ref().map(|part| part.say(lang)).join(" · ");
    Words::new(said(Lang::En), said(Lang::Zh))
}

/// How many records are missing.
pub(crate) fn unknown_records(pupils: usize, seats: usize) -> Words {
    let schools = |number: usize| Words::counted(number, "school", "所学校").en;
    let part = |number: usize, words: Words| (number > 0).then_some(words);
    let parts: Vec<Words> = [
        part(
            pupils,
            Words::new(
                format!("pupils of {}", schools(pupils)),
                format!("{pupils}所学校的学生数"),
            ),
        ),
        part(
            seats,
            Words::new(
                format!("seats of {}", schools(seats)),
                format!("{seats}所学校的学位数"),
            ),
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let join = |lang, and: &str| {
        parts
            .iter()
            .map(|words| words.say(lang))
            .collect::<Vec<_>>()
            .join(and)
    };
    Words::new(
        format!("Not known: {}", join(Lang::En, ", ")),
        format!("数据缺失：{}", join(Lang::Zh, "、")),
    )
}

/// What one more seat saves; `a_day` there and back.
pub(crate) fn seat_saves(a_day: Meters) -> Words {
    Words::new(
        format!("One more place here saves {a_day} a day"),
        format!("增加1个学位每天少走 {a_day}"),
    )
}

/// How many pupils change school between two plans.
pub(crate) fn moved_summary(moved: u32, farther: u32, nearer: u32) -> Words {
    Words::new(
        format!("{moved} pupils change school; {farther} go farther, {nearer} less far"),
        format!("{moved}名学生变更学校；{farther}人路程变远，{nearer}人变近"),
    )
}

/// A step that was taken back.
pub(crate) fn undone(name: &Words) -> Words {
    Words::new(
        format!("Undone: {}", name.en),
        format!("已撤回：{}", name.zh),
    )
}

/// A step that was taken again.
pub(crate) fn redone(name: &Words) -> Words {
    Words::new(
        format!("Redone: {}", name.en),
        format!("已重做：{}", name.zh),
    )
}

/// What was read.
pub(crate) fn opened(county: &County, report: &Report) -> Words {
    let questions = report.open_questions().count();
    let asked =
        (questions > 0).then(|| Words::counted(questions, "open question", "个问题待您确认"));
    let parts: Vec<Words> = [
        Words::counted(county.schools.len(), "school", "所学校"),
        Words::counted(county.settlements.len(), "settlement", "个居民点"),
        Words::counted(report.warnings.len(), "warning", "条提示"),
    ]
    .into_iter()
    .chain(asked)
    .collect();
    let said = |lang, comma: &str| {
        let parts: Vec<&str> = parts.iter().map(|part| part.say(lang)).collect();
        parts.join(comma)
    };
    Words::new(
        format!("{}: {}", county.name, said(Lang::En, ", ")),
        format!("{}：{}", county.name, said(Lang::Zh, "，")),
    )
}

/// A file that now stands.
pub(crate) fn written(path: &Path) -> Words {
    Words::new(
        format!("Written: {}", path.display()),
        format!("已写入：{}", path.display()),
    )
}

/// The system gave no thread.
pub(crate) fn no_thread(error: &std::io::Error) -> Words {
    Words::new(
        format!("The system cannot start more work now: {error}"),
        format!("系统无法启动后台任务：{error}"),
    )
}
