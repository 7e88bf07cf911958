//! A dispute was decided for the customer: what is granted is credited, on the invoice as far as that is left.

use o2c_kernel::{CountryCode, Date, Id, Instant, Money, divide_half_away};

use super::{
    credit::{Credit, NoteHead},
    document::{Document, Kind},
    draft::{Draft, DraftLine, Head},
    ids::DisputeId,
    note::priced,
    reason::Reason,
    refusal::Refusal,
    tax::{Rules, Subtotal, Supply, determine::STANDARD},
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

/// The credit on the invoice, and a note without reference over what the invoice does not have any more. The first of
/// them names the dispute: that is its one financial effect.
pub fn grant(
    invoice: &Document,
    granted: &Granted,
    rules: &Rules,
    seat: CountryCode,
) -> Result<(Option<Credit>, Option<Draft>), Refusal> {
    invoice.correctable()?;
    if granted.gross.currency() != invoice.draft.head.currency {
        let expected = invoice.draft.head.currency;
        return Err(Refusal::currency_mismatch(expected, granted.gross.currency()));
    }
    let (_, _, left) = invoice.left()?;
    let within = granted.gross.min(left)?;
    let beyond = granted.gross.checked_sub(within)?;
    let note = NoteHead {
        id: Id::derive(granted.dispute.uuid(), "credit-note"),
        issued_on: granted.on,
        reason: granted.reason.clone(),
        dispute: Some(granted.dispute),
        occurred_at: granted.occurred_at,
    };
    let credit = if within.is_positive() { Some(invoice.credit_gross(&note, within)?) } else { None };
    let rest = if beyond.is_positive() {
        let names = if credit.is_none() { Some(granted.dispute) } else { None };
        Some(unreferenced(invoice, granted, names, beyond, rules, seat)?)
    } else {
        None
    };
    Ok((credit, rest))
}

fn unreferenced(
    invoice: &Document,
    granted: &Granted,
    dispute: Option<DisputeId>,
    gross: Money,
    rules: &Rules,
    seat: CountryCode,
) -> Result<Draft, Refusal> {
    let of = &invoice.draft.head;
    let supply = Supply {
        from: seat,
        to: of.customer.destination(of.ship_to.as_ref()),
        business: !of.customer.tax_id.is_empty(),
        on: granted.on,
    };
    let taxed = supply.determine(rules, STANDARD)?;
    let one = 1_000_000_000_i128;
    let net = divide_half_away(i128::from(gross.minor()) * one, one + i128::from(taxed.rate.nanos()));
    let net = Money::new(i64::try_from(net).map_err(|_| Refusal::Overflow)?, gross.currency());
    let tax = gross.checked_sub(net)?;
    let by_rule = Subtotal::of(taxed, net)?;
    let subtotal = Subtotal { tax, rounding: tax.checked_sub(by_rule.tax)?, ..by_rule };
    let (quantity, unit_price) = priced(net, None)?;
    let line = DraftLine {
        order_line: 0,
        product: None,
        description: "Dispute".to_owned(),
        quantity,
        unit_price,
        net,
        taxed,
        corrects_line: 0,
    };
    let head = Head {
        id: Id::derive(granted.dispute.uuid(), "credit-note:beyond"),
        kind: Kind::CreditNote,
        shipment: None,
        issued_on: granted.on,
        supplied_on: granted.on,
        corrected: None,
        reason: Some(granted.reason.clone()),
        dispute,
        replaces: None,
        gross_estimate: Money::zero(of.currency),
        occurred_at: granted.occurred_at,
        ..of.clone()
    };
    Draft::of_subtotals(head, vec![line], vec![subtotal])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        reason::ReasonCode,
        testing::{date, gbp, invoice, rules},
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

    fn gb() -> CountryCode {
        CountryCode::parse("GB").unwrap()
    }

    #[test]
    fn what_is_granted_is_credited_to_the_cent_and_names_the_dispute() {
        let invoice = invoice(&[(999, "0.175"), (100, "0")]);
        for gross in 1..=invoice.draft.gross.minor() {
            let granted = granted(gross);
            let (credit, beyond) = grant(&invoice, &granted, &rules(), gb()).unwrap();
            let draft = credit.unwrap().draft;
            assert_eq!((draft.gross, draft.head.dispute, beyond), (gbp(gross), Some(granted.dispute), None));
        }
    }

    #[test]
    fn what_the_invoice_does_not_have_any_more_goes_without_reference() {
        let mut invoice = invoice(&[(1_000, "0.2")]);
        let more = granted(1_500);
        let (credit, beyond) = grant(&invoice, &more, &rules(), gb()).unwrap();
        let (credit, beyond) = (credit.unwrap(), beyond.unwrap());
        assert_eq!((credit.draft.gross, beyond.gross), (gbp(1_200), gbp(300)));
        assert_eq!((credit.draft.head.dispute, beyond.head.dispute), (Some(more.dispute), None));
        assert_eq!((beyond.net, beyond.tax, beyond.head.corrected), (gbp(250), gbp(50), None));
        invoice.apply(&credit);
        let again = granted(3);
        let (credit, beyond) = grant(&invoice, &again, &rules(), gb()).unwrap();
        assert!(credit.is_none());
        assert_eq!(beyond.map(|note| (note.gross, note.head.dispute)), Some((gbp(3), Some(again.dispute))));
    }
}
