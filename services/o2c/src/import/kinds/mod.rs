//! The kinds of files, one a file.

mod batch;
mod credit_accounts;
mod customers;
mod open_items;
mod orders;
mod price_lists;
mod products;
mod stock;

use std::path::Path;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::{
    certificate::Certificate,
    column::Column,
    job,
    kind::Kind,
    options::{Heard, Options},
};
use crate::outside::CallerOutside;

/// Names and references.
const TEXT: usize = 200;

/// A kind of file, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Named {
    Customers,
    Products,
    CreditAccounts,
    PriceLists,
    /// Open orders: what of them is still to be shipped.
    Orders,
    /// Open items of receivables, on the day of the cut-over.
    OpenItems,
    /// Stock on hand.
    Stock,
}

impl Named {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Products => "products",
            Self::CreditAccounts => "credit-accounts",
            Self::PriceLists => "price-lists",
            Self::Orders => "orders",
            Self::OpenItems => "open-items",
            Self::Stock => "stock",
        }
    }

    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Customers => customers::Customers::COLUMNS,
            Self::Products => products::Products::COLUMNS,
            Self::CreditAccounts => credit_accounts::CreditAccounts::COLUMNS,
            Self::PriceLists => price_lists::PriceLists::COLUMNS,
            Self::Orders => orders::Orders::COLUMNS,
            Self::OpenItems => open_items::OpenItems::COLUMNS,
            Self::Stock => stock::Stock::COLUMNS,
        }
    }

    /// Imports one file.
    pub async fn import(
        self,
        caller: &CallerOutside,
        file: &Path,
        options: &Options,
        heard: &mut (dyn FnMut(Heard) + Send),
    ) -> anyhow::Result<Certificate> {
        match self {
            Self::Customers => job::run::<customers::Customers>(self, caller, file, options, heard).await,
            Self::Products => job::run::<products::Products>(self, caller, file, options, heard).await,
            Self::CreditAccounts => {
                job::run::<credit_accounts::CreditAccounts>(self, caller, file, options, heard).await
            }
            Self::PriceLists => job::run::<price_lists::PriceLists>(self, caller, file, options, heard).await,
            Self::Orders => job::run::<orders::Orders>(self, caller, file, options, heard).await,
            Self::OpenItems => job::run::<open_items::OpenItems>(self, caller, file, options, heard).await,
            Self::Stock => job::run::<stock::Stock>(self, caller, file, options, heard).await,
        }
    }
}

/// Documents of orders, from numbers and quantities, all else being as in the template.
#[cfg(test)]
pub fn lines_of_orders(lines: &[(&str, &str)]) -> Vec<super::document::Document<<orders::Orders as Kind>::Item>> {
    let rows = (1..).zip(lines).map(|(number, (order, quantity))| {
        let cells = orders::Orders::COLUMNS.iter().map(|column| match column.name {
            "order_number" => (*order).to_owned(),
            "quantity" => (*quantity).to_owned(),
            _ => column.example.to_owned(),
        });
        Ok(super::row::Row { number, cells: cells.collect(), ..super::row::Row::default() })
    });
    super::document::Documents::<orders::Orders, _>::of(rows).map(Result::unwrap).collect()
}
