#![no_main]

use gateway_rest_fuzz::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| run(async |service| service.connection(bytes).await));
