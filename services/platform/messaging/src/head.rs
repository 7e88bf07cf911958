//! How far an aggregate has come, as it is told between processes and kept.

use o2c_kernel::TenantId;
use o2c_proto::runtime::v1 as proto;
use prost::Message;
use uuid::Uuid;

use crate::envelope::{Envelope, EnvelopeError};

/// How far an aggregate has come at its producer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub tenant: TenantId,
    pub aggregate_id: Uuid,
    pub last_sequence: i64,
}

impl Head {
    /// Of the aggregate with this fact.
    pub(crate) fn with(fact: &Envelope) -> Head {
        Head { tenant: fact.tenant.clone(), aggregate_id: fact.aggregate_id, last_sequence: fact.sequence }
    }

    /// The head as a message of the contract.
    pub fn to_proto(&self) -> proto::Head {
        proto::Head {
            tenant: self.tenant.as_str().to_owned(),
            aggregate_id: self.aggregate_id.to_string(),
            last_sequence: self.last_sequence,
        }
    }

    /// The bytes of [`Head::to_proto`].
    pub(crate) fn encode(&self) -> Vec<u8> {
        self.to_proto().encode_to_vec()
    }

    /// Parses what [`Head::encode`] made.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Head, EnvelopeError> {
        let message = proto::Head::decode(bytes).map_err(|error| EnvelopeError::Encoding(error.to_string()))?;
        Head::try_from(message)
    }
}

impl TryFrom<proto::Head> for Head {
    type Error = EnvelopeError;

    fn try_from(message: proto::Head) -> Result<Head, EnvelopeError> {
        let field = |field, value: &str| EnvelopeError::Field { field, value: value.to_owned() };
        Ok(Head {
            tenant: TenantId::parse(&message.tenant).map_err(|_| field("tenant", &message.tenant))?,
            aggregate_id: Uuid::parse_str(&message.aggregate_id)
                .map_err(|_| field("aggregate_id", &message.aggregate_id))?,
            last_sequence: message.last_sequence,
        })
    }
}
