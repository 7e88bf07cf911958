use o2c_kernel::Id;
use o2c_proto::collections::v1::*;

use crate::world::*;

#[tokio::test]
async fn the_most_urgent_come_first_with_their_reasons() {
    with_world(async |world| {
        let (large, old, small, covered, early) = (Id::new(), Id::new(), Id::new(), Id::new(), Id::new());
        let items = world
            .owes(vec![
                Item::invoice(large, "9000.00", "2011-01-30"),
                Item::invoice(old, "100.00", "2010-12-01"),
                Item::invoice(old, "50.00", "2011-01-20"),
                Item::invoice(small, "20.00", "2011-01-30"),
                Item::invoice(covered, "20.00", "2011-01-30"),
                Item::credit_note(covered, "20.00", "2011-01-30"),
                Item::invoice(early, "5000.00", "2011-03-01"),
            ])
            .await;
        world.object(&items[2], "50.00").await.unwrap();
        world.run("2011-01-31").await;
        let list = async |page_size, page_token| {
            let message = ListWorklistRequest {
                page_size,
                page_token,
                as_of: Some(day("2011-01-31")),
                currency_code: String::new(),
            };
            world.call(message, async |mut client, request| client.list_worklist(request).await).await.unwrap()
        };
        let whole = list(0, String::new()).await;
        let customers: Vec<_> = whole.items.iter().map(|item| item.customer_id.clone()).collect();
        assert_eq!(customers, [large.to_string(), old.to_string(), small.to_string()]);
        let second = &whole.items[1];
        assert_eq!(
            (second.overdue_amount.clone(), second.disputed_amount.clone()),
            (Some(gbp("150.00")), Some(gbp("50.00")))
        );
        assert_eq!((second.oldest_days_past_due, second.dunning_level, second.items), (61, 3, 2));
        // 100 of 10,000 → 50; 61 of 90 days → 2,033; level 3 of 3 → 2,000
        assert_eq!(second.priority, 4_083);
        assert_eq!(second.reasons.len(), 4);
        assert_eq!(second.customer_name, "Anna & Co");

        let mut paged = Vec::new();
        let mut token = String::new();
        loop {
            let page = list(1, token).await;
            assert!(page.items.len() <= 1);
            paged.extend(page.items);
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(paged, whole.items);
        let none = ListWorklistRequest { currency_code: "EUR".to_owned(), ..Default::default() };
        let none = world.call(none, async |mut client, request| client.list_worklist(request).await).await.unwrap();
        assert!(none.items.is_empty());
    })
    .await;
}
