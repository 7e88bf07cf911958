//! The evening's look at the figures.

use o2c_kernel::Date;
use o2c_proto::receivables::v1::ClosePeriodRequest;

use super::World;
use crate::demo::{
    desk::{Person, explained},
    figures,
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
        let ageing = figures::ageing(&mut self.desk, today).await?;
        self.open_receivables = minor(ageing.total.as_ref())?;
        figures::kpis(&mut self.desk, today, today).await?;
        Ok(())
    }
}
