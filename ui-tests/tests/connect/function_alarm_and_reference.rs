//! An alarm beside a required tick.

use gateway_runtime::prelude::*;

#[node]
pub fn expire(order: &u32, alarm: &mut Alarm<u32>) -> Vec<u32> {
    alarm.set(Duration::from_secs(1), *order);
    alarm.due().collect()
}

fn main() {}
