//! The chart of accounts: data, in code.

/// An account of the general ledger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Account {
    Bank,
    /// The control account of the open items (ARL-3).
    Receivables,
    Allowance,
    /// Received and not applied.
    UnappliedCash,
    TaxPayable,
    /// What was taken over from another system stands against it.
    OpeningBalances,
    Revenue,
    BadDebt,
}

/// What the chart says of an account.
#[derive(Clone, Copy, Debug)]
pub struct ChartEntry {
    pub account: Account,
    pub code: &'static str,
    pub name: &'static str,
}

/// In the order of the codes.
pub const CHART: [ChartEntry; 8] = [
    ChartEntry { account: Account::Bank, code: "1000", name: "Bank" },
    ChartEntry { account: Account::Receivables, code: "1100", name: "Accounts receivable" },
    ChartEntry { account: Account::Allowance, code: "1190", name: "Allowance for doubtful accounts" },
    ChartEntry { account: Account::UnappliedCash, code: "2100", name: "Cash on account" },
    ChartEntry { account: Account::TaxPayable, code: "2200", name: "Tax payable" },
    ChartEntry { account: Account::OpeningBalances, code: "3900", name: "Opening balances" },
    ChartEntry { account: Account::Revenue, code: "4000", name: "Revenue" },
    ChartEntry { account: Account::BadDebt, code: "6100", name: "Bad debt expense" },
];

impl Account {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bank => "1000",
            Self::Receivables => "1100",
            Self::Allowance => "1190",
            Self::UnappliedCash => "2100",
            Self::TaxPayable => "2200",
            Self::OpeningBalances => "3900",
            Self::Revenue => "4000",
            Self::BadDebt => "6100",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        CHART.iter().find(|entry| entry.code == code).map(|entry| entry.account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_names_every_account_once_in_the_order_of_the_codes() {
        assert!(CHART.is_sorted_by_key(|entry| entry.code));
        assert!(CHART.iter().all(|entry| entry.account.code() == entry.code));
        assert!(CHART.iter().all(|entry| Account::parse(entry.code) == Some(entry.account)));
        assert_eq!(Account::parse("9999"), None);
    }
}
