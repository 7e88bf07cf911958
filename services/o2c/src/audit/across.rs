//! The laws: the book ties across services. Each compares two streams, and says which amounts.

use futures::future::BoxFuture;
use o2c_audit::LawReport;

use super::{
    Audited, chains, delivery,
    pairs::{Side, compare},
};

/// A law across services.
pub(super) struct Law {
    pub id: &'static str,
    pub title: &'static str,
    pub check: for<'a> fn(&'a Audited) -> BoxFuture<'a, anyhow::Result<LawReport>>,
}

/// In the order of the document chain.
pub(super) const LAWS: &[Law] = &[
    Law {
        id: "X-1",
        title: "exposure = open orders + unbilled + unposted + open receivables",
        check: |audited| Box::pin(exposure(audited)),
    },
    Law {
        id: "X-2",
        title: "shipped billable facts = billed",
        check: |audited| {
            // What waits for its delivery to be billed is billing's already: amounts 2 and 3.
            let (shipped, billed) = ("fulfillment.shipped_estimate", "billing.billed_shipments");
            Box::pin(pair(audited, shipped, &[&[0], &[1]], billed, &[&[0, 2], &[1, 3]]))
        },
    },
    Law {
        id: "X-3",
        title: "issued documents = open items, document by document",
        check: |audited| Box::pin(pair(audited, "billing.documents", &[&[0]], "receivables.items", &[&[0]])),
    },
    Law {
        id: "X-4",
        title: "receipts applied = cash applications",
        check: |audited| Box::pin(pair(audited, "payments.applied", &[&[0]], "receivables.cash_applications", &[&[0]])),
    },
    Law {
        id: "X-5",
        title: "bank lines = cash account movements",
        check: |audited| Box::pin(pair(audited, "payments.received", &[&[0]], "receivables.cash_received", &[&[0]])),
    },
    Law {
        id: "X-6",
        title: "disputes = flagged items, deductions = dispute cases",
        check: |audited| Box::pin(disputes(audited)),
    },
    Law {
        id: "X-7",
        title: "order line counters = shipment lines, invoice lines",
        check: |audited| Box::pin(counters(audited)),
    },
    Law {
        id: "X-8",
        title: "each fact is taken in once by each subscriber",
        check: |audited| Box::pin(delivery::check(audited)),
    },
    Law { id: "X-9", title: "the chains of the audit trails hold", check: |audited| Box::pin(chains::check(audited)) },
];

async fn pair(
    audited: &Audited,
    left: &'static str,
    left_amounts: &'static [&'static [usize]],
    right: &'static str,
    right_amounts: &'static [&'static [usize]],
) -> anyhow::Result<LawReport> {
    let (left, right) = (Side { name: left, amounts: left_amounts }, Side { name: right, amounts: right_amounts });
    compare(audited, &left, &right).await
}

/// What is delivered and not billed is what fulfillment shipped less what billing has billed of it: X-2 holds the two
/// together, so credit is compared with the shipments that it still carries.
async fn exposure(audited: &Audited) -> anyhow::Result<LawReport> {
    let mut report = pair(audited, "credit.open_orders", &[&[0]], "orders.open_estimate", &[&[0]]).await?;
    report.merge(pair(audited, "credit.open_receivables", &[&[0]], "receivables.open", &[&[0]]).await?);
    report.merge(delivery::unbilled(audited).await?);
    Ok(report)
}

async fn disputes(audited: &Audited) -> anyhow::Result<LawReport> {
    let mut report = pair(audited, "collections.disputed", &[&[0]], "receivables.disputed", &[&[0]]).await?;
    report.merge(pair(audited, "payments.deductions", &[&[0]], "collections.deductions", &[&[0]]).await?);
    Ok(report)
}

async fn counters(audited: &Audited) -> anyhow::Result<LawReport> {
    let mut report =
        pair(audited, "orders.line_counters", &[&[0], &[1], &[2]], "fulfillment.shipped", &[&[0], &[1], &[2]]).await?;
    report.merge(pair(audited, "orders.line_counters", &[&[3], &[4]], "billing.invoiced", &[&[0], &[1]]).await?);
    Ok(report)
}
