//! Dunning and disputes.

use o2c::demo::desk::Person::{Collector, Controller};
use o2c_integration_tests::gbp;
use o2c_proto::collections::v1::{
    AssignDisputeRequest, BatchResolveDisputesRequest, BlockDunningRequest, DisputeResolution, DunningLevel,
    DunningProcedure, OpenDisputeRequest, ResolveDisputeRequest, RunDunningRequest, SetDunningProcedureRequest,
};
use o2c_rpc::wire::date;

use super::Example;
use crate::business::{Business, id};

pub async fn example(business: &mut Business, method: &str) -> Option<Example> {
    Some(match method {
        "SetDunningProcedure" => Example::new(Controller, procedure(), "INVALID_REQUEST", |request| {
            request.dunning_procedure.as_mut().unwrap().levels[0].level = 2;
        }),
        "RunDunning" => {
            business.open_item().await;
            let overdue = business.mesh.today.add_days(60).unwrap();
            let request = RunDunningRequest { request_id: id(), as_of: Some(date(overdue)) };
            Example::new(Collector, request, "INVALID_REQUEST", |request| {
                request.as_of.as_mut().unwrap().month = 13;
            })
        }
        "BlockDunning" => {
            let request = BlockDunningRequest {
                request_id: id(),
                customer_id: business.life.customer.clone(),
                currency_code: "GBP".to_owned(),
                blocked_until: Some(date(business.mesh.today.add_days(90).unwrap())),
                reason: "promised".to_owned(),
            };
            Example::new(Collector, request, "INVALID_REQUEST", |request| request.blocked_until = None)
        }
        "OpenDispute" => Example::new(Collector, open(business).await, "EXCEEDS_OPEN_AMOUNT", |request| {
            request.disputed_amount = Some(gbp("120.01"));
        }),
        "AssignDispute" => {
            let dispute_id = business.dispute().await.dispute_id;
            let request = AssignDisputeRequest { request_id: id(), dispute_id, assigned_to: "an expert".to_owned() };
            Example::new(Collector, request, "DISPUTE_NOT_FOUND", |request| request.dispute_id = id())
        }
        "ResolveDispute" => Example::new(Collector, resolve(business).await, "CREDIT_EXCEEDS_DISPUTE", too_much),
        "BatchResolveDisputes" => {
            let request = BatchResolveDisputesRequest { requests: vec![resolve(business).await] };
            Example::new(Collector, request, "CREDIT_EXCEEDS_DISPUTE", |batch| too_much(&mut batch.requests[0]))
        }
        _ => return None,
    })
}

fn procedure() -> SetDunningProcedureRequest {
    let level = DunningLevel { level: 1, days_past_due: 10, text: "please pay".to_owned(), fee: Some(gbp("2.00")) };
    let procedure = DunningProcedure {
        name: "strict".to_owned(),
        levels: vec![level],
        minimum_amount: Some(gbp("5.00")),
        interval_days: 5,
        ..DunningProcedure::default()
    };
    SetDunningProcedureRequest { request_id: id(), dunning_procedure: Some(procedure) }
}

async fn open(business: &mut Business) -> OpenDisputeRequest {
    OpenDisputeRequest {
        request_id: id(),
        open_item_id: business.open_item().await.open_item_id,
        disputed_amount: Some(gbp("20.00")),
        reason: "QUALITY".to_owned(),
        description: "scratched".to_owned(),
    }
}

async fn resolve(business: &mut Business) -> ResolveDisputeRequest {
    ResolveDisputeRequest {
        request_id: id(),
        dispute_id: business.dispute().await.dispute_id,
        resolution: DisputeResolution::Partial.into(),
        credited_amount: Some(gbp("12.00")),
        reason: "one of two".to_owned(),
    }
}

fn too_much(request: &mut ResolveDisputeRequest) {
    request.credited_amount = Some(gbp("20.01"));
}
