//! The categories that stand on a document: code list UNCL 5305, as EN 16931 takes it.

/// How a line is taxed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TaxCategory {
    Standard,
    Zero,
    Exempt,
    ReverseCharge,
    Export,
}

const CODES: [(TaxCategory, &str); 5] = [
    (TaxCategory::Standard, "S"),
    (TaxCategory::Zero, "Z"),
    (TaxCategory::Exempt, "E"),
    (TaxCategory::ReverseCharge, "AE"),
    (TaxCategory::Export, "G"),
];

impl TaxCategory {
    #[must_use]
    pub fn code(self) -> &'static str {
        CODES.iter().find(|(category, _)| *category == self).map_or("S", |(_, code)| *code)
    }

    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        CODES.iter().find(|(_, known)| *known == code).map(|(category, _)| *category)
    }

    /// What a document must say where no tax is charged (EN 16931 BR-E-10, BR-AE-10, BR-G-10); empty otherwise.
    #[must_use]
    pub const fn exemption_reason(self) -> &'static str {
        match self {
            Self::Standard | Self::Zero => "",
            Self::Exempt => "Exempt: article 132 of Directive 2006/112/EC",
            Self::ReverseCharge => "Reverse charge: article 196 of Directive 2006/112/EC",
            Self::Export => "Export outside the EU: article 146 of Directive 2006/112/EC",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_reasons_stand_where_nothing_is_charged() {
        for (category, code) in CODES {
            assert_eq!(TaxCategory::parse(code), Some(category));
            assert_eq!(category.code(), code);
            assert_eq!(category.exemption_reason().is_empty(), matches!(code, "S" | "Z"));
        }
    }
}
