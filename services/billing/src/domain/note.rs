//! Notes and invoices that a person asks for, line by line: debit notes, invoices without an order, credits without a
//! reference.

use o2c_kernel::{Currency, Money, MoneyError, Quantity, UnitPrice, Violations, divide_half_away};

use super::{
    document::Document,
    draft::{Corrected, Draft, DraftLine, Head},
    ids::ProductId,
    refusal::Refusal,
    tax::{Rules, Supply, Taxed},
};

/// A line as it is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteLine {
    /// The line of the invoice that is corrected; 0 without reference.
    pub invoice_line: i32,
    pub product: Option<ProductId>,
    /// Empty: that of the invoice's line.
    pub description: String,
    pub quantity: Option<Quantity>,
    /// Positive.
    pub net: Money,
    /// The product's category.
    pub tax_category: String,
}

/// One unit, where a line names no quantity: an amount is charged or credited, not goods.
const ONE: Quantity = Quantity::from_micros(1_000_000);

/// Quantity and the price that goes with it; the amount decides, the price is told to six decimals.
pub fn priced(net: Money, quantity: Option<Quantity>) -> Result<(Quantity, UnitPrice), MoneyError> {
    let quantity = quantity.filter(|quantity| quantity.is_positive()).unwrap_or(ONE);
    let per_unit = i128::from(10_i64.pow(12_u32.saturating_sub(net.currency().exponent())));
    let micros = divide_half_away(i128::from(net.minor()) * per_unit, i128::from(quantity.micros()));
    let micros = i64::try_from(micros).map_err(|_| MoneyError::Overflow)?;
    Ok((quantity, UnitPrice::new(micros, net.currency())))
}

/// Whether all lines of a note are in its currency: every one that is not is named.
pub fn in_currency(lines: &[NoteLine], currency: Currency) -> Result<(), Refusal> {
    let (mut fields, mut found) = (Violations::default(), None);
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.net.currency() != currency) {
        fields.append(Violations::of_currency(&format!("lines[{at}].net_amount"), currency));
        found = found.or(Some(line.net.currency()));
    }
    found.map_or(Ok(()), |found| Err(Refusal::CurrencyMismatch { expected: currency, found, fields }))
}

impl NoteLine {
    fn draft(&self, taxed: Taxed) -> Result<DraftLine, Refusal> {
        let (quantity, unit_price) = priced(self.net, self.quantity)?;
        Ok(DraftLine {
            order_line: 0,
            product: self.product,
            description: self.description.clone(),
            quantity,
            unit_price,
            net: self.net,
            taxed,
            corrects_line: 0,
        })
    }
}

/// A document that refers to no other: each line is taxed as the supply is.
pub fn free_standing(head: Head, supply: &Supply, rules: &Rules, lines: &[NoteLine]) -> Result<Draft, Refusal> {
    in_currency(lines, head.currency)?;
    let drafts: Result<Vec<DraftLine>, Refusal> =
        lines.iter().map(|line| line.draft(supply.determine(rules, &line.tax_category)?)).collect();
    Draft::of_lines(head, drafts?)
}

/// Charges more for something that was invoiced. A line that names one of the invoice has its tax; any other the tax
/// of the invoice's supply.
pub fn debit(
    invoice: &Document,
    mut head: Head,
    supply: &Supply,
    rules: &Rules,
    lines: &[NoteLine],
) -> Result<Draft, Refusal> {
    if !invoice.kind().is_correctable() {
        return Err(Refusal::NotCorrectable(invoice.draft.head.id));
    }
    in_currency(lines, invoice.draft.head.currency)?;
    head.corrected = Some(Corrected { document: invoice.draft.head.id, number: invoice.number.clone() });
    let drafts: Result<Vec<DraftLine>, Refusal> = lines
        .iter()
        .map(|line| {
            if line.invoice_line == 0 {
                return line.draft(supply.determine(rules, &line.tax_category)?);
            }
            let charged = &invoice.line(line.invoice_line)?.content;
            let draft = line.draft(charged.taxed)?;
            let description =
                if draft.description.is_empty() { charged.description.clone() } else { draft.description.clone() };
            Ok(DraftLine { product: draft.product.or(charged.product), description, ..draft })
        })
        .collect();
    Draft::of_lines(head, drafts?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{head, invoice, note_line, rules, supply};

    #[test]
    fn a_price_goes_with_every_quantity() {
        let net = Money::new(1_000, Currency::GBP);
        assert_eq!(priced(net, None).unwrap(), (ONE, UnitPrice::parse("10", Currency::GBP).unwrap()));
        let three = Quantity::from_units(3).unwrap();
        assert_eq!(priced(net, Some(three)).unwrap().1, UnitPrice::parse("3.333333", Currency::GBP).unwrap());
        let yen = priced(Money::new(5, Currency::JPY), None).unwrap().1;
        assert_eq!(yen, UnitPrice::parse("5", Currency::JPY).unwrap());
    }

    #[test]
    fn a_debit_note_has_the_tax_of_the_line_that_it_names() {
        let invoice = invoice(&[(10_000, "0.15")]);
        let note = debit(&invoice, head(), &supply(), &rules(), &[note_line(1, 1_000), note_line(0, 1_000)]).unwrap();
        // 10.00 at the invoice's 15 %, 10.00 of freight at the rate of the supply's day, 20 %.
        assert_eq!(note.tax.minor(), 150 + 200);
        assert_eq!(note.gross.minor(), 2_350);
        assert_eq!(note.head.corrected.as_ref().map(|corrected| corrected.document), Some(invoice.draft.head.id));
    }

    #[test]
    fn what_the_invoice_does_not_have_is_refused() {
        let invoice = invoice(&[(10_000, "0.15")]);
        let refused = debit(&invoice, head(), &supply(), &rules(), &[note_line(7, 1_000)]);
        assert_eq!(refused, Err(Refusal::LineNotFound { document: invoice.draft.head.id, line: 7 }));
        let mut foreign = note_line(1, 1_000);
        foreign.net = Money::new(5, Currency::EUR);
        assert!(matches!(
            debit(&invoice, head(), &supply(), &rules(), &[foreign]),
            Err(Refusal::CurrencyMismatch { .. })
        ));
    }
}
