//! Few sizes of statements on SQLite, whatever the size of the set; PostgreSQL takes arrays and needs one.

use sea_orm::Value;

/// Rows per statement. A set of 1,000 rows takes three statements of 256, three of 64, two of 16 and two of 4.
const SIZES: [usize; 5] = [256, 64, 16, 4, 1];

/// Values bound by one statement at most; SQLite's limit is 32,766.
const BINDS: usize = 5_000;

/// Rows that go to PostgreSQL as one set of arrays: a whole set, and a bound on what one message may weigh.
pub(crate) const ARRAY: usize = 4_096;

/// The size that PostgreSQL's texts are kept under: they fit every size.
pub(crate) const ANY_SIZE: usize = 0;

/// How many of `rest` rows of `width` values the next statement takes.
pub(crate) fn next_size(rest: usize, width: usize) -> usize {
    let most = BINDS.checked_div(width).unwrap_or(BINDS).clamp(1, 256);
    if rest >= most {
        return most;
    }
    SIZES.into_iter().find(|size| *size <= rest && *size <= most).unwrap_or(1)
}

/// The values of one `IN` list: as many as one of the sizes, the last one repeated to fill it.
pub(crate) fn padded(values: Vec<Value>) -> impl Iterator<Item = Vec<Value>> {
    let mut values = values.into_iter().peekable();
    std::iter::from_fn(move || {
        let mut list: Vec<Value> = values.by_ref().take(256).collect();
        let last = list.last()?.clone();
        let size = SIZES.into_iter().rev().find(|size| *size >= list.len()).unwrap_or(256);
        list.resize(size, last);
        Some(list)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(mut rest: usize, width: usize) -> Vec<usize> {
        let mut sizes = Vec::new();
        while rest > 0 {
            let size = next_size(rest, width);
            sizes.push(size);
            rest -= size;
        }
        sizes
    }

    #[test]
    fn a_set_is_cut_into_few_sizes() {
        assert_eq!(sizes(1, 10), [1]);
        assert_eq!(sizes(7, 10), [4, 1, 1, 1]);
        assert_eq!(sizes(600, 10), [256, 256, 64, 16, 4, 4]);
    }

    #[test]
    fn a_wide_table_takes_fewer_rows_a_statement() {
        assert_eq!(sizes(450, 25), [200, 200, 16, 16, 16, 1, 1]);
        assert_eq!(sizes(2, 9_000), [1, 1]);
    }

    #[test]
    fn an_in_list_is_filled_up_with_its_last_value() {
        let lists: Vec<Vec<Value>> = padded((0_i64..258).map(Value::from).collect()).collect();
        assert_eq!(lists.iter().map(Vec::len).collect::<Vec<_>>(), [256, 4]);
        assert_eq!(lists[1], [256_i64, 257, 257, 257].map(Value::from));
        assert_eq!(padded(Vec::new()).count(), 0);
    }
}
