//! Laws of what payments does not do yet: no card, no provider, so no row. A law that compared no row is reported so.

use o2c_audit::{Law, LawReport};

pub const PAY_1: Law = Law {
    id: "PAY-1",
    title: "refunded + charged back ≤ captured ≤ authorised (no provider yet)",
    check: |_| Box::pin(async { Ok(LawReport::default()) }),
};

pub const PAY_3: Law = Law {
    id: "PAY-3",
    title: "a provider's event id acts once (no provider yet)",
    check: |_| Box::pin(async { Ok(LawReport::default()) }),
};

pub const PAY_4: Law = Law {
    id: "PAY-4",
    title: "an unknown attempt blocks the next (no provider yet)",
    check: |_| Box::pin(async { Ok(LawReport::default()) }),
};
