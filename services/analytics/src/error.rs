//! What can go wrong in analytics.

use std::time::Duration;

use o2c_kernel::{Explain, Kind};
use o2c_store::{AsStoreError, StoreError};
use uuid::Uuid;

/// Of the reasons in `errors.proto`.
pub const DOMAIN: &str = "analytics.o2c";

#[derive(Clone, Debug, thiserror::Error)]
pub enum AnalyticsError {
    /// No such KPI, no such term of it, or one that is no sum of documents.
    #[error("the KPI {kpi} has no term {term} that documents sum to")]
    KpiNotFound { kpi: String, term: String },
    #[error("of order {order} nothing is known")]
    OrderNotFound { order: Uuid },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AsStoreError for AnalyticsError {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::KpiNotFound { .. } | Self::OrderNotFound { .. } => None,
        }
    }
}

impl Explain for AnalyticsError {
    fn kind(&self) -> Kind {
        match self {
            Self::KpiNotFound { .. } | Self::OrderNotFound { .. } => Kind::NotFound,
            Self::Store(error) => error.kind(),
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::KpiNotFound { .. } => "KPI_NOT_FOUND",
            Self::OrderNotFound { .. } => "ORDER_NOT_FOUND",
            Self::Store(error) => error.reason(),
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::KpiNotFound { kpi, term } => vec![("kpi", kpi.clone()), ("term", term.clone())],
            Self::OrderNotFound { order } => vec![("order_id", order.to_string())],
            Self::Store(error) => error.metadata(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after(),
            Self::KpiNotFound { .. } | Self::OrderNotFound { .. } => None,
        }
    }
}
