//! Roles and conflicts for people to read.

use std::fmt;

use super::Roles;

impl fmt::Display for Roles {
    /// As Markdown, so that the same table stands in documents.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| role | what for | scopes | duties |")?;
        writeln!(formatter, "|---|---|---|---|")?;
        for role in self.iter() {
            let scopes: Vec<String> = role.scopes.iter().map(|scope| format!("`{scope}`")).collect();
            let duties: Vec<&str> = role.duties.iter().map(String::as_str).collect();
            let title = if role.internal { format!("{} Given to nobody.", role.title) } else { role.title.clone() };
            writeln!(formatter, "| {} | {title} | {} | {} |", role.name, scopes.join(" "), duties.join(", "))?;
        }
        writeln!(formatter)?;
        writeln!(formatter, "| not for one person | because otherwise |")?;
        writeln!(formatter, "|---|---|")?;
        for conflict in &self.conflicts {
            writeln!(formatter, "| {} and {} | {} |", conflict.duties[0], conflict.duties[1], conflict.because)?;
        }
        Ok(())
    }
}
