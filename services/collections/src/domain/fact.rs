//! What has happened here, for others to know.

use o2c_kernel::{Date, Instant};

use super::{CaseId, CustomerId, DeductionId, Dispute, DisputeId, Notice};

/// A fact and its business time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CollectionsFact {
    pub at: Instant,
    pub what: What,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    DisputeOpened(Dispute),
    /// For this deduction.
    DisputeRaised(Dispute, DeductionId),
    DisputeResolved(Dispute),
    DisputeClosed(Dispute),
    NoticeIssued(Notice),
    CaseCured {
        case: CaseId,
        customer: CustomerId,
        on: Date,
    },
}

impl What {
    /// The dispute that it is about.
    #[must_use]
    pub const fn dispute(&self) -> Option<DisputeId> {
        match self {
            Self::DisputeOpened(dispute)
            | Self::DisputeRaised(dispute, _)
            | Self::DisputeResolved(dispute)
            | Self::DisputeClosed(dispute) => Some(dispute.id),
            Self::NoticeIssued(_) | Self::CaseCured { .. } => None,
        }
    }
}
