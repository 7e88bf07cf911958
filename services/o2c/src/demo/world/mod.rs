//! Everybody outside the product: customers, warehouse, carrier, credit analyst, bank, clerks. What they do is a pure
//! function of the seed, the day and what the product answered.

mod bank;
mod clerks;
mod corrections;
mod credit;
mod figures;
mod master;
mod notes;
mod orders;
mod plan;
mod stock;
mod supply;
mod warehouse;

use std::collections::{BTreeMap, HashMap};

use o2c_kernel::Date;

use super::{
    desk::Desk,
    input::{CustomerIndex, Input, ProductIndex},
    random::Chance,
};

pub use bank::Bank;
pub use plan::{Correction, NotesPlan, StockPlan};
pub use supply::Supply;

/// The world, with what it remembers of the product's answers.
pub struct World {
    pub input: Input,
    pub chance: Chance,
    pub desk: Desk,
    pub supply: Supply,
    pub bank: Bank,
    pub warehouse_id: String,
    /// As of the last look at the figures, minor units.
    pub open_receivables: i64,
    customers: Ids<CustomerIndex>,
    products: Ids<ProductIndex>,
    /// Customers and products by the first day that names them.
    newcomers: BTreeMap<Date, Newcomers>,
}

#[derive(Default)]
struct Newcomers {
    customers: Vec<CustomerIndex>,
    products: Vec<ProductIndex>,
}

/// The product's ids of what the input numbers.
struct Ids<I> {
    by_index: HashMap<I, String>,
    by_id: HashMap<String, I>,
}

impl<I> Default for Ids<I> {
    fn default() -> Self {
        Self { by_index: HashMap::new(), by_id: HashMap::new() }
    }
}

impl<I: Copy + Eq + std::hash::Hash> Ids<I> {
    fn insert(&mut self, index: I, id: String) {
        self.by_id.insert(id.clone(), index);
        self.by_index.insert(index, id);
    }

    fn of(&self, index: I) -> String {
        self.by_index.get(&index).cloned().unwrap_or_default()
    }

    fn index(&self, id: &str) -> Option<I> {
        self.by_id.get(id).copied()
    }
}

impl World {
    /// A world that knows nothing of the product yet.
    pub fn new(input: Input, chance: Chance, desk: Desk) -> anyhow::Result<Self> {
        let supply = Supply::plan(&input, &chance)?;
        let newcomers = newcomers(&input);
        Ok(Self {
            input,
            chance,
            desk,
            supply,
            bank: Bank::default(),
            warehouse_id: String::new(),
            open_receivables: 0,
            customers: Ids::default(),
            products: Ids::default(),
            newcomers,
        })
    }

    /// The key of a customer, as the input has it.
    fn customer_key<'a>(&'a self, id: &'a str) -> &'a str {
        let customer = self.customers.index(id).and_then(|index| self.input.customers.get(index));
        customer.map_or(id, |customer| customer.key.as_str())
    }
}

fn newcomers(input: &Input) -> BTreeMap<Date, Newcomers> {
    let mut known = (vec![false; input.customers.len()], vec![false; input.products.len()]);
    let mut all: BTreeMap<Date, Newcomers> = BTreeMap::new();
    for (date, day) in &input.days {
        let ordered =
            day.orders.iter().flat_map(|order| order.lines.iter().map(|line| (Some(order.customer), line.product)));
        let returned = day.returns.iter().map(|line| (Some(line.customer), line.product));
        let adjusted = day.adjustments.iter().map(|adjustment| (None, adjustment.product));
        for (customer, product) in ordered.chain(returned).chain(adjusted) {
            let newcomers = all.entry(*date).or_default();
            if let Some(customer) = customer
                && let Some(seen) = known.0.get_mut(customer)
                && !std::mem::replace(seen, true)
            {
                newcomers.customers.push(customer);
            }
            if let Some(seen) = known.1.get_mut(product)
                && !std::mem::replace(seen, true)
            {
                newcomers.products.push(product);
            }
        }
    }
    all
}
