//! What was delivered last, noted beside the databases: a small file a producer, in a directory of its own, so that it
//! does not go back with a file that is put back.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::NoteError;
use crate::head::Head;

/// A directory with the notes of producers.
#[derive(Debug, Clone)]
pub(super) struct Notebook(Arc<Path>);

impl Notebook {
    pub(super) fn at(directory: &Path) -> Notebook {
        Notebook(Arc::from(directory))
    }

    /// Replaces the note as a whole: a crash leaves the former one.
    pub(super) async fn write(&self, producer: &str, head: &Head) -> Result<(), NoteError> {
        let (note, new) = (self.note(producer), self.0.join(format!("{producer}.new")));
        let written = async {
            tokio::fs::create_dir_all(&self.0).await?;
            tokio::fs::write(&new, head.encode()).await?;
            tokio::fs::rename(&new, &note).await
        };
        written.await.map_err(|source| NoteError::File { path: note.clone(), source })
    }

    pub(super) async fn read(&self, producer: &str) -> Result<Option<Head>, NoteError> {
        let note = self.note(producer);
        match tokio::fs::read(&note).await {
            Ok(bytes) => Ok(Some(Head::decode(&bytes)?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(NoteError::File { path: note, source }),
        }
    }

    fn note(&self, producer: &str) -> PathBuf {
        self.0.join(producer)
    }
}
