//! A batch of seeds in one mesh: the stories, what befalls the mesh meanwhile, and the laws at the end.

use std::{ops::Range, time::Duration};

use futures::future::{join, join_all};

use crate::{
    chance::Chance,
    consistency,
    misfortune::{befall, soothe},
    story::{ACTS, Act, Story, Tally},
    weather::Weather,
    world::World,
};

/// What is run.
#[derive(Clone, Debug)]
pub struct Batch {
    pub seeds: Range<u64>,
    pub weather: Weather,
    /// Items in a set.
    pub set_size: usize,
    /// How long the mesh may take to come to rest at the end.
    pub patience: Duration,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    pub tally: Tally,
    pub broken: Vec<String>,
}

/// Seeds that share weather and set size, so that a part of a batch meets the same.
const BLOCK: u64 = 50;

/// How long an act's consequences are waited for; the next act meets what is not done by then.
const BREATH: Duration = Duration::from_secs(3);

impl Batch {
    /// The batch of these seeds: what befalls it depends on the first one, the
    /// weather and the size of sets on its block.
    pub fn of(seeds: Range<u64>) -> Self {
        let block = Chance::new(seeds.start / BLOCK).branch("block");
        let weather = *block.clone().branch("weather").pick(&Weather::ALL).unwrap();
        let set_size = *block.branch("sets").pick(&[256, 7, 1]).unwrap();
        Self { seeds, weather, set_size, patience: Duration::from_secs(30) }
    }

    pub async fn run(&self) -> Report {
        let chance = Chance::new(self.seeds.start).branch("batch");
        let world = World::start(self.weather, self.set_size, &chance).await;
        let mut misfortune = chance.branch("misfortune");
        let mut stories: Vec<Story> = self.seeds.clone().map(|seed| Story::new(seed, &world.client())).collect();
        let mut report = Report::default();
        for act in ACTS {
            let today = world.today();
            let played = join_all(stories.iter_mut().map(|story| story.act(act, today)));
            let (_, broken) = join(played, befall(&world, act, &mut misfortune, &mut report.tally)).await;
            report.broken.extend(broken);
            world.deliver_late().await;
            world.breathe(BREATH).await;
            world.days_later(misfortune.between(0, if act == Act::Pay { 45 } else { 4 }));
        }
        self.conclude(&world, &mut report).await;
        for story in stories {
            report.tally.merge(&story.tally);
            let told = story.broken.iter().map(|what| format!("seed {}: {what}", story.seed));
            report.broken.splice(0..0, told.collect::<Vec<_>>());
        }
        report.tally.add("spoilt calls", world.network.faults());
        report.tally.add("seeds", self.seeds.end - self.seeds.start);
        world.end();
        report
    }

    async fn conclude(&self, world: &World, report: &mut Report) {
        soothe();
        world.sky.clears_up();
        if self.weather != Weather::Calm {
            world.restart_all().await;
        }
        if let Err(under_way) = world.settle(self.patience).await {
            report.broken.push(under_way);
            report.broken.extend(consistency::held_back(&world.services()).await);
        }
        report.broken.extend(consistency::undone_is_undone(&world.services()).await);
        report.broken.extend(consistency::held_is_held_once(&world.services()).await);
        let audit = world.audit().await;
        for law in audit.laws.iter().filter(|law| law.report.failed > 0) {
            let shown =
                law.report.failures.iter().take(3).map(|failure| format!("{}: {}", failure.document, failure.detail));
            let shown: Vec<String> = shown.collect();
            report.broken.push(format!("law {} ({}): {}", law.law, law.title, shown.join("; ")));
        }
        report.tally.add("rows held against laws", audit.rows());
    }
}
