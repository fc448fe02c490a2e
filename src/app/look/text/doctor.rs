//! Words of the data as it was read: layers, columns, doubts and what was said of them.

use super::{Text, t};
use crate::words::Words;

// A layer
pub(crate) const COLUMNS: Text = t("Columns and their meaning", "列与含义");
pub(crate) const COLUMNS_TIP: Text = t(
    "What this layer was read from, and what each column was taken for",
    "图层来源，以及各列被读作什么",
);
pub(crate) const FILE: Text = t("File", "文件");
pub(crate) const CRS: Text = t("Coordinates", "坐标系");
pub(crate) const ENCODING: Text = t("Text", "文字编码");
pub(crate) const READ: Text = t("Features read", "读入要素");
pub(crate) const SKIPPED: Text = t("Left out of the file", "文件中未读入");
pub(crate) const SIZE: Text = t("Size", "大小");
pub(crate) const CHECKSUM: Text = t("Checksum (SHA-256)", "校验值（SHA-256）");
pub(crate) const NOT_USED: Text = t("kept, not used", "保留，不使用");
pub(crate) const NO_COLUMNS: Text = t("No columns to show", "没有可显示的列");
pub(crate) const BY_NAME_ONLY: Text = t(
    "Read under its own name; this cannot be changed here",
    "按原字段名读取，此处不能改",
);
pub(crate) const IS: Text = t("Is…", "是…");
pub(crate) const IS_TIP: Text = t(
    "Say what this column holds; it counts once the files are read again",
    "指定这一列的含义，重读后生效",
);
pub(crate) const AS_GUESSED: Text = t("As guessed", "按自动识别");
pub(crate) const APPLY: Text = t("Apply and read again", "套用并重读");
pub(crate) const APPLY_TIP: Text = t(
    "Reads the files again with these meanings; plans stay, and the files are not changed",
    "按指定的含义重新读入，方案保留，原文件不变",
);
pub(crate) const DROP: Text = t("Drop the changes", "放弃改动");
pub(crate) const DROP_TIP: Text = t(
    "Leave the columns as they are read now",
    "各列保持现在的读法",
);

// What was said
pub(crate) const SAVE: Text = t("Save mapping…", "保存字段对应…");
pub(crate) const SAVE_TIP: Text = t(
    "Writes what was said of columns and doubts into a file, for a colleague or for next year's files of the same names",
    "把列的含义和疑点的答复存成文件，供同事或明年同名文件使用",
);
pub(crate) const SAVE_TITLE: Text = t("Save the mapping", "保存字段对应");
pub(crate) const LOAD: Text = t("Load mapping…", "载入字段对应…");
pub(crate) const LOAD_TIP: Text = t(
    "Takes over what was said in such a file, and reads the files again",
    "采用文件中的答复，并重新读入",
);
pub(crate) const LOAD_TITLE: Text = t("Load a mapping", "载入字段对应");
pub(crate) const FORGET: Text = t("Forget answers", "忘记答复");
pub(crate) const FORGET_TIP: Text = t(
    "Forgets what was said of the files of this county, ignored doubts too, and reads them again",
    "清除对本县文件的全部答复和已忽略的疑点，并重新读入",
);
pub(crate) const SAVED: Text = t("The mapping was saved", "已保存字段对应");
pub(crate) const STANDS: Text = t(
    "A file of this name stands there already; choose another name",
    "已有同名文件，请换一个文件名",
);
pub(crate) const IGNORED_NOW: Text = t(
    "Ignored; it is listed under “Ignored”",
    "已忽略，列在“已忽略”中",
);

/// So many answers are kept for a county.
pub(crate) fn remembered(n: usize) -> Words {
    let answers = Words::counted(n, "answer", "条");
    Words::new(
        format!("{} remembered and used", answers.en),
        format!("已记住并采用{}答复", answers.zh),
    )
}

// Doubts
pub(crate) const DOUBTS_OF_KIND: Text = t("Doubts of this kind", "同类疑点");
pub(crate) const DOUBTS_OF_KIND_TIP: Text = t("Opens or shuts the list", "展开或收起");
pub(crate) const ON_THE_MAP: Text = t("On the map", "在图上看");
pub(crate) const REST: Text = t("Ignore…", "忽略…");
pub(crate) const REST_TIP: Text = t(
    "It was looked into and is none; the reason is kept",
    "已核实无误，理由会保存",
);
pub(crate) const REST_NOW: Text = t("Ignore", "忽略");
pub(crate) const REASON: Text = t("Reason", "理由");
pub(crate) const CANCEL: Text = t("Cancel", "取消");
pub(crate) const WAKE: Text = t("Take back", "撤回");
pub(crate) const WAKE_TIP: Text = t("It counts as a doubt again", "重新算作疑点");
pub(crate) const IGNORED: Text = t("Ignored", "已忽略");

/// All of a kind.
pub(crate) fn all_of(n: usize) -> Words {
    Words::new(format!("All {n}:"), format!("全部{n}条："))
}
