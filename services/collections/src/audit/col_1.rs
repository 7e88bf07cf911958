//! COL-1: one live dunning case per customer and currency; what is disputed, or below the minimum, is not dunned.
//! (There is one legal entity, and nothing is promised yet.)

use o2c_audit::{Checking, Law, LawReport};
use o2c_store::Store;

use super::snapshot;
use crate::storage::audit as rows;

pub const LAW: Law = Law {
    id: "COL-1",
    title: "one live dunning case per customer and currency; disputed and below-minimum items are not dunned",
    check,
};

fn check(store: &Store) -> Checking<'_> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let tx = snapshot(store).await?;
        let mut after = rows::start();
        let mut of_customer: Vec<rows::LiveCase> = Vec::new();
        loop {
            let page = rows::live_cases(&tx, &after).await?;
            let Some(last) = page.last() else { break };
            after = (last.tenant.clone(), last.customer, last.case);
            for case in page {
                // a customer's cases come one after the other, in a handful of currencies
                of_customer.retain(|other| other.tenant == case.tenant && other.customer == case.customer);
                let twin = of_customer.iter().find(|other| other.currency == case.currency);
                report.expect(twin.is_none(), case.case, || {
                    format!("customer {} has a second live case in {}", case.customer, case.currency)
                });
                of_customer.push(case);
            }
        }
        let mut after = rows::start();
        loop {
            let page = rows::lines(&tx, &after).await?;
            let Some(last) = page.last() else { break };
            after = (last.tenant.clone(), last.notice, last.item);
            for line in page.iter().filter(|line| line.open > 0) {
                report.expect(line.open >= line.minimum, line.notice, || {
                    format!("item {} over {} is below the minimum of {}", line.item, line.open, line.minimum)
                });
                if let Some(dispute) = line.dispute {
                    report.fail(line.notice, format!("item {} was in dispute by {dispute}", line.item));
                }
            }
        }
        tx.rollback().await;
        Ok(report)
    })
}
