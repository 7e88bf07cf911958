//! From the domain to the wire. Nothing here can fail.

use o2c_kernel::Instant;
use o2c_proto::{common::v1 as common, orders::v1 as proto};
use o2c_rpc::wire;

use crate::{
    app::{Page, erase_customers::Erased, prices::PricesSet},
    domain::{
        BillingRule, BillingStatus, Contact, Customer, CustomerSnapshot, Disposition, FulfilmentStatus, Hold,
        HoldStatus, HoldType, Order, OrderLine, OrderState, PaymentStatus, Price, PriceList, Product, ProductNature,
        Return, ReturnLine, ReturnState,
    },
    storage::order_lists::CustomerLine,
};

pub fn snapshot(customer: &CustomerSnapshot) -> common::CustomerSnapshot {
    common::CustomerSnapshot {
        customer_id: customer.id.to_string(),
        name: customer.name.clone(),
        country_code: customer.country.as_str().to_owned(),
        tax_id: customer.tax_id.clone(),
        payment_terms: Some(wire::payment_terms(customer.payment_terms)),
    }
}

impl From<&Order> for proto::Order {
    fn from(order: &Order) -> Self {
        Self {
            order_id: order.id.to_string(),
            number: order.number_text(),
            customer_id: order.customer.id.to_string(),
            external_id: order.external_id.clone(),
            purchase_order_number: order.purchase_order_number.clone(),
            ordered_on: Some(wire::date(order.ordered_on)),
            currency_code: order.currency.code().to_owned(),
            ship_to: Some(wire::address(&order.ship_to)),
            payment_terms: Some(wire::payment_terms(order.customer.payment_terms)),
            ship_complete: order.ship_complete,
            state: state(order.state).into(),
            fulfilment_status: fulfilment(order.statuses.fulfilment).into(),
            billing_status: billing(order.statuses.billing).into(),
            payment_status: payment(order.statuses.payment).into(),
            hold_status: hold_status(order.statuses.hold).into(),
            lines: order.lines.iter().map(proto::OrderLine::from).collect(),
            holds: order.holds.iter().map(proto::Hold::from).collect(),
            net_amount: Some(wire::money(order.net_amount)),
            gross_estimate: order.gross_estimate.map(wire::money),
            rejection_reason: order.rejection_reason.clone(),
            etag: wire::etag(order.version),
            create_time_micros: order.created_at.micros(),
        }
    }
}

impl From<&OrderLine> for proto::OrderLine {
    fn from(line: &OrderLine) -> Self {
        let (terms, progress) = (&line.terms, &line.progress);
        // What is stored has passed the rules: the subtraction cannot overflow.
        let open = line.open().unwrap_or_default();
        Self {
            line_number: line.number,
            product_id: terms.product.to_string(),
            sku: terms.sku.clone(),
            description: terms.description.clone(),
            service: terms.nature == ProductNature::Service,
            quantity: Some(wire::decimal_quantity(terms.quantity)),
            unit_price: Some(wire::decimal_price(terms.unit_price)),
            free_of_charge: terms.free_of_charge,
            net_amount: Some(wire::money(terms.net_amount)),
            billing_rule: billing_rule(terms.billing_rule).into(),
            cancelled_quantity: Some(wire::decimal_quantity(progress.cancelled)),
            allocated_quantity: Some(wire::decimal_quantity(progress.allocated)),
            shipped_quantity: Some(wire::decimal_quantity(progress.shipped)),
            delivered_quantity: Some(wire::decimal_quantity(progress.delivered)),
            returned_quantity: Some(wire::decimal_quantity(progress.returned)),
            invoiced_quantity: Some(wire::decimal_quantity(progress.invoiced)),
            open_quantity: Some(wire::decimal_quantity(open)),
            cancelled_net_amount: Some(wire::money(progress.cancelled_net)),
            invoiced_net_amount: Some(wire::money(progress.invoiced_net)),
            tax_category: terms.tax_category.clone(),
        }
    }
}

impl From<&Hold> for proto::Hold {
    fn from(hold: &Hold) -> Self {
        let release = hold.release.as_ref();
        Self {
            hold_id: hold.id.to_string(),
            r#type: hold_type(hold.kind).into(),
            reason: hold.reason.clone(),
            line_number: hold.line.unwrap_or_default(),
            placed_by: hold.placed_by.to_string(),
            placed_at_micros: hold.placed_at.micros(),
            released_by: release.map(|release| release.by.to_string()).unwrap_or_default(),
            released_at_micros: release.map_or(0, |release| Instant::micros(release.at)),
            release_reason: release.map(|release| release.reason.clone()).unwrap_or_default(),
        }
    }
}

impl From<&Return> for proto::Return {
    fn from(of: &Return) -> Self {
        Self {
            return_id: of.id.to_string(),
            number: of.number_text(),
            order_id: of.order.to_string(),
            customer_id: of.customer.id.to_string(),
            authorized_on: Some(wire::date(of.authorized_on)),
            reason: of.reason.clone(),
            lines: of.lines.iter().map(return_line).collect(),
            state: match of.state {
                ReturnState::Authorized => proto::ReturnState::Authorized,
                ReturnState::Received => proto::ReturnState::Received,
            }
            .into(),
            etag: wire::etag(of.version),
        }
    }
}

fn return_line(line: &ReturnLine) -> proto::ReturnLine {
    proto::ReturnLine {
        line_number: line.number,
        order_line_number: line.order_line,
        quantity: Some(wire::decimal_quantity(line.quantity)),
        credit_net_amount: Some(wire::money(line.credit_net)),
        disposition: match line.disposition {
            Disposition::Restock => proto::Disposition::Restock,
            Disposition::Scrap => proto::Disposition::Scrap,
        }
        .into(),
        received_quantity: Some(wire::decimal_quantity(line.received)),
        product_id: line.product.to_string(),
        credit_at_order_price: line.at_order_price,
    }
}

impl From<&Customer> for proto::Customer {
    fn from(customer: &Customer) -> Self {
        let details = &customer.details;
        Self {
            customer_id: customer.id.to_string(),
            external_id: details.external_id.clone(),
            name: details.name.clone(),
            bill_to: Some(wire::address(&details.bill_to)),
            ship_to: Some(wire::address(&details.ship_to)),
            tax_id: details.tax_id.clone(),
            payment_terms: Some(wire::payment_terms(details.payment_terms)),
            currency_code: details.currency.code().to_owned(),
            contacts: details.contacts.iter().map(contact).collect(),
            blocked: details.blocked,
            etag: wire::etag(customer.version),
            create_time_micros: customer.created_at.micros(),
            erased: customer.erased,
        }
    }
}

impl From<&Erased> for proto::EraseCustomerPersonalDataResponse {
    fn from(erased: &Erased) -> Self {
        Self {
            customer: Some((&erased.customer).into()),
            erased_order_count: i32::try_from(erased.orders).unwrap_or(i32::MAX),
            complete: erased.complete,
        }
    }
}

fn contact(contact: &Contact) -> proto::Contact {
    proto::Contact {
        name: contact.name.clone(),
        role: contact.role.clone(),
        email: contact.email.clone(),
        telephone: contact.telephone.clone(),
    }
}

impl From<&Product> for proto::Product {
    fn from(product: &Product) -> Self {
        Self {
            product_id: product.id.to_string(),
            sku: product.sku.clone(),
            description: product.description.clone(),
            kind: match product.nature {
                ProductNature::Stocked => proto::ProductKind::Stocked,
                ProductNature::Service => proto::ProductKind::Service,
            }
            .into(),
            tax_category: product.tax_category.clone(),
            active: product.active,
            etag: wire::etag(product.version),
        }
    }
}

impl From<&PriceList> for proto::PriceList {
    fn from(list: &PriceList) -> Self {
        Self {
            price_list_id: list.id.to_string(),
            name: list.name.clone(),
            currency_code: list.currency.code().to_owned(),
            valid_from: Some(wire::date(list.valid_from)),
            valid_to: list.valid_to.map(wire::date),
            customer_id: wire::optional_id(list.customer),
            etag: wire::etag(list.version),
        }
    }
}

impl From<&Price> for proto::Price {
    fn from(price: &Price) -> Self {
        Self {
            product_id: price.product.to_string(),
            from_quantity: Some(wire::decimal_quantity(price.from_quantity)),
            unit_price: Some(wire::decimal_price(price.unit_price)),
        }
    }
}

impl From<&PricesSet> for proto::SetPricesResponse {
    fn from(set: &PricesSet) -> Self {
        Self { prices_set: i32::try_from(set.0).unwrap_or(i32::MAX) }
    }
}

macro_rules! pages {
    ($($item:ty => $response:ident { $field:ident }),+ $(,)?) => {$(
        impl From<&Page<$item>> for proto::$response {
            fn from(page: &Page<$item>) -> Self {
                Self { $field: page.items.iter().map(Into::into).collect(), next_page_token: page.next.clone() }
            }
        }
    )+};
}

pages! {
    Order => ListOrdersResponse { orders },
    Customer => ListCustomersResponse { customers },
    Product => ListProductsResponse { products },
    PriceList => ListPriceListsResponse { price_lists },
    Price => ListPricesResponse { prices },
    Return => ListReturnsResponse { returns },
    CustomerLine => ListCustomerLinesResponse { lines },
}

impl From<&Page<Order>> for proto::BatchGetOrdersResponse {
    fn from(page: &Page<Order>) -> Self {
        Self { orders: page.items.iter().map(Into::into).collect() }
    }
}

impl From<&CustomerLine> for proto::CustomerLine {
    fn from(found: &CustomerLine) -> Self {
        Self {
            order_id: found.order.to_string(),
            ordered_on: Some(wire::date(found.ordered_on)),
            line: Some((&found.line).into()),
            state: state(found.state).into(),
        }
    }
}

pub const fn billing_rule(rule: BillingRule) -> proto::BillingRule {
    match rule {
        BillingRule::OnShipment => proto::BillingRule::OnShipment,
        BillingRule::OnDelivery => proto::BillingRule::OnDelivery,
    }
}

const fn state(state: OrderState) -> proto::OrderState {
    match state {
        OrderState::Draft => proto::OrderState::Draft,
        OrderState::Submitted => proto::OrderState::Submitted,
        OrderState::Confirmed => proto::OrderState::Confirmed,
        OrderState::Completed => proto::OrderState::Completed,
        OrderState::Rejected => proto::OrderState::Rejected,
        OrderState::Cancelled => proto::OrderState::Cancelled,
    }
}

const fn fulfilment(status: FulfilmentStatus) -> proto::FulfilmentStatus {
    match status {
        FulfilmentStatus::NotStarted => proto::FulfilmentStatus::NotStarted,
        FulfilmentStatus::Backordered => proto::FulfilmentStatus::Backordered,
        FulfilmentStatus::Allocated => proto::FulfilmentStatus::Allocated,
        FulfilmentStatus::PartiallyShipped => proto::FulfilmentStatus::PartiallyShipped,
        FulfilmentStatus::Shipped => proto::FulfilmentStatus::Shipped,
        FulfilmentStatus::Delivered => proto::FulfilmentStatus::Delivered,
    }
}

const fn billing(status: BillingStatus) -> proto::BillingStatus {
    match status {
        BillingStatus::NotBilled => proto::BillingStatus::NotBilled,
        BillingStatus::PartiallyBilled => proto::BillingStatus::PartiallyBilled,
        BillingStatus::Billed => proto::BillingStatus::Billed,
    }
}

const fn payment(status: PaymentStatus) -> proto::PaymentStatus {
    match status {
        PaymentStatus::Unpaid => proto::PaymentStatus::Unpaid,
        PaymentStatus::PartiallyPaid => proto::PaymentStatus::PartiallyPaid,
        PaymentStatus::Paid => proto::PaymentStatus::Paid,
    }
}

const fn hold_status(status: HoldStatus) -> proto::HoldStatus {
    match status {
        HoldStatus::None => proto::HoldStatus::None,
        HoldStatus::CreditHold => proto::HoldStatus::CreditHold,
        HoldStatus::OtherHold => proto::HoldStatus::OtherHold,
    }
}

const fn hold_type(kind: HoldType) -> proto::HoldType {
    match kind {
        HoldType::Credit => proto::HoldType::Credit,
        HoldType::CustomerRequest => proto::HoldType::CustomerRequest,
        HoldType::Pricing => proto::HoldType::Pricing,
        HoldType::Compliance => proto::HoldType::Compliance,
    }
}
