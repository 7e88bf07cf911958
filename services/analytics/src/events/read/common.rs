//! What any producer may state.

use o2c_proto::common::v1::FactLost;

use super::{Read, Reading, Unreadable, of_itself};

impl Read for FactLost {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}
