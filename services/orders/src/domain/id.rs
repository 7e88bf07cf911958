//! The ids of what orders owns.

use o2c_kernel::Id;

/// Marks ids of customers.
#[derive(Debug)]
pub enum CustomerKind {}
/// Marks ids of products.
#[derive(Debug)]
pub enum ProductKind {}
/// Marks ids of price lists.
#[derive(Debug)]
pub enum PriceListKind {}
/// Marks ids of orders.
#[derive(Debug)]
pub enum OrderKind {}
/// Marks ids of holds.
#[derive(Debug)]
pub enum HoldKind {}
/// Marks ids of documents that are to be paid: invoices and debit notes, which are others'.
#[derive(Debug)]
pub enum DocumentKind {}
/// Marks ids of returns.
#[derive(Debug)]
pub enum ReturnKind {}

pub type CustomerId = Id<CustomerKind>;
pub type ProductId = Id<ProductKind>;
pub type PriceListId = Id<PriceListKind>;
pub type OrderId = Id<OrderKind>;
pub type HoldId = Id<HoldKind>;
pub type DocumentId = Id<DocumentKind>;
pub type ReturnId = Id<ReturnKind>;
