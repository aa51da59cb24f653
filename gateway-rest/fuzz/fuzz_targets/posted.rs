#![no_main]

use gateway_rest_fuzz::{POSTED, run};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| run(async |service| {
    for place in POSTED {
        service.posted(place, bytes).await;
    }
}));
