//! Lists go in the order of issue, page by page.

use o2c_proto::billing::v1 as proto;
use tonic::Code;

use crate::{
    messages::{Order, credit_on, customer, invoice_over, of_line},
    world::{World, on_both},
};

async fn listed(world: &World, filter: proto::ListInvoicesRequest) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut token = String::new();
    loop {
        let list = proto::ListInvoicesRequest { page_size: 2, page_token: token, ..filter.clone() };
        let page = world.client().list_invoices(list).await.unwrap().into_inner();
        assert!(page.invoices.len() <= 2 && page.invoices.iter().all(|invoice| invoice.lines.is_empty()));
        numbers.extend(page.invoices.into_iter().map(|invoice| invoice.number));
        token = page.next_page_token;
        if token.is_empty() {
            return numbers;
        }
    }
}

#[tokio::test]
async fn documents_are_found_by_kind_customer_and_order() {
    on_both(async |world| {
        let order = Order::new().line(2, 1_000);
        let shipment = order.shipment("2011-01-04", &[(1, 1)]);
        world.deliver(&[world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)]).await;
        let theirs = customer("GB", "");
        for net in 1..=3 {
            let request = proto::CreateInvoiceRequest { customer: theirs.clone(), ..invoice_over(net * 100) };
            let invoice = world.client().create_invoice(request).await.unwrap().into_inner();
            world.client().create_credit_note(credit_on(&invoice, vec![of_line(1, 1)])).await.unwrap();
        }
        let all = proto::ListInvoicesRequest::default();
        let expected = [
            "INV-00000001",
            "INV-00000002",
            "CN-00000001",
            "INV-00000003",
            "CN-00000002",
            "INV-00000004",
            "CN-00000003",
        ];
        assert_eq!(listed(&world, all.clone()).await, expected);
        let notes = proto::ListInvoicesRequest { kind: proto::InvoiceKind::CreditNote.into(), ..all.clone() };
        assert_eq!(listed(&world, notes).await, ["CN-00000001", "CN-00000002", "CN-00000003"]);
        let of_order = proto::ListInvoicesRequest { order_id: order.id.to_string(), ..all.clone() };
        assert_eq!(listed(&world, of_order).await, ["INV-00000001"]);
        let of_customer = proto::ListInvoicesRequest { customer_id: theirs.unwrap().customer_id, ..all.clone() };
        assert_eq!(listed(&world, of_customer).await.len(), 6);
        let numbered = proto::ListInvoicesRequest { number: "CN-00000002".to_owned(), ..all.clone() };
        assert_eq!(listed(&world, numbered.clone()).await, ["CN-00000002"]);
        let other_kind = proto::ListInvoicesRequest { kind: proto::InvoiceKind::Invoice.into(), ..numbered.clone() };
        assert!(listed(&world, other_kind).await.is_empty());
        let no_number = proto::ListInvoicesRequest { number: "SO-00000001".to_owned(), ..all.clone() };
        let refused = world.client().list_invoices(no_number).await.unwrap_err();
        assert_eq!((refused.code(), refused.message().contains("number")), (Code::InvalidArgument, true));

        // A token is bound to its filter.
        let first = proto::ListInvoicesRequest { page_size: 1, ..all.clone() };
        let token = world.client().list_invoices(first).await.unwrap().into_inner().next_page_token;
        let other = proto::ListInvoicesRequest { page_token: token, order_id: order.id.to_string(), ..all };
        assert!(world.client().list_invoices(other).await.is_err());
    })
    .await;
}
