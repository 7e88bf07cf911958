//! A server, and the commands that are given beside it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// All services in one process on SQLite, in a directory that goes with it.
pub struct Server {
    process: Child,
    pub address: String,
    directory: TempDir,
}

impl Server {
    pub fn start() -> Self {
        let directory = TempDir::new().unwrap();
        let (process, address) = serve(&directory.path().join("data"), "127.0.0.1:0", &[]);
        Self { process, address, directory }
    }

    /// One where callers prove who they are, with a configuration that is made in the server's folder.
    pub fn secured(config: impl FnOnce(&Path) -> String) -> Self {
        let directory = TempDir::new().unwrap();
        let file = directory.path().join("o2c.toml");
        std::fs::write(&file, config(directory.path())).unwrap();
        let words = ["--signed", "--config", file.to_str().unwrap()];
        let (process, address) = serve(&directory.path().join("data"), "127.0.0.1:0", &words);
        Self { process, address, directory }
    }

    /// A file of the test's, that goes with the server.
    pub fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, content: &str) -> PathBuf {
        let file = self.file(name);
        std::fs::write(&file, content).unwrap();
        file
    }

    /// As by a power cut.
    pub fn die(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// On the same data, at the same address.
    pub fn rise(&mut self) {
        (self.process, self.address) = serve(&self.directory.path().join("data"), &self.address, &[]);
    }

    /// A command that calls it.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = o2c(words);
        command.args(["--target", &self.address]);
        command
    }

    pub fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// Imports a file that is in order.
    pub fn import(&self, kind: &str, file: &Path) -> Value {
        let output = self.run(&["import", kind, file.to_str().unwrap()]);
        assert!(output.status.success(), "{}", told(&output));
        certificate(file)
    }

    /// A request of HTTP/JSON that is served.
    pub fn post(&self, path: &str, json: &str) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = json.len();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{json}",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    /// The entries of a list.
    pub fn list(&self, list: &str) -> Vec<Value> {
        let output = self.run(&["export", list, "--format", "ndjson"]);
        assert!(output.status.success(), "{}", told(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Every law holds.
    pub fn assert_book_ties(&self) {
        let data = self.directory.path().join("data");
        let output = o2c(&["audit", "--data-dir", data.to_str().unwrap()]).output().unwrap();
        assert!(output.status.success(), "{}", told(&output));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn serve(data: &Path, listen: &str, words: &[&str]) -> (Child, String) {
    let mut command = o2c(&["serve", "--listen", listen, "--data-dir", data.to_str().unwrap()]);
    let mut process = command.args(words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("it said `{line}`")).to_owned();
    (process, address)
}

pub fn o2c(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_o2c"));
    command.args(words).env_remove("O2C_TOKEN");
    command
}

pub fn certificate(file: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(file.with_added_extension("certificate.json")).unwrap()).unwrap()
}

/// What a command said.
pub fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
