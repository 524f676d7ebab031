//! The configuration: environment variables, read and checked together, every fault reported at once.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use zeroize::Zeroizing;

use crate::address::PublicUrl;
use crate::redirect::AllowList;
use crate::seal::SealKey;
use crate::secret::AppSecret;

/// The variables read here. docs/relay.md explains each, and a test holds the two together.
pub const VARIABLES: [&str; 8] = [
    "TACK_RELAY_LISTEN",
    "TACK_RELAY_PUBLIC_URL",
    "TACK_RELAY_REDIRECT_URIS",
    "TACK_RELAY_SEAL_KEYS",
    "TACK_RELAY_ENABLED",
    "PINTEREST_APP_ID",
    "PINTEREST_APP_SECRET",
    "PINTEREST_APP_SECRET_FILE",
];

/// What the page, the log and `/readyz` say when the app id or secret is missing.
pub const NOT_CONFIGURED: &str = "Pinterest integration disabled: app id/secret not configured";

/// Longest app id, in characters.
const APP_ID_MAX: usize = 64;
/// Longest app secret, in bytes.
const APP_SECRET_MAX: usize = 512;

/// Where the variables and the secret's file come from.
pub trait Settings {
    /// The value of a variable; `None` if it is not set.
    ///
    /// # Errors
    /// Why it cannot be read, as the end of a sentence.
    fn variable(&self, name: &str) -> Result<Option<String>, String>;

    /// The text of a file.
    ///
    /// # Errors
    /// Why it cannot be read, as the end of a sentence.
    fn file(&self, path: &str) -> Result<Zeroizing<String>, String>;
}

/// The Pinterest app.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The app's id (`client_id`). Public.
    pub app_id: String,
    /// The app's secret.
    pub secret: AppSecret,
}

/// The whole configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The base URL under which browsers reach the relay, if the administrator fixed it.
    pub public_url: Option<PublicUrl>,
    /// The redirect URIs allowed.
    pub redirects: AllowList,
    /// The sealing keys, none to two: the first seals, all open.
    pub seal_keys: Vec<SealKey>,
    /// False: every call is answered with `disabled`.
    pub enabled: bool,
    /// The app's id, known or not apart from its secret.
    pub app_id: Option<String>,
    /// The app's secret.
    pub app_secret: Option<AppSecret>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8787),
            public_url: None,
            redirects: AllowList::default(),
            seal_keys: Vec::new(),
            enabled: true,
            app_id: None,
            app_secret: None,
        }
    }
}

/// Everything that is wrong with a configuration: variable and what, in order. Shows as one line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFaults(pub Vec<(&'static str, String)>);

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (variable, fault)) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{variable} {fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigFaults {}

impl Config {
    /// Reads all variables. A variable that is set to nothing counts as not set.
    ///
    /// # Errors
    /// [`ConfigFaults`], all of them. No fault shows a key or the secret.
    pub fn read(settings: &impl Settings) -> Result<Self, ConfigFaults> {
        let mut faults = Faults { settings, found: Vec::new() };
        let default = Self::default();

        let listen = faults.parsed("TACK_RELAY_LISTEN", |text| {
            text.parse().map_err(|_| vec!["is not an address and port, such as 127.0.0.1:8787".to_owned()])
        });
        let public_url = faults.parsed("TACK_RELAY_PUBLIC_URL", |text| {
            PublicUrl::parse(text).map_err(|fault| vec![fault.to_owned()])
        });
        let redirects = faults.parsed("TACK_RELAY_REDIRECT_URIS", AllowList::parse);
        let seal_keys = faults.parsed("TACK_RELAY_SEAL_KEYS", seal_keys);
        let enabled = faults.parsed("TACK_RELAY_ENABLED", |text| match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err(vec!["is neither true nor false".to_owned()]),
        });
        let app_id = faults.parsed("PINTEREST_APP_ID", |text| {
            let fits = text.len() <= APP_ID_MAX && text.bytes().all(|b| b.is_ascii_alphanumeric());
            if fits {
                Ok(text.to_owned())
            } else {
                Err(vec!["is not letters and digits, at most 64".to_owned()])
            }
        });
        let app_secret = faults.secret();

        if !faults.found.is_empty() {
            return Err(ConfigFaults(faults.found));
        }
        Ok(Self {
            listen: listen.unwrap_or(default.listen),
            public_url,
            redirects: redirects.unwrap_or_default(),
            seal_keys: seal_keys.unwrap_or_default(),
            enabled: enabled.unwrap_or(default.enabled),
            app_id,
            app_secret,
        })
    }

    /// Id and secret, if both are there.
    #[must_use]
    pub fn credentials(&self) -> Option<Credentials> {
        Some(Credentials { app_id: self.app_id.clone()?, secret: self.app_secret.clone()? })
    }

    /// What the administrator should hear at start: nothing here stops the relay, and each keeps people out.
    #[must_use]
    pub fn warnings(&self) -> Vec<&'static str> {
        let off = (!self.enabled).then_some("switched off: TACK_RELAY_ENABLED is false");
        let credentials = self.credentials().is_none().then_some(NOT_CONFIGURED);
        let redirects =
            self.redirects.is_empty().then_some("nobody can sign in: TACK_RELAY_REDIRECT_URIS is not set");
        let keys = self
            .seal_keys
            .is_empty()
            .then_some("sign-ins will not survive a restart: TACK_RELAY_SEAL_KEYS is not set");
        [off, credentials, redirects, keys].into_iter().flatten().collect()
    }
}

struct Faults<'a, S> {
    settings: &'a S,
    found: Vec<(&'static str, String)>,
}

impl<S: Settings> Faults<'_, S> {
    fn text(&mut self, variable: &'static str) -> Option<Zeroizing<String>> {
        match self.settings.variable(variable) {
            Ok(text) => text.map(Zeroizing::new).filter(|text| !text.trim().is_empty()),
            Err(fault) => {
                self.found.push((variable, fault));
                None
            }
        }
    }

    fn parsed<T>(
        &mut self,
        variable: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Vec<String>>,
    ) -> Option<T> {
        let text = self.text(variable)?;
        match parse(text.trim()) {
            Ok(value) => Some(value),
            Err(faults) => {
                self.found.extend(faults.into_iter().map(|fault| (variable, fault)));
                None
            }
        }
    }

    fn secret(&mut self) -> Option<AppSecret> {
        const VALUE: &str = "PINTEREST_APP_SECRET";
        const FILE: &str = "PINTEREST_APP_SECRET_FILE";
        let (variable, text) = match (self.text(VALUE), self.text(FILE)) {
            (Some(_), Some(_)) => {
                self.found.push((FILE, format!("is set, and so is {VALUE}; set only one of them")));
                return None;
            }
            (Some(text), None) => (VALUE, text),
            (None, Some(path)) => match self.settings.file(path.trim()) {
                Ok(text) => (FILE, text),
                Err(fault) => {
                    self.found.push((FILE, fault));
                    return None;
                }
            },
            (None, None) => return None,
        };
        let secret = text.trim();
        if secret.is_empty() || secret.len() > APP_SECRET_MAX || secret.chars().any(char::is_control) {
            self.found.push((variable, "does not hold one line of at most 512 bytes".to_owned()));
            return None;
        }
        Some(AppSecret::new(secret.to_owned()))
    }
}

fn seal_keys(text: &str) -> Result<Vec<SealKey>, Vec<String>> {
    let words = text.split([',', ' ', '\t', '\r', '\n']).filter(|word| !word.is_empty());
    let keys: Vec<Option<SealKey>> = words.map(SealKey::parse).collect();
    let mut faults: Vec<String> = keys
        .iter()
        .enumerate()
        .filter(|(_, key)| key.is_none())
        .map(|(place, _)| format!("holds, as key {}, something that is not 32 bytes of base64", place + 1))
        .collect();
    if keys.len() > 2 {
        faults.push(format!("holds {} keys; one or two are taken", keys.len()));
    }
    let keys: Vec<SealKey> = keys.into_iter().flatten().collect();
    if let [one, other] = keys.as_slice()
        && one.matches(other)
    {
        faults.push("holds the same key twice".to_owned());
    }
    if faults.is_empty() { Ok(keys) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    struct Fixed(HashMap<&'static str, &'static str>);

    impl Settings for Fixed {
        fn variable(&self, name: &str) -> Result<Option<String>, String> {
            assert!(VARIABLES.contains(&name), "{name} is missing in VARIABLES");
            match self.0.get(name) {
                Some(&"\u{fffd}") => Err("is not text".into()),
                value => Ok(value.map(|text| (*text).to_owned())),
            }
        }

        fn file(&self, path: &str) -> Result<Zeroizing<String>, String> {
            let text = self.0.get(path).ok_or("names a file that cannot be read: not found")?;
            Ok(Zeroizing::new((*text).to_owned()))
        }
    }

    fn read(pairs: &[(&'static str, &'static str)]) -> Result<Config, ConfigFaults> {
        Config::read(&Fixed(pairs.iter().copied().collect()))
    }

    const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    const OTHER: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

    #[test]
    fn nothing_set_is_a_configuration() {
        let config = read(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8787");
        assert!(config.enabled && config.redirects.is_empty() && config.seal_keys.is_empty());
        assert!(config.credentials().is_none());
        assert_eq!(config.warnings().len(), 3);
        assert_eq!(config.warnings()[0], NOT_CONFIGURED);
    }

    #[test]
    fn everything_set() {
        let config = read(&[
            ("TACK_RELAY_LISTEN", "[::]:1"),
            ("TACK_RELAY_PUBLIC_URL", "https://relay.example"),
            ("TACK_RELAY_REDIRECT_URIS", "https://a.example/, https://b.example/"),
            (
                "TACK_RELAY_SEAL_KEYS",
                "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=,AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=",
            ),
            ("TACK_RELAY_ENABLED", "off"),
            ("PINTEREST_APP_ID", " 1234567 "),
            ("PINTEREST_APP_SECRET_FILE", "/run/secret"),
            ("/run/secret", "hush-hush\n"),
        ])
        .unwrap();
        assert_eq!(config.listen.to_string(), "[::]:1");
        assert_eq!(config.public_url.as_ref().unwrap().as_str(), "https://relay.example/");
        assert_eq!((config.redirects.len(), config.seal_keys.len(), config.enabled), (2, 2, false));
        let credentials = config.credentials().unwrap();
        assert_eq!((credentials.app_id.as_str(), credentials.secret.expose()), ("1234567", "hush-hush"));
        let shown = format!("{config:?}");
        assert!(!shown.contains("hush") && !shown.contains("[1, 1"), "{shown}");
    }

    #[test]
    fn all_faults_at_once_and_no_secret_in_them() {
        let faults = read(&[
            ("TACK_RELAY_LISTEN", "localhost"),
            ("TACK_RELAY_PUBLIC_URL", "http://relay.example"),
            ("TACK_RELAY_REDIRECT_URIS", "http://a.example/ ftp://b.example/"),
            ("TACK_RELAY_SEAL_KEYS", "hush-key"),
            ("TACK_RELAY_ENABLED", "perhaps"),
            ("PINTEREST_APP_ID", "12-34"),
            ("PINTEREST_APP_SECRET", "hush\u{7}hush"),
        ])
        .unwrap_err();
        let variables: Vec<&str> = faults.0.iter().map(|(variable, _)| *variable).collect();
        assert_eq!(
            variables.join(" "),
            "TACK_RELAY_LISTEN TACK_RELAY_PUBLIC_URL TACK_RELAY_REDIRECT_URIS TACK_RELAY_REDIRECT_URIS \
             TACK_RELAY_SEAL_KEYS TACK_RELAY_ENABLED PINTEREST_APP_ID PINTEREST_APP_SECRET"
        );
        assert_eq!(faults.to_string().lines().count(), 8);
        assert!(!faults.to_string().contains("hush"), "{faults}");
    }

    #[test]
    fn secret_and_file_exclude_each_other_and_files_must_be_readable() {
        let both = read(&[("PINTEREST_APP_SECRET", "a"), ("PINTEREST_APP_SECRET_FILE", "/x")]).unwrap_err();
        assert!(both.to_string().contains("only one"), "{both}");
        let gone = read(&[("PINTEREST_APP_SECRET_FILE", "/gone")]).unwrap_err();
        assert!(gone.to_string().contains("cannot be read"), "{gone}");
        let empty = read(&[("PINTEREST_APP_SECRET_FILE", "/x"), ("/x", "\n")]).unwrap_err();
        assert!(empty.to_string().contains("one line"), "{empty}");
        let odd = read(&[("PINTEREST_APP_ID", "\u{fffd}")]).unwrap_err();
        assert!(odd.to_string().contains("is not text"), "{odd}");
    }

    #[test]
    fn seal_keys_are_one_or_two_different_ones() {
        assert_eq!(seal_keys(&format!("{KEY} {OTHER}")).unwrap().len(), 2);
        assert!(seal_keys(&format!("{KEY},{KEY}")).is_err());
        assert!(seal_keys(&format!("{KEY},{OTHER},{KEY}")).is_err());
    }
}
