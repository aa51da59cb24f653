//! API keys.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use gateway_runtime::futures::future::{self, BoxFuture};
use subtle::{Choice, ConditionallySelectable};

use super::random::{Digest, secret};
use super::{Authenticate, Identity, KeySettings, KeySource, Presented, Rights};
use crate::start_error::StartError;

/// How many characters a key has at least that somebody else made: 128 random bits need that many.
const LEAST: usize = 22;

/// The keys that are known.
#[derive(Debug)]
pub(crate) struct Keys {
    keys: RwLock<Vec<Key>>,
}

#[derive(Debug, Clone)]
struct Key {
    identity: Identity,
    source: KeySource,
    /// `None` while its file has no key.
    digest: Option<Digest>,
}

impl Keys {
    /// Reads the keys that `settings` name. If there are none, one is made, which is given too.
    pub(crate) fn read(settings: &BTreeMap<String, KeySettings>) -> Result<(Self, Option<String>), StartError> {
        let mut keys = Vec::new();
        for (name, key) in settings {
            let digest = digest(&key.source).map_err(|reason| StartError(format!("the key `{name}`: {reason}")))?;
            let identity = Identity { name: Some(name.as_str().into()), rights: key.rights.iter().copied().collect(), until: None };
            keys.push(Key { identity, source: key.source.clone(), digest: Some(digest) });
        }
        let mut made = None;
        if keys.is_empty() {
            let key = secret();
            let digest = Digest::of(&key);
            let identity = Identity { name: Some("made at start".into()), rights: Rights::ALL, until: None };
            keys.push(Key { identity, source: KeySource::Sha256(digest.text()), digest: Some(digest) });
            made = Some(key);
        }
        Ok((Self { keys: RwLock::new(keys) }, made))
    }

    /// Reads the keys in files again. One whose file is gone or has no key any more is revoked. `true` if any has changed.
    pub(crate) fn reload(&self) -> bool {
        let mut changed = false;
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        for key in keys.iter_mut().filter(|key| matches!(key.source, KeySource::File(_))) {
            let name = key.identity.name.as_deref().unwrap_or_default();
            let read = digest(&key.source);
            if let Err(reason) = &read
                && key.digest.is_some()
            {
                tracing::warn!("the key `{name}` is valid no more: {reason}");
            }
            let read = read.ok();
            if read.is_some() && read != key.digest {
                tracing::info!("the key `{name}` has changed");
            }
            changed |= read != key.digest;
            key.digest = read;
        }
        changed
    }

    /// Whose key this is. All keys are compared, each in constant time, so that the time tells nothing of them.
    pub(super) fn find(&self, key: &str) -> Option<(Identity, Digest)> {
        let digest = Digest::of(key);
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let (mut found, mut place) = (Choice::from(0), 0_u64);
        for (at, key) in (0_u64..).zip(&*keys) {
            let same = key.digest.map_or(Choice::from(0), |known| known.is(&digest));
            place.conditional_assign(&at, same);
            found |= same;
        }
        let place = usize::try_from(place).ok()?;
        bool::from(found).then(|| (keys[place].identity.clone(), digest))
    }

    /// The identity `name` has as long as its key is the one with this digest.
    pub(super) fn still(&self, name: Option<&Arc<str>>, digest: &Digest) -> Option<Identity> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let key = keys.iter().find(|key| key.identity.name.as_ref() == name)?;
        (key.digest.as_ref() == Some(digest)).then(|| key.identity.clone())
    }
}

impl Authenticate for Keys {
    fn identify<'a>(&'a self, presented: &'a Presented) -> BoxFuture<'a, Option<Identity>> {
        let identity = match presented {
            Presented::Key(key) => self.find(key).map(|(identity, _)| identity),
            Presented::Cookie(_) => None,
        };
        Box::pin(future::ready(identity))
    }
}

/// What is remembered of the key at `source`; or why there is none.
fn digest(source: &KeySource) -> Result<Digest, String> {
    let plain = match source {
        KeySource::Sha256(text) => return Digest::parse(text).ok_or_else(|| "`sha256` has 64 hexadecimal digits".to_owned()),
        KeySource::Env(name) => std::env::var(name).map_err(|_| format!("the environment has no variable `{name}`"))?,
        KeySource::File(path) => std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?,
    };
    let plain = plain.trim();
    if !plain.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("it has characters that cannot stand in a header".to_owned());
    }
    if plain.len() < LEAST {
        return Err(format!("it has fewer than {LEAST} characters, so that it might be guessed; `key new` makes a good one"));
    }
    Ok(Digest::of(plain))
}

#[cfg(test)]
mod tests {
    use super::super::Right;
    use super::*;

    fn settings(source: KeySource) -> BTreeMap<String, KeySettings> {
        [("ops".to_owned(), KeySettings::new(source, [Right::Read]))].into_iter().collect()
    }

    #[test]
    fn each_key_is_found_by_itself_alone() {
        let secrets = [secret(), secret(), secret()];
        let keys = secrets.iter().enumerate().map(|(at, secret)| {
            let source = KeySource::Sha256(Digest::of(secret).text());
            (format!("key{at}"), KeySettings::new(source, [Right::ALL[at]]))
        });
        let (keys, made) = Keys::read(&keys.collect()).unwrap();
        assert_eq!(made, None);
        for (at, secret) in secrets.iter().enumerate() {
            let (identity, _) = keys.find(secret).unwrap();
            assert_eq!(identity.name.as_deref(), Some(format!("key{at}").as_str()));
            assert_eq!(Right::ALL.map(|right| identity.may(right)), [at == 0, at == 1, at == 2]);
        }
        assert!(keys.find("").is_none() && keys.find(&secret()).is_none());
    }

    #[test]
    fn a_key_is_made_where_none_is() {
        let (keys, made) = Keys::read(&BTreeMap::new()).unwrap();
        assert!(keys.find(&made.unwrap()).unwrap().0.may(Right::Control));
    }

    #[test]
    fn what_is_no_good_key_is_said() {
        let reason = |source| Keys::read(&settings(source)).unwrap_err().to_string();
        assert_eq!(reason(KeySource::Sha256("12".to_owned())), "the key `ops`: `sha256` has 64 hexadecimal digits");
        assert_eq!(
            reason(KeySource::Env("NO_SUCH_VARIABLE".to_owned())),
            "the key `ops`: the environment has no variable `NO_SUCH_VARIABLE`"
        );
        assert!(reason(KeySource::File("/no/such/file".into())).starts_with("the key `ops`: cannot read /no/such/file: "));
        // A variable that every process has, and that is short.
        let short = reason(KeySource::Env("CARGO_PKG_VERSION_MAJOR".to_owned()));
        assert!(short.contains("fewer than 22 characters") || short.contains("no variable"), "{short}");
    }
}
