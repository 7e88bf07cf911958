//! Why a fact cannot be folded: for the person who looks at the dead letter.

use super::{OpenItemId, ReceiptId};

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("open item {item} was never posted")]
    NotPosted { item: OpenItemId },
    #[error("open item {item} was posted before")]
    PostedTwice { item: OpenItemId },
    #[error("open item {item} is in another currency")]
    OtherCurrency { item: OpenItemId },
    #[error("receipt {receipt} was never received")]
    NotReceived { receipt: ReceiptId },
    #[error("an amount is too large")]
    Overflow,
}
