//! Mean and variance, of one series or of two together.

use super::Aggregate;

/// Count, mean and variance of some numbers, by Welford's method: no difference of large sums is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    /// The sum of squared distances from the mean.
    squares: f64,
}

impl Moments {
    /// Those of one number.
    #[inline]
    pub fn new(value: f64) -> Self {
        Self { count: 1, mean: value, squares: 0.0 }
    }

    /// How many numbers there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean. `None` of no numbers.
    #[inline]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// The variance of the numbers themselves, divided by their count. `None` of no numbers.
    #[inline]
    pub fn population_variance(&self) -> Option<f64> {
        (self.count > 0).then(|| self.squares / number(self.count))
    }

    /// The variance of what the numbers are a sample of, divided by their count less 1. `None` of fewer than two.
    #[inline]
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / number(self.count - 1))
    }

    /// The square root of [`variance`](Self::variance).
    #[inline]
    pub fn deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }
}

impl Aggregate for Moments {
    /// By Chan's rule for two parts; for a part of one number that is Welford's.
    #[inline]
    fn then(&self, later: &Self) -> Self {
        if self.count == 0 {
            return *later;
        }
        if later.count == 0 {
            return *self;
        }
        let count = self.count + later.count;
        let share = number(later.count) / number(count);
        let distance = later.mean - self.mean;
        Self {
            count,
            mean: self.mean + distance * share,
            squares: self.squares + later.squares + distance * distance * share * number(self.count),
        }
    }
}

/// Count, means, variances and covariance of some pairs of numbers, by the same method.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PairMoments {
    first: Moments,
    second: Moments,
    /// The sum of products of distances from the means.
    products: f64,
}

impl PairMoments {
    /// Those of one pair.
    #[inline]
    pub fn new(first: f64, second: f64) -> Self {
        Self { first: Moments::new(first), second: Moments::new(second), products: 0.0 }
    }

    /// Those of the first numbers.
    pub fn first(&self) -> Moments {
        self.first
    }

    /// Those of the second numbers.
    pub fn second(&self) -> Moments {
        self.second
    }

    /// The covariance of what the pairs are a sample of, divided by their count less 1. `None` of fewer than two.
    #[inline]
    pub fn covariance(&self) -> Option<f64> {
        (self.first.count > 1).then(|| self.products / number(self.first.count - 1))
    }

    /// The correlation, from -1 to 1. `None` of fewer than two pairs, or where one side is constant.
    #[inline]
    pub fn correlation(&self) -> Option<f64> {
        // Two roots, since the product of the squares may be out of range.
        let scale = self.first.squares.sqrt() * self.second.squares.sqrt();
        (self.first.count > 1 && scale > 0.0).then(|| (self.products / scale).clamp(-1.0, 1.0))
    }
}

impl Aggregate for PairMoments {
    #[inline]
    fn then(&self, later: &Self) -> Self {
        if self.first.count == 0 {
            return *later;
        }
        if later.first.count == 0 {
            return *self;
        }
        let share = number(later.first.count) / number(self.first.count + later.first.count);
        let distances = (later.first.mean - self.first.mean) * (later.second.mean - self.second.mean);
        Self {
            first: self.first.then(&later.first),
            second: self.second.then(&later.second),
            products: self.products + later.products + distances * share * number(self.first.count),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^53")]
fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_mean_does_not_hide_a_small_variance() {
        let all = [1e9, 1e9 + 1.0, 1e9 + 2.0].into_iter().map(Moments::new).fold(Moments::default(), |all, one| all.then(&one));
        assert_eq!((all.mean(), all.variance()), (Some(1e9 + 1.0), Some(1.0)));
    }

    #[test]
    fn parts_give_the_same_in_any_grouping() {
        let [one, two, three] = [1.0, 2.0, 6.0].map(Moments::new);
        assert_eq!(one.then(&two).then(&three), one.then(&two.then(&three)));
        assert_eq!(one.then(&Moments::default()), Moments::default().then(&one));
    }

    #[test]
    fn a_constant_side_has_no_correlation() {
        let all = PairMoments::new(1.0, 5.0).then(&PairMoments::new(2.0, 5.0));
        assert_eq!((all.covariance(), all.correlation()), (Some(0.0), None));
        let all = PairMoments::new(1.0, 5.0).then(&PairMoments::new(2.0, 3.0));
        assert!((all.correlation().unwrap() + 1.0).abs() < 1e-12, "{:?}", all.correlation());
    }
}
