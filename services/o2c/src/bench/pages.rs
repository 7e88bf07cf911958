//! How long it takes to turn the pages of a list.

use o2c_kernel::machine_now;
use o2c_proto::orders::v1::ListOrdersRequest;

use super::latency::Latencies;
use crate::demo::desk::{Desk, Person, explained};

/// Orders of a page.
const PAGE: i32 = 50;
/// How many pages make a figure.
const SHARE: usize = 50;

/// How long pages of orders take: the first ones, and those that lie deepest, `most` pages down at most.
#[derive(Debug, Default)]
pub struct Pages {
    pub first: Latencies,
    pub deepest: Latencies,
    pub depth: u64,
}

/// Walks down the list of all orders.
pub async fn pages(desk: &mut Desk, most: u64) -> anyhow::Result<Pages> {
    let mut pages = Pages::default();
    let mut last = std::collections::VecDeque::with_capacity(SHARE);
    let mut page_token = String::new();
    loop {
        let began = machine_now();
        let request = ListOrdersRequest { page_size: PAGE, page_token, ..ListOrdersRequest::default() };
        let request = desk.ask(Person::OrderDesk, request);
        let page = desk.orders.list_orders(request).await.map_err(explained)?.into_inner();
        let time = machine_now().since(began);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
        if pages.first.count() < SHARE as u64 {
            pages.first.add(time);
        }
        if last.len() == SHARE {
            last.pop_front();
        }
        last.push_back(time);
        pages.depth += 1;
        if pages.depth == most {
            break;
        }
    }
    for time in last {
        pages.deepest.add(time);
    }
    Ok(pages)
}
