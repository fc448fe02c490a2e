//! Colours and sizes of the window, named once. Nothing else in `app` names a colour.
#![expect(clippy::disallowed_methods, reason = "this is where colors are named")]

use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Stroke, TextStyle, vec2};

/// Heights and widths of the fixed parts of the window, in points.
pub mod size {
    /// The bar along the top.
    pub const TOP_BAR: f32 = 44.0;
    /// The strip of stage and figures.
    pub const STRIP: f32 = 68.0;
    /// The same in a low window.
    pub const LOW_STRIP: f32 = 40.0;
    /// The tabs of the dock.
    pub const TABS: f32 = 32.0;
    /// What a folded side pane leaves.
    pub const RAIL: f32 = 40.0;
    /// The line along the very bottom.
    pub const STATUS: f32 = 26.0;
    /// Captions; nothing is smaller.
    pub const CAPTION: f32 = 12.0;
    /// Running text.
    pub const BODY: f32 = 14.0;
    /// Names of what is inspected.
    pub const TITLE: f32 = 17.0;
    /// Figures of the strip.
    pub const FIGURE: f32 = 20.0;
    /// The same in a low window.
    pub const LOW_FIGURE: f32 = 15.0;
    /// A button that shows a symbol.
    pub const ICON: f32 = 26.0;
    /// Round a form.
    pub const FORM_MARGIN: f32 = 16.0;
    /// Between what belongs together.
    pub const NEAR: f32 = 4.0;
    /// Between groups.
    pub const APART: f32 = 12.0;
    /// A row of a list.
    pub const ROW: f32 = 24.0;
    /// A row of a table.
    pub const TABLE_ROW: f32 = 26.0;
}

/// The colours of one theme, light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Whether it is the dark one.
    pub is_dark: bool,
    /// The map's ground.
    pub paper: Color32,
    /// The ground outside the county.
    pub outside: Color32,
    /// Water.
    pub water: Color32,
    /// Township borders.
    pub township_edge: Color32,
    /// District (片区) borders, dashed.
    pub district_edge: Color32,
    /// Roads, by [`crate::model::RoadClass`].
    pub roads: [Color32; 4],
    /// The line round the two largest classes of road.
    pub road_casing: Color32,
    /// Settlement dots.
    pub settlement: Color32,
    /// The ring round what is over a limit.
    pub over_limit: Color32,
    /// Six low-chroma hues for catchments: full strength for edges, faint for fills.
    pub catchments: [Color32; 6],
    /// Loads of up to 60 %, 90 %, 100 % and above.
    pub loads: [Color32; 4],
    /// The fill of a school whose load is not known.
    pub load_unknown: Color32,
    /// The line round symbols and text on the map.
    pub halo: Color32,
    /// Outlines of symbols without fill.
    pub symbol_edge: Color32,
    /// What is selected.
    pub selected: Color32,
    /// Township names.
    pub township_label: Color32,
    /// School names.
    pub school_label: Color32,
    /// A change for the better.
    pub better: Color32,
    /// A change for the worse.
    pub worse: Color32,
    /// Something to look at.
    pub warning: Color32,
    /// Behind something to look at.
    pub warning_ground: Color32,
    /// Pupils' moves and what the plan adds.
    pub plan: Color32,
    /// Panes beside the map.
    pub pane: Color32,
    /// Lines between panes.
    pub line: Color32,
    /// Running text.
    pub text: Color32,
    /// Captions.
    pub faint: Color32,
    /// The bar along the top, and the line along the bottom.
    pub bar: Color32,
    /// The line round controls.
    pub control: Color32,
    /// The ground of what is chosen.
    pub chosen: Color32,
    /// The ground under the pointer.
    pub hover: Color32,
    /// The ground of the workspace one is in.
    pub place: Color32,
    /// Words on it.
    pub on_place: Color32,
    /// Words that lead somewhere, and letters that were sought.
    pub link: Color32,
    /// Ways to school, from short to far beyond the limit.
    pub ways: [Color32; 5],
    /// Far fewer pupils later, fewer, about as many, more.
    pub growth: [Color32; 4],
    /// Schools of less than half the threshold, below it, and all others.
    pub sizes: [Color32; 3],
}

/// The office, the projector and print.
pub const LIGHT: Theme = Theme {
    is_dark: false,
    paper: Color32::from_rgb(0xF7, 0xF6, 0xF2),
    outside: Color32::from_rgb(0xEE, 0xEC, 0xE6),
    water: Color32::from_rgb(0xDC, 0xE9, 0xEF),
    township_edge: Color32::from_rgb(0xB9, 0xB4, 0xA7),
    district_edge: Color32::from_rgb(0x8C, 0x86, 0x75),
    roads: [
        Color32::from_rgb(0xCF, 0xC8, 0xB8),
        Color32::from_rgb(0xD5, 0xCF, 0xC1),
        Color32::from_rgb(0xDC, 0xD7, 0xCB),
        Color32::from_rgb(0xE3, 0xDE, 0xD2),
    ],
    road_casing: Color32::from_rgb(0xB4, 0xAC, 0x9A),
    settlement: Color32::from_rgb(0x6B, 0x72, 0x80),
    over_limit: Color32::from_rgb(0xB0, 0x2A, 0x26),
    catchments: [
        Color32::from_rgb(0x7D, 0x8F, 0xB8),
        Color32::from_rgb(0x9B, 0xA8, 0x66),
        Color32::from_rgb(0xB5, 0x8A, 0x6E),
        Color32::from_rgb(0x74, 0xA3, 0x9B),
        Color32::from_rgb(0xA5, 0x86, 0xA8),
        Color32::from_rgb(0xB9, 0xA2, 0x5B),
    ],
    loads: [
        Color32::from_rgb(0x2F, 0x5D, 0x9E),
        Color32::from_rgb(0x8F, 0xC7, 0xB5),
        Color32::from_rgb(0xEB, 0xAF, 0x3C),
        Color32::from_rgb(0xB0, 0x2A, 0x26),
    ],
    load_unknown: Color32::WHITE,
    halo: Color32::WHITE,
    symbol_edge: Color32::from_rgb(0x3A, 0x3F, 0x4A),
    selected: Color32::from_rgb(0x1A, 0x5D, 0xC8),
    township_label: Color32::from_rgb(0x6B, 0x65, 0x58),
    school_label: Color32::from_rgb(0x2A, 0x2E, 0x36),
    better: Color32::from_rgb(0x1E, 0x6B, 0x45),
    worse: Color32::from_rgb(0xB0, 0x2A, 0x26),
    warning: Color32::from_rgb(0x8A, 0x5A, 0x00),
    warning_ground: Color32::from_rgb(0xFD, 0xF3, 0xDA),
    plan: Color32::from_rgb(0x1A, 0x5D, 0xC8),
    pane: Color32::from_rgb(0xFC, 0xFB, 0xF9),
    line: Color32::from_rgb(0xDD, 0xD9, 0xCF),
    text: Color32::from_rgb(0x24, 0x28, 0x30),
    faint: Color32::from_rgb(0x5F, 0x62, 0x69),
    bar: Color32::from_rgb(0xF4, 0xF2, 0xEC),
    control: Color32::from_rgb(0xC9, 0xC4, 0xB7),
    chosen: Color32::from_rgb(0xE2, 0xEC, 0xFC),
    hover: Color32::from_rgb(0xE8, 0xE5, 0xDC),
    place: Color32::from_rgb(0x24, 0x28, 0x30),
    on_place: Color32::WHITE,
    link: Color32::from_rgb(0x1A, 0x5D, 0xC8),
    ways: [
        Color32::from_rgb(0x5B, 0x8F, 0xC4),
        Color32::from_rgb(0x9A, 0xA9, 0xB0),
        Color32::from_rgb(0xE2, 0xA4, 0x55),
        Color32::from_rgb(0xCF, 0x63, 0x44),
        Color32::from_rgb(0x96, 0x1F, 0x25),
    ],
    growth: [
        Color32::from_rgb(0x8F, 0x4E, 0x12),
        Color32::from_rgb(0xDB, 0xA0, 0x5A),
        Color32::from_rgb(0xA7, 0xAD, 0xB6),
        Color32::from_rgb(0x2F, 0x5D, 0x9E),
    ],
    sizes: [
        Color32::from_rgb(0x9C, 0x3A, 0x12),
        Color32::from_rgb(0xE8, 0xA9, 0x3A),
        Color32::from_rgb(0x8A, 0x90, 0x9B),
    ],
};

/// The same map at night.
pub const DARK: Theme = Theme {
    is_dark: true,
    paper: Color32::from_rgb(0x23, 0x25, 0x28),
    outside: Color32::from_rgb(0x1B, 0x1D, 0x20),
    water: Color32::from_rgb(0x24, 0x33, 0x3D),
    township_edge: Color32::from_rgb(0x5C, 0x5A, 0x54),
    district_edge: Color32::from_rgb(0x8C, 0x87, 0x7A),
    roads: [
        Color32::from_rgb(0x5A, 0x56, 0x4C),
        Color32::from_rgb(0x50, 0x4D, 0x45),
        Color32::from_rgb(0x46, 0x44, 0x3E),
        Color32::from_rgb(0x3C, 0x3B, 0x37),
    ],
    road_casing: Color32::from_rgb(0x2E, 0x2D, 0x2A),
    settlement: Color32::from_rgb(0xA3, 0xA9, 0xB4),
    over_limit: Color32::from_rgb(0xF0, 0x7A, 0x6E),
    catchments: [
        Color32::from_rgb(0x7D, 0x8F, 0xB8),
        Color32::from_rgb(0x9B, 0xA8, 0x66),
        Color32::from_rgb(0xB5, 0x8A, 0x6E),
        Color32::from_rgb(0x74, 0xA3, 0x9B),
        Color32::from_rgb(0xA5, 0x86, 0xA8),
        Color32::from_rgb(0xB9, 0xA2, 0x5B),
    ],
    loads: [
        Color32::from_rgb(0x5A, 0x8A, 0xD0),
        Color32::from_rgb(0x8F, 0xC7, 0xB5),
        Color32::from_rgb(0xEB, 0xAF, 0x3C),
        Color32::from_rgb(0xE0, 0x5A, 0x50),
    ],
    load_unknown: Color32::from_rgb(0x23, 0x25, 0x28),
    halo: Color32::from_rgb(0x14, 0x15, 0x17),
    symbol_edge: Color32::from_rgb(0xD5, 0xD8, 0xDE),
    selected: Color32::from_rgb(0x6A, 0xA6, 0xFF),
    township_label: Color32::from_rgb(0xB0, 0xAA, 0x9C),
    school_label: Color32::from_rgb(0xE4, 0xE6, 0xEA),
    better: Color32::from_rgb(0x7A, 0xCF, 0xA2),
    worse: Color32::from_rgb(0xF0, 0x7A, 0x6E),
    warning: Color32::from_rgb(0xF0, 0xC4, 0x6A),
    warning_ground: Color32::from_rgb(0x3A, 0x32, 0x20),
    plan: Color32::from_rgb(0x6A, 0xA6, 0xFF),
    pane: Color32::from_rgb(0x1E, 0x20, 0x23),
    line: Color32::from_rgb(0x3A, 0x3B, 0x3E),
    text: Color32::from_rgb(0xE4, 0xE6, 0xEA),
    faint: Color32::from_rgb(0xA2, 0xA6, 0xAE),
    bar: Color32::from_rgb(0x19, 0x1B, 0x1E),
    control: Color32::from_rgb(0x55, 0x56, 0x5A),
    chosen: Color32::from_rgb(0x22, 0x34, 0x4F),
    hover: Color32::from_rgb(0x2A, 0x2C, 0x30),
    place: Color32::from_rgb(0xE4, 0xE6, 0xEA),
    on_place: Color32::from_rgb(0x19, 0x1B, 0x1E),
    link: Color32::from_rgb(0x6A, 0xA6, 0xFF),
    ways: [
        Color32::from_rgb(0x5F, 0x9B, 0xDA),
        Color32::from_rgb(0x8B, 0x97, 0xA0),
        Color32::from_rgb(0xE2, 0xA8, 0x5C),
        Color32::from_rgb(0xE0, 0x74, 0x50),
        Color32::from_rgb(0xFF, 0x5C, 0x62),
    ],
    growth: [
        Color32::from_rgb(0xC9, 0x7A, 0x33),
        Color32::from_rgb(0xE5, 0xB9, 0x7C),
        Color32::from_rgb(0x7C, 0x82, 0x8B),
        Color32::from_rgb(0x6A, 0xA6, 0xFF),
    ],
    sizes: [
        Color32::from_rgb(0xE0, 0x6B, 0x3B),
        Color32::from_rgb(0xF0, 0xC4, 0x6A),
        Color32::from_rgb(0x7C, 0x82, 0x8B),
    ],
};

impl Theme {
    /// The theme the context draws in.
    pub fn of(ctx: &egui::Context) -> &'static Self {
        match ctx.theme() {
            egui::Theme::Light => &LIGHT,
            egui::Theme::Dark => &DARK,
        }
    }

    /// The fill of a load, pupils per seat; `None` where seats or pupils are not known.
    pub fn load(&self, utilisation: Option<f64>) -> Option<Color32> {
        let step = match utilisation? {
            load if load <= 0.6 => 0,
            load if load <= 0.9 => 1,
            load if load <= 1.0 => 2,
            _ => 3,
        };
        Some(self.loads[step])
    }
}

/// How long dialogs and menus fade, in seconds.
pub const FADE_SECONDS: f32 = 0.06;

/// How strong the ground of marked words and rows is: words in any ink can still be read on it.
const SELECTION: f32 = 0.13;

/// Gives egui's widgets the colours, sizes and spaces of both themes.
pub fn install(ctx: &egui::Context) {
    // Offices, projectors and print are light; a system that says dark gets dark.
    ctx.options_mut(|options| {
        options.fallback_theme = egui::Theme::Light;
        // The table of keys has them, with sizes that words still fit in.
        options.zoom_with_keyboard = false;
    });
    for (egui_theme, theme) in [(egui::Theme::Light, &LIGHT), (egui::Theme::Dark, &DARK)] {
        ctx.style_mut_of(egui_theme, |style| {
            let font = |size| FontId::new(size, FontFamily::Proportional);
            style.text_styles = [
                (TextStyle::Small, font(size::CAPTION)),
                (TextStyle::Body, font(size::BODY)),
                (TextStyle::Button, font(size::BODY)),
                (TextStyle::Monospace, font(size::BODY)),
                (TextStyle::Heading, font(size::TITLE)),
            ]
            .into();
            // Whoever works for hours waits for nothing to fade.
            style.animation_time = FADE_SECONDS;
            style.spacing.item_spacing = vec2(8.0, size::NEAR);
            style.spacing.button_padding = vec2(8.0, 3.0);
            style.spacing.interact_size.y = 24.0;
            // What scrolls is seen to scroll, before anybody points at it.
            style.spacing.scroll.floating_width = 4.0;
            style.spacing.scroll.floating_allocated_width = 6.0;
            style.spacing.scroll.dormant_handle_opacity = 0.4;
            style.spacing.window_margin = Margin::same(16);
            let visuals = &mut style.visuals;
            visuals.panel_fill = theme.pane;
            visuals.window_fill = theme.pane;
            visuals.extreme_bg_color = if theme.is_dark {
                theme.outside
            } else {
                theme.halo
            };
            visuals.faint_bg_color = theme.outside.gamma_multiply(0.5);
            visuals.window_stroke = Stroke::new(1.0, theme.line);
            visuals.warn_fg_color = theme.warning;
            visuals.error_fg_color = theme.worse;
            visuals.hyperlink_color = theme.link;
            visuals.weak_text_color = Some(theme.faint);
            visuals.selection.bg_fill = theme.selected.gamma_multiply(SELECTION);
            visuals.selection.stroke = Stroke::new(1.0, theme.text);
            let widgets = &mut visuals.widgets;
            widgets.inactive.weak_bg_fill = theme.paper;
            // Also the track of a slider.
            widgets.inactive.bg_fill = theme.line;
            widgets.noninteractive.bg_stroke = Stroke::new(1.0, theme.line);
            widgets.noninteractive.fg_stroke = Stroke::new(1.0, theme.text);
            for state in [
                &mut widgets.inactive,
                &mut widgets.hovered,
                &mut widgets.active,
                &mut widgets.open,
            ] {
                state.fg_stroke = Stroke::new(1.0, theme.text);
                state.bg_stroke = Stroke::new(1.0, theme.line);
                state.corner_radius = CornerRadius::same(4);
                state.expansion = 0.0;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much a colour stands out from another, from 1 to 21 (WCAG 2).
    fn contrast(one: Color32, other: Color32) -> f32 {
        let brightness = |color: Color32| {
            let [red, green, blue, _] = egui::Rgba::from(color).to_array();
            0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
        };
        let (one, other) = (brightness(one), brightness(other));
        one.max(other) / one.min(other)
    }

    #[test]
    fn every_ink_can_be_read_on_every_ground() {
        for theme in [&LIGHT, &DARK] {
            let marked = theme
                .pane
                .lerp_to_gamma(theme.selected.to_opaque(), SELECTION);
            let grounds = [
                theme.pane,
                theme.bar,
                theme.paper,
                theme.outside,
                theme.chosen,
                theme.hover,
                marked,
            ];
            let inks = [
                theme.text,
                theme.faint,
                theme.link,
                theme.better,
                theme.worse,
                theme.warning,
                theme.plan,
                theme.selected,
                theme.over_limit,
                theme.school_label,
                theme.township_label,
            ];
            let on_every_ground = inks
                .iter()
                .flat_map(|&ink| grounds.map(|ground| (ink, ground)));
            let alone = [
                (theme.pane, theme.selected),
                (theme.on_place, theme.place),
                (theme.warning, theme.warning_ground),
                (theme.text, theme.warning_ground),
            ];
            for (ink, ground) in on_every_ground.chain(alone) {
                let stands_out = contrast(ink, ground);
                assert!(stands_out >= 4.5, "{ink:?} on {ground:?}: {stands_out}");
            }
        }
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
    }

    #[test]
    fn a_full_school_is_not_yet_overfull() {
        assert_eq!(LIGHT.load(Some(1.0)), Some(LIGHT.loads[2]));
        assert_eq!(LIGHT.load(Some(1.001)), Some(LIGHT.loads[3]));
        assert_eq!(LIGHT.load(None), None);
    }
}
