use figment::{
    Figment,
    providers::{Format, Serialized, Toml},
};

use super::*;

fn with(toml: &str) -> anyhow::Result<Config> {
    let config: Config = Figment::from(Serialized::defaults(Config::default())).merge(Toml::string(toml)).extract()?;
    config.check()?;
    Ok(config)
}

fn refusal(toml: &str) -> String {
    with(toml).err().map(|error| format!("{error:#}")).unwrap_or_default()
}

#[test]
fn the_defaults_are_valid_for_everything_in_one_process() {
    let config = with("").unwrap();
    let all: Vec<&str> = definitions::ALL.iter().map(|known| known.name).collect();
    config.check_for(&all).unwrap();
}

#[test]
fn wrong_values_are_refused_and_named() {
    for (toml, named) in [
        ("[server]\nlisten = \"0.0.0.0:7070\"", "server.listen"),
        ("[server]\nlisen = \"127.0.0.1:1\"", "lisen"),
        ("[server]\nconcurrency = 0", "server.concurrency"),
        ("[server]\nmax_deadline_seconds = 5", "server.default_deadline_seconds"),
        ("[clock]\nzone = \"Middle/Earth\"", "clock.zone"),
        ("[clock]\nmode = \"simulated\"\nstart = \"noon\"", "clock.start"),
        ("[sets]\nitems = 0", "sets.items"),
        ("[services.warehouse]\nx = 1", "services.warehouse"),
        ("[addresses]\nwarehouse = [\"127.0.0.1:1\"]", "addresses.warehouse"),
        ("[addresses]\norders = [\"nowhere\"]", "addresses.orders"),
        ("[bus]\nkind = \"kafka\"", "kafka"),
        ("[bus]\nkind = \"nats\"\nnats_urls = []", "bus.nats_urls"),
        ("[bus]\npartitions = 0", "bus.partitions"),
        ("[store]\npgbouncer = true", "store.pgbouncer"),
        ("[store]\npool = 1", "store.pool"),
        ("[telemetry]\nlog_format = \"xml\"", "xml"),
        ("[telemetry]\nlog_level = \"o2c=loud\"", "telemetry.log_level"),
        ("[telemetry]\nmetrics_listen = \"9464\"", "telemetry.metrics_listen"),
        ("[telemetry]\nmetrics_listen = \"127.0.0.1:7070\"", "telemetry.metrics_listen"),
        ("[telemetry]\notlp_endpoint = \"https://collector:4317\"", "telemetry.otlp_endpoint"),
        ("[telemetry]\ntraces_sample_ratio = 1.5", "telemetry.traces_sample_ratio"),
    ] {
        let error = refusal(toml);
        assert!(error.contains(named), "{toml}: {error}");
    }
}

#[test]
fn everything_that_is_wrong_is_named_at_once() {
    let error = refusal("[server]\nlisten = \"0.0.0.0:7070\"\n[sets]\nitems = 0\n[bus]\npartitions = 0");
    for named in ["server.listen", "sets.items", "bus.partitions"] {
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn a_process_of_some_services_has_to_know_where_the_others_are() {
    let config = with("[addresses]\ncredit = [\"127.0.0.1:7102\"]").unwrap();
    let error = config.check_for(&["orders"]).unwrap_err().to_string();
    assert!(error.contains("addresses.fulfillment") && error.contains("bus.kind"), "{error}");
    assert!(!error.contains("addresses.credit") && !error.contains("addresses.orders"), "{error}");
}
