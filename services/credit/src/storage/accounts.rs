//! Credit accounts.

use o2c_kernel::{Currency, Id, KeyPart, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::credit_account::{CHANGING, Column, Entity, Model};
use super::values::{money, optional_date, unreadable};
use crate::domain::{AccountTerms, CreditAccount, CreditAccountId, CustomerId, Exposure, RiskClass, account_of};

/// Locks the accounts in key order, so that sets that meet on them queue up. What is not there is not in the answer.
pub async fn lock(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = CreditAccountId>,
) -> Result<Vec<CreditAccount>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find_for_update::<Entity>(tx, tenant, Column::CreditAccountId, ids).await?;
    rows.into_iter().map(account).collect()
}

/// Locks the accounts of these customers, and gives an implicit one to those without.
pub async fn lock_or_open(
    tx: &Tx,
    tenant: &TenantId,
    keys: impl IntoIterator<Item = (CustomerId, Currency)>,
) -> Result<Vec<CreditAccount>, StoreError> {
    let wanted: Vec<CreditAccount> =
        keys.into_iter().map(|(customer, currency)| CreditAccount::implicit(customer, currency)).collect();
    let mut locked = lock(tx, tenant, wanted.iter().map(|account| account.id)).await?;
    let missing: Vec<&CreditAccount> =
        wanted.iter().filter(|wanted| locked.iter().all(|known| known.id != wanted.id)).collect();
    if missing.is_empty() {
        return Ok(locked);
    }
    // Somebody else may open the same one at this moment: then his row counts, and it is his lock that we wait for.
    let rows: Vec<Model> = missing.iter().map(|account| Model { version: 1, ..row(tenant, account) }).collect();
    set::insert_ignoring_conflicts::<Entity>(tx, rows).await?;
    locked.extend(lock(tx, tenant, missing.iter().map(|account| account.id)).await?);
    Ok(locked)
}

/// Reads accounts without locking them.
pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = CreditAccountId>,
) -> Result<Vec<CreditAccount>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::CreditAccountId, ids).await?;
    rows.into_iter().map(account).collect()
}

/// A page in key order, after a key: of all accounts, or of those of a customer. These have an id by currency, so they
/// are found by it.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    customer: Option<CustomerId>,
    after: &[KeyPart],
    limit: u64,
) -> Result<Vec<CreditAccount>, StoreError> {
    let mut query = Entity::find().filter(Column::Tenant.eq(tenant.as_str()));
    if let Some(customer) = customer {
        let ids = Currency::all().map(|currency| account_of(customer, currency).uuid());
        query = query.filter(Column::CreditAccountId.is_in(ids));
    }
    if let [KeyPart::Uuid(id)] = after {
        query = query.filter(Column::CreditAccountId.gt(*id));
    }
    let rows = query.order_by_asc(Column::CreditAccountId).limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(account).collect()
}

/// Accounts of all tenants in key order: for audit.
pub async fn page_of_all(
    tx: &Tx,
    after: Option<&(TenantId, CreditAccountId)>,
    limit: u64,
) -> Result<Vec<(TenantId, CreditAccount)>, StoreError> {
    let mut query = Entity::find();
    if let Some((tenant, id)) = after {
        let later = Condition::all().add(Column::Tenant.eq(tenant.as_str())).add(Column::CreditAccountId.gt(id.uuid()));
        query = query.filter(Condition::any().add(Column::Tenant.gt(tenant.as_str())).add(later));
    }
    let ordered = query.order_by_asc(Column::Tenant).order_by_asc(Column::CreditAccountId);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(|row| Ok((super::values::tenant(&row.tenant)?, account(row)?))).collect()
}

/// Writes each account once.
pub async fn save(tx: &Tx, tenant: &TenantId, accounts: &[CreditAccount]) -> Result<(), StoreError> {
    let (new, known): (Vec<_>, Vec<_>) = accounts.iter().partition(|account| account.version == 0);
    set::insert::<Entity>(tx, new.into_iter().map(|account| Model { version: 1, ..row(tenant, account) })).await?;
    set::update_columns::<Entity>(tx, known.into_iter().map(|account| row(tenant, account)), CHANGING).await?;
    Ok(())
}

fn row(tenant: &TenantId, account: &CreditAccount) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        credit_account_id: account.id.uuid(),
        customer_id: account.customer.uuid(),
        currency: account.currency().code().to_owned(),
        limit_minor: account.terms.limit.minor(),
        valid_from: account.terms.valid_from.map(o2c_kernel::Date::days),
        valid_to: account.terms.valid_to.map(o2c_kernel::Date::days),
        risk_class: match account.risk_class {
            RiskClass::Low => 1,
            RiskClass::Medium => 2,
            RiskClass::High => 3,
        },
        blocked: account.blocked,
        opened: account.opened,
        open_orders: account.exposure.open_orders,
        open_receivables: account.exposure.open_receivables,
        special: account.exposure.special,
        delivered_not_billed: account.exposure.delivered_not_billed,
        billed_not_posted: account.exposure.billed_not_posted,
        entries: account.entries,
        revision: account.revision,
        version: account.version,
    }
}

fn account(row: Model) -> Result<CreditAccount, StoreError> {
    Ok(CreditAccount {
        id: Id::from_uuid(row.credit_account_id),
        customer: Id::from_uuid(row.customer_id),
        terms: AccountTerms {
            limit: money(row.limit_minor, &row.currency)?,
            valid_from: optional_date(row.valid_from)?,
            valid_to: optional_date(row.valid_to)?,
        },
        risk_class: match row.risk_class {
            1 => RiskClass::Low,
            2 => RiskClass::Medium,
            3 => RiskClass::High,
            other => return Err(unreadable("risk class", other)),
        },
        blocked: row.blocked,
        opened: row.opened,
        exposure: Exposure {
            open_orders: row.open_orders,
            open_receivables: row.open_receivables,
            special: row.special,
            delivered_not_billed: row.delivered_not_billed,
            billed_not_posted: row.billed_not_posted,
        },
        entries: row.entries,
        revision: row.revision,
        version: row.version,
    })
}
