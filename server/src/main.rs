//! The `vitrine` program: flags, logging, exit codes.

use std::future::Future;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::filter::{Targets, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use vitrine_server::config::{CatalogCommand, Cli, CliCommand, Config, Flags, Program};
use vitrine_server::demo::{child, parent};
use vitrine_server::media::worker;
use vitrine_server::{open_files, ops, production};

/// Exit code for what the person at the keyboard has to put right.
const CANNOT_START: u8 = 2;

fn main() -> ExitCode {
    match Cli::parse().command {
        CliCommand::Serve(flags) => serve(&flags.0),
        CliCommand::Demo(flags) => demo(&flags.0),
        CliCommand::Health(flags) => health(&flags.0),
        CliCommand::Backup(flags) => with_data(&flags.settings.0, |config| async move {
            ops::run_backup(&config, &flags.backup).await
        }),
        CliCommand::Restore(flags) => with_data(&flags.settings.0, |config| async move {
            ops::run_restore(&config, &flags.backup).await
        }),
        CliCommand::Doctor(flags) => with_data(&flags.settings.0, |config| async move {
            ops::run_doctor(&config, flags.rebuild).await
        }),
        CliCommand::Catalog(CatalogCommand::Import(flags)) => {
            let settings = flags.settings.0.clone();
            with_data(&settings, |config| async move { ops::run_import(&config, &flags).await })
        }
        CliCommand::DemoServer => demo_server(),
        CliCommand::MediaWorker { purpose } => worker::run(&purpose),
    }
}

fn serve(flags: &Flags) -> ExitCode {
    match Config::load(Program::Serve, flags) {
        Ok(config) => {
            log_as(&config.log);
            open_files::raise();
            run(tokio::runtime::Builder::new_multi_thread(), production::run(config))
        }
        Err(faults) => refuse(&faults.to_string()),
    }
}

fn demo(flags: &Flags) -> ExitCode {
    match Config::load(Program::Demo, flags) {
        Ok(config) => {
            log_as(&config.log);
            run(tokio::runtime::Builder::new_current_thread(), parent::run(config))
        }
        Err(faults) => refuse(&faults.to_string()),
    }
}

fn health(flags: &Flags) -> ExitCode {
    match Config::load(Program::Serve, flags) {
        Ok(config) => match production::ask_health(&config) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                writeln!(std::io::stderr(), "vitrine: {why}").ok();
                ExitCode::FAILURE
            }
        },
        Err(faults) => refuse(&faults.to_string()),
    }
}

/// Runs what looks at the data of the service.
fn with_data<F>(flags: &Flags, work: impl FnOnce(Config) -> F) -> ExitCode
where
    F: Future<Output = ExitCode>,
{
    match Config::load(Program::Serve, flags) {
        Ok(config) => {
            // Their words go to the terminal; the log would only stand between them.
            log_as("error");
            run(tokio::runtime::Builder::new_current_thread(), work(config))
        }
        Err(faults) => refuse(&faults.to_string()),
    }
}

fn demo_server() -> ExitCode {
    let Some((start, leash)) = child::take_leash() else {
        return refuse("demo-server is started by `vitrine demo`, not by hand");
    };
    log_as(&start.config.log);
    open_files::raise();
    let serving = async {
        child::run(start, leash).await;
        ExitCode::SUCCESS
    };
    run(tokio::runtime::Builder::new_multi_thread(), serving)
}

fn run(mut runtime: tokio::runtime::Builder, main: impl Future<Output = ExitCode>) -> ExitCode {
    match runtime.enable_all().build() {
        Ok(runtime) => runtime.block_on(main),
        Err(error) => refuse(&format!("the runtime cannot start: {error}")),
    }
}

/// Logs to standard error; standard output is for what people and the parent process read.
///
/// Of libraries only warnings are told, whatever the filter says: below that some of them write
/// whole frames, and with them what people say (S79).
fn log_as(filter: &str) {
    let filter: Targets = filter.parse().unwrap_or_default();
    let ours = filter_fn(|told| {
        told.target().starts_with("vitrine") || *told.level() <= tracing::Level::WARN
    });
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(filter).with(ours).with(lines).init();
}

fn refuse(why: &str) -> ExitCode {
    writeln!(std::io::stderr(), "vitrine: {why}").ok();
    ExitCode::from(CANNOT_START)
}
