//! What the set operations know about a table, taken once from its entity.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use sea_orm::{ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn, PrimaryKeyTrait};

use super::packed::Kind;
use super::text::{Text, build};
use crate::engine::Engine;

/// A table: its columns in the order of the entity, and which of them have a part to play.
pub(crate) struct Shape {
    pub(crate) table: &'static str,
    pub(crate) columns: Vec<&'static str>,
    pub(super) kinds: Vec<Kind>,
    /// Positions of the primary key's columns, in key order.
    pub(crate) key: Vec<usize>,
    /// Position of `version`, which guards an update.
    pub(crate) version: Option<usize>,
    /// Position of the key that the database hands out.
    pub(crate) identity: Option<usize>,
    texts: RwLock<HashMap<(Text, Engine, usize), Arc<str>>>,
}

/// The shape of an entity. There are as many as entities in the program, so they live as long as it does.
pub(crate) fn shape<E: EntityTrait>() -> &'static Shape {
    static SHAPES: LazyLock<RwLock<HashMap<TypeId, &'static Shape>>> = LazyLock::new(RwLock::default);
    let id = TypeId::of::<E>();
    if let Some(shape) = SHAPES.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return shape;
    }
    let mut shapes = SHAPES.write().unwrap_or_else(PoisonError::into_inner);
    shapes.entry(id).or_insert_with(|| Box::leak(Box::new(Shape::of::<E>())))
}

impl Shape {
    fn of<E: EntityTrait>() -> Self {
        let columns: Vec<&'static str> = E::Column::iter().map(|column| column.as_str()).collect();
        let key: Vec<usize> =
            E::PrimaryKey::iter().filter_map(|part| position(&columns, part.into_column().as_str())).collect();
        // sea-orm takes every single-column key for a generated one; only whole numbers are
        let whole =
            |column: &E::Column| matches!(column.def().get_column_type(), ColumnType::BigInteger | ColumnType::Integer);
        let generated = <E::PrimaryKey as PrimaryKeyTrait>::auto_increment() && key.len() == 1;
        let identity =
            key.first().copied().filter(|at| generated && E::Column::iter().nth(*at).as_ref().is_some_and(whole));
        Self {
            table: E::default().table_name(),
            version: position(&columns, "version"),
            key,
            identity,
            columns,
            kinds: E::Column::iter().map(|column| Kind::of(column.def().get_column_type())).collect(),
            texts: RwLock::default(),
        }
    }

    /// The statement's text for so many rows; built once.
    pub(crate) fn text(&self, text: Text, engine: Engine, rows: usize) -> Arc<str> {
        let key = (text, engine, rows);
        if let Some(sql) = self.texts.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return sql.clone();
        }
        let sql: Arc<str> = build(self, &key.0, engine, rows).into();
        self.texts.write().unwrap_or_else(PoisonError::into_inner).insert(key, sql.clone());
        sql
    }

    /// Positions of the columns that an insert gives.
    pub(crate) fn given(&self) -> impl Iterator<Item = usize> {
        (0..self.columns.len()).filter(|at| Some(*at) != self.identity)
    }

    pub(crate) fn name(&self, at: usize) -> &'static str {
        self.columns.get(at).copied().unwrap_or_default()
    }
}

pub(crate) fn position(columns: &[&'static str], name: &str) -> Option<usize> {
    columns.iter().position(|column| *column == name)
}
