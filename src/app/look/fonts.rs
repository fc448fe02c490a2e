//! Fonts: Noto Sans SC with the characters of GB 2312 is built in; rarer ones come from the system.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily, FontId};

/// Noto Sans SC, cut to size (`assets/fonts`).
const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Regular-GB2312.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-SemiBold-GB2312-1.ttf");

const SEMIBOLD_NAME: &str = "semibold";

/// Puts the built-in fonts first: their digits are all of one width, so that figures do not jump.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [("regular", REGULAR), (SEMIBOLD_NAME, SEMIBOLD)] {
        let data = Arc::new(FontData::from_static(bytes));
        fonts.font_data.insert(name.to_owned(), data);
    }
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts
            .families
            .entry(family)
            .or_default()
            .insert(0, "regular".to_owned());
    }
    let mut heavy = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    heavy.insert(0, SEMIBOLD_NAME.to_owned());
    fonts
        .families
        .insert(FontFamily::Name(SEMIBOLD_NAME.into()), heavy);
    ctx.set_fonts(fonts);
}

/// The heavier weight, for figures, headings and township names.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD_NAME.into()))
}

/// The first character of a text that no font on this computer can show.
pub(crate) fn first_missing(ctx: &Context, text: &str) -> Option<char> {
    let font = FontId::proportional(super::theme::size::BODY);
    ctx.fonts_mut(|fonts| {
        text.chars()
            .find(|&letter| !letter.is_control() && !fonts.has_glyph(&font, letter))
    })
}
