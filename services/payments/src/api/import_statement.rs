//! A bank statement as a file.

use o2c_kernel::Violations;
use o2c_proto::payments::v1::{BankStatementFormat, ImportBankStatementRequest};
use o2c_rpc::parse;

use super::bank_statement_csv;
use crate::app::ImportStatement;

/// The largest file.
const MOST_BYTES: usize = 768 * 1024;

/// A file that cannot be read is decided like any other request, so that it is refused with its own reason.
pub fn parse(message: ImportBankStatementRequest) -> Result<ImportStatement, Violations> {
    let mut v = Violations::default();
    let format: Option<BankStatementFormat> = parse::known_enum(&mut v, "format", message.format);
    if message.content.is_empty() {
        v.add("content", parse::reason::REQUIRED, "is required");
    }
    if message.content.len() > MOST_BYTES {
        v.add("content", parse::reason::TOO_LONG, format!("has at most {MOST_BYTES} bytes"));
    }
    parse::finish(v, || match format? {
        BankStatementFormat::Csv => Some(ImportStatement { file: bank_statement_csv::read(&message.content) }),
        BankStatementFormat::Unspecified => None,
    })
}
