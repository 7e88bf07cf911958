//! Customers whose name begins so.
//!
//! The letters from A to Z are the same large and small, and no others: that is what `lower` is on both engines, where
//! texts sort by their bytes, and what an index can hold.

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Func},
};
use uuid::Uuid;

use super::{
    customers::customer,
    entities::customer::{Column, Entity},
};
use crate::domain::Customer;

/// A page by name.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    prefix: &str,
    after: Option<(&str, Uuid)>,
    limit: u64,
) -> Result<Vec<Customer>, StoreError> {
    let prefix = prefix.to_ascii_lowercase();
    let mut query = Entity::find().filter(Column::Tenant.eq(tenant.as_str()));
    if let Some(end) = behind_all(&prefix) {
        query = query.filter(name().lt(end));
    }
    query = match after {
        None => query.filter(name().gte(prefix)),
        Some((last, id)) => {
            let same = Condition::all().add(name().eq(last)).add(Column::CustomerId.gt(id));
            query.filter(name().gte(last)).filter(Condition::any().add(name().gt(last)).add(same))
        }
    };
    let ordered = query.order_by(name(), Order::Asc).order_by_asc(Column::CustomerId);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(customer).collect()
}

fn name() -> Expr {
    Func::lower(Expr::col((Entity, Column::Name))).into()
}

/// The first text behind all that begin so; none if there is none.
fn behind_all(prefix: &str) -> Option<String> {
    let mut letters: Vec<char> = prefix.chars().collect();
    while let Some(last) = letters.pop() {
        // The texts of bytes are in the order of their letters. Between U+D7FF and U+E000 there is none.
        let next = if last == '\u{D7FF}' { Some('\u{E000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            return Some(letters.into_iter().chain([next]).collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_so_is_before_its_end() {
        assert_eq!(behind_all("acme").as_deref(), Some("acmf"));
        assert_eq!(behind_all("z").as_deref(), Some("{"));
        assert_eq!(behind_all("a\u{10FFFF}").as_deref(), Some("b"));
        assert_eq!(behind_all("\u{D7FF}").as_deref(), Some("\u{E000}"));
        assert_eq!((behind_all("\u{10FFFF}"), behind_all("")), (None, None));
        for (prefix, text) in [("acme", "acme\u{10FFFF}"), ("é", "éa"), ("a\u{7F}", "a\u{7F}\u{7F}")] {
            assert!(text < behind_all(prefix).unwrap().as_str(), "{prefix}");
        }
    }
}
