//! DPoP proofs (RFC 9449): a JWT that the browser's key signs for one request, so that whoever steals a code, a
//! state or a handle still lacks the key, which cannot be taken out of the browser.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::address::{PublicUrl, is_here};
use crate::thumbprint::{Thumbprint, decode_32};

/// Longest proof taken, in characters.
pub const PROOF_MAX: usize = 2048;

/// How far a proof's `iat` may be from the relay's clock, either way, in seconds.
pub const PROOF_WINDOW_S: u64 = 60;

/// Longest `jti` taken, in characters.
pub const JTI_MAX: usize = 64;

/// The request that a proof must be for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The path, as the relay sees it.
    pub path: &'a str,
    /// The `Host` header.
    pub host: Option<&'a str>,
    /// The configured base URL, if any.
    pub public: Option<&'a PublicUrl>,
    /// The relay's time, in Unix seconds.
    pub now: u64,
}

/// A proof whose signature and claims are right. Whose key it is, and whether it was seen before, is still open.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Of the key that signed.
    pub thumbprint: Thumbprint,
    /// Its unique id (`jti`).
    pub id: String,
    /// After this Unix second it is refused for its age anyway.
    pub last_second: u64,
}

/// What is wrong with a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofFault {
    /// Not a compact JWS of two JSON objects, or too long.
    Malformed,
    /// `typ` is not `dpop+jwt`.
    Type,
    /// `alg` is not ES256.
    Algorithm,
    /// The header names extensions (`crit`, RFC 7515 §4.1.11) that nobody here understands.
    Critical,
    /// `jwk` is not a P-256 public key.
    Key,
    /// `jwk` has a private part: that key is burnt.
    PrivateKey,
    /// The signature is not of that key.
    Signature,
    /// `htm` is another method.
    Method,
    /// `htu` is another address.
    Address,
    /// `iat` is more than [`PROOF_WINDOW_S`] away.
    Clock,
    /// `jti` is empty, too long or not visible ASCII.
    Id,
}

impl ProofFault {
    /// One sentence for the client's details.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Malformed => "The DPoP proof is not a JWT of at most 2048 characters.",
            Self::Type => "The DPoP proof's typ is not dpop+jwt.",
            Self::Algorithm => "The DPoP proof's alg is not ES256.",
            Self::Critical => "The DPoP proof demands extensions that this relay does not know.",
            Self::Key => "The DPoP proof's jwk is not a P-256 public key.",
            Self::PrivateKey => "The DPoP proof contains a private key. Discard that key.",
            Self::Signature => "The DPoP proof's signature does not match its key.",
            Self::Method => "The DPoP proof was made for another method.",
            Self::Address => {
                "The DPoP proof was made for another address than the one this relay answers at."
            }
            Self::Clock => "The DPoP proof's time is more than 60 seconds away from the relay's.",
            Self::Id => "The DPoP proof's jti must have 1 to 64 visible ASCII characters.",
        }
    }
}

// Unknown members are let through, as RFC 7515 §4 and RFC 7517 §4 want it: WebCrypto adds `ext` and `key_ops`.
#[derive(Deserialize)]
struct Header {
    typ: String,
    alg: String,
    jwk: Jwk,
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    d: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: u64,
}

impl Proof {
    /// Checks a proof as RFC 9449 §4.3 lists it, checks 2 to 11; check 1 (one header) and 12 (nonce, key binding)
    /// are the caller's.
    ///
    /// # Errors
    /// The first [`ProofFault`] found.
    pub fn verify(jwt: &str, expected: &Expected<'_>) -> Result<Self, ProofFault> {
        if jwt.len() > PROOF_MAX {
            return Err(ProofFault::Malformed);
        }
        let (signed, signature) = jwt.rsplit_once('.').ok_or(ProofFault::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(ProofFault::Malformed)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| ProofFault::Malformed)?;

        let header: Header = part(header)?;
        if header.typ != "dpop+jwt" {
            return Err(ProofFault::Type);
        }
        if header.alg != "ES256" {
            return Err(ProofFault::Algorithm);
        }
        if header.crit.is_some() {
            return Err(ProofFault::Critical);
        }
        let (key, thumbprint) = public_key(&header.jwk)?;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| ProofFault::Signature)?;

        let claims: Claims = part(claims)?;
        if claims.htm != expected.method {
            return Err(ProofFault::Method);
        }
        if !is_here(&claims.htu, expected.path, expected.public, expected.host) {
            return Err(ProofFault::Address);
        }
        if claims.iat.abs_diff(expected.now) > PROOF_WINDOW_S {
            return Err(ProofFault::Clock);
        }
        if !(1..=JTI_MAX).contains(&claims.jti.len()) || !claims.jti.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(ProofFault::Id);
        }
        Ok(Self { thumbprint, id: claims.jti, last_second: claims.iat.saturating_add(PROOF_WINDOW_S) })
    }
}

fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, ProofFault> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| ProofFault::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| ProofFault::Malformed)
}

/// The key as an uncompressed point (SEC 1 §2.3.3), which ring checks to be on the curve, and its thumbprint.
fn public_key(jwk: &Jwk) -> Result<([u8; 65], Thumbprint), ProofFault> {
    if jwk.d.is_some() {
        return Err(ProofFault::PrivateKey);
    }
    if jwk.kty != "EC" || jwk.crv.as_deref() != Some("P-256") {
        return Err(ProofFault::Key);
    }
    let (Some(x), Some(y)) = (&jwk.x, &jwk.y) else { return Err(ProofFault::Key) };
    // Canonical base64url of exactly 32 bytes, or two spellings of one key would have two thumbprints.
    let (Some(x_bytes), Some(y_bytes)) = (decode_32(x), decode_32(y)) else { return Err(ProofFault::Key) };
    let mut point = [4; 65];
    point[1..33].copy_from_slice(&x_bytes);
    point[33..].copy_from_slice(&y_bytes);
    Ok((point, Thumbprint::of_p256(x, y)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{Browser, NOW};

    fn expected() -> Expected<'static> {
        Expected { method: "POST", path: "/v1/token", host: Some("relay.example"), public: None, now: NOW }
    }

    fn fault(jwt: &str) -> ProofFault {
        Proof::verify(jwt, &expected()).unwrap_err()
    }

    #[test]
    fn the_proof_of_rfc_9449_verifies() {
        // RFC 9449 §4.1, figure 2.
        let jwt = concat!(
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpD",
            "a0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6",
            "IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGU",
            "uY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NV",
            "Y-FNyJK70nfbV37xRZT3Lg",
        );
        let expected = Expected {
            method: "POST",
            path: "/token",
            host: Some("server.example.com"),
            public: None,
            now: 1_562_262_616,
        };
        let proof = Proof::verify(jwt, &expected).unwrap();
        assert_eq!(proof.id, "-BwC3ESc6acc2lTc");
        let said = Thumbprint::parse("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I").unwrap();
        assert!(proof.thumbprint.matches(&said));
    }

    #[test]
    fn a_right_proof_and_its_key() {
        let browser = Browser::new();
        let proof = Proof::verify(&browser.proof("/v1/token").sign(), &expected()).unwrap();
        assert!(proof.thumbprint.matches(&Thumbprint::parse(&browser.jkt()).unwrap()));
        assert_eq!(proof.last_second, NOW + 60);
    }

    #[test]
    fn the_window_is_sixty_seconds_either_way() {
        let browser = Browser::new();
        for (iat, right) in [(NOW - 60, true), (NOW + 60, true), (NOW - 61, false), (NOW + 61, false)] {
            let jwt = browser.proof("/v1/token").claim("iat", iat.into()).sign();
            assert_eq!(Proof::verify(&jwt, &expected()).is_ok(), right, "{iat}");
        }
        assert_eq!(
            fault(&browser.proof("/v1/token").claim("iat", (NOW + 61).into()).sign()),
            ProofFault::Clock
        );
    }

    #[test]
    fn every_wrong_claim_has_its_fault() {
        let browser = Browser::new();
        let proof = || browser.proof("/v1/token");
        let claim = |name: &str, value: serde_json::Value| fault(&proof().claim(name, value).sign());
        assert_eq!(claim("htm", "GET".into()), ProofFault::Method);
        assert_eq!(claim("htm", "post".into()), ProofFault::Method);
        assert_eq!(claim("htu", "https://relay.example/v1/refresh".into()), ProofFault::Address);
        assert_eq!(claim("htu", "https://evil.example/v1/token".into()), ProofFault::Address);
        assert_eq!(claim("jti", "".into()), ProofFault::Id);
        assert_eq!(claim("jti", "a b".into()), ProofFault::Id);
        assert_eq!(claim("jti", "j".repeat(65).into()), ProofFault::Id);
        assert_eq!(claim("jti", serde_json::Value::Null), ProofFault::Malformed);
        assert_eq!(claim("iat", "now".into()), ProofFault::Malformed);
        assert_eq!(claim("iat", (-1).into()), ProofFault::Malformed);
        assert!(Proof::verify(&proof().claim("jti", "j".repeat(64).into()).sign(), &expected()).is_ok());
        assert!(Proof::verify(&proof().claim("extra", 1.into()).sign(), &expected()).is_ok());
    }

    #[test]
    fn every_wrong_header_has_its_fault() {
        let browser = Browser::new();
        let header = |name: &str, value: serde_json::Value| {
            fault(&browser.proof("/v1/token").header(name, value).sign())
        };
        assert_eq!(header("typ", "JWT".into()), ProofFault::Type);
        assert_eq!(header("alg", "none".into()), ProofFault::Algorithm);
        assert_eq!(header("alg", "HS256".into()), ProofFault::Algorithm);
        assert_eq!(header("crit", serde_json::json!(["b64"])), ProofFault::Critical);
        let jwk = |name: &str, value: serde_json::Value| {
            let mut jwk = browser.jwk();
            jwk[name] = value;
            header("jwk", jwk)
        };
        assert_eq!(jwk("d", "AAAA".into()), ProofFault::PrivateKey);
        assert_eq!(jwk("kty", "RSA".into()), ProofFault::Key);
        assert_eq!(jwk("crv", "P-384".into()), ProofFault::Key);
        assert_eq!(jwk("x", "short".into()), ProofFault::Key);
        assert_eq!(jwk("x", serde_json::Value::Null), ProofFault::Key);
        // A point that is not on the curve.
        assert_eq!(jwk("x", "A".repeat(43).into()), ProofFault::Signature);
        assert_eq!(header("jwk", Browser::new().jwk()), ProofFault::Signature);
        let mut exported = browser.jwk();
        exported["ext"] = true.into();
        exported["key_ops"] = serde_json::json!(["verify"]);
        let jwt = browser.proof("/v1/token").header("jwk", exported).sign();
        assert!(Proof::verify(&jwt, &expected()).is_ok());
    }

    #[test]
    fn nonsense_is_malformed() {
        let jwt = Browser::new().proof("/v1/token").sign();
        let (signed, _) = jwt.rsplit_once('.').unwrap();
        let mut wrong = vec!["".into(), "a.b".into(), "a.b.c".into(), "....".into(), format!("{jwt}.x")];
        wrong.push(format!("{signed}.!!!"));
        wrong.push("a".repeat(PROOF_MAX + 1));
        for text in wrong {
            assert_eq!(fault(&text), ProofFault::Malformed, "{text}");
        }
        assert_eq!(fault(&format!("{signed}.")), ProofFault::Signature);
    }
}
