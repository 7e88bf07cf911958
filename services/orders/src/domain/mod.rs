//! The rules. Pure: no clock, no database, no wire.

mod customer;
mod every;
mod fact;
mod hold;
mod id;
mod line;
mod order;
mod order_acceptance;
mod order_again;
mod order_cancel;
mod order_facts;
mod order_holds;
mod order_state;
mod price;
mod product;
mod refusal;
mod returns;
mod status;
#[cfg(test)]
mod tests;

pub use customer::{Contact, Customer, CustomerDetails, CustomerSnapshot};
pub use every::every;
pub use fact::{CancelledLine, OrderFact};
pub use hold::{Hold, HoldRelease, HoldType};
pub use id::{CustomerId, DocumentId, HoldId, OrderId, PriceListId, ProductId, ReturnId};
pub use line::{BillingRule, LineProgress, LineTerms, OrderLine};
pub use order::{NewOrder, Order};
pub use order_acceptance::{AcceptedLine, Referral};
pub use order_again::Submission;
pub use order_cancel::{Cancellation, LineQuantity};
pub use order_facts::InvoicedLine;
pub use order_state::OrderState;
pub use price::{Price, PriceList, price_of};
pub use product::{Product, ProductNature};
pub use refusal::Refusal;
pub use returns::{Credit, CreditLimit, Disposition, Return, ReturnLine, ReturnRequest, ReturnState, ReturnWish};
pub use status::{BillingStatus, FulfilmentStatus, HoldStatus, PaymentStatus, Receivable, Statuses};
