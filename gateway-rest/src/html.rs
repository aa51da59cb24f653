//! What the pages of the service have alike. None of them loads anything from elsewhere.

use axum::http::HeaderName;
use axum::http::header::CONTENT_SECURITY_POLICY;

/// The style of the pages that need no script.
const STYLE: &str = include_str!("../assets/home.css");

/// What such a page may do: it has its style inside, loads nothing, and sends forms to whom `form` names.
pub(crate) fn policy(form: &str) -> (HeaderName, String) {
    let rest = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
    (CONTENT_SECURITY_POLICY, format!("{rest}; form-action {form}"))
}

/// A page with the style of all: what stands in its title, its heading, behind that, and below it. All of it is HTML already.
pub(crate) fn styled(title: &str, heading: &str, header: &str, main: &str) -> String {
    let body = format!("<header>\n<h1>{heading}</h1>\n{header}</header>\n<main>\n{main}</main>\n");
    page(title, &format!("<style>{STYLE}</style>\n"), &body)
}

/// A page: its title, what else its head has, and its body. All of it is HTML already.
pub(crate) fn page(title: &str, head: &str, body: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
{head}</head>
<body>
{body}</body>
</html>
"#
    )
}

/// `text` as it stands in HTML, in quotes too.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\0' => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_place() {
        assert_eq!(escape("<a b='c' d=\"e\">&\0"), "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;");
    }
}
