//! The job: survey the file, compare it with what was given, send its batches, look at the books, certify.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use futures::{StreamExt, stream};
use o2c_kernel::{Currency, Instant, Violations, machine_now};
use uuid::Uuid;

use super::{
    batch::Batches,
    books,
    certificate::Certificate,
    checkpoint::{Checkpoint, CheckpointFile},
    document::{Document, Documents, refused_with_others},
    kind::{Answer, Kind, Mode},
    kinds::Named,
    office::{Office, insisting},
    options::{Heard, Options},
    read::{self, Fingerprint, Format},
    refused::RefusedFile,
    settle::settle,
    totals::Totals,
};
use crate::{outside::CallerOutside, replaced::replace};

/// Batches under way. The services decide one at a time; the next one is there when they are done.
const UNDER_WAY: usize = 4;
/// Of ids of imports.
const NAMESPACE: Uuid = Uuid::from_u128(0x8b1e_6a52_55c0_4f6e_9a0b_6f2f_0c55_71d4);

/// An import of one file.
struct Job<'j> {
    kind: Named,
    office: Office,
    file: &'j Path,
    format: Format,
    fingerprint: Fingerprint,
    options: &'j Options,
    began_at: Instant,
}

/// Imports one file; the certificate says whether all of it ties.
pub async fn run<K: Kind>(
    kind: Named,
    caller: &CallerOutside,
    file: &Path,
    options: &Options,
    heard: &mut (dyn FnMut(Heard) + Send),
) -> anyhow::Result<Certificate> {
    let format = options.format.map_or_else(|| Format::of(file), Ok)?;
    let fingerprint = read::fingerprint(file)?;
    let of = options.import_id.as_ref().unwrap_or(&fingerprint.blake3);
    let name = format!("{}/{}/{of}", caller.tenant(), kind.name());
    let office = Office::open(caller.clone(), Uuid::new_v5(&NAMESPACE, name.as_bytes()));
    let job = Job { kind, office, file, format, fingerprint, options, began_at: machine_now() };

    let counted = job.survey::<K>()?;
    let mut findings = options.control_totals.differences("the file has", &counted);
    let mut certificate = job.certificate(counted);
    let mut write = !options.dry_run && findings.is_empty();
    if options.all_or_nothing || !write {
        job.pass::<K>(Mode::Check, &mut certificate, heard).await?;
        write &= certificate.refused == 0;
    }
    if write {
        job.pass::<K>(Mode::Write, &mut certificate, heard).await?;
        if K::POSTS {
            let touched = certificate.accepted.sums.keys().map(|code| Currency::parse(code));
            certificate.ledgers = books::read(&job.office, touched.collect::<Result<_, _>>()?).await?;
        }
        if K::SETTLES {
            findings.extend(settle::<K>(&job.office, job.batches::<K>()?, &mut certificate.states).await?);
        }
        job.checkpoint_file().remove()?;
    } else if !options.dry_run {
        findings.push("nothing was written".to_owned());
        certificate.accepted = Totals::default();
    }
    certificate.find(write);
    certificate.findings.splice(0..0, findings);
    certificate.ended_at = machine_now().to_string();
    replace(&job.beside("certificate.json"), &serde_json::to_vec_pretty(&certificate)?)?;
    Ok(certificate)
}

impl Job<'_> {
    /// A file of the job: beside that of the rows, with its name.
    fn beside(&self, what: &str) -> PathBuf {
        let name = self.file.file_name().unwrap_or_default();
        let directory = self.options.directory.as_deref().or_else(|| self.file.parent());
        directory.map_or_else(|| PathBuf::from(name), |directory| directory.join(name)).with_added_extension(what)
    }

    fn checkpoint_file(&self) -> CheckpointFile {
        CheckpointFile::at(self.beside("checkpoint.json"))
    }

    fn batches<K: Kind>(
        &self,
    ) -> anyhow::Result<impl Iterator<Item = anyhow::Result<Vec<Document<K::Item>>>> + use<K>> {
        Ok(Batches(Documents::<K, _>::of(read::rows(self.file, self.format, K::COLUMNS)?)))
    }

    /// What the file holds: every row, and the sums of those that can be read.
    fn survey<K: Kind>(&self) -> anyhow::Result<Totals> {
        let mut counted = Totals::default();
        for batch in self.batches::<K>()? {
            for document in batch? {
                counted.rows = counted.rows.saturating_add(document.rows.len() as u64);
                document.items().iter().filter_map(K::amount).try_for_each(|amount| counted.add(&amount))?;
            }
        }
        Ok(counted)
    }

    fn certificate(&self, counted: Totals) -> Certificate {
        Certificate {
            kind: self.kind,
            file: self.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            fingerprint: self.fingerprint.clone(),
            import: self.office.import,
            tenant: self.office.caller.tenant().to_string(),
            by: self.office.caller.principal().to_owned(),
            began_at: self.began_at.to_string(),
            ended_at: String::new(),
            dry_run: self.options.dry_run,
            control_totals: self.options.control_totals.clone(),
            counted,
            accepted: Totals::default(),
            refused: 0,
            states: BTreeMap::new(),
            ledgers: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Where to begin: at the start, or after the last batch that is known to be decided.
    fn begin(&self, mode: Mode) -> anyhow::Result<Checkpoint> {
        let start = Checkpoint {
            kind: self.kind,
            import: self.office.import,
            file: self.fingerprint.clone(),
            rows: 0,
            accepted: Totals::default(),
            refused: 0,
            refused_bytes: 0,
            began_at: self.began_at.to_string(),
        };
        if mode == Mode::Check || !self.options.resume {
            return Ok(start);
        }
        let Some(reached) = self.checkpoint_file().load()? else { return Ok(start) };
        reached.check(start.kind, start.import, &start.file)?;
        Ok(reached)
    }

    /// Sends every batch that is not known to be decided, a few at a time and taken back in their order.
    async fn pass<K: Kind>(
        &self,
        mode: Mode,
        certificate: &mut Certificate,
        heard: &mut (dyn FnMut(Heard) + Send),
    ) -> anyhow::Result<()> {
        let mut at = self.begin(mode)?;
        let path = self.beside(&format!("refused.{}", self.format.name()));
        let mut refused = RefusedFile::open(path, self.format, K::COLUMNS, at.refused_bytes)?;
        let done = at.rows;
        let left = self.batches::<K>()?.filter(|batch| match batch {
            Ok(batch) => batch.last().is_none_or(|document| last_row(document) > done),
            Err(_) => true,
        });
        let sent = stream::iter(left).map(|batch| async move {
            let batch = batch?;
            let answers = self.send::<K>(&batch, mode).await;
            let first = batch.first().map_or(0, Document::number);
            answers.map(|answers| (batch, answers)).with_context(|| format!("in the batch from row {first} on"))
        });
        let mut sent = std::pin::pin!(sent.buffered(UNDER_WAY));
        while let Some(decided) = sent.next().await {
            let stopped = || match mode {
                Mode::Write => format!("stopped after row {}; the same command with --resume goes on", at.rows),
                Mode::Check => "nothing was written".to_owned(),
            };
            let (batch, answers) = decided.with_context(stopped)?;
            for (document, answer) in batch.iter().zip(answers) {
                match answer {
                    Ok(totals) => at.accepted.merge(&totals)?,
                    Err(violations) => {
                        at.refused = at.refused.saturating_add(document.rows.len() as u64);
                        let rows = document.rows.iter().zip(violations);
                        rows.into_iter().try_for_each(|(row, violations)| refused.row(row, &violations))?;
                    }
                }
                at.rows = last_row(document);
            }
            at.refused_bytes = refused.flush()?;
            if mode == Mode::Write {
                self.checkpoint_file().save(&at)?;
            }
            heard(Heard { rows: at.rows, of: certificate.counted.rows, refused: at.refused });
        }
        certificate.began_at = at.began_at;
        certificate.accepted = at.accepted;
        certificate.refused = at.refused;
        Ok(())
    }

    /// What became of each document, per row where it was refused.
    async fn send<K: Kind>(
        &self,
        batch: &[Document<K::Item>],
        mode: Mode,
    ) -> anyhow::Result<Vec<Result<Totals, Vec<Violations>>>> {
        let readable: Vec<Document<K::Item>> =
            batch.iter().filter(|document| document.items.is_ok()).cloned().collect();
        let answers: Vec<Answer> = match readable.is_empty() {
            true => Vec::new(),
            false => insisting(async || K::send(&self.office, &readable, mode).await).await?,
        };
        if answers.len() != readable.len() {
            bail!("{} documents were answered of {}", answers.len(), readable.len());
        }
        let mut answers = answers.into_iter();
        let answer = |document: &Document<K::Item>| match &document.items {
            Err(violations) => Err(violations.clone()),
            Ok(_) => match answers.next() {
                Some(Ok(totals)) => Ok(totals),
                answer => {
                    let first = answer.and_then(Result::err).unwrap_or_default();
                    Err(std::iter::once(first).chain((1..document.rows.len()).map(|_| refused_with_others())).collect())
                }
            },
        };
        Ok(batch.iter().map(answer).collect())
    }
}

fn last_row<T>(document: &Document<T>) -> u64 {
    document.rows.last().map_or(0, |row| row.number)
}
