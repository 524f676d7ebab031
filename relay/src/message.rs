//! A request as the library sees it: read whole by whoever serves, judged here.

use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderMap, Method};
use zeroize::Zeroizing;

use crate::error::{ErrorCode, Problem};
use crate::proof::ProofFault;

/// Most bytes of a body that are read: 16 KB.
pub const BODY_MAX: usize = 16 * 1024;

/// One request.
#[derive(Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, without query.
    pub path: String,
    /// The headers. Only `Host`, `Origin`, `Content-Type` and `DPoP` are ever looked at.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

/// A request's body. Zeroed on drop: it holds codes and verifiers.
pub enum Body {
    /// All of it, at most [`BODY_MAX`] bytes.
    Whole(Zeroizing<Vec<u8>>),
    /// Longer than [`BODY_MAX`]; not read to its end.
    TooLarge,
    /// It broke off, or did not arrive in time.
    Incomplete,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Whole(_) => "Whole([redacted])",
            Self::TooLarge => "TooLarge",
            Self::Incomplete => "Incomplete",
        })
    }
}

impl Request {
    /// The body of a call that takes JSON.
    ///
    /// # Errors
    /// `payload_too_large`, `invalid_request` (with status 408) when it did not arrive, `unsupported_media_type`.
    pub(crate) fn json(&self) -> Result<&[u8], Problem> {
        let body = match &self.body {
            Body::Whole(bytes) => bytes,
            Body::TooLarge => {
                return Err(Problem::new(ErrorCode::PayloadTooLarge, "The body is larger than 16 KB."));
            }
            Body::Incomplete => {
                let mut problem =
                    Problem::invalid("The body did not arrive whole in time.").because("incomplete");
                problem.status = Some(408);
                return Err(problem);
            }
        };
        if !self.is_json() {
            return Err(Problem::new(ErrorCode::UnsupportedMediaType, "The body must be application/json."));
        }
        Ok(body)
    }

    // A page of any web site can POST a form or text/plain without asking first. It cannot so send JSON.
    fn is_json(&self) -> bool {
        let mut values = self.headers.get_all(CONTENT_TYPE).iter();
        let (Some(value), None) = (values.next(), values.next()) else { return false };
        let Ok(text) = value.to_str() else { return false };
        let (kind, parameters) = text.split_once(';').unwrap_or((text, ""));
        let parameters = parameters.trim();
        kind.trim().eq_ignore_ascii_case("application/json")
            && (parameters.is_empty()
                || ["charset=utf-8", "charset=\"utf-8\""].iter().any(|p| parameters.eq_ignore_ascii_case(p)))
    }

    /// The one `DPoP` header (RFC 9449 §4.3, check 1).
    pub(crate) fn proof(&self, now: u64) -> Result<&str, Problem> {
        let mut values = self.headers.get_all("dpop").iter();
        match (values.next(), values.next()) {
            (None, _) => Err(Problem::new(ErrorCode::ProofMissing, "The DPoP header is missing.")),
            (Some(value), None) => value.to_str().map_err(|_| Problem::proof(ProofFault::Malformed, now)),
            (Some(_), Some(_)) => Err(Problem::proof(ProofFault::Malformed, now)),
        }
    }

    /// The one `Host` header.
    pub(crate) fn host(&self) -> Option<&str> {
        let mut values = self.headers.get_all(HOST).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            _ => None,
        }
    }

    /// The `Origin` header.
    pub(crate) fn origin(&self) -> Option<&str> {
        self.headers.get(ORIGIN)?.to_str().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(content_type: Option<&str>) -> Request {
        let mut headers = HeaderMap::new();
        if let Some(value) = content_type {
            headers.insert(CONTENT_TYPE, value.parse().unwrap());
        }
        let body = Body::Whole(Zeroizing::new(b"secret body".to_vec()));
        Request { method: Method::POST, path: "/".into(), headers, body }
    }

    #[test]
    fn json_only() {
        for right in
            ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""]
        {
            assert!(request(Some(right)).json().is_ok(), "{right}");
        }
        for wrong in ["text/plain", "application/json; charset=latin1", "application/jsonp", ""] {
            let problem = request(Some(wrong)).json().unwrap_err();
            assert_eq!(problem.code, ErrorCode::UnsupportedMediaType, "{wrong}");
        }
        assert_eq!(request(None).json().unwrap_err().code, ErrorCode::UnsupportedMediaType);
    }

    #[test]
    fn bodies_that_did_not_come() {
        let mut request = request(Some("application/json"));
        assert!(!format!("{request:?}").contains("secret"));
        request.body = Body::TooLarge;
        assert_eq!(request.json().unwrap_err().http_status(), 413);
        request.body = Body::Incomplete;
        assert_eq!(request.json().unwrap_err().http_status(), 408);
    }

    #[test]
    fn doubled_headers_are_no_headers() {
        let mut request = request(None);
        assert_eq!(request.proof(0).unwrap_err().code, ErrorCode::ProofMissing);
        for _ in 0..2 {
            request.headers.append("dpop", "x".parse().unwrap());
            request.headers.append(HOST, "h".parse().unwrap());
        }
        assert_eq!(request.proof(0).unwrap_err().code, ErrorCode::ProofInvalid);
        assert_eq!(request.host(), None);
    }
}
