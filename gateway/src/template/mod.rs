//! Path templates of `google.api.http`: `/v1/orders/{order_id}:submit`.

mod parse;
mod percent;
mod tree;

pub(crate) use percent::{Reserved, decode};
pub(crate) use tree::{Found, Tree};

/// A template, as segments that a path is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) segments: Vec<Segment>,
    /// What follows the last colon, such as `submit`.
    pub(crate) verb: Option<String>,
    pub(crate) variables: Vec<Variable>,
}

/// One segment of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Literal(String),
    /// `*`: exactly one segment, whatever it holds.
    One,
    /// `**`: all that is left, which may be nothing.
    Rest,
}

/// A field that takes its value from some segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    /// Such as `customer.customer_id`.
    pub(crate) field: String,
    /// Its segments: from, and how many of the template.
    pub(crate) from: usize,
    pub(crate) count: usize,
}

impl Variable {
    /// Whether the value may hold several segments.
    pub(crate) fn spans(&self, template: &Template) -> bool {
        self.count != 1 || template.segments.get(self.from) == Some(&Segment::Rest)
    }

    /// The raw value, out of the raw segments of a path that the template matches.
    pub(crate) fn of(&self, template: &Template, path: &[&str]) -> String {
        let open = template.segments[self.from..].iter().take(self.count).any(|segment| *segment == Segment::Rest);
        let to = if open { path.len() } else { self.from + self.count };
        path.get(self.from..to).unwrap_or_default().join("/")
    }
}

impl Template {
    /// As OpenAPI writes it: every variable is a name in braces.
    pub(crate) fn open_api(&self, names: &[String]) -> String {
        let mut path = String::new();
        let mut at = 0;
        while at < self.segments.len() {
            path.push('/');
            let mut named = self.variables.iter().zip(names);
            if let Some((variable, name)) = named.find(|(variable, _)| variable.from == at) {
                path.push_str(&format!("{{{name}}}"));
                at += variable.count.max(1);
                continue;
            }
            match &self.segments[at] {
                Segment::Literal(text) => path.push_str(text),
                Segment::One => path.push('*'),
                Segment::Rest => path.push_str("**"),
            }
            at += 1;
        }
        if let Some(verb) = &self.verb {
            path.push(':');
            path.push_str(verb);
        }
        path
    }
}

#[cfg(test)]
mod tests;
