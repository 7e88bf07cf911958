use http::Method;

use super::{Found, Reserved, Template, Tree, decode};

fn tree(templates: &[(&'static str, Method)]) -> Tree<&'static str> {
    let mut tree = Tree::default();
    for (text, method) in templates {
        tree.insert(method.clone(), &Template::parse(text).unwrap(), *text).unwrap();
    }
    tree
}

fn find<'t>(tree: &'t Tree<&'static str>, path: &str) -> Found<'t, &'static str> {
    tree.find(&Method::GET, &path[1..].split('/').collect::<Vec<_>>())
}

#[test]
fn the_more_particular_template_wins() {
    let all = ["/v1/a/b", "/v1/a/{id}", "/v1/a/{id}:do", "/v1/{rest=**}", "/v1/a:list"];
    let tree = tree(&all.map(|text| (text, Method::GET)));
    for (path, expected) in [
        ("/v1/a/b", "/v1/a/b"),
        ("/v1/a/%62", "/v1/a/b"),
        ("/v1/a/c", "/v1/a/{id}"),
        ("/v1/a/c:do", "/v1/a/{id}:do"),
        ("/v1/a/c:other", "/v1/a/{id}"),
        ("/v1/a/c%3Ado", "/v1/a/{id}"),
        ("/v1/a:list", "/v1/a:list"),
        ("/v1/a/c/d", "/v1/{rest=**}"),
        ("/v1", "/v1/{rest=**}"),
        ("/v1/a/", "/v1/{rest=**}"),
    ] {
        assert_eq!(find(&tree, path), Found::Target(&expected), "{path}");
    }
    assert_eq!(find(&tree, "/v2"), Found::Nothing);
    assert_eq!(find(&tree, "/"), Found::Nothing);
}

#[test]
fn a_path_of_other_methods_tells_them() {
    let tree = tree(&[("/v1/a", Method::PUT), ("/v1/a", Method::DELETE), ("/v1/{id}", Method::DELETE)]);
    assert_eq!(find(&tree, "/v1/a"), Found::Methods(vec![Method::DELETE, Method::PUT]));
}

#[test]
fn two_templates_that_take_the_same_paths_cannot_both_be_there() {
    let mut tree = tree(&[("/v1/a/{id}", Method::GET)]);
    let same = Template::parse("/v1/a/{other}").unwrap();
    assert_eq!(tree.insert(Method::GET, &same, "same"), Err("same"));
    assert_eq!(tree.insert(Method::PUT, &same, "same"), Ok(()));
}

#[test]
fn variables_take_their_segments() {
    let template = Template::parse("/v1/{name=shelves/*}/books/{book.id}/{rest=**}:read").unwrap();
    let path = ["v1", "shelves", "a%2Fb", "books", "7", "x", "y"];
    let values: Vec<String> = template.variables.iter().map(|variable| variable.of(&template, &path)).collect();
    assert_eq!(values, ["shelves/a%2Fb", "7", "x/y"]);
    let spans: Vec<bool> = template.variables.iter().map(|variable| variable.spans(&template)).collect();
    assert_eq!(spans, [true, false, true]);
    assert_eq!(template.open_api(&["a", "b", "c"].map(str::to_owned)), "/v1/{a}/books/{b}/{c}:read");
}

#[test]
fn a_template_that_is_none_is_refused() {
    for text in [
        "",
        "v1",
        "/",
        "/v1/",
        "/v1//a",
        "/v1/{",
        "/v1/{a",
        "/v1/{a}b",
        "/v1/{}",
        "/v1/{a}/{a}",
        "/v1/**/a",
        "/v1:",
        "/é",
    ] {
        assert!(Template::parse(text).is_err(), "{text}");
    }
}

#[test]
fn escapes_are_decoded_once() {
    let one = |text: &'static str| decode(text, Reserved::Decoded).map(|text| text.into_owned());
    assert_eq!(one("a%20b%2fc%25").as_deref(), Some("a b/c%"));
    assert_eq!(decode("a%20b%2fc", Reserved::Kept).as_deref(), Some("a b%2fc"));
    for malformed in ["%", "%2", "%zz", "%+1", "%ff", "%c3"] {
        assert_eq!(one(malformed), None, "{malformed}");
    }
}
