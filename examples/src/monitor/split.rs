//! Takes looks at the machine apart.

use gateway_runtime::prelude::*;

use super::{Bus, Core, Cpu, Disk, Interface, Memory, Process, Sample};

/// Gives each part of a sample its own channel, and each disk its own key.
#[module]
#[derive(Debug)]
pub struct Split {}

#[module(channels = Bus)]
impl Split {
    #[node(publish(cpu, cores, memory, processes))]
    fn on_sample(&self, samples: &Sample) -> (Cpu, Vec<Core>, Memory, Vec<Process>) {
        let Sample { cpu, cores, memory, processes, .. } = samples.clone();
        (cpu, cores, memory, processes)
    }

    #[node(publish(network))]
    fn interfaces(&self, samples: &Sample) -> impl Iterator<Item = Keyed<String, Interface>> {
        samples.network.iter().map(|interface| Keyed::new(interface.name.clone(), interface.clone()))
    }

    #[node(publish(disks))]
    fn disks(&self, all_disks: Option<&Vec<Disk>>) -> impl Iterator<Item = Keyed<String, Disk>> {
        all_disks.into_iter().flatten().map(|disk| Keyed::new(disk.place.clone(), disk.clone()))
    }
}
