//! `burst8`.

use std::hint::black_box;

use gateway_benchmark_nodes::burst::{Burst, Producer1, Producer2, Producer3, Producer4, Source};
use gateway_benchmark_nodes::{Count, producer};
use gateway_runtime::prelude::*;

use super::{ending_in, run};
use crate::workload::Outcome;

producer!(Producer5 5);
producer!(Producer6 6);
producer!(Producer7 7);
producer!(Producer8 8);

/// Sums a burst.
#[module]
#[derive(Debug, Default)]
pub struct Consumer {}

#[module(channels = Burst)]
impl Consumer {
    #[node(publish(sums))]
    fn sum(&mut self, values: Ticks<u64>) -> u64 {
        black_box(black_box(values).iter().sum())
    }
}

ending_in!(Sink of Burst, sums);

/// Eight producers on one channel, one consumer.
#[gateway(channels = Burst)]
pub struct App {
    source: Source,
    producer1: Producer1,
    producer2: Producer2,
    producer3: Producer3,
    producer4: Producer4,
    producer5: Producer5,
    producer6: Producer6,
    producer7: Producer7,
    producer8: Producer8,
    consumer: Consumer,
    sink: Sink,
}

/// Runs it.
#[must_use]
pub fn burst8(cycles: u64) -> Outcome {
    let app = App {
        source: Source { count: Count::new(1, 1, cycles) },
        producer1: Producer1::default(),
        producer2: Producer2::default(),
        producer3: Producer3::default(),
        producer4: Producer4::default(),
        producer5: Producer5::default(),
        producer6: Producer6::default(),
        producer7: Producer7::default(),
        producer8: Producer8::default(),
        consumer: Consumer::default(),
        sink: Sink::default(),
    };
    run(app).sink.outcome
}
