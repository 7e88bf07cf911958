//! Letters, and what they leave behind for the next run: when a customer was last written to, and at which level each
//! item was dunned.

use std::collections::{BTreeMap, HashMap};

use o2c_kernel::{Id, KeyPart, Money, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::{contact, dunned_item, notice, notice_line};
use super::values::{currency, date, money};
use crate::domain::{CustomerId, DunnedLine, Notice};

/// Writes letters with all that the next run must know of them: four statements, whatever their number.
pub async fn insert(tx: &Tx, tenant: &TenantId, notices: &[Notice]) -> Result<(), StoreError> {
    if notices.is_empty() {
        return Ok(());
    }
    let name = || tenant.as_str().to_owned();
    set::insert::<notice::Entity>(tx, notices.iter().map(|one| notice_row(name(), one))).await?;
    let lines = notices.iter().flat_map(|one| one.lines.iter().map(|line| line_row(name(), one, line)));
    set::insert::<notice_line::Entity>(tx, lines).await?;
    let contacts = notices.iter().map(|one| contact::Model {
        tenant: name(),
        customer_id: one.customer.uuid(),
        currency: one.currency().code().to_owned(),
        last_notice_on: one.issued_on.days(),
    });
    set::upsert::<contact::Entity>(tx, contacts).await?;
    let owed = |line: &&DunnedLine| line.open.is_positive();
    let dunned = notices.iter().flat_map(|one| {
        one.lines.iter().filter(owed).map(|line| dunned_item::Model {
            tenant: name(),
            open_item_id: line.item.uuid(),
            level: line.level,
            dunning_case_id: one.case.map(Id::uuid),
            noticed_on: one.issued_on.days(),
        })
    });
    set::upsert::<dunned_item::Entity>(tx, dunned).await?;
    Ok(())
}

/// Oldest first, after a notice; of all customers or of one.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    customer: Option<CustomerId>,
    after: &[KeyPart],
    limit: u64,
) -> Result<Vec<Notice>, StoreError> {
    let mut query = notice::Entity::find().filter(notice::Column::Tenant.eq(tenant.as_str()));
    if let [KeyPart::Uuid(after)] = after {
        query = query.filter(notice::Column::DunningNoticeId.gt(*after));
    }
    if let Some(customer) = customer {
        query = query.filter(notice::Column::CustomerId.eq(customer.uuid()));
    }
    let rows = query.order_by_asc(notice::Column::DunningNoticeId).limit(limit).all(tx.connection()).await?;
    let mut lines = lines_of(tx, tenant, rows.iter().map(|row| row.dunning_notice_id)).await?;
    rows.into_iter().map(|row| read(row, &mut lines)).collect()
}

type Lines = HashMap<Uuid, Vec<notice_line::Model>>;

async fn lines_of(tx: &Tx, tenant: &TenantId, ids: impl Iterator<Item = Uuid>) -> Result<Lines, StoreError> {
    let mut lines: Lines = HashMap::new();
    let column = notice_line::Column::DunningNoticeId;
    for line in set::find::<notice_line::Entity>(tx, tenant, column, ids.collect::<Vec<_>>()).await? {
        lines.entry(line.dunning_notice_id).or_default().push(line);
    }
    Ok(lines)
}

fn read(row: notice::Model, lines: &mut Lines) -> Result<Notice, StoreError> {
    let kept_in = currency(&row.currency)?;
    // as on the letter: what is owed by due date, then what counts against it
    let mut ordered: BTreeMap<(bool, i32, Uuid), DunnedLine> = BTreeMap::new();
    for line in lines.remove(&row.dunning_notice_id).unwrap_or_default() {
        let key = (line.open_minor < 0, line.due_on, line.open_item_id);
        let line = DunnedLine {
            item: Id::from_uuid(line.open_item_id),
            document_number: line.document_number,
            due_on: date(line.due_on)?,
            open: Money::new(line.open_minor, kept_in),
            days_past_due: line.days_past_due,
            level: line.level,
            item_version: line.item_version,
        };
        ordered.insert(key, line);
    }
    Ok(Notice {
        id: Id::from_uuid(row.dunning_notice_id),
        case: row.dunning_case_id.map(Id::from_uuid),
        customer: Id::from_uuid(row.customer_id),
        level: row.level,
        issued_on: date(row.issued_on)?,
        lines: ordered.into_values().collect(),
        total: money(row.total_minor, &row.currency)?,
        fee: money(row.fee_minor, &row.currency)?,
        minimum: money(row.minimum_minor, &row.currency)?,
        procedure_version: row.procedure_version,
    })
}

fn notice_row(tenant: String, notice: &Notice) -> notice::Model {
    notice::Model {
        tenant,
        dunning_notice_id: notice.id.uuid(),
        dunning_case_id: notice.case.map(Id::uuid),
        customer_id: notice.customer.uuid(),
        currency: notice.currency().code().to_owned(),
        level: notice.level,
        issued_on: notice.issued_on.days(),
        total_minor: notice.total.minor(),
        fee_minor: notice.fee.minor(),
        minimum_minor: notice.minimum.minor(),
        procedure_version: notice.procedure_version,
    }
}

fn line_row(tenant: String, notice: &Notice, line: &DunnedLine) -> notice_line::Model {
    notice_line::Model {
        tenant,
        dunning_notice_id: notice.id.uuid(),
        open_item_id: line.item.uuid(),
        document_number: line.document_number.clone(),
        due_on: line.due_on.days(),
        open_minor: line.open.minor(),
        days_past_due: line.days_past_due,
        level: line.level,
        item_version: line.item_version,
    }
}
