//! Files of a company that moves.

use super::server::Server;

pub const CUSTOMERS: &str = "external_id,name,currency_code,payment_terms.net_days,bill_to.name,bill_to.country_code\r\n\
    C-1,ACME Limited,GBP,30,ACME,GB\r\n\
    C-2,=Bolt & Sons,GBP,14,\"Bolt, Sons\",GB\r\n";
pub const PRODUCTS: &str = "{\"sku\":\"KETTLE\",\"kind\":\"stocked\",\"tax_category\":\"STANDARD\"}\n\
    {\"sku\":\"POSTAGE\",\"kind\":\"service\",\"tax_category\":\"STANDARD\"}\n";
pub const OPEN_ITEMS: &str =
    "document_type,document_number,customer,document_date,due_on,amount,currency_code,posted_on";

/// Customers and products.
pub fn master_data(server: &Server) {
    let customers = server.write("customers.csv", CUSTOMERS);
    let products = server.write("products.ndjson", PRODUCTS);
    assert_eq!(server.import("customers", &customers)["accepted"]["rows"], 2);
    assert_eq!(server.import("products", &products)["accepted"]["rows"], 2);
}

/// So many open items, every tenth a credit note: 1.01, 1.02 …
pub fn open_items(count: u32) -> String {
    let mut file = format!("{OPEN_ITEMS}\n");
    for at in 1..=count {
        let document_type = if at % 10 == 0 { "CREDIT_NOTE" } else { "INVOICE" };
        let customer = 1 + at % 2;
        let pence = 100 + at;
        file.push_str(&format!(
            "{document_type},R-{at},C-{customer},2025-10-01,2025-10-31,{}.{:02},GBP,2025-12-31\n",
            pence / 100,
            pence % 100
        ));
    }
    file
}

/// What those open items come to, in pence.
pub fn sum(count: u32) -> i64 {
    (1..=i64::from(count)).map(|at| if at % 10 == 0 { -(100 + at) } else { 100 + at }).sum()
}

pub fn pounds(pence: i64) -> String {
    format!("{}.{:02}", pence / 100, pence % 100)
}
