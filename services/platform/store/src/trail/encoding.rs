//! The canonical form of an entry: one entry has one form, and it is this form that is hashed.
//!
//! Numbers are in groups of seven bits, the lowest first; texts and lists go with their length; a name that stood before
//! is its place among the names.

use std::borrow::Cow;

use uuid::Uuid;

use super::entry::{Change, Entry, EntryItem, EntryKind, Name};

/// The form that this program writes.
const FORM: u8 = 2;

impl Entry {
    /// The canonical form, in which nobody is named.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer { bytes: Vec::with_capacity(128 + 96 * self.items.len()), names: Vec::new() };
        writer.bytes.extend([FORM, kind_code(self.kind)]);
        writer.bytes.extend(self.id.as_bytes());
        writer.bytes.extend(self.recorded_at.to_be_bytes());
        writer.bytes.extend(self.subject.as_bytes());
        for text in [&self.tenant, &self.process, &self.method, &self.request_id, &self.trace] {
            writer.text(text);
        }
        writer.number(self.calls);
        writer.length(self.items.len());
        for item in &self.items {
            writer.item(item);
        }
        writer.length(self.changes.len());
        for change in &self.changes {
            writer.name(&change.kind);
            writer.bytes.extend(change.id.as_bytes());
            writer.version(change.before);
            writer.version(change.after);
        }
        writer.bytes
    }

    /// None where the bytes are not the canonical form of an entry.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader { rest: bytes, names: Vec::new() };
        if reader.byte()? != FORM {
            return None;
        }
        let kind = kind_of(reader.byte()?)?;
        let id = reader.uuid()?;
        let recorded_at = i64::from_be_bytes(reader.array()?);
        let subject = reader.uuid()?;
        let mut texts: [String; 5] = Default::default();
        for text in &mut texts {
            *text = reader.text()?.to_owned();
        }
        let [tenant, process, method, request_id, trace] = texts;
        let calls = reader.number()?;
        let items = reader.list(Reader::item)?;
        let changes = reader.list(Reader::change)?;
        let entry = Self {
            id,
            tenant,
            recorded_at,
            kind,
            subject,
            principal: String::new(),
            process,
            method,
            request_id,
            trace,
            calls,
            items,
            changes,
        };
        reader.rest.is_empty().then_some(entry)
    }
}

const fn kind_code(kind: EntryKind) -> u8 {
    match kind {
        EntryKind::Call => 1,
        EntryKind::Refusal => 2,
        EntryKind::Fact => 3,
        EntryKind::Saga => 4,
    }
}

const fn kind_of(code: u8) -> Option<EntryKind> {
    Some(match code {
        1 => EntryKind::Call,
        2 => EntryKind::Refusal,
        3 => EntryKind::Fact,
        4 => EntryKind::Saga,
        _ => return None,
    })
}

struct Writer<'e> {
    bytes: Vec<u8>,
    names: Vec<&'e str>,
}

impl<'e> Writer<'e> {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number as u8 & 0x7f) | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn length(&mut self, length: usize) {
        self.number(length as u64);
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.bytes.extend(text.as_bytes());
    }

    fn name(&mut self, name: &'e str) {
        match self.names.iter().position(|known| *known == name) {
            Some(at) => self.length(at),
            None => {
                self.length(self.names.len());
                self.names.push(name);
                self.text(name);
            }
        }
    }

    /// Versions are never negative: one more stands for the version, nothing for none.
    fn version(&mut self, version: Option<i64>) {
        self.number(version.map_or(0, |version| version.unsigned_abs().saturating_add(1)));
    }

    fn item(&mut self, item: &'e EntryItem) {
        let there = [item.request_id.is_some(), item.hash.is_some(), item.note.is_some()];
        self.bytes.push(there.iter().rev().fold(0, |bits, there| bits << 1 | u8::from(*there)));
        self.bytes.extend(item.request_id.iter().flat_map(|id| id.as_bytes()));
        self.bytes.extend(item.hash.iter().flatten());
        self.bytes.extend(item.note.iter().flatten());
        self.name(&item.refusal);
        self.length(item.documents.len());
        for (name, id) in &item.documents {
            self.name(name);
            self.bytes.extend(id.as_bytes());
        }
    }
}

struct Reader<'b> {
    rest: &'b [u8],
    names: Vec<&'b str>,
}

impl<'b> Reader<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const LENGTH: usize>(&mut self) -> Option<[u8; LENGTH]> {
        self.take(LENGTH)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn uuid(&mut self) -> Option<Uuid> {
        self.array().map(Uuid::from_bytes)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for place in 0..10 {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(7 * place)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.length()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn name(&mut self) -> Option<Name> {
        let at = self.length()?;
        if at == self.names.len() {
            let name = self.text()?;
            self.names.push(name);
        }
        self.names.get(at).map(|name| Cow::Owned((*name).to_owned()))
    }

    /// A length that is longer than what follows promises too much: nothing is reserved for it.
    fn list<T>(&mut self, one: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.length()?;
        (0..length).map(|_| one(self)).collect()
    }

    fn version(&mut self) -> Option<Option<i64>> {
        match self.number()?.checked_sub(1) {
            None => Some(None),
            Some(version) => i64::try_from(version).ok().map(Some),
        }
    }

    fn item(&mut self) -> Option<EntryItem> {
        let there = self.byte()?;
        Some(EntryItem {
            request_id: if there & 1 > 0 { Some(self.uuid()?) } else { None },
            hash: if there & 2 > 0 { Some(self.array()?) } else { None },
            note: if there & 4 > 0 { Some(self.array()?) } else { None },
            refusal: self.name()?,
            documents: self.list(|reader| Some((reader.name()?, reader.uuid()?)))?,
        })
    }

    fn change(&mut self) -> Option<Change> {
        Some(Change { kind: self.name()?, id: self.uuid()?, before: self.version()?, after: self.version()? })
    }
}

#[cfg(test)]
#[path = "encoding_tests.rs"]
mod tests;
