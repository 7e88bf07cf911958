//! Statements as CSV, in the columns that the README documents. Every bad line is named, so that a file is mended in
//! one go.

use csv::StringRecord;
use o2c_kernel::{Currency, Date, Money, Violations};
use o2c_rpc::parse::reason;

use crate::domain::{FileLine, StatementFile};

const COLUMNS: [&str; 13] = [
    "bank_account",
    "statement_number",
    "statement_date",
    "currency",
    "opening_balance",
    "closing_balance",
    "line_number",
    "value_date",
    "amount",
    "payer_name",
    "payer_account",
    "bank_reference",
    "reference",
];
/// The statement's own columns, repeated in each row.
const HEAD: usize = 6;
const LINE_NUMBER: usize = 6;
/// Characters of a text.
const MOST_TEXT: usize = 500;
/// A file with nothing but bad lines is not worth a longer answer.
const MOST_VIOLATIONS: usize = 200;

/// Reads a file, or says all that is wrong with it.
pub fn read(content: &[u8]) -> Result<StatementFile, Violations> {
    let mut v = Violations::default();
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(content);
    let mut rows = reader.records();
    match rows.next() {
        Some(Ok(header)) if header.iter().eq(COLUMNS) => {}
        Some(_) | None => {
            v.add("content", reason::MALFORMED, format!("line 1 is not the header `{}`", COLUMNS.join(",")));
            return Err(v);
        }
    }
    let mut read = Rows::default();
    for (row, number) in rows.zip(2_usize..) {
        if v.iter().count() >= MOST_VIOLATIONS {
            v.add("content", reason::TOO_MANY, "there are further bad lines");
            break;
        }
        match row {
            Ok(row) => read.take(&mut v, &row, number),
            Err(error) => bad(&mut v, number, "", reason::MALFORMED, &error.to_string()),
        }
    }
    read.finish(v)
}

#[derive(Default)]
struct Rows {
    head: Option<(Vec<String>, Option<StatementFile>)>,
    lines: Vec<FileLine>,
    rows: usize,
    empty: bool,
}

impl Rows {
    fn take(&mut self, v: &mut Violations, row: &StringRecord, number: usize) {
        if row.len() != COLUMNS.len() {
            let said = format!("has {} columns, not {}", row.len(), COLUMNS.len());
            return bad(v, number, "", reason::MALFORMED, &said);
        }
        self.rows = self.rows.saturating_add(1);
        let ours: Vec<String> = row.iter().take(HEAD).map(str::to_owned).collect();
        match &self.head {
            None => {
                let file = head(v, row, number);
                self.head = Some((ours, file));
            }
            Some((first, _)) => {
                for ((column, ours), first) in COLUMNS.iter().zip(&ours).zip(first) {
                    if ours != first {
                        bad(v, number, column, "NOT_EQUAL", "differs from the first line's");
                    }
                }
            }
        }
        let Some(currency) = self.head.as_ref().and_then(|(_, file)| Some(file.as_ref()?.opening.currency())) else {
            return;
        };
        if row.get(LINE_NUMBER) == Some("") {
            self.empty = true;
            for (column, value) in COLUMNS.iter().zip(row).skip(LINE_NUMBER) {
                if !value.is_empty() {
                    bad(v, number, column, reason::MALFORMED, "is empty where there is no movement");
                }
            }
            return;
        }
        self.lines.extend(line(v, row, number, currency, self.rows));
    }

    fn finish(self, mut v: Violations) -> Result<StatementFile, Violations> {
        if self.rows == 0 && v.is_empty() {
            v.add("content", reason::TOO_FEW, "has no line: a statement without movements has one");
        }
        if self.empty && self.rows > 1 {
            v.add("content", reason::MALFORMED, "a line without a movement stands beside others");
        }
        match self.head {
            Some((_, Some(file))) if v.is_empty() => Ok(StatementFile { lines: self.lines, ..file }),
            _ => Err(v),
        }
    }
}

/// The statement's own columns.
fn head(v: &mut Violations, row: &StringRecord, number: usize) -> Option<StatementFile> {
    let account = text(v, row, number, 0).filter(|text| required(v, number, 0, text));
    let statement = text(v, row, number, 1).filter(|text| required(v, number, 1, text));
    let date = day(v, row, number, 2);
    let Ok(currency) = Currency::parse(cell(row, 3)) else {
        bad(v, number, COLUMNS[3], reason::UNKNOWN_VALUE, "is not an active ISO 4217 code");
        return None;
    };
    let (opening, closing) = (amount(v, row, number, 4, currency), amount(v, row, number, 5, currency));
    Some(StatementFile {
        bank_account: account?,
        number: statement?,
        date: date?,
        opening: opening?,
        closing: closing?,
        lines: Vec::new(),
    })
}

fn line(v: &mut Violations, row: &StringRecord, number: usize, currency: Currency, place: usize) -> Option<FileLine> {
    let expected = i32::try_from(place).ok();
    let line_number = cell(row, LINE_NUMBER).parse::<i32>().ok();
    if line_number.is_none() || line_number != expected {
        bad(v, number, COLUMNS[LINE_NUMBER], "NOT_IN_ORDER", &format!("is {place} here: from 1 without gaps"));
    }
    let value_date = day(v, row, number, 7);
    let amount = amount(v, row, number, 8, currency);
    if amount.is_some_and(Money::is_zero) {
        bad(v, number, COLUMNS[8], reason::OUT_OF_RANGE, "moves nothing");
    }
    let texts: Vec<Option<String>> = (9..COLUMNS.len()).map(|column| text(v, row, number, column)).collect();
    let [payer_name, payer_account, bank_reference, reference] = texts.try_into().ok()?;
    Some(FileLine {
        number: line_number?,
        value_date: value_date?,
        amount: amount?,
        payer_name: payer_name?,
        payer_account: payer_account?,
        bank_reference: bank_reference?,
        reference: reference?,
    })
}

fn cell(row: &StringRecord, column: usize) -> &str {
    row.get(column).unwrap_or_default()
}

fn day(v: &mut Violations, row: &StringRecord, number: usize, column: usize) -> Option<Date> {
    let date = Date::parse(cell(row, column)).ok();
    if date.is_none() {
        bad(v, number, COLUMNS[column], reason::MALFORMED, "is not a day as YYYY-MM-DD");
    }
    date
}

fn amount(v: &mut Violations, row: &StringRecord, number: usize, column: usize, currency: Currency) -> Option<Money> {
    match Money::parse(cell(row, column), currency) {
        Ok(amount) => Some(amount),
        Err(error) => {
            bad(v, number, COLUMNS[column], reason::MALFORMED, &error.to_string());
            None
        }
    }
}

fn text(v: &mut Violations, row: &StringRecord, number: usize, column: usize) -> Option<String> {
    let text = cell(row, column);
    if text.chars().count() > MOST_TEXT {
        bad(v, number, COLUMNS[column], reason::TOO_LONG, &format!("has at most {MOST_TEXT} characters"));
        return None;
    }
    if text.chars().any(char::is_control) {
        bad(v, number, COLUMNS[column], reason::MALFORMED, "holds control characters");
        return None;
    }
    Some(text.to_owned())
}

fn required(v: &mut Violations, number: usize, column: usize, text: &str) -> bool {
    if text.is_empty() {
        bad(v, number, COLUMNS[column], reason::REQUIRED, "is required");
    }
    !text.is_empty()
}

/// Lines are numbered as an editor does: the header is line 1.
fn bad(v: &mut Violations, number: usize, column: &str, reason: &str, said: &str) {
    let field =
        if column.is_empty() { format!("content.line[{number}]") } else { format!("content.line[{number}].{column}") };
    v.add(field, reason, said);
}

#[cfg(test)]
mod tests;
