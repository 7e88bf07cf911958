//! What people look at of an evening: ageing, and the measures of some days.

use o2c_kernel::Date;
use o2c_proto::{
    analytics::v1::{GetKpisRequest, KpiReport},
    receivables::v1::{Ageing, GetAgeingRequest},
};

use super::{
    desk::{Desk, Person, explained},
    wire::date,
};

/// What all customers owe on a day.
pub async fn ageing(desk: &mut Desk, as_of: Date) -> anyhow::Result<Ageing> {
    let request =
        GetAgeingRequest { as_of: Some(date(as_of)), currency_code: "GBP".to_owned(), customer_id: String::new() };
    let request = desk.ask(Person::Controller, request);
    Ok(desk.receivables.get_ageing(request).await.map_err(explained)?.into_inner())
}

/// All measures, from one day to another, included.
pub async fn kpis(desk: &mut Desk, from: Date, to: Date) -> anyhow::Result<KpiReport> {
    let request = GetKpisRequest { from: Some(date(from)), to: Some(date(to)), currency_code: "GBP".to_owned() };
    let request = desk.ask(Person::Controller, request);
    Ok(desk.analytics.get_kpis(request).await.map_err(explained)?.into_inner())
}
