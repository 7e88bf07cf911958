//! Laws over what this service does not do yet: they compare no row, and say so.

use o2c_audit::{Checking, Law, LawReport};
use o2c_store::Store;

pub const LAWS: [Law; 4] = [
    Law {
        id: "COL-3", title: "Σ open promises ≤ open; a promise is evaluated once (no promises yet)", check: no_row
    },
    Law { id: "COL-4", title: "no contact outside consent, quiet hours and caps (no contacts yet)", check: no_row },
    Law { id: "COL-5", title: "placed with an agency = Σ open of the placed items (no agencies yet)", check: no_row },
    Law { id: "COL-6", title: "fees and interest stay collectable (fees are not posted yet)", check: no_row },
];

fn no_row(_: &Store) -> Checking<'_> {
    Box::pin(async { Ok(LawReport::default()) })
}
