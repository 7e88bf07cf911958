//! What a person asks to be paid.

use o2c_kernel::{Currency, Money, Violations};

use super::Desk;
use crate::domain::{CustomerId, OpenItemId, ProposalItem, Refusal, proposal::sum};

/// One line of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AskedItem {
    pub item: OpenItemId,
    pub amount: Money,
    pub write_off: Option<Money>,
    pub deduction: Option<Money>,
    /// Empty = SHORT_PAYMENT.
    pub deduction_reason: String,
}

/// What was asked, checked.
pub(super) struct Asked {
    pub items: Vec<ProposalItem>,
    /// None where nothing was named.
    pub customer: Option<CustomerId>,
    pub cash: i64,
}

/// Of a deduction that nobody has named otherwise.
pub(super) const SHORT_PAYMENT: &str = "SHORT_PAYMENT";

impl Desk {
    /// Whether everything that is asked is in one currency; whatever is not is told by its field.
    fn in_currency(&self, asked: &[AskedItem], currency: Currency) -> Result<(), Refusal> {
        let mut fields = Violations::default();
        for (at, one) in asked.iter().enumerate() {
            let amounts = [
                ("amount", Some(one.amount)),
                ("write_off_amount", one.write_off),
                ("deduction_amount", one.deduction),
            ];
            for (name, amount) in amounts {
                if amount.is_some_and(|amount| amount.currency() != currency) {
                    fields.append(Violations::of_currency(&format!("items[{at}].{name}"), currency));
                }
            }
            if self.book.get(one.item).is_some_and(|item| item.currency != currency) {
                fields.append(Violations::currency_mismatch(format!("items[{at}].open_item_id"), currency));
            }
        }
        if fields.is_empty() { Ok(()) } else { Err(Refusal::CurrencyMismatch(fields)) }
    }

    /// Checks what is asked against what is left and what is open; the owner has the last word on the latter.
    pub(super) fn check(&self, asked: &[AskedItem], currency: Currency, left: i64) -> Result<Asked, Refusal> {
        self.in_currency(asked, currency)?;
        let mut customer = None;
        let mut items = Vec::with_capacity(asked.len());
        for one in asked {
            let item = self.book.get(one.item).filter(|item| item.payable());
            let item = item.ok_or(Refusal::OpenItemNotFound(one.item))?;
            let minor = |money: Option<Money>| money.map_or(0, Money::minor);
            let (amount, write_off, deduction) = (one.amount.minor(), minor(one.write_off), minor(one.deduction));
            if sum([amount, write_off, deduction])? > item.unheld() {
                return Err(Refusal::ExceedsOpenAmount { item: item.id, open: Money::new(item.unheld(), currency) });
            }
            if customer.is_some_and(|customer| customer != item.customer) {
                // a receipt is one customer's: the items name several
                return Err(Refusal::CustomerUnknown);
            }
            customer = Some(item.customer);
            let reason = if one.deduction_reason.is_empty() { SHORT_PAYMENT } else { &one.deduction_reason };
            items.push(ProposalItem {
                item: item.id,
                number: item.number.clone(),
                open: item.open,
                amount,
                write_off,
                deduction,
                deduction_reason: if deduction > 0 { reason.to_owned() } else { String::new() },
                reserved: 0,
                applied: 0,
                written_off: 0,
                application: None,
                refusal: String::new(),
            });
        }
        let cash = sum(items.iter().map(|item| item.amount))?;
        if cash > left {
            return Err(Refusal::ExceedsReceipt { left: Money::new(left, currency) });
        }
        Ok(Asked { items, customer, cash })
    }
}
