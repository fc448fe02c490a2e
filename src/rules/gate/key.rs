//! Which question of the gate a line answers.

/// The questions of the gate, in the order of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKey {
    /// How long grades 1 to 3 walk.
    Walk,
    /// How many pupils go too far.
    Trips,
    /// Whether those who board have beds.
    Boarding,
    /// Whether the receiving schools have seats in every year.
    Seats,
    /// Whether their classes stay within the oversize line.
    Classes,
    /// Whether the schools themselves stay within their size limit.
    Sizes,
    /// Whether safe transport is arranged.
    Transport,
    /// Whether the steps of the procedure are done.
    Procedure,
    /// Whether most parents object.
    Parents,
    /// Whether something argues for keeping the school.
    Retention,
    /// Whether seats stand before the school closes.
    Order,
}

/// What answers a line that stands against a closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// A school bus in the measure.
    Bus,
    /// More seats at the receiving school.
    Seats,
    /// Another year.
    Year,
    /// Writing down what was done: procedure, the parents' vote.
    Record,
    /// A written reason for going ahead all the same.
    Reason,
}

impl LineKey {
    /// What answers the line, where something stands against the closure.
    pub const fn remedy(self) -> Remedy {
        match self {
            Self::Seats | Self::Classes | Self::Sizes => Remedy::Seats,
            Self::Order => Remedy::Year,
            Self::Procedure | Self::Parents => Remedy::Record,
            _ if self.heeds_a_bus() => Remedy::Bus,
            _ => Remedy::Reason,
        }
    }

    /// The word used in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Trips => "trips",
            Self::Boarding => "boarding",
            Self::Seats => "seats",
            Self::Classes => "classes",
            Self::Sizes => "sizes",
            Self::Transport => "transport",
            Self::Procedure => "procedure",
            Self::Parents => "parents",
            Self::Retention => "retention",
            Self::Order => "order",
        }
    }

    /// Whether the line asks for the bus that an action names, so that naming one may turn it.
    pub const fn heeds_a_bus(self) -> bool {
        match self {
            Self::Walk | Self::Boarding | Self::Transport | Self::Retention => true,
            Self::Trips
            | Self::Seats
            | Self::Classes
            | Self::Sizes
            | Self::Procedure
            | Self::Parents
            | Self::Order => false,
        }
    }

    /// Whether the line rests on who would have to move, and where to.
    pub const fn rests_on_pupils(self) -> bool {
        match self {
            Self::Walk
            | Self::Trips
            | Self::Boarding
            | Self::Seats
            | Self::Classes
            | Self::Sizes
            | Self::Transport => true,
            Self::Procedure | Self::Parents | Self::Retention | Self::Order => false,
        }
    }

    /// Whether the line turns on how full the receivers are, and so on what else closes.
    pub const fn is_about_room(self) -> bool {
        matches!(
            self,
            Self::Seats | Self::Classes | Self::Sizes | Self::Boarding
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bus_answers_only_lines_that_ask_for_one() {
        let keys = [
            LineKey::Walk,
            LineKey::Trips,
            LineKey::Boarding,
            LineKey::Seats,
            LineKey::Classes,
            LineKey::Sizes,
            LineKey::Transport,
            LineKey::Procedure,
            LineKey::Parents,
            LineKey::Retention,
            LineKey::Order,
        ];
        for key in keys {
            assert_eq!(key.remedy() == Remedy::Bus, key.heeds_a_bus(), "{key:?}");
        }
    }
}
