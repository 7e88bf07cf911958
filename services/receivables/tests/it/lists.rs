//! Open items by due date, page by page.

use o2c_proto::receivables::v1::{ListOpenItemsRequest, ListOpenItemsResponse};
use tonic::{Code, Status};

use crate::{
    desk::*,
    news::{News, document, proposal},
};

async fn page(desk: &Desk, message: ListOpenItemsRequest) -> Result<ListOpenItemsResponse, Status> {
    Ok(desk.client().list_open_items(desk.request(message)).await?.into_inner())
}

#[tokio::test]
async fn pages_follow_each_other_and_a_token_is_for_its_own_list() {
    on_both_engines(async |desk| {
        let (news, customer, other) = (News::default(), new_id(), new_id());
        let mut facts = Vec::new();
        for day in ["2026-01-09", "2026-01-05", "2026-01-07", "2026-01-05"] {
            let gross = 1_000 + i64::try_from(facts.len()).unwrap();
            facts.push(news.invoice(document(&customer, gross, day)));
        }
        facts.push(news.invoice(document(&other, 5_000, "2026-01-06")));
        desk.hears(&facts).await;
        let ask = |token: String| ListOpenItemsRequest {
            page_size: 3,
            page_token: token,
            customer_id: customer.clone(),
            ..ListOpenItemsRequest::default()
        };
        let first = page(&desk, ask(String::new())).await.unwrap();
        let second = page(&desk, ask(first.next_page_token.clone())).await.unwrap();
        let all: Vec<i64> =
            first.open_items.iter().chain(&second.open_items).map(|item| minor(item.open_amount.as_ref())).collect();
        assert_eq!(all, [1_001, 1_003, 1_002, 1_000]);
        assert_eq!(second.next_page_token, "");

        let foreign = ListOpenItemsRequest { page_token: first.next_page_token, ..ListOpenItemsRequest::default() };
        assert_eq!(refusal(page(&desk, foreign).await).0, Code::InvalidArgument);

        desk.pay(proposal(&customer, 1_001, &[(&first.open_items[0].open_item_id, 1_001)])).await;
        let open = |customer_id: String| ListOpenItemsRequest { customer_id, open_only: true, ..Default::default() };
        assert_eq!(page(&desk, open(customer.clone())).await.unwrap().open_items.len(), 3);
        assert_eq!(page(&desk, open(String::new())).await.unwrap().open_items.len(), 4);
        let overdue = ListOpenItemsRequest { due_before: Some(date("2026-02-06")), ..open(String::new()) };
        let overdue: Vec<i64> = page(&desk, overdue)
            .await
            .unwrap()
            .open_items
            .iter()
            .map(|item| minor(item.open_amount.as_ref()))
            .collect();
        assert_eq!(overdue, [1_003, 5_000]);
    })
    .await;
}
