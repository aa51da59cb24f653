#![no_main]

use gateway_rest_fuzz::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|address: &str| run(async |service| service.address(address).await));
