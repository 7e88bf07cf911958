//! What an audit tells whoever watches.

use o2c_kernel::machine_now;
use o2c_telemetry::{Metric, Sample, age, gauge};

use super::AuditReport;

static LAWS_FAILED: Metric =
    gauge("o2c.audit.laws.failed", &["law"], "1 for each law that the last audit found broken, else 0.");
static COMPLETED: Metric = age("o2c.audit.completed", &[], "When an audit last read everything, seconds since 1970.");

/// Of an audit that has just ended.
#[must_use]
pub fn samples(report: &AuditReport) -> Vec<Sample> {
    let laws = report.laws.iter().filter(|law| law.report.rows > 0);
    let mut samples: Vec<Sample> =
        laws.map(|law| Sample::new(&LAWS_FAILED, &[law.law], i64::from(law.report.failed > 0))).collect();
    samples.push(Sample::new(&COMPLETED, &[], machine_now().micros() / 1_000_000));
    samples
}
