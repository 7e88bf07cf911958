//! Facts of credit: archived, no measure is made of them.

use o2c_proto::credit::v1::{
    CreditAccountBlocked, CreditAccountUnblocked, CreditDecided, CreditLimitChanged, CreditLimitExceeded,
    CreditRejected, CreditReleased, CreditReservationReleased,
};

use super::{Read, Reading, Unreadable, of_itself, of_order};

impl Read for CreditDecided {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for CreditReservationReleased {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for CreditReleased {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for CreditRejected {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

impl Read for CreditLimitChanged {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}

impl Read for CreditAccountBlocked {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}

impl Read for CreditAccountUnblocked {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}

impl Read for CreditLimitExceeded {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}
