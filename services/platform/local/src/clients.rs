//! PostgreSQL's own clients, against any server: `psql` for a statement, `pgbench` for many of one kind.

use std::{io::Write, path::Path, process::Stdio};

use crate::{
    LocalError,
    programs::{Programs, said, unprivileged},
};

/// The clients, with the server and the role that they act as.
#[derive(Clone)]
pub struct Clients {
    programs: Programs,
    url: String,
}

/// What `pgbench` is to do.
#[derive(Clone, Debug)]
pub struct Load<'a> {
    /// In pgbench's own language.
    pub script: &'a str,
    pub clients: u64,
    /// Of each client.
    pub transactions: u64,
}

impl Clients {
    pub fn new(url: &str) -> Result<Self, LocalError> {
        Ok(Self { programs: Programs::find()?, url: url.to_owned() })
    }

    /// Runs statements; what they answer, as text, a row a line.
    pub fn sql(&self, statements: &str) -> Result<String, LocalError> {
        let mut command = unprivileged(&self.programs.path("psql"), &[]);
        command.args(["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-d", &self.url, "-c", statements]);
        said("psql", &mut command)
    }

    /// Runs a load to its end; transactions per second, as pgbench prints them.
    pub fn load(&self, load: &Load<'_>, directory: &Path) -> Result<String, LocalError> {
        let path = directory.join("load.sql");
        let unwritten = |source| LocalError::File { path: path.clone(), source };
        let mut file = std::fs::File::create(&path).map_err(unwritten)?;
        file.write_all(load.script.as_bytes()).map_err(unwritten)?;
        let mut command = unprivileged(&self.programs.path("pgbench"), &[]);
        command.args(["-n", "-M", "prepared", "-c", &load.clients.to_string(), "-j", "2"]);
        command.args(["-t", &load.transactions.to_string(), "-f"]).arg(&path).arg(&self.url);
        let answer = said("pgbench", command.stdin(Stdio::null()))?;
        let tps = answer.lines().find_map(|line| line.strip_prefix("tps = "));
        let tps = tps.and_then(|line| line.split_whitespace().next());
        tps.map(str::to_owned).ok_or(LocalError::Failed { program: "pgbench".to_owned(), said: answer })
    }
}
