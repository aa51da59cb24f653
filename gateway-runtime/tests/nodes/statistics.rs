//! Statistics over windows, each computed anew from the values that are in it.

use gateway_runtime::nodes::{self, Moments, Window};
use gateway_runtime::prelude::*;
use proptest::prelude::*;

use crate::{Script, Step, at, flat, millis, scripts, timed, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    steps: Channel<Step>,
    prices: Channel<f64>,
    numbers: Channel<i64>,
    flags: Channel<bool>,
    sums: Channel<f64>,
    totals: Channel<i64>,
    means: Channel<f64>,
    variances: Channel<f64>,
    deviations: Channel<f64>,
    smallest: Channel<i64>,
    largest: Channel<f64>,
    medians: Channel<f64>,
    quantiles: Channel<f64>,
    ranks: Channel<u64>,
    counts: Channel<u64>,
    counts_at: Channel<u64>,
    covariances: Channel<f64>,
    correlations: Channel<f64>,
    smooth: Channel<f64>,
    smooth_by_span: Channel<f64>,
    smooth_by_time: Channel<f64>,
}

#[module]
pub struct Steps {}

#[module(channels = Bus)]
impl Steps {
    #[node(publish(prices, numbers, flags))]
    fn play(&mut self, steps: &Step) -> (Vec<f64>, Vec<i64>, Option<bool>) {
        (steps.prices.clone(), steps.numbers.clone(), steps.flag)
    }
}

#[module]
pub struct Nodes {
    window: Window,
    #[config(default = 0.3)]
    part: f64,
}

#[module(channels = Bus)]
impl Nodes {
    #[connect]
    fn of_one(&self) {
        sums = nodes::sum(prices, self.window);
        totals = nodes::sum(numbers, self.window);
        means = nodes::mean(prices, self.window);
        variances = nodes::variance(prices, self.window);
        deviations = nodes::deviation(prices, self.window);
        smallest = nodes::min(numbers, self.window);
        largest = nodes::max(prices, self.window);
        medians = nodes::median(prices, self.window);
        quantiles = nodes::quantile(prices, self.part, self.window);
        ranks = nodes::rank(prices, self.window);
        let all = nodes::moments(prices, self.window);
        counts = nodes::map(all, Moments::count);
        let at_flag = nodes::moments_at(prices, flags, self.window);
        counts_at = nodes::map(at_flag, Moments::count);
    }

    /// Each price with the one before.
    #[connect]
    fn of_two(&self) {
        let pair = nodes::pairwise(prices);
        covariances = nodes::covariance(pair, self.window);
        correlations = nodes::correlation(pair, self.window);
    }

    #[connect]
    fn forgetting(&self) {
        smooth = nodes::ema(prices, self.part);
        smooth_by_span = nodes::ema_of_span(prices, 3.0);
        smooth_by_time = nodes::ema_of_half_life(prices, Duration::from_millis(5));
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    steps: Steps,
    nodes: Nodes,
}

fn simulation(script: &Script, settings: &[&str]) -> Simulation<App> {
    let mut simulation = Simulation::new(App::from_settings(settings.iter().copied()).unwrap()).unwrap();
    for (time, step) in script {
        simulation.send_at(at(*time), Bus::steps, step.clone());
    }
    simulation
}

/// The values in the window when each comes.
fn windows<T: Copy>(values: &[(i64, T)], window: Window) -> Vec<Vec<T>> {
    let window_at = |place: usize| -> Vec<T> {
        let now = values[place].0;
        let by_now = &values[..=place];
        let kept: Vec<&(i64, T)> = match window {
            Window::Ever => by_now.iter().collect(),
            Window::Last(count) => by_now.iter().rev().take(count.max(1)).rev().collect(),
            Window::Within(span) => {
                let is_kept = |(other, (time, _)): &(usize, &(i64, T))| *other == place || millis(now - time) < span;
                by_now.iter().enumerate().filter(is_kept).map(|(_, value)| value).collect()
            }
        };
        kept.into_iter().map(|(_, value)| *value).collect()
    };
    (0..values.len()).map(window_at).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn covariance(pairs: &[(f64, f64)]) -> Option<f64> {
    let (one, other): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (one_mean, other_mean) = (mean(&one), mean(&other));
    let sum: f64 = pairs.iter().map(|(one, other)| (one - one_mean) * (other - other_mean)).sum();
    (pairs.len() > 1).then(|| sum / (pairs.len() - 1) as f64)
}

fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = part * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (above - below) * place.fract()
}

/// Near enough, given that the prices are up to `scale`.
fn near(found: &[f64], expected: &[f64], scale: f64) -> bool {
    let is_near = |(one, other): (&f64, &f64)| (one - other).abs() <= 1e-9 * scale.max(one.abs());
    found.len() == expected.len() && found.iter().zip(expected).all(is_near)
}

fn agrees(script: &Script, window: Window) {
    let setting = match window {
        Window::Ever => "nodes.window=ever".to_owned(),
        Window::Last(count) => format!("nodes.window={count}"),
        Window::Within(span) => format!("nodes.window={}ms", span.as_millis()),
    };
    let mut simulation = simulation(script, &[&setting]);
    let (sums, totals, means) = (simulation.collect(Bus::sums), simulation.collect(Bus::totals), simulation.collect(Bus::means));
    let (variances, deviations) = (simulation.collect(Bus::variances), simulation.collect(Bus::deviations));
    let (smallest, largest) = (simulation.collect(Bus::smallest), simulation.collect(Bus::largest));
    let (medians, quantiles, ranks) =
        (simulation.collect(Bus::medians), simulation.collect(Bus::quantiles), simulation.collect(Bus::ranks));
    let (counts, counts_at) = (simulation.collect(Bus::counts), simulation.collect(Bus::counts_at));
    let (covariances, correlations) = (simulation.collect(Bus::covariances), simulation.collect(Bus::correlations));
    assert_eq!(simulation.run().unwrap().failures, 0);

    let all = flat(script, |step| &step.prices);
    let prices: Vec<(i64, f64)> = all.iter().copied().filter(|(_, price)| price.is_finite()).collect();
    let scale = prices.iter().map(|(_, price)| price.abs()).fold(1.0, f64::max);
    let windows_of_prices = windows(&prices, window);
    let each = |part: &dyn Fn(&[f64]) -> f64| windows_of_prices.iter().map(|prices| part(prices)).collect::<Vec<_>>();
    let numbers = windows(&flat(script, |step| &step.numbers), window);
    assert_eq!(values(totals), numbers.iter().map(|numbers| numbers.iter().sum::<i64>()).collect::<Vec<_>>());
    assert_eq!(values(smallest), numbers.iter().map(|numbers| *numbers.iter().min().unwrap()).collect::<Vec<_>>());
    assert!(near(&values(sums), &each(&|prices| prices.iter().sum()), scale));
    assert!(near(&values(means), &each(&mean), scale));
    assert!(near(&values(medians), &each(&|prices| quantile(prices, 0.5)), scale));
    assert!(near(&values(quantiles), &each(&|prices| quantile(prices, 0.3)), scale));
    assert_eq!(values(counts), windows_of_prices.iter().map(|prices| prices.len() as u64).collect::<Vec<_>>());
    let rank = |prices: &Vec<f64>| prices.iter().filter(|price| *price < prices.last().unwrap()).count() as u64;
    assert_eq!(values(ranks), windows_of_prices.iter().map(rank).collect::<Vec<_>>());
    let twice = |prices: &Vec<f64>| prices.iter().map(|price| (*price, *price)).collect::<Vec<_>>();
    let spread: Vec<f64> = windows_of_prices.iter().filter_map(|prices| covariance(&twice(prices))).collect();
    let found = values(variances);
    assert!(found.iter().all(|variance| *variance >= 0.0));
    assert!(near(&found, &spread, scale * scale));
    assert_eq!(values(deviations), found.iter().map(|variance| variance.sqrt()).collect::<Vec<_>>());

    // An infinite price is large, but no number to reckon with.
    let comparable: Vec<(i64, f64)> = all.iter().copied().filter(|(_, price)| !price.is_nan()).collect();
    let highest = windows(&comparable, window).into_iter().map(|prices| prices.into_iter().fold(f64::MIN, f64::max));
    assert_eq!(values(largest), highest.collect::<Vec<_>>());

    let pairs: Vec<(i64, (f64, f64))> = all.windows(2).map(|pair| (pair[1].0, (pair[0].1, pair[1].1))).collect();
    let pairs: Vec<_> = pairs.into_iter().filter(|(_, (one, other))| one.is_finite() && other.is_finite()).collect();
    let both = windows(&pairs, window);
    assert!(near(&values(covariances), &both.iter().filter_map(|pairs| covariance(pairs)).collect::<Vec<_>>(), scale * scale));
    assert!(values(correlations).iter().all(|correlation| (-1.0..=1.0).contains(correlation)));

    let mut expected = Vec::new();
    for (place, (time, _)) in script.iter().enumerate().filter(|(_, (_, step))| step.flag.is_some()) {
        let before = flat(&script[..=place].to_vec(), |step| &step.prices);
        let before: Vec<i64> = before.into_iter().filter(|(_, price)| price.is_finite()).map(|(time, _)| time).collect();
        let kept = match window {
            Window::Ever => before.len(),
            Window::Last(count) => before.len().min(count.max(1)),
            Window::Within(span) => before.iter().filter(|came| millis(time - **came) < span).count(),
        };
        expected.push((*time, kept as u64));
    }
    assert_eq!(timed(counts_at), expected);
}

fn any_window() -> impl Strategy<Value = Window> {
    prop_oneof![Just(Window::Ever), (0..6_usize).prop_map(Window::Last), (0..20_i64).prop_map(|span| Window::Within(millis(span)))]
}

proptest! {
    #[test]
    fn agree_with_naive_models(script in scripts(), window in any_window()) {
        agrees(&script, window);
    }

    #[test]
    fn averages_that_forget_agree_with_weights(script in scripts()) {
        let mut simulation = simulation(&script, &["nodes.window=ever"]);
        let (smooth, by_span) = (simulation.collect(Bus::smooth), simulation.collect(Bus::smooth_by_span));
        let by_time = simulation.collect(Bus::smooth_by_time);
        simulation.run().unwrap();
        let prices: Vec<(i64, f64)> = flat(&script, |step| &step.prices).into_iter().filter(|(_, price)| price.is_finite()).collect();
        let scale = prices.iter().map(|(_, price)| price.abs()).fold(1.0, f64::max);
        // By its closed form: the first value has what the others leave.
        let average = |alpha: f64, place: usize| {
            let rest = |later: usize| (1.0 - alpha).powi((place - later) as i32);
            (1..=place).map(|later| alpha * rest(later) * prices[later].1).sum::<f64>() + rest(0) * prices[0].1
        };
        let averages = |alpha: f64| (0..prices.len()).map(|place| average(alpha, place)).collect::<Vec<_>>();
        prop_assert!(near(&values(smooth), &averages(0.3), scale));
        prop_assert!(near(&values(by_span), &averages(0.5), scale));
        let weighted = |place: usize| {
            let now = prices[place].0;
            let weights = prices[..=place].iter().map(|(time, price)| (0.5_f64.powf((now - time) as f64 / 5.0), price));
            let (sum, all) = weights.fold((0.0, 0.0), |(sum, all), (weight, price)| (sum + weight * price, all + weight));
            sum / all
        };
        prop_assert!(near(&values(by_time), &(0..prices.len()).map(weighted).collect::<Vec<_>>(), scale));
    }
}

#[test]
fn a_wrong_parameter_is_an_error_each_time() {
    let script = vec![(1, Step { prices: vec![1.0, 2.0], ..Step::default() })];
    let mut simulation = simulation(&script, &["nodes.window=ever", "nodes.part=2.0"]);
    let (quantiles, smooth, means) = (simulation.collect(Bus::quantiles), simulation.collect(Bus::smooth), simulation.collect(Bus::means));
    assert_eq!(simulation.run().unwrap().failures, 4);
    assert!(values(quantiles).is_empty() && values(smooth).is_empty());
    assert_eq!(values(means), [1.0, 1.5]);
}

#[test]
fn a_sum_that_its_type_does_not_hold_is_an_error_and_the_next_may_be_right() {
    let script = vec![(1, Step { numbers: vec![i64::MAX, 1, -1], ..Step::default() })];
    let mut simulation = simulation(&script, &["nodes.window=ever"]);
    let totals = simulation.collect(Bus::totals);
    assert_eq!(simulation.run().unwrap().failures, 1);
    assert_eq!(values(totals), [i64::MAX, i64::MAX]);
}
