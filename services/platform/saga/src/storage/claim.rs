//! What there is to do. The states are literals, not parameters: only then do the engines use the partial indexes.

use o2c_kernel::Deadline;
use o2c_store::{Store, StoreError, Tx, set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};

use super::StepRow;
use super::entities::saga;
use super::step_rows::started_of;

const UNFINISHED: &str = "state IN ('running', 'unwinding')";
const UNWINDING: &str = "unwinding";
const STUCK: &str = "state = 'stuck'";

/// Rows that may go on now, with the steps that those unwinding have to undo.
pub(crate) struct Ready {
    pub(crate) sagas: Vec<saga::Model>,
    pub(crate) to_undo: Vec<StepRow>,
}

/// Up to `limit` sagas in submission order that need not wait: those whose time has come, and those whose time is behind
/// the `farthest` that anybody could wait for. That was written by a clock that was put back since.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due<'a> {
    pub(crate) name: &'a str,
    pub(crate) now: i64,
    pub(crate) farthest: i64,
    pub(crate) limit: usize,
    pub(crate) only_unwinding: bool,
}

/// Reads them: in one statement, as long as none of them is unwinding.
pub(crate) async fn ready(store: &Store, deadline: Deadline, due: Due<'_>) -> Result<Ready, StoreError> {
    let sagas = store.look(deadline, async |tx| due.sagas(tx).await).await?;
    if sagas.iter().all(|row| row.state != UNWINDING) {
        return Ok(Ready { sagas, to_undo: Vec::new() });
    }
    // once more, of one moment with their steps
    store.read(deadline, async |tx| due.with_steps(tx).await).await
}

impl Due<'_> {
    async fn with_steps(self, tx: &Tx) -> Result<Ready, StoreError> {
        let sagas = self.sagas(tx).await?;
        let mut to_undo = Vec::new();
        let unwinding: Vec<_> = sagas.iter().filter(|row| row.state == UNWINDING).collect();
        for of_tenant in unwinding.chunk_by(|left, right| left.tenant == right.tenant) {
            if let Some(first) = of_tenant.first() {
                let ids: Vec<_> = of_tenant.iter().map(|row| row.id).collect();
                to_undo.extend(started_of(tx, &first.tenant, &ids).await?);
            }
        }
        Ok(Ready { sagas, to_undo })
    }

    async fn sagas(self, tx: &Tx) -> Result<Vec<saga::Model>, StoreError> {
        let Self { name, now, farthest, limit, only_unwinding } = self;
        let mut query = saga::Entity::find()
            .filter(Expr::cust(UNFINISHED))
            .filter(saga::Column::Name.eq(name))
            .filter(
                Condition::any()
                    .add(saga::Column::NextAttemptAt.lte(now))
                    .add(saga::Column::NextAttemptAt.gt(farthest)),
            )
            .order_by_asc(saga::Column::Position)
            .limit(u64::try_from(limit).unwrap_or(u64::MAX));
        if only_unwinding {
            query = query.filter(Expr::cust("state = 'unwinding'"));
        }
        set::select(tx, query).await
    }
}

/// The newest position under way.
pub(crate) async fn newest_unfinished(tx: &Tx, name: &str) -> Result<Option<i64>, StoreError> {
    newest(tx, name, UNFINISHED).await
}

/// The newest position that has not ended, those stuck among them: a person may let them go on at any time. Whatever
/// comes later was never seen by an earlier runner.
pub(crate) async fn newest_not_ended(tx: &Tx, name: &str) -> Result<Option<i64>, StoreError> {
    Ok(newest(tx, name, UNFINISHED).await?.max(newest(tx, name, STUCK).await?))
}

async fn newest(tx: &Tx, name: &str, states: &'static str) -> Result<Option<i64>, StoreError> {
    let newest = saga::Entity::find()
        .select_only()
        .column(saga::Column::Position)
        .filter(Expr::cust(states))
        .filter(saga::Column::Name.eq(name))
        .order_by_desc(saga::Column::Position)
        .into_tuple::<i64>()
        .one(tx.connection())
        .await?;
    Ok(newest)
}

/// The sagas of one name that have not ended.
pub(crate) struct UnderWay {
    pub(crate) name: String,
    pub(crate) unfinished: i64,
    /// When the oldest of them started.
    pub(crate) oldest: Option<i64>,
    pub(crate) stuck: i64,
}

/// What has not ended, by name.
pub(crate) async fn under_way_by_name(tx: &Tx) -> Result<Vec<UnderWay>, StoreError> {
    let text = format!(
        "SELECT name, COUNT(*), MIN(started_at), CAST(0 AS BIGINT) FROM saga WHERE {UNFINISHED} GROUP BY name \
         UNION ALL SELECT name, CAST(0 AS BIGINT), CAST(NULL AS BIGINT), COUNT(*) FROM saga WHERE {STUCK} GROUP BY name"
    );
    let statement = Statement::from_string(tx.connection().get_database_backend(), text);
    let mut found: Vec<UnderWay> = Vec::new();
    for row in tx.connection().query_all_raw(statement).await? {
        let name: String = row.try_get_by_index(0)?;
        let (unfinished, oldest) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let stuck = row.try_get_by_index(3)?;
        match found.iter_mut().find(|one| one.name == name) {
            Some(one) => one.stuck = stuck,
            None => found.push(UnderWay { name, unfinished, oldest, stuck }),
        }
    }
    Ok(found)
}

/// How many are under way, and how many are stuck.
pub(crate) async fn unfinished_and_stuck(tx: &Tx) -> Result<(i64, i64), StoreError> {
    let text =
        format!("SELECT (SELECT COUNT(*) FROM saga WHERE {UNFINISHED}), (SELECT COUNT(*) FROM saga WHERE {STUCK})");
    let statement = Statement::from_string(tx.connection().get_database_backend(), text);
    let Some(row) = tx.connection().query_one_raw(statement).await? else { return Ok((0, 0)) };
    Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
}
