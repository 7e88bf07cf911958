//! The product's own sample: a small wholesaler, made up from a seed. No line of it is anybody's data.

use o2c_kernel::{Currency, Date, Quantity, UnitPrice};

use super::{Adjustment, Customer, Day, Input, OrderDocument, OrderLine, Product, ReturnLine};
use crate::demo::random::Chance;

/// Eight weeks: long enough for invoices of the first to fall due, be paid late, and be reminded of.
const DAYS: i64 = 56;
/// After which goods come back: on the same day of a later week, so never on a Sunday.
const RETURN_DAYS: i64 = 7;
const CUSTOMERS: u64 = 40;
const PRODUCTS: u64 = 90;
const COUNTRIES: [&str; 8] = ["GB", "GB", "GB", "GB", "DE", "FR", "US", "CH"];
const NOUNS: [&str; 10] =
    ["KETTLE", "LANTERN", "MUG", "TEAPOT", "CUSHION", "CANDLE", "TRAY", "CLOCK", "APRON", "BASKET"];
const LOOKS: [&str; 9] = ["RED", "BLUE", "WHITE", "GREEN", "BLACK", "SPOTTED", "STRIPED", "VINTAGE", "SMALL"];

/// Eight weeks of a wholesaler.
pub fn sample(seed: u64) -> anyhow::Result<Input> {
    let chance = Chance::new(seed);
    let mut input = Input { fingerprint: format!("sample of seed {seed}"), ..Input::default() };
    input.products = products();
    input.customers = customers();
    let first = Date::from_ymd(2024, 3, 4)?;
    for offset in 0..DAYS {
        let date = first.add_days(offset)?;
        let mut day = Day::default();
        if date.weekday() <= 5 {
            business(&mut day, &chance, date, &input)?;
        }
        day.lines = lines_of(&day);
        count(&mut input, &day);
        input.days.insert(date, day);
    }
    Ok(input)
}

fn products() -> Vec<Product> {
    let goods = (0..PRODUCTS).map(|index| {
        let noun = NOUNS[(index % 10) as usize];
        let look = LOOKS[(index / 10 % 9) as usize];
        Product { code: format!("G{:04}", 1000 + index), description: format!("{look} {noun}"), service: false }
    });
    let postage = Product { code: "POST".to_owned(), description: "POSTAGE".to_owned(), service: true };
    goods.chain([postage]).collect()
}

fn customers() -> Vec<Customer> {
    let named = (0..CUSTOMERS).map(|index| Customer {
        key: (20_001 + index).to_string(),
        country: COUNTRIES[(index % 8) as usize].to_owned(),
        walk_in: false,
    });
    named.chain([Customer { key: "WALK-IN GB".to_owned(), country: "GB".to_owned(), walk_in: true }]).collect()
}

fn business(day: &mut Day, chance: &Chance, date: Date, input: &Input) -> anyhow::Result<()> {
    let orders = 8 + chance.below(8, &date.to_string(), "orders of the day");
    for index in 0..orders {
        let number = format!("{}{index:02}", date.to_string().replace('-', ""));
        day.orders.push(order(chance, &number, input)?);
    }
    // Changes of mind on the same day, and goods that come back later; the world finds out of which order.
    let later = date.add_days(-RETURN_DAYS)?;
    let earlier = input.days.get(&later).map_or(&[][..], |day| &day.orders);
    for (index, source) in day.orders.iter().chain(earlier).enumerate().filter(|(index, _)| index % 6 == 5) {
        if let Some(line) = source.lines.first() {
            day.returns.push(returned(&format!("C{}{index}", source.number), source, line)?);
        }
    }
    if chance.percent(30, &date.to_string(), "breakage") {
        let product = chance.below(PRODUCTS, &date.to_string(), "what broke") as usize;
        let document = format!("{}90", date.to_string().replace('-', ""));
        day.adjustments.push(Adjustment { document, product, quantity: Quantity::from_units(3)? });
    }
    Ok(())
}

fn order(chance: &Chance, number: &str, input: &Input) -> anyhow::Result<OrderDocument> {
    let walk_in = chance.percent(12, number, "walk-in");
    let named = chance.below(CUSTOMERS, number, "customer") as usize;
    let customer = if walk_in { CUSTOMERS as usize } else { named };
    let count = 2 + chance.below(9, number, "lines");
    let mut lines = Vec::new();
    for index in 0..count {
        let line = format!("{number}/{index}");
        let product = chance.below(PRODUCTS, &line, "product") as usize;
        let price = 95 + (product as i64 * 37) % 1_900;
        let quantity = Quantity::from_units(1 + chance.below(24, &line, "quantity") as i64)?;
        let free = chance.percent(2, &line, "free of charge");
        let price = if free { 0 } else { price * 10_000 };
        lines.push(OrderLine { product, quantity, unit_price: UnitPrice::new(price, Currency::GBP) });
    }
    let country = input.customers.get(customer).map_or("GB", |customer| customer.country.as_str()).to_owned();
    if country != "GB" {
        let price = UnitPrice::new(18_000_000, Currency::GBP);
        lines.push(OrderLine { product: PRODUCTS as usize, quantity: Quantity::from_units(1)?, unit_price: price });
    }
    Ok(OrderDocument { number: number.to_owned(), customer, country, lines })
}

fn returned(document: &str, source: &OrderDocument, line: &OrderLine) -> anyhow::Result<ReturnLine> {
    let quantity = Quantity::from_units(1)?;
    Ok(ReturnLine {
        document: document.to_owned(),
        customer: source.customer,
        country: source.country.clone(),
        product: line.product,
        quantity,
        unit_price: line.unit_price,
        net: line.unit_price.extend(quantity)?,
    })
}

fn lines_of(day: &Day) -> u64 {
    let ordered: usize = day.orders.iter().map(|order| order.lines.len()).sum();
    (ordered + day.returns.len() + day.adjustments.len()) as u64
}

fn count(input: &mut Input, day: &Day) {
    for line in day.orders.iter().flat_map(|order| &order.lines) {
        let service = input.products.get(line.product).is_some_and(|product| product.service);
        match (line.unit_price.micros(), service) {
            (0, _) => input.lines.free_of_charge += 1,
            (_, true) => input.lines.service += 1,
            (_, false) => input.lines.order += 1,
        }
        input.order_lines_net += line.unit_price.extend(line.quantity).map_or(0, |net| net.minor());
    }
    input.lines.returned += day.returns.len() as u64;
    input.returns_net += day.returns.iter().map(|line| line.net.minor()).sum::<i64>();
    input.lines.stock_adjustment += day.adjustments.len() as u64;
    input.lines.total += day.lines;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_sample_and_another_another() {
        let (one, same, other) = (sample(1).unwrap(), sample(1).unwrap(), sample(2).unwrap());
        assert_eq!((one.lines, one.order_lines_net), (same.lines, same.order_lines_net));
        assert_ne!(one.order_lines_net, other.order_lines_net);
        assert_eq!(one.lines.sum(), one.lines.total);
        assert!(one.days.values().map(|day| day.orders.len()).sum::<usize>() >= 150);
        assert!(one.lines.returned > 10 && one.lines.service > 10 && one.lines.stock_adjustment > 0);
    }
}
