//! `/`: a page of links, written once from the declarations. It needs no script.

use std::fmt::{self, Write};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderName;
use axum::http::header::{CONTENT_SECURITY_POLICY, HOST};
use axum::response::Html;
use axum::routing::get;
use gateway_runtime::channel::Shape;
use gateway_runtime::mount::Description;

use crate::address::encode;
use crate::app::App;
use crate::openapi::Examples;
use crate::shown::Shown;
use crate::transport::Client;
use crate::versions::Api;

pub(crate) const STYLE: &str = include_str!("../assets/home.css");

/// The page has its style inside and loads nothing.
const POLICY: (HeaderName, &str) = (
    CONTENT_SECURITY_POLICY,
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Stands for where the browser finds this server. [`escape`] lets none of it through.
const HERE: &str = "\u{0}";

/// The page.
pub(crate) fn router() -> Router<Arc<App>> {
    let answer = async |State(app): State<Arc<App>>, request: Request| {
        let (text, prefix) = (app.documents.home(), &app.prefix);
        let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        let scheme = if Client::of(request.extensions()).secure { "https" } else { "http" };
        ([POLICY], Html(text.replace(HERE, &escape(&format!("{scheme}://{host}{prefix}")))))
    };
    Router::new().route("/", get(answer))
}

/// Its text, in which [`HERE`] stands for the address.
pub(crate) fn written(app: &Description<'_>, title: Option<&str>, api: &Api) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    let _ = page(&mut text, app, title, api);
    text
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

fn page(out: &mut String, app: &Description<'_>, title: Option<&str>, api: &Api) -> fmt::Result {
    let title = escape(title.unwrap_or(app.graph.name));
    write!(
        out,
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{title}</h1>
"#
    )?;
    paragraphs(out, app.graph.doc)?;
    writeln!(
        out,
        r#"<nav><a href="docs">Documentation</a> <a href="openapi.json">OpenAPI</a> <a href="asyncapi.json">AsyncAPI</a></nav>"#
    )?;
    writeln!(out, "</header>\n<main>")?;
    let mut examples = Examples::default();
    for channel in Shown::all(app) {
        section(out, &channel, api, &mut examples)?;
    }
    writeln!(out, "</main>\n</body>\n</html>")
}

/// A doc comment: an empty line ends a paragraph.
fn paragraphs(out: &mut String, doc: &str) -> fmt::Result {
    doc.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).try_for_each(|text| writeln!(out, "<p>{}</p>", escape(text)))
}

/// One channel.
fn section(out: &mut String, channel: &Shown<'_>, api: &Api, examples: &mut Examples) -> fmt::Result {
    let (name, address) = (escape(channel.name), encode(channel.name));
    let kind = match channel.shape {
        Shape::Value => "",
        Shape::List => " <small>lists</small>",
        Shape::Basket => " <small>basket</small>",
    };
    writeln!(out, r#"<section id="{name}">"#)?;
    writeln!(out, "<h2>{name}{kind}</h2>")?;
    paragraphs(out, channel.doc)?;
    if channel.is_live {
        let verbs: Vec<&str> = ["last", "next"].into_iter().filter(|verb| api.selects(verb, channel.name)).collect();
        links(out, &verbs, &address, "")?;
        for key in channel.keys {
            links(out, &verbs, &format!("{address}/{}", encode(key)), key)?;
        }
    } else {
        writeln!(out, "<p class=\"note\">Nothing ticks this channel.</p>")?;
    }
    if channel.is_sendable && api.selects("send", channel.name) {
        let body = escape(&examples.body(channel).to_string().replace('\'', r"'\''"));
        writeln!(out, "<pre>curl -H 'Content-Type: application/json' \\\n  -d '{body}' \\\n  {HERE}/api/v1/send/{address}</pre>")?;
    }
    writeln!(out, "</section>")
}

fn links(out: &mut String, verbs: &[&str], address: &str, key: &str) -> fmt::Result {
    if verbs.is_empty() {
        return Ok(());
    }
    let label = if key.is_empty() { String::new() } else { format!("<b>{}</b> ", escape(key)) };
    let links: Vec<String> = verbs.iter().map(|verb| format!(r#"<a href="api/v1/{verb}/{address}">{verb}</a>"#)).collect();
    writeln!(out, "<p>{label}{}</p>", links.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_place() {
        assert_eq!(escape("<a b='c' d=\"e\">&\0"), "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;");
    }
}
