//! Facts of collections: archived, no measure is made of them.

use o2c_proto::collections::v1::{
    DisputeAmountRaised, DisputeClosed, DisputeOpened, DisputeResolved, DunningCaseCured, DunningNoticeIssued,
};

use super::{Read, Reading, Unreadable, of_item, of_itself};

impl Read for DisputeOpened {
    fn read(self) -> Result<Reading, Unreadable> {
        of_item(&self.open_item_id)
    }
}

impl Read for DisputeAmountRaised {
    fn read(self) -> Result<Reading, Unreadable> {
        of_item(&self.open_item_id)
    }
}

impl Read for DisputeResolved {
    fn read(self) -> Result<Reading, Unreadable> {
        of_item(&self.open_item_id)
    }
}

impl Read for DisputeClosed {
    fn read(self) -> Result<Reading, Unreadable> {
        of_item(&self.open_item_id)
    }
}

impl Read for DunningNoticeIssued {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}

impl Read for DunningCaseCured {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}
