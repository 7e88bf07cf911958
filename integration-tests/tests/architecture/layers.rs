//! Which layer may know what.

use crate::source::{SERVICES, below, none, shaped};

#[test]
fn law_1_domain_is_pure() {
    let mut seen = 0;
    let mut offences = Vec::new();
    for folder in shaped() {
        for file in below(&format!("{folder}/src/domain")) {
            seen += 1;
            let words = [
                "async ",
                ".await",
                "tokio",
                "tonic",
                "prost",
                "sea_orm",
                "o2c_proto",
                "o2c_store",
                "o2c_rpc",
                "machine_now",
                "random_u64",
            ];
            offences.extend(file.using(&words));
        }
    }
    none(offences, seen);
}

#[test]
fn law_2_sea_orm_stays_in_storage() {
    let mut seen = 0;
    let mut offences = Vec::new();
    for folder in shaped() {
        for file in below(&format!("{folder}/src")) {
            seen += 1;
            if !file.path.contains("/src/storage/") {
                offences.extend(file.using(&["sea_orm", "sea_query"]));
            }
        }
    }
    none(offences, seen);
}

#[test]
fn law_2_protos_stay_at_the_borders() {
    let borders = ["/src/api/", "/src/clients/", "/src/events/", "/src/sagas/", "/src/service.rs"];
    let mut seen = 0;
    let mut offences = Vec::new();
    for folder in shaped() {
        for file in below(&format!("{folder}/src")) {
            seen += 1;
            if !borders.iter().any(|border| file.path.contains(border)) {
                offences.extend(file.using(&["tonic::", "prost::", "o2c_proto"]));
            }
        }
    }
    none(offences, seen);
}

#[test]
fn law_3_no_service_knows_another() {
    let mut seen = 0;
    let mut offences = Vec::new();
    for service in SERVICES {
        let others: Vec<String> =
            SERVICES.iter().filter(|other| **other != service).map(|other| format!("o2c_{other}")).collect();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        for file in below(&format!("services/{service}")) {
            seen += 1;
            offences.extend(file.using(&others));
        }
    }
    none(offences, seen);
}

#[test]
fn the_platform_knows_no_service() {
    let names: Vec<String> = SERVICES.iter().map(|service| format!("o2c_{service}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let files = below("services/platform");
    let offences = files.iter().flat_map(|file| file.using(&names)).collect();
    none(offences, files.len());
}

#[test]
fn the_edge_knows_no_service() {
    let names: Vec<String> = SERVICES.iter().map(|service| format!("o2c_{service}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).chain(["o2c_proto::orders", "o2c_proto::credit"]).collect();
    let files = below("gateway/src");
    let offences = files.iter().flat_map(|file| file.using(&names)).collect();
    none(offences, files.len());
}

#[test]
fn law_6_one_place_makes_a_status_of_an_error() {
    let mut seen = 0;
    let mut offences = Vec::new();
    for folder in shaped() {
        for file in below(&format!("{folder}/src")) {
            seen += 1;
            let made = [
                "Status::internal",
                "Status::not_found",
                "Status::invalid_argument",
                "Status::failed_precondition",
                "Status::aborted",
                "Status::unknown",
                "Status::new(",
            ];
            offences.extend(file.using(&made));
        }
    }
    none(offences, seen);
}

#[test]
fn law_8_money_is_never_a_float() {
    let mut seen = 0;
    let mut offences = Vec::new();
    let folders = [
        "services/platform/kernel",
        "services/credit",
        "services/billing",
        "services/receivables",
        "services/payments",
    ];
    for folder in folders {
        for file in below(&format!("{folder}/src")) {
            seen += 1;
            // the one file that shows what a float would do, see `planted`
            if !file.path.ends_with("kernel/src/planted/float.rs") {
                offences.extend(file.using(&["f64", "f32"]));
            }
        }
    }
    none(offences, seen);
}
