//! The rows a benchmark writes: one flat JSON object a line. Just enough of JSON for them.

/// One row, its fields in order, values as JSON text (strings still quoted).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row(Vec<(String, String)>);

/// The fields of a row in the report; a row has exactly these.
pub(crate) const FIELDS: [&str; 8] =
    ["suite", "name", "value", "unit", "peer", "ratio", "target", "met"];

impl Row {
    /// Reads one line; an error says what is wrong with it.
    pub(crate) fn parse(line: &str) -> Result<Self, String> {
        let fault = |what: &str| format!("{what} in row: {line}");
        let mut rest = line.trim().strip_prefix('{').ok_or_else(|| fault("no object"))?.trim();
        let mut fields = Vec::new();
        while !rest.starts_with('}') {
            let (name, after) = value(rest).ok_or_else(|| fault("no field name"))?;
            let after = after.trim_start().strip_prefix(':').ok_or_else(|| fault("no colon"))?;
            let (text, after) = value(after.trim_start()).ok_or_else(|| fault("no flat value"))?;
            fields.push((name.trim_matches('"').to_owned(), text.to_owned()));
            rest = after.trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
            if rest.is_empty() {
                return Err(fault("no end"));
            }
        }
        for wanted in FIELDS {
            if !fields.iter().any(|(name, _)| name == wanted) {
                return Err(fault(&format!("no `{wanted}`")));
            }
        }
        if let Some((name, _)) = fields.iter().find(|(name, _)| !FIELDS.contains(&name.as_str())) {
            return Err(fault(&format!("unknown `{name}`")));
        }
        Ok(Self(fields))
    }

    /// A field as one would print it.
    pub(crate) fn text(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(field, _)| field == name);
        field.map_or("", |(_, value)| value.trim_matches('"'))
    }
}

/// The string, number, `true`, `false` or `null` at the start, and what follows it.
fn value(text: &str) -> Option<(&str, &str)> {
    let end = if let Some(inside) = text.strip_prefix('"') {
        let mut escaped = false;
        let close = inside.char_indices().find(|&(_, letter)| {
            let closes = letter == '"' && !escaped;
            escaped = letter == '\\' && !escaped;
            closes
        });
        close?.0 + 2
    } else {
        text.find(|letter: char| ",}:".contains(letter) || letter.is_whitespace())?
    };
    let (value, rest) = text.split_at(end);
    let flat = value.starts_with('"')
        || ["true", "false", "null"].contains(&value)
        || value.parse::<f64>().is_ok_and(f64::is_finite);
    flat.then_some((value, rest))
}

#[cfg(test)]
mod tests {
    use super::Row;

    const GOOD: &str = r#"{"suite":"sync","name":"a \"b\", c","value":12.5,"unit":"ms p95","peer":null,"ratio":null,"target":50,"met":true}"#;

    #[test]
    fn a_row_is_read_with_quotes_and_commas_inside_strings() {
        let row = Row::parse(GOOD).unwrap();
        assert_eq!(row.text("value"), "12.5");
        assert_eq!(row.text("name"), r#"a \"b\", c"#);
        assert_eq!(row.text("met"), "true");
    }

    #[test]
    fn a_missing_unknown_nested_or_non_numeric_field_is_refused() {
        assert!(Row::parse(&GOOD.replace("\"peer\":null,", "")).unwrap_err().contains("`peer`"));
        assert!(Row::parse(&GOOD.replace("\"met\"", "\"more\":1,\"met\"")).is_err());
        assert!(Row::parse(&GOOD.replace("12.5", "[1]")).is_err());
        assert!(Row::parse(&GOOD.replace("12.5", "NaN")).is_err());
        assert!(Row::parse(&GOOD[..40]).is_err());
    }
}
