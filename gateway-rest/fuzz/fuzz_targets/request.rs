#![no_main]

use gateway_rest_fuzz::run_guarded;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| run_guarded(async |service| service.request(bytes).await));
