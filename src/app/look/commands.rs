//! All that can be asked for by name: what stands in the menus, and what else has a word of its own. The menus are drawn
//! from these lists, and the search finds all of them.

use super::aids::{Aid, Turn};
use super::chart::{BasemapWish, MapWish};
use super::desk::{Arrange, Task, Workspace};
use super::intent::{ExportKind, Intent};
use super::keeping::Keep;
use super::text::{self, aids, desk};
use super::view::{Page, View};
use crate::model::Stage;
use crate::plan::{Command, Policy};
use crate::session::Session;
use crate::words::{Lang, Words};

/// The menu of files, in groups.
pub(crate) const FILE_MENU: [&[Intent]; 4] = [
    &[Intent::Open, Intent::OpenFolder, Intent::OpenSample],
    &[Intent::Save, Intent::SaveAs],
    &[
        Intent::Export(ExportKind::Geojson),
        Intent::Export(ExportKind::Schools),
        Intent::Export(ExportKind::Assignment),
        Intent::Export(ExportKind::Comparison),
    ],
    &[Intent::Quit],
];

/// What can be done with the chosen plan.
pub(crate) const PLAN_MENU: [Intent; 6] = [
    Intent::NewPlan,
    Intent::DuplicatePlan,
    Intent::RenamePlan,
    Intent::Save,
    Intent::SaveAs,
    Intent::DeletePlan,
];

/// The menu of help.
pub(crate) const HELP_MENU: [Intent; 4] = [
    Intent::Aid(Aid::Keys),
    Intent::Aid(Aid::Words),
    Intent::Tour(Turn::Begin),
    Intent::Aid(Aid::About),
];

/// What else is found by its name.
const MORE: [Intent; 26] = [
    Intent::Keep(Keep::UpdateFrom),
    Intent::Undo,
    Intent::Redo,
    Intent::History,
    Intent::Play,
    Intent::ZoomToFit,
    Intent::FlyToSelection,
    Intent::ToWorst,
    Intent::Map(MapWish::Lasso),
    Intent::Map(MapWish::Measure),
    Intent::Map(MapWish::Basemap(BasemapWish::Choose)),
    Intent::StartAdd,
    Intent::StartRoad,
    Intent::PickRoad,
    Intent::Delete,
    Intent::KeepSelected,
    Intent::CorrectSelected,
    Intent::Propose,
    Intent::Export(ExportKind::Catchments),
    Intent::SwitchTheme,
    Intent::SetLang(Lang::Zh),
    Intent::SetLang(Lang::En),
    Intent::Aid(Aid::Settings),
    Intent::Arrange(Arrange::Left),
    Intent::Arrange(Arrange::Inspector),
    Intent::Arrange(Arrange::FullScreen),
];

/// Everything, each once.
pub(crate) fn all() -> Vec<Intent> {
    let mut all: Vec<Intent> = Vec::new();
    let menus = FILE_MENU
        .into_iter()
        .flatten()
        .chain(&PLAN_MENU)
        .chain(&HELP_MENU);
    let docks = [Arrange::Dock, Arrange::DockLarge, Arrange::DockSide].map(Intent::Arrange);
    let mut pages: Vec<Page> = Vec::new();
    for page in Workspace::ALL.into_iter().flat_map(Workspace::pages) {
        if !pages.contains(page) {
            pages.push(*page);
        }
    }
    let wishes = Workspace::ALL
        .map(|workspace| Intent::Arrange(Arrange::Go(workspace)))
        .into_iter()
        .chain(menus.cloned())
        .chain(MORE)
        .chain(docks)
        .chain(Task::ALL.map(|task| Intent::Arrange(Arrange::Task(task))))
        .chain(pages.into_iter().map(|page| Intent::Show(Some(page))))
        .chain(Stage::ALL.map(Intent::SetStage))
        .chain(Policy::ALL.map(|policy| Intent::Command(Command::SetPolicy(policy))));
    for wish in wishes {
        if !all.contains(&wish) {
            all.push(wish);
        }
    }
    all
}

/// What a wish is called where it stands among others: in a menu, in the search.
pub(crate) fn name_of(wish: &Intent) -> Words {
    let label = text::words_of(wish.entry().label);
    let of = |what: text::Text, which: &Words| {
        Words::new(
            format!("{}: {}", what.say(Lang::En), which.en),
            format!(
                "{}{}{}",
                what.say(Lang::Zh),
                text::COLON.say(Lang::Zh),
                which.zh
            ),
        )
    };
    match wish {
        Intent::Export(_) => of(text::EXPORT, &label),
        Intent::Show(Some(page)) => of(aids::PAGE, &text::words_of(desk::page(*page))),
        Intent::Arrange(Arrange::Go(_)) => of(aids::WORKSPACE, &label),
        Intent::Arrange(Arrange::Task(_)) => of(desk::LEFT, &label),
        Intent::SetStage(stage) => of(text::STAGE, &stage.words()),
        Intent::Command(Command::SetPolicy(policy)) => {
            of(desk::WHO_GOES_WHERE, &text::words_of(text::policy(*policy)))
        }
        Intent::SetLang(Lang::Zh) => of(aids::LANGUAGE, &Words::new("中文", "中文")),
        Intent::SetLang(Lang::En) => of(aids::LANGUAGE, &Words::new("English", "English")),
        Intent::Map(MapWish::Basemap(_)) => of(text::basemap::BASEMAP, &label),
        Intent::Delete => text::words_of(aids::CLOSE_SELECTED),
        Intent::SwitchTheme => text::words_of(aids::SWITCH_THEME),
        _ => label,
    }
}

/// What leads to a wish from here: itself where it can be done, after going to the plan where only that does it.
/// `None` where it cannot be done, or would change nothing.
pub(crate) fn carried_out_from(
    wish: &Intent,
    session: Option<&Session>,
    view: &View,
) -> Option<Vec<Intent>> {
    let changes = match wish {
        Intent::Arrange(Arrange::Go(workspace)) => *workspace != view.workspace(),
        Intent::SetLang(lang) => *lang != view.lang,
        Intent::SetStage(stage) => {
            session?.evaluation().stages[*stage].is_some() && *stage != view.stage
        }
        Intent::Command(Command::SetPolicy(policy)) => session?.policy() != *policy,
        Intent::FlyToSelection => view.selection.is_some(),
        _ => true,
    };
    if !changes {
        return None;
    }
    if wish.is_enabled(session, view) {
        return Some(vec![wish.clone()]);
    }
    let is_elsewhere = wish.has_needs(session, view);
    is_elsewhere.then(|| vec![Intent::Arrange(Arrange::Go(Workspace::Plan)), wish.clone()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_have_one_name() {
        let all = all();
        for (place, wish) in all.iter().enumerate() {
            for other in &all[..place] {
                let (one, two) = (name_of(wish), name_of(other));
                assert!(one.en != two.en && one.zh != two.zh, "{one:?} {two:?}");
            }
        }
        assert!(all.len() > 60, "{}", all.len());
    }
}
