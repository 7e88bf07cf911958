//! What a producer has stated and, restored to an earlier instant, knows no more.
//!
//! Others know it: each consumer by its cursor, and whoever keeps facts whole. Before a restored producer serves, it
//! takes those facts back ([`take_back`]): they stand in its outbox as published, under their old numbers, so that no
//! number is given twice. Its documents lack their effect; each aggregate says up to where it has come.
//!
//! Then what was done is done again, whoever causes it: facts of others that are taken in once more, sagas that
//! repeat their steps, callers, and where nobody else does, the facts themselves ([`redo`]). Whatever is done again
//! states what it stated then, and [`publish`](crate::publish()) holds it against the record: the same is not stated
//! twice, and another is refused. So nothing counts twice at a consumer, however a document comes back.
//!
//! What nobody does again stays behind its record: such a document takes no change, and is told ([`behind`]) until a
//! person settles it ([`settle`]).

mod behind;
mod known;
mod matching;
mod redo;
mod settle;
mod take_back;
mod witness;

pub use behind::{Behind, behind, pending};
pub(crate) use matching::only_new;
pub use redo::{Redone, redo};
pub use settle::settle;
pub use take_back::{Beside, Lost, NothingBeside, TakenBack, Taking, take_back};
pub use witness::StoreWitness;
