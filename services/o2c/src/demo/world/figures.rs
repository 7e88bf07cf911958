//! The evening's look at the figures.

use o2c_kernel::Date;
use o2c_proto::{
    analytics::v1::{GetKpisRequest, KpiReport},
    receivables::v1::{Ageing, ClosePeriodRequest, GetAgeingRequest},
};

use super::World;
use crate::demo::{
    desk::{Person, explained},
    wire::{date, minor},
};

/// The day of a month on whose evening the books of the month before are closed.
const CLOSING_DAY: i32 = 5;

impl World {
    /// Ageing and measures of the day; early in a month, the closing of the last one.
    pub async fn look_at_figures(&mut self, today: Date) -> anyhow::Result<()> {
        if today.day() == CLOSING_DAY {
            let through = today.add_days(-i64::from(CLOSING_DAY))?;
            let request_id = self.chance.id(&today.to_string(), "closing");
            let request = ClosePeriodRequest { request_id, closed_through: Some(date(through)) };
            let request = self.desk.ask(Person::Controller, request);
            self.desk.receivables.close_period(request).await.map_err(explained)?;
        }
        let ageing = self.ageing(today).await?;
        self.open_receivables = minor(ageing.total.as_ref())?;
        self.kpis(today, today).await?;
        Ok(())
    }

    pub async fn ageing(&mut self, as_of: Date) -> anyhow::Result<Ageing> {
        let request =
            GetAgeingRequest { as_of: Some(date(as_of)), currency_code: "GBP".to_owned(), customer_id: String::new() };
        let request = self.desk.ask(Person::Controller, request);
        Ok(self.desk.receivables.get_ageing(request).await.map_err(explained)?.into_inner())
    }

    pub async fn kpis(&mut self, from: Date, to: Date) -> anyhow::Result<KpiReport> {
        let request = GetKpisRequest { from: Some(date(from)), to: Some(date(to)), currency_code: "GBP".to_owned() };
        let request = self.desk.ask(Person::Controller, request);
        Ok(self.desk.analytics.get_kpis(request).await.map_err(explained)?.into_inner())
    }
}
