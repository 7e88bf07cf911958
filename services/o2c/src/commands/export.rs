//! `o2c export`.

use std::{io::IsTerminal, path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use o2c_gateway::listing::{self, List, Lists};

use super::say;
use crate::{export, outside::Outside};

/// Writes a whole list of the public API to a file.
#[derive(Debug, Args)]
pub struct Export {
    /// Which list, such as `customers` or `open-items`; `help` names them all.
    list: String,
    #[command(flatten)]
    outside: Outside,
    /// Only entries that fit: a field of the list's request and its value, several times for several.
    #[arg(long = "filter", value_name = "FIELD=VALUE", value_parser = filter)]
    filters: Vec<(String, String)>,
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// The file, whole or not there; without it standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Leaves texts as they are that a spreadsheet would take for formulas.
    #[arg(long)]
    raw_formulas: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A table: UTF-8, a line of names, CRLF (RFC 4180).
    Csv,
    /// A JSON object a line.
    Ndjson,
}

fn filter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("is FIELD=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Export {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let lists = Lists::load(o2c_proto::DESCRIPTORS)?;
        let names = || lists.names().collect::<Vec<_>>().join("\n");
        if self.list == "help" {
            say(names());
            return Ok(ExitCode::SUCCESS);
        }
        let Some(list) = lists.find(&self.list) else { bail!("there is no list `{}`, but\n{}", self.list, names()) };
        match &self.output {
            None => {
                let mut out = tokio::io::stdout();
                self.export(list, &mut out).await?;
            }
            Some(file) => {
                // A file of this name is whole: half of one has another name.
                let part = file.with_added_extension("part");
                let opened = tokio::fs::File::create(&part).await;
                let mut out = opened.with_context(|| format!("{} cannot be written", part.display()))?;
                self.export(list, &mut out).await?;
                out.sync_all().await?;
                let renamed = tokio::fs::rename(&part, file).await;
                renamed.with_context(|| format!("{} cannot be written", file.display()))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn export(&self, list: &List, out: &mut (impl tokio::io::AsyncWrite + Unpin)) -> anyhow::Result<()> {
        let form = match self.format {
            Format::Csv => listing::Form::Csv { guard: !self.raw_formulas },
            Format::Ndjson => listing::Form::Lines,
        };
        let target = match std::io::stderr().is_terminal() {
            true => ProgressDrawTarget::stderr_with_hz(4),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(None, target)
            .with_style(ProgressStyle::with_template("{spinner} {pos} entries, {per_sec}")?);
        let written =
            export::export(self.outside.open()?, list, &self.filters, form, out, |written| bar.set_position(written));
        let written = written.await?;
        bar.finish_and_clear();
        tracing::info!(list = self.list, entries = written, "exported");
        Ok(())
    }
}
