//! `diamond`: a gateway for each depth, over the same levels.

use gateway_benchmark_nodes::diamond::{Diamond, Pass, Source};
use gateway_benchmark_nodes::{Count, double, stage};

use super::{ending_in, run};
use crate::workload::Outcome;

stage!(Level1 of Diamond, double { d1: d0 -> d1 });
stage!(Level2 of Diamond, double { d2: d1 -> d2 });
stage!(Level3 of Diamond, double { d3: d2 -> d3 });
stage!(Level4 of Diamond, double { d4: d3 -> d4 });
stage!(Level5 of Diamond, double { d5: d4 -> d5 });
stage!(Level6 of Diamond, double { d6: d5 -> d6 });
stage!(Level7 of Diamond, double { d7: d6 -> d7 });
stage!(Level8 of Diamond, double { d8: d7 -> d8 });
stage!(Level9 of Diamond, double { d9: d8 -> d9 });
stage!(Level10 of Diamond, double { d10: d9 -> d10 });
stage!(Level11 of Diamond, double { d11: d10 -> d11 });
stage!(Level12 of Diamond, double { d12: d11 -> d12 });

/// The gateway of one depth.
macro_rules! depth {
    ($name:ident: $($field:ident $level:ident),*; $last:ident) => {
        pub(super) mod $name {
            use super::*;
            use gateway_runtime::gateway;

            ending_in!(Sink of Diamond, $last);

            #[gateway(channels = Diamond)]
            pub struct App {
                source: Source,
                pass: Pass,
                $($field: $level,)*
                sink: Sink,
            }

            pub(in super::super) fn outcome(cycles: u64) -> Outcome {
                let app = App {
                    source: Source { count: Count::new(1, 1, cycles) },
                    pass: Pass::default(),
                    $($field: $level::default(),)*
                    sink: Sink::default(),
                };
                run(app).sink.outcome
            }
        }
    };
}

depth!(depth1: level1 Level1; d1);
depth!(depth2: level1 Level1, level2 Level2; d2);
depth!(depth3: level1 Level1, level2 Level2, level3 Level3; d3);
depth!(depth4: level1 Level1, level2 Level2, level3 Level3, level4 Level4; d4);
depth!(depth5: level1 Level1, level2 Level2, level3 Level3, level4 Level4, level5 Level5; d5);
depth!(depth6: level1 Level1, level2 Level2, level3 Level3, level4 Level4, level5 Level5, level6 Level6; d6);
depth!(depth7: level1 Level1, level2 Level2, level3 Level3, level4 Level4, level5 Level5, level6 Level6, level7 Level7; d7);
depth!(depth8: level1 Level1, level2 Level2, level3 Level3, level4 Level4, level5 Level5, level6 Level6, level7 Level7, level8 Level8; d8);
depth!(depth9: level1 Level1, level2 Level2, level3 Level3, level4 Level4, level5 Level5, level6 Level6, level7 Level7, level8 Level8, level9 Level9; d9);
depth!(depth10: level1 Level1, level2 Level2, level3 Level3, level4 Level4, level5 Level5, level6 Level6, level7 Level7, level8 Level8, level9 Level9, level10 Level10; d10);
depth!(depth11: level1 Level1, level2 Level2, level3 Level3, level4 Level4, level5 Level5, level6 Level6, level7 Level7, level8 Level8, level9 Level9, level10 Level10, level11 Level11; d11);
depth!(depth12: level1 Level1, level2 Level2, level3 Level3, level4 Level4, level5 Level5, level6 Level6, level7 Level7, level8 Level8, level9 Level9, level10 Level10, level11 Level11, level12 Level12; d12);

/// A stack of `D` nodes that each add their input to itself, for `D` of 1 to 12.
///
/// # Panics
/// For another `D`.
#[must_use]
pub fn diamond<const D: usize>(cycles: u64) -> Outcome {
    match D {
        1 => depth1::outcome(cycles),
        2 => depth2::outcome(cycles),
        3 => depth3::outcome(cycles),
        4 => depth4::outcome(cycles),
        5 => depth5::outcome(cycles),
        6 => depth6::outcome(cycles),
        7 => depth7::outcome(cycles),
        8 => depth8::outcome(cycles),
        9 => depth9::outcome(cycles),
        10 => depth10::outcome(cycles),
        11 => depth11::outcome(cycles),
        12 => depth12::outcome(cycles),
        _ => panic!("there is no diamond of depth {D}"),
    }
}
