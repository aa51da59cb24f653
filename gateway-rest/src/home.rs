//! `/`: a page of links, written once from the declarations. It needs no script.

use std::fmt::{self, Write};
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::response::Html;
use gateway_runtime::channel::Shape;
use gateway_runtime::mount::Description;

use crate::address::encode;
use crate::app::App;
use crate::html::{escape, policy, styled};
use crate::openapi::Examples;
use crate::routing::{RouteTable, page};
use crate::shown::Shown;
use crate::transport::Client;
use crate::versions::Api;

/// Stands for where the browser finds this server. [`escape`] lets none of it through.
const HERE: &str = "\u{0}";

/// The page.
pub(crate) fn router() -> RouteTable {
    let answer = async |State(app): State<Arc<App>>, client: Client, headers: HeaderMap| {
        let (text, prefix) = (app.documents.home(), &app.prefix);
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        let scheme = if client.secure { "https" } else { "http" };
        ([policy("'none'")], Html(text.replace(HERE, &escape(&format!("{scheme}://{host}{prefix}")))))
    };
    RouteTable::new().route("/", page(answer))
}

/// Its text, in which [`HERE`] stands for the address.
pub(crate) fn written(app: &Description<'_>, title: Option<&str>, api: &Api) -> String {
    let title = escape(title.unwrap_or(app.graph.name));
    let (mut header, mut main) = (String::new(), String::new());
    // Writing to a text cannot fail.
    let _ = paragraphs(&mut header, app.graph.doc);
    header += r#"<nav><a href="docs">Documentation</a> <a href="openapi.json">OpenAPI</a> <a href="asyncapi.json">AsyncAPI</a></nav>"#;
    header.push('\n');
    let mut examples = Examples::default();
    for channel in Shown::all(app).iter().filter(|channel| api.shows(channel.name)) {
        let _ = section(&mut main, channel, api, &mut examples);
    }
    styled(&title, &title, &header, &main)
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
