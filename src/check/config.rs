//! `normscreen.toml`: what a drafting unit settles once, and the reasons for obstacles that stay.
//!
//! In goes a file, found upwards from the draft or named, out come settings with every path taken
//! from the file's own folder. Unknown keys are refused with their line.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::date::Date;
use super::gate::Gate;
use super::reason::Reason;
use crate::discover::describe;
use crate::rules::RulePack;

/// The name that is looked for.
pub const FILE_NAME: &str = "normscreen.toml";

/// Settings of a project.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "normscreen.toml")]
pub struct ConfigFile {
    /// How drafts are checked.
    #[serde(default)]
    pub check: CheckSection,
    /// Obstacles that must stay, each with its reason.
    #[serde(default, rename = "reason", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<ReasonEntry>")]
    pub reasons: Vec<Spanned<ReasonEntry>>,
}

/// How drafts are checked; the command line goes first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckSection {
    /// What makes a check fail: new, moved, unchanged; blocking, substitutable, open; hard,
    /// excluded, mitigated; hint; any, never; categories such as schriftform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<Vec<String>>,
    /// The older version: a file or folder, git:REVISION, or a screened result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// The file with obstacles that were taken note of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<PathBuf>,
    /// The statutes that amending drafts change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corpus: Option<PathBuf>,
}

/// A reason for an obstacle that must stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonEntry {
    /// Category of the obstacle, for example schriftform.
    pub category: String,
    /// The place, for example "§ 3 Absatz 2 MustG"; everything in it is meant.
    pub citation: String,
    /// Why the obstacle has to stay.
    pub reason: String,
    /// Who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The last day on which the reason holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Cannot be read.
    #[error("{path}: cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// No TOML, or a key that does not exist.
    #[error("{path}:{line}: {message}")]
    Malformed {
        /// The file.
        path: String,
        /// The line.
        line: usize,
        /// What is wrong, and the keys that are allowed.
        message: String,
    },
    /// A reason that could never hold.
    #[error("{path}:{line}: this reason cannot be used: {message}")]
    Reason {
        /// The file.
        path: String,
        /// The reason's first line.
        line: usize,
        /// What is wrong and what to do.
        message: String,
    },
}

/// Settings and where they come from.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The file; none where there is none.
    pub path: Option<PathBuf>,
    /// What it says, with paths as the user would name them.
    pub check: CheckSection,
    /// Its reasons.
    pub reasons: Vec<Reason>,
}

/// The nearest `normscreen.toml` at or above `path`, whether that is a file or a folder.
pub fn find(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    absolute
        .ancestors()
        .map(|folder| folder.join(FILE_NAME))
        .find(|file| file.is_file())
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn read(path: &Path, pack: &RulePack) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|e| ConfigError::Unreadable {
            path: name.clone(),
            reason: describe(&e),
        })?;
        Self::parse(&text, path, pack)
    }

    fn parse(text: &str, path: &Path, pack: &RulePack) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let file: ConfigFile = toml::from_str(text).map_err(|error| ConfigError::Malformed {
            path: name.clone(),
            line: error.span().map_or(1, |span| line_at(text, span.start)),
            message: mistake(error.message()),
        })?;
        let own_name = path
            .file_name()
            .map_or_else(|| name.clone(), |n| n.to_string_lossy().into_owned());
        let mut reasons = Vec::new();
        for entry in file.reasons {
            let line = line_at(text, entry.span().start);
            let entry = entry.into_inner();
            let mut reason = Reason {
                category: entry.category,
                citation: entry.citation,
                reason: entry.reason,
                by: entry.by,
                until: entry.until,
                recorded: format!("{own_name}:{line}"),
                in_source: false,
                source: String::new(),
            };
            reason.validate(pack).map_err(|error| ConfigError::Reason {
                path: name.clone(),
                line,
                message: error.to_string(),
            })?;
            reasons.push(reason);
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let below = |path: PathBuf| folder.join(path);
        let mut check = file.check;
        check.baseline = check.baseline.map(below);
        check.corpus = check.corpus.map(below);
        check.against = check.against.map(|against| {
            let path = folder.join(&against);
            if !against.starts_with("git:") && path.exists() {
                path.to_string_lossy().into_owned()
            } else {
                against
            }
        });
        Ok(Self {
            path: Some(path.to_path_buf()),
            check,
            reasons,
        })
    }

    /// The settings as TOML, for `--print-config`.
    pub fn print(&self) -> String {
        #[derive(Serialize)]
        struct Printed<'a> {
            check: &'a CheckSection,
            #[serde(rename = "reason", skip_serializing_if = "Vec::is_empty")]
            reasons: Vec<ReasonEntry>,
        }
        let defaults = || vec![Gate::DEFAULT.to_owned()];
        let check = CheckSection {
            fail_on: Some(self.check.fail_on.clone().unwrap_or_else(defaults)),
            ..self.check.clone()
        };
        let printed = Printed {
            check: &check,
            reasons: self
                .reasons
                .iter()
                .map(|reason| ReasonEntry {
                    category: reason.category.clone(),
                    citation: reason.citation.clone(),
                    reason: reason.reason.clone(),
                    by: reason.by.clone(),
                    until: reason.until,
                })
                .collect(),
        };
        let from = self.path.as_ref().map_or_else(
            || format!("# no {FILE_NAME} at or above the input; these are the defaults"),
            |path| format!("# from {}", path.display()),
        );
        let body =
            toml::to_string_pretty(&printed).expect("settings hold only texts, lists and tables");
        format!("{from}\n{body}")
    }
}

/// The line at an offset, from 1.
fn line_at(text: &str, offset: usize) -> usize {
    let before = &text.as_bytes()[..offset.min(text.len())];
    memchr::memchr_iter(b'\n', before).count() + 1
}

/// What the parser says, in words that name what to do.
fn mistake(said: &str) -> String {
    let said = said.lines().collect::<Vec<_>>().join(", ");
    let quoted = || said.split('`').skip(1).step_by(2);
    if said.starts_with("unknown field") {
        let mut names = quoted();
        let name = names.next().unwrap_or_default();
        let known: Vec<&str> = names.collect();
        return format!(
            "the key {name} is not known; possible here: {}",
            known.join(", ")
        );
    }
    if said.starts_with("missing field") {
        let name = quoted().next().unwrap_or_default();
        return format!("the entry lacks the key {name}");
    }
    if let Some((found, expected)) = said
        .strip_prefix("invalid type: ")
        .and_then(|types| types.split_once(", expected "))
    {
        let found = found.split(' ').next().unwrap_or(found);
        let expected = expected.split(' ').nth(1).unwrap_or(expected);
        return format!("the value is of type {found}, where {expected} is expected");
    }
    // What our own types say of a value is whole already.
    if said.contains("is no date") {
        return said;
    }
    format!("is no sound TOML ({said}); check quotation marks, brackets and commas in this line")
}

/// The JSON schema of `normscreen.toml`, for editors.
pub fn schema() -> String {
    let schema = schemars::schema_for!(ConfigFile);
    let mut text =
        serde_json::to_string_pretty(&schema).expect("a schema holds only texts, lists and maps");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static PACK: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded().expect("sound pack"));

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(text, Path::new("drafts/normscreen.toml"), &PACK)
    }

    const REASON: &str = "[[reason]]\ncategory = \"schriftform\"\ncitation = \"§ 3 MustG\"\n\
                          reason = \"Beweis\"\nuntil = \"2027-12-31\"\n";

    #[test]
    fn paths_start_at_the_file_and_reasons_know_their_line() {
        let config = parse(&format!(
            "[check]\nfail_on = [\"any\"]\nbaseline = \"b.json\"\n\n{REASON}"
        ))
        .unwrap();
        assert_eq!(config.check.baseline, Some(PathBuf::from("drafts/b.json")));
        assert_eq!(config.reasons[0].recorded, "normscreen.toml:5");
        let titled = parse(&REASON.replace("schriftform", "Schriftform")).unwrap();
        assert_eq!(titled.reasons[0].category, "schriftform");
        assert!(config.print().contains("until = \"2027-12-31\""));
        let bare = parse(&REASON.replace("\"2027-12-31\"", "2027-12-31")).unwrap();
        assert_eq!(bare.reasons[0].until, config.reasons[0].until);
        assert!(bare.print().contains("fail_on = [\"new\"]"));
        assert!(parse(&config.print()).is_ok());
    }

    #[test]
    fn mistakes_are_refused_with_their_line() {
        for (text, parts) in [
            ("[check]\nfailon = []\n", [":2: the key failon", "fail_on"]),
            (
                "[check]\nfail_on = \"any\"\n",
                [":2:", "type string, where sequence"],
            ),
            ("\n[check\n", [":2: is no sound TOML", "brackets"]),
            (
                "[[reason]]\ncategory = \"bargeld\"\n",
                [":1:", "lacks the key citation"],
            ),
            (
                &REASON.replace("schriftform", "schrift"),
                [
                    "cannot be used: it names no obstacle category",
                    "schriftform",
                ],
            ),
            (
                &REASON.replace("§ 3 MustG", "Absatz 2"),
                [":1:", "no provision"],
            ),
            (&REASON.replace("Beweis", " "), [":1:", "says nothing"]),
            (&REASON.replace("12-31", "12-32"), [":5:", "2027-12-31"]),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(parts.iter().all(|p| error.contains(p)), "{text}: {error}");
        }
    }
}
