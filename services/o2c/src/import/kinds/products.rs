//! Products.

use futures::future::BoxFuture;
use o2c_proto::{
    BatchResponse,
    orders::v1::{BatchCreateProductsRequest, CreateProductRequest, Product, ProductKind},
};

use super::{
    TEXT,
    batch::{batch, taken},
};
use crate::import::{
    column::{Column, optional, required},
    document::Document,
    kind::{Answer, Kind, Mode},
    office::{Office, Undecided, decided},
    row::Cells,
    totals::Amount,
};

pub struct Products;

const KINDS: &[(&str, ProductKind)] = &[("stocked", ProductKind::Stocked), ("service", ProductKind::Service)];

impl Kind for Products {
    const COLUMNS: &'static [Column] = &[
        required("sku", "KETTLE"),
        optional("description", "Kettle, 1.7 l"),
        required("kind", "stocked"),
        required("tax_category", "STANDARD"),
        optional("active", "true"),
    ];

    type Item = Product;

    fn read(cells: &mut Cells<'_>) -> Option<Product> {
        let sku = cells.text("sku", TEXT);
        let description = cells.text("description", TEXT);
        let kind = cells.choice("kind", KINDS, ProductKind::Unspecified);
        let tax_category = cells.text("tax_category", 40);
        let active = cells.flag("active", true);
        Some(Product {
            sku: sku?,
            description: description?,
            kind: kind?.into(),
            tax_category: tax_category?,
            active: active?,
            ..Product::default()
        })
    }

    fn key(items: &[Product]) -> String {
        items.iter().map(|product| product.sku.as_str()).collect()
    }

    fn amount(_: &Product) -> Option<Amount> {
        None
    }

    fn send<'a>(
        office: &'a Office,
        documents: &'a [Document<Product>],
        mode: Mode,
    ) -> BoxFuture<'a, Result<Vec<Answer>, Undecided>> {
        Box::pin(async move {
            let request = |document: &Document<Product>| {
                let product = document.items().first().cloned();
                Ok(CreateProductRequest { request_id: office.row_id(document.number()), product })
            };
            let send = |requests| async move {
                let message = BatchCreateProductsRequest { requests, validate_only: mode == Mode::Check };
                let answer = office.desk.orders.clone().batch_create_products(office.caller.ask(message)).await?;
                decided(answer.into_inner().into_results(), Self::COLUMNS)
            };
            batch(documents, request, send, taken::<Self, _>).await
        })
    }
}
