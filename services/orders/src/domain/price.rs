//! Prices: lists with a currency and a validity, of everybody or of one customer, with quantity breaks.

use o2c_kernel::{Currency, Date, Quantity, UnitPrice};

use super::{CustomerId, PriceListId, ProductId, Refusal};

/// Prices of one currency and validity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PriceList {
    pub id: PriceListId,
    pub name: String,
    pub currency: Currency,
    pub valid_from: Date,
    /// The last day, included.
    pub valid_to: Option<Date>,
    /// The customer whose own prices these are.
    pub customer: Option<CustomerId>,
    pub version: i64,
}

/// One price of a list, from a quantity on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Price {
    pub product: ProductId,
    pub from_quantity: Quantity,
    pub unit_price: UnitPrice,
}

impl PriceList {
    /// Whether it speaks to this customer in this currency on this day.
    #[must_use]
    pub fn holds_for(&self, customer: CustomerId, currency: Currency, on: Date) -> bool {
        self.currency == currency
            && self.customer.is_none_or(|own| own == customer)
            && self.valid_from <= on
            && self.valid_to.is_none_or(|last| on <= last)
    }
}

/// The price of a quantity of a product for a customer on a day: the customer's own lists go before those of
/// everybody, later ones before earlier ones; within a list the highest break that the quantity reaches.
pub fn price_of<'a>(
    prices: impl Iterator<Item = (&'a PriceList, &'a Price)>,
    product: ProductId,
    quantity: Quantity,
    customer: CustomerId,
    currency: Currency,
    on: Date,
) -> Result<UnitPrice, Refusal> {
    prices
        .filter(|(list, price)| {
            price.product == product && price.from_quantity <= quantity && list.holds_for(customer, currency, on)
        })
        // The id decides last: of two alike lists always the same one.
        .max_by_key(|(list, price)| (list.customer.is_some(), list.valid_from, list.id, price.from_quantity))
        .map(|(_, price)| price.unit_price)
        .ok_or(Refusal::PriceNotFound { product, currency, on })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn list(customer: Option<CustomerId>, from: &str) -> PriceList {
        PriceList {
            id: PriceListId::new(),
            name: "list".to_owned(),
            currency: Currency::GBP,
            valid_from: day(from),
            valid_to: None,
            customer,
            version: 1,
        }
    }

    fn price(product: ProductId, from: &str, price: &str) -> Price {
        let from_quantity = Quantity::parse(from).unwrap();
        Price { product, from_quantity, unit_price: UnitPrice::parse(price, Currency::GBP).unwrap() }
    }

    #[test]
    fn the_customers_own_price_goes_first_then_the_newest_list_then_the_highest_break() {
        let (product, anna, ben) = (ProductId::new(), CustomerId::new(), CustomerId::new());
        let old = list(None, "2010-01-01");
        let new = list(None, "2011-01-01");
        let own = list(Some(anna), "2009-01-01");
        let prices = [
            (&old, price(product, "0", "10")),
            (&new, price(product, "0", "9")),
            (&new, price(product, "100", "8.5")),
            (&own, price(product, "0", "7")),
        ];
        let found = |customer, quantity: &str, on: &str| {
            let prices = prices.iter().map(|(list, price)| (*list, price));
            let quantity = Quantity::parse(quantity).unwrap();
            price_of(prices, product, quantity, customer, Currency::GBP, day(on))
                .map(|price| price.to_decimal().to_string())
        };
        assert_eq!(found(anna, "1", "2011-06-01").unwrap(), "7");
        assert_eq!(found(ben, "1", "2011-06-01").unwrap(), "9");
        assert_eq!(found(ben, "100", "2011-06-01").unwrap(), "8.5");
        assert_eq!(found(ben, "100", "2010-06-01").unwrap(), "10");
        assert!(matches!(found(ben, "1", "2009-06-01"), Err(Refusal::PriceNotFound { .. })));
    }
}
