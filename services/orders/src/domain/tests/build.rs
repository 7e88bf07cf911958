//! Orders in any state.

use o2c_kernel::{Address, CountryCode, Currency, Date, Instant, Money, PaymentTerms, Principal, Quantity, UnitPrice};

use crate::domain::{
    AcceptedLine, BillingRule, Customer, CustomerDetails, CustomerId, Hold, HoldId, HoldRelease, HoldType,
    LineQuantity, LineTerms, NewOrder, Order, OrderId, OrderState, ProductId, ProductNature,
};

pub fn now() -> Instant {
    Instant::parse("2010-12-01T09:00:00Z").unwrap()
}

pub fn anna() -> Principal {
    Principal::parse("anna").unwrap()
}

pub fn units(units: i64) -> Quantity {
    Quantity::from_units(units).unwrap()
}

pub fn customer() -> Customer {
    let address = Address {
        name: "Anna".to_owned(),
        lines: Vec::new(),
        city: String::new(),
        postal_code: String::new(),
        region: String::new(),
        country: CountryCode::parse("GB").unwrap(),
    };
    let details = CustomerDetails {
        external_id: String::new(),
        name: "Anna".to_owned(),
        bill_to: address.clone(),
        ship_to: address,
        tax_id: String::new(),
        payment_terms: PaymentTerms::new(30, false).unwrap(),
        currency: Currency::GBP,
        contacts: Vec::new(),
        blocked: false,
    };
    Customer::new(CustomerId::new(), details, now())
}

pub fn terms(quantity: Quantity, price: &str) -> LineTerms {
    let unit_price = UnitPrice::parse(price, Currency::GBP).unwrap();
    LineTerms {
        product: ProductId::new(),
        sku: "KETTLE".to_owned(),
        description: "Kettle".to_owned(),
        nature: ProductNature::Stocked,
        quantity,
        unit_price,
        free_of_charge: false,
        net_amount: unit_price.extend(quantity).unwrap(),
        billing_rule: BillingRule::OnShipment,
        tax_category: "STANDARD".to_owned(),
    }
}

/// A draft of ten kettles at 19.99 and three cups at 0.855.
pub fn draft(customer: &Customer) -> Order {
    let new = NewOrder {
        id: OrderId::new(),
        external_id: String::new(),
        purchase_order_number: String::new(),
        ordered_on: Date::parse("2010-12-01").unwrap(),
        currency: Currency::GBP,
        ship_to: customer.details.ship_to.clone(),
        payment_terms: None,
        ship_complete: false,
        lines: vec![terms(units(10), "19.99"), terms(units(3), "0.855")],
        created_at: now(),
    };
    Order::draft(new, customer).unwrap()
}

pub fn accepted(order: &Order) -> Vec<AcceptedLine> {
    let tax = |net: Money| Money::new(net.minor() / 5, Currency::GBP);
    let line = |line: &crate::domain::OrderLine| AcceptedLine {
        tax: tax(line.terms.net_amount),
        allocated: line.terms.quantity,
    };
    order.lines.iter().map(line).collect()
}

pub fn hold(kind: HoldType) -> Hold {
    Hold {
        id: HoldId::new(),
        kind,
        reason: "WHY".to_owned(),
        line: None,
        placed_by: anna(),
        placed_at: now(),
        release: None,
    }
}

pub fn release() -> HoldRelease {
    HoldRelease { by: anna(), at: now(), reason: "FINE".to_owned() }
}

/// An order in that state, by the commands that lead there.
pub fn order_in(state: OrderState) -> Order {
    let customer = customer();
    let mut order = draft(&customer);
    match state {
        OrderState::Draft => {}
        OrderState::Submitted => drop(order.submit(&customer, &anna(), now()).unwrap()),
        OrderState::Confirmed => order = confirmed(order, &customer),
        OrderState::Completed => {
            order = confirmed(order, &customer);
            let all = all(&order);
            order.shipped(&all).unwrap();
            let invoiced: Vec<_> = order
                .lines
                .iter()
                .map(|line| crate::domain::InvoicedLine {
                    line: line.number,
                    quantity: line.terms.quantity,
                    net_amount: line.terms.net_amount,
                })
                .collect();
            let document = crate::domain::DocumentId::new();
            order.invoiced(document, order.gross_estimate.unwrap(), &invoiced).unwrap();
            order.open_amount(document, Money::zero(Currency::GBP)).unwrap();
            order.delivered(&all).unwrap();
        }
        OrderState::Rejected => {
            order.submit(&customer, &anna(), now()).unwrap();
            order.reject("NO", now()).unwrap();
        }
        OrderState::Cancelled => drop(order.cancel(&[], "NOT_WANTED", &anna(), now()).unwrap()),
    }
    assert_eq!(order.state, state);
    order
}

fn confirmed(mut order: Order, customer: &Customer) -> Order {
    order.submit(customer, &anna(), now()).unwrap();
    order.confirm(&accepted(&order)).unwrap();
    order
}

/// All quantities of all lines.
pub fn all(order: &Order) -> Vec<LineQuantity> {
    order.lines.iter().map(|line| LineQuantity { line: line.number, quantity: line.terms.quantity }).collect()
}
