//! Returns (RMA): which delivered goods may come back, and what is credited for them.

use o2c_kernel::{Currency, Date, Money, Quantity, Violations, cumulative_share};

use super::{CustomerSnapshot, Order, OrderId, OrderLine, ProductId, Refusal, ReturnId, every};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Disposition {
    /// Back on the shelf.
    Restock,
    Scrap,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReturnState {
    Authorized,
    /// All of it has come back.
    Received,
}

impl ReturnState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authorized => "AUTHORIZED",
            Self::Received => "RECEIVED",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Authorized, Self::Received].into_iter().find(|state| state.as_str() == text)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnLine {
    pub number: i32,
    pub order_line: i32,
    pub product: ProductId,
    pub quantity: Quantity,
    pub credit_net: Money,
    /// Nobody has named that: it is what was ordered for it.
    pub at_order_price: bool,
    pub disposition: Disposition,
    pub received: Quantity,
}

/// Before the number of a return.
const LABEL: &str = "RMA-";

/// A return merchandise authorisation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Return {
    pub id: ReturnId,
    /// Given when it is stored.
    pub number: i64,
    pub order: OrderId,
    pub customer: CustomerSnapshot,
    pub currency: Currency,
    pub authorized_on: Date,
    pub reason: String,
    pub lines: Vec<ReturnLine>,
    pub state: ReturnState,
    pub version: i64,
}

/// What a caller asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnRequest {
    pub order: OrderId,
    /// `None` is today.
    pub authorized_on: Option<Date>,
    pub reason: String,
    pub lines: Vec<ReturnWish>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReturnWish {
    pub order_line: i32,
    pub quantity: Quantity,
    pub credit: Credit,
    pub disposition: Disposition,
}

/// What is credited for what comes back, net.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Credit {
    /// The share of the line's net amount.
    AtOrderPrice,
    Agreed(Money),
    /// That share, as it was when the return was authorised.
    AtOrderPriceOf(Money),
}

/// What may be credited for what comes back, going by who asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CreditLimit {
    /// No more than was ordered for it.
    OfLine,
    /// Whatever is asked: what no invoice has is credited without reference.
    None,
}

impl Order {
    /// Allows goods to come back: no more than was delivered, whatever was allowed before.
    pub fn authorize_return(
        &mut self,
        id: ReturnId,
        request: &ReturnRequest,
        limit: CreditLimit,
        today: Date,
    ) -> Result<Return, Refusal> {
        let mut lines = self.lines.clone();
        let wishes = (1_i32..).zip(&request.lines);
        let allowed = every(wishes.map(|(number, wish)| self.allow(&mut lines, number, wish, limit)))?;
        self.lines = lines;
        Ok(Return {
            id,
            number: 0,
            order: self.id,
            customer: self.customer.clone(),
            currency: self.currency,
            authorized_on: request.authorized_on.unwrap_or(today),
            reason: request.reason.clone(),
            lines: allowed,
            state: ReturnState::Authorized,
            version: 1,
        })
    }

    fn allow(
        &self,
        lines: &mut [OrderLine],
        number: i32,
        wish: &ReturnWish,
        limit: CreditLimit,
    ) -> Result<ReturnLine, Refusal> {
        let not_found = Refusal::LineNotFound { order: self.id, line: wish.order_line };
        let line = self.place_of(wish.order_line).and_then(|at| lines.get_mut(at)).ok_or(not_found)?;
        let before = line.progress.returnable;
        let after = before.checked_add(wish.quantity)?;
        if after > line.progress.delivered {
            return Err(Refusal::QuantityNotReturnable {
                order: self.id,
                line: wish.order_line,
                asked: wish.quantity,
                returnable: line.progress.delivered.checked_sub(before)?,
            });
        }
        let share = cumulative_share(line.terms.net_amount, line.terms.quantity, before, after)?;
        let (credit_net, at_order_price) = match wish.credit {
            Credit::AtOrderPrice => (share, true),
            Credit::Agreed(net) => (net, false),
            Credit::AtOrderPriceOf(net) => (net, true),
        };
        if credit_net.currency() != self.currency {
            let at = format!("return.lines[{}].credit_net_amount", number.saturating_sub(1));
            let fields = Violations::of_currency(&at, self.currency);
            return Err(Refusal::CurrencyMismatch { given: credit_net.currency(), expected: self.currency, fields });
        }
        if limit == CreditLimit::OfLine && credit_net.minor() > share.minor() {
            return Err(Refusal::ReturnCreditExceedsLine {
                order: self.id,
                line: wish.order_line,
                asked: credit_net,
                worth: share,
            });
        }
        line.progress.returnable = after;
        Ok(ReturnLine {
            number,
            order_line: wish.order_line,
            product: line.terms.product,
            quantity: wish.quantity,
            credit_net,
            at_order_price,
            disposition: wish.disposition,
            received: Quantity::ZERO,
        })
    }
}

impl Return {
    /// Such as `RMA-00000007`.
    #[must_use]
    pub fn number_text(&self) -> String {
        format!("{LABEL}{:08}", self.number)
    }

    /// The number in such a text.
    #[must_use]
    pub fn number_of(text: &str) -> Option<i64> {
        text.strip_prefix(LABEL)?.parse().ok()
    }

    /// Goods have come back.
    pub fn received(&mut self, line: i32, quantity: Quantity) -> Result<(), Refusal> {
        let found = self.lines.iter_mut().find(|known| known.number == line);
        let found = found.ok_or(Refusal::LineNotFound { order: self.order, line })?;
        found.received = found.received.checked_add(quantity)?;
        if self.lines.iter().all(|line| line.received >= line.quantity) {
            self.state = ReturnState::Received;
        }
        Ok(())
    }
}
