//! Laws across services: a fault planted in a database is named by the law that it breaks. A law that cannot fail proves
//! nothing.

use o2c_integration_tests::Mesh;

/// The law, the service whose database is wronged, how, and how it is mended.
const FAULTS: &[(&str, &str, &str, &str)] = &[
    (
        "X-1",
        "credit",
        "UPDATE document_exposure SET open_receivables = open_receivables + 1 WHERE open_receivables > 0",
        "UPDATE document_exposure SET open_receivables = open_receivables - 1 WHERE open_receivables > 0",
    ),
    (
        "X-2",
        "billing",
        "UPDATE shipment_part SET gross_estimate = gross_estimate + 1",
        "UPDATE shipment_part SET gross_estimate = gross_estimate - 1",
    ),
    (
        "X-3",
        "receivables",
        "UPDATE open_item SET original_amount = original_amount + 1",
        "UPDATE open_item SET original_amount = original_amount - 1",
    ),
    (
        "X-4",
        "receivables",
        "UPDATE application SET amount = amount + 1 WHERE kind = 'cash'",
        "UPDATE application SET amount = amount - 1 WHERE kind = 'cash'",
    ),
    (
        "X-5",
        "receivables",
        "UPDATE journal_line SET debit = debit + 1 WHERE account = '1000'",
        "UPDATE journal_line SET debit = debit - 1 WHERE account = '1000'",
    ),
    (
        "X-6",
        "receivables",
        "UPDATE open_item SET objected_amount = objected_amount - 1 WHERE dispute_id IS NOT NULL",
        "UPDATE open_item SET objected_amount = objected_amount + 1 WHERE dispute_id IS NOT NULL",
    ),
    (
        "X-7",
        "orders",
        "UPDATE order_progress SET lines = json_set(lines, '$[0][11]', json_extract(lines, '$[0][11]') + 1)",
        "UPDATE order_progress SET lines = json_set(lines, '$[0][11]', json_extract(lines, '$[0][11]') - 1)",
    ),
    (
        "X-9",
        "orders",
        "UPDATE audit_block SET sealed_at = sealed_at + 1",
        "UPDATE audit_block SET sealed_at = sealed_at - 1",
    ),
    (
        "X-8",
        "analytics",
        "UPDATE consumer_cursor SET last_sequence = last_sequence + 1",
        "UPDATE consumer_cursor SET last_sequence = last_sequence - 1",
    ),
];

#[tokio::test]
async fn each_law_across_services_names_the_document_of_a_planted_fault() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    mesh.ship(&order).await;
    let number = mesh.open_items(&customer).await[0].document_number.clone();
    // Short: what is missing is a deduction, disputed and still open.
    mesh.bank_line("1", "0.00", "200.00", "ACME Limited", &number).await;
    let clean = mesh.audit().await;
    assert_eq!(clean.failed(), 0, "{}", clean.table());

    for (law, service, plant, mend) in FAULTS {
        let law_report = clean.law(law).unwrap();
        assert!(law_report.report.rows > 0, "{law} checked no row");
        assert!(mesh.plant(service, plant).await > 0, "{law}: the fault changed no row");
        let report = mesh.audit().await;
        let found = report.law(law).unwrap();
        assert!(found.report.failed > 0, "{law} did not see it:\n{}", report.table());
        assert!(!found.report.failures[0].document.is_empty());
        mesh.plant(service, mend).await;
    }
    mesh.assert_book_ties().await;
}
