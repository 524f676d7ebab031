//! What people have granted to the app: codes, access tokens, refresh tokens.

use crate::problem::Problem;
use crate::scope::Scopes;
use crate::secrets::Secrets;
use crate::world::Which;
use std::collections::HashMap;

/// A code lives ten minutes.
const CODE_LIFETIME_S: u64 = 600;
/// A refresh token of a continuous grant lives 60 days.
const REFRESH_LIFETIME_S: u64 = 60 * 86_400;
/// A refresh token of an old-style grant lives a year, and is not replaced.
const LEGACY_REFRESH_LIFETIME_S: u64 = 365 * 86_400;
/// An access token lives 30 days, unless a test seeds another value.
pub(crate) const ACCESS_LIFETIME_S: u64 = 30 * 86_400;

/// A consent that waits for its exchange.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) account: &'static str,
    pub(crate) scopes: Scopes,
    pub(crate) redirect_uri: String,
    expires_at: u64,
    used: bool,
}

/// An access token's meaning.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) world: Which,
    pub(crate) account: &'static str,
    pub(crate) scopes: Scopes,
    expires_at: u64,
    dead: bool,
}

/// A refresh token's meaning.
#[derive(Clone, Debug)]
pub(crate) struct Refresh {
    pub(crate) world: Which,
    pub(crate) account: &'static str,
    pub(crate) scopes: Scopes,
    pub(crate) continuous: bool,
    expires_at: u64,
    dead: bool,
}

/// A refresh token, freshly issued.
#[derive(Debug)]
pub(crate) struct IssuedRefresh {
    pub(crate) token: String,
    pub(crate) expires_in: u64,
    pub(crate) expires_at: u64,
}

/// All grants, of both worlds.
#[derive(Debug)]
pub(crate) struct Grants {
    codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
    pub(crate) access_lifetime_s: u64,
}

impl Grants {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self {
            codes: HashMap::new(),
            access: HashMap::new(),
            refresh: HashMap::new(),
            access_lifetime_s: ACCESS_LIFETIME_S,
        }
    }

    /// A person has allowed the app in.
    pub(crate) fn issue_code(
        &mut self,
        account: &'static str,
        scopes: Scopes,
        redirect_uri: &str,
        now: u64,
        secrets: &mut Secrets,
    ) -> String {
        let code = secrets.code();
        self.codes.insert(
            code.clone(),
            Code {
                account,
                scopes,
                redirect_uri: redirect_uri.to_owned(),
                expires_at: now + CODE_LIFETIME_S,
                used: false,
            },
        );
        code
    }

    /// Uses a code up. It is used up even when the redirect URI is wrong.
    pub(crate) fn redeem(&mut self, code: &str, redirect_uri: &str, now: u64) -> Result<Code, Problem> {
        let code = self.codes.get_mut(code).ok_or_else(Problem::unauthenticated)?;
        if code.used || code.expires_at <= now {
            return Err(Problem::unauthenticated());
        }
        code.used = true;
        if code.redirect_uri != redirect_uri {
            return Err(
                Problem::unauthenticated().blamed("redirect_uri is not the one of the authorize request")
            );
        }
        Ok(code.clone())
    }

    /// A new access token.
    pub(crate) fn issue_access(
        &mut self,
        prefix: &str,
        world: Which,
        account: &'static str,
        scopes: Scopes,
        now: u64,
        secrets: &mut Secrets,
    ) -> String {
        let token = secrets.token(prefix);
        let expires_at = now + self.access_lifetime_s;
        self.access.insert(token.clone(), Access { world, account, scopes, expires_at, dead: false });
        token
    }

    /// A new refresh token.
    pub(crate) fn issue_refresh(
        &mut self,
        world: Which,
        account: &'static str,
        scopes: Scopes,
        continuous: bool,
        now: u64,
        secrets: &mut Secrets,
    ) -> IssuedRefresh {
        let token = secrets.token("pinr.");
        let expires_in = if continuous { REFRESH_LIFETIME_S } else { LEGACY_REFRESH_LIFETIME_S };
        let expires_at = now + expires_in;
        self.refresh
            .insert(token.clone(), Refresh { world, account, scopes, continuous, expires_at, dead: false });
        IssuedRefresh { token, expires_in, expires_at }
    }

    /// Opens an access token in a world.
    pub(crate) fn access(&self, token: &str, world: Which, now: u64) -> Result<Access, Problem> {
        self.access
            .get(token)
            .filter(|access| access.world == world && !access.dead && access.expires_at > now)
            .cloned()
            .ok_or_else(Problem::unauthenticated)
    }

    /// Opens a refresh token in a world.
    pub(crate) fn refresh(&self, token: &str, world: Which, now: u64) -> Result<Refresh, Problem> {
        self.refresh
            .get(token)
            .filter(|refresh| refresh.world == world && !refresh.dead && refresh.expires_at > now)
            .cloned()
            .ok_or_else(Problem::unauthenticated)
    }

    /// Ends a refresh token.
    pub(crate) fn kill_refresh(&mut self, token: &str) {
        if let Some(refresh) = self.refresh.get_mut(token) {
            refresh.dead = true;
        }
    }

    /// Ends every access token that is alive.
    pub(crate) fn expire_access(&mut self) {
        for access in self.access.values_mut() {
            access.dead = true;
        }
    }

    /// Ends everything of one person: what "Remove access" on the settings page does.
    pub(crate) fn remove_account(&mut self, account: &str) {
        self.codes.retain(|_, code| code.account != account);
        self.access.retain(|_, access| access.account != account);
        self.refresh.retain(|_, refresh| refresh.account != account);
    }

    /// Whether a person has a live grant.
    pub(crate) fn is_connected(&self, account: &str, now: u64) -> bool {
        let live = |owner: &str, dead: bool, until: u64| owner == account && !dead && until > now;
        self.access.values().any(|a| live(a.account, a.dead, a.expires_at))
            || self.refresh.values().any(|r| live(r.account, r.dead, r.expires_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_ends_after_ten_minutes_and_after_one_use() {
        let (mut grants, mut secrets) = (Grants::new(), Secrets::new([7; 32]));
        let late = grants.issue_code("ada", Scopes::new(), "https://a.example/", 1000, &mut secrets);
        assert_eq!(grants.redeem(&late, "https://a.example/", 1600).unwrap_err(), Problem::unauthenticated());
        let good = grants.issue_code("ada", Scopes::new(), "https://a.example/", 1000, &mut secrets);
        assert_eq!(grants.redeem(&good, "https://a.example/", 1599).unwrap().account, "ada");
        assert_eq!(grants.redeem(&good, "https://a.example/", 1599).unwrap_err(), Problem::unauthenticated());
    }

    #[test]
    fn tokens_end_when_they_said() {
        let (mut grants, mut secrets) = (Grants::new(), Secrets::new([7; 32]));
        let which = Which::Production;
        let access = grants.issue_access("pina_", which, "ada", Scopes::new(), 0, &mut secrets);
        assert!(grants.access(&access, which, 2_591_999).is_ok());
        assert!(grants.access(&access, which, 2_592_000).is_err());
        let refresh = grants.issue_refresh(which, "ada", Scopes::new(), true, 0, &mut secrets).token;
        assert!(grants.refresh(&refresh, which, 5_183_999).is_ok());
        assert!(grants.refresh(&refresh, which, 5_184_000).is_err());
        assert!(grants.refresh(&refresh, Which::Sandbox, 0).is_err());
    }
}
