//! The flags of a program, made from the table of settings.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};

use super::Program;
use super::settings::{SETTINGS, Setting};

/// Flags as they were given, by the names of their settings.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// Configuration file (TOML).
    pub config: Option<PathBuf>,
    /// Text of every setting that was given; a switch is `true`.
    pub given: BTreeMap<&'static str, String>,
}

/// The flags of `vitrine serve`.
#[derive(Clone, Debug, Default)]
pub struct ServeFlags(pub Flags);

/// The flags of `vitrine demo`.
#[derive(Clone, Debug, Default)]
pub struct DemoFlags(pub Flags);

fn settings_of(program: Program) -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(move |setting| setting.of.contains(&program))
}

fn augment(command: Command, program: Program) -> Command {
    let file = Arg::new("config").long("config").value_name("FILE");
    let file = file.value_parser(value_parser!(PathBuf)).help("Configuration file (TOML)");
    settings_of(program).fold(command.arg(file), |command, setting| {
        let arg = Arg::new(setting.name).long(setting.flag());
        let help = format!("{} [default: {}]", setting.help.trim_end_matches('.'), setting.default);
        command.arg(match setting.value {
            Some(value) => arg.help(help).value_name(value),
            None => arg.help(setting.help.trim_end_matches('.')).action(ArgAction::SetTrue),
        })
    })
}

fn read(matches: &ArgMatches, program: Program) -> Flags {
    let given = settings_of(program).filter_map(|setting| {
        let text = match setting.value {
            Some(_) => matches.get_one::<String>(setting.name).cloned(),
            None => matches.get_flag(setting.name).then(|| "true".to_owned()),
        };
        Some((setting.name, text?))
    });
    Flags { given: given.collect(), config: matches.get_one::<PathBuf>("config").cloned() }
}

macro_rules! flags_of {
    ($flags:ident, $program:expr) => {
        impl FromArgMatches for $flags {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                Ok(Self(read(matches, $program)))
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                *self = Self::from_arg_matches(matches)?;
                Ok(())
            }
        }

        impl Args for $flags {
            fn augment_args(command: Command) -> Command {
                augment(command, $program)
            }

            fn augment_args_for_update(command: Command) -> Command {
                augment(command, $program)
            }
        }
    };
}

flags_of!(ServeFlags, Program::Serve);
flags_of!(DemoFlags, Program::Demo);

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::config::{Cli, CliCommand};

    #[test]
    fn every_setting_of_a_program_is_a_flag() {
        let line = "vitrine serve --listen 127.0.0.1:1 --behind-tls-proxy --config a.toml";
        let CliCommand::Serve(flags) = Cli::parse_from(line.split(' ')).command else {
            panic!("serve was asked for");
        };
        let given: Vec<_> = flags.0.given.iter().map(|(name, text)| (*name, &**text)).collect();
        assert_eq!(given, [("behind_tls_proxy", "true"), ("listen", "127.0.0.1:1")]);
        assert_eq!(flags.0.config.as_deref(), Some("a.toml".as_ref()));
        assert!(Cli::try_parse_from(["vitrine", "serve", "--lan"]).is_err(), "of the demo only");
    }
}
