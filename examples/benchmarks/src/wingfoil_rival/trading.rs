//! The pipeline's graph.

use wingfoil::prelude::*;

#[allow(clippy::wildcard_imports, reason = "the graphs need what wingfoil's macro generated beside each node")]
use super::nodes::*;
use crate::workload::Outcome;

wingfoil::nitro! {
    pub fn pipeline(g: &GraphBuilder) -> Stream<Outcome<f64>> {
        let trade = g.trades();
        let vwap = trade.vwap();
        let position = trade.side().holding(&trade);
        let alert = position.alert(&vwap, &trade);
        let sink = alert.fold(Outcome::default(), |sink: &mut Outcome<f64>, x: &f64| {
            sink.record(*x);
        });
        sink
    }
}
