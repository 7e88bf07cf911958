//! Few sizes of statements on SQLite, whatever the size of the set; PostgreSQL takes arrays and needs one.

use sea_orm::Value;

/// Rows of the largest statement; the others are half of it, a quarter, and so on down to one.
const LARGEST: usize = 128;

/// Values bound by one statement at most; SQLite's limit is 32,766.
const BINDS: usize = 5_000;

/// Rows that go to PostgreSQL as one set of arrays: a whole set, and a bound on what one message may weigh.
pub(crate) const ARRAY: usize = 4_096;

/// The size that PostgreSQL's texts are kept under: they fit every size.
pub(crate) const ANY_SIZE: usize = 0;

/// How many of `rest` rows of `width` values the next statement takes. Where a row may come twice without harm, up to a
/// quarter of the rows may be repeats of the last one: a statement costs more than a row.
pub(crate) fn next_size(rest: usize, width: usize, repeats: bool) -> usize {
    let most = largest(BINDS.checked_div(width).unwrap_or(BINDS));
    if rest >= most {
        return most;
    }
    let up = rest.next_power_of_two();
    if repeats && up <= most && up.saturating_sub(rest) <= (rest / 4).max(1) { up } else { largest(rest) }
}

/// The largest size that is not above.
const fn largest(rows: usize) -> usize {
    match rows.checked_ilog2() {
        Some(exponent) if rows < LARGEST => 1 << exponent,
        Some(_) => LARGEST,
        None => 1,
    }
}

/// The values of one `IN` list: as many as one of the sizes, the last one repeated to fill it.
pub(crate) fn padded(values: Vec<Value>) -> impl Iterator<Item = Vec<Value>> {
    let mut values = values.into_iter().peekable();
    std::iter::from_fn(move || {
        let mut list: Vec<Value> = values.by_ref().take(LARGEST).collect();
        let last = list.last()?.clone();
        list.resize(list.len().next_power_of_two(), last);
        Some(list)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(mut rest: usize, width: usize, repeats: bool) -> Vec<usize> {
        let mut sizes = Vec::new();
        while rest > 0 {
            let size = next_size(rest, width, repeats);
            sizes.push(size);
            rest = rest.saturating_sub(size);
        }
        sizes
    }

    #[test]
    fn a_set_is_cut_into_few_sizes() {
        assert_eq!(sizes(1, 10, false), [1]);
        assert_eq!(sizes(7, 10, false), [4, 2, 1]);
        assert_eq!(sizes(600, 10, false), [128, 128, 128, 128, 64, 16, 8]);
    }

    #[test]
    fn a_few_repeats_spare_statements() {
        assert_eq!(sizes(3, 10, true), [4]);
        assert_eq!(sizes(5, 10, true), [4, 1]);
        assert_eq!(sizes(13, 10, true), [16]);
        assert_eq!(sizes(615, 10, true), [128; 5]);
        assert_eq!(sizes(600, 10, true), [128, 128, 128, 128, 64, 16, 8]);
    }

    #[test]
    fn a_wide_table_takes_fewer_rows_a_statement() {
        assert_eq!(sizes(300, 25, false), [128, 128, 32, 8, 4]);
        assert_eq!(sizes(2, 9_000, true), [1, 1]);
    }

    #[test]
    fn an_in_list_is_filled_up_with_its_last_value() {
        let lists: Vec<Vec<Value>> = padded((0_i64..131).map(Value::from).collect()).collect();
        assert_eq!(lists.iter().map(Vec::len).collect::<Vec<_>>(), [128, 4]);
        assert_eq!(lists[1], [128_i64, 129, 130, 130].map(Value::from));
        assert_eq!(padded(Vec::new()).count(), 0);
    }
}
