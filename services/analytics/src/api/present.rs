//! From the domain to the wire.

use o2c_kernel::{KeyPart, Money};
use o2c_proto::{analytics::v1 as proto, google::r#type as google};
use o2c_rpc::wire;
use rust_decimal::Decimal;

use crate::{
    app::{DocumentsPage, EventsPage, KpiReport, OrderTrail},
    domain::{ArchivedEvent, DEFINITIONS, Definition, Drill, Figures},
    storage::drill::Part,
};

fn decimal(value: Decimal) -> google::Decimal {
    google::Decimal { value: value.to_string() }
}

impl From<&KpiReport> for proto::KpiReport {
    fn from(report: &KpiReport) -> Self {
        Self {
            from: Some(wire::date(report.window.from)),
            to: Some(wire::date(report.window.to)),
            kpis: DEFINITIONS.iter().map(|definition| kpi(definition, &report.figures)).collect(),
            offset: report.offset,
        }
    }
}

fn kpi(definition: &Definition, figures: &Figures) -> proto::Kpi {
    let terms = definition
        .terms
        .iter()
        .map(|term| proto::KpiTerm { name: term.name().to_owned(), value: figures.value(*term).map(decimal) });
    proto::Kpi {
        name: definition.name.to_owned(),
        value: definition.ratio(figures).rounded().map(decimal),
        unit: definition.unit.to_owned(),
        definition_version: definition.version,
        formula: definition.formula.to_owned(),
        terms: terms.collect(),
    }
}

impl From<&DocumentsPage> for proto::ListKpiDocumentsResponse {
    fn from(page: &DocumentsPage) -> Self {
        let last = page.parts.last().filter(|_| page.more).map(|part| part.key.as_slice());
        Self {
            documents: page.parts.iter().map(|part| document(page, part)).collect(),
            next_page_token: wire::page_token(last, &page.filter),
        }
    }
}

/// Decimals of a second.
const MICROS: u32 = 6;

fn document(page: &DocumentsPage, part: &Part) -> proto::KpiDocument {
    let amount = || Money::new(part.amount, page.window.currency);
    let (amount, value) = match page.drill {
        Drill::Balance { .. } | Drill::Amounts(_) => (Some(wire::money(amount())), amount().to_decimal()),
        Drill::Seconds(_) => (None, Decimal::new(part.amount, MICROS).normalize()),
        Drill::Count(_) | Drill::Nothing => (None, Decimal::ONE),
    };
    proto::KpiDocument {
        document_id: part.document.to_string(),
        document_number: part.number.clone(),
        date: Some(wire::date(part.on)),
        amount,
        value: Some(decimal(value)),
    }
}

impl From<&EventsPage> for proto::ListEventsResponse {
    fn from(page: &EventsPage) -> Self {
        let last = page.events.last().filter(|_| page.more).map(|event| [KeyPart::Int(event.offset)]);
        Self {
            events: page.events.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(last.as_ref().map(<[_; 1]>::as_slice), &page.list),
        }
    }
}

impl From<&OrderTrail> for proto::OrderTrail {
    fn from(trail: &OrderTrail) -> Self {
        Self { order_id: trail.order.to_string(), events: trail.events.iter().map(Into::into).collect() }
    }
}

impl From<&ArchivedEvent> for proto::ArchivedEvent {
    fn from(event: &ArchivedEvent) -> Self {
        Self {
            offset: event.offset,
            event_id: event.event_id.to_string(),
            producer: event.producer.clone(),
            aggregate_type: event.aggregate_type.clone(),
            aggregate_id: event.aggregate_id.to_string(),
            sequence: event.sequence,
            r#type: event.type_name.clone(),
            occurred_at_micros: event.at.micros(),
            payload: event.payload.clone(),
        }
    }
}
