//! Crediting a gross amount: what a dispute grants is what the customer sees, tax included.

use o2c_kernel::{Money, allocate, divide_half_away};

use super::{
    credit::{Credit, LineCredit, NoteHead},
    document::Document,
    refusal::Refusal,
    tax::{Subtotal, subtotal::tax_of},
};

const ONE: i128 = 1_000_000_000;

impl Document {
    /// Takes back a gross amount, spread over what is left of the invoice.
    pub fn credit_gross(&self, note: &NoteHead, gross: Money) -> Result<Credit, Refusal> {
        self.correctable()?;
        let (_, _, left) = self.left()?;
        if gross.currency() != left.currency() {
            return Err(Refusal::currency_mismatch(left.currency(), gross.currency()));
        }
        if gross.minor() > left.minor() || !gross.is_positive() {
            return Err(self.exceeded(gross, left));
        }
        if gross == left {
            return self.credit_rest(note);
        }
        let parts = self.parts_of(gross)?;
        let mut credits = Vec::new();
        for (subtotal, (net, _)) in self.subtotals().iter().zip(&parts) {
            credits.extend(self.over_lines(subtotal, *net)?);
        }
        let tax = |subtotal: &Subtotal, net: Money| {
            let part = self.subtotals().iter().zip(&parts).find(|(other, _)| other.taxed == subtotal.taxed);
            Ok(part.map_or(Money::zero(net.currency()), |(_, (_, tax))| *tax))
        };
        self.credit(note, &credits, &tax)
    }

    /// Net and tax of each subtotal, together the gross amount. A subtotal of which one minor unit of net and some tax
    /// are left goes as a whole or not at all: a part of it would be tax without a line, or leave tax without one.
    fn parts_of(&self, gross: Money) -> Result<Vec<(Money, Money)>, Refusal> {
        let mut weights = Vec::with_capacity(self.subtotals().len());
        let mut whole = Vec::with_capacity(self.subtotals().len());
        for subtotal in self.subtotals() {
            let (net, tax) = subtotal.left()?;
            let left = net.checked_add(tax)?.minor();
            let divisible = net.minor() > 1 || tax.is_zero();
            weights.push(if divisible { left } else { 0 });
            whole.push(if divisible { 0 } else { left });
        }
        let divisible: i64 = weights.iter().sum();
        let mut rest = gross.minor();
        for whole in &mut whole {
            // only what the others cannot give
            if rest > divisible && rest >= *whole {
                rest -= *whole;
            } else {
                *whole = 0;
            }
        }
        if rest > divisible {
            return Err(self.exceeded(gross, Money::new(gross.minor() - rest + divisible, gross.currency())));
        }
        let mut shares: Vec<Money> = whole.into_iter().map(|whole| Money::new(whole, gross.currency())).collect();
        if rest > 0 {
            for (share, part) in shares.iter_mut().zip(allocate(Money::new(rest, gross.currency()), &weights)?) {
                *share = share.checked_add(part)?;
            }
        }
        self.subtotals().iter().zip(shares).map(|(subtotal, share)| split(subtotal, share)).collect()
    }

    fn over_lines(&self, subtotal: &Subtotal, net: Money) -> Result<Vec<LineCredit>, Refusal> {
        let mut members = Vec::new();
        for line in self.lines.iter().filter(|line| line.content.taxed == subtotal.taxed) {
            let left = line.left()?;
            if left.is_positive() {
                members.push((line, left.minor()));
            }
        }
        if members.is_empty() || net.is_zero() {
            return Ok(Vec::new());
        }
        let weights: Vec<i64> = members.iter().map(|(_, left)| *left).collect();
        let shares = members.iter().zip(allocate(net, &weights)?);
        Ok(shares
            .filter(|(_, share)| !share.is_zero())
            .map(|((line, _), share)| LineCredit {
                line: line.number,
                net: share,
                quantity: line.quantity_for(share),
                description: String::new(),
            })
            .collect())
    }
}

/// Splits a gross amount into net and tax at the subtotal's rate. Not every gross amount is some net and its tax (at
/// 20 % none is 0.03): then the tax differs from the rule by one cent, which the note states as its rounding amount.
fn split(subtotal: &Subtotal, gross: Money) -> Result<(Money, Money), Refusal> {
    let (net_left, tax_left) = subtotal.left()?;
    let currency = gross.currency();
    if gross == net_left.checked_add(tax_left)? {
        return Ok((net_left, tax_left));
    }
    // Never the whole net without the whole tax, and never tax alone where it can be helped: both would leave a
    // remainder that no line carries.
    let lowest = (gross.minor() - tax_left.minor()).max(i64::from(gross.is_positive() && net_left.minor() > 1));
    let highest = gross.minor().min(net_left.minor() - 1);
    let rate = i128::from(subtotal.taxed.rate.nanos());
    let guess =
        i64::try_from(divide_half_away(i128::from(gross.minor()) * ONE, ONE + rate)).map_err(|_| Refusal::Overflow)?;
    let mut best: Option<(i64, i64)> = None;
    for candidate in guess.saturating_sub(2)..=guess.saturating_add(2) {
        let net = candidate.max(lowest).min(highest);
        let upto = tax_of(subtotal.taxed.rate, subtotal.credited_taxable.checked_add(Money::new(net, currency))?)?;
        let rule = upto.checked_sub(subtotal.credited_tax)?;
        let off = (gross.minor() - net - rule.minor()).abs();
        if best.is_none_or(|(least, _)| off < least) {
            best = Some((off, net));
        }
    }
    let net = Money::new(best.map_or(0, |(_, net)| net), currency);
    Ok((net, gross.checked_sub(net)?))
}
