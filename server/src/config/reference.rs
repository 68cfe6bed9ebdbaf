//! `docs/configuration.md`, made from the tables of settings and rates.
//!
//! `cargo test -p vitrine-server` fails when the file is stale;
//! `VITRINE_WRITE=1 cargo test -p vitrine-server --lib configuration` writes it.

use std::fmt::Write as _;

use super::settings::SETTINGS;
use super::{Program, RateOverrides};

const HEAD: &str = "\
# Configuration

<!-- Made from server/src/config/settings.rs and rates.rs; see there. -->

Every setting can stand in a file (TOML), in the environment, or on the command line.
A flag wins over the environment, and that over the file.
All faults are told at once, and nothing starts until there are none.

The file is named with `--config FILE` or `VITRINE_CONFIG`.
One file may serve both programs: each reads its own settings.
A switch is `true` or `false` in the file and in the environment; as a flag it has no value.

```toml
# vitrine.toml
domain = \"chat.shop.example\"
acme_email = \"it@shop.example\"

[limits]
address_sockets = 2000
```
";

const RATES: &str = "
## Rates

Caps that an installation may change: in the file under `[limits]`, in the environment as `VITRINE_LIMITS_…`.
The defaults suit one shop; whoever has many people behind one address raises `address_sockets`.

| key | environment | default | caps |
| --- | --- | --- | --- |
";

/// The text of the document.
#[must_use]
pub fn reference() -> String {
    let mut out = HEAD.to_owned();
    let sections = [
        ("`vitrine serve` and `vitrine demo`", &[Program::Serve, Program::Demo][..]),
        ("`vitrine serve`", &[Program::Serve]),
        ("`vitrine demo`", &[Program::Demo]),
    ];
    let put = "a string grows";
    for (title, programs) in sections {
        writeln!(out, "\n## {title}\n").expect(put);
        out.push_str("| key | flag | environment | default | meaning |\n");
        out.push_str("| --- | --- | --- | --- | --- |\n");
        for setting in SETTINGS.iter().filter(|setting| setting.of == programs) {
            let value = setting.value.map(|value| format!(" {value}")).unwrap_or_default();
            let (name, flag, variable) = (setting.name, setting.flag(), setting.variable());
            let (default, help) = (setting.default, setting.help);
            writeln!(out, "| `{name}` | `--{flag}{value}` | `{variable}` | {default} | {help} |")
                .expect(put);
        }
    }
    out.push_str(RATES);
    for rate in RateOverrides::default().named() {
        let variable = format!("VITRINE_LIMITS_{}", rate.name.to_uppercase());
        let (name, default, help) = (rate.name, rate.default, rate.help);
        writeln!(out, "| `{name}` | `{variable}` | {default} | {help} |").expect(put);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the switch that writes generated files")]
    fn the_configuration_reference_is_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md");
        if std::env::var_os("VITRINE_WRITE").is_some() {
            std::fs::write(&path, reference()).expect("the document can be written");
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            written,
            reference(),
            "docs/configuration.md is stale: VITRINE_WRITE=1 cargo test -p vitrine-server --lib configuration"
        );
    }
}
