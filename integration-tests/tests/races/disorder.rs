//! Batches of many callers, each with wishes of its own for the same things, each in another order: nobody waits for
//! another in a ring, and what is there is shared out to the last piece.

use o2c::demo::desk::Person;
use o2c_integration_tests::{amount, gbp, units};
use o2c_proto::{
    BatchResponse,
    credit::v1::{
        BatchReleaseCreditRequest, BatchReserveCreditRequest, CreditOutcome, ReleaseCreditRequest, ReserveCreditRequest,
    },
    fulfillment::v1::{
        AllocateStockRequest, AllocationLine, BatchAllocateStockRequest, BatchReceiveStockRequest, ReceiveStockRequest,
    },
};
use o2c_rpc::status::as_tonic;

use crate::crowd::{CALLERS, crowd, on_both_engines};

const THINGS: usize = 8;

fn new_id() -> String {
    o2c_kernel::new_uuid().to_string()
}

/// All things, beginning with another one for each caller, and for half of them backwards.
fn order_of<T: Clone>(things: &[T], caller: usize) -> Vec<T> {
    let mut order = things.to_vec();
    order.rotate_left(caller % things.len());
    if caller % 2 == 1 {
        order.reverse();
    }
    order
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shelves_are_filled_and_emptied_in_every_order() {
    on_both_engines(async |mesh| {
        let mut products = Vec::new();
        for number in 0..THINGS {
            products.push(mesh.product(&format!("POT{number}"), 0).await);
        }
        let (desk, warehouse, all) = (mesh.desk.clone(), mesh.warehouse.clone(), products.clone());
        let received = crowd("receipts of all products", move |caller| {
            let mut desk = desk.clone();
            let receipts = order_of(&all, caller).into_iter().map(|product_id| ReceiveStockRequest {
                request_id: new_id(),
                warehouse_id: warehouse.clone(),
                product_id,
                quantity: Some(units("1")),
                ..ReceiveStockRequest::default()
            });
            let requests = receipts.collect();
            async move {
                let request = desk.ask(Person::Warehouse, BatchReceiveStockRequest { requests, validate_only: false });
                let answer = desk.fulfillment.batch_receive_stock(request).await?.into_inner();
                answer.into_results().into_iter().try_for_each(|result| result.map(drop)).map_err(as_tonic)
            }
        });
        received.await.assert(CALLERS, "");

        let (desk, all) = (mesh.desk.clone(), products.clone());
        let allocated = crowd("allocations of two of each", move |caller| {
            let mut desk = desk.clone();
            let lines = (1..).zip(order_of(&all, caller)).map(|(line_number, product_id)| AllocationLine {
                line_number,
                product_id,
                quantity: Some(units("2")),
                service: false,
            });
            let wanted = AllocateStockRequest {
                request_id: new_id(),
                allocation_id: new_id(),
                order_id: new_id(),
                lines: lines.collect(),
            };
            async move {
                let request = desk.ask(Person::OrderDesk, BatchAllocateStockRequest { requests: vec![wanted] });
                let answer = desk.fulfillment.batch_allocate_stock(request).await?.into_inner();
                answer.into_results().remove(0).map_err(as_tonic)
            }
        });
        let allocated = allocated.await;
        allocated.assert(CALLERS, "");
        let lines = allocated.accepted().flat_map(|response| &response.lines);
        let given = lines.map(|line| line.allocated_quantity.as_ref().unwrap().value.parse::<usize>().unwrap());
        assert_eq!(given.sum::<usize>(), CALLERS * THINGS, "what was promised is what there is");
        for product in &products {
            let level = mesh.stock(product).await;
            let found = [level.on_hand, level.allocated, level.backordered].map(|figure| figure.unwrap().value);
            assert_eq!(found, ["64", "64", "64"]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_are_drawn_on_in_every_order() {
    on_both_engines(async |mesh| {
        let mut customers = Vec::new();
        for number in 0..THINGS {
            customers.push(mesh.customer(&format!("BUYER{number}")).with_credit_limit("1000.00").create().await);
        }
        let (desk, all) = (mesh.desk.clone(), customers.clone());
        let reserved = crowd("reservations of 30.00 on all accounts", move |caller| {
            let mut desk = desk.clone();
            let wanted = order_of(&all, caller).into_iter().map(|customer_id| ReserveCreditRequest {
                request_id: new_id(),
                reservation_id: new_id(),
                order_id: new_id(),
                customer_id,
                amount: Some(gbp("30.00")),
                requested_by: "order-desk".to_owned(),
            });
            let wanted: Vec<_> = wanted.collect();
            async move {
                let request = desk.ask(Person::OrderDesk, BatchReserveCreditRequest { requests: wanted.clone() });
                let answer = desk.credit.batch_reserve_credit(request).await?.into_inner();
                let outcomes: Result<Vec<_>, _> = answer.into_results().into_iter().collect();
                let outcomes = outcomes.map_err(as_tonic)?;
                Ok(wanted.into_iter().zip(outcomes).collect::<Vec<_>>())
            }
        });
        let reserved = reserved.await;
        reserved.assert(CALLERS, "");
        let held: Vec<Vec<ReserveCreditRequest>> = reserved
            .accepted()
            .map(|items| items.iter().filter(|(_, response)| response.outcome() == CreditOutcome::Approved))
            .map(|approved| approved.map(|(wanted, _)| wanted.clone()).collect())
            .collect();
        assert_eq!(held.iter().map(Vec::len).sum::<usize>(), 33 * THINGS, "each account to its last 30.00");
        for customer in &customers {
            assert_eq!(amount(mesh.credit(customer).await.exposure.as_ref()), "990.00");
        }

        let desk = mesh.desk.clone();
        let released = crowd("releases of what was had", move |caller| {
            let mut desk = desk.clone();
            let releases = held[caller].clone().into_iter().map(|held| ReleaseCreditRequest {
                request_id: new_id(),
                reservation_id: held.reservation_id,
                order_id: held.order_id,
                reason: "enough".to_owned(),
            });
            let requests: Vec<_> = releases.collect();
            async move {
                if requests.is_empty() {
                    return Ok(());
                }
                let request = desk.ask(Person::OrderDesk, BatchReleaseCreditRequest { requests });
                let answer = desk.credit.batch_release_credit(request).await?.into_inner();
                answer.into_results().into_iter().try_for_each(|result| result.map(drop)).map_err(as_tonic)
            }
        });
        released.await.assert(CALLERS, "");
        for customer in &customers {
            assert_eq!(amount(mesh.credit(customer).await.exposure.as_ref()), "0.00");
        }
    })
    .await;
}
