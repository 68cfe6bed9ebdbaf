//! Whose request it is when a proxy stands in front (S3).

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The client's address: the peer's, or, only if the peer is trusted, the rightmost entry of
/// `X-Forwarded-For` that is not itself trusted.
///
/// What stands further left was written by the client, who may write anything.
#[must_use]
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut nearest = peer.to_canonical();
    if !is_trusted(nearest) {
        return nearest;
    }
    // Several headers are one list, in the order in which they came.
    let values: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    let entries = values.iter().rev().flat_map(|value| value.to_str().unwrap_or("?").rsplit(','));
    for entry in entries {
        // Behind an entry that is no address, nothing can be believed.
        let Some(address) = parse(entry.trim()) else { return nearest };
        nearest = address.to_canonical();
        if !is_trusted(nearest) {
            return nearest;
        }
    }
    nearest
}

/// An address, with or without a port.
fn parse(entry: &str) -> Option<IpAddr> {
    let bare = entry.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, headers: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "::1/128"].map(|n| n.parse().expect("a network"));
        let mut map = HeaderMap::new();
        for value in headers {
            map.append("x-forwarded-for", value.parse().expect("a header's value"));
        }
        client_address(peer.parse().expect("an address"), &map, &trusted).to_string()
    }

    #[test]
    fn s3_a_peer_that_is_not_trusted_is_the_client_whatever_it_writes() {
        assert_eq!(client("203.0.113.9", &["192.0.2.1"]), "203.0.113.9");
        assert_eq!(client("203.0.113.9", &["10.0.0.1", "::1"]), "203.0.113.9");
        assert_eq!(client("::ffff:203.0.113.9", &["192.0.2.1"]), "203.0.113.9");
    }

    #[test]
    fn s3_behind_a_proxy_the_rightmost_stranger_is_the_client() {
        assert_eq!(client("10.0.0.2", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(
            client("10.0.0.2", &["6.6.6.6, 192.0.2.1"]),
            "192.0.2.1",
            "written by the client"
        );
        assert_eq!(client("10.0.0.2", &["6.6.6.6, 192.0.2.1, 10.9.9.9"]), "192.0.2.1");
        assert_eq!(client("10.0.0.2", &["6.6.6.6", "192.0.2.1", "10.0.0.3"]), "192.0.2.1");
        assert_eq!(client("::ffff:10.0.0.2", &["192.0.2.1:4711"]), "192.0.2.1");
        assert_eq!(client("::1", &["[2001:db8::1]:443"]), "2001:db8::1");
    }

    #[test]
    fn s3_what_is_no_address_ends_the_list() {
        assert_eq!(client("10.0.0.2", &["192.0.2.1, unknown"]), "10.0.0.2");
        assert_eq!(client("10.0.0.2", &["192.0.2.1, , 10.0.0.3"]), "10.0.0.3");
        assert_eq!(client("10.0.0.2", &["10.0.0.4, 10.0.0.3"]), "10.0.0.4", "inside the house");
        assert_eq!(client("10.0.0.2", &[]), "10.0.0.2");
    }
}
