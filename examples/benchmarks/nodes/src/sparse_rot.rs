//! `sparse_rot`: the channels, and the first half of the sources and chains.

use gateway_runtime::prelude::*;

use crate::{count_source, plus_one, stage};

/// The channels of a hundred sources and chains.
#[channels]
#[derive(Debug)]
pub struct Rot {
    /// Values.
    pub x0: Channel<u64>,
    /// Values.
    pub x1: Channel<u64>,
    /// Values.
    pub x2: Channel<u64>,
    /// Values.
    pub x3: Channel<u64>,
    /// Values.
    pub x4: Channel<u64>,
    /// Values.
    pub x5: Channel<u64>,
    /// Values.
    pub x6: Channel<u64>,
    /// Values.
    pub x7: Channel<u64>,
    /// Values.
    pub x8: Channel<u64>,
    /// Values.
    pub x9: Channel<u64>,
    /// Values.
    pub x10: Channel<u64>,
    /// Values.
    pub x11: Channel<u64>,
    /// Values.
    pub x12: Channel<u64>,
    /// Values.
    pub x13: Channel<u64>,
    /// Values.
    pub x14: Channel<u64>,
    /// Values.
    pub x15: Channel<u64>,
    /// Values.
    pub x16: Channel<u64>,
    /// Values.
    pub x17: Channel<u64>,
    /// Values.
    pub x18: Channel<u64>,
    /// Values.
    pub x19: Channel<u64>,
    /// Values.
    pub x20: Channel<u64>,
    /// Values.
    pub x21: Channel<u64>,
    /// Values.
    pub x22: Channel<u64>,
    /// Values.
    pub x23: Channel<u64>,
    /// Values.
    pub x24: Channel<u64>,
    /// Values.
    pub x25: Channel<u64>,
    /// Values.
    pub x26: Channel<u64>,
    /// Values.
    pub x27: Channel<u64>,
    /// Values.
    pub x28: Channel<u64>,
    /// Values.
    pub x29: Channel<u64>,
    /// Values.
    pub x30: Channel<u64>,
    /// Values.
    pub x31: Channel<u64>,
    /// Values.
    pub x32: Channel<u64>,
    /// Values.
    pub x33: Channel<u64>,
    /// Values.
    pub x34: Channel<u64>,
    /// Values.
    pub x35: Channel<u64>,
    /// Values.
    pub x36: Channel<u64>,
    /// Values.
    pub x37: Channel<u64>,
    /// Values.
    pub x38: Channel<u64>,
    /// Values.
    pub x39: Channel<u64>,
    /// Values.
    pub x40: Channel<u64>,
    /// Values.
    pub x41: Channel<u64>,
    /// Values.
    pub x42: Channel<u64>,
    /// Values.
    pub x43: Channel<u64>,
    /// Values.
    pub x44: Channel<u64>,
    /// Values.
    pub x45: Channel<u64>,
    /// Values.
    pub x46: Channel<u64>,
    /// Values.
    pub x47: Channel<u64>,
    /// Values.
    pub x48: Channel<u64>,
    /// Values.
    pub x49: Channel<u64>,
    /// Values.
    pub x50: Channel<u64>,
    /// Values.
    pub x51: Channel<u64>,
    /// Values.
    pub x52: Channel<u64>,
    /// Values.
    pub x53: Channel<u64>,
    /// Values.
    pub x54: Channel<u64>,
    /// Values.
    pub x55: Channel<u64>,
    /// Values.
    pub x56: Channel<u64>,
    /// Values.
    pub x57: Channel<u64>,
    /// Values.
    pub x58: Channel<u64>,
    /// Values.
    pub x59: Channel<u64>,
    /// Values.
    pub x60: Channel<u64>,
    /// Values.
    pub x61: Channel<u64>,
    /// Values.
    pub x62: Channel<u64>,
    /// Values.
    pub x63: Channel<u64>,
    /// Values.
    pub x64: Channel<u64>,
    /// Values.
    pub x65: Channel<u64>,
    /// Values.
    pub x66: Channel<u64>,
    /// Values.
    pub x67: Channel<u64>,
    /// Values.
    pub x68: Channel<u64>,
    /// Values.
    pub x69: Channel<u64>,
    /// Values.
    pub x70: Channel<u64>,
    /// Values.
    pub x71: Channel<u64>,
    /// Values.
    pub x72: Channel<u64>,
    /// Values.
    pub x73: Channel<u64>,
    /// Values.
    pub x74: Channel<u64>,
    /// Values.
    pub x75: Channel<u64>,
    /// Values.
    pub x76: Channel<u64>,
    /// Values.
    pub x77: Channel<u64>,
    /// Values.
    pub x78: Channel<u64>,
    /// Values.
    pub x79: Channel<u64>,
    /// Values.
    pub x80: Channel<u64>,
    /// Values.
    pub x81: Channel<u64>,
    /// Values.
    pub x82: Channel<u64>,
    /// Values.
    pub x83: Channel<u64>,
    /// Values.
    pub x84: Channel<u64>,
    /// Values.
    pub x85: Channel<u64>,
    /// Values.
    pub x86: Channel<u64>,
    /// Values.
    pub x87: Channel<u64>,
    /// Values.
    pub x88: Channel<u64>,
    /// Values.
    pub x89: Channel<u64>,
    /// Values.
    pub x90: Channel<u64>,
    /// Values.
    pub x91: Channel<u64>,
    /// Values.
    pub x92: Channel<u64>,
    /// Values.
    pub x93: Channel<u64>,
    /// Values.
    pub x94: Channel<u64>,
    /// Values.
    pub x95: Channel<u64>,
    /// Values.
    pub x96: Channel<u64>,
    /// Values.
    pub x97: Channel<u64>,
    /// Values.
    pub x98: Channel<u64>,
    /// Values.
    pub x99: Channel<u64>,
    /// Values.
    pub k0_1: Channel<u64>,
    /// Values.
    pub k0_2: Channel<u64>,
    /// Values.
    pub k0_3: Channel<u64>,
    /// Values.
    pub k0_4: Channel<u64>,
    /// Values.
    pub k0_5: Channel<u64>,
    /// Values.
    pub k0_6: Channel<u64>,
    /// Values.
    pub k0_7: Channel<u64>,
    /// Values.
    pub k0_8: Channel<u64>,
    /// Values.
    pub k0_9: Channel<u64>,
    /// Values.
    pub k1_1: Channel<u64>,
    /// Values.
    pub k1_2: Channel<u64>,
    /// Values.
    pub k1_3: Channel<u64>,
    /// Values.
    pub k1_4: Channel<u64>,
    /// Values.
    pub k1_5: Channel<u64>,
    /// Values.
    pub k1_6: Channel<u64>,
    /// Values.
    pub k1_7: Channel<u64>,
    /// Values.
    pub k1_8: Channel<u64>,
    /// Values.
    pub k1_9: Channel<u64>,
    /// Values.
    pub k2_1: Channel<u64>,
    /// Values.
    pub k2_2: Channel<u64>,
    /// Values.
    pub k2_3: Channel<u64>,
    /// Values.
    pub k2_4: Channel<u64>,
    /// Values.
    pub k2_5: Channel<u64>,
    /// Values.
    pub k2_6: Channel<u64>,
    /// Values.
    pub k2_7: Channel<u64>,
    /// Values.
    pub k2_8: Channel<u64>,
    /// Values.
    pub k2_9: Channel<u64>,
    /// Values.
    pub k3_1: Channel<u64>,
    /// Values.
    pub k3_2: Channel<u64>,
    /// Values.
    pub k3_3: Channel<u64>,
    /// Values.
    pub k3_4: Channel<u64>,
    /// Values.
    pub k3_5: Channel<u64>,
    /// Values.
    pub k3_6: Channel<u64>,
    /// Values.
    pub k3_7: Channel<u64>,
    /// Values.
    pub k3_8: Channel<u64>,
    /// Values.
    pub k3_9: Channel<u64>,
    /// Values.
    pub k4_1: Channel<u64>,
    /// Values.
    pub k4_2: Channel<u64>,
    /// Values.
    pub k4_3: Channel<u64>,
    /// Values.
    pub k4_4: Channel<u64>,
    /// Values.
    pub k4_5: Channel<u64>,
    /// Values.
    pub k4_6: Channel<u64>,
    /// Values.
    pub k4_7: Channel<u64>,
    /// Values.
    pub k4_8: Channel<u64>,
    /// Values.
    pub k4_9: Channel<u64>,
    /// Values.
    pub k5_1: Channel<u64>,
    /// Values.
    pub k5_2: Channel<u64>,
    /// Values.
    pub k5_3: Channel<u64>,
    /// Values.
    pub k5_4: Channel<u64>,
    /// Values.
    pub k5_5: Channel<u64>,
    /// Values.
    pub k5_6: Channel<u64>,
    /// Values.
    pub k5_7: Channel<u64>,
    /// Values.
    pub k5_8: Channel<u64>,
    /// Values.
    pub k5_9: Channel<u64>,
    /// Values.
    pub k6_1: Channel<u64>,
    /// Values.
    pub k6_2: Channel<u64>,
    /// Values.
    pub k6_3: Channel<u64>,
    /// Values.
    pub k6_4: Channel<u64>,
    /// Values.
    pub k6_5: Channel<u64>,
    /// Values.
    pub k6_6: Channel<u64>,
    /// Values.
    pub k6_7: Channel<u64>,
    /// Values.
    pub k6_8: Channel<u64>,
    /// Values.
    pub k6_9: Channel<u64>,
    /// Values.
    pub k7_1: Channel<u64>,
    /// Values.
    pub k7_2: Channel<u64>,
    /// Values.
    pub k7_3: Channel<u64>,
    /// Values.
    pub k7_4: Channel<u64>,
    /// Values.
    pub k7_5: Channel<u64>,
    /// Values.
    pub k7_6: Channel<u64>,
    /// Values.
    pub k7_7: Channel<u64>,
    /// Values.
    pub k7_8: Channel<u64>,
    /// Values.
    pub k7_9: Channel<u64>,
    /// Values.
    pub k8_1: Channel<u64>,
    /// Values.
    pub k8_2: Channel<u64>,
    /// Values.
    pub k8_3: Channel<u64>,
    /// Values.
    pub k8_4: Channel<u64>,
    /// Values.
    pub k8_5: Channel<u64>,
    /// Values.
    pub k8_6: Channel<u64>,
    /// Values.
    pub k8_7: Channel<u64>,
    /// Values.
    pub k8_8: Channel<u64>,
    /// Values.
    pub k8_9: Channel<u64>,
    /// Values.
    pub k9_1: Channel<u64>,
    /// Values.
    pub k9_2: Channel<u64>,
    /// Values.
    pub k9_3: Channel<u64>,
    /// Values.
    pub k9_4: Channel<u64>,
    /// Values.
    pub k9_5: Channel<u64>,
    /// Values.
    pub k9_6: Channel<u64>,
    /// Values.
    pub k9_7: Channel<u64>,
    /// Values.
    pub k9_8: Channel<u64>,
    /// Values.
    pub k9_9: Channel<u64>,
    /// Values.
    pub k10_1: Channel<u64>,
    /// Values.
    pub k10_2: Channel<u64>,
    /// Values.
    pub k10_3: Channel<u64>,
    /// Values.
    pub k10_4: Channel<u64>,
    /// Values.
    pub k10_5: Channel<u64>,
    /// Values.
    pub k10_6: Channel<u64>,
    /// Values.
    pub k10_7: Channel<u64>,
    /// Values.
    pub k10_8: Channel<u64>,
    /// Values.
    pub k10_9: Channel<u64>,
    /// Values.
    pub k11_1: Channel<u64>,
    /// Values.
    pub k11_2: Channel<u64>,
    /// Values.
    pub k11_3: Channel<u64>,
    /// Values.
    pub k11_4: Channel<u64>,
    /// Values.
    pub k11_5: Channel<u64>,
    /// Values.
    pub k11_6: Channel<u64>,
    /// Values.
    pub k11_7: Channel<u64>,
    /// Values.
    pub k11_8: Channel<u64>,
    /// Values.
    pub k11_9: Channel<u64>,
    /// Values.
    pub k12_1: Channel<u64>,
    /// Values.
    pub k12_2: Channel<u64>,
    /// Values.
    pub k12_3: Channel<u64>,
    /// Values.
    pub k12_4: Channel<u64>,
    /// Values.
    pub k12_5: Channel<u64>,
    /// Values.
    pub k12_6: Channel<u64>,
    /// Values.
    pub k12_7: Channel<u64>,
    /// Values.
    pub k12_8: Channel<u64>,
    /// Values.
    pub k12_9: Channel<u64>,
    /// Values.
    pub k13_1: Channel<u64>,
    /// Values.
    pub k13_2: Channel<u64>,
    /// Values.
    pub k13_3: Channel<u64>,
    /// Values.
    pub k13_4: Channel<u64>,
    /// Values.
    pub k13_5: Channel<u64>,
    /// Values.
    pub k13_6: Channel<u64>,
    /// Values.
    pub k13_7: Channel<u64>,
    /// Values.
    pub k13_8: Channel<u64>,
    /// Values.
    pub k13_9: Channel<u64>,
    /// Values.
    pub k14_1: Channel<u64>,
    /// Values.
    pub k14_2: Channel<u64>,
    /// Values.
    pub k14_3: Channel<u64>,
    /// Values.
    pub k14_4: Channel<u64>,
    /// Values.
    pub k14_5: Channel<u64>,
    /// Values.
    pub k14_6: Channel<u64>,
    /// Values.
    pub k14_7: Channel<u64>,
    /// Values.
    pub k14_8: Channel<u64>,
    /// Values.
    pub k14_9: Channel<u64>,
    /// Values.
    pub k15_1: Channel<u64>,
    /// Values.
    pub k15_2: Channel<u64>,
    /// Values.
    pub k15_3: Channel<u64>,
    /// Values.
    pub k15_4: Channel<u64>,
    /// Values.
    pub k15_5: Channel<u64>,
    /// Values.
    pub k15_6: Channel<u64>,
    /// Values.
    pub k15_7: Channel<u64>,
    /// Values.
    pub k15_8: Channel<u64>,
    /// Values.
    pub k15_9: Channel<u64>,
    /// Values.
    pub k16_1: Channel<u64>,
    /// Values.
    pub k16_2: Channel<u64>,
    /// Values.
    pub k16_3: Channel<u64>,
    /// Values.
    pub k16_4: Channel<u64>,
    /// Values.
    pub k16_5: Channel<u64>,
    /// Values.
    pub k16_6: Channel<u64>,
    /// Values.
    pub k16_7: Channel<u64>,
    /// Values.
    pub k16_8: Channel<u64>,
    /// Values.
    pub k16_9: Channel<u64>,
    /// Values.
    pub k17_1: Channel<u64>,
    /// Values.
    pub k17_2: Channel<u64>,
    /// Values.
    pub k17_3: Channel<u64>,
    /// Values.
    pub k17_4: Channel<u64>,
    /// Values.
    pub k17_5: Channel<u64>,
    /// Values.
    pub k17_6: Channel<u64>,
    /// Values.
    pub k17_7: Channel<u64>,
    /// Values.
    pub k17_8: Channel<u64>,
    /// Values.
    pub k17_9: Channel<u64>,
    /// Values.
    pub k18_1: Channel<u64>,
    /// Values.
    pub k18_2: Channel<u64>,
    /// Values.
    pub k18_3: Channel<u64>,
    /// Values.
    pub k18_4: Channel<u64>,
    /// Values.
    pub k18_5: Channel<u64>,
    /// Values.
    pub k18_6: Channel<u64>,
    /// Values.
    pub k18_7: Channel<u64>,
    /// Values.
    pub k18_8: Channel<u64>,
    /// Values.
    pub k18_9: Channel<u64>,
    /// Values.
    pub k19_1: Channel<u64>,
    /// Values.
    pub k19_2: Channel<u64>,
    /// Values.
    pub k19_3: Channel<u64>,
    /// Values.
    pub k19_4: Channel<u64>,
    /// Values.
    pub k19_5: Channel<u64>,
    /// Values.
    pub k19_6: Channel<u64>,
    /// Values.
    pub k19_7: Channel<u64>,
    /// Values.
    pub k19_8: Channel<u64>,
    /// Values.
    pub k19_9: Channel<u64>,
    /// Values.
    pub k20_1: Channel<u64>,
    /// Values.
    pub k20_2: Channel<u64>,
    /// Values.
    pub k20_3: Channel<u64>,
    /// Values.
    pub k20_4: Channel<u64>,
    /// Values.
    pub k20_5: Channel<u64>,
    /// Values.
    pub k20_6: Channel<u64>,
    /// Values.
    pub k20_7: Channel<u64>,
    /// Values.
    pub k20_8: Channel<u64>,
    /// Values.
    pub k20_9: Channel<u64>,
    /// Values.
    pub k21_1: Channel<u64>,
    /// Values.
    pub k21_2: Channel<u64>,
    /// Values.
    pub k21_3: Channel<u64>,
    /// Values.
    pub k21_4: Channel<u64>,
    /// Values.
    pub k21_5: Channel<u64>,
    /// Values.
    pub k21_6: Channel<u64>,
    /// Values.
    pub k21_7: Channel<u64>,
    /// Values.
    pub k21_8: Channel<u64>,
    /// Values.
    pub k21_9: Channel<u64>,
    /// Values.
    pub k22_1: Channel<u64>,
    /// Values.
    pub k22_2: Channel<u64>,
    /// Values.
    pub k22_3: Channel<u64>,
    /// Values.
    pub k22_4: Channel<u64>,
    /// Values.
    pub k22_5: Channel<u64>,
    /// Values.
    pub k22_6: Channel<u64>,
    /// Values.
    pub k22_7: Channel<u64>,
    /// Values.
    pub k22_8: Channel<u64>,
    /// Values.
    pub k22_9: Channel<u64>,
    /// Values.
    pub k23_1: Channel<u64>,
    /// Values.
    pub k23_2: Channel<u64>,
    /// Values.
    pub k23_3: Channel<u64>,
    /// Values.
    pub k23_4: Channel<u64>,
    /// Values.
    pub k23_5: Channel<u64>,
    /// Values.
    pub k23_6: Channel<u64>,
    /// Values.
    pub k23_7: Channel<u64>,
    /// Values.
    pub k23_8: Channel<u64>,
    /// Values.
    pub k23_9: Channel<u64>,
    /// Values.
    pub k24_1: Channel<u64>,
    /// Values.
    pub k24_2: Channel<u64>,
    /// Values.
    pub k24_3: Channel<u64>,
    /// Values.
    pub k24_4: Channel<u64>,
    /// Values.
    pub k24_5: Channel<u64>,
    /// Values.
    pub k24_6: Channel<u64>,
    /// Values.
    pub k24_7: Channel<u64>,
    /// Values.
    pub k24_8: Channel<u64>,
    /// Values.
    pub k24_9: Channel<u64>,
    /// Values.
    pub k25_1: Channel<u64>,
    /// Values.
    pub k25_2: Channel<u64>,
    /// Values.
    pub k25_3: Channel<u64>,
    /// Values.
    pub k25_4: Channel<u64>,
    /// Values.
    pub k25_5: Channel<u64>,
    /// Values.
    pub k25_6: Channel<u64>,
    /// Values.
    pub k25_7: Channel<u64>,
    /// Values.
    pub k25_8: Channel<u64>,
    /// Values.
    pub k25_9: Channel<u64>,
    /// Values.
    pub k26_1: Channel<u64>,
    /// Values.
    pub k26_2: Channel<u64>,
    /// Values.
    pub k26_3: Channel<u64>,
    /// Values.
    pub k26_4: Channel<u64>,
    /// Values.
    pub k26_5: Channel<u64>,
    /// Values.
    pub k26_6: Channel<u64>,
    /// Values.
    pub k26_7: Channel<u64>,
    /// Values.
    pub k26_8: Channel<u64>,
    /// Values.
    pub k26_9: Channel<u64>,
    /// Values.
    pub k27_1: Channel<u64>,
    /// Values.
    pub k27_2: Channel<u64>,
    /// Values.
    pub k27_3: Channel<u64>,
    /// Values.
    pub k27_4: Channel<u64>,
    /// Values.
    pub k27_5: Channel<u64>,
    /// Values.
    pub k27_6: Channel<u64>,
    /// Values.
    pub k27_7: Channel<u64>,
    /// Values.
    pub k27_8: Channel<u64>,
    /// Values.
    pub k27_9: Channel<u64>,
    /// Values.
    pub k28_1: Channel<u64>,
    /// Values.
    pub k28_2: Channel<u64>,
    /// Values.
    pub k28_3: Channel<u64>,
    /// Values.
    pub k28_4: Channel<u64>,
    /// Values.
    pub k28_5: Channel<u64>,
    /// Values.
    pub k28_6: Channel<u64>,
    /// Values.
    pub k28_7: Channel<u64>,
    /// Values.
    pub k28_8: Channel<u64>,
    /// Values.
    pub k28_9: Channel<u64>,
    /// Values.
    pub k29_1: Channel<u64>,
    /// Values.
    pub k29_2: Channel<u64>,
    /// Values.
    pub k29_3: Channel<u64>,
    /// Values.
    pub k29_4: Channel<u64>,
    /// Values.
    pub k29_5: Channel<u64>,
    /// Values.
    pub k29_6: Channel<u64>,
    /// Values.
    pub k29_7: Channel<u64>,
    /// Values.
    pub k29_8: Channel<u64>,
    /// Values.
    pub k29_9: Channel<u64>,
    /// Values.
    pub k30_1: Channel<u64>,
    /// Values.
    pub k30_2: Channel<u64>,
    /// Values.
    pub k30_3: Channel<u64>,
    /// Values.
    pub k30_4: Channel<u64>,
    /// Values.
    pub k30_5: Channel<u64>,
    /// Values.
    pub k30_6: Channel<u64>,
    /// Values.
    pub k30_7: Channel<u64>,
    /// Values.
    pub k30_8: Channel<u64>,
    /// Values.
    pub k30_9: Channel<u64>,
    /// Values.
    pub k31_1: Channel<u64>,
    /// Values.
    pub k31_2: Channel<u64>,
    /// Values.
    pub k31_3: Channel<u64>,
    /// Values.
    pub k31_4: Channel<u64>,
    /// Values.
    pub k31_5: Channel<u64>,
    /// Values.
    pub k31_6: Channel<u64>,
    /// Values.
    pub k31_7: Channel<u64>,
    /// Values.
    pub k31_8: Channel<u64>,
    /// Values.
    pub k31_9: Channel<u64>,
    /// Values.
    pub k32_1: Channel<u64>,
    /// Values.
    pub k32_2: Channel<u64>,
    /// Values.
    pub k32_3: Channel<u64>,
    /// Values.
    pub k32_4: Channel<u64>,
    /// Values.
    pub k32_5: Channel<u64>,
    /// Values.
    pub k32_6: Channel<u64>,
    /// Values.
    pub k32_7: Channel<u64>,
    /// Values.
    pub k32_8: Channel<u64>,
    /// Values.
    pub k32_9: Channel<u64>,
    /// Values.
    pub k33_1: Channel<u64>,
    /// Values.
    pub k33_2: Channel<u64>,
    /// Values.
    pub k33_3: Channel<u64>,
    /// Values.
    pub k33_4: Channel<u64>,
    /// Values.
    pub k33_5: Channel<u64>,
    /// Values.
    pub k33_6: Channel<u64>,
    /// Values.
    pub k33_7: Channel<u64>,
    /// Values.
    pub k33_8: Channel<u64>,
    /// Values.
    pub k33_9: Channel<u64>,
    /// Values.
    pub k34_1: Channel<u64>,
    /// Values.
    pub k34_2: Channel<u64>,
    /// Values.
    pub k34_3: Channel<u64>,
    /// Values.
    pub k34_4: Channel<u64>,
    /// Values.
    pub k34_5: Channel<u64>,
    /// Values.
    pub k34_6: Channel<u64>,
    /// Values.
    pub k34_7: Channel<u64>,
    /// Values.
    pub k34_8: Channel<u64>,
    /// Values.
    pub k34_9: Channel<u64>,
    /// Values.
    pub k35_1: Channel<u64>,
    /// Values.
    pub k35_2: Channel<u64>,
    /// Values.
    pub k35_3: Channel<u64>,
    /// Values.
    pub k35_4: Channel<u64>,
    /// Values.
    pub k35_5: Channel<u64>,
    /// Values.
    pub k35_6: Channel<u64>,
    /// Values.
    pub k35_7: Channel<u64>,
    /// Values.
    pub k35_8: Channel<u64>,
    /// Values.
    pub k35_9: Channel<u64>,
    /// Values.
    pub k36_1: Channel<u64>,
    /// Values.
    pub k36_2: Channel<u64>,
    /// Values.
    pub k36_3: Channel<u64>,
    /// Values.
    pub k36_4: Channel<u64>,
    /// Values.
    pub k36_5: Channel<u64>,
    /// Values.
    pub k36_6: Channel<u64>,
    /// Values.
    pub k36_7: Channel<u64>,
    /// Values.
    pub k36_8: Channel<u64>,
    /// Values.
    pub k36_9: Channel<u64>,
    /// Values.
    pub k37_1: Channel<u64>,
    /// Values.
    pub k37_2: Channel<u64>,
    /// Values.
    pub k37_3: Channel<u64>,
    /// Values.
    pub k37_4: Channel<u64>,
    /// Values.
    pub k37_5: Channel<u64>,
    /// Values.
    pub k37_6: Channel<u64>,
    /// Values.
    pub k37_7: Channel<u64>,
    /// Values.
    pub k37_8: Channel<u64>,
    /// Values.
    pub k37_9: Channel<u64>,
    /// Values.
    pub k38_1: Channel<u64>,
    /// Values.
    pub k38_2: Channel<u64>,
    /// Values.
    pub k38_3: Channel<u64>,
    /// Values.
    pub k38_4: Channel<u64>,
    /// Values.
    pub k38_5: Channel<u64>,
    /// Values.
    pub k38_6: Channel<u64>,
    /// Values.
    pub k38_7: Channel<u64>,
    /// Values.
    pub k38_8: Channel<u64>,
    /// Values.
    pub k38_9: Channel<u64>,
    /// Values.
    pub k39_1: Channel<u64>,
    /// Values.
    pub k39_2: Channel<u64>,
    /// Values.
    pub k39_3: Channel<u64>,
    /// Values.
    pub k39_4: Channel<u64>,
    /// Values.
    pub k39_5: Channel<u64>,
    /// Values.
    pub k39_6: Channel<u64>,
    /// Values.
    pub k39_7: Channel<u64>,
    /// Values.
    pub k39_8: Channel<u64>,
    /// Values.
    pub k39_9: Channel<u64>,
    /// Values.
    pub k40_1: Channel<u64>,
    /// Values.
    pub k40_2: Channel<u64>,
    /// Values.
    pub k40_3: Channel<u64>,
    /// Values.
    pub k40_4: Channel<u64>,
    /// Values.
    pub k40_5: Channel<u64>,
    /// Values.
    pub k40_6: Channel<u64>,
    /// Values.
    pub k40_7: Channel<u64>,
    /// Values.
    pub k40_8: Channel<u64>,
    /// Values.
    pub k40_9: Channel<u64>,
    /// Values.
    pub k41_1: Channel<u64>,
    /// Values.
    pub k41_2: Channel<u64>,
    /// Values.
    pub k41_3: Channel<u64>,
    /// Values.
    pub k41_4: Channel<u64>,
    /// Values.
    pub k41_5: Channel<u64>,
    /// Values.
    pub k41_6: Channel<u64>,
    /// Values.
    pub k41_7: Channel<u64>,
    /// Values.
    pub k41_8: Channel<u64>,
    /// Values.
    pub k41_9: Channel<u64>,
    /// Values.
    pub k42_1: Channel<u64>,
    /// Values.
    pub k42_2: Channel<u64>,
    /// Values.
    pub k42_3: Channel<u64>,
    /// Values.
    pub k42_4: Channel<u64>,
    /// Values.
    pub k42_5: Channel<u64>,
    /// Values.
    pub k42_6: Channel<u64>,
    /// Values.
    pub k42_7: Channel<u64>,
    /// Values.
    pub k42_8: Channel<u64>,
    /// Values.
    pub k42_9: Channel<u64>,
    /// Values.
    pub k43_1: Channel<u64>,
    /// Values.
    pub k43_2: Channel<u64>,
    /// Values.
    pub k43_3: Channel<u64>,
    /// Values.
    pub k43_4: Channel<u64>,
    /// Values.
    pub k43_5: Channel<u64>,
    /// Values.
    pub k43_6: Channel<u64>,
    /// Values.
    pub k43_7: Channel<u64>,
    /// Values.
    pub k43_8: Channel<u64>,
    /// Values.
    pub k43_9: Channel<u64>,
    /// Values.
    pub k44_1: Channel<u64>,
    /// Values.
    pub k44_2: Channel<u64>,
    /// Values.
    pub k44_3: Channel<u64>,
    /// Values.
    pub k44_4: Channel<u64>,
    /// Values.
    pub k44_5: Channel<u64>,
    /// Values.
    pub k44_6: Channel<u64>,
    /// Values.
    pub k44_7: Channel<u64>,
    /// Values.
    pub k44_8: Channel<u64>,
    /// Values.
    pub k44_9: Channel<u64>,
    /// Values.
    pub k45_1: Channel<u64>,
    /// Values.
    pub k45_2: Channel<u64>,
    /// Values.
    pub k45_3: Channel<u64>,
    /// Values.
    pub k45_4: Channel<u64>,
    /// Values.
    pub k45_5: Channel<u64>,
    /// Values.
    pub k45_6: Channel<u64>,
    /// Values.
    pub k45_7: Channel<u64>,
    /// Values.
    pub k45_8: Channel<u64>,
    /// Values.
    pub k45_9: Channel<u64>,
    /// Values.
    pub k46_1: Channel<u64>,
    /// Values.
    pub k46_2: Channel<u64>,
    /// Values.
    pub k46_3: Channel<u64>,
    /// Values.
    pub k46_4: Channel<u64>,
    /// Values.
    pub k46_5: Channel<u64>,
    /// Values.
    pub k46_6: Channel<u64>,
    /// Values.
    pub k46_7: Channel<u64>,
    /// Values.
    pub k46_8: Channel<u64>,
    /// Values.
    pub k46_9: Channel<u64>,
    /// Values.
    pub k47_1: Channel<u64>,
    /// Values.
    pub k47_2: Channel<u64>,
    /// Values.
    pub k47_3: Channel<u64>,
    /// Values.
    pub k47_4: Channel<u64>,
    /// Values.
    pub k47_5: Channel<u64>,
    /// Values.
    pub k47_6: Channel<u64>,
    /// Values.
    pub k47_7: Channel<u64>,
    /// Values.
    pub k47_8: Channel<u64>,
    /// Values.
    pub k47_9: Channel<u64>,
    /// Values.
    pub k48_1: Channel<u64>,
    /// Values.
    pub k48_2: Channel<u64>,
    /// Values.
    pub k48_3: Channel<u64>,
    /// Values.
    pub k48_4: Channel<u64>,
    /// Values.
    pub k48_5: Channel<u64>,
    /// Values.
    pub k48_6: Channel<u64>,
    /// Values.
    pub k48_7: Channel<u64>,
    /// Values.
    pub k48_8: Channel<u64>,
    /// Values.
    pub k48_9: Channel<u64>,
    /// Values.
    pub k49_1: Channel<u64>,
    /// Values.
    pub k49_2: Channel<u64>,
    /// Values.
    pub k49_3: Channel<u64>,
    /// Values.
    pub k49_4: Channel<u64>,
    /// Values.
    pub k49_5: Channel<u64>,
    /// Values.
    pub k49_6: Channel<u64>,
    /// Values.
    pub k49_7: Channel<u64>,
    /// Values.
    pub k49_8: Channel<u64>,
    /// Values.
    pub k49_9: Channel<u64>,
    /// Values.
    pub k50_1: Channel<u64>,
    /// Values.
    pub k50_2: Channel<u64>,
    /// Values.
    pub k50_3: Channel<u64>,
    /// Values.
    pub k50_4: Channel<u64>,
    /// Values.
    pub k50_5: Channel<u64>,
    /// Values.
    pub k50_6: Channel<u64>,
    /// Values.
    pub k50_7: Channel<u64>,
    /// Values.
    pub k50_8: Channel<u64>,
    /// Values.
    pub k50_9: Channel<u64>,
    /// Values.
    pub k51_1: Channel<u64>,
    /// Values.
    pub k51_2: Channel<u64>,
    /// Values.
    pub k51_3: Channel<u64>,
    /// Values.
    pub k51_4: Channel<u64>,
    /// Values.
    pub k51_5: Channel<u64>,
    /// Values.
    pub k51_6: Channel<u64>,
    /// Values.
    pub k51_7: Channel<u64>,
    /// Values.
    pub k51_8: Channel<u64>,
    /// Values.
    pub k51_9: Channel<u64>,
    /// Values.
    pub k52_1: Channel<u64>,
    /// Values.
    pub k52_2: Channel<u64>,
    /// Values.
    pub k52_3: Channel<u64>,
    /// Values.
    pub k52_4: Channel<u64>,
    /// Values.
    pub k52_5: Channel<u64>,
    /// Values.
    pub k52_6: Channel<u64>,
    /// Values.
    pub k52_7: Channel<u64>,
    /// Values.
    pub k52_8: Channel<u64>,
    /// Values.
    pub k52_9: Channel<u64>,
    /// Values.
    pub k53_1: Channel<u64>,
    /// Values.
    pub k53_2: Channel<u64>,
    /// Values.
    pub k53_3: Channel<u64>,
    /// Values.
    pub k53_4: Channel<u64>,
    /// Values.
    pub k53_5: Channel<u64>,
    /// Values.
    pub k53_6: Channel<u64>,
    /// Values.
    pub k53_7: Channel<u64>,
    /// Values.
    pub k53_8: Channel<u64>,
    /// Values.
    pub k53_9: Channel<u64>,
    /// Values.
    pub k54_1: Channel<u64>,
    /// Values.
    pub k54_2: Channel<u64>,
    /// Values.
    pub k54_3: Channel<u64>,
    /// Values.
    pub k54_4: Channel<u64>,
    /// Values.
    pub k54_5: Channel<u64>,
    /// Values.
    pub k54_6: Channel<u64>,
    /// Values.
    pub k54_7: Channel<u64>,
    /// Values.
    pub k54_8: Channel<u64>,
    /// Values.
    pub k54_9: Channel<u64>,
    /// Values.
    pub k55_1: Channel<u64>,
    /// Values.
    pub k55_2: Channel<u64>,
    /// Values.
    pub k55_3: Channel<u64>,
    /// Values.
    pub k55_4: Channel<u64>,
    /// Values.
    pub k55_5: Channel<u64>,
    /// Values.
    pub k55_6: Channel<u64>,
    /// Values.
    pub k55_7: Channel<u64>,
    /// Values.
    pub k55_8: Channel<u64>,
    /// Values.
    pub k55_9: Channel<u64>,
    /// Values.
    pub k56_1: Channel<u64>,
    /// Values.
    pub k56_2: Channel<u64>,
    /// Values.
    pub k56_3: Channel<u64>,
    /// Values.
    pub k56_4: Channel<u64>,
    /// Values.
    pub k56_5: Channel<u64>,
    /// Values.
    pub k56_6: Channel<u64>,
    /// Values.
    pub k56_7: Channel<u64>,
    /// Values.
    pub k56_8: Channel<u64>,
    /// Values.
    pub k56_9: Channel<u64>,
    /// Values.
    pub k57_1: Channel<u64>,
    /// Values.
    pub k57_2: Channel<u64>,
    /// Values.
    pub k57_3: Channel<u64>,
    /// Values.
    pub k57_4: Channel<u64>,
    /// Values.
    pub k57_5: Channel<u64>,
    /// Values.
    pub k57_6: Channel<u64>,
    /// Values.
    pub k57_7: Channel<u64>,
    /// Values.
    pub k57_8: Channel<u64>,
    /// Values.
    pub k57_9: Channel<u64>,
    /// Values.
    pub k58_1: Channel<u64>,
    /// Values.
    pub k58_2: Channel<u64>,
    /// Values.
    pub k58_3: Channel<u64>,
    /// Values.
    pub k58_4: Channel<u64>,
    /// Values.
    pub k58_5: Channel<u64>,
    /// Values.
    pub k58_6: Channel<u64>,
    /// Values.
    pub k58_7: Channel<u64>,
    /// Values.
    pub k58_8: Channel<u64>,
    /// Values.
    pub k58_9: Channel<u64>,
    /// Values.
    pub k59_1: Channel<u64>,
    /// Values.
    pub k59_2: Channel<u64>,
    /// Values.
    pub k59_3: Channel<u64>,
    /// Values.
    pub k59_4: Channel<u64>,
    /// Values.
    pub k59_5: Channel<u64>,
    /// Values.
    pub k59_6: Channel<u64>,
    /// Values.
    pub k59_7: Channel<u64>,
    /// Values.
    pub k59_8: Channel<u64>,
    /// Values.
    pub k59_9: Channel<u64>,
    /// Values.
    pub k60_1: Channel<u64>,
    /// Values.
    pub k60_2: Channel<u64>,
    /// Values.
    pub k60_3: Channel<u64>,
    /// Values.
    pub k60_4: Channel<u64>,
    /// Values.
    pub k60_5: Channel<u64>,
    /// Values.
    pub k60_6: Channel<u64>,
    /// Values.
    pub k60_7: Channel<u64>,
    /// Values.
    pub k60_8: Channel<u64>,
    /// Values.
    pub k60_9: Channel<u64>,
    /// Values.
    pub k61_1: Channel<u64>,
    /// Values.
    pub k61_2: Channel<u64>,
    /// Values.
    pub k61_3: Channel<u64>,
    /// Values.
    pub k61_4: Channel<u64>,
    /// Values.
    pub k61_5: Channel<u64>,
    /// Values.
    pub k61_6: Channel<u64>,
    /// Values.
    pub k61_7: Channel<u64>,
    /// Values.
    pub k61_8: Channel<u64>,
    /// Values.
    pub k61_9: Channel<u64>,
    /// Values.
    pub k62_1: Channel<u64>,
    /// Values.
    pub k62_2: Channel<u64>,
    /// Values.
    pub k62_3: Channel<u64>,
    /// Values.
    pub k62_4: Channel<u64>,
    /// Values.
    pub k62_5: Channel<u64>,
    /// Values.
    pub k62_6: Channel<u64>,
    /// Values.
    pub k62_7: Channel<u64>,
    /// Values.
    pub k62_8: Channel<u64>,
    /// Values.
    pub k62_9: Channel<u64>,
    /// Values.
    pub k63_1: Channel<u64>,
    /// Values.
    pub k63_2: Channel<u64>,
    /// Values.
    pub k63_3: Channel<u64>,
    /// Values.
    pub k63_4: Channel<u64>,
    /// Values.
    pub k63_5: Channel<u64>,
    /// Values.
    pub k63_6: Channel<u64>,
    /// Values.
    pub k63_7: Channel<u64>,
    /// Values.
    pub k63_8: Channel<u64>,
    /// Values.
    pub k63_9: Channel<u64>,
    /// Values.
    pub k64_1: Channel<u64>,
    /// Values.
    pub k64_2: Channel<u64>,
    /// Values.
    pub k64_3: Channel<u64>,
    /// Values.
    pub k64_4: Channel<u64>,
    /// Values.
    pub k64_5: Channel<u64>,
    /// Values.
    pub k64_6: Channel<u64>,
    /// Values.
    pub k64_7: Channel<u64>,
    /// Values.
    pub k64_8: Channel<u64>,
    /// Values.
    pub k64_9: Channel<u64>,
    /// Values.
    pub k65_1: Channel<u64>,
    /// Values.
    pub k65_2: Channel<u64>,
    /// Values.
    pub k65_3: Channel<u64>,
    /// Values.
    pub k65_4: Channel<u64>,
    /// Values.
    pub k65_5: Channel<u64>,
    /// Values.
    pub k65_6: Channel<u64>,
    /// Values.
    pub k65_7: Channel<u64>,
    /// Values.
    pub k65_8: Channel<u64>,
    /// Values.
    pub k65_9: Channel<u64>,
    /// Values.
    pub k66_1: Channel<u64>,
    /// Values.
    pub k66_2: Channel<u64>,
    /// Values.
    pub k66_3: Channel<u64>,
    /// Values.
    pub k66_4: Channel<u64>,
    /// Values.
    pub k66_5: Channel<u64>,
    /// Values.
    pub k66_6: Channel<u64>,
    /// Values.
    pub k66_7: Channel<u64>,
    /// Values.
    pub k66_8: Channel<u64>,
    /// Values.
    pub k66_9: Channel<u64>,
    /// Values.
    pub k67_1: Channel<u64>,
    /// Values.
    pub k67_2: Channel<u64>,
    /// Values.
    pub k67_3: Channel<u64>,
    /// Values.
    pub k67_4: Channel<u64>,
    /// Values.
    pub k67_5: Channel<u64>,
    /// Values.
    pub k67_6: Channel<u64>,
    /// Values.
    pub k67_7: Channel<u64>,
    /// Values.
    pub k67_8: Channel<u64>,
    /// Values.
    pub k67_9: Channel<u64>,
    /// Values.
    pub k68_1: Channel<u64>,
    /// Values.
    pub k68_2: Channel<u64>,
    /// Values.
    pub k68_3: Channel<u64>,
    /// Values.
    pub k68_4: Channel<u64>,
    /// Values.
    pub k68_5: Channel<u64>,
    /// Values.
    pub k68_6: Channel<u64>,
    /// Values.
    pub k68_7: Channel<u64>,
    /// Values.
    pub k68_8: Channel<u64>,
    /// Values.
    pub k68_9: Channel<u64>,
    /// Values.
    pub k69_1: Channel<u64>,
    /// Values.
    pub k69_2: Channel<u64>,
    /// Values.
    pub k69_3: Channel<u64>,
    /// Values.
    pub k69_4: Channel<u64>,
    /// Values.
    pub k69_5: Channel<u64>,
    /// Values.
    pub k69_6: Channel<u64>,
    /// Values.
    pub k69_7: Channel<u64>,
    /// Values.
    pub k69_8: Channel<u64>,
    /// Values.
    pub k69_9: Channel<u64>,
    /// Values.
    pub k70_1: Channel<u64>,
    /// Values.
    pub k70_2: Channel<u64>,
    /// Values.
    pub k70_3: Channel<u64>,
    /// Values.
    pub k70_4: Channel<u64>,
    /// Values.
    pub k70_5: Channel<u64>,
    /// Values.
    pub k70_6: Channel<u64>,
    /// Values.
    pub k70_7: Channel<u64>,
    /// Values.
    pub k70_8: Channel<u64>,
    /// Values.
    pub k70_9: Channel<u64>,
    /// Values.
    pub k71_1: Channel<u64>,
    /// Values.
    pub k71_2: Channel<u64>,
    /// Values.
    pub k71_3: Channel<u64>,
    /// Values.
    pub k71_4: Channel<u64>,
    /// Values.
    pub k71_5: Channel<u64>,
    /// Values.
    pub k71_6: Channel<u64>,
    /// Values.
    pub k71_7: Channel<u64>,
    /// Values.
    pub k71_8: Channel<u64>,
    /// Values.
    pub k71_9: Channel<u64>,
    /// Values.
    pub k72_1: Channel<u64>,
    /// Values.
    pub k72_2: Channel<u64>,
    /// Values.
    pub k72_3: Channel<u64>,
    /// Values.
    pub k72_4: Channel<u64>,
    /// Values.
    pub k72_5: Channel<u64>,
    /// Values.
    pub k72_6: Channel<u64>,
    /// Values.
    pub k72_7: Channel<u64>,
    /// Values.
    pub k72_8: Channel<u64>,
    /// Values.
    pub k72_9: Channel<u64>,
    /// Values.
    pub k73_1: Channel<u64>,
    /// Values.
    pub k73_2: Channel<u64>,
    /// Values.
    pub k73_3: Channel<u64>,
    /// Values.
    pub k73_4: Channel<u64>,
    /// Values.
    pub k73_5: Channel<u64>,
    /// Values.
    pub k73_6: Channel<u64>,
    /// Values.
    pub k73_7: Channel<u64>,
    /// Values.
    pub k73_8: Channel<u64>,
    /// Values.
    pub k73_9: Channel<u64>,
    /// Values.
    pub k74_1: Channel<u64>,
    /// Values.
    pub k74_2: Channel<u64>,
    /// Values.
    pub k74_3: Channel<u64>,
    /// Values.
    pub k74_4: Channel<u64>,
    /// Values.
    pub k74_5: Channel<u64>,
    /// Values.
    pub k74_6: Channel<u64>,
    /// Values.
    pub k74_7: Channel<u64>,
    /// Values.
    pub k74_8: Channel<u64>,
    /// Values.
    pub k74_9: Channel<u64>,
    /// Values.
    pub k75_1: Channel<u64>,
    /// Values.
    pub k75_2: Channel<u64>,
    /// Values.
    pub k75_3: Channel<u64>,
    /// Values.
    pub k75_4: Channel<u64>,
    /// Values.
    pub k75_5: Channel<u64>,
    /// Values.
    pub k75_6: Channel<u64>,
    /// Values.
    pub k75_7: Channel<u64>,
    /// Values.
    pub k75_8: Channel<u64>,
    /// Values.
    pub k75_9: Channel<u64>,
    /// Values.
    pub k76_1: Channel<u64>,
    /// Values.
    pub k76_2: Channel<u64>,
    /// Values.
    pub k76_3: Channel<u64>,
    /// Values.
    pub k76_4: Channel<u64>,
    /// Values.
    pub k76_5: Channel<u64>,
    /// Values.
    pub k76_6: Channel<u64>,
    /// Values.
    pub k76_7: Channel<u64>,
    /// Values.
    pub k76_8: Channel<u64>,
    /// Values.
    pub k76_9: Channel<u64>,
    /// Values.
    pub k77_1: Channel<u64>,
    /// Values.
    pub k77_2: Channel<u64>,
    /// Values.
    pub k77_3: Channel<u64>,
    /// Values.
    pub k77_4: Channel<u64>,
    /// Values.
    pub k77_5: Channel<u64>,
    /// Values.
    pub k77_6: Channel<u64>,
    /// Values.
    pub k77_7: Channel<u64>,
    /// Values.
    pub k77_8: Channel<u64>,
    /// Values.
    pub k77_9: Channel<u64>,
    /// Values.
    pub k78_1: Channel<u64>,
    /// Values.
    pub k78_2: Channel<u64>,
    /// Values.
    pub k78_3: Channel<u64>,
    /// Values.
    pub k78_4: Channel<u64>,
    /// Values.
    pub k78_5: Channel<u64>,
    /// Values.
    pub k78_6: Channel<u64>,
    /// Values.
    pub k78_7: Channel<u64>,
    /// Values.
    pub k78_8: Channel<u64>,
    /// Values.
    pub k78_9: Channel<u64>,
    /// Values.
    pub k79_1: Channel<u64>,
    /// Values.
    pub k79_2: Channel<u64>,
    /// Values.
    pub k79_3: Channel<u64>,
    /// Values.
    pub k79_4: Channel<u64>,
    /// Values.
    pub k79_5: Channel<u64>,
    /// Values.
    pub k79_6: Channel<u64>,
    /// Values.
    pub k79_7: Channel<u64>,
    /// Values.
    pub k79_8: Channel<u64>,
    /// Values.
    pub k79_9: Channel<u64>,
    /// Values.
    pub k80_1: Channel<u64>,
    /// Values.
    pub k80_2: Channel<u64>,
    /// Values.
    pub k80_3: Channel<u64>,
    /// Values.
    pub k80_4: Channel<u64>,
    /// Values.
    pub k80_5: Channel<u64>,
    /// Values.
    pub k80_6: Channel<u64>,
    /// Values.
    pub k80_7: Channel<u64>,
    /// Values.
    pub k80_8: Channel<u64>,
    /// Values.
    pub k80_9: Channel<u64>,
    /// Values.
    pub k81_1: Channel<u64>,
    /// Values.
    pub k81_2: Channel<u64>,
    /// Values.
    pub k81_3: Channel<u64>,
    /// Values.
    pub k81_4: Channel<u64>,
    /// Values.
    pub k81_5: Channel<u64>,
    /// Values.
    pub k81_6: Channel<u64>,
    /// Values.
    pub k81_7: Channel<u64>,
    /// Values.
    pub k81_8: Channel<u64>,
    /// Values.
    pub k81_9: Channel<u64>,
    /// Values.
    pub k82_1: Channel<u64>,
    /// Values.
    pub k82_2: Channel<u64>,
    /// Values.
    pub k82_3: Channel<u64>,
    /// Values.
    pub k82_4: Channel<u64>,
    /// Values.
    pub k82_5: Channel<u64>,
    /// Values.
    pub k82_6: Channel<u64>,
    /// Values.
    pub k82_7: Channel<u64>,
    /// Values.
    pub k82_8: Channel<u64>,
    /// Values.
    pub k82_9: Channel<u64>,
    /// Values.
    pub k83_1: Channel<u64>,
    /// Values.
    pub k83_2: Channel<u64>,
    /// Values.
    pub k83_3: Channel<u64>,
    /// Values.
    pub k83_4: Channel<u64>,
    /// Values.
    pub k83_5: Channel<u64>,
    /// Values.
    pub k83_6: Channel<u64>,
    /// Values.
    pub k83_7: Channel<u64>,
    /// Values.
    pub k83_8: Channel<u64>,
    /// Values.
    pub k83_9: Channel<u64>,
    /// Values.
    pub k84_1: Channel<u64>,
    /// Values.
    pub k84_2: Channel<u64>,
    /// Values.
    pub k84_3: Channel<u64>,
    /// Values.
    pub k84_4: Channel<u64>,
    /// Values.
    pub k84_5: Channel<u64>,
    /// Values.
    pub k84_6: Channel<u64>,
    /// Values.
    pub k84_7: Channel<u64>,
    /// Values.
    pub k84_8: Channel<u64>,
    /// Values.
    pub k84_9: Channel<u64>,
    /// Values.
    pub k85_1: Channel<u64>,
    /// Values.
    pub k85_2: Channel<u64>,
    /// Values.
    pub k85_3: Channel<u64>,
    /// Values.
    pub k85_4: Channel<u64>,
    /// Values.
    pub k85_5: Channel<u64>,
    /// Values.
    pub k85_6: Channel<u64>,
    /// Values.
    pub k85_7: Channel<u64>,
    /// Values.
    pub k85_8: Channel<u64>,
    /// Values.
    pub k85_9: Channel<u64>,
    /// Values.
    pub k86_1: Channel<u64>,
    /// Values.
    pub k86_2: Channel<u64>,
    /// Values.
    pub k86_3: Channel<u64>,
    /// Values.
    pub k86_4: Channel<u64>,
    /// Values.
    pub k86_5: Channel<u64>,
    /// Values.
    pub k86_6: Channel<u64>,
    /// Values.
    pub k86_7: Channel<u64>,
    /// Values.
    pub k86_8: Channel<u64>,
    /// Values.
    pub k86_9: Channel<u64>,
    /// Values.
    pub k87_1: Channel<u64>,
    /// Values.
    pub k87_2: Channel<u64>,
    /// Values.
    pub k87_3: Channel<u64>,
    /// Values.
    pub k87_4: Channel<u64>,
    /// Values.
    pub k87_5: Channel<u64>,
    /// Values.
    pub k87_6: Channel<u64>,
    /// Values.
    pub k87_7: Channel<u64>,
    /// Values.
    pub k87_8: Channel<u64>,
    /// Values.
    pub k87_9: Channel<u64>,
    /// Values.
    pub k88_1: Channel<u64>,
    /// Values.
    pub k88_2: Channel<u64>,
    /// Values.
    pub k88_3: Channel<u64>,
    /// Values.
    pub k88_4: Channel<u64>,
    /// Values.
    pub k88_5: Channel<u64>,
    /// Values.
    pub k88_6: Channel<u64>,
    /// Values.
    pub k88_7: Channel<u64>,
    /// Values.
    pub k88_8: Channel<u64>,
    /// Values.
    pub k88_9: Channel<u64>,
    /// Values.
    pub k89_1: Channel<u64>,
    /// Values.
    pub k89_2: Channel<u64>,
    /// Values.
    pub k89_3: Channel<u64>,
    /// Values.
    pub k89_4: Channel<u64>,
    /// Values.
    pub k89_5: Channel<u64>,
    /// Values.
    pub k89_6: Channel<u64>,
    /// Values.
    pub k89_7: Channel<u64>,
    /// Values.
    pub k89_8: Channel<u64>,
    /// Values.
    pub k89_9: Channel<u64>,
    /// Values.
    pub k90_1: Channel<u64>,
    /// Values.
    pub k90_2: Channel<u64>,
    /// Values.
    pub k90_3: Channel<u64>,
    /// Values.
    pub k90_4: Channel<u64>,
    /// Values.
    pub k90_5: Channel<u64>,
    /// Values.
    pub k90_6: Channel<u64>,
    /// Values.
    pub k90_7: Channel<u64>,
    /// Values.
    pub k90_8: Channel<u64>,
    /// Values.
    pub k90_9: Channel<u64>,
    /// Values.
    pub k91_1: Channel<u64>,
    /// Values.
    pub k91_2: Channel<u64>,
    /// Values.
    pub k91_3: Channel<u64>,
    /// Values.
    pub k91_4: Channel<u64>,
    /// Values.
    pub k91_5: Channel<u64>,
    /// Values.
    pub k91_6: Channel<u64>,
    /// Values.
    pub k91_7: Channel<u64>,
    /// Values.
    pub k91_8: Channel<u64>,
    /// Values.
    pub k91_9: Channel<u64>,
    /// Values.
    pub k92_1: Channel<u64>,
    /// Values.
    pub k92_2: Channel<u64>,
    /// Values.
    pub k92_3: Channel<u64>,
    /// Values.
    pub k92_4: Channel<u64>,
    /// Values.
    pub k92_5: Channel<u64>,
    /// Values.
    pub k92_6: Channel<u64>,
    /// Values.
    pub k92_7: Channel<u64>,
    /// Values.
    pub k92_8: Channel<u64>,
    /// Values.
    pub k92_9: Channel<u64>,
    /// Values.
    pub k93_1: Channel<u64>,
    /// Values.
    pub k93_2: Channel<u64>,
    /// Values.
    pub k93_3: Channel<u64>,
    /// Values.
    pub k93_4: Channel<u64>,
    /// Values.
    pub k93_5: Channel<u64>,
    /// Values.
    pub k93_6: Channel<u64>,
    /// Values.
    pub k93_7: Channel<u64>,
    /// Values.
    pub k93_8: Channel<u64>,
    /// Values.
    pub k93_9: Channel<u64>,
    /// Values.
    pub k94_1: Channel<u64>,
    /// Values.
    pub k94_2: Channel<u64>,
    /// Values.
    pub k94_3: Channel<u64>,
    /// Values.
    pub k94_4: Channel<u64>,
    /// Values.
    pub k94_5: Channel<u64>,
    /// Values.
    pub k94_6: Channel<u64>,
    /// Values.
    pub k94_7: Channel<u64>,
    /// Values.
    pub k94_8: Channel<u64>,
    /// Values.
    pub k94_9: Channel<u64>,
    /// Values.
    pub k95_1: Channel<u64>,
    /// Values.
    pub k95_2: Channel<u64>,
    /// Values.
    pub k95_3: Channel<u64>,
    /// Values.
    pub k95_4: Channel<u64>,
    /// Values.
    pub k95_5: Channel<u64>,
    /// Values.
    pub k95_6: Channel<u64>,
    /// Values.
    pub k95_7: Channel<u64>,
    /// Values.
    pub k95_8: Channel<u64>,
    /// Values.
    pub k95_9: Channel<u64>,
    /// Values.
    pub k96_1: Channel<u64>,
    /// Values.
    pub k96_2: Channel<u64>,
    /// Values.
    pub k96_3: Channel<u64>,
    /// Values.
    pub k96_4: Channel<u64>,
    /// Values.
    pub k96_5: Channel<u64>,
    /// Values.
    pub k96_6: Channel<u64>,
    /// Values.
    pub k96_7: Channel<u64>,
    /// Values.
    pub k96_8: Channel<u64>,
    /// Values.
    pub k96_9: Channel<u64>,
    /// Values.
    pub k97_1: Channel<u64>,
    /// Values.
    pub k97_2: Channel<u64>,
    /// Values.
    pub k97_3: Channel<u64>,
    /// Values.
    pub k97_4: Channel<u64>,
    /// Values.
    pub k97_5: Channel<u64>,
    /// Values.
    pub k97_6: Channel<u64>,
    /// Values.
    pub k97_7: Channel<u64>,
    /// Values.
    pub k97_8: Channel<u64>,
    /// Values.
    pub k97_9: Channel<u64>,
    /// Values.
    pub k98_1: Channel<u64>,
    /// Values.
    pub k98_2: Channel<u64>,
    /// Values.
    pub k98_3: Channel<u64>,
    /// Values.
    pub k98_4: Channel<u64>,
    /// Values.
    pub k98_5: Channel<u64>,
    /// Values.
    pub k98_6: Channel<u64>,
    /// Values.
    pub k98_7: Channel<u64>,
    /// Values.
    pub k98_8: Channel<u64>,
    /// Values.
    pub k98_9: Channel<u64>,
    /// Values.
    pub k99_1: Channel<u64>,
    /// Values.
    pub k99_2: Channel<u64>,
    /// Values.
    pub k99_3: Channel<u64>,
    /// Values.
    pub k99_4: Channel<u64>,
    /// Values.
    pub k99_5: Channel<u64>,
    /// Values.
    pub k99_6: Channel<u64>,
    /// Values.
    pub k99_7: Channel<u64>,
    /// Values.
    pub k99_8: Channel<u64>,
    /// Values.
    pub k99_9: Channel<u64>,
    /// Values.
    pub merged: Channel<u64>,
}

count_source!(Source0 of Rot -> x0);
stage!(Chain0 of Rot, plus_one { n0: x0 -> k0_1, n1: k0_1 -> k0_2, n2: k0_2 -> k0_3, n3: k0_3 -> k0_4, n4: k0_4 -> k0_5, n5: k0_5 -> k0_6, n6: k0_6 -> k0_7, n7: k0_7 -> k0_8, n8: k0_8 -> k0_9, n9: k0_9 -> merged });
count_source!(Source1 of Rot -> x1);
stage!(Chain1 of Rot, plus_one { n0: x1 -> k1_1, n1: k1_1 -> k1_2, n2: k1_2 -> k1_3, n3: k1_3 -> k1_4, n4: k1_4 -> k1_5, n5: k1_5 -> k1_6, n6: k1_6 -> k1_7, n7: k1_7 -> k1_8, n8: k1_8 -> k1_9, n9: k1_9 -> merged });
count_source!(Source2 of Rot -> x2);
stage!(Chain2 of Rot, plus_one { n0: x2 -> k2_1, n1: k2_1 -> k2_2, n2: k2_2 -> k2_3, n3: k2_3 -> k2_4, n4: k2_4 -> k2_5, n5: k2_5 -> k2_6, n6: k2_6 -> k2_7, n7: k2_7 -> k2_8, n8: k2_8 -> k2_9, n9: k2_9 -> merged });
count_source!(Source3 of Rot -> x3);
stage!(Chain3 of Rot, plus_one { n0: x3 -> k3_1, n1: k3_1 -> k3_2, n2: k3_2 -> k3_3, n3: k3_3 -> k3_4, n4: k3_4 -> k3_5, n5: k3_5 -> k3_6, n6: k3_6 -> k3_7, n7: k3_7 -> k3_8, n8: k3_8 -> k3_9, n9: k3_9 -> merged });
count_source!(Source4 of Rot -> x4);
stage!(Chain4 of Rot, plus_one { n0: x4 -> k4_1, n1: k4_1 -> k4_2, n2: k4_2 -> k4_3, n3: k4_3 -> k4_4, n4: k4_4 -> k4_5, n5: k4_5 -> k4_6, n6: k4_6 -> k4_7, n7: k4_7 -> k4_8, n8: k4_8 -> k4_9, n9: k4_9 -> merged });
count_source!(Source5 of Rot -> x5);
stage!(Chain5 of Rot, plus_one { n0: x5 -> k5_1, n1: k5_1 -> k5_2, n2: k5_2 -> k5_3, n3: k5_3 -> k5_4, n4: k5_4 -> k5_5, n5: k5_5 -> k5_6, n6: k5_6 -> k5_7, n7: k5_7 -> k5_8, n8: k5_8 -> k5_9, n9: k5_9 -> merged });
count_source!(Source6 of Rot -> x6);
stage!(Chain6 of Rot, plus_one { n0: x6 -> k6_1, n1: k6_1 -> k6_2, n2: k6_2 -> k6_3, n3: k6_3 -> k6_4, n4: k6_4 -> k6_5, n5: k6_5 -> k6_6, n6: k6_6 -> k6_7, n7: k6_7 -> k6_8, n8: k6_8 -> k6_9, n9: k6_9 -> merged });
count_source!(Source7 of Rot -> x7);
stage!(Chain7 of Rot, plus_one { n0: x7 -> k7_1, n1: k7_1 -> k7_2, n2: k7_2 -> k7_3, n3: k7_3 -> k7_4, n4: k7_4 -> k7_5, n5: k7_5 -> k7_6, n6: k7_6 -> k7_7, n7: k7_7 -> k7_8, n8: k7_8 -> k7_9, n9: k7_9 -> merged });
count_source!(Source8 of Rot -> x8);
stage!(Chain8 of Rot, plus_one { n0: x8 -> k8_1, n1: k8_1 -> k8_2, n2: k8_2 -> k8_3, n3: k8_3 -> k8_4, n4: k8_4 -> k8_5, n5: k8_5 -> k8_6, n6: k8_6 -> k8_7, n7: k8_7 -> k8_8, n8: k8_8 -> k8_9, n9: k8_9 -> merged });
count_source!(Source9 of Rot -> x9);
stage!(Chain9 of Rot, plus_one { n0: x9 -> k9_1, n1: k9_1 -> k9_2, n2: k9_2 -> k9_3, n3: k9_3 -> k9_4, n4: k9_4 -> k9_5, n5: k9_5 -> k9_6, n6: k9_6 -> k9_7, n7: k9_7 -> k9_8, n8: k9_8 -> k9_9, n9: k9_9 -> merged });
count_source!(Source10 of Rot -> x10);
stage!(Chain10 of Rot, plus_one { n0: x10 -> k10_1, n1: k10_1 -> k10_2, n2: k10_2 -> k10_3, n3: k10_3 -> k10_4, n4: k10_4 -> k10_5, n5: k10_5 -> k10_6, n6: k10_6 -> k10_7, n7: k10_7 -> k10_8, n8: k10_8 -> k10_9, n9: k10_9 -> merged });
count_source!(Source11 of Rot -> x11);
stage!(Chain11 of Rot, plus_one { n0: x11 -> k11_1, n1: k11_1 -> k11_2, n2: k11_2 -> k11_3, n3: k11_3 -> k11_4, n4: k11_4 -> k11_5, n5: k11_5 -> k11_6, n6: k11_6 -> k11_7, n7: k11_7 -> k11_8, n8: k11_8 -> k11_9, n9: k11_9 -> merged });
count_source!(Source12 of Rot -> x12);
stage!(Chain12 of Rot, plus_one { n0: x12 -> k12_1, n1: k12_1 -> k12_2, n2: k12_2 -> k12_3, n3: k12_3 -> k12_4, n4: k12_4 -> k12_5, n5: k12_5 -> k12_6, n6: k12_6 -> k12_7, n7: k12_7 -> k12_8, n8: k12_8 -> k12_9, n9: k12_9 -> merged });
count_source!(Source13 of Rot -> x13);
stage!(Chain13 of Rot, plus_one { n0: x13 -> k13_1, n1: k13_1 -> k13_2, n2: k13_2 -> k13_3, n3: k13_3 -> k13_4, n4: k13_4 -> k13_5, n5: k13_5 -> k13_6, n6: k13_6 -> k13_7, n7: k13_7 -> k13_8, n8: k13_8 -> k13_9, n9: k13_9 -> merged });
count_source!(Source14 of Rot -> x14);
stage!(Chain14 of Rot, plus_one { n0: x14 -> k14_1, n1: k14_1 -> k14_2, n2: k14_2 -> k14_3, n3: k14_3 -> k14_4, n4: k14_4 -> k14_5, n5: k14_5 -> k14_6, n6: k14_6 -> k14_7, n7: k14_7 -> k14_8, n8: k14_8 -> k14_9, n9: k14_9 -> merged });
count_source!(Source15 of Rot -> x15);
stage!(Chain15 of Rot, plus_one { n0: x15 -> k15_1, n1: k15_1 -> k15_2, n2: k15_2 -> k15_3, n3: k15_3 -> k15_4, n4: k15_4 -> k15_5, n5: k15_5 -> k15_6, n6: k15_6 -> k15_7, n7: k15_7 -> k15_8, n8: k15_8 -> k15_9, n9: k15_9 -> merged });
count_source!(Source16 of Rot -> x16);
stage!(Chain16 of Rot, plus_one { n0: x16 -> k16_1, n1: k16_1 -> k16_2, n2: k16_2 -> k16_3, n3: k16_3 -> k16_4, n4: k16_4 -> k16_5, n5: k16_5 -> k16_6, n6: k16_6 -> k16_7, n7: k16_7 -> k16_8, n8: k16_8 -> k16_9, n9: k16_9 -> merged });
count_source!(Source17 of Rot -> x17);
stage!(Chain17 of Rot, plus_one { n0: x17 -> k17_1, n1: k17_1 -> k17_2, n2: k17_2 -> k17_3, n3: k17_3 -> k17_4, n4: k17_4 -> k17_5, n5: k17_5 -> k17_6, n6: k17_6 -> k17_7, n7: k17_7 -> k17_8, n8: k17_8 -> k17_9, n9: k17_9 -> merged });
count_source!(Source18 of Rot -> x18);
stage!(Chain18 of Rot, plus_one { n0: x18 -> k18_1, n1: k18_1 -> k18_2, n2: k18_2 -> k18_3, n3: k18_3 -> k18_4, n4: k18_4 -> k18_5, n5: k18_5 -> k18_6, n6: k18_6 -> k18_7, n7: k18_7 -> k18_8, n8: k18_8 -> k18_9, n9: k18_9 -> merged });
count_source!(Source19 of Rot -> x19);
stage!(Chain19 of Rot, plus_one { n0: x19 -> k19_1, n1: k19_1 -> k19_2, n2: k19_2 -> k19_3, n3: k19_3 -> k19_4, n4: k19_4 -> k19_5, n5: k19_5 -> k19_6, n6: k19_6 -> k19_7, n7: k19_7 -> k19_8, n8: k19_8 -> k19_9, n9: k19_9 -> merged });
count_source!(Source20 of Rot -> x20);
stage!(Chain20 of Rot, plus_one { n0: x20 -> k20_1, n1: k20_1 -> k20_2, n2: k20_2 -> k20_3, n3: k20_3 -> k20_4, n4: k20_4 -> k20_5, n5: k20_5 -> k20_6, n6: k20_6 -> k20_7, n7: k20_7 -> k20_8, n8: k20_8 -> k20_9, n9: k20_9 -> merged });
count_source!(Source21 of Rot -> x21);
stage!(Chain21 of Rot, plus_one { n0: x21 -> k21_1, n1: k21_1 -> k21_2, n2: k21_2 -> k21_3, n3: k21_3 -> k21_4, n4: k21_4 -> k21_5, n5: k21_5 -> k21_6, n6: k21_6 -> k21_7, n7: k21_7 -> k21_8, n8: k21_8 -> k21_9, n9: k21_9 -> merged });
count_source!(Source22 of Rot -> x22);
stage!(Chain22 of Rot, plus_one { n0: x22 -> k22_1, n1: k22_1 -> k22_2, n2: k22_2 -> k22_3, n3: k22_3 -> k22_4, n4: k22_4 -> k22_5, n5: k22_5 -> k22_6, n6: k22_6 -> k22_7, n7: k22_7 -> k22_8, n8: k22_8 -> k22_9, n9: k22_9 -> merged });
count_source!(Source23 of Rot -> x23);
stage!(Chain23 of Rot, plus_one { n0: x23 -> k23_1, n1: k23_1 -> k23_2, n2: k23_2 -> k23_3, n3: k23_3 -> k23_4, n4: k23_4 -> k23_5, n5: k23_5 -> k23_6, n6: k23_6 -> k23_7, n7: k23_7 -> k23_8, n8: k23_8 -> k23_9, n9: k23_9 -> merged });
count_source!(Source24 of Rot -> x24);
stage!(Chain24 of Rot, plus_one { n0: x24 -> k24_1, n1: k24_1 -> k24_2, n2: k24_2 -> k24_3, n3: k24_3 -> k24_4, n4: k24_4 -> k24_5, n5: k24_5 -> k24_6, n6: k24_6 -> k24_7, n7: k24_7 -> k24_8, n8: k24_8 -> k24_9, n9: k24_9 -> merged });
count_source!(Source25 of Rot -> x25);
stage!(Chain25 of Rot, plus_one { n0: x25 -> k25_1, n1: k25_1 -> k25_2, n2: k25_2 -> k25_3, n3: k25_3 -> k25_4, n4: k25_4 -> k25_5, n5: k25_5 -> k25_6, n6: k25_6 -> k25_7, n7: k25_7 -> k25_8, n8: k25_8 -> k25_9, n9: k25_9 -> merged });
count_source!(Source26 of Rot -> x26);
stage!(Chain26 of Rot, plus_one { n0: x26 -> k26_1, n1: k26_1 -> k26_2, n2: k26_2 -> k26_3, n3: k26_3 -> k26_4, n4: k26_4 -> k26_5, n5: k26_5 -> k26_6, n6: k26_6 -> k26_7, n7: k26_7 -> k26_8, n8: k26_8 -> k26_9, n9: k26_9 -> merged });
count_source!(Source27 of Rot -> x27);
stage!(Chain27 of Rot, plus_one { n0: x27 -> k27_1, n1: k27_1 -> k27_2, n2: k27_2 -> k27_3, n3: k27_3 -> k27_4, n4: k27_4 -> k27_5, n5: k27_5 -> k27_6, n6: k27_6 -> k27_7, n7: k27_7 -> k27_8, n8: k27_8 -> k27_9, n9: k27_9 -> merged });
count_source!(Source28 of Rot -> x28);
stage!(Chain28 of Rot, plus_one { n0: x28 -> k28_1, n1: k28_1 -> k28_2, n2: k28_2 -> k28_3, n3: k28_3 -> k28_4, n4: k28_4 -> k28_5, n5: k28_5 -> k28_6, n6: k28_6 -> k28_7, n7: k28_7 -> k28_8, n8: k28_8 -> k28_9, n9: k28_9 -> merged });
count_source!(Source29 of Rot -> x29);
stage!(Chain29 of Rot, plus_one { n0: x29 -> k29_1, n1: k29_1 -> k29_2, n2: k29_2 -> k29_3, n3: k29_3 -> k29_4, n4: k29_4 -> k29_5, n5: k29_5 -> k29_6, n6: k29_6 -> k29_7, n7: k29_7 -> k29_8, n8: k29_8 -> k29_9, n9: k29_9 -> merged });
count_source!(Source30 of Rot -> x30);
stage!(Chain30 of Rot, plus_one { n0: x30 -> k30_1, n1: k30_1 -> k30_2, n2: k30_2 -> k30_3, n3: k30_3 -> k30_4, n4: k30_4 -> k30_5, n5: k30_5 -> k30_6, n6: k30_6 -> k30_7, n7: k30_7 -> k30_8, n8: k30_8 -> k30_9, n9: k30_9 -> merged });
count_source!(Source31 of Rot -> x31);
stage!(Chain31 of Rot, plus_one { n0: x31 -> k31_1, n1: k31_1 -> k31_2, n2: k31_2 -> k31_3, n3: k31_3 -> k31_4, n4: k31_4 -> k31_5, n5: k31_5 -> k31_6, n6: k31_6 -> k31_7, n7: k31_7 -> k31_8, n8: k31_8 -> k31_9, n9: k31_9 -> merged });
count_source!(Source32 of Rot -> x32);
stage!(Chain32 of Rot, plus_one { n0: x32 -> k32_1, n1: k32_1 -> k32_2, n2: k32_2 -> k32_3, n3: k32_3 -> k32_4, n4: k32_4 -> k32_5, n5: k32_5 -> k32_6, n6: k32_6 -> k32_7, n7: k32_7 -> k32_8, n8: k32_8 -> k32_9, n9: k32_9 -> merged });
count_source!(Source33 of Rot -> x33);
stage!(Chain33 of Rot, plus_one { n0: x33 -> k33_1, n1: k33_1 -> k33_2, n2: k33_2 -> k33_3, n3: k33_3 -> k33_4, n4: k33_4 -> k33_5, n5: k33_5 -> k33_6, n6: k33_6 -> k33_7, n7: k33_7 -> k33_8, n8: k33_8 -> k33_9, n9: k33_9 -> merged });
count_source!(Source34 of Rot -> x34);
stage!(Chain34 of Rot, plus_one { n0: x34 -> k34_1, n1: k34_1 -> k34_2, n2: k34_2 -> k34_3, n3: k34_3 -> k34_4, n4: k34_4 -> k34_5, n5: k34_5 -> k34_6, n6: k34_6 -> k34_7, n7: k34_7 -> k34_8, n8: k34_8 -> k34_9, n9: k34_9 -> merged });
count_source!(Source35 of Rot -> x35);
stage!(Chain35 of Rot, plus_one { n0: x35 -> k35_1, n1: k35_1 -> k35_2, n2: k35_2 -> k35_3, n3: k35_3 -> k35_4, n4: k35_4 -> k35_5, n5: k35_5 -> k35_6, n6: k35_6 -> k35_7, n7: k35_7 -> k35_8, n8: k35_8 -> k35_9, n9: k35_9 -> merged });
count_source!(Source36 of Rot -> x36);
stage!(Chain36 of Rot, plus_one { n0: x36 -> k36_1, n1: k36_1 -> k36_2, n2: k36_2 -> k36_3, n3: k36_3 -> k36_4, n4: k36_4 -> k36_5, n5: k36_5 -> k36_6, n6: k36_6 -> k36_7, n7: k36_7 -> k36_8, n8: k36_8 -> k36_9, n9: k36_9 -> merged });
count_source!(Source37 of Rot -> x37);
stage!(Chain37 of Rot, plus_one { n0: x37 -> k37_1, n1: k37_1 -> k37_2, n2: k37_2 -> k37_3, n3: k37_3 -> k37_4, n4: k37_4 -> k37_5, n5: k37_5 -> k37_6, n6: k37_6 -> k37_7, n7: k37_7 -> k37_8, n8: k37_8 -> k37_9, n9: k37_9 -> merged });
count_source!(Source38 of Rot -> x38);
stage!(Chain38 of Rot, plus_one { n0: x38 -> k38_1, n1: k38_1 -> k38_2, n2: k38_2 -> k38_3, n3: k38_3 -> k38_4, n4: k38_4 -> k38_5, n5: k38_5 -> k38_6, n6: k38_6 -> k38_7, n7: k38_7 -> k38_8, n8: k38_8 -> k38_9, n9: k38_9 -> merged });
count_source!(Source39 of Rot -> x39);
stage!(Chain39 of Rot, plus_one { n0: x39 -> k39_1, n1: k39_1 -> k39_2, n2: k39_2 -> k39_3, n3: k39_3 -> k39_4, n4: k39_4 -> k39_5, n5: k39_5 -> k39_6, n6: k39_6 -> k39_7, n7: k39_7 -> k39_8, n8: k39_8 -> k39_9, n9: k39_9 -> merged });
count_source!(Source40 of Rot -> x40);
stage!(Chain40 of Rot, plus_one { n0: x40 -> k40_1, n1: k40_1 -> k40_2, n2: k40_2 -> k40_3, n3: k40_3 -> k40_4, n4: k40_4 -> k40_5, n5: k40_5 -> k40_6, n6: k40_6 -> k40_7, n7: k40_7 -> k40_8, n8: k40_8 -> k40_9, n9: k40_9 -> merged });
count_source!(Source41 of Rot -> x41);
stage!(Chain41 of Rot, plus_one { n0: x41 -> k41_1, n1: k41_1 -> k41_2, n2: k41_2 -> k41_3, n3: k41_3 -> k41_4, n4: k41_4 -> k41_5, n5: k41_5 -> k41_6, n6: k41_6 -> k41_7, n7: k41_7 -> k41_8, n8: k41_8 -> k41_9, n9: k41_9 -> merged });
count_source!(Source42 of Rot -> x42);
stage!(Chain42 of Rot, plus_one { n0: x42 -> k42_1, n1: k42_1 -> k42_2, n2: k42_2 -> k42_3, n3: k42_3 -> k42_4, n4: k42_4 -> k42_5, n5: k42_5 -> k42_6, n6: k42_6 -> k42_7, n7: k42_7 -> k42_8, n8: k42_8 -> k42_9, n9: k42_9 -> merged });
count_source!(Source43 of Rot -> x43);
stage!(Chain43 of Rot, plus_one { n0: x43 -> k43_1, n1: k43_1 -> k43_2, n2: k43_2 -> k43_3, n3: k43_3 -> k43_4, n4: k43_4 -> k43_5, n5: k43_5 -> k43_6, n6: k43_6 -> k43_7, n7: k43_7 -> k43_8, n8: k43_8 -> k43_9, n9: k43_9 -> merged });
count_source!(Source44 of Rot -> x44);
stage!(Chain44 of Rot, plus_one { n0: x44 -> k44_1, n1: k44_1 -> k44_2, n2: k44_2 -> k44_3, n3: k44_3 -> k44_4, n4: k44_4 -> k44_5, n5: k44_5 -> k44_6, n6: k44_6 -> k44_7, n7: k44_7 -> k44_8, n8: k44_8 -> k44_9, n9: k44_9 -> merged });
count_source!(Source45 of Rot -> x45);
stage!(Chain45 of Rot, plus_one { n0: x45 -> k45_1, n1: k45_1 -> k45_2, n2: k45_2 -> k45_3, n3: k45_3 -> k45_4, n4: k45_4 -> k45_5, n5: k45_5 -> k45_6, n6: k45_6 -> k45_7, n7: k45_7 -> k45_8, n8: k45_8 -> k45_9, n9: k45_9 -> merged });
count_source!(Source46 of Rot -> x46);
stage!(Chain46 of Rot, plus_one { n0: x46 -> k46_1, n1: k46_1 -> k46_2, n2: k46_2 -> k46_3, n3: k46_3 -> k46_4, n4: k46_4 -> k46_5, n5: k46_5 -> k46_6, n6: k46_6 -> k46_7, n7: k46_7 -> k46_8, n8: k46_8 -> k46_9, n9: k46_9 -> merged });
count_source!(Source47 of Rot -> x47);
stage!(Chain47 of Rot, plus_one { n0: x47 -> k47_1, n1: k47_1 -> k47_2, n2: k47_2 -> k47_3, n3: k47_3 -> k47_4, n4: k47_4 -> k47_5, n5: k47_5 -> k47_6, n6: k47_6 -> k47_7, n7: k47_7 -> k47_8, n8: k47_8 -> k47_9, n9: k47_9 -> merged });
count_source!(Source48 of Rot -> x48);
stage!(Chain48 of Rot, plus_one { n0: x48 -> k48_1, n1: k48_1 -> k48_2, n2: k48_2 -> k48_3, n3: k48_3 -> k48_4, n4: k48_4 -> k48_5, n5: k48_5 -> k48_6, n6: k48_6 -> k48_7, n7: k48_7 -> k48_8, n8: k48_8 -> k48_9, n9: k48_9 -> merged });
count_source!(Source49 of Rot -> x49);
stage!(Chain49 of Rot, plus_one { n0: x49 -> k49_1, n1: k49_1 -> k49_2, n2: k49_2 -> k49_3, n3: k49_3 -> k49_4, n4: k49_4 -> k49_5, n5: k49_5 -> k49_6, n6: k49_6 -> k49_7, n7: k49_7 -> k49_8, n8: k49_8 -> k49_9, n9: k49_9 -> merged });
