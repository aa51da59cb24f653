//! Every system must bring the same values to the sink as the limit does.

use gateway_benchmarks::limit;
use gateway_benchmarks::wingfoil_rival::{compiled, interpreted};
use gateway_benchmarks::workload::CHECK_CYCLES;

/// Compares the systems on workloads, each named as the function that every
/// system's module has for it.
macro_rules! agree {
    ($($test:ident: $($function:ident $(::<$depth:literal>)?),+;)+) => {
        $(
            #[test]
            fn $test() {
                for cycles in [1, 2, 101, CHECK_CYCLES] {
                    $(
                        let expected = limit::$function$(::<$depth>)?(cycles);
                        assert_eq!(compiled::$function$(::<$depth>)?(cycles), expected);
                        assert_eq!(interpreted::$function$(::<$depth>)?(cycles), expected);
                    )+
                }
            }
        )+
    };
}

agree! {
    dense_graphs_agree: chain100, fan10x10;
    shallow_diamonds_agree:
        diamond::<1>, diamond::<2>, diamond::<3>, diamond::<4>, diamond::<5>, diamond::<6>;
    deep_diamonds_agree:
        diamond::<7>, diamond::<8>, diamond::<9>, diamond::<10>, diamond::<11>, diamond::<12>;
    sparse_graphs_agree: sparse_hot, sparse_rot;
    pipelines_agree: pipeline;
    bursts_agree: burst8;
}
