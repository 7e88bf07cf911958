//! Creates orders, and submits them at once where that is asked for.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Address, Call, Currency, Date, PaymentTerms, PerItem, Quantity, Set, UnitPrice};
use o2c_store::{StoreError, Tx};

use super::numbers;
use crate::{
    domain::{
        BillingRule, Customer, CustomerId, LineTerms, NewOrder, Order, OrderFact, OrderId, Product, ProductId, Refusal,
        every, price_of,
    },
    error::OrdersError,
    events::{self, Stated},
    sagas,
    service::Orders,
    storage::{self, prices::PriceBook},
};

/// What a caller asks for.
#[derive(Clone, Debug)]
pub struct CreateOrder {
    pub customer: CustomerId,
    pub external_id: String,
    pub purchase_order_number: String,
    /// `None` is today.
    pub ordered_on: Option<Date>,
    /// `None` is the customer's.
    pub currency: Option<Currency>,
    pub ship_to: Option<Address>,
    pub payment_terms: Option<PaymentTerms>,
    pub ship_complete: bool,
    pub lines: Vec<CreateLine>,
    pub submit: bool,
}

#[derive(Clone, Debug)]
pub struct CreateLine {
    pub product: ProductId,
    pub quantity: Quantity,
    /// In millionths of whatever the order's currency is. `None`: from the price lists.
    pub price_micros: Option<i64>,
    pub free_of_charge: bool,
    /// Empty: the product's.
    pub description: String,
    pub billing_rule: BillingRule,
}

pub async fn create_orders(
    orders: &Orders,
    call: &Call,
    set: Set<CreateOrder, Order>,
) -> Result<PerItem<Order, OrdersError>, OrdersError> {
    let decided = orders.store.write_set(call, set, async |tx, claimed| {
        let mut known = Known::load(tx, call, claimed.pending()).await?;
        let mut decisions: Vec<_> = claimed.pending().map(|command| known.decide(call, command)).collect();

        let accepted = decisions.iter_mut().flatten();
        numbers::give(tx, call, numbers::ORDERS, accepted.map(|order| &mut order.number)).await?;
        let new: Vec<Order> = decisions.iter().flatten().cloned().collect();
        storage::orders::insert(tx, call.tenant(), &new).await?;
        let submitted: Vec<&Order> = new.iter().filter(|order| order.accepting).collect();
        sagas::accept(tx, orders, call, submitted.iter().copied()).await?;
        let facts = submitted.iter().map(|order| Stated { order, fact: &OrderFact::Submitted, at: call.now() });
        events::publish(tx, &orders.outbox, call, facts).await?;

        for (item, decision) in claimed.items_mut().zip(decisions) {
            item.decide(decision.map_err(OrdersError::from));
        }
        Ok(())
    });
    decided.await
}

/// The master data that the orders of a set name.
struct Known {
    customers: BTreeMap<CustomerId, Customer>,
    products: BTreeMap<ProductId, Product>,
    prices: PriceBook,
    taken: BTreeSet<String>,
}

impl Known {
    async fn load(tx: &Tx, call: &Call, commands: impl Iterator<Item = &CreateOrder>) -> Result<Self, StoreError> {
        let (mut customers, mut products, mut unpriced) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut external_ids = Vec::new();
        for command in commands {
            customers.insert(command.customer);
            products.extend(command.lines.iter().map(|line| line.product));
            let without = command.lines.iter().filter(|line| line.price_micros.is_none() && !line.free_of_charge);
            unpriced.extend(without.map(|line| line.product));
            if !command.external_id.is_empty() {
                external_ids.push(command.external_id.clone());
            }
        }
        let tenant = call.tenant();
        let taken = storage::order_lists::taken_external_ids(tx, tenant, external_ids).await?;
        Ok(Self {
            customers: storage::customers::find(tx, tenant, customers).await?,
            products: storage::products::find(tx, tenant, products).await?,
            prices: storage::prices::book(tx, tenant, unpriced).await?,
            taken: taken.into_iter().collect(),
        })
    }

    fn decide(&mut self, call: &Call, command: &CreateOrder) -> Result<Order, Refusal> {
        let customer = self.customers.get(&command.customer).ok_or(Refusal::CustomerNotFound(command.customer))?;
        if self.taken.contains(&command.external_id) {
            return Err(Refusal::ExternalIdTaken(command.external_id.clone()));
        }
        let currency = command.currency.unwrap_or(customer.details.currency);
        let ordered_on = command.ordered_on.unwrap_or_else(|| call.today());
        let lines = (1_i32..).zip(&command.lines);
        let lines = lines.map(|(number, line)| self.line(number, line, customer.id, currency, ordered_on));
        let new = NewOrder {
            id: OrderId::new(),
            external_id: command.external_id.clone(),
            purchase_order_number: command.purchase_order_number.clone(),
            ordered_on,
            currency,
            ship_to: command.ship_to.clone().unwrap_or_else(|| customer.details.ship_to.clone()),
            payment_terms: command.payment_terms,
            ship_complete: command.ship_complete,
            lines: every(lines)?,
            created_at: call.now(),
        };
        let mut order = Order::draft(new, customer)?;
        if command.submit {
            order.submit(customer, call.actor().responsible(), call.now())?;
        }
        if !command.external_id.is_empty() {
            self.taken.insert(command.external_id.clone());
        }
        Ok(order)
    }

    fn line(
        &self,
        number: i32,
        line: &CreateLine,
        customer: CustomerId,
        currency: Currency,
        on: Date,
    ) -> Result<LineTerms, Refusal> {
        let product = self.products.get(&line.product).ok_or(Refusal::ProductNotFound(line.product))?;
        product.orderable()?;
        let unit_price = match (line.free_of_charge, line.price_micros) {
            (true, _) => UnitPrice::new(0, currency),
            (false, Some(micros)) => UnitPrice::new(micros, currency),
            (false, None) => {
                price_of(self.prices.of(line.product), line.product, line.quantity, customer, currency, on)?
            }
        };
        let own = Some(&line.description).filter(|text| !text.is_empty());
        Ok(LineTerms {
            product: product.id,
            sku: product.sku.clone(),
            description: own.unwrap_or(&product.description).clone(),
            nature: product.nature,
            quantity: line.quantity,
            unit_price,
            free_of_charge: line.free_of_charge,
            net_amount: unit_price.extend(line.quantity).map_err(|_| Refusal::LineAmountOverflow(number))?,
            billing_rule: line.billing_rule,
            tax_category: product.tax_category.clone(),
        })
    }
}
