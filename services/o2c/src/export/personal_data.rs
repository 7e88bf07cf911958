//! All that the services hold of one customer, for the person who asks for it (GDPR, articles 15 and 20): lines of JSON,
//! each an entry and what the contract calls it.
//!
//! What is asked for follows from the contract: every list that can be had for a customer. A list that is new is in it
//! without a word here; a message that names somebody and is in none of them fails a test.

use std::collections::BTreeMap;

use anyhow::Context;
use futures::StreamExt;
use o2c_gateway::listing::{Form, List, Lists};
use o2c_proto::orders::v1::GetCustomerRequest;
use prost::Message as _;
use prost_reflect::DynamicMessage;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::{
    demo::desk::{Desk, MESSAGE_BYTES, explained},
    outside::CallerOutside,
};

/// What makes a list one of a customer.
const CUSTOMER: &str = "customer_id";

/// Lists of a customer that need a word more.
const BESIDES: &[(&str, (&str, &str))] = &[("bank-statement-lines", ("bank_statement_id", "-"))];

/// Had for a customer and a product alone: what was bought stands in shipments.
const OF_A_PRODUCT: &[&str] = &["customer-lines"];

/// Writes it; answers how many entries there were of what. A page of entries is in memory at a time.
pub async fn export(
    caller: &CallerOutside,
    lists: &Lists,
    customer: &str,
    out: &mut (impl AsyncWrite + Unpin),
) -> anyhow::Result<BTreeMap<String, u64>> {
    let mut file = File { caller, out, written: BTreeMap::new() };
    let customers = lists.find("customers").context("there is no list of customers")?;
    let request = caller.ask(GetCustomerRequest { customer_id: customer.to_owned() });
    let mut desk = Desk::of_tenant(&caller.transport, caller.tenant().clone());
    let known = desk.orders.get_customer(request).await.map_err(explained)?.into_inner();
    let message = customers.item().context("customers are no list")?.clone();
    file.write(customers, &[DynamicMessage::decode(message, known.encode_to_vec().as_slice())?]).await?;
    for (name, list) in of_customers(lists) {
        let mut filters = vec![(CUSTOMER.to_owned(), customer.to_owned())];
        let besides = BESIDES.iter().filter(|(of, _)| *of == name);
        filters.extend(besides.map(|(_, (field, value))| ((*field).to_owned(), (*value).to_owned())));
        file.list(list, &filters).await.with_context(|| format!("the list {name}"))?;
    }
    file.out.flush().await?;
    Ok(file.written)
}

/// Every list that can be had for a customer, whatever else is said.
fn of_customers(lists: &Lists) -> impl Iterator<Item = (&str, &List)> {
    lists.all().filter(|(name, list)| list.has_filter(CUSTOMER) && !OF_A_PRODUCT.contains(name))
}

struct File<'a, W> {
    caller: &'a CallerOutside,
    out: &'a mut W,
    written: BTreeMap<String, u64>,
}

impl<W: AsyncWrite + Unpin> File<'_, W> {
    /// All entries of a list.
    async fn list(&mut self, list: &List, filters: &[(String, String)]) -> anyhow::Result<()> {
        let caller = self.caller.clone();
        let request = list.request(filters)?;
        let pages = list.pages(caller.transport.clone(), request, MESSAGE_BYTES, move |message| caller.ask(message));
        let mut pages = Box::pin(pages);
        while let Some(page) = pages.next().await {
            self.write(list, &page.map_err(explained)?).await?;
        }
        Ok(())
    }

    async fn write(&mut self, list: &List, entries: &[DynamicMessage]) -> anyhow::Result<()> {
        let (table, message) = list.table(Form::Lines).zip(list.item()).context("this is no list")?;
        for entry in entries {
            let written = table.entries(std::slice::from_ref(entry))?;
            let head = format!("{{\"message\":\"{}\",\"entry\":", message.full_name());
            self.out.write_all(&[head.as_bytes(), written.trim_ascii_end(), b"}\n"].concat()).await?;
        }
        *self.written.entry(message.full_name().to_owned()).or_default() += entries.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use o2c_proto::personal;
    use prost_reflect::{DescriptorPool, MessageDescriptor};

    use super::*;

    /// What names somebody and is not exported, and why.
    const NOT_EXPORTED: &[(&str, &str)] = &[
        ("o2c.collections.v1.WorklistItem", "made of open items when it is asked for, which are exported"),
        ("o2c.fulfillment.v1.Warehouse", "the address is ours"),
    ];

    fn with_parts(message: &MessageDescriptor, found: &mut BTreeSet<String>) {
        if found.insert(message.full_name().to_owned()) {
            message
                .fields()
                .filter_map(|field| field.kind().as_message().cloned())
                .for_each(|part| with_parts(&part, found));
        }
    }

    /// Requests, answers and facts hold what documents hold.
    fn is_document(message: &MessageDescriptor) -> bool {
        let carries = ["Request", "Response", "Result"].iter().any(|end| message.name().ends_with(end));
        !carries && !message.parent_file().name().ends_with("/events.proto")
    }

    #[test]
    fn whatever_names_a_customer_is_exported_or_known_not_to_be() {
        let lists = Lists::load(o2c_proto::DESCRIPTORS).unwrap();
        let customers = lists.find("customers").unwrap();
        let mut exported = BTreeSet::new();
        for list in of_customers(&lists).map(|(_, list)| list).chain([customers]) {
            with_parts(list.item().unwrap(), &mut exported);
        }
        let pool = DescriptorPool::decode(o2c_proto::DESCRIPTORS).unwrap();
        let naming = pool.all_messages().filter(|message| personal::names_somebody(message.full_name()));
        let left: Vec<String> = naming
            .filter(is_document)
            .map(|message| message.full_name().to_owned())
            .filter(|name| !exported.contains(name))
            .collect();
        assert_eq!(left, NOT_EXPORTED.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
}
