//! The three sources, read and laid over each other; nothing is judged yet.

use std::collections::BTreeMap;
use std::path::Path;

use super::check::Fault;
use super::settings::{SETTINGS, Setting};
use super::{Flags, Program, RateOverrides};

/// Looks up a variable of the environment.
pub(super) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The text of a setting and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// A flag, a variable, or a key in the file.
    pub(super) place: String,
    /// As it was written.
    pub(super) text: String,
}

/// What was said about settings and rates; the strongest source of each.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) settings: BTreeMap<&'static str, Text>,
    pub(super) limits: RateOverrides,
}

/// Reads all sources.
pub(super) fn read(
    program: Program,
    flags: &Flags,
    variable: Variables<'_>,
    faults: &mut Vec<Fault>,
) -> Said {
    let named = variable("VITRINE_CONFIG").map(Into::into);
    let path = flags.config.clone().or(named);
    let mut said = path.map(|path| from_file(&path, faults)).unwrap_or_default();
    for setting in SETTINGS.iter().filter(|setting| setting.of.contains(&program)) {
        let place = setting.variable();
        if let Some(text) = variable(&place) {
            said.settings.insert(setting.name, Text { place, text });
        }
        if let Some(text) = flags.given.get(setting.name) {
            let place = format!("--{}", setting.flag());
            said.settings.insert(setting.name, Text { place, text: text.clone() });
        }
    }
    said.limits = said.limits.overlaid(rates_of(variable, faults));
    said
}

/// The file may serve both programs, so it may hold the settings of both.
fn from_file(path: &Path, faults: &mut Vec<Fault>) -> Said {
    let place = path.display().to_string();
    let mut fault = |problem: String| faults.push(Fault { place: place.clone(), problem });
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            fault(format!("cannot be read: {error}"));
            return Said::default();
        }
    };
    let table: toml::Table = match toml::from_str(&text) {
        Ok(table) => table,
        Err(error) => {
            fault(error.to_string().trim().replace('\n', " "));
            return Said::default();
        }
    };
    let mut said = Said::default();
    for (key, value) in table {
        if key == "limits" {
            match value.try_into() {
                Ok(limits) => said.limits = limits,
                Err(error) => fault(format!("limits: {}", error.message())),
            }
        } else if let Some(setting) = SETTINGS.iter().find(|setting| setting.name == key) {
            match as_text(setting, &value) {
                Some(text) => {
                    let place = format!("{key} in the file");
                    said.settings.insert(setting.name, Text { place, text });
                }
                None => fault(format!("{key}: {} is expected", expected(setting))),
            }
        } else {
            fault(format!("{key} is no setting"));
        }
    }
    said
}

fn as_text(setting: &Setting, value: &toml::Value) -> Option<String> {
    match (setting.value, value) {
        (Some(_), toml::Value::String(text)) => Some(text.clone()),
        (Some(_), toml::Value::Array(parts)) => {
            let parts: Option<Vec<&str>> = parts.iter().map(toml::Value::as_str).collect();
            Some(parts?.join(","))
        }
        (None, toml::Value::Boolean(on)) => Some(on.to_string()),
        _ => None,
    }
}

fn expected(setting: &Setting) -> &'static str {
    if setting.value.is_some() { "a text in quotes" } else { "true or false" }
}

fn rates_of(variable: Variables<'_>, faults: &mut Vec<Fault>) -> RateOverrides {
    RateOverrides::from_names(|name| {
        let place = format!("VITRINE_LIMITS_{}", name.to_uppercase());
        let text = variable(&place)?;
        let value = text.parse().ok();
        if value.is_none() {
            let problem = format!("{text:?} is no whole number from 1 to 4294967295");
            faults.push(Fault { place, problem });
        }
        value
    })
}
