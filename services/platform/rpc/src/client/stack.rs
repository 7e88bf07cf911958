//! The client stack, on one screen.

use std::sync::Arc;

use futures::FutureExt;

use super::{config::ClientConfig, deadline::DeadlineLayer, measure::Measure, retry::Retry};
use crate::{
    Contract, Transport,
    layer::{End, Next},
    status,
};

/// Puts the layers over a way to a server. The one layer that retries is here, never in a server.
pub fn client(transport: Transport, config: &ClientConfig, contract: Arc<Contract>) -> Transport {
    let end: End = Box::new(move |request| {
        transport
            .send(request)
            .map(|answer| answer.unwrap_or_else(|error| status::from_transport(error).into_http()))
            .boxed()
    });
    Transport::stacked(Next::stack(
        [
            // Outermost: what is measured is what the caller waited for, and its span is the cause of all tries.
            Box::new(Measure::new(contract.clone())),
            // All tries and the waits between them share one deadline.
            Box::new(DeadlineLayer::new(config)),
            // Innermost: each try goes out anew, with the time that is left.
            Box::new(Retry::new(config, contract)),
        ],
        end,
    ))
}
