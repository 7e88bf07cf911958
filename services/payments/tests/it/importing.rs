//! Statements: all or nothing, adding up, chained.

use o2c_proto::{google::r#type::Date, payments::v1 as proto};
use o2c_rpc::status::{field_violations, reason_of};
use tonic::Code;

use crate::bank::{HEADER, Transfer, import, on_both_engines, statement, transfer};

#[tokio::test]
async fn each_line_becomes_a_receipt_or_is_classified() {
    on_both_engines(async |bank| {
        let transfers = [transfer(10_000, "Anna Ltd", "x"), transfer(-1_230, "", "fee"), transfer(500, "Bert", "y")];
        let statement = bank.import(&transfers).await;
        assert_eq!((statement.bank_account.as_str(), statement.lines), ("GB1", 3));

        let request = proto::ListBankStatementLinesRequest {
            bank_statement_id: statement.bank_statement_id.clone(),
            page_size: 2,
            ..Default::default()
        };
        let page = bank.client().list_bank_statement_lines(request.clone()).await.unwrap().into_inner();
        assert_eq!(page.lines.len(), 2);
        assert_eq!(page.lines[1].state(), proto::BankStatementLineState::Classified);
        let rest = proto::ListBankStatementLinesRequest { page_token: page.next_page_token, ..request };
        let rest = bank.client().list_bank_statement_lines(rest).await.unwrap().into_inner();
        assert_eq!((rest.lines.len(), rest.next_page_token.as_str()), (1, ""));

        let receipts = bank.receipts().await;
        assert_eq!(receipts.len(), 2);
        assert_eq!(receipts[0].number, "RC-00000001");
        assert_eq!(receipts[1].number, "RC-00000002");
        assert_eq!(rest.lines[0].receipt_id, receipts[1].receipt_id);
        let fact: proto::PaymentReceived = bank.fact(&receipts[0].receipt_id).await;
        assert_eq!(
            (fact.number.as_str(), fact.bank_account.as_str(), fact.customer_id.as_str()),
            ("RC-00000001", "GB1", "")
        );

        let got = proto::GetBankStatementRequest { bank_statement_id: statement.bank_statement_id.clone() };
        assert_eq!(bank.client().get_bank_statement(got).await.unwrap().into_inner(), statement);
        let all = bank.client().list_bank_statements(proto::ListBankStatementsRequest::default()).await.unwrap();
        assert_eq!(all.into_inner().bank_statements, [statement]);
    })
    .await;
}

#[tokio::test]
async fn statements_chain_and_come_once() {
    on_both_engines(async |bank| {
        bank.import(&[transfer(100, "", "")]).await;
        bank.import(&[]).await;

        let gap = bank.try_import(statement(3, 101, &[])).await.unwrap_err();
        assert_eq!(
            (gap.code(), reason_of(&gap).as_deref()),
            (Code::FailedPrecondition, Some("STATEMENT_DOES_NOT_CHAIN"))
        );
        let again = bank.try_import(statement(2, 100, &[])).await.unwrap_err();
        assert_eq!((again.code(), reason_of(&again).as_deref()), (Code::AlreadyExists, Some("STATEMENT_IMPORTED")));
        let mut wrong = String::from_utf8(statement(3, 100, &[transfer(50, "", "")])).unwrap();
        wrong = wrong.replace(",1.50,", ",1.51,");
        let wrong = bank.try_import(wrong.into_bytes()).await.unwrap_err();
        assert_eq!(reason_of(&wrong).as_deref(), Some("STATEMENT_DOES_NOT_ADD_UP"));
        assert_eq!(bank.receipts().await.len(), 1, "nothing of a refused statement remains");
        bank.import(&[transfer(50, "", "")]).await;
        assert_eq!(bank.receipts().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_repeated_request_imports_once() {
    on_both_engines(async |bank| {
        let request = import(statement(1, 0, &[transfer(100, "Anna", "")]));
        let first = bank.client().import_bank_statement(request.clone()).await.unwrap().into_inner();
        let second = bank.client().import_bank_statement(request.clone()).await.unwrap().into_inner();
        assert_eq!(first, second);
        let other = proto::ImportBankStatementRequest { content: statement(1, 5, &[]), ..request };
        let reused = bank.client().import_bank_statement(other).await.unwrap_err();
        assert_eq!(reason_of(&reused).as_deref(), Some("REQUEST_ID_REUSED"));
        bank.settled().await;
        assert_eq!(bank.receipts().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_names_every_bad_line() {
    on_both_engines(async |bank| {
        let rows = "GB1,1,2011-01-04,GBP,0.00,1.00,1,2011-01-04,one,,,,\nGB1,1,2011-01-04,GBP,0.00,1.00,3,,1.00,,,,\n";
        let error = bank.try_import(format!("{HEADER}{rows}").into_bytes()).await.unwrap_err();
        assert_eq!((error.code(), reason_of(&error).as_deref()), (Code::InvalidArgument, Some("STATEMENT_UNREADABLE")));
        let fields: Vec<String> = field_violations(&error).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["content.line[2].amount", "content.line[3].line_number", "content.line[3].value_date"]);
        assert!(bank.receipts().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_large_file_is_one_statement() {
    on_both_engines(async |bank| {
        let transfers: Vec<Transfer> = (1..=3_000).map(|at| transfer(at, &format!("Payer {at}"), "hello")).collect();
        let statement = bank.import(&transfers).await;
        assert_eq!(statement.lines, 3_000);
        assert_eq!(bank.exceptions().await.len(), 1_000, "the first page");
    })
    .await;
}

/// The clock stands at the fourth: no statement is of a later day, and value is given ten days later at most.
#[tokio::test]
async fn days_that_have_not_come_are_named() {
    on_both_engines(async |bank| {
        let dated = |statement_date: &str, value_date: &str| {
            let row = |line: u8, on: &str| format!("GB1,1,{statement_date},GBP,0.00,2.00,{line},{on},1.00,Anna,,,\n");
            format!("{HEADER}{}{}", row(1, "2011-01-04"), row(2, value_date)).into_bytes()
        };
        let cases = [
            (dated("2011-01-04", "2011-01-15"), vec!["content.line[3].value_date"]),
            (dated("2012-01-05", "2112-01-05"), vec!["content.line[2].statement_date", "content.line[3].value_date"]),
        ];
        for (content, named) in cases {
            let error = bank.try_import(content).await.unwrap_err();
            let reason = reason_of(&error);
            assert_eq!((error.code(), reason.as_deref()), (Code::InvalidArgument, Some("STATEMENT_UNREADABLE")));
            let fields: Vec<String> = field_violations(&error).into_iter().map(|(field, _)| field).collect();
            assert_eq!(fields, named);
        }
        assert!(bank.receipts().await.is_empty());
        bank.try_import(dated("2011-01-04", "2011-01-14")).await.unwrap();
        bank.settled().await;
    })
    .await;
}

#[tokio::test]
async fn receipts_are_listed_by_the_days_of_their_value() {
    on_both_engines(async |bank| {
        let row =
            |(line, on): (usize, &&str)| format!("GB1,1,2011-01-04,GBP,0.00,5.00,{line},{on},1.00,Anna,,,r{line}\n");
        let days = ["2011-01-04", "2010-12-31", "2011-01-06", "2010-12-31", "2011-01-02"];
        let rows: String = (1..).zip(&days).map(row).collect();
        bank.try_import(format!("{HEADER}{rows}").into_bytes()).await.unwrap();
        bank.settled().await;
        let day = |text: &str| {
            let mut parts = text.split('-').map(|part| part.parse().unwrap());
            Some(Date { year: parts.next()?, month: parts.next()?, day: parts.next()? })
        };
        let listed = async |request: proto::ListReceiptsRequest| {
            let (mut found, mut page_token) = (Vec::new(), String::new());
            loop {
                let request = proto::ListReceiptsRequest { page_token, ..request.clone() };
                let page = bank.client().list_receipts(request).await.unwrap().into_inner();
                found.extend(page.receipts.into_iter().map(|receipt| receipt.reference));
                page_token = page.next_page_token;
                if page_token.is_empty() {
                    return found.concat();
                }
            }
        };
        for page_size in [1, 2, 100] {
            let of = |from: &str, to: &str| proto::ListReceiptsRequest {
                page_size,
                value_date_from: Some(from).filter(|text| !text.is_empty()).and_then(day),
                value_date_to: Some(to).filter(|text| !text.is_empty()).and_then(day),
                ..Default::default()
            };
            assert_eq!(listed(proto::ListReceiptsRequest { page_size, ..Default::default() }).await, "r1r2r3r4r5");
            assert_eq!(listed(of("2011-01-02", "2011-01-04")).await, "r5r1", "both days, by value date");
            assert_eq!(listed(of("2010-12-31", "2010-12-31")).await, "r2r4", "then in the order taken in");
            assert_eq!(listed(of("2011-01-03", "")).await, "r1r3");
            assert_eq!(listed(of("", "2011-01-02")).await, "r2r4r5");
            assert_eq!(listed(of("2012-01-01", "")).await, "");
            let state = proto::ReceiptState::Applied.into();
            assert_eq!(listed(proto::ListReceiptsRequest { state, ..of("", "2011-01-02") }).await, "");
        }
        let all = proto::ListReceiptsRequest { page_size: 1, ..Default::default() };
        let page_token = bank.client().list_receipts(all.clone()).await.unwrap().into_inner().next_page_token;
        let other = proto::ListReceiptsRequest { page_token, value_date_from: day("2010-01-01"), ..all };
        let fields = field_violations(&bank.client().list_receipts(other).await.unwrap_err());
        assert_eq!(fields[0].0, "page_token");
    })
    .await;
}
