//! Staff posts a school needs: by pupils, and by classes, which is what a small school lives on.

/// Posts of one school or of a sum of schools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Posts {
    /// By the pupil ratio alone.
    pub by_pupils: u32,
    /// By pupils or classes, whichever asks for more.
    pub needed: u32,
}

/// Posts of a school in one stage: `⌈pupils / ratio⌉`, and `⌈classes × per_class⌉` where that is more.
///
/// Ratios are 19, 13.5 and 12.5 pupils per post in primary, junior and senior schools since 2014, and
/// about 1.4 posts per class in small schools. Classes are estimated: every grade has one, and another
/// for each further `class_pupils`. A merge frees the posts before minus the posts after.
///
/// ```
/// use xuequ::indicators::{Posts, posts};
/// // 120 pupils in six classes: 120/19 is 6.3, six classes × 1.4 is 8.4.
/// assert_eq!(posts(120, 6, 45, 19.0, Some(1.4)), Posts { by_pupils: 7, needed: 9 });
/// ```
pub fn posts(
    pupils: u32,
    grades: u32,
    class_pupils: u32,
    ratio: f64,
    per_class: Option<f64>,
) -> Posts {
    if pupils == 0 {
        return Posts::default();
    }
    let by_pupils = (f64::from(pupils) / ratio.max(1.0)).ceil() as u32;
    let classes = grades * pupils.div_ceil(grades.max(1)).div_ceil(class_pupils.max(1));
    let by_classes = per_class.map_or(0, |posts| (f64::from(classes) * posts).ceil() as u32);
    Posts {
        by_pupils,
        needed: by_pupils.max(by_classes),
    }
}

impl std::ops::Add for Posts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            by_pupils: self.by_pupils + other.by_pupils,
            needed: self.needed + other.needed,
        }
    }
}
