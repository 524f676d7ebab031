//! Proof of possession (RFC 9449, DPoP): what the relay gives is of use to this browser's key alone.

use serde::Serialize;

use crate::encoding::base64url;
use crate::json;
use crate::ports::{Proof, ProofFailure, PublicKey, Random};

#[derive(Serialize)]
struct Header<'a> {
    typ: &'a str,
    alg: &'a str,
    jwk: Jwk<'a>,
}

/// In the order of RFC 7638, section 3.2: the thumbprint is taken over just this text.
#[derive(Serialize)]
struct Jwk<'a> {
    crv: &'a str,
    kty: &'a str,
    x: &'a str,
    y: &'a str,
}

impl<'a> Jwk<'a> {
    fn of(key: &'a PublicKey) -> Self {
        Self { crv: "P-256", kty: "EC", x: &key.x, y: &key.y }
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    jti: String,
    htm: &'a str,
    htu: &'a str,
    iat: i64,
}

/// The key's thumbprint (RFC 7638).
///
/// # Errors
/// The key store failed.
pub async fn thumbprint<P: Proof>(ports: &P) -> Result<String, ProofFailure> {
    let key = ports.public_key().await?;
    let canonical = json::text(&Jwk::of(&key)).ok_or(ProofFailure)?;
    Ok(base64url(&ports.sha256(canonical.as_bytes()).await?))
}

/// A proof for one request: `method` to `address`, at `now` (seconds since 1970, by the relay's clock).
///
/// # Errors
/// The key store failed.
pub async fn proof<P: Proof + Random>(
    ports: &P,
    method: &str,
    address: &str,
    now: i64,
) -> Result<String, ProofFailure> {
    let key = ports.public_key().await?;
    let header = Header { typ: "dpop+jwt", alg: "ES256", jwk: Jwk::of(&key) };
    let claims = Claims { jti: random_text(ports, 16), htm: method, htu: address, iat: now };
    let part = |json: Option<String>| json.map(|text| base64url(text.as_bytes())).ok_or(ProofFailure);
    let signed = [part(json::text(&header))?, part(json::text(&claims))?].join(".");
    let signature = ports.sign(signed.as_bytes()).await?;
    Ok([signed, base64url(&signature)].join("."))
}

/// `bytes` random bytes (at most 64) as base64url.
pub fn random_text<P: Random>(ports: &P, bytes: usize) -> String {
    let mut buffer = [0_u8; 64];
    let taken = &mut buffer[..bytes.min(64)];
    ports.fill(taken);
    base64url(taken)
}
