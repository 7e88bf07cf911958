//! The seal of an issued document: a hash of all that it says. The audit makes it again and compares (BIL-4), so that
//! a document that was changed behind the service's back is found.

use super::entities::{document, document_line, tax_subtotal};

/// Feeds values with their lengths, so that no two contents read the same.
struct Seal(blake3::Hasher);

impl Seal {
    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.update(bytes);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    fn optional(&mut self, bytes: Option<&[u8]>) -> &mut Self {
        match bytes {
            Some(bytes) => self.bytes(b"1").bytes(bytes),
            None => self.bytes(b"0"),
        }
    }

    fn number(&mut self, number: i64) -> &mut Self {
        self.0.update(&number.to_le_bytes());
        self
    }
}

/// Lines in the order of their numbers, subtotals by category and rate; what was credited is no part of it.
pub fn seal(head: &document::Model, lines: &[document_line::Model], subtotals: &[tax_subtotal::Model]) -> Vec<u8> {
    let mut seal = Seal(blake3::Hasher::new());
    of_head(&mut seal, head);
    for line in lines {
        seal.number(i64::from(line.line_number))
            .number(i64::from(line.order_line_number))
            .number(i64::from(line.corrects_line))
            .optional(line.product_id.as_ref().map(|id| &id.as_bytes()[..]))
            .text(&line.description)
            .number(line.quantity)
            .number(line.unit_price)
            .number(line.net_amount)
            .text(&line.tax_category)
            .number(line.tax_rate);
    }
    for subtotal in subtotals {
        seal.text(&subtotal.tax_category)
            .number(subtotal.tax_rate)
            .number(subtotal.taxable_amount)
            .number(subtotal.tax_amount)
            .number(subtotal.taxable_before)
            .number(subtotal.tax_before)
            .number(subtotal.rounding_amount);
    }
    seal.0.finalize().as_bytes().to_vec()
}

fn of_head(seal: &mut Seal, head: &document::Model) {
    let id = |id: &Option<uuid::Uuid>| id.map(|id| id.as_bytes().to_vec());
    let text = |text: &Option<String>| text.as_ref().map(|text| text.as_bytes().to_vec());
    seal.text(&head.tenant).bytes(head.document_id.as_bytes()).number(head.position);
    seal.text(&head.series).number(head.sequence).text(&head.number).text(&head.kind);
    seal.bytes(head.customer_id.as_bytes()).text(&head.customer).optional(text(&head.ship_to).as_deref());
    seal.optional(id(&head.order_id).as_deref()).optional(id(&head.shipment_id).as_deref());
    for days in [head.issued_on, head.supplied_on, head.due_on] {
        seal.number(i64::from(days));
    }
    seal.text(&head.currency);
    for amount in [head.net_amount, head.tax_amount, head.gross_amount, head.gross_estimate] {
        seal.number(amount);
    }
    seal.optional(id(&head.corrected_id).as_deref()).optional(text(&head.corrected_number).as_deref());
    seal.optional(text(&head.reason_code).as_deref()).optional(text(&head.reason).as_deref());
    seal.optional(id(&head.dispute_id).as_deref()).optional(id(&head.replaced_id).as_deref());
    seal.number(head.occurred_at);
}
