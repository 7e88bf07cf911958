//! `C…` and `A…` documents. A return line first cancels what is open of the customer's orders of that product, newest
//! first, then returns what was delivered, newest first; what is left is credited without reference.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use o2c_kernel::{Date, Quantity, cumulative_share};
use o2c_proto::{
    billing::v1::{BatchCreateCreditNotesRequest, CreateCreditNoteRequest, NoteLine},
    common::v1::{CustomerSnapshot, PaymentTerms},
    fulfillment::v1::{BatchReceiveReturnsRequest, ReceiveReturnRequest, ShipmentState},
    orders::v1::{
        BatchCancelOrdersRequest, BatchCreateReturnsRequest, CancelOrderRequest, CancelledQuantity,
        CreateReturnRequest, Disposition, ListCustomerLinesRequest, OrderState, Return, ReturnLine as WireReturnLine,
    },
    receivables::v1::PostBadDebtRequest,
};

use super::{
    World,
    plan::{NotesPlan, PlannedCancellation, PlannedNote, PlannedReturn},
};
use crate::demo::{
    desk::{PAGE, Person, all_accepted, each_page, explained},
    input::{CustomerIndex, ProductIndex, ReturnLine},
    wire::{address, date, decimal_quantity, money, pounds, quantity},
};

const BATCH: usize = 200;

/// What a customer may still give back of one order line.
struct Source {
    order_id: String,
    line_number: i32,
    open: i64,
    in_transit: bool,
    returnable: i64,
}

impl World {
    /// Decides how each return line of the day is settled. Reads only.
    pub async fn plan_notes(&mut self, today: Date) -> anyhow::Result<NotesPlan> {
        let returns = self.input.days.get(&today).map_or(Vec::new(), |day| day.returns.clone());
        let mut sources: HashMap<(CustomerIndex, ProductIndex), Vec<Source>> = HashMap::new();
        let mut draft = Draft::default();
        for line in &returns {
            let key = (line.customer, line.product);
            if self.has_reference(line) && !sources.contains_key(&key) {
                let found = self.sources(line).await?;
                sources.insert(key, found);
            }
            draft.settle(line, sources.get_mut(&key).map_or(&mut [][..], Vec::as_mut_slice))?;
        }
        let mut plan = draft.finish();
        for order_id in std::mem::take(&mut plan.deliveries) {
            let shipped = self.list_shipments(ShipmentState::Shipped, order_id).await?;
            plan.deliveries.extend(shipped.into_iter().map(|shipment| shipment.shipment_id));
        }
        Ok(plan)
    }

    /// Goods of a known customer; fees, discounts, manual lines and walk-ins name no order.
    fn has_reference(&self, line: &ReturnLine) -> bool {
        let service = self.input.products.get(line.product).is_some_and(|product| product.service);
        let walk_in = self.input.customers.get(line.customer).is_some_and(|customer| customer.walk_in);
        !service && !walk_in
    }

    async fn sources(&mut self, line: &ReturnLine) -> anyhow::Result<Vec<Source>> {
        let mut sources = Vec::new();
        each_page(async |page_token| {
            let request = ListCustomerLinesRequest {
                customer_id: self.customers.of(line.customer),
                product_id: self.products.of(line.product),
                page_size: PAGE,
                page_token,
            };
            let request = self.desk.ask(Person::OrderDesk, request);
            let page = self.desk.orders.list_customer_lines(request).await.map_err(explained)?.into_inner();
            for found in page.lines {
                let live =
                    matches!(found.state(), OrderState::Submitted | OrderState::Confirmed | OrderState::Completed);
                let (Some(ordered), true) = (found.line, live) else { continue };
                let shipped = quantity(ordered.shipped_quantity.as_ref())?.micros();
                let delivered = quantity(ordered.delivered_quantity.as_ref())?.micros();
                let returned = quantity(ordered.returned_quantity.as_ref())?.micros();
                sources.push(Source {
                    order_id: found.order_id,
                    line_number: ordered.line_number,
                    open: quantity(ordered.open_quantity.as_ref())?.micros(),
                    in_transit: shipped > delivered,
                    returnable: shipped.saturating_sub(returned),
                });
            }
            Ok(page.next_page_token)
        })
        .await?;
        Ok(sources)
    }

    /// Cancels, and records the deliveries that returns presuppose.
    pub async fn cancel_and_deliver(&mut self, today: Date, plan: &NotesPlan) -> anyhow::Result<()> {
        for batch in plan.cancellations.chunks(BATCH) {
            let requests = batch.iter().map(|cancellation| CancelOrderRequest {
                request_id: self.chance.id(&format!("{today}/{}", cancellation.order_id), "cancel"),
                order_id: cancellation.order_id.clone(),
                etag: String::new(),
                reason: "cancelled by the customer".to_owned(),
                lines: cancellation
                    .lines
                    .iter()
                    .map(|(line_number, micros)| CancelledQuantity {
                        line_number: *line_number,
                        quantity: Some(decimal_quantity(Quantity::from_micros(*micros))),
                    })
                    .collect(),
            });
            let request = BatchCancelOrdersRequest { requests: requests.collect() };
            let request = self.desk.ask(Person::OrderDesk, request);
            let response = self.desk.orders.batch_cancel_orders(request).await.map_err(explained)?.into_inner();
            all_accepted("a cancellation", o2c_proto::BatchResponse::into_results(response))?;
        }
        let wanted: BTreeSet<&String> = plan.deliveries.iter().collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let mut arriving = self.shipments(ShipmentState::Shipped).await?;
        arriving.retain(|shipment| wanted.contains(&shipment.shipment_id));
        self.record_deliveries(&arriving).await
    }

    /// Authorises the returns and answers their ids; a repeated call answers the same.
    pub async fn authorize_returns(&mut self, today: Date, plan: &NotesPlan) -> anyhow::Result<Vec<String>> {
        let mut ids = Vec::new();
        for batch in plan.returns.chunks(BATCH) {
            let requests = batch.iter().map(|planned| CreateReturnRequest {
                request_id: self.chance.id(&format!("{today}/{}", planned.order_id), "return"),
                r#return: Some(Return {
                    order_id: planned.order_id.clone(),
                    reason: planned.reason.clone(),
                    authorized_on: Some(date(today)),
                    lines: planned
                        .lines
                        .iter()
                        .map(|(order_line_number, micros, credit)| WireReturnLine {
                            order_line_number: *order_line_number,
                            quantity: Some(decimal_quantity(Quantity::from_micros(*micros))),
                            credit_net_amount: Some(money(pounds(*credit))),
                            disposition: Disposition::Restock.into(),
                            ..WireReturnLine::default()
                        })
                        .collect(),
                    ..Return::default()
                }),
            });
            let request = BatchCreateReturnsRequest { requests: requests.collect() };
            // the file values some above what was ordered for it: that is for who may issue credit notes
            let request = self.desk.ask(Person::Accountant, request);
            let response = self.desk.orders.batch_create_returns(request).await.map_err(explained)?.into_inner();
            let created = all_accepted("a return", o2c_proto::BatchResponse::into_results(response))?;
            ids.extend(created.into_iter().map(|created| created.return_id));
        }
        Ok(ids)
    }

    /// Takes the goods back.
    pub async fn receive_returns(&mut self, return_ids: &[String]) -> anyhow::Result<()> {
        for batch in return_ids.chunks(BATCH) {
            let requests = batch.iter().map(|return_id| ReceiveReturnRequest {
                request_id: self.chance.id(return_id, "goods return"),
                return_id: return_id.clone(),
                warehouse_id: self.warehouse_id.clone(),
                lines: Vec::new(),
            });
            let request = BatchReceiveReturnsRequest { requests: requests.collect() };
            let request = self.desk.ask(Person::Warehouse, request);
            let response = self.desk.fulfillment.batch_receive_returns(request).await.map_err(explained)?.into_inner();
            all_accepted("a goods return", o2c_proto::BatchResponse::into_results(response))?;
        }
        Ok(())
    }

    /// Credits what names no order, and books bad debts.
    pub async fn credit_and_book(&mut self, today: Date, plan: &NotesPlan) -> anyhow::Result<()> {
        for batch in plan.notes.chunks(BATCH) {
            let requests = batch.iter().map(|note| self.credit_note(today, note)).collect();
            let request = self.desk.ask(Person::Accountant, BatchCreateCreditNotesRequest { requests });
            let response = self.desk.billing.batch_create_credit_notes(request).await.map_err(explained)?.into_inner();
            all_accepted("a credit note", o2c_proto::BatchResponse::into_results(response))?;
        }
        let bad_debts = self.input.days.get(&today).map_or(Vec::new(), |day| day.bad_debts.clone());
        for (index, bad_debt) in bad_debts.iter().enumerate() {
            let request = PostBadDebtRequest {
                request_id: self.chance.id(&format!("{today}/{index}/{}", bad_debt.document), "bad debt"),
                amount: Some(money(bad_debt.amount)),
                posted_on: Some(date(today)),
                reference: bad_debt.document.clone(),
                description: bad_debt.description.clone(),
            };
            let request = self.desk.ask(Person::Controller, request);
            self.desk.receivables.post_bad_debt(request).await.map_err(explained)?;
        }
        Ok(())
    }

    fn credit_note(&self, today: Date, note: &PlannedNote) -> CreateCreditNoteRequest {
        let about = self.input.customers.get(note.customer);
        let walk_in = about.is_some_and(|about| about.walk_in);
        let (key, country) = about.map_or(("", "XX"), |about| (about.key.as_str(), about.country.as_str()));
        CreateCreditNoteRequest {
            request_id: self.chance.id(&format!("{today}/{}/{key}/{}", note.document, note.country), "credit note"),
            customer: Some(CustomerSnapshot {
                customer_id: self.customers.of(note.customer),
                name: about.map(|about| self.name(about)).unwrap_or_default(),
                country_code: country.to_owned(),
                tax_id: if walk_in { String::new() } else { format!("{country}{key}") },
                payment_terms: Some(PaymentTerms { net_days: 0, cash: walk_in }),
            }),
            ship_to: Some(address(key, &note.country)),
            currency_code: "GBP".to_owned(),
            issued_on: Some(date(today)),
            reason_code: "RETURN".to_owned(),
            reason: note.document.clone(),
            lines: note
                .lines
                .iter()
                .map(|(product, micros, net)| NoteLine {
                    product_id: self.products.of(*product),
                    description: self
                        .input
                        .products
                        .get(*product)
                        .map(|about| about.description.clone())
                        .unwrap_or_default(),
                    quantity: Some(decimal_quantity(Quantity::from_micros(*micros))),
                    net_amount: Some(money(pounds(*net))),
                    tax_category: "STANDARD".to_owned(),
                    ..NoteLine::default()
                })
                .collect(),
            ..CreateCreditNoteRequest::default()
        }
    }
}

/// The document, the customer and the country that a note is for.
type NoteKey = (String, CustomerIndex, String);

/// What comes back of one order.
struct DraftReturn {
    reason: String,
    /// By line: millionths, and what is credited, in minor units.
    lines: BTreeMap<i32, (i64, i64)>,
}

/// The plan in the making, gathered per order and per document.
#[derive(Default)]
struct Draft {
    cancellations: BTreeMap<String, BTreeMap<i32, i64>>,
    deliveries: BTreeSet<String>,
    returns: BTreeMap<String, DraftReturn>,
    notes: BTreeMap<NoteKey, Vec<(ProductIndex, i64, i64)>>,
    plan: NotesPlan,
}

impl Draft {
    fn settle(&mut self, line: &ReturnLine, sources: &mut [Source]) -> anyhow::Result<()> {
        let mut left = line.quantity.micros();
        let mut done = 0_i64;
        for source in sources.iter_mut().filter(|source| source.open > 0) {
            let taken = left.min(source.open);
            if taken == 0 {
                break;
            }
            source.open -= taken;
            left -= taken;
            *self.cancellations.entry(source.order_id.clone()).or_default().entry(source.line_number).or_default() +=
                taken;
            self.plan.returned.cancelled += worth(line, &mut done, taken)?;
        }
        for source in sources.iter_mut().filter(|source| source.returnable > 0) {
            let taken = left.min(source.returnable);
            if taken == 0 {
                break;
            }
            source.returnable -= taken;
            left -= taken;
            if std::mem::take(&mut source.in_transit) {
                self.deliveries.insert(source.order_id.clone());
            }
            let credit = worth(line, &mut done, taken)?;
            let draft = self
                .returns
                .entry(source.order_id.clone())
                .or_insert_with(|| DraftReturn { reason: line.document.clone(), lines: BTreeMap::new() });
            let (quantity, net) = draft.lines.entry(source.line_number).or_default();
            *quantity += taken;
            *net += credit;
            self.plan.returned.delivered += credit;
        }
        if left > 0 {
            let net = worth(line, &mut done, left)?;
            self.plan.returned.without_reference += net;
            // A note over nothing is no document.
            if net > 0 {
                let key = (line.document.clone(), line.customer, line.country.clone());
                self.notes.entry(key).or_default().push((line.product, left, net));
            }
        }
        Ok(())
    }

    fn finish(mut self) -> NotesPlan {
        let cancellations = self.cancellations.into_iter();
        self.plan.cancellations = cancellations
            .map(|(order_id, lines)| PlannedCancellation { order_id, lines: lines.into_iter().collect() })
            .collect();
        self.plan.deliveries = self.deliveries.into_iter().collect();
        let returns = self.returns.into_iter();
        self.plan.returns = returns
            .map(|(order_id, draft)| PlannedReturn {
                order_id,
                reason: draft.reason,
                lines: draft.lines.into_iter().map(|(line, (quantity, net))| (line, quantity, net)).collect(),
            })
            .collect();
        let notes = self.notes.into_iter();
        self.plan.notes = notes
            .map(|((document, customer, country), lines)| PlannedNote { document, customer, country, lines })
            .collect();
        self.plan
    }
}

/// The share of the line that this part of its quantity stands for: the parts add up to the line.
fn worth(line: &ReturnLine, done: &mut i64, taken: i64) -> anyhow::Result<i64> {
    let from = Quantity::from_micros(*done);
    *done = done.saturating_add(taken);
    Ok(cumulative_share(line.net, line.quantity, from, Quantity::from_micros(*done))?.minor())
}
