#![no_main]

use gateway_rest_fuzz::{CHANNELS, run};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| run(async |service| {
    for channel in CHANNELS {
        service.body(channel, bytes).await;
    }
}));
