//! Two streams of figures, merged document by document in bounded memory.

use std::cmp::Ordering;

use anyhow::Context;
use o2c_audit::{Figure, Figures};
use o2c_kernel::TenantId;
use o2c_store::Store;
use uuid::Uuid;

use super::Audited;

/// Documents read at a time, per stream.
const PAGE: u64 = 1_000;

/// A stream of figures, read page by page.
pub(super) struct Reader<'a> {
    store: &'a Store,
    figures: Figures,
    page: std::vec::IntoIter<Figure>,
    last: Option<(TenantId, Uuid)>,
    ended: bool,
}

impl<'a> Reader<'a> {
    /// The stream `<service>.<figure>`.
    pub(super) fn open(audited: &'a Audited, name: &str) -> anyhow::Result<Self> {
        let (service, _) = name.split_once('.').context("figures are named by service")?;
        let service = audited.service(service)?;
        let figures = service.figures().into_iter().find(|figures| figures.name == name);
        let figures = figures.with_context(|| format!("{} offers no figures {name}", service.service()))?;
        Ok(Self { store: service.store(), figures, page: Vec::new().into_iter(), last: None, ended: false })
    }

    pub(super) async fn next(&mut self) -> anyhow::Result<Option<Figure>> {
        loop {
            if let Some(figure) = self.page.next() {
                return Ok(Some(figure));
            }
            if self.ended {
                return Ok(None);
            }
            let page = (self.figures.page)(self.store, self.last.take(), PAGE).await?;
            match page.last() {
                Some(last) => self.last = Some((last.tenant.clone(), last.document)),
                None => self.ended = true,
            }
            self.page = page.into_iter();
        }
    }
}

/// What both sides say of one document; a side that does not know it says nothing.
pub(super) struct Joined {
    pub document: Uuid,
    pub left: Option<Vec<i64>>,
    pub right: Option<Vec<i64>>,
}

/// Reads both streams in step.
pub(super) struct Join<'a> {
    left: Reader<'a>,
    right: Reader<'a>,
    left_next: Option<Figure>,
    right_next: Option<Figure>,
}

impl<'a> Join<'a> {
    pub(super) async fn open(audited: &'a Audited, left: &str, right: &str) -> anyhow::Result<Self> {
        let (mut left, mut right) = (Reader::open(audited, left)?, Reader::open(audited, right)?);
        let (left_next, right_next) = (left.next().await?, right.next().await?);
        Ok(Self { left, right, left_next, right_next })
    }

    pub(super) async fn next(&mut self) -> anyhow::Result<Option<Joined>> {
        let order = match (&self.left_next, &self.right_next) {
            (None, None) => return Ok(None),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => (&left.tenant, left.document).cmp(&(&right.tenant, right.document)),
        };
        let left = if order.is_le() { self.take_left().await? } else { None };
        let right = if order.is_ge() { self.take_right().await? } else { None };
        let document = left.as_ref().or(right.as_ref()).map(|figure| figure.document).unwrap_or_default();
        Ok(Some(Joined {
            document,
            left: left.map(|figure| figure.amounts),
            right: right.map(|figure| figure.amounts),
        }))
    }

    async fn take_left(&mut self) -> anyhow::Result<Option<Figure>> {
        let next = self.left.next().await?;
        Ok(std::mem::replace(&mut self.left_next, next))
    }

    async fn take_right(&mut self) -> anyhow::Result<Option<Figure>> {
        let next = self.right.next().await?;
        Ok(std::mem::replace(&mut self.right_next, next))
    }
}
