//! Batches that name the same things in another order each: nobody waits for ever, and each item is decided once.

use std::sync::Arc;

use o2c::demo::desk::{Desk, Person};
use o2c_integration_tests::{Mesh, amount, gbp, note_line, snapshot, units};
use o2c_proto::{
    BatchResponse,
    billing::v1::{BatchCreateCreditNotesRequest, CreateCreditNoteRequest},
    credit::v1::{
        BatchReleaseCreditRequest, BatchReserveCreditRequest, CreditOutcome, ReleaseCreditRequest, ReserveCreditRequest,
    },
    fulfillment::v1::{
        AllocateStockRequest, AllocationLine, BatchAllocateStockRequest, BatchReceiveStockRequest,
        BatchReleaseStockRequest, ReceiveStockRequest, ReleaseStockRequest,
    },
};
use tonic::Status;

use crate::crowd::{CALLERS, crowd, on_both_engines};

/// Things that each batch is about.
const THINGS: usize = 12;

/// The answers to a batch, in its order.
type Results<R> = Vec<Result<R, tonic_types::Status>>;

/// Each caller sends all items, beginning somewhere else and half of them backwards. Whoever asks gets the same answer
/// to an item; the answers in the order of the items.
async fn rotated<M, R, F>(what: &str, items: Vec<M>, send: impl Fn(Vec<M>) -> F + Send + Sync + 'static) -> Vec<R>
where
    M: Clone + Send + Sync + 'static,
    R: Clone + PartialEq + std::fmt::Debug + Send + 'static,
    F: Future<Output = Result<Results<R>, Status>> + Send + 'static,
{
    let (count, items) = (items.len(), Arc::new(items));
    let answers = crowd(what, move |caller| {
        let mut order: Vec<usize> = (0..count).map(|place| (place + caller) % count).collect();
        if caller % 2 == 1 {
            order.reverse();
        }
        let sent = send(order.iter().map(|index| items[*index].clone()).collect());
        async move {
            let results = sent.await?.into_iter().map(Result::unwrap);
            let mut by_item: Vec<(usize, R)> = order.into_iter().zip(results).collect();
            by_item.sort_by_key(|(index, _)| *index);
            Ok(by_item.into_iter().map(|(_, result)| result).collect::<Vec<R>>())
        }
    });
    let answers = answers.await;
    answers.assert(CALLERS, "");
    let first = answers.accepted().next().unwrap().clone();
    assert!(answers.accepted().all(|other| *other == first), "{what}: an item has two answers");
    first
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stock_is_received_allocated_and_released_once() {
    on_both_engines(async |mesh| {
        let mut products = Vec::new();
        for number in 0..THINGS {
            products.push(mesh.product(&format!("POT{number}"), 0).await);
        }
        let receipts = products.iter().map(|product| ReceiveStockRequest {
            request_id: new_id(),
            warehouse_id: mesh.warehouse.clone(),
            product_id: product.clone(),
            quantity: Some(units("10")),
            ..ReceiveStockRequest::default()
        });
        let desk = mesh.desk.clone();
        rotated("receipts of all products", receipts.collect(), move |requests| {
            let mut desk = desk.clone();
            async move {
                let request = desk.ask(Person::Warehouse, BatchReceiveStockRequest { requests, validate_only: false });
                Ok(desk.fulfillment.batch_receive_stock(request).await?.into_inner().into_results())
            }
        })
        .await;
        assert_each(mesh, &products, "10", "0").await;

        // Each wants two products, a neighbour of the next one's.
        let wanted: Vec<_> = (0..THINGS).map(|number| allocation(&products, number)).collect();
        let desk = mesh.desk.clone();
        rotated("allocations over neighbours", wanted.clone(), move |requests| allocate(desk.clone(), requests)).await;
        assert_each(mesh, &products, "10", "6").await;

        let releases = wanted.iter().map(|made| ReleaseStockRequest {
            request_id: new_id(),
            allocation_id: made.allocation_id.clone(),
            order_id: made.order_id.clone(),
            reason: "enough".to_owned(),
            lines: Vec::new(),
        });
        let desk = mesh.desk.clone();
        rotated("releases", releases.collect(), move |requests| {
            let mut desk = desk.clone();
            async move {
                let request = desk.ask(Person::OrderDesk, BatchReleaseStockRequest { requests });
                Ok(desk.fulfillment.batch_release_stock(request).await?.into_inner().into_results())
            }
        })
        .await;
        assert_each(mesh, &products, "10", "0").await;
    })
    .await;
}

async fn assert_each(mesh: &mut Mesh, products: &[String], on_hand: &str, allocated: &str) {
    for product in products {
        let level = mesh.stock(product).await;
        let found = (level.on_hand.unwrap().value, level.allocated.unwrap().value);
        assert_eq!((found.0.as_str(), found.1.as_str()), (on_hand, allocated));
    }
}

fn allocation(products: &[String], number: usize) -> AllocateStockRequest {
    let neighbours = [number, (number + 1) % products.len()];
    let lines = (1..).zip(neighbours).map(|(line_number, product)| AllocationLine {
        line_number,
        product_id: products[product].clone(),
        quantity: Some(units("3")),
        service: false,
    });
    AllocateStockRequest { request_id: new_id(), allocation_id: new_id(), order_id: new_id(), lines: lines.collect() }
}

async fn allocate(
    mut desk: Desk,
    requests: Vec<AllocateStockRequest>,
) -> Result<Results<o2c_proto::fulfillment::v1::AllocateStockResponse>, Status> {
    let request = desk.ask(Person::OrderDesk, BatchAllocateStockRequest { requests });
    Ok(desk.fulfillment.batch_allocate_stock(request).await?.into_inner().into_results())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invoices_are_credited_once() {
    on_both_engines(async |mesh| {
        let customer = mesh.customer("ACME").create().await;
        let mut invoices = Vec::new();
        for _ in 0..THINGS {
            invoices.push(mesh.invoice(snapshot(&customer, "ACME Limited")).await.invoice_id);
        }
        let notes = invoices.iter().map(|invoice| CreateCreditNoteRequest {
            request_id: new_id(),
            invoice_id: invoice.clone(),
            reason_code: "GOODWILL".to_owned(),
            lines: vec![note_line(1, "10.00")],
            ..CreateCreditNoteRequest::default()
        });
        let desk = mesh.desk.clone();
        let noted = rotated("credit notes on all invoices", notes.collect(), move |requests| {
            let mut desk = desk.clone();
            async move {
                let request = desk.ask(Person::Accountant, BatchCreateCreditNotesRequest { requests });
                Ok(desk.billing.batch_create_credit_notes(request).await?.into_inner().into_results())
            }
        });
        assert_eq!(noted.await.len(), THINGS);
        for invoice in &invoices {
            assert_eq!(amount(mesh.item_of(invoice).await.open_amount.as_ref()), "108.00");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credit_is_reserved_and_released_once() {
    on_both_engines(async |mesh| {
        let mut customers = Vec::new();
        for number in 0..THINGS {
            customers.push(mesh.customer(&format!("BUYER{number}")).with_credit_limit("50.00").create().await);
        }
        let wanted = customers.iter().map(|customer| ReserveCreditRequest {
            request_id: new_id(),
            reservation_id: new_id(),
            order_id: new_id(),
            customer_id: customer.clone(),
            amount: Some(gbp("30.00")),
            requested_by: "order-desk".to_owned(),
        });
        let (desk, wanted) = (mesh.desk.clone(), wanted.collect::<Vec<_>>());
        let reserved = rotated("reservations on all accounts", wanted.clone(), move |requests| {
            let mut desk = desk.clone();
            async move {
                let request = desk.ask(Person::OrderDesk, BatchReserveCreditRequest { requests });
                Ok(desk.credit.batch_reserve_credit(request).await?.into_inner().into_results())
            }
        });
        assert!(reserved.await.iter().all(|response| response.outcome() == CreditOutcome::Approved));
        for customer in &customers {
            assert_eq!(amount(mesh.credit(customer).await.exposure.as_ref()), "30.00");
        }

        let releases = wanted.into_iter().map(|held| ReleaseCreditRequest {
            request_id: new_id(),
            reservation_id: held.reservation_id,
            order_id: held.order_id,
            reason: "enough".to_owned(),
        });
        let desk = mesh.desk.clone();
        rotated("releases on all accounts", releases.collect(), move |requests| {
            let mut desk = desk.clone();
            async move {
                let request = desk.ask(Person::OrderDesk, BatchReleaseCreditRequest { requests });
                Ok(desk.credit.batch_release_credit(request).await?.into_inner().into_results())
            }
        })
        .await;
        for customer in &customers {
            assert_eq!(amount(mesh.credit(customer).await.exposure.as_ref()), "0.00");
        }
    })
    .await;
}

fn new_id() -> String {
    o2c_kernel::new_uuid().to_string()
}
