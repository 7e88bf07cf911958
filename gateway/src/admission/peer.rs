//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use http::{Extensions, HeaderMap, HeaderName};
use o2c_rpc::call::Peer;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address at the other end of the connection; behind proxies that are trusted, what the outermost of them has
/// written down. What stands before that, the caller may have made up. None where there was no socket.
pub(super) fn address(extensions: &Extensions, headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let peer = extensions.get::<Peer>()?.0;
    Some(forwarded(headers, proxies).unwrap_or(peer))
}

fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let values: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).collect();
    // Each proxy writes behind what was there.
    let written = values.iter().rev().flat_map(|value| value.rsplit(','));
    let address = written.map(str::trim).nth(proxies.checked_sub(1)?)?;
    address.parse().ok().or_else(|| Some(address.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(forwarded: &[&'static str], proxies: usize) -> String {
        let (mut extensions, mut headers) = (Extensions::new(), HeaderMap::new());
        extensions.insert(Peer([192, 0, 2, 9].into()));
        for value in forwarded {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        address(&extensions, &headers, proxies).unwrap().to_string()
    }

    #[test]
    fn only_what_trusted_proxies_have_written_counts() {
        let forged = ["203.0.113.1, 198.51.100.7"];
        assert_eq!(from(&forged, 0), "192.0.2.9", "nobody is trusted");
        assert_eq!(from(&forged, 1), "198.51.100.7", "what one proxy has seen");
        assert_eq!(from(&["203.0.113.1", "198.51.100.7, 10.0.0.1"], 2), "198.51.100.7", "two proxies, two lines");
        assert_eq!(from(&["[2001:db8::1]:4711"], 1), "2001:db8::1");
        for nothing in [&[][..], &["unknown"], &["198.51.100.7, "]] {
            assert_eq!(from(nothing, 1), "192.0.2.9", "{nothing:?}");
        }
        assert_eq!(address(&Extensions::new(), &HeaderMap::new(), 1), None);
    }
}
