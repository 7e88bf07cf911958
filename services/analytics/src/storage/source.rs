//! Where the documents of each measure are: the one table that lists, laws and sums agree on.

use crate::domain::Measure;

pub struct Source {
    pub table: &'static str,
    /// Orders the list.
    pub id: &'static str,
    /// What is named: of an open item its document.
    pub document: &'static str,
    pub number: &'static str,
    pub day: &'static str,
    pub due_on: &'static str,
    /// Minor units, microseconds, or 0 where only the number of documents counts.
    pub amount: &'static str,
    /// Beside tenant, currency and day.
    pub condition: &'static str,
}

pub const fn source(measure: Measure) -> Source {
    match measure {
        Measure::CreditInvoices => sales(" AND measure = 1"),
        Measure::CashInvoices => sales(" AND measure = 2"),
        Measure::CreditNotes => sales(" AND measure = 3"),
        Measure::DebitNotes => sales(" AND measure = 4"),
        Measure::Receivables => Source {
            table: "receivable_movement",
            id: "open_item_id",
            document: "open_item_id",
            number: "NULL",
            day: "effective_on",
            due_on: "due_on",
            amount: "amount",
            condition: "",
        },
        Measure::OrderCycle => order("cycle_on", "cycle_micros", " AND cycle_on IS NOT NULL"),
        Measure::OrderToCash => order("cash_on", "cash_micros", " AND cash_on IS NOT NULL"),
        Measure::InvoicesApplied => invoice("applied_on", " AND applied_on IS NOT NULL"),
        Measure::InvoicesStraightThrough => invoice("straight_on", " AND straight_on IS NOT NULL"),
        Measure::CashApplication => Source {
            table: "receipt_fact",
            id: "receipt_id",
            document: "receipt_id",
            number: "number",
            day: "waited_on",
            due_on: "waited_on",
            amount: "waited_micros",
            condition: " AND waited_on IS NOT NULL",
        },
    }
}

const fn sales(condition: &'static str) -> Source {
    Source {
        table: "sales_document",
        id: "document_id",
        document: "document_id",
        number: "number",
        day: "issued_on",
        due_on: "issued_on",
        amount: "gross",
        condition,
    }
}

const fn order(day: &'static str, amount: &'static str, condition: &'static str) -> Source {
    Source {
        table: "order_fact",
        id: "order_id",
        document: "order_id",
        number: "number",
        day,
        due_on: day,
        amount,
        condition,
    }
}

const fn invoice(day: &'static str, condition: &'static str) -> Source {
    Source {
        table: "receivable",
        id: "open_item_id",
        document: "document_id",
        number: "number",
        day,
        due_on: day,
        amount: "CAST(0 AS BIGINT)",
        condition,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conditions_name_the_codes_of_their_measures() {
        let sales = [Measure::CreditInvoices, Measure::CashInvoices, Measure::CreditNotes, Measure::DebitNotes];
        for measure in sales {
            assert_eq!(source(measure).condition, format!(" AND measure = {}", measure.code()));
        }
    }
}
