//! The conversation with the site: polite, patient, bounded, and with one host only.
//!
//! One [`Client`] is shared by all workers. It never follows a link to another host, tells who asks,
//! waits when it is told to wait, and gives up after a set number of attempts. It does not know what
//! it brings.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use ureq::Agent;
use ureq::http::header::{
    CONTENT_LENGTH, DATE, ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
    LOCATION, RETRY_AFTER,
};
use ureq::http::{HeaderMap, Uri};

use super::{FetchError, Manners};

/// Redirects that are followed, on the same host.
const REDIRECTS: usize = 3;
/// Longest tag or date that is remembered.
const LONGEST_HEADER: usize = 256;

/// The address of the site.
#[derive(Debug, Clone)]
pub struct Base {
    uri: Uri,
}

impl Base {
    /// Reads the address that a user gives.
    ///
    /// # Errors
    /// It is no http or https address, or has a query.
    pub fn parse(text: &str) -> Result<Self, FetchError> {
        let wrong = |reason: &str| FetchError::BaseUrl {
            url: text.to_owned(),
            reason: reason.to_owned(),
        };
        let uri: Uri = text
            .trim_end_matches('/')
            .parse()
            .map_err(|e: ureq::http::uri::InvalidUri| wrong(&e.to_string()))?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none() {
            return Err(wrong("give an address such as https://host/path"));
        }
        if uri.query().is_some() || uri.authority().is_some_and(|a| a.as_str().contains('@')) {
            return Err(wrong("neither a query nor a user name can be part of it"));
        }
        Ok(Self { uri })
    }

    /// The address of something below the site.
    pub fn join(&self, path: &str) -> String {
        format!("{}{}/{path}", self.origin(), self.path())
    }

    /// Scheme, host and port.
    fn origin(&self) -> String {
        let scheme = self.uri.scheme_str().unwrap_or_default();
        let authority = self.uri.authority().map_or("", |a| a.as_str());
        format!("{scheme}://{authority}")
    }

    /// The host, as in messages.
    pub fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }

    /// The path that all addresses of the site begin with, without a `/` at its end.
    pub fn path(&self) -> &str {
        self.uri.path().trim_end_matches('/')
    }

    /// Whether an address is on this host. The scheme may differ: the site's own list says http
    /// where it answers https.
    pub fn is_home_of(&self, uri: &Uri) -> bool {
        let same_host = uri
            .host()
            .is_some_and(|host| host.eq_ignore_ascii_case(self.host()));
        let default = |scheme: Option<&str>| if scheme == Some("http") { 80 } else { 443 };
        let port = |uri: &Uri| uri.port_u16().unwrap_or(default(uri.scheme_str()));
        let standard = |port| port == 80 || port == 443;
        let same_port =
            port(uri) == port(&self.uri) || (standard(port(uri)) && standard(port(&self.uri)));
        same_host && same_port && matches!(uri.scheme_str(), Some("http" | "https"))
    }

    fn is_loopback(&self) -> bool {
        let host = self.host().trim_matches(['[', ']']);
        host == "localhost"
            || host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|a| a.is_loopback())
    }

    fn is_https(&self) -> bool {
        self.uri.scheme_str() == Some("https")
    }
}

/// What is known already, so that only what changed is sent.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Tag of the version at hand.
    pub etag: Option<String>,
    /// Date of the version at hand.
    pub last_modified: Option<String>,
    /// What was not changed since then is not wanted.
    pub since: Option<SystemTime>,
}

/// What the site answered.
#[derive(Debug)]
pub enum Answer {
    /// What is known is still so.
    Unchanged,
    /// Last changed before the date that was asked for.
    Older,
    /// Something new.
    Content(Content),
}

/// A body, whole, and what was said of it.
#[derive(Debug)]
pub struct Content {
    /// The bytes, in a file without a name; read from its beginning.
    pub file: File,
    /// Its length.
    pub bytes: u64,
    /// Its tag.
    pub etag: Option<String>,
    /// When it was changed, as the site says.
    pub last_modified: Option<String>,
    /// When it was sent, by the site's clock.
    pub date: Option<String>,
}

/// Why one attempt failed, and what follows from it.
#[derive(Debug)]
pub struct Trouble {
    /// The cause, in words.
    pub cause: String,
    /// Whether another attempt may help.
    pub again: bool,
    /// Whether the site itself could not be reached or did not want to answer.
    pub site: bool,
    /// How long the site asks to wait.
    pub wait: Option<Duration>,
    /// Whether the wait holds for all requests, not only for this one.
    pub everyone: bool,
}

impl Trouble {
    /// Something that no further attempt changes.
    pub fn for_good(cause: impl Into<String>) -> Self {
        Self {
            cause: cause.into(),
            again: false,
            site: false,
            wait: None,
            everyone: false,
        }
    }

    /// Something that another attempt may mend.
    pub fn passing(cause: impl Into<String>) -> Self {
        Self {
            again: true,
            ..Self::for_good(cause)
        }
    }

    fn of_site(cause: impl Into<String>) -> Self {
        Self {
            site: true,
            ..Self::passing(cause)
        }
    }
}

/// Counts of a run.
#[derive(Debug, Default)]
pub struct Counts {
    /// Requests sent.
    pub requests: AtomicU64,
    /// Attempts after the first.
    pub retries: AtomicU64,
    /// Bytes of bodies received.
    pub bytes: AtomicU64,
}

/// Asks one site, for all workers.
#[derive(Debug)]
pub struct Client<'a> {
    agent: Agent,
    base: &'a Base,
    manners: &'a Manners,
    scratch: &'a Path,
    not_before: Mutex<Option<Instant>>,
    counts: Counts,
}

impl<'a> Client<'a> {
    /// A client of one site; what it receives goes through the folder `scratch`.
    ///
    /// # Errors
    /// The contact cannot stand in a request.
    pub fn new(
        base: &'a Base,
        manners: &'a Manners,
        scratch: &'a Path,
    ) -> Result<Self, FetchError> {
        if !manners
            .contact
            .chars()
            .all(|c| c == ' ' || c.is_ascii_graphic())
        {
            return Err(FetchError::Contact(manners.contact.clone()));
        }
        let mut name = format!(
            "normscreen/{} (screening of German law",
            env!("CARGO_PKG_VERSION")
        );
        if !manners.contact.is_empty() {
            name.push_str("; ");
            name.push_str(&manners.contact);
        }
        name.push(')');
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(name)
            .max_idle_connections(manners.connections)
            .max_idle_connections_per_host(manners.connections)
            .timeout_resolve(Some(manners.connect))
            .timeout_connect(Some(manners.connect))
            .timeout_send_request(Some(manners.connect))
            .timeout_recv_response(Some(manners.answer))
            .timeout_per_read(Some(manners.stall))
            .timeout_recv_body(Some(manners.body));
        if base.is_loopback() {
            config = config.proxy(None);
        }
        Ok(Self {
            agent: Agent::new_with_config(config.build()),
            base,
            manners,
            scratch,
            not_before: Mutex::new(None),
            counts: Counts::default(),
        })
    }

    /// What was asked and received so far.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Tries until it works, until another attempt cannot help, or until the attempts are used up.
    ///
    /// # Errors
    /// The last trouble; its cause says how often it was tried.
    pub fn persist<T>(
        &self,
        name: &str,
        mut attempt: impl FnMut() -> Result<T, Trouble>,
        tell: impl Fn(&str, Duration),
    ) -> Result<T, Trouble> {
        let mut tries = 0;
        loop {
            self.wait_for_all();
            let mut trouble = match attempt() {
                Ok(value) => return Ok(value),
                Err(trouble) => trouble,
            };
            tries += 1;
            if let Some(wait) = trouble.wait.filter(|w| *w > self.manners.longest_wait) {
                trouble.cause = format!(
                    "{}; it asks to wait {} s, more than the {} s that this run waits",
                    trouble.cause,
                    wait.as_secs(),
                    self.manners.longest_wait.as_secs()
                );
                return Err(trouble);
            }
            if !trouble.again {
                return Err(trouble);
            }
            if tries >= self.manners.attempts {
                trouble.cause = format!("{} ({tries} attempts)", trouble.cause);
                return Err(trouble);
            }
            let pause = self
                .pause(name, tries)
                .max(trouble.wait.unwrap_or_default());
            tell(&trouble.cause, pause);
            self.counts.retries.fetch_add(1, Ordering::Relaxed);
            if trouble.everyone {
                self.hold_all(pause);
            } else {
                std::thread::sleep(pause);
            }
        }
    }

    /// Doubles with every attempt, and is spread so that workers do not come back all at once.
    fn pause(&self, name: &str, tries: u32) -> Duration {
        let doubled = self
            .manners
            .first_pause
            .saturating_mul(1 << (tries - 1).min(16));
        let spread = crc32fast::hash(format!("{name} {tries}").as_bytes()) % 50;
        doubled.min(self.manners.longest_pause) * (75 + spread) / 100
    }

    fn hold_all(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut not_before = self.not_before.lock().unwrap_or_else(|e| e.into_inner());
        *not_before = Some(not_before.map_or(until, |t| t.max(until)));
    }

    fn wait_for_all(&self) {
        loop {
            let until = *self.not_before.lock().unwrap_or_else(|e| e.into_inner());
            match until.and_then(|t| t.checked_duration_since(Instant::now())) {
                Some(rest) if !rest.is_zero() => std::thread::sleep(rest),
                _ => return,
            }
        }
    }

    /// One request, with the redirects that stay on the host.
    ///
    /// # Errors
    /// [`Trouble`], with what follows from it.
    pub fn get(
        &self,
        url: &str,
        known: &Known,
        bound: u64,
        received: impl Fn(u64),
    ) -> Result<Answer, Trouble> {
        let mut url = url.to_owned();
        for _ in 0..=REDIRECTS {
            self.counts.requests.fetch_add(1, Ordering::Relaxed);
            let mut request = self.agent.get(&url);
            if let Some(etag) = &known.etag {
                request = request.header(IF_NONE_MATCH, etag);
            }
            let since = known
                .last_modified
                .clone()
                .or_else(|| known.since.map(just_before));
            if let Some(since) = since {
                request = request.header(IF_MODIFIED_SINCE, since);
            }
            let response = request.call().map_err(|e| of_transport(&e))?;
            let status = response.status().as_u16();
            let headers = response.headers();
            match status {
                200 => return self.receive(response, known, bound, received),
                304 if known.etag.is_some() || known.last_modified.is_some() => {
                    return Ok(Answer::Unchanged);
                }
                304 if known.since.is_some() => return Ok(Answer::Older),
                301 | 302 | 303 | 307 | 308 => url = self.redirect(headers)?,
                _ => return Err(of_status(status, headers)),
            }
        }
        Err(Trouble::for_good(format!(
            "more than {REDIRECTS} redirects one after the other"
        )))
    }

    fn redirect(&self, headers: &HeaderMap) -> Result<String, Trouble> {
        let to = headers
            .get(LOCATION)
            .and_then(|l| l.to_str().ok())
            .ok_or_else(|| Trouble::passing("a redirect that does not say where to"))?;
        if to.starts_with('/') && !to.starts_with("//") {
            return Ok(format!("{}{to}", self.base.origin()));
        }
        let refused = |why: &str| {
            let to: String = to.chars().take(120).collect();
            Trouble::for_good(format!(
                "a redirect {why}: {}; not followed",
                to.escape_debug()
            ))
        };
        let uri: Uri = to.parse().map_err(|_| refused("to no address"))?;
        if !self.base.is_home_of(&uri) {
            return Err(refused("to another host"));
        }
        if self.base.is_https() && uri.scheme_str() != Some("https") {
            return Err(refused("from https to http"));
        }
        Ok(uri.to_string())
    }

    fn receive(
        &self,
        response: ureq::http::Response<ureq::Body>,
        known: &Known,
        bound: u64,
        received: impl Fn(u64),
    ) -> Result<Answer, Trouble> {
        let (parts, body) = response.into_parts();
        let text = |name: HeaderName| {
            parts
                .headers
                .get(name)
                .and_then(|v| v.to_str().ok())
                .filter(|v| v.len() <= LONGEST_HEADER)
                .map(str::to_owned)
        };
        let date = |name| text(name).filter(|d| httpdate::parse_http_date(d).is_ok());
        let last_modified = date(LAST_MODIFIED);
        let changed = last_modified
            .as_deref()
            .and_then(|d| httpdate::parse_http_date(d).ok());
        if known
            .since
            .zip(changed)
            .is_some_and(|(since, at)| at < since)
        {
            return Ok(Answer::Older);
        }
        let announced = text(CONTENT_LENGTH).and_then(|l| l.parse::<u64>().ok());
        let too_large = || {
            Trouble::for_good(format!(
                "is larger than the bound of {} MiB; refused",
                bound >> 20
            ))
        };
        if announced.is_some_and(|n| n > bound) {
            return Err(too_large());
        }
        let local =
            |e: std::io::Error| Trouble::for_good(format!("cannot be written to the store: {e}"));
        // A file without a name: whatever happens, nothing is left of it.
        let mut file = tempfile::tempfile_in(self.scratch).map_err(local)?;
        let mut reader = body.into_with_config().limit(u64::MAX).reader();
        let mut buffer = vec![0; 1 << 16];
        let mut bytes = 0u64;
        loop {
            let count = match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(broken_off(bytes, announced, &error)),
            };
            bytes += count as u64;
            self.counts.bytes.fetch_add(count as u64, Ordering::Relaxed);
            received(count as u64);
            if bytes > bound {
                return Err(too_large());
            }
            file.write_all(&buffer[..count]).map_err(local)?;
        }
        if announced.is_some_and(|n| n != bytes) {
            let error = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
            return Err(broken_off(bytes, announced, &error));
        }
        file.rewind().map_err(local)?;
        Ok(Answer::Content(Content {
            file,
            bytes,
            etag: text(ETAG).filter(|t| t.chars().all(|c| c == ' ' || c.is_ascii_graphic())),
            last_modified,
            date: date(DATE),
        }))
    }
}

fn broken_off(bytes: u64, announced: Option<u64>, error: &std::io::Error) -> Trouble {
    let of = announced.map_or_else(String::new, |n| format!(" of {n}"));
    Trouble::of_site(format!("broke off after {bytes}{of} bytes: {error}"))
}

/// The date to ask with: servers send what was changed after it, and what was changed at the very
/// moment is wanted too. HTTP writes no date before 1970.
fn just_before(since: SystemTime) -> String {
    let second = Duration::from_secs(1);
    let before = since.checked_sub(second).unwrap_or(SystemTime::UNIX_EPOCH);
    httpdate::fmt_http_date(before.max(SystemTime::UNIX_EPOCH))
}

fn of_transport(error: &ureq::Error) -> Trouble {
    match error {
        ureq::Error::Timeout(_) => Trouble::of_site(format!("does not answer in time: {error}")),
        // A certificate does not mend itself, and a wrong one is a reason to stop.
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::BadUri(_) => Trouble {
            again: false,
            ..Trouble::of_site(format!("cannot be asked: {error}"))
        },
        _ => Trouble::of_site(format!("cannot be reached: {error}")),
    }
}

fn of_status(status: u16, headers: &HeaderMap) -> Trouble {
    let reason = ureq::http::StatusCode::from_u16(status)
        .ok()
        .and_then(|s| s.canonical_reason())
        .map_or_else(String::new, |r| format!(" {r}"));
    let cause = format!("the site answers {status}{reason}");
    match status {
        408 | 425 | 429 | 500 | 502..=504 => Trouble {
            wait: retry_after(headers, SystemTime::now()),
            everyone: status == 429,
            ..Trouble::of_site(cause)
        },
        // It says that something is unchanged although it was not asked that.
        304 => Trouble::passing(cause),
        _ => Trouble::for_good(cause),
    }
}

/// How long the site asks to wait: in seconds, or until a date by its own clock.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let its_now = headers
        .get(DATE)
        .and_then(|d| d.to_str().ok())
        .and_then(|d| httpdate::parse_http_date(d).ok())
        .unwrap_or(now);
    Some(until.duration_since(its_now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date_by_the_clock_of_the_site() {
        let now = SystemTime::now();
        let seconds = headers(&[(RETRY_AFTER, "7")]);
        assert_eq!(retry_after(&seconds, now), Some(Duration::from_secs(7)));
        let date = headers(&[
            (RETRY_AFTER, "Wed, 02 Apr 2025 00:02:00 GMT"),
            (DATE, "Wed, 02 Apr 2025 00:00:30 GMT"),
        ]);
        assert_eq!(retry_after(&date, now), Some(Duration::from_secs(90)));
        let past = headers(&[(RETRY_AFTER, "Wed, 02 Apr 2025 00:02:00 GMT")]);
        assert_eq!(retry_after(&past, now), Some(Duration::ZERO));
        assert_eq!(retry_after(&headers(&[(RETRY_AFTER, "soon")]), now), None);
    }

    #[test]
    fn only_the_same_host_is_home() {
        let base = Base::parse("https://www.example.org/").unwrap();
        let home = |text: &str| base.is_home_of(&text.parse().unwrap());
        assert!(home("http://www.example.org/bgb/xml.zip"));
        assert!(home("https://WWW.example.org:443/bgb/xml.zip"));
        for foreign in [
            "https://example.org/bgb/xml.zip",
            "https://www.example.org.evil.net/bgb/xml.zip",
            "https://www.example.org:8443/bgb/xml.zip",
            "https://www.example.org@evil.net/bgb/xml.zip",
            "ftp://www.example.org/bgb/xml.zip",
            "/bgb/xml.zip",
        ] {
            assert!(!home(foreign), "{foreign}");
        }
    }

    #[test]
    fn an_address_is_one_of_a_web_site() {
        for wrong in [
            "www.example.org",
            "file:///etc",
            "https://",
            "https://a@example.org",
            "https://example.org/?x=1",
            "",
        ] {
            assert!(Base::parse(wrong).is_err(), "{wrong}");
        }
        let base = Base::parse("http://localhost:8080/mirror/").unwrap();
        assert_eq!(
            base.join("bgb/xml.zip"),
            "http://localhost:8080/mirror/bgb/xml.zip"
        );
        assert_eq!(base.path(), "/mirror");
    }
}
