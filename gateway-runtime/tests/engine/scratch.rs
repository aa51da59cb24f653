use crate::at;
use gateway_runtime::futures::{Stream, StreamExt, stream};
use gateway_runtime::prelude::*;
#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
    out: Channel<u32>,
    more: Channel<u32>,
    lists: Channel<Vec<u32>>,
}
struct Bomb;
impl Drop for Bomb {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("the payload breaks too")
        }
    }
}
#[module]
pub struct A {
    #[config(default)]
    mode: String,
}
#[module(channels = Bus)]
impl A {
    #[node(publish(out))]
    fn f(&mut self, numbers: &u32) -> u32 {
        if self.mode == "bomb" {
            std::panic::panic_any(Bomb)
        }
        *numbers
    }
    #[node(publish(lists, more))]
    fn g(&mut self, numbers: &u32) -> (Vec<u32>, Vec<u32>) {
        if self.mode == "lists" { (vec![0; 20_000], vec![1; 5000]) } else { (vec![*numbers], vec![]) }
    }
}
#[gateway(channels = Bus)]
#[allow(deprecated, reason = "x")]
pub struct App {
    a: A,
}
#[test]
fn bomb() {
    let mut s = Simulation::new(App::from_settings(["a.mode=bomb"]).unwrap()).unwrap();
    s.send_at(at(1), Bus::numbers, 1);
    assert_eq!(s.run().unwrap().failures, 1);
}
#[test]
fn same_instant_ids() {
    let mut s = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for n in 0..262_200 {
        s.send_at(at(1), Bus::numbers, n);
    }
    let c = s.collect(Bus::out);
    s.run().unwrap();
    let ids: Vec<_> = c.take().iter().map(|t| t.id().unwrap().clone()).collect();
    assert!(ids.is_sorted(), "not sorted");
    assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), ids.len(), "dups");
}
#[test]
fn long_burst_ids() {
    let mut s = Simulation::new(App::from_settings(["a.mode=lists"]).unwrap()).unwrap();
    s.send_at(at(1), Bus::numbers, 1);
    let (m, l, n) = (s.collect(Bus::more), s.collect(Bus::lists), s.collect(Bus::numbers));
    s.run().unwrap();
    let mut out = vec![];
    let a: std::collections::HashSet<String> = m.take().iter().map(|t| t.id().unwrap().to_string()).collect();
    for t in l.take() {
        use gateway_runtime::channel::AnyTick;
        t.write_elements(&mut out);
    }
    let text = String::from_utf8(out).unwrap();
    drop(n);
    assert_eq!(a.iter().filter(|id| text.contains(id.as_str())).count(), 0);
}
mod lost {
    use super::{Bus, Stream, StreamExt, stream};
    use gateway_runtime::prelude::*;
    #[module]
    pub struct S {
        #[state]
        seen: Vec<u32>,
        #[config(default)]
        zero: u32,
    }
    #[module(channels = Bus)]
    impl S {
        #[node(source, publish(out))]
        fn s(&mut self) -> impl Stream<Item = u32> + Send + use<> {
            stream::iter(0..5).map(|n| if n == 3 { panic!("x") } else { n })
        }
        #[node]
        fn see(&mut self, out: &u32) {
            self.seen.push(*out);
        }
        #[node(every = Duration::from_secs(1) / self.zero)]
        fn t(&mut self) {}
    }
    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "x")]
    pub struct App {
        s: S,
    }
    #[test]
    fn panicking_period() {
        gateway_runtime::tokio::runtime::Runtime::new().unwrap().block_on(async {
            let e = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.map(|_| ()).unwrap_err();
            panic!("{e}");
        });
    }
    #[test]
    fn lost_before_panic() {
        gateway_runtime::tokio::runtime::Runtime::new().unwrap().block_on(async {
            let live = Live::start(App::from_settings(["s.zero=1"]).unwrap(), LiveOptions::default()).await.unwrap();
            std::thread::sleep(Duration::from_millis(300));
            assert_eq!(live.stop().await.unwrap().app.s.seen, [0, 1, 2]);
        });
    }
}
