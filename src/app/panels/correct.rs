//! The facts of one school or settlement as a form: a value that is changed is set right against the file, in one step,
//! and the file's own value stands beside it.

use egui::{ComboBox, Response, RichText, Role, TextEdit, Ui, vec2};

use super::Desk;
use crate::app::look::intent::Intent;
use crate::app::look::keeping::{Keep, Signature};
use crate::app::look::text::{self, keeping as words};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading, name_it, small_button};
use crate::model::{Fact, Field, Homes, SchoolId, Stage, Subject};
use crate::session::{Restated, Session};
use crate::words::{Lang, Words};

/// How wide the names of the fields stand, in points.
const NAMES: f32 = 104.0;

/// Draws the form of a school of the files.
pub(super) fn school_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, id: &SchoolId) -> Option<Intent> {
    let session = desk.session;
    let subject = Subject::School(id.clone());
    let file = session.files().school(id)?;
    // The stages that it runs as it is set right; of one that is left out, as in the file.
    let school = session.county().school(id).unwrap_or(file);
    let runs = |stage: Stage| school.stages[stage].is_some() || file.stages[stage].is_some();
    let is_shown = |field: &Field| match field {
        Field::Pupils(stage) | Field::Seats(stage) => runs(*stage),
        Field::Inclusive => runs(Stage::Kindergarten),
        _ => true,
    };
    let fields: Vec<Field> = Field::all().filter(is_shown).collect();
    form_ui(ui, session, view, &subject, &fields)
}

/// Draws the form of a settlement; estimated homes have none.
pub(super) fn settlement_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    index: usize,
) -> Option<Intent> {
    let session = desk.session;
    let home = session.county().settlements.get(index)?;
    if session.county().homes != Homes::Recorded {
        caption(ui, words::ESTIMATED_HOME.say(view.lang));
        return None;
    }
    let is_told = |stage: &Stage| {
        let all = &session.county().settlements;
        all.iter().any(|home| home.pupils[*stage].is_some())
    };
    let stages = Stage::ALL.into_iter().filter(is_told).map(Field::Pupils);
    let fields: Vec<Field> = [Field::Name]
        .into_iter()
        .chain(stages)
        .chain([Field::Place])
        .collect();
    form_ui(
        ui,
        session,
        view,
        &Subject::Settlement(home.id.clone()),
        &fields,
    )
}

fn form_ui(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    subject: &Subject,
    fields: &[Field],
) -> Option<Intent> {
    let lang = view.lang;
    heading(ui, words::CORRECT.say(lang));
    caption(ui, words::CORRECT_HINT.say(lang));
    let mut intent = signature_ui(ui, view);
    ui.add_space(size::NEAR);
    for &field in fields {
        let Some(fact) = session.fact(subject, field) else {
            continue;
        };
        let wish = ui.push_id(field.to_string(), |ui| {
            field_ui(ui, session, subject, field, &fact, lang)
        });
        intent = wish.inner.or(intent);
    }
    intent
}

/// Who corrects, and after what: stays for the next value.
fn signature_ui(ui: &mut Ui, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let Signature { mut by, mut reason } = view.signature.clone();
    let mut has_changed = false;
    let fields = [
        (words::BY, &mut by, ""),
        (words::SOURCE, &mut reason, words::SOURCE_HINT.say(lang)),
    ];
    for (label, typed, hint) in fields {
        ui.horizontal(|ui| {
            let label = name_ui(ui, label.say(lang));
            let edit = TextEdit::singleline(typed)
                .hint_text(hint)
                .desired_width(f32::INFINITY);
            has_changed |= ui.add(edit).labelled_by(label.id).changed();
        });
    }
    has_changed.then(|| Intent::Keep(Keep::Sign(Signature { by, reason })))
}

/// After what the next values are corrected, in the line above a table.
pub(super) fn source_ui(ui: &mut Ui, lang: Lang, signature: &Signature) -> Option<Intent> {
    // What stands at the right end of the line needs so much, in either language.
    let room = ui.available_width() - 300.0;
    if room < 80.0 {
        return None;
    }
    let label = caption(ui, words::SOURCE.say(lang));
    let mut reason = signature.reason.clone();
    let edit = TextEdit::singleline(&mut reason)
        .hint_text(words::SOURCE_HINT.say(lang))
        .desired_width(room.min(180.0));
    let edit = ui.add(edit).labelled_by(label.id);
    let is_typed = edit.on_hover_text(words::SOURCE_TIP.say(lang)).changed();
    let by = signature.by.clone();
    is_typed.then(|| Intent::Keep(Keep::Sign(Signature { by, reason })))
}

fn name_ui(ui: &mut Ui, name: &str) -> Response {
    let faint = Theme::of(ui.ctx()).faint;
    let words = RichText::new(name).size(size::CAPTION).color(faint);
    let room = vec2(NAMES, size::ICON);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let placed = ui.allocate_ui_with_layout(room, layout, |ui| {
        ui.set_min_width(NAMES);
        ui.add(egui::Label::new(words).truncate())
    });
    placed.inner
}

/// One value: its name, the field, and under it what the file says where that is something else.
fn field_ui(
    ui: &mut Ui,
    session: &Session,
    subject: &Subject,
    field: Field,
    fact: &Restated,
    lang: Lang,
) -> Option<Intent> {
    let name = field.words();
    let name = name.say(lang);
    let theme = Theme::of(ui.ctx());
    let mut next = None;
    let mut bad = None;
    ui.horizontal(|ui| {
        name_ui(ui, name);
        let edited = editor_ui(ui, name, &fact.now, lang);
        if session.is_corrected(subject, field) {
            let corner = edited.field.rect.right_top();
            let mark = vec![corner - vec2(8.0, 0.0), corner, corner + vec2(0.0, 8.0)];
            let mark = egui::Shape::convex_polygon(mark, theme.selected, egui::Stroke::NONE);
            ui.painter().add(mark);
        }
        next = edited.next;
        bad = edited.bad;
    });
    if let Some(bad) = bad {
        ui.horizontal_wrapped(|ui| {
            ui.add_space(NAMES + 8.0);
            ui.label(
                RichText::new(bad.say(lang))
                    .size(size::CAPTION)
                    .color(theme.worse),
            );
        });
    }
    let mut intent = None;
    if field == Field::Place {
        ui.horizontal(|ui| {
            ui.add_space(NAMES + 8.0);
            let pick = Intent::Keep(Keep::PickPlace(subject.clone()));
            let label = words::PICK_PLACE.say(lang);
            let button = ui.button(RichText::new(label).size(size::CAPTION));
            if button
                .on_hover_text(words::PICK_PLACE_TIP.say(lang))
                .clicked()
            {
                intent = Some(pick);
            }
        });
    }
    if let Some(in_files) = &fact.in_files {
        ui.horizontal(|ui| {
            ui.add_space(NAMES + 8.0);
            let file = format!(
                "{}{}{}",
                text::FILE.say(lang),
                text::COLON.say(lang),
                in_files.words().say(lang)
            );
            let label = words::AS_IN_FILE.say(lang);
            if small_button(ui, label, &format!("{label} {name}")) {
                intent = Some(Intent::Keep(Keep::TakeBack(subject.clone(), field)));
            }
            let file = RichText::new(file)
                .size(size::CAPTION)
                .color(theme.selected);
            ui.add(egui::Label::new(file).truncate());
        });
    }
    let correct = |next| Intent::Keep(Keep::Correct(vec![(subject.clone(), next)]));
    next.filter(|next| *next != fact.now)
        .map(correct)
        .or(intent)
}

/// What an editor came to in this frame.
struct Edited {
    field: Response,
    next: Option<Fact>,
    bad: Option<Words>,
}

fn editor_ui(ui: &mut Ui, name: &str, now: &Fact, lang: Lang) -> Edited {
    let choices = now.choices();
    if choices.is_empty() {
        typed_ui(ui, name, now, lang)
    } else {
        choice_ui(ui, name, now, &choices, lang)
    }
}

fn choice_ui(ui: &mut Ui, name: &str, now: &Fact, all: &[Fact], lang: Lang) -> Edited {
    let theme = Theme::of(ui.ctx());
    let mut next = None;
    let shown = now.words();
    let ink = if now.is_unknown() {
        theme.warning
    } else {
        theme.text
    };
    let combo = ComboBox::from_id_salt(name)
        .width(ui.available_width())
        .selected_text(RichText::new(shown.say(lang)).color(ink))
        .show_ui(ui, |ui| {
            for fact in all {
                let label = fact.words();
                if ui.selectable_label(fact == now, label.say(lang)).clicked() {
                    next = Some(fact.clone());
                }
            }
        });
    name_it(&combo.response, Role::ComboBox, name);
    Edited {
        field: combo.response,
        next,
        bad: None,
    }
}

/// A field that is typed into: Enter, or going elsewhere, takes what stands there; Escape leaves it as it was.
fn typed_ui(ui: &mut Ui, name: &str, fact: &Fact, lang: Lang) -> Edited {
    let theme = Theme::of(ui.ctx());
    let is_missing = fact.is_unknown();
    let text = match fact {
        // As exactly as it is known.
        Fact::Place(at) => format!("{}, {}", at.lon, at.lat),
        _ if is_missing => String::new(),
        fact => fact.words().say(lang).to_owned(),
    };
    let now = text.as_str();
    let id = ui.make_persistent_id("typed");
    let refused = id.with("refused");
    let before: Option<String> = ui.data(|data| data.get_temp(id));
    let mut typed = before.unwrap_or_else(|| now.to_owned());
    let mut edit = TextEdit::singleline(&mut typed)
        .id(id)
        .desired_width(f32::INFINITY);
    if is_missing {
        edit = edit.background_color(theme.warning_ground);
    }
    let field = ui.add(edit);
    if is_missing && typed.is_empty() && !field.has_focus() {
        let at = field.rect.left_center() + vec2(8.0, 0.0);
        let font = egui::FontId::proportional(size::BODY);
        let words = words::MISSING.say(lang);
        let align = egui::Align2::LEFT_CENTER;
        ui.painter().text(at, align, words, font, theme.warning);
    }
    let is_enabled = field.enabled();
    field.widget_info(|| {
        let mut info = egui::WidgetInfo::text_edit(is_enabled, now, &typed, "");
        info.label = Some(name.to_owned());
        info
    });
    let mut next = None;
    if field.changed() {
        ui.data_mut(|data| data.remove::<bool>(refused));
    }
    if field.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
        let is_left = ui.input(|input| input.key_pressed(egui::Key::Escape));
        if !is_left && typed.trim() != now {
            next = fact.typed(&typed);
            if next.is_none() {
                ui.data_mut(|data| data.insert_temp(refused, true));
            }
        }
    } else if field.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, typed));
    } else {
        ui.data_mut(|data| data.remove::<String>(id));
    }
    let is_refused: bool = ui.data(|data| data.get_temp(refused)).unwrap_or_default();
    Edited {
        field,
        next,
        bad: is_refused.then(|| fact.asked_for()),
    }
}
