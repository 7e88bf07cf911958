//! Which form the answer has, of those that there are.

use http::{HeaderMap, header};

/// Entries of an `Accept` header that are looked at.
const MAX_RANGES: usize = 32;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    /// A message a line.
    Lines,
    /// Server-sent events.
    Events,
    /// A table, for whole lists.
    Csv,
}

impl Form {
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Form::Json => "application/json",
            Form::Lines => "application/x-ndjson",
            Form::Events => "text/event-stream",
            Form::Csv => "text/csv",
        }
    }
}

/// The form that the caller likes best, the first of equals; `None` where it takes none of them.
pub(crate) fn choose(headers: &HeaderMap, offered: &[Form]) -> Option<Form> {
    let mut given = headers.get_all(header::ACCEPT).iter().peekable();
    if given.peek().is_none() {
        return offered.first().copied();
    }
    let text: Vec<&str> = given.filter_map(|value| value.to_str().ok()).collect();
    let ranges: Vec<(&str, u16)> = text.iter().flat_map(|line| line.split(',')).take(MAX_RANGES).map(range).collect();
    let liked = |form: Form| {
        // the most particular range that fits decides
        let (kind, _) = form.media_type().split_once('/').unwrap_or_default();
        let fits = |name: &str| match name {
            "*/*" => Some(0),
            name if name.eq_ignore_ascii_case(form.media_type()) => Some(2),
            name if name.strip_suffix("/*").is_some_and(|of| of.eq_ignore_ascii_case(kind)) => Some(1),
            _ => None,
        };
        let fitting = ranges.iter().filter_map(|(name, quality)| Some((fits(name)?, *quality)));
        fitting.max_by_key(|(particular, _)| *particular).map_or(0, |(_, quality)| quality)
    };
    let (form, quality) = offered
        .iter()
        .map(|form| (*form, liked(*form)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    (quality > 0).then_some(form)
}

/// Whether the caller wants texts in a table as they are, `text/csv; formulas=raw`: it is not for a spreadsheet.
pub(crate) fn raw_formulas(headers: &HeaderMap) -> bool {
    let given = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut parameters = given.flat_map(|line| line.split([',', ';'])).map(str::trim);
    parameters.any(|parameter| parameter.eq_ignore_ascii_case("formulas=raw"))
}

/// A media range, and how much it is liked, in thousandths.
fn range(text: &str) -> (&str, u16) {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(1_000, thousandths);
    (name, quality)
}

fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole != "0" {
        return 1_000;
    }
    let fraction: String = fraction.chars().take(3).collect();
    format!("{fraction:0<3}").parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_best_liked_form_is_chosen() {
        let both = [Form::Lines, Form::Events];
        for (accept, offered, chosen) in [
            ("*/*", &both[..], Some(Form::Lines)),
            ("text/event-stream", &both, Some(Form::Events)),
            ("text/*, application/x-ndjson;q=0.5", &both, Some(Form::Events)),
            ("text/event-stream;q=0.1, */*;q=0.01", &both, Some(Form::Events)),
            ("application/json", &both, None),
            ("application/json;q=0, */*", &[Form::Json], None),
            ("text/html, application/*;q=0.8", &[Form::Json], Some(Form::Json)),
            ("text/html", &[Form::Json], None),
            ("", &[Form::Json], None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(choose(&headers, offered), chosen, "{accept}");
        }
        assert_eq!(choose(&HeaderMap::new(), &both), Some(Form::Lines));
    }
}
