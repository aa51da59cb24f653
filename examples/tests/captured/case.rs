//! One request that was captured, with its answer.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use crate::http::{Answer, Request, encode};

/// One line of the file. Texts in double braces stand for what an earlier answer has at a place: `{{case/0/id}}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    #[serde(rename = "case")]
    pub name: String,
    method: String,
    path: String,
    query: Option<Vec<(String, String)>>,
    body: Option<String>,
    /// The type of content of the body: JSON unless this says something else, or nothing.
    #[serde(rename = "type")]
    body_type: Option<String>,
    status: u16,
    content_type: Option<String>,
    location: Option<String>,
    allow: Option<String>,
    answer: Option<Value>,
    text: Option<String>,
}

impl Case {
    /// All cases, in their order.
    pub fn all() -> Vec<Self> {
        include_str!("captured.jsonl")
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect()
    }

    /// The request, with what is known from earlier answers.
    pub fn request(&self, known: &Known) -> Request {
        let mut target = known.fill(&self.path);
        for (place, (name, value)) in self.query.iter().flatten().enumerate() {
            target.push(if place == 0 { '?' } else { '&' });
            target.extend([name.as_str(), "=", encode(&known.fill(value)).as_str()]);
        }
        let body = self.body.as_deref().map(|body| known.fill(body));
        let body_type = body.as_ref().and(Some(self.body_type.clone().unwrap_or_else(|| "application/json".to_owned())));
        Request { method: self.method.clone(), target, body, body_type: body_type.filter(|kind| !kind.is_empty()) }
    }

    /// The answer that was captured.
    pub fn answer(&self) -> Answer {
        Answer {
            status: self.status,
            content_type: self.content_type.clone().unwrap_or_default(),
            location: self.location.clone(),
            allow: self.allow.clone(),
            json: self.answer.clone(),
            text: self.text.clone().unwrap_or_default(),
        }
    }
}

/// The answers so far, by case.
#[derive(Debug, Default)]
pub struct Known(HashMap<String, Value>);

impl Known {
    pub fn keep(&mut self, case: &str, answer: &Answer) {
        if let Some(json) = &answer.json {
            self.0.insert(case.to_owned(), json.clone());
        }
    }

    /// `text` with what stands for texts in double braces. What is not there leaves a mark that no server knows.
    fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let (place, after) = after.split_once("}}").expect("braces come in pairs");
            filled += before;
            filled += self.at(place).as_deref().unwrap_or("nothing-there");
            rest = after;
        }
        filled + rest
    }

    /// What stands at `case/pointer`. A star is the first name of an object.
    fn at(&self, place: &str) -> Option<String> {
        let (case, path) = place.split_once('/')?;
        let answer = self.0.get(case)?;
        match path {
            "*" => answer.as_object()?.keys().next().cloned(),
            path => answer.pointer(&format!("/{path}"))?.as_str().map(str::to_owned),
        }
    }
}
