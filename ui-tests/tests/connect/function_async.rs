//! A function that waits.

use gateway_runtime::prelude::*;

#[node]
pub async fn fetch(url: &String) -> String {
    url.clone()
}

fn main() {}
