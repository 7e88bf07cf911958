//! What others report of an order. Facts are recorded, never refused for a business reason; what cannot be recorded at
//! all (an unknown line, an overflow) is an error.

use o2c_kernel::{Money, Quantity};

use super::{DocumentId, LineQuantity, Order, OrderFact, OrderLine, OrderState, Receivable, Refusal};

/// What an invoice says of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InvoicedLine {
    pub line: i32,
    pub quantity: Quantity,
    pub net_amount: Money,
}

impl Order {
    /// Goods have left, or services were activated.
    pub fn shipped(&mut self, quantities: &[LineQuantity]) -> Result<Option<OrderFact>, Refusal> {
        self.record(
            quantities,
            |item| item.line,
            |line, item| {
                line.progress.shipped = line.progress.shipped.checked_add(item.quantity)?;
                let left = line.progress.allocated.checked_sub(item.quantity)?;
                line.progress.allocated = left.min(line.open()?).max(Quantity::ZERO);
                Ok(())
            },
        )
    }

    pub fn delivered(&mut self, quantities: &[LineQuantity]) -> Result<Option<OrderFact>, Refusal> {
        self.record(
            quantities,
            |item| item.line,
            |line, item| {
                line.progress.delivered = line.progress.delivered.checked_add(item.quantity)?;
                Ok(())
            },
        )
    }

    pub fn returned(&mut self, quantities: &[LineQuantity]) -> Result<Option<OrderFact>, Refusal> {
        self.record(
            quantities,
            |item| item.line,
            |line, item| {
                line.progress.returned = line.progress.returned.checked_add(item.quantity)?;
                Ok(())
            },
        )
    }

    /// The allocation of lines is this now. Before confirmation it is kept: it is newer than what the acceptance knows.
    pub fn allocated(&mut self, quantities: &[LineQuantity]) -> Result<Option<OrderFact>, Refusal> {
        if !(self.state == OrderState::Submitted || self.state.is_confirmed()) {
            return Ok(None);
        }
        self.record(
            quantities,
            |item| item.line,
            |line, item| {
                line.progress.allocated = item.quantity.min(line.open()?).max(Quantity::ZERO);
                line.progress.reported = true;
                Ok(())
            },
        )
    }

    /// An invoice was issued. Receivables will tell what of it is open.
    pub fn invoiced(
        &mut self,
        document: DocumentId,
        gross: Money,
        invoiced: &[InvoicedLine],
    ) -> Result<Option<OrderFact>, Refusal> {
        let known = self.receivables.clone();
        if !known.iter().any(|item| item.document == document) {
            self.receivables.push(Receivable { document, original: gross, open: gross });
        }
        let recorded = self.record(
            invoiced,
            |item| item.line,
            |line, item| {
                line.progress.invoiced = line.progress.invoiced.checked_add(item.quantity)?;
                line.progress.invoiced_net = line.progress.invoiced_net.checked_add(item.net_amount)?;
                Ok(())
            },
        );
        if recorded.is_err() {
            self.receivables = known;
        }
        recorded
    }

    /// A document of the order is in the books: an invoice, or a debit note.
    pub fn posted(&mut self, item: Receivable) -> Result<Option<OrderFact>, Refusal> {
        self.receivable(item.document, item.original, item.open)
    }

    /// What is open of a document now.
    pub fn open_amount(&mut self, document: DocumentId, open: Money) -> Result<Option<OrderFact>, Refusal> {
        self.receivable(document, open, open)
    }

    fn receivable(&mut self, document: DocumentId, original: Money, open: Money) -> Result<Option<OrderFact>, Refusal> {
        let known = self.receivables.clone();
        match self.receivables.iter_mut().find(|item| item.document == document) {
            Some(item) => item.open = open,
            None => self.receivables.push(Receivable { document, original, open }),
        }
        let taken = self.take_over(self.lines.clone());
        if taken.is_err() {
            self.receivables = known;
        }
        taken
    }

    fn record<T>(
        &mut self,
        items: &[T],
        number: impl Fn(&T) -> i32,
        apply: impl Fn(&mut OrderLine, &T) -> Result<(), Refusal>,
    ) -> Result<Option<OrderFact>, Refusal> {
        let mut lines = self.lines.clone();
        for item in items {
            let at = self.place_of(number(item));
            let line = at.and_then(|at| lines.get_mut(at));
            apply(line.ok_or(Refusal::LineNotFound { order: self.id, line: number(item) })?, item)?;
        }
        self.take_over(lines)
    }
}
