//! Fonts: Noto Sans SC with the characters of GB 2312 is built in; rarer ones come from the system.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily};

/// Noto Sans SC Regular, GB 2312 subset, SIL Open Font License (`assets/fonts`).
const NOTO_SANS_SC: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular-GB2312.ttf");

/// Puts the built-in font first: its digits are all of one width, so that figures do not jump.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    let name = "Noto Sans SC".to_owned();
    fonts
        .font_data
        .insert(name.clone(), Arc::new(FontData::from_static(NOTO_SANS_SC)));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts
            .families
            .entry(family)
            .or_default()
            .insert(0, name.clone());
    }
    ctx.set_fonts(fonts);
}

/// The first character of a text that no font on this computer can show.
pub(crate) fn first_missing(ctx: &Context, text: &str) -> Option<char> {
    let font = egui::FontId::proportional(super::theme::size::BODY);
    ctx.fonts_mut(|fonts| {
        text.chars()
            .find(|&letter| !letter.is_control() && !fonts.has_glyph(&font, letter))
    })
}
