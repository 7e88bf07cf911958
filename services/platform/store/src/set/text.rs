//! The texts of the set operations, on both engines. Identifiers come from entities, values are always bound.

use std::fmt::Write;

use super::packed::packed;
use super::shape::Shape;
use crate::engine::Engine;

/// Which statement.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Text {
    Insert,
    /// Returns the numbers that the database gave.
    InsertNumbered,
    InsertNew,
    /// Returns these columns of the rows that were new.
    InsertNewReturning(Vec<usize>),
    Upsert,
    /// Of the columns at these positions; key and version are among them.
    Update(Vec<usize>),
    /// By tenant and this column; true: lock the rows.
    Find(&'static str, bool),
    Delete(&'static str),
    /// By tenant and the first column; what is written into the others comes before both.
    Overwrite(&'static str, Vec<&'static str>),
}

pub(crate) fn build(shape: &Shape, text: &Text, engine: Engine, rows: usize) -> String {
    let mut sql = Sql { text: String::new(), engine, bound: 0 };
    match text {
        Text::Insert => sql.insert(shape, rows),
        Text::InsertNumbered => {
            sql.insert(shape, rows);
            sql.push(" RETURNING ");
            sql.names(shape.identity.into_iter().map(|at| shape.name(at)));
        }
        Text::InsertNew => {
            sql.insert(shape, rows);
            sql.push(" ON CONFLICT DO NOTHING");
        }
        Text::InsertNewReturning(columns) => {
            sql.insert(shape, rows);
            sql.push(" ON CONFLICT DO NOTHING RETURNING ");
            sql.names(columns.iter().map(|at| shape.name(*at)));
        }
        Text::Upsert => sql.upsert(shape, rows),
        Text::Update(columns) => sql.update(shape, columns, rows),
        Text::Find(column, lock) => sql.find(shape, column, *lock, rows),
        Text::Delete(column) => {
            sql.push(&format!("DELETE FROM \"{}\" ", shape.table));
            sql.tenant_and_list(column, rows);
        }
        Text::Overwrite(column, written) => {
            sql.push(&format!("UPDATE \"{}\" SET ", shape.table));
            sql.list(written.iter(), |sql, name| {
                sql.push(&format!("\"{name}\"="));
                sql.bind();
            });
            sql.push(" ");
            sql.tenant_and_list(column, rows);
        }
    }
    sql.text
}

struct Sql {
    text: String,
    engine: Engine,
    bound: usize,
}

impl Sql {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn names<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        self.list(names, |sql, name| sql.push(&format!("\"{name}\"")));
    }

    fn list<T>(&mut self, items: impl Iterator<Item = T>, mut each: impl FnMut(&mut Self, T)) {
        for (at, item) in items.enumerate() {
            if at > 0 {
                self.push(",");
            }
            each(self, item);
        }
    }

    fn bind(&mut self) {
        self.bound = self.bound.saturating_add(1);
        match self.engine {
            Engine::Sqlite => self.push("?"),
            Engine::Postgres => {
                // writing to a String cannot fail
                let _ = write!(self.text, "${}", self.bound);
            }
        }
    }

    fn values(&mut self, width: usize, rows: usize) {
        if self.engine == Engine::Postgres {
            self.push("SELECT * FROM unnest(");
            self.list(0..width, |sql, _| sql.bind());
            self.push(")");
            return;
        }
        self.push("VALUES ");
        self.list(0..rows, |sql, _| {
            sql.push("(");
            sql.list(0..width, |sql, _| sql.bind());
            sql.push(")");
        });
    }

    fn insert(&mut self, shape: &Shape, rows: usize) {
        self.push(&format!("INSERT INTO \"{}\" (", shape.table));
        self.names(shape.given().map(|at| shape.name(at)));
        self.push(") ");
        self.values(shape.given().count(), rows);
    }

    fn upsert(&mut self, shape: &Shape, rows: usize) {
        self.insert(shape, rows);
        self.push(" ON CONFLICT (");
        self.names(shape.key.iter().map(|at| shape.name(*at)));
        let others: Vec<&str> = shape.given().filter(|at| !shape.key.contains(at)).map(|at| shape.name(at)).collect();
        if others.is_empty() {
            self.push(") DO NOTHING");
            return;
        }
        self.push(") DO UPDATE SET ");
        self.list(others.into_iter(), |sql, name| sql.push(&format!("\"{name}\"=excluded.\"{name}\"")));
    }

    fn update(&mut self, shape: &Shape, columns: &[usize], rows: usize) {
        let table = shape.table;
        self.push("WITH \"v\" (");
        self.names(columns.iter().map(|at| shape.name(*at)));
        self.push(") AS (");
        self.values(columns.len(), rows);
        self.push(&format!(") UPDATE \"{table}\" SET "));
        let changed = columns.iter().copied().filter(|at| !shape.key.contains(at));
        self.list(changed, |sql, at| {
            let name = shape.name(at);
            let next = if shape.version == Some(at) { "+1" } else { "" };
            sql.push(&format!("\"{name}\"=\"v\".\"{name}\"{next}"));
        });
        match self.engine {
            // Without the sign SQLite may put an index on the 256 new rows and scan the whole table (11,000 rows/s
            // instead of 150,000): it takes away that choice, and nothing else.
            Engine::Sqlite => {
                self.push(" FROM \"v\" WHERE ");
                self.same_key(shape, table, "+");
            }
            // A plain join may begin with the table, and a plan that is kept from when the table was empty does: each
            // row is then compared with all new ones. A subquery that stands apart can only be asked row by row.
            Engine::Postgres => {
                self.push(&format!(
                    " FROM \"v\", LATERAL (SELECT \"was\".ctid AS \"place\" FROM \"{table}\" AS \"was\" WHERE "
                ));
                self.same_key(shape, "was", "");
                self.push(&format!(" OFFSET 0) AS \"found\" WHERE \"{table}\".ctid=\"found\".\"place\""));
            }
        }
    }

    /// The key, and the version, of a row of `table` are those of a new row.
    fn same_key(&mut self, shape: &Shape, table: &str, sign: &str) {
        for (position, at) in shape.key.iter().chain(&shape.version).enumerate() {
            let name = shape.name(*at);
            let and = if position > 0 { " AND " } else { "" };
            self.push(&format!("{and}\"{table}\".\"{name}\"={sign}\"v\".\"{name}\""));
        }
    }

    fn find(&mut self, shape: &Shape, column: &str, lock: bool, rows: usize) {
        let table = shape.table;
        self.push("SELECT ");
        if self.engine == Engine::Sqlite {
            self.push(&packed(shape));
            self.push(&format!(" FROM \"{table}\" "));
            self.tenant_and_list(column, rows);
            return;
        }
        // As in an update: `=ANY` may become a filter on all rows of the tenant in a plan that was made when there were
        // none, and stays one.
        self.names(shape.columns.iter().copied());
        self.push(" FROM unnest($2) AS \"asked\"(\"asked_for\"), LATERAL (SELECT ");
        self.names(shape.columns.iter().copied());
        self.push(&format!(" FROM \"{table}\" WHERE \"tenant\"=$1 AND \"{column}\"=\"asked_for\""));
        if lock {
            // the values come in their order, and so do the keys of each: sets that meet queue up
            self.push(" ORDER BY ");
            self.names(shape.key.iter().map(|at| shape.name(*at)));
            self.push(" FOR UPDATE");
        } else {
            self.push(" OFFSET 0");
        }
        self.push(&format!(") AS \"{table}\""));
    }

    fn any_of(&mut self, rows: usize) {
        match self.engine {
            Engine::Sqlite => {
                self.push(" IN (");
                self.list(0..rows, |sql, _| sql.bind());
            }
            Engine::Postgres => {
                self.push("=ANY(");
                self.bind();
            }
        }
        self.push(")");
    }

    fn tenant_and_list(&mut self, column: &str, rows: usize) {
        self.push("WHERE \"tenant\"=");
        self.bind();
        self.push(&format!(" AND \"{column}\""));
        self.any_of(rows);
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::shape;
    use super::*;
    use crate::idempotency::entity::Entity;

    #[test]
    fn an_update_on_sqlite_leaves_the_planner_no_way_to_scan_the_table() {
        let sql = build(shape::<Entity>(), &Text::Update((0..7).collect()), Engine::Sqlite, 1);
        assert!(sql.ends_with("\"idempotency_key\".\"request_id\"=+\"v\".\"request_id\""), "{sql}");
    }

    #[test]
    fn an_update_on_postgres_finds_each_row_by_its_key() {
        let sql = build(shape::<Entity>(), &Text::Update((0..7).collect()), Engine::Postgres, 0);
        assert!(
            sql.contains("LATERAL (SELECT \"was\".ctid AS \"place\" FROM \"idempotency_key\" AS \"was\" WHERE "),
            "{sql}"
        );
        assert!(sql.ends_with("OFFSET 0) AS \"found\" WHERE \"idempotency_key\".ctid=\"found\".\"place\""), "{sql}");
    }

    #[test]
    fn postgres_takes_a_set_of_any_size_with_one_text() {
        let sql = build(shape::<Entity>(), &Text::InsertNew, Engine::Postgres, 0);
        assert!(sql.ends_with("SELECT * FROM unnest($1,$2,$3,$4,$5,$6,$7) ON CONFLICT DO NOTHING"), "{sql}");
        let sql = build(shape::<Entity>(), &Text::Find("method", true), Engine::Postgres, 0);
        assert!(sql.contains("FROM unnest($2) AS \"asked\"(\"asked_for\"), LATERAL (SELECT "), "{sql}");
        assert!(sql.contains("WHERE \"tenant\"=$1 AND \"method\"=\"asked_for\" ORDER BY"), "{sql}");
    }
}
