//! Which days may be posted to (ARL-7).

use o2c_kernel::{Date, Violations};

use super::Refusal;

/// The books of a tenant: closed through a day, open from the next one on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Books {
    pub closed_through: Option<Date>,
}

impl Books {
    /// The day on which a fact of that day is posted: a fact is never refused, so one that comes after its period was
    /// closed is posted on the first open day.
    pub fn day_of_fact(self, day: Date) -> Result<Date, Refusal> {
        match self.closed_through {
            Some(through) if day <= through => through.add_days(1).map_err(|_| Refusal::AmountOverflow),
            _ => Ok(day),
        }
    }

    /// The books closed through a day, which must have passed. None when they are closed as far already.
    pub fn closed(self, through: Date, today: Date) -> Result<Option<Self>, Refusal> {
        if through >= today {
            return Err(Refusal::PeriodNotOver(through));
        }
        let further = self.closed_through.is_none_or(|before| before < through);
        Ok(further.then_some(Self { closed_through: Some(through) }))
    }

    /// Whether a command that names the day itself may post on it: the day has come, and is open.
    pub fn day_that_is_named(self, field: &str, day: Date, today: Date) -> Result<Date, Refusal> {
        if day > today {
            let mut v = Violations::default();
            v.add(field, "OUT_OF_RANGE", format!("is after today, {today}: nothing is posted on a day to come"));
            return Err(Refusal::InvalidRequest(v));
        }
        self.day_of_command(day)
    }

    /// Whether a command may post on a day.
    pub fn day_of_command(self, day: Date) -> Result<Date, Refusal> {
        match self.closed_through {
            Some(through) if day <= through => Err(Refusal::PeriodClosed { day, through }),
            _ => Ok(day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn books_close_further_never_back_and_not_before_the_day_has_passed() {
        let day = |text| Date::parse(text).unwrap();
        let (january, february) = (day("2026-01-31"), day("2026-02-28"));
        let books = Books::default().closed(february, day("2026-03-01")).unwrap().unwrap();
        assert_eq!(books.closed_through, Some(february));
        assert_eq!(books.closed(january, day("2026-03-01")), Ok(None));
        assert_eq!(books.closed(day("2026-03-01"), day("2026-03-01")), Err(Refusal::PeriodNotOver(day("2026-03-01"))));
    }

    #[test]
    fn a_command_is_refused_and_a_fact_moves_to_the_first_open_day() {
        let day = |text| Date::parse(text).unwrap();
        let books = Books { closed_through: Some(day("2026-01-31")) };
        assert_eq!(books.day_of_fact(day("2026-01-31")), Ok(day("2026-02-01")));
        assert_eq!(books.day_of_fact(day("2026-02-03")), Ok(day("2026-02-03")));
        assert_eq!(books.day_of_command(day("2026-02-01")), Ok(day("2026-02-01")));
        assert!(matches!(books.day_of_command(day("2026-01-31")), Err(Refusal::PeriodClosed { .. })));
        assert_eq!(Books::default().day_of_command(day("1999-01-01")), Ok(day("1999-01-01")));
    }
}
