//! The pages for people.

use crate::server::Server;

/// Whatever the page makes a browser load.
fn loaded(html: &str) -> Vec<&str> {
    let attributes = [" src=\"", "<link rel=\"icon\" href=\"", "<link rel=\"stylesheet\" href=\"", " srcset=\"", " data=\""];
    let found = attributes.iter().flat_map(|attribute| html.split(attribute).skip(1));
    found.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[tokio::test]
async fn the_documentation_comes_from_this_server_alone() {
    let server = Server::start().await;
    let page = server.get("/docs").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").starts_with("default-src 'self';"));
    let files = loaded(&page.text);
    assert_eq!(files, ["docs/swagger-ui.js", "docs/start.js", "data:,", "docs/swagger-ui.css"]);
    for file in files.into_iter().filter(|file| !file.starts_with("data:")) {
        let answer = server.get(&format!("/{file}")).await;
        assert_eq!((answer.status, answer.text.is_empty()), (200, false), "{file}");
        let kind = if file.ends_with("css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
        assert_eq!(answer.header("content-type"), kind);
    }
    assert!(!page.text.contains("http://") && !page.text.contains("https://"));
    let style = server.get("/docs/swagger-ui.css").await.text;
    assert!(!style.contains("@import") && !style.contains("url(http") && !style.contains("url(//"));
}

#[tokio::test]
async fn the_first_page_links_every_channel() {
    let server = Server::with(|settings| settings.title = Some("<Desk> & \"Co\"".to_owned()), |_| {}).await;
    let page = server.get("/").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(loaded(&page.text), ["data:,"]);
    assert!(!page.text.contains("<script"));
    assert!(page.text.contains("<h1>&lt;Desk&gt; &amp; &quot;Co&quot;</h1>") && !page.text.contains("<Desk>"));
    assert!(page.text.contains("at &lt;once&gt; &amp; at 1."), "doc comments are shown as they are");
    let links: Vec<&str> = page.text.split("<a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(links.contains(&"docs") && links.contains(&"openapi.json"));
    for link in links.iter().filter(|link| !link.contains("/next/")) {
        assert_eq!(server.get(&format!("/{link}")).await.status, 200, "{link}");
    }
    assert!(links.contains(&"api/v1/next/quotes/B") && !links.iter().any(|link| link.contains("never_ticks")));
}

#[tokio::test]
async fn what_the_first_page_says_to_send_is_taken() {
    let server = Server::start().await;
    let page = server.get("/").await.text;
    let mut notes = 0;
    for note in page.split("<pre>curl ").skip(1) {
        let note = note.split("</pre>").next().unwrap().replace("&#39;", "'").replace("&quot;", "\"");
        let body = note.split("-d '").nth(1).unwrap().split("' \\").next().unwrap().to_owned();
        let url = note.split_whitespace().last().unwrap();
        assert!(url.starts_with(&format!("{}/api/v1/send/", server.base)), "{url}");
        let sent = server.send(url.rsplit('/').next().unwrap(), body.clone()).await;
        assert_eq!(sent.status, 200, "{url} {body}: {}", sent.text);
        notes += 1;
    }
    assert_eq!(notes, 10);
}

#[tokio::test]
async fn a_host_that_is_no_host_stays_text() {
    let server = Server::start().await;
    let request = server.request(reqwest::Method::GET, "/").header("host", "<script>");
    let page = crate::server::answer(request).await;
    assert!(!page.text.contains("<script"));
}
