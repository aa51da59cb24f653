//! Trades made up from a seed: the same seed gives the same trades on every machine.

use super::{Symbol, Trade};

/// How many symbols are traded.
const SYMBOLS: u64 = 100;

/// Trade number `index`, from 0, of those that belong to `seed`: of one of 100 symbols, at a price around 100 plus the
/// symbol's number.
#[expect(clippy::cast_possible_truncation, reason = "each part is cut down to the width that it is cast to")]
pub fn generated(seed: u64, index: u64) -> Trade {
    // Seeds are far apart, so that their trades do not overlap.
    let hash = splitmix64(index ^ seed.rotate_left(32));
    let number = (hash % SYMBOLS) as u8;
    let noise = f64::from((hash >> 16) as u16) / 65_536.0 - 0.5;
    Trade {
        symbol: Symbol::of_known([b'S', b'0' + number / 10, b'0' + number % 10]),
        price: 100.0 + f64::from(number) + 2.0 * noise,
        size: 1.0 + f64::from((hash >> 40) as u8),
    }
}

/// The output of the splitmix64 generator for the state `index`: a fixed scrambling.
const fn splitmix64(index: u64) -> u64 {
    let z = index.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_trades_and_another_seed_others() {
        let trades = |seed| (0..100).map(move |index| generated(seed, index));
        assert!(trades(1).eq(trades(1)));
        assert!(trades(0).zip(trades(1)).filter(|(a, b)| a == b).count() < 5);
    }

    #[test]
    fn trades_stay_in_their_ranges() {
        for trade in (0..10_000).map(|index| generated(7, index)) {
            let number: f64 = trade.symbol.to_string()[1..].parse().unwrap();
            assert!((trade.price - 100.0 - number).abs() <= 1.0, "{trade:?}");
            assert!((1.0..=256.0).contains(&trade.size), "{trade:?}");
        }
    }
}
