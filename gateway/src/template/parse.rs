//! From the text of a template.
//!
//! ```text
//! Template  = "/" Segments [ ":" Literal ]
//! Segments  = Segment { "/" Segment }
//! Segment   = "*" | "**" | Literal | "{" FieldPath [ "=" Segments ] "}"
//! ```

use super::{Segment, Template, Variable};

/// Longer templates are a mistake of whoever wrote the contract.
const MAX_SEGMENTS: usize = 32;

impl Template {
    /// Reads a template; the text says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let mut rest = text.strip_prefix('/').ok_or("does not begin with a slash")?;
        let mut template = Template { segments: Vec::new(), verb: None, variables: Vec::new() };
        loop {
            rest = match rest.strip_prefix('{') {
                Some(inner) => {
                    let (variable, rest) = inner.split_once('}').ok_or("has a brace that is not closed")?;
                    template.variable(variable)?;
                    rest
                }
                None => {
                    let end = rest.find(['/', ':']).unwrap_or(rest.len());
                    let (segment, rest) = rest.split_at(end);
                    template.segment(segment)?;
                    rest
                }
            };
            if let Some(next) = rest.strip_prefix('/') {
                rest = next;
            } else if let Some(verb) = rest.strip_prefix(':') {
                template.verb = Some(literal(verb)?.to_owned());
                return template.checked();
            } else if rest.is_empty() {
                return template.checked();
            } else {
                return Err("has text behind a closing brace");
            }
        }
    }

    fn segment(&mut self, text: &str) -> Result<(), &'static str> {
        self.segments.push(match text {
            "*" => Segment::One,
            "**" => Segment::Rest,
            other => Segment::Literal(literal(other)?.to_owned()),
        });
        Ok(())
    }

    fn variable(&mut self, text: &str) -> Result<(), &'static str> {
        let (field, pattern) = text.split_once('=').unwrap_or((text, "*"));
        let name =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !field.split('.').all(name) {
            return Err("has a variable that is no field path");
        }
        if self.variables.iter().any(|known| known.field == field) {
            return Err("names a variable twice");
        }
        let from = self.segments.len();
        for segment in pattern.split('/') {
            self.segment(segment)?;
        }
        self.variables.push(Variable { field: field.to_owned(), from, count: self.segments.len() - from });
        Ok(())
    }

    fn checked(self) -> Result<Self, &'static str> {
        let rest = self.segments.iter().position(|segment| *segment == Segment::Rest);
        if rest.is_some_and(|at| at + 1 != self.segments.len()) {
            return Err("has `**` before its end");
        }
        if self.segments.len() > MAX_SEGMENTS {
            return Err("has too many segments");
        }
        Ok(self)
    }
}

fn literal(text: &str) -> Result<&str, &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    if text.is_empty() {
        return Err("has an empty segment");
    }
    if text.bytes().all(plain) { Ok(text) } else { Err("has a segment with characters that need escaping") }
}
