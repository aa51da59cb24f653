#!/usr/bin/env bash
# Measures `cargo check` of a gateway of 100 modules and 100 channels after one module was touched: CPU seconds.
# Usage: check-time.sh [number of modules]
set -euo pipefail
runtime=$(cd "$(dirname "$0")/../../gateway-runtime" && pwd)
count=${1:-100}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src"

cat > "$work/Cargo.toml" <<TOML
[package]
name = "scale"
version = "0.0.0"
edition = "2024"
[dependencies]
gateway-runtime = { path = "$runtime" }
[workspace]
TOML

{
  echo '//! A gateway of many modules.'
  echo 'use gateway_runtime::prelude::*;'
  for i in $(seq 0 "$((count - 1))"); do echo "mod m$i;"; done
  echo '#[message] #[derive(Copy)] pub struct Value { pub x: f64 }'
  echo '#[channels] pub struct Bus {'
  echo '    #[channel(send)] pub c0: Channel<Value>,'
  for i in $(seq 1 "$count"); do echo "    pub c$i: Channel<Value>,"; done
  echo '}'
  echo '#[allow(deprecated)] #[gateway(channels = Bus)] pub struct App {'
  for i in $(seq 0 "$((count - 1))"); do echo "    m$i: m$i::Stage$i,"; done
  echo '}'
  echo 'fn main() -> std::process::ExitCode { App::main() }'
} > "$work/src/main.rs"

# Each module reads the channel before its own, and samples one from the middle of those before.
for i in $(seq 0 "$((count - 1))"); do
  cat > "$work/src/m$i.rs" <<RUST
use gateway_runtime::prelude::*;
use crate::{Bus, Value};
#[module]
pub struct Stage$i {
    #[config(default = 1.0)]
    factor: f64,
    #[state]
    seen: u64,
}
#[module(channels = Bus)]
impl Stage$i {
    #[node(publish(c$((i + 1))))]
    fn on_tick(&mut self, c$i: &Value, #[channel(c$((i / 2)))] other: Latest<Value>) -> Value {
        self.seen += 1;
        Value { x: c$i.x * self.factor + other.map_or(0.0, |other| other.x) }
    }
}
RUST
done

cd "$work"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$work/target}"
cargo check --quiet
TIMEFORMAT='%U user + %S system seconds, %R wall'
for _ in 1 2 3; do
  echo '// touched' >> "src/m$((count / 2)).rs"
  time cargo check --quiet
done
