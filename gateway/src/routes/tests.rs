use super::{GatewayError, Route, Routes};

/// A contract of one method with this HTTP option, beside the real one's conventions.
fn load(http: &str) -> Result<Routes, GatewayError> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../proto");
    let own = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(own.path().join("o2c/test/v1")).unwrap();
    let text = format!(
        r#"syntax = "proto3";
        package o2c.test.v1;
        import "google/api/annotations.proto";
        import "o2c/common/v1/options.proto";
        message Thing {{ string id = 1; Thing inner = 2; repeated string ids = 3; }}
        service ThingService {{
          rpc Get(Thing) returns (Thing) {{
            option (google.api.http) = {{ {http} }};
            option (o2c.common.v1.access) = {{ scope: "x" idempotency: IDEMPOTENCY_READ_ONLY }};
          }}
        }}"#
    );
    let file = "o2c/test/v1/thing.proto";
    std::fs::write(own.path().join(file), text).unwrap();
    let mut compiler = protox::Compiler::new([own.path().to_str().unwrap(), root]).unwrap();
    compiler.include_imports(true).open_file(file).unwrap();
    Routes::load(&compiler.encode_file_descriptor_set())
}

#[test]
fn a_mapping_that_could_not_work_is_refused_at_the_start() {
    for (http, what) in [
        (r#"get: "/v1/{unknown}""#, "no field"),
        (r#"get: "/v1/{inner}""#, "no single value"),
        (r#"get: "/v1/{ids}""#, "no single value"),
        (r#"get: "/v1/{id}" body: "*""#, "a body with GET"),
        (r#"post: "/v1/x" body: "unknown""#, "no field"),
        (r#"get: "/v1/x" response_body: "unknown""#, "no field"),
        (r#"get: "v1""#, "slash"),
        (r#"body: "*""#, "no path"),
        (r#"custom: { kind: "NO METHOD" path: "/v1/x" }"#, "no HTTP method"),
        (r#"get: "/v1/{id}" additional_bindings: { get: "/v1/{inner.id}" }"#, "same paths"),
    ] {
        let error = load(http).unwrap_err().to_string();
        assert!(error.contains(what), "{http}: {error}");
    }
    assert!(load(r#"get: "/v1/{inner.id}""#).is_ok());
}

#[test]
fn every_public_method_of_the_contract_is_reached_and_no_internal_one() {
    let routes = Routes::load(o2c_proto::DESCRIPTORS).unwrap();
    let contract = o2c_rpc::Contract::load(o2c_proto::DESCRIPTORS).unwrap();
    let mut public = 0;
    let services = routes.pool.services().filter(|service| service.package_name().starts_with("o2c."));
    for method in services.flat_map(|service| service.methods().collect::<Vec<_>>()) {
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        let internal = contract.access(&path).unwrap().internal;
        let known = routes.methods.iter().find(|known| known.path.as_str() == path);
        assert_eq!(known.is_some(), !internal, "{path}");
        let Some(known) = known else { continue };
        public += 1;
        for binding in known.bindings() {
            // its own path leads to it, with one value for each variable
            let names = vec!["value".to_owned(); binding.variables.len()];
            let own = binding.template.open_api(&names).replace(['{', '}'], "");
            match routes.find(&binding.http_method, &own) {
                Route::Binding(found, values) => {
                    assert!(std::sync::Arc::ptr_eq(found, binding), "{own} leads to {}", found.path());
                    assert_eq!(values.len(), binding.variables.len());
                }
                other => panic!("{own}: {other:?}"),
            }
        }
    }
    assert!(public > 100, "{public}");
}
