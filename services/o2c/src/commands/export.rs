//! `o2c export`.

use std::{io::IsTerminal, path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use o2c_gateway::listing::{self, List, Lists};
use tokio::io::AsyncWrite;

use super::say;
use crate::{
    export,
    outside::{CallerOutside, Outside},
};

/// Not a list: all that is held of one customer.
const PERSONAL_DATA: &str = "personal-data";

/// Writes a whole list of the public API to a file.
#[derive(Debug, Args)]
pub struct Export {
    /// Which list, such as `customers` or `open-items`; `help` names them all. Or `personal-data`: all that the services hold
    /// of one customer, as NDJSON.
    list: String,
    /// Whose `personal-data`.
    #[arg(long, value_name = "ID", required_if_eq("list", PERSONAL_DATA))]
    customer: Option<String>,
    #[command(flatten)]
    outside: Outside,
    /// Only entries that fit: a field of the list's request and its value, several times for several.
    #[arg(long = "filter", value_name = "FIELD=VALUE", value_parser = filter)]
    filters: Vec<(String, String)>,
    /// CSV unless said otherwise.
    #[arg(long, value_enum)]
    format: Option<Format>,
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

enum What<'a> {
    List(&'a List),
    /// Of this customer.
    PersonalData(&'a Lists, &'a str),
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
        let what = match (self.list.as_str(), &self.customer) {
            (PERSONAL_DATA, Some(customer)) => self.personal_data(&lists, customer)?,
            (_, Some(_)) => bail!("--customer is of `{PERSONAL_DATA}`: a list has `--filter customer_id=ID`"),
            (name, None) => match lists.find(name) {
                Some(list) => What::List(list),
                None => bail!("there is no list `{name}`, but\n{}", names()),
            },
        };
        match &self.output {
            None => {
                let mut out = tokio::io::stdout();
                self.export(what, &mut out).await?;
            }
            Some(file) => {
                // A file of this name is whole: half of one has another name.
                let part = file.with_added_extension("part");
                let opened = tokio::fs::File::create(&part).await;
                let mut out = opened.with_context(|| format!("{} cannot be written", part.display()))?;
                self.export(what, &mut out).await?;
                out.sync_all().await?;
                let renamed = tokio::fs::rename(&part, file).await;
                renamed.with_context(|| format!("{} cannot be written", file.display()))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// It is no table, and is chosen by nothing but the customer.
    fn personal_data<'a>(&self, lists: &'a Lists, customer: &'a str) -> anyhow::Result<What<'a>> {
        if matches!(self.format, Some(Format::Csv)) {
            bail!("`{PERSONAL_DATA}` is of many kinds and no table: --format is ndjson");
        }
        if !self.filters.is_empty() {
            bail!("`{PERSONAL_DATA}` takes no --filter: it is all that there is");
        }
        Ok(What::PersonalData(lists, customer))
    }

    async fn export(&self, what: What<'_>, out: &mut (impl AsyncWrite + Unpin)) -> anyhow::Result<()> {
        let caller = self.outside.open()?;
        match what {
            What::List(list) => self.export_list(caller, list, out).await,
            What::PersonalData(lists, customer) => {
                for (message, entries) in export::personal_data::export(&caller, lists, customer, out).await? {
                    tracing::info!(message, entries, "exported");
                }
                Ok(())
            }
        }
    }

    async fn export_list(
        &self,
        caller: CallerOutside,
        list: &List,
        out: &mut (impl AsyncWrite + Unpin),
    ) -> anyhow::Result<()> {
        let form = match self.format {
            None | Some(Format::Csv) => listing::Form::Csv { guard: !self.raw_formulas },
            Some(Format::Ndjson) => listing::Form::Lines,
        };
        let target = match std::io::stderr().is_terminal() {
            true => ProgressDrawTarget::stderr_with_hz(4),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(None, target)
            .with_style(ProgressStyle::with_template("{spinner} {pos} entries, {per_sec}")?);
        let written = export::export(caller, list, &self.filters, form, out, |written| bar.set_position(written));
        let written = written.await?;
        bar.finish_and_clear();
        tracing::info!(list = self.list, entries = written, "exported");
        Ok(())
    }
}
