//! Which network addresses are out on the open internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether a request that a stranger asked for may go to `address`.
///
/// Stricter than "globally routable": ranges that translate or tunnel to IPv4 (mapped, NAT64,
/// 6to4, Teredo) are refused as a whole, because what is behind them is not what was checked.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// The IANA special-purpose registry (RFC 6890 and its updates), multicast, the reserved class E,
/// and the one public address that clouds use for their metadata.
fn is_public_v4(address: Ipv4Addr) -> bool {
    const AZURE_METADATA: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);
    let refused = match address.octets() {
        [0 | 10 | 127, ..] => true,
        [100, second, ..] => (64..128).contains(&second),
        [169, 254, ..] | [192, 168, ..] | [198, 18 | 19, ..] => true,
        [172, second, ..] => (16..32).contains(&second),
        // 192.88.99.0/24 is the 6to4 relay.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        [first, ..] => first >= 224,
    };
    !refused && address != AZURE_METADATA
}

/// Global unicast is 2000::/3; everything else is local, translated or reserved.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // 2001::/23 holds Teredo, ORCHID and other protocol assignments.
        [0x2001, second, ..] if second < 0x0200 => false,
        // Documentation, 6to4, documentation again.
        [0x2001, 0x0db8, ..] | [0x2002, ..] => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn s68_only_addresses_of_the_open_internet_are_public() {
        let refused = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::a00:1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "fd00:ec2::254",
        ];
        for text in refused {
            assert!(!is_public(text.parse().expect(text)), "{text} is not public");
        }
        let allowed = [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.255.255",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2001:4860:4860::8888",
            "2a00:1450::1",
        ];
        for text in allowed {
            assert!(is_public(text.parse().expect(text)), "{text} is public");
        }
    }
}
