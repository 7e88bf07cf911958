//! What a line of the file is.

use o2c_kernel::{Currency, Date, Money, Quantity, UnitPrice};

/// Codes that are no goods: postage, discounts, fees, samples, vouchers.
const SERVICES: [&str; 11] = ["POST", "DOT", "C2", "D", "M", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS"];

/// The columns that decide, as they stand in the file.
pub(super) struct Raw<'a> {
    pub invoice: &'a str,
    pub code: &'a str,
    pub quantity: &'a str,
    pub date: &'a str,
    pub price: &'a str,
}

pub(super) enum Kind {
    Order { service: bool },
    FreeOfCharge,
    StockAdjustment,
    Return { net: Money },
    BadDebt { amount: Money },
}

pub(super) struct Line {
    pub kind: Kind,
    pub date: Date,
    /// Positive.
    pub quantity: Quantity,
    pub price: UnitPrice,
}

pub(super) fn is_service(code: &str) -> bool {
    SERVICES.contains(&code) || code.starts_with("GIFT_")
}

/// Sorts a line into its bucket, or says everything that is wrong with it.
pub(super) fn classify(raw: &Raw<'_>) -> Result<Line, String> {
    let mut wrong = Vec::new();
    let bad_debt = raw.invoice.starts_with(['A', 'a']);
    let quantity = Quantity::parse(raw.quantity.trim()).map_err(|error| wrong.push(format!("Quantity: {error}"))).ok();
    let price = UnitPrice::parse(raw.price.trim(), Currency::GBP)
        .map_err(|error| wrong.push(format!("UnitPrice: {error}")))
        .ok();
    let date = date_of(raw.date.trim());
    if date.is_none() {
        wrong.push(format!("InvoiceDate: `{}` is not a date", raw.date));
    }
    if quantity.is_some_and(Quantity::is_zero) {
        wrong.push("Quantity: is 0".to_owned());
    }
    if !bad_debt && price.is_some_and(|price| price.micros() < 0) {
        wrong.push("UnitPrice: is negative".to_owned());
    }
    let (Some(quantity), Some(price), Some(date), true) = (quantity, price, date, wrong.is_empty()) else {
        return Err(wrong.join("; "));
    };
    let magnitude = if quantity.is_negative() { quantity.checked_neg() } else { Ok(quantity) };
    let magnitude = magnitude.map_err(|error| format!("Quantity: {error}"))?;
    let net = price.extend(magnitude).map_err(|error| format!("Quantity × UnitPrice: {error}"))?;
    let kind = if bad_debt {
        // The price carries the sign; a negative quantity turns it.
        let amount = price.extend(quantity).map_err(|error| format!("Quantity × UnitPrice: {error}"))?;
        Kind::BadDebt { amount }
    } else if raw.invoice.starts_with(['C', 'c']) {
        Kind::Return { net }
    } else if quantity.is_negative() {
        Kind::StockAdjustment
    } else if price.micros() == 0 {
        Kind::FreeOfCharge
    } else {
        Kind::Order { service: is_service(&raw.code.trim().to_uppercase()) }
    };
    Ok(Line { kind, date, quantity: magnitude, price })
}

/// `2010-12-01 08:26:00`, or the day alone.
fn date_of(text: &str) -> Option<Date> {
    let (day, time) = text.split_at_checked(10)?;
    let mut parts = time.trim().split(':');
    let mut within = |limit: u32| parts.next().is_none_or(|part| part.parse::<u32>().is_ok_and(|value| value < limit));
    let plausible = time.trim().is_empty() || (within(24) && within(60) && within(60));
    if plausible { Date::parse(day).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(invoice: &str, code: &str, quantity: &str, price: &str) -> Result<Line, String> {
        classify(&Raw { invoice, code, quantity, date: "2010-12-01 08:26:00", price })
    }

    #[test]
    fn each_line_has_one_bucket() {
        assert!(matches!(line("1", "85123A", "6", "2.55").unwrap().kind, Kind::Order { service: false }));
        assert!(matches!(line("1", "post", "1", "18.00").unwrap().kind, Kind::Order { service: true }));
        assert!(matches!(line("1", "gift_0001_20", "1", "18").unwrap().kind, Kind::Order { service: true }));
        assert!(matches!(line("1", "DCGS0003", "1", "18").unwrap().kind, Kind::Order { service: false }));
        assert!(matches!(line("1", "POST", "6", "0").unwrap().kind, Kind::FreeOfCharge));
        assert!(matches!(line("1", "22", "-6", "0").unwrap().kind, Kind::StockAdjustment));
        assert!(matches!(line("C1", "22", "-6", "1.005").unwrap().kind, Kind::Return { net } if net.minor() == 603));
        assert!(
            matches!(line("A1", "B", "1", "-11062.06").unwrap().kind, Kind::BadDebt { amount } if amount.minor() == -1_106_206)
        );
    }

    #[test]
    fn a_refused_line_names_everything_that_is_wrong() {
        let error =
            classify(&Raw { invoice: "1", code: "x", quantity: "many", date: "soon", price: "1e308" }).err().unwrap();
        for field in ["Quantity", "InvoiceDate", "UnitPrice"] {
            assert!(error.contains(field), "{error}");
        }
        assert!(line("1", "x", "0", "1").is_err());
        assert!(line("1", "x", "1", "-1").is_err());
        assert!(
            classify(&Raw { invoice: "1", code: "x", quantity: "1", date: "2010-12-01 25:00:00", price: "1" }).is_err()
        );
    }
}
