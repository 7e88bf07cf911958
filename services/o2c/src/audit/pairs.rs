//! Two services that must say the same of each document.

use o2c_audit::LawReport;

use super::{Audited, join::Join};

/// Which amounts of a stream are compared, in order; each is a sum over these places.
pub(super) struct Side {
    pub name: &'static str,
    pub amounts: &'static [&'static [usize]],
}

/// A document that one side does not know counts as zero there; one that is zero on both sides is no row.
pub(super) async fn compare(audited: &Audited, left: &Side, right: &Side) -> anyhow::Result<LawReport> {
    let mut report = LawReport::default();
    let mut join = Join::open(audited, left.name, right.name).await?;
    while let Some(joined) = join.next().await? {
        let (ours, theirs) = (pick(left, joined.left.as_deref()), pick(right, joined.right.as_deref()));
        if ours.iter().chain(&theirs).all(|amount| *amount == 0) {
            continue;
        }
        report.expect(ours == theirs, joined.document, || format!("{} {ours:?}, {} {theirs:?}", left.name, right.name));
    }
    Ok(report)
}

fn pick(side: &Side, amounts: Option<&[i64]>) -> Vec<i64> {
    let amount = |index: &usize| amounts.and_then(|amounts| amounts.get(*index)).copied().unwrap_or(0);
    side.amounts.iter().map(|places| places.iter().map(amount).fold(0, i64::saturating_add)).collect()
}
