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
        ("[telemetry]\notlp_endpoint = \"https://collector:4317\"", "telemetry.otlp_ca_file"),
        ("[telemetry]\notlp_endpoint = \"http://me:secret@collector:4317\"", "telemetry.otlp_endpoint"),
        ("[telemetry]\notlp_metrics_seconds = 15", "telemetry.otlp_metrics_seconds"),
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

#[test]
fn beyond_loopback_callers_prove_who_they_are() {
    const ANYWHERE: &str = "[server]\nlisten = \"0.0.0.0:7070\"\n[tls]\nplaintext_beyond_loopback = true\n";
    with(&format!("{ANYWHERE}[auth]\nmode = \"signed\"")).unwrap();
    for (toml, named) in [
        ("", "server.listen"),
        ("[auth]\nmode = \"signed\"\ndev_issuer_file = \"dev-issuer.key\"", "auth.dev_issuer_file"),
        ("[auth]\nmode = \"signed\"\n[clock]\nmode = \"simulated\"", "clock.mode"),
    ] {
        let error = refusal(&format!("{ANYWHERE}{toml}"));
        assert!(error.contains(named), "{toml}: {error}");
    }
}

#[test]
fn beyond_loopback_connections_are_secured_or_said_not_to_be() {
    const ANYWHERE: &str = "[server]\nlisten = \"0.0.0.0:7070\"\n[auth]\nmode = \"signed\"\n";
    assert!(refusal(ANYWHERE).contains("tls.plaintext_beyond_loopback"));
    with(&format!("{ANYWHERE}[tls]\ncertificate_file = \"a\"\nkey_file = \"b\"\nauthorities_file = \"c\"")).unwrap();
    assert!(refusal("[tls]\nkey_file = \"b\"").contains("tls.certificate_file"));
}

#[test]
fn what_proves_callers_is_checked_before_anybody_comes() {
    for (toml, named) in [
        ("[auth]\napi_keys = true", "auth.api_keys"),
        ("[auth]\nsigning_key_file = \"x\"", "auth.signing_key_file"),
        ("[auth]\nmode = \"signed\"\n[[auth.issuers]]\nissuer = \"a\"", "auth.issuers[0].audience"),
        ("[auth]\nmode = \"signed\"\n[[auth.issuers]]\nalgorithms = [\"none\"]", "none"),
        ("[auth]\nmode = \"signed\"\n[[auth.issuers]]\nalgorithms = [\"HS256\"]", "HS256"),
        (
            "[auth]\nmode = \"signed\"\n[[auth.issuers]]\njwks_url = \"http://people.example\"",
            "auth.issuers[0].jwks_url",
        ),
        ("[auth]\nmode = \"sometimes\"", "sometimes"),
        ("[gateway]\nquota_burst = 0", "gateway.quota_burst"),
        ("[gateway]\nunauthenticated_burst = 0", "gateway.unauthenticated_burst"),
        ("[gateway]\ntrusted_proxies = 9", "gateway.trusted_proxies"),
    ] {
        let error = refusal(toml);
        assert!(error.contains(named), "{toml}: {error}");
    }
}

#[test]
fn processes_that_sign_for_one_another_need_keys() {
    let signed = with("[auth]\nmode = \"signed\"").unwrap();
    let all: Vec<&str> = definitions::ALL.iter().map(|known| known.name).collect();
    signed.check_for(&all).expect("a process of everything has a key in memory");
    let error = signed.check_for(&["orders"]).unwrap_err().to_string();
    assert!(error.contains("auth.signing_key_file") && error.contains("auth.trusted_keys.orders"), "{error}");
    let error = signed.check_for(&[]).unwrap_err().to_string();
    assert!(error.contains("auth.trusted_keys.gateway"), "{error}");
}

#[test]
fn webhooks_need_a_key_and_somebody_to_hear() {
    let error = refusal(
        "[webhooks]\ntimeout_seconds = 0\nconcurrency = 4\nendpoint_concurrency = 5\nretention_days = 29\ninsecure_endpoints = true\n\
         [server]\nlisten = \"0.0.0.0:7070\"",
    );
    for named in ["timeout_seconds", "endpoint_concurrency", "retention_days", "insecure_endpoints"] {
        assert!(error.contains(&format!("webhooks.{named}")), "{named}: {error}");
    }
    let all: Vec<&str> = definitions::ALL.iter().map(|known| known.name).collect();
    with("[webhooks]\nenabled = true").unwrap().check_for(&all).expect("the key is made beside the files");
    let remote = with("[webhooks]\nenabled = true\n[store]\npostgres_url = \"postgres://x\"").unwrap();
    assert!(remote.check_for(&all).unwrap_err().to_string().contains("webhooks.key_files"));
    let error = remote.check_for(&[]).unwrap_err().to_string();
    assert!(error.contains("webhooks.enabled") && error.contains("bus.kind"), "{error}");
}
