//! Names that generated code could have for itself are the user's.
#![deny(warnings)]

use gateway_runtime::prelude::*;

#[message]
pub struct Set {
    pub number: u32,
}

#[message]
pub struct D0 {
    pub number: u32,
}

#[message]
pub struct V0 {
    pub number: u32,
}

#[channels]
pub struct Shared {
    #[channel(send)]
    pub sets: Channel<Set>,
    pub d0: Channel<D0>,
    pub v0: Channel<V0>,
}

fn default_limit() -> u32 {
    5
}

const META: u32 = 1;

#[module]
pub struct Settings {
    #[config(default = default_limit() + META)]
    limit: u32,
}

#[module(channels = Shared)]
impl Settings {
    #[node(publish(d0, v0))]
    fn set(&mut self, sets: &Set) -> (D0, V0) {
        (D0 { number: sets.number }, V0 { number: self.limit })
    }
}

/// A module of the name of what it has as a setting.
pub mod support {
    use gateway_runtime::prelude::*;

    #[message]
    pub struct Settings {
        pub number: u32,
    }

    #[module]
    pub struct Wired {
        settings: Option<Settings>,
    }

    #[module(channels = super::Shared)]
    impl Wired {
        #[node]
        fn show(&mut self, d0: Option<&super::D0>, v0: Option<&super::V0>) {
            println!("{:?} {:?} {:?}", d0.is_some(), v0.map(|v0| v0.number), self.settings.as_ref().map(|settings| settings.number));
        }
    }

    #[group(channels = super::Shared)]
    pub struct Group {
        first: Wired,
    }
}

#[gateway(channels = Shared)]
pub struct Graph {
    settings: Settings,
    wired: support::Wired,
    group: support::Group,
}

fn main() {
    let mut simulation = Simulation::new(Graph::from_settings([]).unwrap()).unwrap();
    simulation.send_at(Timestamp::from_secs(1), Shared::sets, Set { number: 1 });
    let numbers = simulation.collect(Shared::v0);
    simulation.run().unwrap();
    assert_eq!(numbers.take()[0].value().number, 6);
}
