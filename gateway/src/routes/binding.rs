//! One mapping of a method: where in an HTTP request each part of the message is.

use std::sync::Arc;

use o2c_proto::google::api::{HttpRule, http_rule::Pattern};
use prost_reflect::{FieldDescriptor, Kind};

use super::{FieldPath, Method, method::is_text};
use crate::template::Template;

/// What the body of a request holds.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// There is none: everything is in the path and the query.
    None,
    /// `*`: everything that is not in the path.
    Whole,
    /// One field; the rest is in the path and the query.
    Field(FieldDescriptor),
}

/// A mapping.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) method: Arc<Method>,
    pub(crate) http_method: http::Method,
    pub(crate) template: Template,
    /// The template as the contract has it.
    pub(crate) text: String,
    /// In the order of the template's variables.
    pub(crate) variables: Vec<FieldPath>,
    pub(crate) body: Body,
    /// The field of the answer that is shown; the whole answer otherwise.
    pub(crate) response_body: Option<FieldDescriptor>,
    /// The version that `If-Match` names.
    pub(crate) etag: Option<FieldPath>,
}

impl Binding {
    pub(super) fn read(method: Arc<Method>, rule: &HttpRule) -> Result<Self, String> {
        let (http_method, path) = pattern(rule)?;
        let template = Template::parse(path).map_err(|what| format!("`{path}` {what}"))?;
        let variables = variables(&method, &template)?;
        let body = match rule.body.as_str() {
            "" => Body::None,
            "*" => Body::Whole,
            name => {
                let field = method.input.get_field_by_name(name);
                Body::Field(field.ok_or_else(|| format!("has the body `{name}`, which is no field"))?)
            }
        };
        if !matches!(body, Body::None) && [http::Method::GET, http::Method::DELETE].contains(&http_method) {
            return Err(format!("has a body with {http_method}"));
        }
        let response_body = match rule.response_body.as_str() {
            "" => None,
            name => {
                let field = method.output.get_field_by_name(name);
                Some(field.ok_or_else(|| format!("has the response body `{name}`, which is no field"))?)
            }
        };
        let etag = etag(&method, &http_method);
        Ok(Self { method, http_method, text: path.to_owned(), template, variables, body, response_body, etag })
    }

    /// The path, with the names of its variables.
    pub(crate) fn path(&self) -> String {
        self.template.open_api(&self.names())
    }

    /// What its variables are called: as the fields that they fill, with all of the way only where that is needed.
    pub(crate) fn names(&self) -> Vec<String> {
        let short = |variable: &FieldPath| variable.field().json_name().to_owned();
        let all: Vec<String> = self.variables.iter().map(short).collect();
        let one_of_a_name = |name: &String| all.iter().filter(|other| *other == name).count() == 1;
        let named = self.variables.iter().zip(&all);
        named
            .map(|(variable, name)| if one_of_a_name(name) { name.clone() } else { variable.json().replace('.', "_") })
            .collect()
    }

    /// The raw values of the variables, of a path that this mapping takes.
    pub(super) fn values(&self, segments: &[&str]) -> Vec<String> {
        let mut segments = segments.to_vec();
        if self.template.verb.is_some()
            && let Some(last) = segments.last_mut()
        {
            *last = last.rsplit_once(':').map_or(*last, |(value, _verb)| value);
        }
        self.template.variables.iter().map(|variable| variable.of(&self.template, &segments)).collect()
    }
}

fn pattern(rule: &HttpRule) -> Result<(http::Method, &str), String> {
    Ok(match &rule.pattern {
        Some(Pattern::Get(path)) => (http::Method::GET, path),
        Some(Pattern::Put(path)) => (http::Method::PUT, path),
        Some(Pattern::Post(path)) => (http::Method::POST, path),
        Some(Pattern::Delete(path)) => (http::Method::DELETE, path),
        Some(Pattern::Patch(path)) => (http::Method::PATCH, path),
        Some(Pattern::Custom(custom)) => {
            let kind = custom.kind.parse().map_err(|_| format!("has `{}`, which is no HTTP method", custom.kind))?;
            (kind, &custom.path)
        }
        None => return Err("has no path".to_owned()),
    })
}

fn variables(method: &Method, template: &Template) -> Result<Vec<FieldPath>, String> {
    let find = |text: &str| {
        let path = FieldPath::find(&method.input, text).ok_or_else(|| format!("has `{text}`, which is no field"))?;
        let plain = !path.field().is_list() && !matches!(path.field().kind(), Kind::Message(_));
        if plain { Ok(path) } else { Err(format!("has `{text}`, which is no single value")) }
    };
    template.variables.iter().map(|variable| find(&variable.field)).collect()
}

/// The request's own `etag`; of a replacement, that of the one resource that it carries.
fn etag(method: &Method, http_method: &http::Method) -> Option<FieldPath> {
    if method.input.get_field_by_name("etag").filter(is_text).is_some() {
        return FieldPath::find(&method.input, "etag");
    }
    if ![http::Method::PUT, http::Method::PATCH].contains(http_method) {
        return None;
    }
    let of = |field: FieldDescriptor| match field.kind() {
        Kind::Message(inner) if !field.is_list() => {
            inner.get_field_by_name("etag").filter(is_text)?;
            FieldPath::find(&method.input, &format!("{}.etag", field.name()))
        }
        _ => None,
    };
    let mut found = method.input.fields().filter_map(of);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
