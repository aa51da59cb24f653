//! What a reverse proxy says of its clients: it is believed if the settings trust it.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

use super::{Client, Peer};
use crate::start_error::StartError;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The proxies that are believed.
#[derive(Debug, Default)]
pub(crate) struct Trusted {
    networks: Vec<IpNet>,
    /// Whoever connects by the UNIX socket.
    local: bool,
}

impl Trusted {
    /// Reads addresses, networks such as `10.0.0.0/8`, and `unix` for the UNIX socket.
    pub(crate) fn new(settings: &[String]) -> Result<Self, StartError> {
        let mut trusted = Self::default();
        for text in settings {
            if text == "unix" {
                trusted.local = true;
                continue;
            }
            let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            trusted.networks.push(network.map_err(|_| StartError(format!("trusted_proxies: `{text}` is no address, network or `unix`")))?);
        }
        Ok(trusted)
    }

    fn trusts(&self, peer: Option<IpAddr>) -> bool {
        peer.map_or(self.local, |address| self.networks.iter().any(|network| network.contains(&address.to_canonical())))
    }

    /// Who makes a request that came from `peer` (none for the UNIX socket), over a connection that is `secure` or not.
    pub(crate) fn client(&self, peer: Option<IpAddr>, secure: bool, headers: &HeaderMap) -> Client {
        let direct = Client { peer: peer.map_or(Peer::Local, Peer::from), secure };
        if !self.trusts(peer) {
            return direct;
        }
        let secure = match headers.get(FORWARDED_PROTO).map(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https")) {
            Some(said) => said,
            None => secure,
        };
        // Every proxy adds the address from which it was asked. The last one that is not of a trusted proxy is the client's, and
        // what stands before it anybody can have written.
        let lines = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok());
        let said: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        for text in said.into_iter().rev() {
            let Ok(address) = text.parse::<IpAddr>() else { break };
            if !self.trusts(Some(address)) {
                return Client { peer: address.into(), secure };
            }
        }
        Client { secure, ..direct }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn client(trusted: &[&str], peer: &str, headers: &[(HeaderName, &str)]) -> (String, bool) {
        let settings: Vec<String> = trusted.iter().map(|text| (*text).to_owned()).collect();
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::try_from(*value).unwrap())).collect();
        let client = Trusted::new(&settings).unwrap().client(peer.parse().ok(), false, &headers);
        (client.peer.to_string(), client.secure)
    }

    #[test]
    fn nobody_is_believed_unless_the_settings_say_so() {
        let headers = [(FORWARDED_FOR, "9.9.9.9"), (FORWARDED_PROTO, "https")];
        assert_eq!(client(&[], "10.0.0.1", &headers), ("10.0.0.1".to_owned(), false));
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &headers), ("9.9.9.9".to_owned(), true));
        assert_eq!(client(&["unix"], "", &headers), ("9.9.9.9".to_owned(), true));
        assert_eq!(client(&["10.0.0.2"], "", &headers), ("local".to_owned(), false));
    }

    #[test]
    fn what_a_client_writes_itself_does_not_count() {
        let headers = [(FORWARDED_FOR, "1.1.1.1, 9.9.9.9, 10.0.0.7")];
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &headers).0, "9.9.9.9");
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &[(FORWARDED_FOR, "9.9.9.9, nonsense")]).0, "10.0.0.1");
    }

    #[test]
    fn what_is_no_network_is_said() {
        let error = Trusted::new(&["10.0.0.0/99".to_owned()]).unwrap_err();
        assert_eq!(error.to_string(), "trusted_proxies: `10.0.0.0/99` is no address, network or `unix`");
    }
}
