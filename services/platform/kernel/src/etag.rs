//! Versions of resources, as callers see them (AIP-154).

/// The version of a resource in quotes, such as `"7"`.
#[derive(Debug)]
pub struct ETag;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the etag is not one of this resource")]
pub struct ETagError;

impl ETag {
    #[must_use]
    pub fn from_version(version: i64) -> String {
        format!("\"{version}\"")
    }

    /// The version that the caller saw; `None` where it gave none.
    pub fn parse(etag: &str) -> Result<Option<i64>, ETagError> {
        if etag.is_empty() {
            return Ok(None);
        }
        let version = etag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).ok_or(ETagError)?;
        version.parse().map(Some).map_err(|_| ETagError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        assert_eq!(ETag::parse(&ETag::from_version(7)), Ok(Some(7)));
        assert_eq!(ETag::parse(""), Ok(None));
        assert_eq!(ETag::parse("7"), Err(ETagError));
    }
}
