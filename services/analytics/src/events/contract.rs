//! Every fact of the contract, with its reader. A test compares the list with the descriptors: a fact that is not in it
//! would only advance the cursor, and be lost to the archive for ever.

use std::{collections::HashMap, sync::LazyLock};

use o2c_proto::{
    Event, billing::v1 as billing, collections::v1 as collections, common::v1 as common, credit::v1 as credit,
    fulfillment::v1 as fulfillment, orders::v1 as orders, payments::v1 as payments, receivables::v1 as receivables,
};

use super::read::{Read, Reader, read};

/// A type of fact.
#[derive(Clone, Copy, Debug)]
pub struct EventType {
    pub name: &'static str,
    pub reader: Reader,
}

const fn of<M: Read>() -> EventType {
    EventType { name: <M as Event>::TYPE, reader: read::<M> }
}

pub const EVENT_TYPES: &[EventType] = &[
    of::<orders::OrderSubmitted>(),
    of::<orders::OrderConfirmed>(),
    of::<orders::OrderRejected>(),
    of::<orders::OrderHeld>(),
    of::<orders::OrderHoldReleased>(),
    of::<orders::OrderLinesCancelled>(),
    of::<orders::OrderCancellationRefused>(),
    of::<orders::OrderCompleted>(),
    of::<orders::ReturnAuthorized>(),
    of::<orders::CustomerErased>(),
    of::<credit::CreditDecided>(),
    of::<credit::CreditReservationReleased>(),
    of::<credit::CreditReleased>(),
    of::<credit::CreditRejected>(),
    of::<credit::CreditLimitChanged>(),
    of::<credit::CreditAccountBlocked>(),
    of::<credit::CreditAccountUnblocked>(),
    of::<credit::CreditLimitExceeded>(),
    of::<fulfillment::StockAllocationChanged>(),
    of::<fulfillment::ShipmentPlanned>(),
    of::<fulfillment::ShipmentReleased>(),
    of::<fulfillment::ShipmentPicked>(),
    of::<fulfillment::ShipmentPacked>(),
    of::<fulfillment::ShipmentShipped>(),
    of::<fulfillment::ShipmentDelivered>(),
    of::<fulfillment::ShipmentCancelled>(),
    of::<fulfillment::GoodsReturned>(),
    of::<fulfillment::StockAdjusted>(),
    of::<billing::InvoiceIssued>(),
    of::<billing::CreditNoteIssued>(),
    of::<billing::DebitNoteIssued>(),
    of::<billing::ShipmentNotBillable>(),
    of::<billing::ReturnNotCreditable>(),
    of::<billing::DisputeNotCreditable>(),
    of::<billing::CustomerErased>(),
    of::<receivables::OpenItemPosted>(),
    of::<receivables::PaymentApplied>(),
    of::<receivables::CreditNoteApplied>(),
    of::<receivables::OpenItemWrittenOff>(),
    of::<receivables::ApplicationReversed>(),
    of::<receivables::OpenItemDisputed>(),
    of::<receivables::BadDebtPosted>(),
    of::<receivables::CustomerErased>(),
    of::<payments::PaymentReceived>(),
    of::<payments::PaymentMatched>(),
    of::<payments::CashApplied>(),
    of::<payments::CashPlacedOnAccount>(),
    of::<payments::PayerIdentified>(),
    of::<payments::DeductionRaised>(),
    of::<collections::DisputeOpened>(),
    of::<collections::DisputeAmountRaised>(),
    of::<collections::DisputeResolved>(),
    of::<collections::DisputeClosed>(),
    of::<collections::DunningNoticeIssued>(),
    of::<collections::DunningCaseCured>(),
    of::<common::FactLost>(),
];

/// The reader of a type; none where the contract does not know it.
pub fn reader(type_name: &str) -> Option<Reader> {
    static READERS: LazyLock<HashMap<&'static str, Reader>> =
        LazyLock::new(|| EVENT_TYPES.iter().map(|event| (event.name, event.reader)).collect());
    READERS.get(type_name).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use prost::Message as _;

    use super::*;

    #[test]
    fn every_fact_of_the_contract_is_archived() {
        let descriptors = prost_types::FileDescriptorSet::decode(o2c_proto::DESCRIPTORS).unwrap();
        // what any producer may state is in the common part
        let of_a_producer = |name: &str| {
            name.split('/').nth(1).is_some_and(|part| part == "common" || crate::PRODUCERS.contains(&part))
        };
        let files = descriptors.file.iter().filter(|file| file.name().ends_with("/events.proto"));
        // what the edge tells endpoints of others is no part of the book
        let files = files.filter(|file| of_a_producer(file.name()));
        let expected: BTreeSet<String> = files
            .flat_map(|file| {
                file.message_type.iter().map(|message| (file.package().to_owned(), message.name().to_owned()))
            })
            // parts of facts, such as the lines of a shipment, are no facts
            .filter(|(_, message)| !message.ends_with("Line") && !message.ends_with("Allocation"))
            .map(|(package, message)| format!("{package}.{message}"))
            .collect();
        let registered: BTreeSet<String> = EVENT_TYPES.iter().map(|event| event.name.to_owned()).collect();
        assert_eq!(registered.len(), EVENT_TYPES.len(), "a type is registered twice");
        assert_eq!(registered, expected);
    }

    #[test]
    fn every_producer_is_consumed() {
        let packages = EVENT_TYPES.iter().filter_map(|event| event.name.split('.').nth(1));
        let packages: BTreeSet<&str> = packages.filter(|package| *package != "common").collect();
        assert_eq!(packages, crate::PRODUCERS.iter().copied().collect());
    }
}
