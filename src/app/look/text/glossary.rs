//! The few words that a planner cannot know, each explained once: for the sheet of help and for the heads of columns
//! under which they stand.

use super::{Text, t};

/// A word with its explanation.
pub(crate) struct Term {
    pub(crate) name: Text,
    pub(crate) says: Text,
    /// The keys of the columns whose heads are this word.
    heads: &'static [&'static str],
}

const fn term(name: Text, says: Text, heads: &'static [&'static str]) -> Term {
    Term { name, says, heads }
}

pub(crate) const FREE_SEATS: Term = term(
    t("Free seats", "余位"),
    t(
        "Seats less pupils; negative where too many came. Not known where either is not known: that is never counted as none.",
        "学位数减学生数，负数为缺；学位或学生有一项未知时余位也未知，不作零计。",
    ),
    &["free"],
);
pub(crate) const OVER_LIMIT: Term = term(
    t("Over the limit", "超距"),
    t(
        "Day pupils whose way is longer than the standard in force for the stage; boarders are counted apart.",
        "单程路程超过该学段现行标准的走读生；寄宿生另计。",
    ),
    &["over_limit"],
);

/// All of them, in the order in which a planner meets them.
pub(crate) const TERMS: [Term; 16] = [
    term(
        t("Today's layout", "现状布局"),
        t(
            "The schools as the files have them, without any measure of a plan; in a later year with that year's pupils.",
            "资料中的学校，不含任何规划措施；在以后年份则配该年的学生。",
        ),
        &[],
    ),
    FREE_SEATS,
    term(
        t("Use of seats", "学位利用率"),
        t(
            "Pupils divided by seats; over 100 % is too full.",
            "学生数除以学位数，超过 100% 为超员。",
        ),
        &["utilisation"],
    ),
    OVER_LIMIT,
    term(
        t("Day pupils, boarders", "走读生、寄宿生"),
        t(
            "Who goes home every day, and who sleeps at school and goes home once a week. Trips and their limits are of day pupils.",
            "每天回家的学生；住校、每周回家的学生。路程和限距只就走读生计算。",
        ),
        &["boarders"],
    ),
    term(
        t("Teaching point", "教学点"),
        t(
            "A small site that another school runs; it is never counted as a school.",
            "由中心校管理的小型办学点，不计入学校数。",
        ),
        &[],
    ),
    term(
        t("Small school", "小规模学校"),
        t(
            "Fewer pupils over all its stages than the number set (100 at first), kindergartens apart. It is looked at, never closed for that alone.",
            "各学段学生合计少于设定数（默认 100 人），幼儿园不计；只作研判，不因此自动撤并。",
        ),
        &[],
    ),
    term(
        t("How pupils are placed", "就学方式"),
        t(
            "Nearest: everyone to the nearest school. Nearest with seats: as near as can be with no school over its seats. Keep today's: everyone stays, only pupils of schools that close or move, or whom a new school serves better, go elsewhere.",
            "就近：都上最近的学校。就近且不超学位：在学位之内总路程最短。保持现状：原校不变，只调整撤并、迁建学校的学生和新校更近的学生。",
        ),
        &[],
    ),
    term(
        t("Closure gate and its light", "撤并研判与灯"),
        t(
            "What the program asks of every closure, line by line. Green: every line passes. Amber: something is to be done or to be remedied. Red: a line fails.",
            "对每项撤并逐条研判。绿灯：全部通过。黄灯：有待办事项或需补救措施。红灯：有条件不符合。",
        ),
        &[],
    ),
    term(
        t("Red without a reason", "红灯未说明"),
        t(
            "The plan closes the school although a line fails, and nobody wrote down why. Such a plan is not called compliant.",
            "研判为红灯仍列入撤并，且没有书面说明；这样的方案不算合规。",
        ),
        &[],
    ),
    term(
        t("≈ and the detour factor", "≈ 与绕行系数"),
        t(
            "Where no road leads, a way is the straight line times 1.35, or what the standards say: roads are that much longer. Every figure in which such a way counts wears ≈.",
            "没有道路数据时，路程按直线距离乘绕行系数（默认 1.35，可在标准中改）估算；含估算的数字前加 ≈。",
        ),
        &[],
    ),
    term(
        t("Floating catchment", "两步移动搜索法"),
        t(
            "How many seats there are for a pupil in reach: the seats of each school are shared among all pupils within its limit, then for every settlement the shares of all schools in reach are added.",
            "衡量人均可达学位：先把每校学位分摊给限距内的全部学生，再把每个居民点限距内各校的份额相加。",
        ),
        &[],
    ),
    term(
        t("Worst, times the limit", "最重、限值倍数"),
        t(
            "The value that is farthest from its limit, and how many times the limit it is; where at least so much is asked, the limit divided by the value. So minutes, metres and pupils can be compared: sorting by the worst goes by it. ∞ where none is allowed.",
            "离限值最远的数，及其为限值的几倍；有下限的，为限值除以该数。分钟、米、人数因此可比，按“最重”排序即按此倍数。∞ 表示不允许有。",
        ),
        &["worst", "times"],
    ),
    term(
        t("Proven, bound and gap", "已证明、界与差距"),
        t(
            "No answer can be better than the bound. The gap is how far at most the answer is from the best; where it is nothing, the answer is proven to be the best.",
            "任何方案都不会优于“界”；差距是本答案与最优之间最多相差多少；差距为零即已证明最优。",
        ),
        &["gap", "bound"],
    ),
    term(
        t("Back-test", "回测"),
        t(
            "What the forecast would have said three years ago of the pupils of today, held against what they are.",
            "用三年前的数据按同样方法预测今天的学生，再与实际对比。",
        ),
        &[],
    ),
    term(
        t("Doubt", "存疑"),
        t(
            "Why an answer cannot be relied on whatever it says: a file that is missing, a measure that fits no school, pupils whom nobody counted.",
            "说明结果为何不能作数：缺文件、措施对不上学校、学生数未知等。",
        ),
        &[],
    ),
];

/// The word that stands as the head of a column, by the key of the column.
pub(crate) fn of_head(key: &str) -> Option<&'static Term> {
    const ALL: &[Term] = &TERMS;
    ALL.iter().find(|term| term.heads.contains(&key))
}

pub(crate) const WORDS: Text = t("Words explained", "名词解释");
pub(crate) const WORDS_TIP: Text = t(
    "The words of this program that nobody can know",
    "本程序中需要说明的名词",
);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::words::Lang;

    #[test]
    fn every_word_is_explained_once_in_both_languages() {
        let mut heads = BTreeSet::new();
        for lang in [Lang::En, Lang::Zh] {
            let names: BTreeSet<&str> = TERMS.iter().map(|term| term.name.say(lang)).collect();
            assert_eq!(names.len(), TERMS.len());
            for term in &TERMS {
                assert!(term.says.say(lang).len() > 20, "{}", term.name.say(lang));
            }
        }
        for head in TERMS.iter().flat_map(|term| term.heads) {
            assert!(heads.insert(head), "{head} is explained twice");
        }
        assert_eq!(of_head("free").map(|term| term.name), Some(FREE_SEATS.name));
        assert!(of_head("name").is_none());
    }
}
