//! Two alarms of one function.

use gateway_runtime::prelude::*;

#[node]
pub fn expire(orders: Ticks<u32>, soon: &mut Alarm<u32>, late: &mut Alarm<u32>) -> Vec<u32> {
    for order in orders {
        soon.set(Duration::from_secs(1), *order);
        late.set(Duration::from_secs(9), *order);
    }
    soon.due().chain(late.due()).collect()
}

fn main() {}
