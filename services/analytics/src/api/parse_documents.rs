//! Which documents are asked for.

use o2c_kernel::Violations;
use o2c_proto::analytics::v1::ListKpiDocumentsRequest;
use o2c_rpc::parse;

use super::parse_kpis::window;
use crate::app::{DocumentsQuery, PageQuery};

/// Longer than any name of a KPI or a term.
const NAME: usize = 64;

pub fn parse(message: ListKpiDocumentsRequest) -> Result<DocumentsQuery, Violations> {
    let mut v = Violations::default();
    let kpi = parse::text(&mut v, "kpi", message.kpi, NAME);
    let term = parse::text(&mut v, "term", message.term, NAME);
    let window = window(&mut v, message.from, message.to, &message.currency_code);
    let filter = format!("analytics.documents/{kpi:?}/{term:?}/{window:?}");
    let size = parse::page_size(&mut v, "page_size", message.page_size);
    let after = parse::page_token(&mut v, "page_token", &message.page_token, &filter);
    parse::finish(v, || {
        let page = PageQuery { size: size?, after: after? };
        Some(DocumentsQuery { kpi: kpi?, term: term?, window: window?, page, filter })
    })
}
