//! The keys, in one table: what the keyboard asks for, what tips and menus name, what the sheet of keys lists.

use std::sync::LazyLock;

use egui::{Context, Event, Key, KeyboardShortcut, Modifiers, Popup, Rect};

use super::aids::{Aid, Zoom};
use super::chart::MapWish;
use super::desk::{Arrange, Workspace};
use super::intent::Intent;
use super::text::{self, Text, aids};

/// So many tabs of a dock have keys.
const MOST_TABS: usize = 7;

/// What keys are listed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Workspaces, search, history.
    Go,
    /// Tables and panes.
    Panes,
    /// Files, plans and their steps.
    Plan,
    /// The map, and what is selected.
    Map,
    /// The window, and how text stands.
    Window,
}

impl Part {
    /// All of them, as they are listed.
    pub(crate) const ALL: [Self; 5] = [Self::Go, Self::Panes, Self::Plan, Self::Map, Self::Window];
}

/// A key and what it asks for.
pub(crate) struct Line {
    pub(crate) part: Part,
    pub(crate) keys: KeyboardShortcut,
    pub(crate) wish: Intent,
}

/// All of them. Where several ask for one thing, the first is the one that tips name.
static TABLE: LazyLock<Vec<Line>> = LazyLock::new(table);

fn table() -> Vec<Line> {
    const NONE: Modifiers = Modifiers::NONE;
    const SHIFT: Modifiers = Modifiers::SHIFT;
    const CTRL: Modifiers = Modifiers::COMMAND;
    const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
    let line = |part, modifiers, key, wish| Line {
        part,
        keys: KeyboardShortcut::new(modifiers, key),
        wish,
    };
    let number = |place: usize| {
        let keys = [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
        ];
        keys[place.min(MOST_TABS - 1)]
    };
    let mut all: Vec<Line> = Workspace::ALL
        .into_iter()
        .map(|to| {
            line(
                Part::Go,
                CTRL,
                number(to as usize),
                Intent::Arrange(Arrange::Go(to)),
            )
        })
        .collect();
    all.extend([
        // What is printed and handed over stands there.
        line(
            Part::Go,
            CTRL,
            Key::P,
            Intent::Arrange(Arrange::Go(Workspace::Deliver)),
        ),
        line(Part::Go, CTRL, Key::K, Intent::Aid(Aid::Search)),
        line(Part::Go, CTRL, Key::F, Intent::Aid(Aid::Search)),
        line(Part::Go, CTRL, Key::H, Intent::History),
        line(Part::Go, NONE, Key::F1, Intent::Aid(Aid::Keys)),
        line(Part::Go, NONE, Key::Escape, Intent::Escape),
    ]);
    let tab = |place| {
        line(
            Part::Panes,
            Modifiers::ALT,
            number(place),
            Intent::Arrange(Arrange::Tab(place)),
        )
    };
    all.extend((0..MOST_TABS).map(tab));
    all.extend(vec![
        line(Part::Panes, CTRL, Key::J, Intent::Arrange(Arrange::Dock)),
        line(
            Part::Panes,
            CTRL_SHIFT,
            Key::J,
            Intent::Arrange(Arrange::DockLarge),
        ),
        line(Part::Panes, CTRL, Key::B, Intent::Arrange(Arrange::Left)),
        line(
            Part::Panes,
            CTRL,
            Key::I,
            Intent::Arrange(Arrange::Inspector),
        ),
        line(
            Part::Panes,
            NONE,
            Key::F6,
            Intent::Arrange(Arrange::NextPart),
        ),
        line(
            Part::Panes,
            SHIFT,
            Key::F6,
            Intent::Arrange(Arrange::FormerPart),
        ),
        line(Part::Plan, CTRL, Key::O, Intent::Open),
        line(Part::Plan, CTRL, Key::S, Intent::Save),
        line(Part::Plan, CTRL_SHIFT, Key::S, Intent::SaveAs),
        line(Part::Plan, CTRL, Key::Z, Intent::Undo),
        line(Part::Plan, CTRL, Key::Y, Intent::Redo),
        line(Part::Plan, CTRL_SHIFT, Key::Z, Intent::Redo),
        line(Part::Plan, CTRL, Key::N, Intent::NewPlan),
        line(Part::Plan, CTRL, Key::D, Intent::DuplicatePlan),
        line(Part::Plan, NONE, Key::F2, Intent::RenamePlan),
        line(Part::Plan, CTRL, Key::Q, Intent::Quit),
        line(Part::Map, NONE, Key::F, Intent::FlyToSelection),
        line(Part::Map, SHIFT, Key::F, Intent::ZoomToFit),
        line(Part::Map, NONE, Key::L, Intent::Map(MapWish::Legend)),
        line(Part::Map, NONE, Key::M, Intent::Map(MapWish::Measure)),
        line(Part::Map, NONE, Key::N, Intent::StartAdd),
        line(Part::Map, NONE, Key::R, Intent::StartRoad),
        line(Part::Map, NONE, Key::K, Intent::KeepSelected),
        line(Part::Map, NONE, Key::Delete, Intent::Delete),
        line(Part::Map, NONE, Key::E, Intent::CorrectSelected),
        line(Part::Map, NONE, Key::OpenBracket, Intent::StepYear(-1)),
        line(Part::Map, NONE, Key::CloseBracket, Intent::StepYear(1)),
        line(Part::Map, NONE, Key::P, Intent::Play),
        line(Part::Window, CTRL, Key::Plus, Intent::Zoom(Zoom::In)),
        line(Part::Window, CTRL, Key::Equals, Intent::Zoom(Zoom::In)),
        line(Part::Window, CTRL, Key::Minus, Intent::Zoom(Zoom::Out)),
        line(Part::Window, CTRL, Key::Num0, Intent::Zoom(Zoom::Usual)),
        line(
            Part::Window,
            NONE,
            Key::F11,
            Intent::Arrange(Arrange::FullScreen),
        ),
    ]);
    all
}

/// Keys that ask for nothing by themselves, as the sheet names them.
pub(crate) const TOLD: [(Part, Text, Text); 8] = [
    (Part::Map, aids::HOLD_SPACE, aids::TODAY_WHILE_HELD),
    (Part::Map, aids::WHEEL, aids::ZOOMS),
    (Part::Map, aids::SHIFT_DRAG, aids::FRAMES),
    (Part::Map, aids::ALT_DRAG, aids::ENCIRCLES),
    (Part::Panes, aids::DOUBLE_CLICK, aids::USUAL_WIDTH),
    (Part::Window, aids::TAB_KEY, aids::NEXT_CONTROL),
    (Part::Window, aids::ARROWS, aids::IN_LISTS),
    (Part::Window, aids::ENTER, aids::ENTER_TIP),
];

/// The lines of a part of the sheet: all keys of a wish, and the wish. The tabs stand in one line.
pub(crate) fn lines(part: Part) -> Vec<(Vec<KeyboardShortcut>, &'static Intent)> {
    let mut lines: Vec<(Vec<KeyboardShortcut>, &'static Intent)> = Vec::new();
    let is_told =
        |wish: &Intent| !matches!(wish, Intent::Arrange(Arrange::Tab(place)) if *place > 0);
    for line in TABLE
        .iter()
        .filter(|line| line.part == part && is_told(&line.wish))
    {
        match lines.iter_mut().find(|(_, wish)| **wish == line.wish) {
            Some((keys, _)) => keys.push(line.keys),
            None => lines.push((vec![line.keys], &line.wish)),
        }
    }
    lines
}

/// The key of a wish, where it has one.
pub(crate) fn of(wish: &Intent) -> Option<KeyboardShortcut> {
    TABLE
        .iter()
        .find(|line| line.wish == *wish)
        .map(|line| line.keys)
}

/// How a key is written on the screen.
pub(crate) fn written(keys: &KeyboardShortcut, ctx: &Context) -> String {
    let written = ctx.format_shortcut(keys);
    written
        .replace("OpenBracket", "[")
        .replace("CloseBracket", "]")
}

/// Whether the key would be typed into a field, or change the field's text.
fn is_typed(keys: &KeyboardShortcut) -> bool {
    let is_named = matches!(
        keys.logical_key,
        Key::F1 | Key::F2 | Key::F6 | Key::F11 | Key::Escape
    );
    !is_named && (keys.modifiers.is_none() || keys.modifiers.shift_only())
}

/// What decides which keys are heard.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hearing {
    /// Where single letters are heard: the map and the open table.
    pub(crate) grounds: [Option<Rect>; 2],
    /// Whether a text is being composed.
    pub(crate) is_composing: bool,
    /// Whether a field was typed into until this frame.
    pub(crate) was_typing: bool,
}

impl Hearing {
    /// Whether single letters ask for something: nothing is typed into, and the focus lies on map or table.
    pub(crate) fn hears_letters(&self, ctx: &Context) -> bool {
        if self.is_composing
            || self.was_typing
            || ctx.text_edit_focused()
            || Popup::is_any_open(ctx)
        {
            return false;
        }
        let Some(focused) = ctx.memory(|memory| memory.focused()) else {
            return true;
        };
        let at = ctx
            .read_response(focused)
            .map(|response| response.rect.center());
        let lies_there = |ground: &Rect| at.is_some_and(|at| ground.contains(at));
        self.grounds.iter().flatten().any(lies_there)
    }

    /// Whether Escape is for the desk: a pop-up and a field that is typed into are left first.
    fn hears_escape(&self, ctx: &Context) -> bool {
        !self.was_typing && !self.is_composing && !Popup::is_any_open(ctx)
    }
}

/// The intents whose keys were pressed in this frame, in their order; the keys are taken from the input.
///
/// Ctrl+Z also matches Ctrl+Shift+Z, so of several the one with the most modifiers is meant.
pub(crate) fn from_keyboard(ctx: &Context, hearing: &Hearing) -> Vec<Intent> {
    let is_pressed = |event: &Event| matches!(event, Event::Key { pressed: true, .. });
    if !ctx.input(|input| input.events.iter().any(is_pressed)) {
        return Vec::new();
    }
    let (hears_letters, hears_escape) = (hearing.hears_letters(ctx), hearing.hears_escape(ctx));
    let is_typing = hearing.was_typing || ctx.text_edit_focused();
    // F2 is for the cell then.
    let is_in_cell = super::grid::has_cell(ctx);
    let applies = |line: &&Line| match &line.wish {
        Intent::Escape => hears_escape,
        Intent::Undo | Intent::Redo => !is_typing,
        Intent::RenamePlan => !is_in_cell,
        _ => !is_typed(&line.keys) || hears_letters,
    };
    let mut wishes = Vec::new();
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let meant = TABLE
                .iter()
                .filter(applies)
                .filter(|line| is_meant(&line.keys, event));
            let meant = meant.max_by_key(|line| n_modifiers(line.keys.modifiers));
            wishes.extend(meant.map(|line| line.wish.clone()));
            meant.is_none()
        });
    });
    wishes
}

/// Whether a key was pressed, alone or with more modifiers.
fn is_meant(keys: &KeyboardShortcut, event: &Event) -> bool {
    let Event::Key {
        key,
        pressed: true,
        modifiers,
        ..
    } = event
    else {
        return false;
    };
    *key == keys.logical_key && modifiers.matches_logically(keys.modifiers)
}

fn n_modifiers(modifiers: Modifiers) -> usize {
    let held = [
        modifiers.command || modifiers.ctrl,
        modifiers.shift,
        modifiers.alt,
    ];
    held.into_iter().filter(|&is_held| is_held).count()
}

/// Whether a text is being composed after this.
pub(crate) fn composes(ime: &egui::ImeEvent) -> bool {
    matches!(ime, egui::ImeEvent::Preedit { text, .. } if !text.is_empty())
}

/// Whether today's layout is to be shown as long as its key is held.
pub(crate) fn peeks(ctx: &Context, hearing: &Hearing) -> bool {
    ctx.input(|input| input.key_down(Key::Space)) && hearing.hears_letters(ctx)
}

/// What Escape is called where it is listed: not what the button of a form is.
pub(crate) fn label_of(wish: &Intent) -> crate::words::Words {
    match wish {
        Intent::Escape => text::words_of(aids::ESCAPE_LEAVES),
        _ => super::commands::name_of(wish),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_asks_for_two_things() {
        for (place, line) in TABLE.iter().enumerate() {
            for other in &TABLE[..place] {
                assert_ne!(line.keys, other.keys, "{:?} {:?}", line.wish, other.wish);
            }
        }
    }

    #[test]
    fn the_sheet_names_every_key_once() {
        let named: usize = Part::ALL
            .into_iter()
            .flat_map(lines)
            .map(|(keys, _)| keys.len())
            .sum();
        // The tabs of the dock stand in one line.
        assert_eq!(named, TABLE.len() - (MOST_TABS - 1));
    }

    #[test]
    fn keys_with_ctrl_are_no_letters_and_delete_is_one() {
        let line = |wish: Intent| of(&wish).expect("it has a key");
        assert!(is_typed(&line(Intent::StartAdd)) && is_typed(&line(Intent::Delete)));
        assert!(is_typed(&line(Intent::ZoomToFit)), "Shift F is typed too");
        assert!(is_typed(&line(Intent::KeepSelected)) && is_typed(&line(Intent::CorrectSelected)));
        assert!(!is_typed(&line(Intent::Save)) && !is_typed(&line(Intent::Escape)));
    }

    fn heard(pressed: &[(Modifiers, Key)], hearing: Hearing) -> Vec<Intent> {
        let event = |&(modifiers, key): &(Modifiers, Key)| Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        };
        let input = egui::RawInput {
            events: pressed.iter().map(event).collect(),
            ..egui::RawInput::default()
        };
        let mut heard = Vec::new();
        let mut output =
            Context::default().run_ui(input, |ui| heard = from_keyboard(ui.ctx(), &hearing));
        // Nothing is painted.
        output.textures_delta.clear();
        heard
    }

    #[test]
    fn letters_and_ctrl_with_the_same_letter_ask_for_different_things() {
        let none = Modifiers::NONE;
        let ctrl = Modifiers::COMMAND;
        let pressed = [
            (none, Key::K),
            (ctrl, Key::K),
            (none, Key::E),
            (none, Key::N),
            (none, Key::P),
            (ctrl, Key::P),
        ];
        let deliver = Intent::Arrange(Arrange::Go(Workspace::Deliver));
        let expected = [
            Intent::KeepSelected,
            Intent::Aid(Aid::Search),
            Intent::CorrectSelected,
            Intent::StartAdd,
            Intent::Play,
            deliver.clone(),
        ];
        assert_eq!(heard(&pressed, Hearing::default()), expected);
        // While a text is composed, Chinese keeps its letters.
        let composing = Hearing {
            is_composing: true,
            ..Hearing::default()
        };
        let left = [Intent::Aid(Aid::Search), deliver];
        assert_eq!(heard(&pressed, composing), left);
    }

    #[test]
    fn every_key_of_a_slow_frame_is_heard_in_its_order() {
        let none = Modifiers::NONE;
        let pressed = [
            (none, Key::CloseBracket),
            (none, Key::CloseBracket),
            (none, Key::OpenBracket),
        ];
        let expected = [1, 1, -1].map(Intent::StepYear);
        assert_eq!(heard(&pressed, Hearing::default()), expected);
    }

    #[test]
    fn the_longer_key_is_meant_and_letters_are_left_to_a_field() {
        let redo = [(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z)];
        assert_eq!(heard(&redo, Hearing::default()), [Intent::Redo]);
        let typing = Hearing {
            was_typing: true,
            ..Hearing::default()
        };
        let pressed = [
            (Modifiers::NONE, Key::N),
            (Modifiers::NONE, Key::Escape),
            (Modifiers::COMMAND, Key::Z),
            (Modifiers::COMMAND, Key::S),
        ];
        assert_eq!(heard(&pressed, typing), [Intent::Save]);
    }
}
