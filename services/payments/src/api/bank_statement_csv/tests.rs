use super::*;

const HEADER: &str = "bank_account,statement_number,statement_date,currency,opening_balance,closing_balance,line_number,value_date,amount,payer_name,payer_account,bank_reference,reference\n";

fn of(rows: &str) -> Result<StatementFile, Vec<String>> {
    read(format!("{HEADER}{rows}").as_bytes()).map_err(fields)
}

fn fields(v: Violations) -> Vec<String> {
    v.iter().map(|violation| violation.field.clone()).collect()
}

#[test]
fn a_statement_is_read_as_it_is_written() {
    let file = of("GB1,7,2011-01-04,GBP,100.00,187.70,1,2011-01-04,100.00,\"Anna, Ltd\",ACC1,B1,INV-00000042\n\
                   GB1,7,2011-01-04,GBP,100.00,187.70,2,2011-01-03,-12.30,,,B2,fee\n")
    .unwrap();
    assert_eq!((file.bank_account.as_str(), file.number.as_str()), ("GB1", "7"));
    assert_eq!((file.opening.minor(), file.closing.minor()), (10_000, 18_770));
    assert_eq!(file.lines.len(), 2);
    assert_eq!(file.lines[0].payer_name, "Anna, Ltd");
    assert_eq!(file.lines[1].amount.minor(), -1_230);
    assert!(file.adds_up().is_ok());
}

#[test]
fn a_statement_without_movements_is_one_line() {
    let file = of("GB1,7,2011-01-04,GBP,100.00,100.00,,,,,,,\n").unwrap();
    assert!(file.lines.is_empty());
    assert_eq!(of(""), Err(vec!["content".to_owned()]));
    let beside = of("GB1,7,2011-01-04,GBP,1.00,1.00,,,,,,,\nGB1,7,2011-01-04,GBP,1.00,1.00,2,2011-01-04,1.00,,,,\n");
    assert_eq!(beside, Err(vec!["content".to_owned()]));
}

#[test]
fn every_bad_line_is_named() {
    let bad = of("GB1,7,2011-01-04,GBP,100.00,100.00,1,2011-13-04,1.00,,,,\n\
                  GB2,7,2011-01-04,GBP,100.00,100.00,2,2011-01-04,1.001,,,,\n\
                  GB1,7,2011-01-04,GBP,100.00,100.00,4,2011-01-04,0.00,,,,\n\
                  GB1,7,2011-01-04\n\
                  GB1,7,2011-01-04,GBP,100.00,100.00,4,2011-01-04,1.00,a\u{0}b,,,\n");
    assert_eq!(
        bad.unwrap_err(),
        [
            "content.line[2].value_date",
            "content.line[3].bank_account",
            "content.line[3].amount",
            "content.line[4].line_number",
            "content.line[4].amount",
            "content.line[5]",
            "content.line[6].payer_name",
        ]
    );
}

#[test]
fn another_header_is_no_statement() {
    assert_eq!(read(b"account,number\n").map_err(fields), Err(vec!["content".to_owned()]));
    assert_eq!(read(b"").map_err(fields), Err(vec!["content".to_owned()]));
    assert_eq!(read(&[0xff, 0xfe, 0x00]).map_err(fields), Err(vec!["content".to_owned()]));
}

#[test]
fn a_file_of_bad_lines_has_a_bounded_answer() {
    let rows: String = (0..5_000).map(|_| "GB1,7,x,GBP,1,1,1,x,x,,,,\n").collect();
    assert!(of(&rows).unwrap_err().len() < 250);
}

proptest::proptest! {
    #[test]
    fn nothing_that_is_sent_makes_it_panic(content: Vec<u8>, rows in "[\\PC,\n\"]{0,200}") {
        let _ = read(&content);
        let _ = of(&rows);
    }
}
