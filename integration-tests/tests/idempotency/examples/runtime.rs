//! The clock of the process.

use std::time::Duration;

use o2c::demo::desk::Person;
use o2c_proto::runtime::v1::AdvanceToRequest;

use super::Example;
use crate::business::Business;

pub fn example(business: &mut Business, method: &str) -> Option<Example> {
    let minute_later = business.mesh.mesh.clock.now().plus(Duration::from_secs(60));
    match method {
        "AdvanceTo" => {
            Some(Example::natural(Person::Administrator, AdvanceToRequest { now_micros: minute_later.micros() }))
        }
        _ => None,
    }
}
