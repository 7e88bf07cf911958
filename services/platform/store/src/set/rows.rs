//! Rows on their way into a statement.

use sea_orm::{EntityTrait, Iterable, ModelTrait, Value};

use super::chunk::{ANY_SIZE, ARRAY, next_size, padded};
use super::keys::compare_keys;
use super::shape::Shape;
use super::text::Text;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::tx::Tx;
use crate::values::Bound;

/// The values of rows, one row after the other.
pub(crate) struct Rows {
    values: Vec<Value>,
    width: usize,
    count: usize,
}

impl Rows {
    /// Takes every column that is given at an insert.
    ///
    /// # Errors
    /// When two rows have one key, unless doubles may come.
    pub(crate) fn given<E: EntityTrait>(
        shape: &Shape,
        models: Vec<E::Model>,
        doubles: bool,
    ) -> Result<Self, StoreError> {
        let columns: Vec<E::Column> = columns_at::<E>(&shape.given().collect::<Vec<_>>());
        // the database numbers rows as they come, so the given order is the order that counts
        let models = if shape.identity.is_some() { models } else { in_key_order::<E>(shape, models, doubles)? };
        Ok(Self::of::<E>(&columns, &models))
    }

    /// Takes the columns at these positions.
    ///
    /// # Errors
    /// When two rows have one key.
    pub(crate) fn at<E: EntityTrait>(
        shape: &Shape,
        models: Vec<E::Model>,
        columns: &[usize],
    ) -> Result<Self, StoreError> {
        let models = in_key_order::<E>(shape, models, false)?;
        Ok(Self::of::<E>(&columns_at::<E>(columns), &models))
    }

    fn of<E: EntityTrait>(columns: &[E::Column], models: &[E::Model]) -> Self {
        let mut values = Vec::with_capacity(columns.len().saturating_mul(models.len()));
        for model in models {
            values.extend(columns.iter().map(|column| model.get(*column)));
        }
        Self { values, width: columns.len(), count: models.len() }
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Cuts the rows into statements: how many rows the text of each is for, and what it binds.
    pub(crate) fn statements(self, engine: Engine, text: &Text) -> impl Iterator<Item = (usize, Bound)> + use<> {
        let Self { values, width, mut count } = self;
        let mut values = values.into_iter();
        // of an update and of an insert that minds no conflict a row may come twice
        let repeats = !matches!(text, Text::Insert | Text::InsertNumbered);
        std::iter::from_fn(move || {
            if count == 0 {
                return None;
            }
            let size = match engine {
                Engine::Sqlite => next_size(count, width, repeats),
                Engine::Postgres => count.min(ARRAY),
            };
            let rows_of_text = if engine == Engine::Sqlite { size } else { ANY_SIZE };
            count = count.saturating_sub(size);
            let binds = size.saturating_mul(width);
            let mut rows: Vec<Value> = values.by_ref().take(binds).collect();
            while rows.len() < binds {
                rows.extend_from_within(rows.len().saturating_sub(width)..);
            }
            Some((rows_of_text, Bound { single: Vec::new(), rows, width }))
        })
    }

    /// Runs the statement for all rows; the number of rows that it touched.
    pub(crate) async fn run(self, tx: &Tx, shape: &'static Shape, text: Text) -> Result<u64, StoreError> {
        let mut touched = 0_u64;
        for (rows, bound) in self.statements(tx.engine(), &text) {
            let sql = shape.text(text.clone(), tx.engine(), rows);
            touched = touched.saturating_add(tx.raw().execute_text(sql, bound).await?.rows_affected());
        }
        Ok(touched)
    }
}

/// The statements that look for a list of ids, after the single values.
pub(crate) fn lists(engine: Engine, single: Vec<Value>, ids: Vec<Value>) -> Vec<(usize, Bound)> {
    let bound = |rows| Bound { single: single.clone(), rows, width: 1 };
    match engine {
        Engine::Sqlite => padded(ids).map(|list| (list.len(), bound(list))).collect(),
        Engine::Postgres if ids.is_empty() => Vec::new(),
        Engine::Postgres => vec![(ANY_SIZE, bound(ids))],
    }
}

pub(crate) fn columns_at<E: EntityTrait>(positions: &[usize]) -> Vec<E::Column> {
    E::Column::iter().enumerate().filter(|(at, _)| positions.contains(at)).map(|(_, column)| column).collect()
}

fn in_key_order<E: EntityTrait>(
    shape: &Shape,
    models: Vec<E::Model>,
    doubles: bool,
) -> Result<Vec<E::Model>, StoreError> {
    if models.len() < 2 {
        return Ok(models);
    }
    let all: Vec<E::Column> = E::Column::iter().collect();
    let key: Vec<E::Column> = shape.key.iter().filter_map(|at| all.get(*at).copied()).collect();
    let mut keyed: Vec<(Vec<Value>, E::Model)> =
        models.into_iter().map(|model| (key.iter().map(|column| model.get(*column)).collect(), model)).collect();
    // stable, so that of two with one key the first given stays the first
    keyed.sort_by(|(left, _), (right, _)| compare_keys(left, right));
    let twice = !doubles && keyed.windows(2).any(|pair| matches!(pair, [left, right] if left.0 == right.0));
    if twice {
        return Err(StoreError::DuplicateKey { table: shape.table });
    }
    Ok(keyed.into_iter().map(|(_, model)| model).collect())
}
