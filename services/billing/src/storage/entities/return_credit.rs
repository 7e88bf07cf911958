//! What a returned line has credited (BIL-7).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "return_credit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub goods_return_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry: i32,
    pub order_id: Uuid,
    pub order_line_number: i32,
    pub at_order_price: bool,
    pub agreed_net: i64,
    pub on_invoices_net: i64,
    pub unreferenced_net: i64,
    pub not_credited_net: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
