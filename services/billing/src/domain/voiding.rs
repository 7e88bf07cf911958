//! Voiding: one credit note over all that is left, and on demand the same content again under a new number.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Date, Money};

use super::{
    credit::{Credit, NoteHead},
    document::{Document, Kind},
    draft::{Draft, DraftLine, Head},
    ids::DocumentId,
    note::priced,
    reason::ReasonCode,
    refusal::Refusal,
};

/// The invoice that takes the place of the voided one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rebill {
    pub id: DocumentId,
    pub issued_on: Date,
}

/// Those of the invoices that were voided and not issued anew, going by these notes on them. A void leaves no mark but its
/// note: it cancels, and takes the last that was left.
#[must_use]
pub fn voided<'a>(
    invoices: impl Iterator<Item = &'a Document> + Clone,
    notes: impl IntoIterator<Item = &'a Document>,
) -> BTreeSet<DocumentId> {
    let replaced: BTreeSet<DocumentId> = invoices.clone().filter_map(|invoice| invoice.draft.head.replaces).collect();
    let mut of_invoice: BTreeMap<DocumentId, Vec<&Document>> = BTreeMap::new();
    for note in notes {
        if let Some(corrected) = &note.draft.head.corrected {
            of_invoice.entry(corrected.document).or_default().push(note);
        }
    }
    let ended = |invoice: &&Document| {
        let notes = of_invoice.get(&invoice.draft.head.id).map_or(&[][..], Vec::as_slice);
        let credited = notes.iter().map(|note| note.draft.net.minor()).fold(0, i64::saturating_add);
        let last = notes.iter().max_by_key(|note| note.position);
        credited == invoice.draft.net.minor() && last.is_some_and(|note| note.cancels())
    };
    let ids = invoices.filter(ended).map(|invoice| invoice.draft.head.id);
    ids.filter(|id| !replaced.contains(id)).collect()
}

impl Document {
    /// Whether this note cancels what it corrects.
    fn cancels(&self) -> bool {
        let head = &self.draft.head;
        let cancels = head.reason.as_ref().is_some_and(|reason| reason.code == ReasonCode::Cancellation);
        cancels && self.kind() == Kind::CreditNote && head.dispute.is_none()
    }

    /// What was credited before stays credited: only the rest is taken back, and only the rest is billed again.
    pub fn void(&self, note: &NoteHead, rebill: Option<Rebill>) -> Result<(Credit, Option<Draft>), Refusal> {
        let credit = self.credit_rest(note)?;
        let again = rebill.map(|rebill| self.again(note, rebill)).transpose()?;
        Ok((credit, again))
    }

    fn again(&self, note: &NoteHead, rebill: Rebill) -> Result<Draft, Refusal> {
        let mut lines = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let net = line.left()?;
            if line.credited.is_zero() {
                lines.push(line.content.clone());
            } else if !net.is_zero() {
                let (quantity, unit_price) = priced(net, None)?;
                lines.push(DraftLine { quantity, unit_price, net, ..line.content.clone() });
            }
        }
        let of = &self.draft.head;
        let head = Head {
            id: rebill.id,
            issued_on: rebill.issued_on,
            dispute: None,
            replaces: Some(of.id),
            // Credit has moved the shipment's value already; it must not move twice.
            gross_estimate: Money::zero(of.currency),
            occurred_at: note.occurred_at,
            // A debit note stays one, and goes on to name the invoice that it corrects.
            ..of.clone()
        };
        Draft::of_lines(head, lines)
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::{Id, Instant};

    use super::*;
    use crate::domain::{
        credit::LineCredit,
        reason::{Reason, ReasonCode},
        testing::{date, gbp, invoice},
    };

    fn note() -> NoteHead {
        NoteHead {
            id: Id::new(),
            issued_on: date("2012-01-02"),
            reason: Reason { code: ReasonCode::Cancellation, text: "wrong address".to_owned() },
            dispute: None,
            occurred_at: Instant::from_micros(0),
        }
    }

    #[test]
    fn a_void_and_its_new_invoice_cancel_out() {
        let invoice = invoice(&[(999, "0.2"), (0, "0.2")]);
        let rebill = Rebill { id: Id::new(), issued_on: date("2012-01-02") };
        let (credit, again) = invoice.void(&note(), Some(rebill)).unwrap();
        let again = again.unwrap();
        assert_eq!((credit.draft.gross, again.gross), (invoice.draft.gross, invoice.draft.gross));
        assert_eq!(again.lines.len(), 2, "the free line stands on the new invoice too");
        assert_eq!(again.head.replaces, Some(invoice.draft.head.id));
        assert_eq!(again.head.supplied_on, invoice.draft.head.supplied_on);
    }

    #[test]
    fn voided_is_what_was_cancelled_as_a_whole_and_not_issued_anew() {
        let noted = |invoice: &mut Document, credit: Credit| {
            invoice.apply(&credit);
            Document::issue(credit.draft, 1, 2)
        };
        let (mut gone, mut anew, mut given) =
            (invoice(&[(100, "0.2")]), invoice(&[(100, "0.2")]), invoice(&[(100, "0.2")]));
        let (mut partly, mut last) = (invoice(&[(100, "0.2")]), invoice(&[(100, "0.2")]));
        let rebill = Rebill { id: Id::new(), issued_on: date("2012-01-02") };
        let (credit, again) = anew.void(&note(), Some(rebill)).unwrap();
        let again = Document::issue(again.unwrap(), 2, 10);
        let given_back = NoteHead { reason: Reason { code: ReasonCode::Return, text: String::new() }, ..note() };
        let some = LineCredit { line: 1, net: gbp(40), quantity: None, description: String::new() };
        let notes = [
            noted(&mut anew, credit),
            gone.void(&note(), None).map(|(credit, _)| noted(&mut gone, credit)).unwrap(),
            given.credit_rest(&given_back).map(|credit| noted(&mut given, credit)).unwrap(),
            partly.credit_lines(&note(), std::slice::from_ref(&some)).map(|credit| noted(&mut partly, credit)).unwrap(),
            last.credit_lines(&note(), &[some]).map(|credit| noted(&mut last, credit)).unwrap(),
            last.credit_rest(&given_back).map(|credit| Document { position: 3, ..noted(&mut last, credit) }).unwrap(),
        ];
        let all = [&gone, &anew, &again, &given, &partly, &last];
        assert_eq!(voided(all.into_iter(), &notes), BTreeSet::from([gone.draft.head.id]));
    }

    #[test]
    fn what_was_credited_before_is_not_billed_again() {
        let mut invoice = invoice(&[(1_000, "0.2")]);
        let part = LineCredit { line: 1, net: gbp(400), quantity: None, description: String::new() };
        let credit = invoice.credit_lines(&note(), &[part]).unwrap();
        invoice.apply(&credit);
        let rebill = Rebill { id: Id::new(), issued_on: date("2012-01-02") };
        let (credit, again) = invoice.void(&note(), Some(rebill)).unwrap();
        assert_eq!((credit.draft.gross, again.unwrap().gross), (gbp(720), gbp(720)));
        invoice.apply(&credit);
        assert!(invoice.void(&note(), None).is_err());
    }
}
