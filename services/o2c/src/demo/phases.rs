//! The phases of a day, in their order.

use std::time::Duration;

use o2c_kernel::Date;

use super::{
    checkpoint::{Checkpoint, CheckpointFile},
    world::World,
};

/// One step of the day; the mesh settles after each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    StockIn,
    WriteOffs,
    Orders,
    CreditReview,
    CancelAndDeliver,
    AuthorizeReturns,
    ReceiveReturns,
    NotesAndBadDebt,
    Ship,
    Deliver,
    BankStatement,
    CashDecisions,
    Corrections,
    CashExceptions,
    Disputes,
    Dunning,
    Figures,
}

impl Phase {
    pub const ALL: [Self; 17] = [
        Self::StockIn,
        Self::WriteOffs,
        Self::Orders,
        Self::CreditReview,
        Self::CancelAndDeliver,
        Self::AuthorizeReturns,
        Self::ReceiveReturns,
        Self::NotesAndBadDebt,
        Self::Ship,
        Self::Deliver,
        Self::BankStatement,
        Self::CashDecisions,
        Self::Corrections,
        Self::CashExceptions,
        Self::Disputes,
        Self::Dunning,
        Self::Figures,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::StockIn => "stock in",
            Self::WriteOffs => "write-offs",
            Self::Orders => "orders",
            Self::CreditReview => "credit review",
            Self::CancelAndDeliver => "cancellations",
            Self::AuthorizeReturns => "return authorisations",
            Self::ReceiveReturns => "returns",
            Self::NotesAndBadDebt => "credit notes",
            Self::Ship => "shipping",
            Self::Deliver => "deliveries",
            Self::BankStatement => "bank statement",
            Self::CashDecisions => "cash decisions",
            Self::Corrections => "corrections",
            Self::CashExceptions => "cash exceptions",
            Self::Disputes => "disputes",
            Self::Dunning => "dunning",
            Self::Figures => "figures",
        }
    }

    /// The time of day at which it happens.
    #[must_use]
    pub const fn hour(self) -> Duration {
        Duration::from_secs(match self {
            Self::StockIn | Self::WriteOffs => 7 * 3_600,
            Self::Orders | Self::CreditReview => 9 * 3_600,
            Self::CancelAndDeliver | Self::AuthorizeReturns | Self::ReceiveReturns | Self::NotesAndBadDebt => {
                11 * 3_600
            }
            Self::Ship => 14 * 3_600,
            Self::Deliver => 16 * 3_600,
            Self::BankStatement | Self::CashDecisions | Self::Corrections | Self::CashExceptions => 17 * 3_600,
            Self::Disputes | Self::Dunning | Self::Figures => 18 * 3_600,
        })
    }
}

/// Does the phase. What depends on the product's answers is decided first, kept, and then done.
pub async fn run(
    phase: Phase,
    world: &mut World,
    today: Date,
    checkpoint: &mut Checkpoint,
    file: &CheckpointFile,
) -> anyhow::Result<()> {
    match phase {
        Phase::StockIn => {
            world.welcome(today).await?;
            world.watch_credit(today).await?;
            world.receive_supply(today).await
        }
        Phase::WriteOffs => {
            if checkpoint.stock.is_none() {
                checkpoint.stock = Some(world.plan_stock(today).await?);
                file.save(checkpoint)?;
            }
            let plan = checkpoint.stock.clone().unwrap_or_default();
            world.adjust_stock(today, &plan).await?;
            checkpoint.stock = None;
            Ok(())
        }
        Phase::Orders => world.order(today).await,
        Phase::CreditReview => world.review_credit().await,
        Phase::CancelAndDeliver => {
            if checkpoint.notes.is_none() {
                let plan = world.plan_notes(today).await?;
                checkpoint.returned.add(plan.returned);
                checkpoint.notes = Some(plan);
                file.save(checkpoint)?;
            }
            let plan = checkpoint.notes.clone().unwrap_or_default();
            world.cancel_and_deliver(today, &plan).await
        }
        Phase::AuthorizeReturns => {
            let plan = checkpoint.notes.clone().unwrap_or_default();
            checkpoint.return_ids = world.authorize_returns(today, &plan).await?;
            Ok(())
        }
        Phase::ReceiveReturns => world.receive_returns(&checkpoint.return_ids).await,
        Phase::NotesAndBadDebt => {
            let plan = checkpoint.notes.clone().unwrap_or_default();
            world.credit_and_book(today, &plan).await?;
            checkpoint.notes = None;
            checkpoint.return_ids.clear();
            Ok(())
        }
        Phase::Ship => world.ship(today).await,
        Phase::Deliver => world.deliver(today).await,
        Phase::BankStatement => {
            checkpoint.bank_balance = world.pay(today, checkpoint.bank_balance).await?;
            Ok(())
        }
        Phase::CashDecisions => {
            let open = world.open_proposals().await?;
            if checkpoint.corrections.is_none() {
                checkpoint.corrections = Some(world.slips(&open)?);
                file.save(checkpoint)?;
            }
            world.decide_proposals(&open).await
        }
        Phase::Corrections => world.take_back(checkpoint.corrections.as_deref().unwrap_or_default()).await,
        Phase::CashExceptions => {
            world.resolve_exceptions(checkpoint.corrections.as_deref().unwrap_or_default()).await?;
            checkpoint.corrections = None;
            Ok(())
        }
        Phase::Disputes => world.resolve_disputes(today).await,
        Phase::Dunning => world.dun(today).await,
        Phase::Figures => world.look_at_figures(today).await,
    }
}
