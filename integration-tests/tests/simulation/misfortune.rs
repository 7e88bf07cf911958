//! What befalls the mesh while the people act.

use std::time::Duration;

use o2c::definitions;

use crate::{
    chance::Chance,
    story::{Act, Tally},
    world::World,
};

/// While the people act, steps fail and processes die.
pub async fn befall(world: &World, act: Act, chance: &mut Chance, tally: &mut Tally) -> Vec<String> {
    let mut broken = Vec::new();
    if act == Act::Order {
        match chance.percent(50) {
            true => lose_an_answer(tally),
            false => broken.extend(cut_off_acceptances(world, chance, tally).await),
        }
    }
    let deaths = if act == Act::Open { 0 } else { 1 + chance.below(3) };
    for _ in 0..deaths {
        let index = victim(act, chance);
        disturb(index, chance, tally);
        tokio::time::sleep(Duration::from_millis(chance.below(120))).await;
        broken.extend(world.restart(index).await);
        tally.count("killed processes");
    }
    broken
}

/// Acceptances hang at a service that is away, and die with their runner: the next one knows nothing of what was called,
/// so that whatever is refused has to be undone as a whole.
async fn cut_off_acceptances(world: &World, chance: &mut Chance, tally: &mut Tally) -> Vec<String> {
    hang("orders", true);
    tokio::time::sleep(Duration::from_millis(150 + chance.below(350))).await;
    let orders = definitions::ALL.iter().position(|known| known.name == "orders").unwrap();
    hang("orders", false);
    tally.count("killed processes");
    world.restart(orders).await
}

/// Most deaths meet a service that the act keeps busy.
fn victim(act: Act, chance: &mut Chance) -> usize {
    let busy: &[&str] = match act {
        Act::Open | Act::Order | Act::Decide => &["orders", "orders", "credit"],
        Act::Ship | Act::Deliver => &["fulfillment", "billing"],
        Act::Pay | Act::Return => &["payments", "receivables"],
        Act::Remind | Act::Finish => &["collections", "receivables", "orders"],
    };
    let named = if chance.percent(65) { chance.pick(busy) } else { None };
    let named = named.and_then(|name| definitions::ALL.iter().position(|known| known.name == *name));
    let any = usize::try_from(chance.below(u64::try_from(definitions::ALL.len()).unwrap())).unwrap();
    named.unwrap_or(any)
}

/// A step of this service fails, once or some times in a row.
#[cfg(feature = "failpoints")]
fn disturb(index: usize, chance: &mut Chance, tally: &mut Tally) {
    use o2c_kernel::failpoint::{self, Failpoint};

    let Some(point) = chance.pick(&Failpoint::ALL).copied() else { return };
    let (passed, failing) = (chance.below(4), 1 + chance.below(4));
    failpoint::set(point, definitions::ALL[index].name, &format!("{passed}*off->{failing}*return(error)->off"));
    tally.count("failpoints set");
}

/// The second step of the first acceptances has its effect, and its answer is lost: nothing but its call id keeps it
/// from having it twice.
#[cfg(feature = "failpoints")]
fn lose_an_answer(tally: &mut Tally) {
    use o2c_kernel::failpoint::{self, Failpoint};

    failpoint::set(Failpoint::SagaAfterCall, "orders", "1*off->2*return(error)->off");
    tally.count("failpoints set");
}

/// No saga of this service gets past the first step that is not saved, until it is let go.
#[cfg(feature = "failpoints")]
fn hang(service: &'static str, hanging: bool) {
    use o2c_kernel::failpoint::{self, Failpoint};

    failpoint::set(Failpoint::SagaBeforeCall, service, if hanging { "1*off->return(error)" } else { "off" });
}

/// No step fails any more.
#[cfg(feature = "failpoints")]
pub fn soothe() {
    use o2c_kernel::failpoint::{self, Failpoint};

    for definition in &definitions::ALL {
        Failpoint::ALL.into_iter().for_each(|point| failpoint::set(point, definition.name, "off"));
    }
}

#[cfg(not(feature = "failpoints"))]
const fn disturb(_: usize, _: &mut Chance, _: &mut Tally) {}

#[cfg(not(feature = "failpoints"))]
const fn lose_an_answer(_: &mut Tally) {}

#[cfg(not(feature = "failpoints"))]
pub const fn soothe() {}

#[cfg(not(feature = "failpoints"))]
const fn hang(_: &'static str, _: bool) {}
