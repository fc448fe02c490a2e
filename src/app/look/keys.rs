//! What the keys ask for.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::chart::MapWish;
use super::desk::{Arrange, Workspace};
use super::intent::Intent;

/// So many tabs of a dock have keys.
const MOST_TABS: usize = 7;

/// Keys beside the one that the entry names.
const MORE_KEYS: [(KeyboardShortcut, Intent); 1] = [(
    KeyboardShortcut::new(Modifiers::COMMAND, Key::Y),
    Intent::Redo,
)];

/// Whether the key would be typed into a field.
fn is_letter(shortcut: &KeyboardShortcut) -> bool {
    let is_plain = shortcut.modifiers.is_none() || shortcut.modifiers == Modifiers::SHIFT;
    is_plain && shortcut.logical_key != Key::F11
}

/// The intent whose key was pressed in this frame. Keys without Ctrl do nothing while someone types.
///
/// `consume_shortcut` takes Ctrl+Z for Ctrl+Shift+Z, so longer shortcuts are asked first.
pub(crate) fn from_keyboard(ctx: &egui::Context) -> Option<Intent> {
    let is_typing = ctx.text_edit_focused();
    let arranged = [
        Arrange::DockLarge,
        Arrange::Dock,
        Arrange::Left,
        Arrange::Inspector,
        Arrange::FullScreen,
    ]
    .into_iter()
    .chain(Workspace::ALL.map(Arrange::Go))
    .chain((0..MOST_TABS).map(Arrange::Tab))
    .map(Intent::Arrange);
    let keyed = [
        Intent::Redo,
        Intent::SaveAs,
        Intent::Undo,
        Intent::Save,
        Intent::Open,
        Intent::NewPlan,
        Intent::DuplicatePlan,
        Intent::Quit,
        Intent::RenamePlan,
        Intent::ZoomToFit,
        Intent::StartAdd,
        Intent::StartRoad,
        Intent::Play,
        Intent::Delete,
        Intent::Escape,
    ];
    let main = arranged
        .chain(keyed)
        .chain(MapWish::KEYED.map(Intent::Map))
        .filter_map(|intent| Some((intent.entry().shortcut?, intent)));
    let applies = |shortcut: &KeyboardShortcut, intent: &Intent| {
        let edits_text = matches!(intent, Intent::Undo | Intent::Redo) || is_letter(shortcut);
        !is_typing || !edits_text || *intent == Intent::Escape
    };
    let all: Vec<_> = main
        .chain(MORE_KEYS)
        .filter(|(shortcut, intent)| applies(shortcut, intent))
        .collect();
    ctx.input_mut(|input| {
        all.into_iter()
            .find(|(shortcut, _)| input.consume_shortcut(shortcut))
            .map(|(_, intent)| intent)
    })
}
