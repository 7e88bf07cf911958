//! Why proposals were made: written once, read when somebody asks.

use std::collections::HashMap;

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx, set};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entities::match_explanation::{Column, Entity, Model};
use super::values::{from_json, to_json};
use crate::domain::{
    Explanation, Proposal,
    matching::{Alternative, Feature},
};

#[derive(Serialize)]
struct Written<'a> {
    features: &'a [Feature],
    alternatives: &'a [Alternative],
    missing: &'a [String],
}

#[derive(Deserialize)]
struct Read {
    features: Vec<Feature>,
    alternatives: Vec<Alternative>,
    missing: Vec<String>,
}

pub async fn insert(tx: &Tx, tenant: &TenantId, proposals: &[Proposal]) -> Result<(), StoreError> {
    let row = |proposal: &Proposal| {
        let Explanation { features, alternatives, missing, question } = &proposal.explanation;
        Ok::<_, StoreError>(Model {
            tenant: tenant.as_str().to_owned(),
            match_proposal_id: proposal.id.uuid(),
            explanation: to_json(&Written { features, alternatives, missing })?,
            question: question.as_ref().map(to_json).transpose()?,
        })
    };
    let explained = proposals.iter().filter(|proposal| proposal.explanation != Explanation::default());
    set::insert::<Entity>(tx, explained.map(row).collect::<Result<Vec<_>, _>>()?).await?;
    Ok(())
}

/// Gives proposals their explanations back.
pub async fn fill(tx: &Tx, tenant: &TenantId, proposals: &mut [Proposal]) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = proposals.iter().map(|proposal| proposal.id.uuid()).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::MatchProposalId, ids).await?;
    let mut rows: HashMap<Uuid, Model> = rows.into_iter().map(|row| (row.match_proposal_id, row)).collect();
    for proposal in proposals {
        let Some(row) = rows.remove(&proposal.id.uuid()) else { continue };
        let Read { features, alternatives, missing } = from_json(&row.explanation)?;
        let question = row.question.as_deref().map(from_json).transpose()?;
        proposal.explanation = Explanation { features, alternatives, missing, question };
    }
    Ok(())
}
