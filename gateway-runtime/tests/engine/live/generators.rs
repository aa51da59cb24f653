//! Blocking sources.

use std::sync::mpsc;

use gateway_runtime::prelude::*;
use gateway_runtime::tokio::sync::mpsc as seen;

use super::{Bus, block_on, options};

/// A number at which the iterator panics.
const BREAK: u32 = 66;

#[module]
pub struct Camera {
    /// How many frames in a second at most; as many as there are if it is not set.
    #[config(default)]
    rate: Option<Rate>,
    #[state]
    frames: Option<mpsc::Receiver<u32>>,
    /// Told each time before it waits for a frame.
    #[state]
    waits: Option<mpsc::Sender<()>>,
}

#[module(channels = Bus)]
impl Camera {
    #[node(source, blocking, publish(doubled), rate = self.rate)]
    fn frames(&mut self) -> impl Iterator<Item = u32> + Send + use<> {
        let (frames, waits) = (self.frames.take(), self.waits.take());
        std::iter::from_fn(move || {
            if let Some(waits) = &waits {
                let _ = waits.send(());
            }
            let frame = frames.as_ref()?.recv().ok()?;
            assert!(frame != BREAK, "the camera is broken");
            Some(frame)
        })
    }
}

#[module]
pub struct Watch {
    #[state]
    seen: Option<seen::UnboundedSender<u32>>,
}

#[module(channels = Bus)]
impl Watch {
    #[node]
    fn watch(&mut self, doubled: &u32) {
        let _ = self.seen.as_ref().unwrap().send(*doubled);
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    camera: Camera,
    watch: Watch,
}

/// The gateway, what its camera sees, and what its watch sees.
fn app(settings: &[&str]) -> (App, mpsc::Sender<u32>, seen::UnboundedReceiver<u32>) {
    let mut app = App::from_settings(settings.iter().copied()).unwrap();
    let (camera, frames) = mpsc::channel();
    let (watch, seen) = seen::unbounded_channel();
    (app.camera.frames, app.watch.seen) = (Some(frames), Some(watch));
    (app, camera, seen)
}

#[test]
fn a_blocking_source_waits_for_a_place_in_the_queue_and_loses_nothing() {
    block_on(async {
        let (app, camera, mut seen) = app(&[]);
        let live = Live::start(app, options(|options| options.queue_entries = 1)).await.unwrap();
        (100..1100).for_each(|frame| camera.send(frame).unwrap());
        for frame in 100..1100 {
            assert_eq!(seen.recv().await, Some(frame));
        }
        // The iterator ends with what it reads.
        drop(camera);
        live.stop().await.unwrap();
    });
}

#[test]
fn a_stop_does_not_wait_for_the_rate_of_a_source() {
    block_on(async {
        let (app, camera, mut seen) = app(&["camera.rate=1/h"]);
        camera.send(1).unwrap();
        camera.send(2).unwrap();
        let live = Live::start(app, options(|options| options.drain = Duration::from_secs(600))).await.unwrap();
        assert_eq!(seen.recv().await, Some(1));
        live.stop().await.unwrap();
        assert_eq!(seen.recv().await, None, "the second one is due in an hour");
    });
}

#[test]
fn a_stop_leaves_a_source_behind_that_hangs() {
    block_on(async {
        let (mut app, camera, mut seen) = app(&[]);
        let (waits, waiting) = mpsc::channel();
        app.camera.waits = Some(waits);
        camera.send(1).unwrap();
        let live = Live::start(app, options(|options| options.drain = Duration::from_millis(1))).await.unwrap();
        assert_eq!(seen.recv().await, Some(1));
        // For the first frame, and for one that does not come.
        for _ in 0..2 {
            waiting.recv().unwrap();
        }
        assert!(live.stop().await.is_ok());
        camera.send(2).expect("the thread still waits for this");
    });
}

#[test]
fn a_blocking_source_that_panics_ends_and_the_gateway_goes_on() {
    block_on(async {
        let (app, camera, mut seen) = app(&[]);
        let live = Live::start(app, LiveOptions::default()).await.unwrap();
        for frame in [1, BREAK, 2] {
            camera.send(frame).unwrap();
        }
        assert_eq!(seen.recv().await, Some(1));
        // The iterator is dropped once it has panicked.
        while camera.send(3).is_ok() {
            std::thread::yield_now();
        }
        assert!(live.handle().last(Bus::doubled.index(), None).await.is_ok());
        live.stop().await.unwrap();
        assert_eq!(seen.recv().await, None);
    });
}

mod by_number {
    //! A rate that is a number.

    use super::*;

    #[module]
    pub struct Steady {
        #[config(default = 30)]
        rate: u32,
    }

    #[module(channels = Bus)]
    impl Steady {
        #[node(source, blocking, publish(doubled), rate = self.rate)]
        fn frames(&self) -> impl Iterator<Item = u32> + Send + use<> {
            0..3
        }

        #[node(source, blocking, publish(bursts), rate = "1000000/s")]
        fn others(&self) -> impl Iterator<Item = u32> + Send + use<> {
            0..3
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct App {
        steady: Steady,
        watch: Watch,
    }

    #[test]
    fn a_rate_of_zero_is_an_error_that_names_the_source() {
        block_on(async {
            let app = App::from_settings(["steady.rate=0"]).unwrap();
            let error = Live::start(app, LiveOptions::default()).await.map(|_| ()).unwrap_err();
            let expected = "node `steady.frames` cannot run: a rate of 0 values in a second is not possible: it must be more than zero";
            assert_eq!(error.to_string(), expected);
        });
    }

    #[test]
    fn a_blocking_source_is_for_real_time_only() {
        let simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        assert_eq!(simulation.run().map(|summary| summary.cycles).unwrap(), 0);
    }
}
