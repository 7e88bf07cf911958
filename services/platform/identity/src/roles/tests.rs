use super::*;

fn method(scope: &str, duty: &str) -> Method {
    Method { path: format!("/o2c.any.v1.Any/{scope}"), scope: scope.to_owned(), duty: duty.to_owned() }
}

const SMALL: &str = r#"
    [[role]]
    name = "lender"
    title = "Lends."
    scopes = ["loans.lend", "loans.read"]
    [[role]]
    name = "forgiver"
    title = "Forgives."
    scopes = ["loans.forgive"]
    [[role]]
    name = "machine"
    title = "Steps."
    internal = true
    scopes = ["loans.step"]
    [[conflict]]
    duties = ["lending", "forgiving"]
    because = "of friends"
    [awaited]
    duties = []
    [free]
    duties = []
"#;

fn contract() -> Vec<Method> {
    vec![
        method("loans.read", ""),
        method("loans.lend", "lending"),
        method("loans.forgive", "forgiving"),
        method("loans.step", ""),
    ]
}

fn unfit(text: &str, methods: &[Method]) -> String {
    Roles::read(text, methods).unwrap_err().to_string()
}

#[test]
fn roles_are_resolved_into_their_scopes() {
    let roles = Roles::read(SMALL, &contract()).unwrap();
    assert_eq!(roles.resolve(["lender"]).unwrap(), Scopes::of(["loans.lend", "loans.read"]));
    assert_eq!(roles.resolve([]).unwrap(), Scopes::of(Vec::<String>::new()), "no role, no scope");
    assert_eq!(roles.resolve(["king"]), Err(RolesError::Unknown("king".to_owned())));
    assert_eq!(roles.resolve(["machine"]), Err(RolesError::Internal("machine".to_owned())));
}

#[test]
fn conflicting_duties_are_refused_with_the_pair_named() {
    let roles = Roles::read(SMALL, &contract()).unwrap();
    let refused = roles.resolve(["forgiver", "lender"]).unwrap_err().to_string();
    for named in ["`lending` (by the role lender)", "`forgiving` (by the role forgiver)", "of friends"] {
        assert!(refused.contains(named), "{refused}");
    }
}

#[test]
fn what_does_not_fit_the_contract_is_named() {
    let without = |scope: &str| contract().into_iter().filter(|method| method.scope != scope).collect::<Vec<_>>();
    let with = |scope: &str, duty: &str| [contract(), vec![method(scope, duty)]].concat();
    assert!(unfit(SMALL, &without("loans.step")).contains("role machine: no method asks for `loans.step`"));
    assert!(unfit(SMALL, &with("loans.more", "")).contains("no role has `loans.more`"));
    assert!(unfit(SMALL, &without("loans.lend")).contains("no method touches the duty `lending`"));
    assert!(unfit(SMALL, &with("loans.read", "lending")).contains("scope `loans.read` brings different duties"));
    let free = SMALL.replace("[free]\n    duties = []", "[free]\n    duties = [\"lending\"]");
    assert!(unfit(&free, &contract()).contains("said to be free"));
    let awaited = SMALL.replace("[awaited]\n    duties = []", "[awaited]\n    duties = [\"lending\"]");
    assert!(unfit(&awaited, &contract()).contains("awaited no more"));
    let alone = SMALL.replace("\"loans.lend\", \"loans.read\"", "\"loans.lend\", \"loans.read\", \"loans.forgive\"");
    assert!(unfit(&alone, &contract()).contains("not for one person"), "a role that conflicts with itself");
    let reading = [contract(), vec![method("loans.read", "reading")]].concat();
    assert!(unfit(SMALL, &reading).contains("`reading` has no conflict"));
}
