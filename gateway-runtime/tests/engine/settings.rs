//! Settings of modules.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
}

#[message]
#[derive(PartialEq)]
pub enum Mode {
    Fast,
    Exact,
}

#[module]
pub struct Worker {
    /// Must be given.
    limit: f64,
    #[config(default)]
    names: Vec<String>,
    #[config(default = 7)]
    count: u8,
    #[config(default = "1m 30s")]
    interval: Duration,
    #[config(default = "plain")]
    text: String,
    #[config(default = Mode::Fast)]
    mode: Mode,
    #[config]
    maybe: Option<u32>,
    #[state]
    seen: u32,
}

#[module(channels = Bus)]
impl Worker {
    #[node]
    fn work(&mut self, numbers: &u32) {
        self.seen += numbers;
    }
}

#[gateway(channels = Bus)]
pub struct App {
    worker: Worker,
    helper: Worker,
}

fn error(settings: &[&str]) -> String {
    let given = ["worker.limit=1", "helper.limit=2"].iter().chain(settings).copied();
    match App::from_settings(given) {
        Ok(_) => "no error".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn settings_have_defaults_and_belong_to_one_field() {
    let settings =
        ["worker.limit=1.5", "helper.limit=2", "helper.interval=250ms", "helper.mode=Exact", "helper.text=a=b", "helper.maybe=3"];
    let App { worker, helper } = App::from_settings(settings).unwrap();
    assert_eq!((worker.limit.to_bits(), worker.count, worker.names.len(), worker.text.as_str()), (1.5_f64.to_bits(), 7, 0, "plain"));
    assert_eq!((worker.interval, worker.maybe, worker.seen), (Duration::from_secs(90), None, 0));
    assert_eq!((helper.interval, helper.maybe, helper.text.as_str()), (Duration::from_millis(250), Some(3), "a=b"));
    assert!(worker.mode == Mode::Fast && helper.mode == Mode::Exact);
}

#[test]
fn a_fault_of_a_setting_names_it() {
    assert_eq!(error(&[]), "no error");
    assert_eq!(error(&["worker.limit=high"]), "worker.limit: invalid type: string \"high\", expected f64");
    assert_eq!(error(&["worker.count=300"]), "worker.count: invalid value: integer `300`, expected u8");
    assert_eq!(error(&["helper.interval=soon"]), "helper.interval: `soon` is no span of time such as \"10s\" or \"1m 30s\"");
    assert_eq!(error(&["helper.names=[1]"]), "helper.names[0]: invalid type: integer `1`, expected a string");
    assert!(error(&["helper.mode=Slow"]).starts_with("helper.mode: unknown variant `Slow`"), "{}", error(&["helper.mode=Slow"]));
}

#[test]
fn an_unknown_setting_or_module_is_an_error() {
    let unknown = error(&["worker.limits=1"]);
    assert!(unknown.starts_with("worker.limits: there is no setting `limits`") && unknown.ends_with("did you mean `limit`?"), "{unknown}");
    let state = error(&["worker.seen=1"]);
    assert!(state.contains("there is no setting `seen`"), "state is no setting: {state}");
    assert_eq!(error(&["helpr.limit=1"]), "helpr: there is no module or mount `helpr`; there are: worker, helper; did you mean `helper`?");
}

#[test]
fn a_missing_setting_is_an_error() {
    let missing = App::from_settings(["worker.limit=1"]).map(|_| ()).unwrap_err();
    assert_eq!(missing.to_string(), "helper: missing field `limit`");
    assert_eq!((missing.path.as_str(), missing.message.as_str()), ("helper", "missing field `limit`"));
}

#[test]
fn an_assignment_has_a_name_and_a_value() {
    assert_eq!(error(&["worker"]), "worker: expected `module.setting=value`");
    assert_eq!(error(&["=1"]), "=1: expected `module.setting=value`");
    assert_eq!(error(&["worker=1"]), "worker: expected settings by name, found `1`");
    assert_eq!(error(&["worker.limit.high=1"]), "worker.limit.high: `limit` has no settings of its own");
}
