//! The states of a shipment: one table of legal moves, and nobody else looks at a state.

/// Where a shipment stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    Planned,
    Released,
    Picked,
    Packed,
    Shipped,
    Delivered,
    Cancelled,
}

/// What it is made of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Goods, with the services of the order that go along.
    Goods,
    /// Services only: nothing is picked, packed or handed over.
    Activation,
}

/// What is done to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    Release,
    Pick,
    Pack,
    Ship,
    Deliver,
    Cancel,
}

/// Every legal move. What is not here is refused.
const MOVES: &[(Kind, State, Step, State)] = &[
    (Kind::Goods, State::Planned, Step::Release, State::Released),
    (Kind::Goods, State::Released, Step::Pick, State::Picked),
    (Kind::Goods, State::Picked, Step::Pack, State::Packed),
    (Kind::Goods, State::Packed, Step::Ship, State::Shipped),
    (Kind::Goods, State::Shipped, Step::Deliver, State::Delivered),
    (Kind::Goods, State::Planned, Step::Cancel, State::Cancelled),
    (Kind::Goods, State::Released, Step::Cancel, State::Cancelled),
    (Kind::Goods, State::Picked, Step::Cancel, State::Cancelled),
    (Kind::Goods, State::Packed, Step::Cancel, State::Cancelled),
    (Kind::Activation, State::Planned, Step::Release, State::Released),
    (Kind::Activation, State::Released, Step::Ship, State::Delivered),
    (Kind::Activation, State::Planned, Step::Cancel, State::Cancelled),
    (Kind::Activation, State::Released, Step::Cancel, State::Cancelled),
];

impl State {
    pub const ALL: [Self; 7] =
        [Self::Planned, Self::Released, Self::Picked, Self::Packed, Self::Shipped, Self::Delivered, Self::Cancelled];

    /// Where the step leads, if it is legal.
    #[must_use]
    pub fn after(self, kind: Kind, step: Step) -> Option<Self> {
        MOVES.iter().find(|(k, from, s, _)| (*k, *from, *s) == (kind, self, step)).map(|(.., to)| *to)
    }

    /// Whether the step led here: then doing it again changes nothing.
    #[must_use]
    pub fn is_reached_by(self, kind: Kind, step: Step) -> bool {
        MOVES.iter().any(|(k, _, s, to)| (*k, *s, *to) == (kind, step, self))
    }

    /// Not left yet, and not given up: it holds stock.
    #[must_use]
    pub fn is_live(self) -> bool {
        MOVES.iter().any(|(_, from, step, _)| (*from, *step) == (self, Step::Cancel))
    }

    /// The goods are off the shelf.
    #[must_use]
    pub const fn is_picked(self) -> bool {
        match self {
            Self::Picked | Self::Packed | Self::Shipped | Self::Delivered => true,
            Self::Planned | Self::Released | Self::Cancelled => false,
        }
    }

    #[must_use]
    pub const fn is_packed(self) -> bool {
        match self {
            Self::Packed | Self::Shipped | Self::Delivered => true,
            Self::Planned | Self::Released | Self::Picked | Self::Cancelled => false,
        }
    }

    #[must_use]
    pub const fn is_shipped(self) -> bool {
        match self {
            Self::Shipped | Self::Delivered => true,
            Self::Planned | Self::Released | Self::Picked | Self::Packed | Self::Cancelled => false,
        }
    }

    #[must_use]
    pub const fn is_delivered(self) -> bool {
        matches!(self, Self::Delivered)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "PLANNED",
            Self::Released => "RELEASED",
            Self::Picked => "PICKED",
            Self::Packed => "PACKED",
            Self::Shipped => "SHIPPED",
            Self::Delivered => "DELIVERED",
            Self::Cancelled => "CANCELLED",
        }
    }

    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl Step {
    pub const ALL: [Self; 6] = [Self::Release, Self::Pick, Self::Pack, Self::Ship, Self::Deliver, Self::Cancel];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Pick => "pick",
            Self::Pack => "pack",
            Self::Ship => "ship",
            Self::Deliver => "deliver",
            Self::Cancel => "cancel",
        }
    }
}
