//! A dispute was decided for the customer: what is granted is credited, as far as the invoice has that left.

use o2c_kernel::{Date, Id, Instant, Money};

use super::{
    credit::{Credit, NoteHead},
    document::Document,
    ids::DisputeId,
    reason::Reason,
    refusal::Refusal,
};

/// A gross amount that the customer gets back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Granted {
    pub dispute: DisputeId,
    pub gross: Money,
    pub reason: Reason,
    pub on: Date,
    pub occurred_at: Instant,
}

/// What a granted dispute does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    /// The credit on the invoice; none where nothing is left of it.
    pub credit: Option<Credit>,
    /// What was credited before, whatever for: the customer has it, and does not get it twice.
    pub not_credited: Money,
}

/// The credit on the invoice that is disputed, or on the one that has taken its place. Only on the former it names the
/// dispute: what receivables settles by a note is what that note corrects.
pub fn grant(invoice: &Document, granted: &Granted, is_disputed: bool) -> Result<Grant, Refusal> {
    invoice.correctable()?;
    if granted.gross.currency() != invoice.draft.head.currency {
        let expected = invoice.draft.head.currency;
        return Err(Refusal::currency_mismatch(expected, granted.gross.currency()));
    }
    let (_, _, left) = invoice.left()?;
    let within = granted.gross.min(left)?;
    let note = NoteHead {
        id: Id::derive(granted.dispute.uuid(), "credit-note"),
        issued_on: granted.on,
        reason: granted.reason.clone(),
        dispute: is_disputed.then_some(granted.dispute),
        occurred_at: granted.occurred_at,
    };
    let credit = if within.is_positive() { Some(invoice.credit_gross(&note, within)?) } else { None };
    Ok(Grant { credit, not_credited: granted.gross.checked_sub(within)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        reason::ReasonCode,
        testing::{date, gbp, invoice},
    };

    fn granted(gross: i64) -> Granted {
        Granted {
            dispute: Id::new(),
            gross: gbp(gross),
            reason: Reason { code: ReasonCode::Price, text: String::new() },
            on: date("2011-06-01"),
            occurred_at: Instant::from_micros(0),
        }
    }

    #[test]
    fn what_is_granted_is_credited_to_the_cent_and_names_the_dispute() {
        let invoice = invoice(&[(999, "0.175"), (100, "0")]);
        for gross in 1..=invoice.draft.gross.minor() {
            let granted = granted(gross);
            let grant = grant(&invoice, &granted, true).unwrap();
            let draft = grant.credit.unwrap().draft;
            assert_eq!((draft.gross, draft.head.dispute), (gbp(gross), Some(granted.dispute)));
            assert_eq!(grant.not_credited, gbp(0));
        }
    }

    #[test]
    fn what_the_invoice_does_not_have_any_more_is_not_credited_again() {
        let mut invoice = invoice(&[(1_000, "0.2")]);
        let more = grant(&invoice, &granted(1_500), true).unwrap();
        let credit = more.credit.unwrap();
        assert_eq!((credit.draft.gross, more.not_credited), (gbp(1_200), gbp(300)));
        invoice.apply(&credit);
        let again = grant(&invoice, &granted(3), true).unwrap();
        assert_eq!(again, Grant { credit: None, not_credited: gbp(3) });
    }

    #[test]
    fn what_has_taken_the_place_of_the_invoice_is_credited_without_naming_the_dispute() {
        let again = invoice(&[(1_000, "0.2")]);
        let grant = grant(&again, &granted(600), false).unwrap();
        let head = grant.credit.unwrap().draft.head;
        assert_eq!((head.dispute, head.corrected.map(|of| of.document)), (None, Some(again.draft.head.id)));
    }
}
