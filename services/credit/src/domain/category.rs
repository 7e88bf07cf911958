//! Where in the document chain exposure stands.

/// The categories of exposure, with the numbers that credit managers know them by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Category {
    /// 100: reserved for open orders.
    OpenOrders,
    /// 200: posted invoices less what was paid or credited.
    OpenReceivables,
    /// 300: special, such as prepayments (minus).
    Special,
    /// 400: shipped, not billed yet.
    DeliveredNotBilled,
    /// 500: billed, not in the books yet.
    BilledNotPosted,
}

impl Category {
    pub const ALL: [Self; 5] =
        [Self::OpenOrders, Self::OpenReceivables, Self::Special, Self::DeliveredNotBilled, Self::BilledNotPosted];

    /// Its number, as it is stored.
    pub const fn code(self) -> i16 {
        match self {
            Self::OpenOrders => 100,
            Self::OpenReceivables => 200,
            Self::Special => 300,
            Self::DeliveredNotBilled => 400,
            Self::BilledNotPosted => 500,
        }
    }

    pub fn of_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.code() == code)
    }
}
