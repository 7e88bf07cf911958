//! Procedures, cases, letters and runs as callers see them.

use o2c_kernel::KeyPart;
use o2c_proto::collections::v1 as proto;
use o2c_rpc::wire;

use super::present::narrow;
use crate::{
    app::{CaseView, CasesPage, NoticesPage},
    domain::{CaseState, DunnedLine, DunningRun, Level, Notice, Procedure, RunState},
};

impl From<&Procedure> for proto::DunningProcedure {
    fn from(procedure: &Procedure) -> Self {
        let level = |level: &Level| proto::DunningLevel {
            level: level.level,
            days_past_due: level.days_past_due,
            text: level.text.clone(),
            fee: Some(wire::money(level.fee)),
        };
        Self {
            dunning_procedure_id: procedure.id.to_string(),
            name: procedure.name.clone(),
            levels: procedure.levels.iter().map(level).collect(),
            minimum_amount: Some(wire::money(procedure.minimum)),
            interval_days: procedure.interval_days,
            reminder_days_before_due: procedure.reminder_days,
            version: procedure.version,
        }
    }
}

impl From<&CaseView> for proto::DunningCase {
    fn from(view: &CaseView) -> Self {
        let case = &view.case;
        Self {
            dunning_case_id: case.id.to_string(),
            customer_id: case.customer.to_string(),
            currency_code: case.currency.code().to_owned(),
            state: match case.state {
                CaseState::Open => proto::DunningCaseState::Open,
                CaseState::Cured => proto::DunningCaseState::Cured,
            }
            .into(),
            level: case.level,
            overdue_amount: Some(wire::money(view.overdue)),
            last_notice_on: case.last_notice_on.map(wire::date),
            opened_on: Some(wire::date(case.opened_on)),
            blocked_until: case.blocked_until.map(wire::date),
            etag: wire::etag(case.version),
        }
    }
}

impl From<&CasesPage> for proto::ListDunningCasesResponse {
    fn from(page: &CasesPage) -> Self {
        let last = page.cases.last().filter(|_| page.more).map(|view| [KeyPart::Uuid(view.case.id.uuid())]);
        Self {
            dunning_cases: page.cases.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(last.as_ref().map(<[_; 1]>::as_slice), &page.list),
        }
    }
}

impl From<&Notice> for proto::DunningNotice {
    fn from(notice: &Notice) -> Self {
        let line = |line: &DunnedLine| proto::DunnedItem {
            open_item_id: line.item.to_string(),
            document_number: line.document_number.clone(),
            due_on: Some(wire::date(line.due_on)),
            open_amount: Some(wire::money(line.open)),
            days_past_due: line.days_past_due,
        };
        Self {
            dunning_notice_id: notice.id.to_string(),
            dunning_case_id: wire::optional_id(notice.case),
            customer_id: notice.customer.to_string(),
            level: notice.level,
            issued_on: Some(wire::date(notice.issued_on)),
            items: notice.lines.iter().map(line).collect(),
            total_amount: Some(wire::money(notice.total)),
            fee: Some(wire::money(notice.fee)),
        }
    }
}

impl From<&NoticesPage> for proto::ListDunningNoticesResponse {
    fn from(page: &NoticesPage) -> Self {
        let last = page.notices.last().filter(|_| page.more).map(|notice| [KeyPart::Uuid(notice.id.uuid())]);
        Self {
            dunning_notices: page.notices.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(last.as_ref().map(<[_; 1]>::as_slice), &page.list),
        }
    }
}

impl From<&DunningRun> for proto::DunningRun {
    fn from(run: &DunningRun) -> Self {
        Self {
            dunning_run_id: run.id.to_string(),
            as_of: Some(wire::date(run.as_of)),
            state: match run.state {
                RunState::Running => proto::DunningRunState::Running,
                RunState::Done => proto::DunningRunState::Done,
            }
            .into(),
            customers_examined: narrow(run.tally.customers),
            notices_issued: narrow(run.tally.notices),
            reminders_issued: narrow(run.tally.reminders),
            cases_opened: narrow(run.tally.opened),
            cases_cured: narrow(run.tally.cured),
        }
    }
}
