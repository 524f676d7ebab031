//! A browser's half of the contract: the proof key, and what it signs. Written from RFC 9449, not from the relay.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// A verifier, and its challenge of RFC 7636 appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// See [`VERIFIER`].
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// One browser with a new key.
pub(crate) struct Browser {
    key: EcdsaKeyPair,
    /// What a proof's `htu` starts with.
    pub(crate) base: String,
    /// What a proof's `iat` is.
    pub(crate) now: u64,
    proofs: AtomicU64,
}

/// A proof in the making.
pub(crate) struct Draft<'a> {
    browser: &'a Browser,
    header: Value,
    claims: Value,
}

impl Browser {
    /// With proofs for the relay at `base` and the time `now`.
    pub(crate) fn at(base: &str, now: u64) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Self { key, base: base.into(), now, proofs: AtomicU64::new(0) }
    }

    /// The public key.
    pub(crate) fn jwk(&self) -> Value {
        let point = self.key.public_key().as_ref();
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({"kty": "EC", "crv": "P-256", "x": part(&point[1..33]), "y": part(&point[33..])})
    }

    /// Its thumbprint.
    pub(crate) fn jkt(&self) -> String {
        let jwk = self.jwk();
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#, jwk["x"], jwk["y"]);
        URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes()))
    }

    /// A right proof for a `POST` to `path`, with an id of its own.
    pub(crate) fn proof(&self, path: &str) -> Draft<'_> {
        let n = self.proofs.fetch_add(1, Ordering::Relaxed);
        Draft {
            browser: self,
            header: json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk()}),
            claims: json!({
                "jti": format!("proof-{n}"), "htm": "POST", "htu": format!("{}{path}", self.base), "iat": self.now,
            }),
        }
    }
}

impl Draft<'_> {
    /// With another claim.
    #[allow(dead_code, reason = "not every test that includes this file bends proofs")]
    pub(crate) fn claim(mut self, name: &str, value: Value) -> Self {
        self.claims[name] = value;
        self
    }

    /// With another header member.
    #[allow(dead_code, reason = "not every test that includes this file bends proofs")]
    pub(crate) fn header(mut self, name: &str, value: Value) -> Self {
        self.header[name] = value;
        self
    }

    /// The signed JWT.
    pub(crate) fn sign(self) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&self.header), part(&self.claims));
        let signature = self.browser.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}
