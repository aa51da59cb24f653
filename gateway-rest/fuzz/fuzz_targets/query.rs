#![no_main]

use gateway_rest_fuzz::{STATE, run};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|query: &str| run(async |service| service.query(STATE, query).await));
