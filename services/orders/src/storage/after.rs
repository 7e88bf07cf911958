//! Where a page begins, as a comparison of whole keys: `(a, b) > (1, 2)`. Both engines find the place in the index; a chain
//! of `OR`s makes SQLite read everything before it.

use sea_orm::{
    IntoSimpleExpr, Value,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};

/// Keys after this one, in ascending order.
pub fn after<C: IntoSimpleExpr, const N: usize>(columns: [C; N], key: [Value; N]) -> SimpleExpr {
    columns_of(columns).gt(key_of(key))
}

/// Keys before this one, for descending order.
pub fn before<C: IntoSimpleExpr, const N: usize>(columns: [C; N], key: [Value; N]) -> SimpleExpr {
    columns_of(columns).lt(key_of(key))
}

fn columns_of<C: IntoSimpleExpr, const N: usize>(columns: [C; N]) -> SimpleExpr {
    Expr::tuple(columns.map(IntoSimpleExpr::into_simple_expr))
}

fn key_of<const N: usize>(key: [Value; N]) -> SimpleExpr {
    Expr::tuple(key.map(Expr::value))
}
