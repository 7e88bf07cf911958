//! Steps of many sagas in few statements. Lists of ids are padded, so that few texts of SQL are ever prepared.

use o2c_store::{StoreError, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::entities::saga_step;
use crate::StepStatus;

/// Steps of these sagas that wait to be undone.
pub(super) async fn started_of(tx: &Tx, tenant: &str, ids: &[Uuid]) -> Result<Vec<saga_step::Model>, StoreError> {
    let mut found = Vec::new();
    for ids in padded(ids) {
        found.extend(
            saga_step::Entity::find()
                .filter(saga_step::Column::Tenant.eq(tenant))
                .filter(saga_step::Column::SagaId.is_in(ids))
                .filter(saga_step::Column::Status.eq(StepStatus::Started.as_str()))
                .all(tx.connection())
                .await?,
        );
    }
    Ok(found)
}

/// Gives steps a status: those of one name, or all of the sagas.
pub(super) async fn mark(
    tx: &Tx,
    tenant: &str,
    ids: &[Uuid],
    step: Option<&str>,
    status: StepStatus,
) -> Result<(), StoreError> {
    for ids in padded(ids) {
        let mut update = saga_step::Entity::update_many()
            .col_expr(saga_step::Column::Status, Expr::value(status.as_str()))
            .filter(saga_step::Column::Tenant.eq(tenant))
            .filter(saga_step::Column::SagaId.is_in(ids));
        if let Some(step) = step {
            update = update.filter(saga_step::Column::Step.eq(step));
        }
        update.exec(tx.connection()).await?;
    }
    Ok(())
}

/// Cut to at most 256 ids, each cut padded to a fixed size by repeating its last id.
fn padded(ids: &[Uuid]) -> impl Iterator<Item = Vec<Uuid>> {
    const SIZES: [usize; 5] = [1, 4, 16, 64, 256];
    ids.chunks(256).map(|cut| {
        let size = SIZES.into_iter().find(|size| *size >= cut.len()).unwrap_or(cut.len());
        let mut list = cut.to_vec();
        if let Some(last) = cut.last() {
            list.resize(size, *last);
        }
        list
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_ids_come_in_few_sizes() {
        let ids: Vec<_> = (0..300u128).map(Uuid::from_u128).collect();
        let cuts: Vec<_> = padded(&ids).collect();
        assert_eq!(cuts.iter().map(Vec::len).collect::<Vec<_>>(), [256, 64]);
        assert_eq!(cuts[1].last(), ids.last());
        assert_eq!(padded(&[]).count(), 0);
    }
}
