//! What a tenant asks about what it has.

use std::collections::{BTreeMap, BTreeSet};

use o2c::demo::desk::Person::Administrator;
use o2c_kernel::Date;
use o2c_proto::gateway::v1::{ListWebhookDeliveriesRequest, SendTestWebhookRequest};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, ReflectMessage, Value};

use crate::{
    business::{Business, id},
    methods::Method,
};

/// Ids that a field is tried with by itself.
const EACH: usize = 3;
/// Sets of ids that went together, tried with one method.
const TOGETHER: usize = 60;
/// Entries of a large page.
const WHOLE: i32 = 200;
/// Fields that any id fits, and whose they are tried with.
const ANY: [(&str, &str); 2] = [("aggregate_id", "order_id"), ("document_id", "order_id")];
/// What fields that are no ids hold in every question, where a method has them.
const USUAL: [(&str, &str); 4] =
    [("currency_code", "GBP"), ("service", "orders"), ("kpi", "dso_days"), ("term", "ending_ar")];

/// Ids, by the names of their fields.
#[derive(Default)]
pub struct Things {
    by_name: BTreeMap<String, BTreeSet<String>>,
    /// Those of one request and its answer.
    together: Vec<BTreeMap<String, String>>,
}

impl Things {
    /// The ids of a request and its answer, by their paths.
    pub fn learn(&mut self, told: impl IntoIterator<Item = (String, String)>) {
        let mut together = BTreeMap::new();
        for (path, value) in told {
            let name = path.rsplit('.').find(|part| part.parse::<usize>().is_err()).unwrap_or_default().to_owned();
            self.by_name.entry(name.clone()).or_default().insert(value.clone());
            together.entry(name).or_insert(value);
        }
        self.together.push(together);
    }

    /// What an endpoint is sent: nobody has asked for it, so no answer has named it.
    pub async fn learn_deliveries(&mut self, business: &Business) {
        let desk = &business.mesh.desk;
        for subscription in self.by_name.get("webhook_subscription_id").cloned().unwrap_or_default() {
            let webhook_subscription_id = subscription.clone();
            let test = SendTestWebhookRequest { request_id: id(), webhook_subscription_id: subscription.clone() };
            // of one that was deleted there is none
            let _ = desk.webhooks.clone().send_test_webhook(desk.ask(Administrator, test)).await;
            let list = ListWebhookDeliveriesRequest { webhook_subscription_id, page_size: 1, ..Default::default() };
            let found = desk.webhooks.clone().list_webhook_deliveries(desk.ask(Administrator, list)).await;
            for delivery in found.map(|found| found.into_inner().webhook_deliveries).unwrap_or_default() {
                self.learn([
                    ("webhook_subscription_id".to_owned(), delivery.webhook_subscription_id),
                    ("event_id".to_owned(), delivery.event_id),
                ]);
            }
        }
    }

    pub fn all(&self) -> BTreeSet<String> {
        self.by_name.values().flatten().cloned().collect()
    }
}

/// A question without ids, for a small page and for a large one; and for small pages one for each id that fits a field of
/// that name, and one for each set of ids that went together.
pub fn questions(method: &Method, things: &Things, today: Date) -> Vec<DynamicMessage> {
    let mut empty = DynamicMessage::new(method.descriptor.input());
    for field in empty.descriptor().fields() {
        usual(&mut empty, &field, today);
    }
    let mut all = vec![empty.clone()];
    if let Some(size) = empty.descriptor().get_field_by_name("page_size") {
        // what comes first need not be what somebody has asked for
        let mut whole = empty.clone();
        whole.set_field(&size, Value::I32(WHOLE));
        all.extend(states(&whole));
        all.push(whole);
    }
    for field in empty.descriptor().fields() {
        for value in things.by_name.get(singular(&field)).into_iter().flatten().take(EACH) {
            let mut question = empty.clone();
            put(&mut question, &field, value);
            all.push(question);
        }
    }
    let named: Vec<FieldDescriptor> =
        empty.descriptor().fields().filter(|field| things.by_name.contains_key(singular(field))).collect();
    let fitting = things.together.iter().filter(|ids| named.iter().all(|field| ids.contains_key(singular(field))));
    for ids in fitting.filter(|_| !named.is_empty()).take(TOGETHER) {
        let mut question = empty.clone();
        named.iter().for_each(|field| put(&mut question, field, &ids[singular(field)]));
        if !all.contains(&question) {
            all.push(question);
        }
    }
    all
}

fn singular(field: &FieldDescriptor) -> &str {
    // `order_ids` are many of `order_id`
    let name = field.name().trim_end_matches('s');
    ANY.iter().find(|(any, _)| *any == name).map_or(name, |(_, some)| some)
}

fn put(question: &mut DynamicMessage, field: &FieldDescriptor, id: &str) {
    let value = Value::String(id.to_owned());
    question.set_field(field, if field.is_list() { Value::List(vec![value]) } else { value });
}

/// The same for each state: where none is asked for, some lists have only what waits for somebody.
fn states(question: &DynamicMessage) -> Vec<DynamicMessage> {
    let Some(field) = question.descriptor().get_field_by_name("state") else { return Vec::new() };
    let Kind::Enum(states) = field.kind() else { return Vec::new() };
    let of = |number| {
        let mut of = question.clone();
        of.set_field(&field, Value::EnumNumber(number));
        of
    };
    states.values().map(|state| state.number()).filter(|number| *number != 0).map(of).collect()
}

/// Without it some methods answer nothing at all.
fn usual(question: &mut DynamicMessage, field: &FieldDescriptor, today: Date) {
    if field.name() == "page_size" {
        question.set_field(field, Value::I32(1));
    }
    if let Some((_, text)) = USUAL.iter().find(|(name, _)| *name == field.name()) {
        question.set_field(field, Value::String((*text).to_owned()));
    }
    if let Kind::Message(message) = field.kind()
        && message.full_name() == "google.type.Date"
    {
        let day = if field.name() == "from" { today.add_days(-30).unwrap() } else { today };
        let mut date = DynamicMessage::new(message);
        for (name, part) in [("year", day.year()), ("month", day.month()), ("day", day.day())] {
            date.set_field_by_name(name, Value::I32(part));
        }
        question.set_field(field, Value::Message(date));
    }
}
