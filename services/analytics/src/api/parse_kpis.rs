//! Which KPIs are asked for.

use o2c_kernel::Violations;
use o2c_proto::{analytics::v1::GetKpisRequest, google::r#type::Date};
use o2c_rpc::parse::{self, reason};

use crate::domain::Window;

/// Ten years: what one question may sum.
const LONGEST: i64 = 3_660;

pub fn parse(message: GetKpisRequest) -> Result<Window, Violations> {
    let mut v = Violations::default();
    let window = window(&mut v, message.from, message.to, &message.currency_code);
    parse::finish(v, || window)
}

/// The days of a question, both included.
pub fn window(v: &mut Violations, from: Option<Date>, to: Option<Date>, currency: &str) -> Option<Window> {
    let from = parse::date(v, "from", from);
    let to = parse::date(v, "to", to);
    let currency = parse::currency(v, "currency_code", currency);
    let (from, to) = (from?, to?);
    let days = to.days_since(from);
    if !(0..LONGEST).contains(&days) {
        v.add("to", reason::OUT_OF_RANGE, format!("is not before `from`, and at most {LONGEST} days are asked for"));
        return None;
    }
    Some(Window { from, to, currency: currency? })
}
