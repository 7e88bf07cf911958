//! A cluster that archives its log, and can be put back to any instant since its backup.

use std::path::PathBuf;

use o2c_local::{Clients, programs::give};

use super::{ThrowAwayCluster, cluster::Cluster};

impl ThrowAwayCluster {
    /// Starts one that archives its log.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start.
    pub async fn start_archiving() -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        let archive = home.path().join("archive");
        std::fs::create_dir(&archive).expect("the archive's directory can be made");
        let settings = format!(
            "-c fsync=off -c shared_buffers=16MB -c max_connections=200 -c wal_level=replica -c archive_mode=on \
             -c archive_command='cp %p {}/%f'",
            archive.display()
        );
        Self::started(Cluster::new(home.path().to_owned(), &settings), home).await
    }

    /// Copies it as it is, while it runs: what a night's backup does.
    pub fn back_up(&self) {
        let base = self.backup();
        self.with(|cluster| {
            let (home, base) = (cluster.home.display().to_string(), base.display().to_string());
            let copied = ["-h", &home, "-U", "postgres", "-D", &base, "-X", "none", "-c", "fast"];
            assert!(cluster.run("pg_basebackup", &copied), "the cluster is copied");
        });
    }

    /// This instant, by its own clock.
    #[must_use]
    pub fn now(&self) -> String {
        self.ask("SELECT clock_timestamp()::text")
    }

    /// Puts it back to an instant: its backup, and the archived log up to there. What came after is not known to it.
    pub fn restore(&self, to: &str) {
        self.ask("SELECT pg_switch_wal()");
        let (base, archive) = (self.backup(), self.home().join("archive"));
        self.with(|cluster| {
            assert!(cluster.control(&["stop", "-w", "-m", "fast"]), "the cluster stops");
            let data = cluster.data();
            std::fs::remove_dir_all(&data).expect("its data can be taken away");
            std::fs::rename(&base, &data).expect("the backup can take their place");
            let settings = format!(
                "restore_command = 'cp {}/%f %p'\nrecovery_target_time = '{to}'\nrecovery_target_action = 'promote'\n",
                archive.display()
            );
            let file = data.join("postgresql.auto.conf");
            let before = std::fs::read_to_string(&file).expect("its settings can be read");
            std::fs::write(&file, before + &settings).expect("its settings can be written");
            std::fs::write(data.join("recovery.signal"), "").expect("the signal can be given");
            give(&data).expect("user postgres can be given its data");
            assert!(cluster.start(), "the cluster recovers, see {}", cluster.log());
        });
    }

    fn backup(&self) -> PathBuf {
        self.home().join("base")
    }

    fn ask(&self, statement: &str) -> String {
        let url = self.schema().url;
        let answer = tokio::task::block_in_place(|| Clients::new(&url).and_then(|clients| clients.sql(statement)));
        answer.expect("the cluster answers").trim().to_owned()
    }
}
