//! One `request_id` for two different requests at once.

use o2c::demo::desk::Person;
use o2c_integration_tests::{amount, invoice_request, note_line, snapshot};
use o2c_proto::billing::v1::CreateInvoiceRequest;

use crate::crowd::{CALLERS, crowd, on_both_engines};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_requests_under_one_id_wins_for_all() {
    on_both_engines(async |mesh| {
        let customer = mesh.customer("ACME").create().await;
        let request_id = o2c_kernel::new_uuid().to_string();
        let one = CreateInvoiceRequest { request_id, ..invoice_request(snapshot(&customer, "ACME Limited")) };
        let other = CreateInvoiceRequest { lines: vec![note_line(0, "50.00")], ..one.clone() };

        let desk = mesh.desk.clone();
        let issued = crowd("two invoices under one id", move |caller| {
            let mut desk = desk.clone();
            let request = if caller % 2 == 0 { one.clone() } else { other.clone() };
            async move { Ok(desk.billing.create_invoice(desk.ask(Person::Accountant, request)).await?.into_inner()) }
        });
        let issued = issued.await;
        issued.assert(CALLERS / 2, "REQUEST_ID_REUSED");

        let won = issued.accepted().next().unwrap();
        assert!(issued.accepted().all(|invoice| invoice == won));
        let items = mesh.open_items(&customer).await;
        assert_eq!(items.len(), 1);
        assert_eq!(amount(items[0].original_amount.as_ref()), amount(won.gross_amount.as_ref()));
    })
    .await;
}
