//! A book that grows through the public API: by orders of five lines, shipped, billed, delivered and paid, or by open items
//! that are taken over from another system.
//!
//! In waves: while one wave is ordered, the one before is shipped and billed, and the one before that is delivered and
//! paid; then the mesh settles. A customer cannot pay faster than the ledger knows that it owes.

mod bank;
mod business;
mod done;
mod openings;
mod order_desk;
mod warehouse;

use std::time::Duration;

use o2c_kernel::{Date, machine_now};

use super::ground::Ground;
use crate::demo::desk::Desk;
use bank::Bank;

pub use business::{Business, CUSTOMERS, LINES};

/// Orders of a wave, unless there are fewer.
const WAVE: u64 = 2_000;
/// Waves at least: with fewer, nothing would happen beside anything else.
const WAVES: u64 = 4;

/// Open items that are taken over before the mesh settles.
const OPENINGS: u64 = 10_000;

/// The book, and who writes it.
pub struct Book {
    pub desk: Desk,
    pub business: Business,
    /// The day of the business.
    pub today: Date,
    bank: Bank,
    orders: u64,
}

impl Book {
    /// An empty one, with customers and products.
    pub async fn open(ground: &Ground, customers: usize) -> anyhow::Result<Self> {
        let mut desk = Desk::new(&ground.client()?);
        let today = ground.today();
        let business = Business::open(&mut desk, today, customers).await?;
        Ok(Self { desk, business, today, bank: Bank::default(), orders: 0 })
    }

    /// Orders so far, or open items where these were taken over.
    #[must_use]
    pub const fn orders(&self) -> u64 {
        self.orders
    }

    /// The number of the next order that somebody else sends.
    pub const fn take_number(&mut self) -> u64 {
        let number = self.orders;
        self.orders += 1;
        number
    }

    /// Documents that are not paid, and what they come to in minor units.
    #[must_use]
    pub fn owed(&self) -> (u64, i64) {
        self.bank.owed()
    }

    /// Drives so many orders more to applied cash; how long that took.
    pub async fn grow(&mut self, count: u64) -> anyhow::Result<Duration> {
        let wave = (count / WAVES).clamp(1, WAVE);
        let began = machine_now();
        let mut shipped = Vec::new();
        let (first, end) = (self.orders, self.orders + count);
        // two more rounds than waves: the last one is still to be shipped, then to be paid
        for round in 0..count.div_ceil(wave) + 2 {
            let orders = (first + round * wave).min(end)..(first + (round + 1) * wave).min(end);
            let (mut counter, mut yard, mut teller) = (self.desk.clone(), self.desk.clone(), self.desk.clone());
            let (business, bank, today) = (&self.business, &mut self.bank, self.today);
            let arriving = std::mem::take(&mut shipped);
            let ((), now_shipped, _) = tokio::try_join!(
                order_desk::order(&mut counter, business, orders, today),
                warehouse::ship(&mut yard, business),
                async {
                    warehouse::deliver(&mut teller, business, &arriving).await?;
                    bank.pay(&mut teller, business, usize::MAX, today).await
                },
            )?;
            shipped = now_shipped;
            self.desk.settle().await?;
            self.bank.receive_documents(&mut self.desk).await?;
        }
        self.orders = end;
        Ok(machine_now().since(began))
    }

    /// Takes over so many open items of another system, posted today.
    pub async fn take_over(&mut self, count: u64) -> anyhow::Result<()> {
        let end = self.orders + count;
        while self.orders < end {
            let numbers = self.orders..(self.orders + OPENINGS).min(end);
            self.orders = numbers.end;
            self.bank.expect(openings::take_over(&mut self.desk, &self.business, numbers, self.today).await?);
            self.desk.settle().await?;
        }
        Ok(())
    }

    /// The oldest bills are paid, so many at most; how many those were.
    pub async fn pay(&mut self, most: usize) -> anyhow::Result<u64> {
        self.bank.pay(&mut self.desk, &self.business, most, self.today).await
    }

    /// Fails unless every order is delivered, billed and paid.
    pub async fn expect_all_done(&mut self) -> anyhow::Result<()> {
        done::expect_all(&mut self.desk, self.orders, self.today).await
    }
}
