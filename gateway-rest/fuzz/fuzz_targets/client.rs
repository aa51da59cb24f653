#![no_main]

use gateway_rest_fuzz::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| run(async |service| service.said(text).await));
