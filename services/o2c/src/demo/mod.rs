//! The main job: a whole business, day by day, through the public API only.
//!
//! A day's phases run in a fixed order; after each the mesh settles, and only then time goes on.

mod checkpoint;
pub mod desk;
pub mod figures;
pub mod input;
mod papers;
mod phases;
mod progress;
mod random;
mod report;
pub mod wire;
mod world;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use o2c_kernel::{Clock, Date, TenantId, Zone, machine_now};
use o2c_rpc::Transport;
use o2c_store::SqliteOptions;

use crate::{
    audit::{AuditReport, Audited},
    bus,
    config::Config,
    data_dir::DataDir,
    databases::Databases,
    definitions,
    mesh::{Mesh, MeshOptions},
};
use checkpoint::{Checkpoint, CheckpointFile};
use desk::Desk;
use input::Input;
use papers::Papers;
use phases::Phase;
use progress::Progress;
use random::Chance;
use world::World;

pub use report::Summary;

/// How long the audit at the end lets facts settle.
const SETTLE: Duration = Duration::from_secs(30);

/// What a demo is run with.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// Files or folders of order lines; none = the sample.
    pub orders: Vec<PathBuf>,
    pub seed: u64,
    /// Stops after so many days; a later run goes on.
    pub days: Option<usize>,
    /// A bar on standard error.
    pub progress: bool,
    pub sqlite: SqliteOptions,
}

/// Runs, or goes on with, a demo in a data directory that is owned for it, all services in this process.
pub async fn run(config: &Config, data_dir: DataDir, options: DemoOptions) -> anyhow::Result<Summary> {
    let path = data_dir.path().to_owned();
    let used = crate::data_dir::database(&path, "orders").exists();
    let job = Job::load(config, &path, used, &options)?;
    let clock = Clock::simulated(job.zone.start_of(job.start()?));
    let databases = Databases::of(config, &path);
    let mesh_options = MeshOptions { clock, bus: bus::within(&databases), sqlite: options.sqlite.clone() };
    let mesh = Mesh::start(config, &databases, Some(data_dir), mesh_options).await?;
    let audits = mesh.node.services().iter().map(|service| service.audit()).collect();
    let done = job.finish(Desk::new(&mesh.client()), Some(Audited::of(audits)), &options).await;
    mesh.shutdown().await;
    done
}

/// How a mesh that runs already is reached.
#[derive(Clone, Debug)]
pub struct WayIn {
    pub transport: Transport,
    /// Tokens of the world's people, `NAME.token` each, where they have to prove who they are and no issuer of this machine
    /// is known.
    pub tokens: Option<PathBuf>,
}

/// Runs it, or goes on with it, against a mesh that runs already, in simulated time. The data directory keeps only where
/// the world is. The audit reads the databases that the configuration names; without any it is left out.
pub async fn run_against(
    config: &Config,
    data_dir: DataDir,
    way: WayIn,
    options: DemoOptions,
) -> anyhow::Result<Summary> {
    let job = Job::load(config, data_dir.path(), false, &options)?;
    let papers = Papers::of(config, way.tokens.as_deref(), &TenantId::default())?;
    let desk = Desk::new(&way.transport).with_papers(papers);
    let audited = match config.store.is_postgres() {
        true => Some(Audited::open(&Databases::of(config, data_dir.path()), definitions::hearing_edge(config)).await?),
        false => None,
    };
    job.finish(desk, audited, &options).await
}

/// What is to be done, and how far it has come.
struct Job {
    zone: Zone,
    input: Input,
    calendar: Vec<Date>,
    file: CheckpointFile,
    checkpoint: Checkpoint,
}

impl Job {
    fn load(config: &Config, path: &Path, used: bool, options: &DemoOptions) -> anyhow::Result<Self> {
        let seed = options.seed;
        let input = if options.orders.is_empty() { input::sample(seed)? } else { input::read(&options.orders)? };
        let file = CheckpointFile::in_dir(path);
        let checkpoint = file.load(&input.fingerprint, seed, used)?;
        // From the first moment on the directory says whose it is.
        file.save(&checkpoint)?;
        write_refused(path, &input)?;
        let calendar = calendar(&input)?;
        Ok(Self { zone: config.zone()?, input, calendar, file, checkpoint })
    }

    /// The day that business time starts on.
    fn start(&self) -> anyhow::Result<Date> {
        let first = self.calendar.first().copied().context("the input has no day")?;
        Ok(self.calendar.get(self.checkpoint.days_done).copied().unwrap_or(first))
    }

    /// Drives the days that are left, proves the laws, and tells what came of it.
    async fn finish(self, desk: Desk, audited: Option<Audited>, options: &DemoOptions) -> anyhow::Result<Summary> {
        let Self { zone, input, calendar, file, checkpoint } = self;
        let (mut world, checkpoint) = drive(desk, &zone, input, &calendar, file, checkpoint, options).await?;
        let began = machine_now();
        let audit = match audited {
            Some(audited) => audited.check(SETTLE).await?,
            None => AuditReport::default(),
        };
        let audit_micros = machine_now().since(began).as_micros();
        let finished = checkpoint.days_done == calendar.len();
        report::summarise(&mut world, &checkpoint, &calendar, audit, audit_micros, finished).await
    }
}

/// Every day from the first to the last that the input names.
fn calendar(input: &Input) -> anyhow::Result<Vec<Date>> {
    let (Some(first), Some(last)) = (input.days.keys().next(), input.days.keys().next_back()) else {
        return Ok(Vec::new());
    };
    (0..=last.days_since(*first)).map(|days| Ok(first.add_days(days)?)).collect()
}

async fn drive(
    desk: Desk,
    zone: &Zone,
    input: Input,
    calendar: &[Date],
    file: CheckpointFile,
    mut checkpoint: Checkpoint,
    options: &DemoOptions,
) -> anyhow::Result<(World, Checkpoint)> {
    let mut world = World::new(input, Chance::new(options.seed), desk)?;
    // What was under way when the last run ended, ends first.
    world.desk.settle().await?;
    world.open().await?;
    let progress = Progress::start(options.progress, calendar.len(), checkpoint.days_done);
    let last = options.days.map_or(calendar.len(), |days| days.min(calendar.len()));
    let mut lines: u64 = calendar.iter().take(checkpoint.days_done).map(|day| lines_of(&world.input, *day)).sum();
    for (index, today) in calendar.iter().enumerate().take(last).skip(checkpoint.days_done) {
        for (number, phase) in Phase::ALL.iter().enumerate().skip(checkpoint.phases_done) {
            let began = machine_now();
            world.desk.advance_to(zone.start_of(*today).plus(phase.hour())).await?;
            phases::run(*phase, &mut world, *today, &mut checkpoint, &file)
                .await
                .with_context(|| format!("{today}, {}", phase.name()))?;
            world.desk.settle().await.with_context(|| format!("{today}, {}: settling", phase.name()))?;
            let micros = u64::try_from(machine_now().since(began).as_micros()).unwrap_or(u64::MAX);
            checkpoint.phases_done = number + 1;
            checkpoint.spend(phase.name(), *today, micros);
            if checkpoint.phases_done == Phase::ALL.len() {
                checkpoint.phases_done = 0;
                checkpoint.days_done = index + 1;
            }
            file.save(&checkpoint)?;
        }
        lines += lines_of(&world.input, *today);
        progress.day(*today, lines, checkpoint.micros, world.open_receivables);
    }
    progress.finish();
    Ok((world, checkpoint))
}

fn lines_of(input: &Input, day: Date) -> u64 {
    input.days.get(&day).map_or(0, |day| day.lines)
}

/// The lines that could not be taken in, each with its reason.
fn write_refused(path: &Path, input: &Input) -> anyhow::Result<()> {
    let file = path.join("refused.csv");
    if input.refused.is_empty() {
        // One of an earlier run would mislead.
        return if file.exists() { Ok(fs::remove_file(file)?) } else { Ok(()) };
    }
    let mut csv = csv::Writer::from_path(&file).with_context(|| format!("{} cannot be written", file.display()))?;
    for line in &input.refused {
        csv.serialize(line)?;
    }
    Ok(csv.flush()?)
}
