//! `sparse_rot`.

use gateway_benchmark_nodes::sparse_rot::{
    Chain0, Chain1, Chain2, Chain3, Chain4, Chain5, Chain6, Chain7, Chain8, Chain9, Chain10, Chain11, Chain12, Chain13, Chain14, Chain15,
    Chain16, Chain17, Chain18, Chain19, Chain20, Chain21, Chain22, Chain23, Chain24, Chain25, Chain26, Chain27, Chain28, Chain29, Chain30,
    Chain31, Chain32, Chain33, Chain34, Chain35, Chain36, Chain37, Chain38, Chain39, Chain40, Chain41, Chain42, Chain43, Chain44, Chain45,
    Chain46, Chain47, Chain48, Chain49, Rot, Source0, Source1, Source2, Source3, Source4, Source5, Source6, Source7, Source8, Source9,
    Source10, Source11, Source12, Source13, Source14, Source15, Source16, Source17, Source18, Source19, Source20, Source21, Source22,
    Source23, Source24, Source25, Source26, Source27, Source28, Source29, Source30, Source31, Source32, Source33, Source34, Source35,
    Source36, Source37, Source38, Source39, Source40, Source41, Source42, Source43, Source44, Source45, Source46, Source47, Source48,
    Source49,
};
use gateway_benchmark_nodes::{Count, count_source, plus_one, stage};
use gateway_runtime::prelude::*;

use super::{ending_in, run};
use crate::workload::Outcome;

count_source!(Source50 of Rot -> x50);
stage!(Chain50 of Rot, plus_one { n0: x50 -> k50_1, n1: k50_1 -> k50_2, n2: k50_2 -> k50_3, n3: k50_3 -> k50_4, n4: k50_4 -> k50_5, n5: k50_5 -> k50_6, n6: k50_6 -> k50_7, n7: k50_7 -> k50_8, n8: k50_8 -> k50_9, n9: k50_9 -> merged });
count_source!(Source51 of Rot -> x51);
stage!(Chain51 of Rot, plus_one { n0: x51 -> k51_1, n1: k51_1 -> k51_2, n2: k51_2 -> k51_3, n3: k51_3 -> k51_4, n4: k51_4 -> k51_5, n5: k51_5 -> k51_6, n6: k51_6 -> k51_7, n7: k51_7 -> k51_8, n8: k51_8 -> k51_9, n9: k51_9 -> merged });
count_source!(Source52 of Rot -> x52);
stage!(Chain52 of Rot, plus_one { n0: x52 -> k52_1, n1: k52_1 -> k52_2, n2: k52_2 -> k52_3, n3: k52_3 -> k52_4, n4: k52_4 -> k52_5, n5: k52_5 -> k52_6, n6: k52_6 -> k52_7, n7: k52_7 -> k52_8, n8: k52_8 -> k52_9, n9: k52_9 -> merged });
count_source!(Source53 of Rot -> x53);
stage!(Chain53 of Rot, plus_one { n0: x53 -> k53_1, n1: k53_1 -> k53_2, n2: k53_2 -> k53_3, n3: k53_3 -> k53_4, n4: k53_4 -> k53_5, n5: k53_5 -> k53_6, n6: k53_6 -> k53_7, n7: k53_7 -> k53_8, n8: k53_8 -> k53_9, n9: k53_9 -> merged });
count_source!(Source54 of Rot -> x54);
stage!(Chain54 of Rot, plus_one { n0: x54 -> k54_1, n1: k54_1 -> k54_2, n2: k54_2 -> k54_3, n3: k54_3 -> k54_4, n4: k54_4 -> k54_5, n5: k54_5 -> k54_6, n6: k54_6 -> k54_7, n7: k54_7 -> k54_8, n8: k54_8 -> k54_9, n9: k54_9 -> merged });
count_source!(Source55 of Rot -> x55);
stage!(Chain55 of Rot, plus_one { n0: x55 -> k55_1, n1: k55_1 -> k55_2, n2: k55_2 -> k55_3, n3: k55_3 -> k55_4, n4: k55_4 -> k55_5, n5: k55_5 -> k55_6, n6: k55_6 -> k55_7, n7: k55_7 -> k55_8, n8: k55_8 -> k55_9, n9: k55_9 -> merged });
count_source!(Source56 of Rot -> x56);
stage!(Chain56 of Rot, plus_one { n0: x56 -> k56_1, n1: k56_1 -> k56_2, n2: k56_2 -> k56_3, n3: k56_3 -> k56_4, n4: k56_4 -> k56_5, n5: k56_5 -> k56_6, n6: k56_6 -> k56_7, n7: k56_7 -> k56_8, n8: k56_8 -> k56_9, n9: k56_9 -> merged });
count_source!(Source57 of Rot -> x57);
stage!(Chain57 of Rot, plus_one { n0: x57 -> k57_1, n1: k57_1 -> k57_2, n2: k57_2 -> k57_3, n3: k57_3 -> k57_4, n4: k57_4 -> k57_5, n5: k57_5 -> k57_6, n6: k57_6 -> k57_7, n7: k57_7 -> k57_8, n8: k57_8 -> k57_9, n9: k57_9 -> merged });
count_source!(Source58 of Rot -> x58);
stage!(Chain58 of Rot, plus_one { n0: x58 -> k58_1, n1: k58_1 -> k58_2, n2: k58_2 -> k58_3, n3: k58_3 -> k58_4, n4: k58_4 -> k58_5, n5: k58_5 -> k58_6, n6: k58_6 -> k58_7, n7: k58_7 -> k58_8, n8: k58_8 -> k58_9, n9: k58_9 -> merged });
count_source!(Source59 of Rot -> x59);
stage!(Chain59 of Rot, plus_one { n0: x59 -> k59_1, n1: k59_1 -> k59_2, n2: k59_2 -> k59_3, n3: k59_3 -> k59_4, n4: k59_4 -> k59_5, n5: k59_5 -> k59_6, n6: k59_6 -> k59_7, n7: k59_7 -> k59_8, n8: k59_8 -> k59_9, n9: k59_9 -> merged });
count_source!(Source60 of Rot -> x60);
stage!(Chain60 of Rot, plus_one { n0: x60 -> k60_1, n1: k60_1 -> k60_2, n2: k60_2 -> k60_3, n3: k60_3 -> k60_4, n4: k60_4 -> k60_5, n5: k60_5 -> k60_6, n6: k60_6 -> k60_7, n7: k60_7 -> k60_8, n8: k60_8 -> k60_9, n9: k60_9 -> merged });
count_source!(Source61 of Rot -> x61);
stage!(Chain61 of Rot, plus_one { n0: x61 -> k61_1, n1: k61_1 -> k61_2, n2: k61_2 -> k61_3, n3: k61_3 -> k61_4, n4: k61_4 -> k61_5, n5: k61_5 -> k61_6, n6: k61_6 -> k61_7, n7: k61_7 -> k61_8, n8: k61_8 -> k61_9, n9: k61_9 -> merged });
count_source!(Source62 of Rot -> x62);
stage!(Chain62 of Rot, plus_one { n0: x62 -> k62_1, n1: k62_1 -> k62_2, n2: k62_2 -> k62_3, n3: k62_3 -> k62_4, n4: k62_4 -> k62_5, n5: k62_5 -> k62_6, n6: k62_6 -> k62_7, n7: k62_7 -> k62_8, n8: k62_8 -> k62_9, n9: k62_9 -> merged });
count_source!(Source63 of Rot -> x63);
stage!(Chain63 of Rot, plus_one { n0: x63 -> k63_1, n1: k63_1 -> k63_2, n2: k63_2 -> k63_3, n3: k63_3 -> k63_4, n4: k63_4 -> k63_5, n5: k63_5 -> k63_6, n6: k63_6 -> k63_7, n7: k63_7 -> k63_8, n8: k63_8 -> k63_9, n9: k63_9 -> merged });
count_source!(Source64 of Rot -> x64);
stage!(Chain64 of Rot, plus_one { n0: x64 -> k64_1, n1: k64_1 -> k64_2, n2: k64_2 -> k64_3, n3: k64_3 -> k64_4, n4: k64_4 -> k64_5, n5: k64_5 -> k64_6, n6: k64_6 -> k64_7, n7: k64_7 -> k64_8, n8: k64_8 -> k64_9, n9: k64_9 -> merged });
count_source!(Source65 of Rot -> x65);
stage!(Chain65 of Rot, plus_one { n0: x65 -> k65_1, n1: k65_1 -> k65_2, n2: k65_2 -> k65_3, n3: k65_3 -> k65_4, n4: k65_4 -> k65_5, n5: k65_5 -> k65_6, n6: k65_6 -> k65_7, n7: k65_7 -> k65_8, n8: k65_8 -> k65_9, n9: k65_9 -> merged });
count_source!(Source66 of Rot -> x66);
stage!(Chain66 of Rot, plus_one { n0: x66 -> k66_1, n1: k66_1 -> k66_2, n2: k66_2 -> k66_3, n3: k66_3 -> k66_4, n4: k66_4 -> k66_5, n5: k66_5 -> k66_6, n6: k66_6 -> k66_7, n7: k66_7 -> k66_8, n8: k66_8 -> k66_9, n9: k66_9 -> merged });
count_source!(Source67 of Rot -> x67);
stage!(Chain67 of Rot, plus_one { n0: x67 -> k67_1, n1: k67_1 -> k67_2, n2: k67_2 -> k67_3, n3: k67_3 -> k67_4, n4: k67_4 -> k67_5, n5: k67_5 -> k67_6, n6: k67_6 -> k67_7, n7: k67_7 -> k67_8, n8: k67_8 -> k67_9, n9: k67_9 -> merged });
count_source!(Source68 of Rot -> x68);
stage!(Chain68 of Rot, plus_one { n0: x68 -> k68_1, n1: k68_1 -> k68_2, n2: k68_2 -> k68_3, n3: k68_3 -> k68_4, n4: k68_4 -> k68_5, n5: k68_5 -> k68_6, n6: k68_6 -> k68_7, n7: k68_7 -> k68_8, n8: k68_8 -> k68_9, n9: k68_9 -> merged });
count_source!(Source69 of Rot -> x69);
stage!(Chain69 of Rot, plus_one { n0: x69 -> k69_1, n1: k69_1 -> k69_2, n2: k69_2 -> k69_3, n3: k69_3 -> k69_4, n4: k69_4 -> k69_5, n5: k69_5 -> k69_6, n6: k69_6 -> k69_7, n7: k69_7 -> k69_8, n8: k69_8 -> k69_9, n9: k69_9 -> merged });
count_source!(Source70 of Rot -> x70);
stage!(Chain70 of Rot, plus_one { n0: x70 -> k70_1, n1: k70_1 -> k70_2, n2: k70_2 -> k70_3, n3: k70_3 -> k70_4, n4: k70_4 -> k70_5, n5: k70_5 -> k70_6, n6: k70_6 -> k70_7, n7: k70_7 -> k70_8, n8: k70_8 -> k70_9, n9: k70_9 -> merged });
count_source!(Source71 of Rot -> x71);
stage!(Chain71 of Rot, plus_one { n0: x71 -> k71_1, n1: k71_1 -> k71_2, n2: k71_2 -> k71_3, n3: k71_3 -> k71_4, n4: k71_4 -> k71_5, n5: k71_5 -> k71_6, n6: k71_6 -> k71_7, n7: k71_7 -> k71_8, n8: k71_8 -> k71_9, n9: k71_9 -> merged });
count_source!(Source72 of Rot -> x72);
stage!(Chain72 of Rot, plus_one { n0: x72 -> k72_1, n1: k72_1 -> k72_2, n2: k72_2 -> k72_3, n3: k72_3 -> k72_4, n4: k72_4 -> k72_5, n5: k72_5 -> k72_6, n6: k72_6 -> k72_7, n7: k72_7 -> k72_8, n8: k72_8 -> k72_9, n9: k72_9 -> merged });
count_source!(Source73 of Rot -> x73);
stage!(Chain73 of Rot, plus_one { n0: x73 -> k73_1, n1: k73_1 -> k73_2, n2: k73_2 -> k73_3, n3: k73_3 -> k73_4, n4: k73_4 -> k73_5, n5: k73_5 -> k73_6, n6: k73_6 -> k73_7, n7: k73_7 -> k73_8, n8: k73_8 -> k73_9, n9: k73_9 -> merged });
count_source!(Source74 of Rot -> x74);
stage!(Chain74 of Rot, plus_one { n0: x74 -> k74_1, n1: k74_1 -> k74_2, n2: k74_2 -> k74_3, n3: k74_3 -> k74_4, n4: k74_4 -> k74_5, n5: k74_5 -> k74_6, n6: k74_6 -> k74_7, n7: k74_7 -> k74_8, n8: k74_8 -> k74_9, n9: k74_9 -> merged });
count_source!(Source75 of Rot -> x75);
stage!(Chain75 of Rot, plus_one { n0: x75 -> k75_1, n1: k75_1 -> k75_2, n2: k75_2 -> k75_3, n3: k75_3 -> k75_4, n4: k75_4 -> k75_5, n5: k75_5 -> k75_6, n6: k75_6 -> k75_7, n7: k75_7 -> k75_8, n8: k75_8 -> k75_9, n9: k75_9 -> merged });
count_source!(Source76 of Rot -> x76);
stage!(Chain76 of Rot, plus_one { n0: x76 -> k76_1, n1: k76_1 -> k76_2, n2: k76_2 -> k76_3, n3: k76_3 -> k76_4, n4: k76_4 -> k76_5, n5: k76_5 -> k76_6, n6: k76_6 -> k76_7, n7: k76_7 -> k76_8, n8: k76_8 -> k76_9, n9: k76_9 -> merged });
count_source!(Source77 of Rot -> x77);
stage!(Chain77 of Rot, plus_one { n0: x77 -> k77_1, n1: k77_1 -> k77_2, n2: k77_2 -> k77_3, n3: k77_3 -> k77_4, n4: k77_4 -> k77_5, n5: k77_5 -> k77_6, n6: k77_6 -> k77_7, n7: k77_7 -> k77_8, n8: k77_8 -> k77_9, n9: k77_9 -> merged });
count_source!(Source78 of Rot -> x78);
stage!(Chain78 of Rot, plus_one { n0: x78 -> k78_1, n1: k78_1 -> k78_2, n2: k78_2 -> k78_3, n3: k78_3 -> k78_4, n4: k78_4 -> k78_5, n5: k78_5 -> k78_6, n6: k78_6 -> k78_7, n7: k78_7 -> k78_8, n8: k78_8 -> k78_9, n9: k78_9 -> merged });
count_source!(Source79 of Rot -> x79);
stage!(Chain79 of Rot, plus_one { n0: x79 -> k79_1, n1: k79_1 -> k79_2, n2: k79_2 -> k79_3, n3: k79_3 -> k79_4, n4: k79_4 -> k79_5, n5: k79_5 -> k79_6, n6: k79_6 -> k79_7, n7: k79_7 -> k79_8, n8: k79_8 -> k79_9, n9: k79_9 -> merged });
count_source!(Source80 of Rot -> x80);
stage!(Chain80 of Rot, plus_one { n0: x80 -> k80_1, n1: k80_1 -> k80_2, n2: k80_2 -> k80_3, n3: k80_3 -> k80_4, n4: k80_4 -> k80_5, n5: k80_5 -> k80_6, n6: k80_6 -> k80_7, n7: k80_7 -> k80_8, n8: k80_8 -> k80_9, n9: k80_9 -> merged });
count_source!(Source81 of Rot -> x81);
stage!(Chain81 of Rot, plus_one { n0: x81 -> k81_1, n1: k81_1 -> k81_2, n2: k81_2 -> k81_3, n3: k81_3 -> k81_4, n4: k81_4 -> k81_5, n5: k81_5 -> k81_6, n6: k81_6 -> k81_7, n7: k81_7 -> k81_8, n8: k81_8 -> k81_9, n9: k81_9 -> merged });
count_source!(Source82 of Rot -> x82);
stage!(Chain82 of Rot, plus_one { n0: x82 -> k82_1, n1: k82_1 -> k82_2, n2: k82_2 -> k82_3, n3: k82_3 -> k82_4, n4: k82_4 -> k82_5, n5: k82_5 -> k82_6, n6: k82_6 -> k82_7, n7: k82_7 -> k82_8, n8: k82_8 -> k82_9, n9: k82_9 -> merged });
count_source!(Source83 of Rot -> x83);
stage!(Chain83 of Rot, plus_one { n0: x83 -> k83_1, n1: k83_1 -> k83_2, n2: k83_2 -> k83_3, n3: k83_3 -> k83_4, n4: k83_4 -> k83_5, n5: k83_5 -> k83_6, n6: k83_6 -> k83_7, n7: k83_7 -> k83_8, n8: k83_8 -> k83_9, n9: k83_9 -> merged });
count_source!(Source84 of Rot -> x84);
stage!(Chain84 of Rot, plus_one { n0: x84 -> k84_1, n1: k84_1 -> k84_2, n2: k84_2 -> k84_3, n3: k84_3 -> k84_4, n4: k84_4 -> k84_5, n5: k84_5 -> k84_6, n6: k84_6 -> k84_7, n7: k84_7 -> k84_8, n8: k84_8 -> k84_9, n9: k84_9 -> merged });
count_source!(Source85 of Rot -> x85);
stage!(Chain85 of Rot, plus_one { n0: x85 -> k85_1, n1: k85_1 -> k85_2, n2: k85_2 -> k85_3, n3: k85_3 -> k85_4, n4: k85_4 -> k85_5, n5: k85_5 -> k85_6, n6: k85_6 -> k85_7, n7: k85_7 -> k85_8, n8: k85_8 -> k85_9, n9: k85_9 -> merged });
count_source!(Source86 of Rot -> x86);
stage!(Chain86 of Rot, plus_one { n0: x86 -> k86_1, n1: k86_1 -> k86_2, n2: k86_2 -> k86_3, n3: k86_3 -> k86_4, n4: k86_4 -> k86_5, n5: k86_5 -> k86_6, n6: k86_6 -> k86_7, n7: k86_7 -> k86_8, n8: k86_8 -> k86_9, n9: k86_9 -> merged });
count_source!(Source87 of Rot -> x87);
stage!(Chain87 of Rot, plus_one { n0: x87 -> k87_1, n1: k87_1 -> k87_2, n2: k87_2 -> k87_3, n3: k87_3 -> k87_4, n4: k87_4 -> k87_5, n5: k87_5 -> k87_6, n6: k87_6 -> k87_7, n7: k87_7 -> k87_8, n8: k87_8 -> k87_9, n9: k87_9 -> merged });
count_source!(Source88 of Rot -> x88);
stage!(Chain88 of Rot, plus_one { n0: x88 -> k88_1, n1: k88_1 -> k88_2, n2: k88_2 -> k88_3, n3: k88_3 -> k88_4, n4: k88_4 -> k88_5, n5: k88_5 -> k88_6, n6: k88_6 -> k88_7, n7: k88_7 -> k88_8, n8: k88_8 -> k88_9, n9: k88_9 -> merged });
count_source!(Source89 of Rot -> x89);
stage!(Chain89 of Rot, plus_one { n0: x89 -> k89_1, n1: k89_1 -> k89_2, n2: k89_2 -> k89_3, n3: k89_3 -> k89_4, n4: k89_4 -> k89_5, n5: k89_5 -> k89_6, n6: k89_6 -> k89_7, n7: k89_7 -> k89_8, n8: k89_8 -> k89_9, n9: k89_9 -> merged });
count_source!(Source90 of Rot -> x90);
stage!(Chain90 of Rot, plus_one { n0: x90 -> k90_1, n1: k90_1 -> k90_2, n2: k90_2 -> k90_3, n3: k90_3 -> k90_4, n4: k90_4 -> k90_5, n5: k90_5 -> k90_6, n6: k90_6 -> k90_7, n7: k90_7 -> k90_8, n8: k90_8 -> k90_9, n9: k90_9 -> merged });
count_source!(Source91 of Rot -> x91);
stage!(Chain91 of Rot, plus_one { n0: x91 -> k91_1, n1: k91_1 -> k91_2, n2: k91_2 -> k91_3, n3: k91_3 -> k91_4, n4: k91_4 -> k91_5, n5: k91_5 -> k91_6, n6: k91_6 -> k91_7, n7: k91_7 -> k91_8, n8: k91_8 -> k91_9, n9: k91_9 -> merged });
count_source!(Source92 of Rot -> x92);
stage!(Chain92 of Rot, plus_one { n0: x92 -> k92_1, n1: k92_1 -> k92_2, n2: k92_2 -> k92_3, n3: k92_3 -> k92_4, n4: k92_4 -> k92_5, n5: k92_5 -> k92_6, n6: k92_6 -> k92_7, n7: k92_7 -> k92_8, n8: k92_8 -> k92_9, n9: k92_9 -> merged });
count_source!(Source93 of Rot -> x93);
stage!(Chain93 of Rot, plus_one { n0: x93 -> k93_1, n1: k93_1 -> k93_2, n2: k93_2 -> k93_3, n3: k93_3 -> k93_4, n4: k93_4 -> k93_5, n5: k93_5 -> k93_6, n6: k93_6 -> k93_7, n7: k93_7 -> k93_8, n8: k93_8 -> k93_9, n9: k93_9 -> merged });
count_source!(Source94 of Rot -> x94);
stage!(Chain94 of Rot, plus_one { n0: x94 -> k94_1, n1: k94_1 -> k94_2, n2: k94_2 -> k94_3, n3: k94_3 -> k94_4, n4: k94_4 -> k94_5, n5: k94_5 -> k94_6, n6: k94_6 -> k94_7, n7: k94_7 -> k94_8, n8: k94_8 -> k94_9, n9: k94_9 -> merged });
count_source!(Source95 of Rot -> x95);
stage!(Chain95 of Rot, plus_one { n0: x95 -> k95_1, n1: k95_1 -> k95_2, n2: k95_2 -> k95_3, n3: k95_3 -> k95_4, n4: k95_4 -> k95_5, n5: k95_5 -> k95_6, n6: k95_6 -> k95_7, n7: k95_7 -> k95_8, n8: k95_8 -> k95_9, n9: k95_9 -> merged });
count_source!(Source96 of Rot -> x96);
stage!(Chain96 of Rot, plus_one { n0: x96 -> k96_1, n1: k96_1 -> k96_2, n2: k96_2 -> k96_3, n3: k96_3 -> k96_4, n4: k96_4 -> k96_5, n5: k96_5 -> k96_6, n6: k96_6 -> k96_7, n7: k96_7 -> k96_8, n8: k96_8 -> k96_9, n9: k96_9 -> merged });
count_source!(Source97 of Rot -> x97);
stage!(Chain97 of Rot, plus_one { n0: x97 -> k97_1, n1: k97_1 -> k97_2, n2: k97_2 -> k97_3, n3: k97_3 -> k97_4, n4: k97_4 -> k97_5, n5: k97_5 -> k97_6, n6: k97_6 -> k97_7, n7: k97_7 -> k97_8, n8: k97_8 -> k97_9, n9: k97_9 -> merged });
count_source!(Source98 of Rot -> x98);
stage!(Chain98 of Rot, plus_one { n0: x98 -> k98_1, n1: k98_1 -> k98_2, n2: k98_2 -> k98_3, n3: k98_3 -> k98_4, n4: k98_4 -> k98_5, n5: k98_5 -> k98_6, n6: k98_6 -> k98_7, n7: k98_7 -> k98_8, n8: k98_8 -> k98_9, n9: k98_9 -> merged });
count_source!(Source99 of Rot -> x99);
stage!(Chain99 of Rot, plus_one { n0: x99 -> k99_1, n1: k99_1 -> k99_2, n2: k99_2 -> k99_3, n3: k99_3 -> k99_4, n4: k99_4 -> k99_5, n5: k99_5 -> k99_6, n6: k99_6 -> k99_7, n7: k99_7 -> k99_8, n8: k99_8 -> k99_9, n9: k99_9 -> merged });

ending_in!(Sink of Rot, merging merged);

/// A hundred sources that tick in turns, each with a chain of ten.
#[gateway(channels = Rot)]
pub struct App {
    source0: Source0,
    source1: Source1,
    source2: Source2,
    source3: Source3,
    source4: Source4,
    source5: Source5,
    source6: Source6,
    source7: Source7,
    source8: Source8,
    source9: Source9,
    source10: Source10,
    source11: Source11,
    source12: Source12,
    source13: Source13,
    source14: Source14,
    source15: Source15,
    source16: Source16,
    source17: Source17,
    source18: Source18,
    source19: Source19,
    source20: Source20,
    source21: Source21,
    source22: Source22,
    source23: Source23,
    source24: Source24,
    source25: Source25,
    source26: Source26,
    source27: Source27,
    source28: Source28,
    source29: Source29,
    source30: Source30,
    source31: Source31,
    source32: Source32,
    source33: Source33,
    source34: Source34,
    source35: Source35,
    source36: Source36,
    source37: Source37,
    source38: Source38,
    source39: Source39,
    source40: Source40,
    source41: Source41,
    source42: Source42,
    source43: Source43,
    source44: Source44,
    source45: Source45,
    source46: Source46,
    source47: Source47,
    source48: Source48,
    source49: Source49,
    source50: Source50,
    source51: Source51,
    source52: Source52,
    source53: Source53,
    source54: Source54,
    source55: Source55,
    source56: Source56,
    source57: Source57,
    source58: Source58,
    source59: Source59,
    source60: Source60,
    source61: Source61,
    source62: Source62,
    source63: Source63,
    source64: Source64,
    source65: Source65,
    source66: Source66,
    source67: Source67,
    source68: Source68,
    source69: Source69,
    source70: Source70,
    source71: Source71,
    source72: Source72,
    source73: Source73,
    source74: Source74,
    source75: Source75,
    source76: Source76,
    source77: Source77,
    source78: Source78,
    source79: Source79,
    source80: Source80,
    source81: Source81,
    source82: Source82,
    source83: Source83,
    source84: Source84,
    source85: Source85,
    source86: Source86,
    source87: Source87,
    source88: Source88,
    source89: Source89,
    source90: Source90,
    source91: Source91,
    source92: Source92,
    source93: Source93,
    source94: Source94,
    source95: Source95,
    source96: Source96,
    source97: Source97,
    source98: Source98,
    source99: Source99,
    chain0: Chain0,
    chain1: Chain1,
    chain2: Chain2,
    chain3: Chain3,
    chain4: Chain4,
    chain5: Chain5,
    chain6: Chain6,
    chain7: Chain7,
    chain8: Chain8,
    chain9: Chain9,
    chain10: Chain10,
    chain11: Chain11,
    chain12: Chain12,
    chain13: Chain13,
    chain14: Chain14,
    chain15: Chain15,
    chain16: Chain16,
    chain17: Chain17,
    chain18: Chain18,
    chain19: Chain19,
    chain20: Chain20,
    chain21: Chain21,
    chain22: Chain22,
    chain23: Chain23,
    chain24: Chain24,
    chain25: Chain25,
    chain26: Chain26,
    chain27: Chain27,
    chain28: Chain28,
    chain29: Chain29,
    chain30: Chain30,
    chain31: Chain31,
    chain32: Chain32,
    chain33: Chain33,
    chain34: Chain34,
    chain35: Chain35,
    chain36: Chain36,
    chain37: Chain37,
    chain38: Chain38,
    chain39: Chain39,
    chain40: Chain40,
    chain41: Chain41,
    chain42: Chain42,
    chain43: Chain43,
    chain44: Chain44,
    chain45: Chain45,
    chain46: Chain46,
    chain47: Chain47,
    chain48: Chain48,
    chain49: Chain49,
    chain50: Chain50,
    chain51: Chain51,
    chain52: Chain52,
    chain53: Chain53,
    chain54: Chain54,
    chain55: Chain55,
    chain56: Chain56,
    chain57: Chain57,
    chain58: Chain58,
    chain59: Chain59,
    chain60: Chain60,
    chain61: Chain61,
    chain62: Chain62,
    chain63: Chain63,
    chain64: Chain64,
    chain65: Chain65,
    chain66: Chain66,
    chain67: Chain67,
    chain68: Chain68,
    chain69: Chain69,
    chain70: Chain70,
    chain71: Chain71,
    chain72: Chain72,
    chain73: Chain73,
    chain74: Chain74,
    chain75: Chain75,
    chain76: Chain76,
    chain77: Chain77,
    chain78: Chain78,
    chain79: Chain79,
    chain80: Chain80,
    chain81: Chain81,
    chain82: Chain82,
    chain83: Chain83,
    chain84: Chain84,
    chain85: Chain85,
    chain86: Chain86,
    chain87: Chain87,
    chain88: Chain88,
    chain89: Chain89,
    chain90: Chain90,
    chain91: Chain91,
    chain92: Chain92,
    chain93: Chain93,
    chain94: Chain94,
    chain95: Chain95,
    chain96: Chain96,
    chain97: Chain97,
    chain98: Chain98,
    chain99: Chain99,
    sink: Sink,
}

/// Runs it.
#[must_use]
pub fn sparse_rot(cycles: u64) -> Outcome {
    let app = App {
        source0: Source0 { count: Count::new(1, 100, cycles) },
        source1: Source1 { count: Count::new(2, 100, cycles) },
        source2: Source2 { count: Count::new(3, 100, cycles) },
        source3: Source3 { count: Count::new(4, 100, cycles) },
        source4: Source4 { count: Count::new(5, 100, cycles) },
        source5: Source5 { count: Count::new(6, 100, cycles) },
        source6: Source6 { count: Count::new(7, 100, cycles) },
        source7: Source7 { count: Count::new(8, 100, cycles) },
        source8: Source8 { count: Count::new(9, 100, cycles) },
        source9: Source9 { count: Count::new(10, 100, cycles) },
        source10: Source10 { count: Count::new(11, 100, cycles) },
        source11: Source11 { count: Count::new(12, 100, cycles) },
        source12: Source12 { count: Count::new(13, 100, cycles) },
        source13: Source13 { count: Count::new(14, 100, cycles) },
        source14: Source14 { count: Count::new(15, 100, cycles) },
        source15: Source15 { count: Count::new(16, 100, cycles) },
        source16: Source16 { count: Count::new(17, 100, cycles) },
        source17: Source17 { count: Count::new(18, 100, cycles) },
        source18: Source18 { count: Count::new(19, 100, cycles) },
        source19: Source19 { count: Count::new(20, 100, cycles) },
        source20: Source20 { count: Count::new(21, 100, cycles) },
        source21: Source21 { count: Count::new(22, 100, cycles) },
        source22: Source22 { count: Count::new(23, 100, cycles) },
        source23: Source23 { count: Count::new(24, 100, cycles) },
        source24: Source24 { count: Count::new(25, 100, cycles) },
        source25: Source25 { count: Count::new(26, 100, cycles) },
        source26: Source26 { count: Count::new(27, 100, cycles) },
        source27: Source27 { count: Count::new(28, 100, cycles) },
        source28: Source28 { count: Count::new(29, 100, cycles) },
        source29: Source29 { count: Count::new(30, 100, cycles) },
        source30: Source30 { count: Count::new(31, 100, cycles) },
        source31: Source31 { count: Count::new(32, 100, cycles) },
        source32: Source32 { count: Count::new(33, 100, cycles) },
        source33: Source33 { count: Count::new(34, 100, cycles) },
        source34: Source34 { count: Count::new(35, 100, cycles) },
        source35: Source35 { count: Count::new(36, 100, cycles) },
        source36: Source36 { count: Count::new(37, 100, cycles) },
        source37: Source37 { count: Count::new(38, 100, cycles) },
        source38: Source38 { count: Count::new(39, 100, cycles) },
        source39: Source39 { count: Count::new(40, 100, cycles) },
        source40: Source40 { count: Count::new(41, 100, cycles) },
        source41: Source41 { count: Count::new(42, 100, cycles) },
        source42: Source42 { count: Count::new(43, 100, cycles) },
        source43: Source43 { count: Count::new(44, 100, cycles) },
        source44: Source44 { count: Count::new(45, 100, cycles) },
        source45: Source45 { count: Count::new(46, 100, cycles) },
        source46: Source46 { count: Count::new(47, 100, cycles) },
        source47: Source47 { count: Count::new(48, 100, cycles) },
        source48: Source48 { count: Count::new(49, 100, cycles) },
        source49: Source49 { count: Count::new(50, 100, cycles) },
        source50: Source50 { count: Count::new(51, 100, cycles) },
        source51: Source51 { count: Count::new(52, 100, cycles) },
        source52: Source52 { count: Count::new(53, 100, cycles) },
        source53: Source53 { count: Count::new(54, 100, cycles) },
        source54: Source54 { count: Count::new(55, 100, cycles) },
        source55: Source55 { count: Count::new(56, 100, cycles) },
        source56: Source56 { count: Count::new(57, 100, cycles) },
        source57: Source57 { count: Count::new(58, 100, cycles) },
        source58: Source58 { count: Count::new(59, 100, cycles) },
        source59: Source59 { count: Count::new(60, 100, cycles) },
        source60: Source60 { count: Count::new(61, 100, cycles) },
        source61: Source61 { count: Count::new(62, 100, cycles) },
        source62: Source62 { count: Count::new(63, 100, cycles) },
        source63: Source63 { count: Count::new(64, 100, cycles) },
        source64: Source64 { count: Count::new(65, 100, cycles) },
        source65: Source65 { count: Count::new(66, 100, cycles) },
        source66: Source66 { count: Count::new(67, 100, cycles) },
        source67: Source67 { count: Count::new(68, 100, cycles) },
        source68: Source68 { count: Count::new(69, 100, cycles) },
        source69: Source69 { count: Count::new(70, 100, cycles) },
        source70: Source70 { count: Count::new(71, 100, cycles) },
        source71: Source71 { count: Count::new(72, 100, cycles) },
        source72: Source72 { count: Count::new(73, 100, cycles) },
        source73: Source73 { count: Count::new(74, 100, cycles) },
        source74: Source74 { count: Count::new(75, 100, cycles) },
        source75: Source75 { count: Count::new(76, 100, cycles) },
        source76: Source76 { count: Count::new(77, 100, cycles) },
        source77: Source77 { count: Count::new(78, 100, cycles) },
        source78: Source78 { count: Count::new(79, 100, cycles) },
        source79: Source79 { count: Count::new(80, 100, cycles) },
        source80: Source80 { count: Count::new(81, 100, cycles) },
        source81: Source81 { count: Count::new(82, 100, cycles) },
        source82: Source82 { count: Count::new(83, 100, cycles) },
        source83: Source83 { count: Count::new(84, 100, cycles) },
        source84: Source84 { count: Count::new(85, 100, cycles) },
        source85: Source85 { count: Count::new(86, 100, cycles) },
        source86: Source86 { count: Count::new(87, 100, cycles) },
        source87: Source87 { count: Count::new(88, 100, cycles) },
        source88: Source88 { count: Count::new(89, 100, cycles) },
        source89: Source89 { count: Count::new(90, 100, cycles) },
        source90: Source90 { count: Count::new(91, 100, cycles) },
        source91: Source91 { count: Count::new(92, 100, cycles) },
        source92: Source92 { count: Count::new(93, 100, cycles) },
        source93: Source93 { count: Count::new(94, 100, cycles) },
        source94: Source94 { count: Count::new(95, 100, cycles) },
        source95: Source95 { count: Count::new(96, 100, cycles) },
        source96: Source96 { count: Count::new(97, 100, cycles) },
        source97: Source97 { count: Count::new(98, 100, cycles) },
        source98: Source98 { count: Count::new(99, 100, cycles) },
        source99: Source99 { count: Count::new(100, 100, cycles) },
        chain0: Chain0::default(),
        chain1: Chain1::default(),
        chain2: Chain2::default(),
        chain3: Chain3::default(),
        chain4: Chain4::default(),
        chain5: Chain5::default(),
        chain6: Chain6::default(),
        chain7: Chain7::default(),
        chain8: Chain8::default(),
        chain9: Chain9::default(),
        chain10: Chain10::default(),
        chain11: Chain11::default(),
        chain12: Chain12::default(),
        chain13: Chain13::default(),
        chain14: Chain14::default(),
        chain15: Chain15::default(),
        chain16: Chain16::default(),
        chain17: Chain17::default(),
        chain18: Chain18::default(),
        chain19: Chain19::default(),
        chain20: Chain20::default(),
        chain21: Chain21::default(),
        chain22: Chain22::default(),
        chain23: Chain23::default(),
        chain24: Chain24::default(),
        chain25: Chain25::default(),
        chain26: Chain26::default(),
        chain27: Chain27::default(),
        chain28: Chain28::default(),
        chain29: Chain29::default(),
        chain30: Chain30::default(),
        chain31: Chain31::default(),
        chain32: Chain32::default(),
        chain33: Chain33::default(),
        chain34: Chain34::default(),
        chain35: Chain35::default(),
        chain36: Chain36::default(),
        chain37: Chain37::default(),
        chain38: Chain38::default(),
        chain39: Chain39::default(),
        chain40: Chain40::default(),
        chain41: Chain41::default(),
        chain42: Chain42::default(),
        chain43: Chain43::default(),
        chain44: Chain44::default(),
        chain45: Chain45::default(),
        chain46: Chain46::default(),
        chain47: Chain47::default(),
        chain48: Chain48::default(),
        chain49: Chain49::default(),
        chain50: Chain50::default(),
        chain51: Chain51::default(),
        chain52: Chain52::default(),
        chain53: Chain53::default(),
        chain54: Chain54::default(),
        chain55: Chain55::default(),
        chain56: Chain56::default(),
        chain57: Chain57::default(),
        chain58: Chain58::default(),
        chain59: Chain59::default(),
        chain60: Chain60::default(),
        chain61: Chain61::default(),
        chain62: Chain62::default(),
        chain63: Chain63::default(),
        chain64: Chain64::default(),
        chain65: Chain65::default(),
        chain66: Chain66::default(),
        chain67: Chain67::default(),
        chain68: Chain68::default(),
        chain69: Chain69::default(),
        chain70: Chain70::default(),
        chain71: Chain71::default(),
        chain72: Chain72::default(),
        chain73: Chain73::default(),
        chain74: Chain74::default(),
        chain75: Chain75::default(),
        chain76: Chain76::default(),
        chain77: Chain77::default(),
        chain78: Chain78::default(),
        chain79: Chain79::default(),
        chain80: Chain80::default(),
        chain81: Chain81::default(),
        chain82: Chain82::default(),
        chain83: Chain83::default(),
        chain84: Chain84::default(),
        chain85: Chain85::default(),
        chain86: Chain86::default(),
        chain87: Chain87::default(),
        chain88: Chain88::default(),
        chain89: Chain89::default(),
        chain90: Chain90::default(),
        chain91: Chain91::default(),
        chain92: Chain92::default(),
        chain93: Chain93::default(),
        chain94: Chain94::default(),
        chain95: Chain95::default(),
        chain96: Chain96::default(),
        chain97: Chain97::default(),
        chain98: Chain98::default(),
        chain99: Chain99::default(),
        sink: Sink::default(),
    };
    run(app).sink.outcome
}
