//! Order lines from files: `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country`.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use o2c_kernel::Date;

use super::{
    Adjustment, BadDebt, Customer, CustomerIndex, Input, ORDER_LINES, OrderDocument, OrderLine, Product, ProductIndex,
    RefusedLine, ReturnLine,
    classify::{Kind, Line, Raw, classify, is_service},
    country_code,
};

const COLUMNS: [&str; 8] =
    ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];

/// Reads files, or the `.csv` files of folders, in the order of their names.
pub fn read(places: &[PathBuf]) -> anyhow::Result<Input> {
    let mut reader = Reader::default();
    let mut hash = blake3::Hasher::new();
    for file in files(places)? {
        let content = fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        hash.update(&content);
        reader.file(&file, &content)?;
    }
    reader.input.fingerprint = hash.finalize().to_hex().to_string();
    let input = reader.input;
    ensure!(!input.days.is_empty(), "no line of the input can be used: {} were refused", input.lines.refused);
    Ok(input)
}

fn files(places: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for place in places {
        if place.is_dir() {
            let entries = fs::read_dir(place).with_context(|| format!("{} cannot be read", place.display()))?;
            let mut inside: Vec<PathBuf> =
                entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
            inside.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
            inside.sort();
            ensure!(!inside.is_empty(), "{} holds no .csv file", place.display());
            files.extend(inside);
        } else {
            ensure!(place.is_file(), "{} does not exist", place.display());
            files.push(place.clone());
        }
    }
    Ok(files)
}

#[derive(Default)]
struct Reader {
    input: Input,
    products: HashMap<String, ProductIndex>,
    customers: HashMap<String, CustomerIndex>,
    /// By document, customer and country: which order of which day its lines go to.
    orders: HashMap<(String, CustomerIndex, String), (Date, usize)>,
}

impl Reader {
    fn file(&mut self, file: &Path, content: &[u8]) -> anyhow::Result<()> {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(content);
        let header = csv.byte_headers().with_context(|| format!("{name} is not a CSV file"))?.clone();
        let header: Vec<String> = header
            .iter()
            .map(|column| String::from_utf8_lossy(column).trim_start_matches('\u{feff}').to_owned())
            .collect();
        let missing: Vec<&str> =
            COLUMNS.iter().copied().filter(|column| !header.iter().any(|have| have == column)).collect();
        if !missing.is_empty() {
            bail!("{name} lacks the columns {}; it has {}", missing.join(", "), header.join(", "));
        }
        let at = COLUMNS.map(|column| header.iter().position(|have| have == column).unwrap_or(0));
        for record in csv.byte_records() {
            self.input.lines.total += 1;
            match record {
                Ok(record) => {
                    let texts: Vec<String> =
                        record.iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
                    let line = record.position().map_or(0, csv::Position::line);
                    self.line(&name, line, &texts, &at, header.len());
                }
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    self.refuse(&name, line, error.to_string(), String::new());
                }
            }
        }
        Ok(())
    }

    fn line(&mut self, file: &str, number: u64, texts: &[String], at: &[usize; 8], columns: usize) {
        if texts.len() != columns {
            let reason = format!("the line has {} columns, not {columns}", texts.len());
            return self.refuse(file, number, reason, texts.join(","));
        }
        let [invoice, code, description, quantity, date, price, customer, country] =
            at.map(|index| texts.get(index).map_or("", String::as_str));
        match classify(&Raw { invoice, code, quantity, date, price }) {
            Err(reason) => self.refuse(file, number, reason, texts.join(",")),
            Ok(line) => {
                let country = country_code(country);
                self.take(&line, invoice, code, description, customer, country);
            }
        }
    }

    fn refuse(&mut self, file: &str, line: u64, reason: String, content: String) {
        self.input.lines.refused += 1;
        self.input.refused.push(RefusedLine { file: file.to_owned(), line, reason, content });
    }

    fn take(
        &mut self,
        line: &Line,
        invoice: &str,
        code: &str,
        description: &str,
        customer: &str,
        country: &'static str,
    ) {
        let buckets = &mut self.input.lines;
        match line.kind {
            Kind::Order { service: false } => buckets.order += 1,
            Kind::Order { service: true } => buckets.service += 1,
            Kind::FreeOfCharge => buckets.free_of_charge += 1,
            Kind::StockAdjustment => buckets.stock_adjustment += 1,
            Kind::Return { .. } => buckets.returned += 1,
            Kind::BadDebt { .. } => buckets.bad_debt += 1,
        }
        let document = invoice.trim().to_owned();
        self.input.days.entry(line.date).or_default().lines += 1;
        match line.kind {
            Kind::Order { .. } | Kind::FreeOfCharge => {
                // Free lines and a price that rounds to nothing alike add what they are worth.
                let net = line.price.extend(line.quantity).map_or(0, |net| net.minor());
                self.input.order_lines_net += net;
                self.order(line, document, code, description, customer, country);
            }
            Kind::StockAdjustment => {
                let product = self.product(code, description);
                let day = self.input.days.entry(line.date).or_default();
                day.adjustments.push(Adjustment { document, product, quantity: line.quantity });
            }
            Kind::Return { net } => {
                self.input.returns_net += net.minor();
                let (customer, product) = (self.customer(customer, country), self.product(code, description));
                let day = self.input.days.entry(line.date).or_default();
                day.returns.push(ReturnLine {
                    document,
                    customer,
                    country: country.to_owned(),
                    product,
                    quantity: line.quantity,
                    unit_price: line.price,
                    net,
                });
            }
            Kind::BadDebt { amount } => {
                let day = self.input.days.entry(line.date).or_default();
                day.bad_debts.push(BadDebt { document, amount, description: description.trim().to_owned() });
            }
        }
    }

    fn order(
        &mut self,
        line: &Line,
        document: String,
        code: &str,
        description: &str,
        customer: &str,
        country: &'static str,
    ) {
        let (customer, product) = (self.customer(customer, country), self.product(code, description));
        let ordered = OrderLine { product, quantity: line.quantity, unit_price: line.price };
        let key = (document.clone(), customer, country.to_owned());
        // A document keeps the date of its first line.
        if let Some((date, index)) = self.orders.get(&key)
            && let Some(order) = self.input.days.get_mut(date).and_then(|day| day.orders.get_mut(*index))
            && order.lines.len() < ORDER_LINES
        {
            order.lines.push(ordered);
            return;
        }
        let day = self.input.days.entry(line.date).or_default();
        self.orders.insert(key, (line.date, day.orders.len()));
        day.orders.push(OrderDocument {
            number: document,
            customer,
            country: country.to_owned(),
            lines: vec![ordered],
        });
    }

    fn product(&mut self, code: &str, description: &str) -> ProductIndex {
        let code = code.trim().to_uppercase();
        if let Some(index) = self.products.get(&code) {
            return *index;
        }
        let description = match description.trim() {
            "" => code.clone(),
            text => text.to_owned(),
        };
        self.input.products.push(Product { service: is_service(&code), code: code.clone(), description });
        self.products.insert(code, self.input.products.len() - 1);
        self.input.products.len() - 1
    }

    fn customer(&mut self, id: &str, country: &str) -> CustomerIndex {
        let id = id.trim().trim_end_matches(".0");
        let walk_in = id.is_empty();
        let key = if walk_in { format!("WALK-IN {country}") } else { id.to_owned() };
        if let Some(index) = self.customers.get(&key) {
            return *index;
        }
        self.input.customers.push(Customer { key: key.clone(), country: country.to_owned(), walk_in });
        self.customers.insert(key, self.input.customers.len() - 1);
        self.input.customers.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Input {
        let mut reader = Reader::default();
        let header = COLUMNS.join(",");
        reader.file(Path::new("lines.csv"), format!("{header}\n{text}").as_bytes()).unwrap();
        reader.input
    }

    #[test]
    fn a_document_of_several_customers_is_an_order_each() {
        let input = lines(
            "1,10,A,1,2010-12-01 08:00:00,1.00,7.0,France\n1,10,A,1,2010-12-01 08:01:00,1.00,8.0,France\n1,10,A,1,2010-12-02 08:01:00,1.00,7.0,France\n",
        );
        assert_eq!(input.days.len(), 2);
        let orders: Vec<usize> =
            input.days.values().flat_map(|day| &day.orders).map(|order| order.lines.len()).collect();
        assert_eq!(orders, [2, 1]);
        assert_eq!(input.customers.len(), 2);
        assert_eq!(input.order_lines_net, 300);
    }

    #[test]
    fn a_broken_line_in_the_middle_is_refused_and_harms_no_other() {
        let input = lines(
            "1,10,A,1,2010-12-01,1.00,7.0,France\n1,10,A\n1,10,A,1,2010-12-01,1e308,7.0,France\n,10a,,1,2010-12-01,2,,\n1,10A,,2,2010-12-01,0,7.0,France\n",
        );
        assert_eq!(input.lines.sum(), input.lines.total);
        assert_eq!((input.lines.order, input.lines.refused, input.lines.free_of_charge), (2, 2, 1));
        assert_eq!(input.refused.iter().map(|line| line.line).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(input.products.len(), 2, "codes that differ only in case are one product");
    }

    #[test]
    fn wrong_columns_are_named() {
        let mut reader = Reader::default();
        let error = reader.file(Path::new("x.csv"), b"InvoiceNo,Code\n1,2\n").unwrap_err().to_string();
        assert!(error.contains("StockCode") && error.contains("Country"), "{error}");
    }
}
