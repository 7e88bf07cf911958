//! A line per RPC.

use std::sync::Arc;

use o2c_proto::billing::v1::{self as proto, billing_service_server::BillingService};
use o2c_rpc::reply;
use tonic::{Request, Response, Status};

use super::{
    parse_credit_note, parse_debit_note, parse_determine_tax, parse_get, parse_invoice, parse_lists, parse_tax_rule,
    parse_void,
};
use crate::{app, service::Billing};

/// `o2c.billing.v1.BillingService`.
pub struct Api(pub Arc<Billing>);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl BillingService for Api {
    async fn get_invoice(&self, r: Request<proto::GetInvoiceRequest>) -> Answer<proto::Invoice> {
        reply::read(&*self.0, r, parse_get::invoice, app::get_invoice).await
    }

    async fn list_invoices(&self, r: Request<proto::ListInvoicesRequest>) -> Answer<proto::ListInvoicesResponse> {
        reply::read(&*self.0, r, parse_lists::invoices, app::list_invoices).await
    }

    async fn create_invoice(&self, r: Request<proto::CreateInvoiceRequest>) -> Answer<proto::Invoice> {
        reply::one(&*self.0, r, parse_invoice::parse, app::create_invoices).await
    }

    async fn create_credit_note(&self, r: Request<proto::CreateCreditNoteRequest>) -> Answer<proto::Invoice> {
        reply::one(&*self.0, r, parse_credit_note::parse, app::create_credit_notes).await
    }

    async fn batch_create_credit_notes(
        &self,
        r: Request<proto::BatchCreateCreditNotesRequest>,
    ) -> Answer<proto::BatchCreateCreditNotesResponse> {
        reply::many(&*self.0, r, parse_credit_note::parse, parse_credit_note::weight, app::create_credit_notes).await
    }

    async fn create_debit_note(&self, r: Request<proto::CreateDebitNoteRequest>) -> Answer<proto::Invoice> {
        reply::one(&*self.0, r, parse_debit_note::parse, app::create_debit_notes).await
    }

    async fn void_invoice(&self, r: Request<proto::VoidInvoiceRequest>) -> Answer<proto::VoidInvoiceResponse> {
        reply::one(&*self.0, r, parse_void::parse, app::void_invoices).await
    }

    async fn create_tax_rule(&self, r: Request<proto::CreateTaxRuleRequest>) -> Answer<proto::TaxRule> {
        reply::one(&*self.0, r, parse_tax_rule::parse, app::create_tax_rules).await
    }

    async fn list_tax_rules(&self, r: Request<proto::ListTaxRulesRequest>) -> Answer<proto::ListTaxRulesResponse> {
        reply::read(&*self.0, r, parse_lists::tax_rules, app::list_tax_rules).await
    }

    async fn get_number_gap_report(
        &self,
        r: Request<proto::GetNumberGapReportRequest>,
    ) -> Answer<proto::NumberGapReport> {
        reply::read(&*self.0, r, parse_get::gap_report, app::report_gaps).await
    }

    async fn batch_determine_tax(
        &self,
        r: Request<proto::BatchDetermineTaxRequest>,
    ) -> Answer<proto::BatchDetermineTaxResponse> {
        reply::read(&*self.0, r, parse_determine_tax::parse, app::determine_taxes).await
    }
}
