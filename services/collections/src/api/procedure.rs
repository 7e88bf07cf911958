//! Requests about the dunning procedure.

use o2c_kernel::{Currency, Money, Violations};
use o2c_proto::collections::v1::{
    DunningLevel, DunningProcedure, GetDunningProcedureRequest, SetDunningProcedureRequest,
};
use o2c_rpc::parse::{self, reason as why};

use super::TEXT_LENGTH;
use crate::{app::NewProcedure, domain::Level};

const NAME_LENGTH: usize = 100;
const MOST_LEVELS: usize = 9;
/// Ten years: more is a slip of the pen.
const MOST_DAYS: i32 = 3_660;
const LONGEST_REMINDER: i32 = 90;

pub fn get(_: GetDunningProcedureRequest) -> Result<(), Violations> {
    Ok(())
}

pub fn set(message: SetDunningProcedureRequest) -> Result<NewProcedure, Violations> {
    let mut v = Violations::default();
    let procedure = parse::nested(&mut v, "dunning_procedure", message.dunning_procedure, procedure);
    parse::finish(v, || procedure)
}

fn procedure(v: &mut Violations, message: DunningProcedure) -> Option<NewProcedure> {
    let name = parse::text(v, "name", message.name, NAME_LENGTH);
    let minimum = parse::money(v, "minimum_amount", message.minimum_amount);
    let minimum = amount(v, "minimum_amount", minimum);
    let currency = minimum.map(Money::currency);
    let levels = parse::list(v, "levels", message.levels, 1..=MOST_LEVELS, |v, one| level(v, one, currency));
    let interval_days = parse::in_range(v, "interval_days", message.interval_days, 0..=MOST_DAYS);
    let reminder_days =
        parse::in_range(v, "reminder_days_before_due", message.reminder_days_before_due, 0..=LONGEST_REMINDER);
    let levels = levels.filter(|levels| rises(v, levels));
    Some(NewProcedure {
        name: name?,
        levels: levels?,
        minimum: minimum?,
        interval_days: interval_days?,
        reminder_days: reminder_days?,
    })
}

fn level(v: &mut Violations, message: DunningLevel, currency: Option<Currency>) -> Option<Level> {
    let most = i32::try_from(MOST_LEVELS).unwrap_or(i32::MAX);
    let level = parse::in_range(v, "level", message.level, 1..=most);
    let days_past_due = parse::in_range(v, "days_past_due", message.days_past_due, 1..=MOST_DAYS);
    let text = parse::text(v, "text", message.text, TEXT_LENGTH);
    let fee = parse::optional_money(v, "fee", message.fee);
    let fee = match fee {
        Some(Some(fee)) => amount(v, "fee", Some(fee)),
        Some(None) => currency.map(Money::zero),
        None => None,
    };
    Some(Level { level: level?, days_past_due: days_past_due?, text: text?, fee: fee? })
}

/// 0 is fine, less is not.
fn amount(v: &mut Violations, field: &str, amount: Option<Money>) -> Option<Money> {
    let amount = amount?;
    if amount.is_negative() {
        v.add(field, why::OUT_OF_RANGE, "must not be negative");
        return None;
    }
    Some(amount)
}

/// Levels are 1, 2, 3 …, and each begins later than the one before.
fn rises(v: &mut Violations, levels: &[Level]) -> bool {
    let mut fine = true;
    for (index, (level, number)) in levels.iter().zip(1_i32..).enumerate() {
        if level.level != number {
            v.add(
                format!("levels[{index}].level"),
                why::OUT_OF_RANGE,
                format!("is {number}: levels are numbered from 1"),
            );
            fine = false;
        }
    }
    for (index, pair) in levels.windows(2).enumerate() {
        if let [before, after] = pair
            && after.days_past_due <= before.days_past_due
        {
            let field = format!("levels[{}].days_past_due", index.saturating_add(1));
            v.add(field, why::OUT_OF_RANGE, format!("is more than the {} of the level before", before.days_past_due));
            fine = false;
        }
    }
    fine
}
