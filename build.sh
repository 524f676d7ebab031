#!/usr/bin/env bash
# The one door to building and testing Tack. `./build.sh help` lists what it does.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${TACK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tack}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
cd "$root"
# shellcheck source=tools/setup.sh
source "$root/tools/setup.sh"

help() {
  cat <<'TEXT'
./build.sh COMMAND
  setup               fetches what the build and the tests need and this machine lacks
  build               makes dist/chrome and dist/firefox, and the relay and the stand-in under target/release
  package             the extension, and the zip files for the stores: dist/tack-chrome-VERSION.zip, dist/tack-firefox-VERSION.zip
  demo [--headless]   build, and Tack in Chromium with a Pinterest of its own on this machine; headless: does the whole job itself
  test                everything below, each stage with its time
    check             formatting, clippy for this machine and for wasm32
    unit              cargo test of the whole workspace
    adapters          the seam to the browser, in Chromium (wasm-bindgen-test)
    lint              package, and web-ext lint of what came out
    e2e [FILTER]      build, and the end-to-end tests in Chromium and Firefox; FILTER: a part of the tests' file names
  bench [scan]        measures, each as a ratio within one run; scan: of the page scan and the ranking alone
  bench pages [--pages DIR]  on how many pages of a corpus the first picture offered is the right one
  bench chaos [--seed S] [--pins N]  N Pins through a network that cuts and holds and a background that is stopped, and how many were made
  help                this
Settings: TACK_DEFAULT_RELAY (address built in as the default relay), TACK_CACHE (where tools are kept), TACK_BROWSERS (of e2e: "chromium firefox")
TEXT
}

# Runs a command, and says how long it took.
stage() {
  local name=$1 start=$SECONDS
  shift
  "$@"
  say "stage $name: $((SECONDS - start)) s"
}

# One crate to wasm, as `NAME` in the folder `FOLDER` of both extensions under dist/next. What follows goes to tools/wasm.mjs.
wasm() {
  local crate=$1 name=$2 folder=$3
  shift 3
  local out="$root/target/glue/$folder"
  # wasm carries the paths of its sources: not those of whoever builds, so that all builds are alike. What has one caller
  # stays a function, unless it is small: in its caller it would be smaller, and larger once compressed.
  CARGO_ENCODED_RUSTFLAGS=$(printf -- '--remap-path-prefix=%s=/cargo\x1f--remap-path-prefix=%s=/tack\x1f-Cllvm-args=-inline-instr-cost=70' \
    "${CARGO_HOME:-$HOME/.cargo}" "$root") \
    wasm-pack --quiet build "$crate" --mode no-install --target web --profile wasm --no-opt --no-typescript --no-pack \
    --out-dir "$out" --out-name "$name"
  node tools/wasm.mjs "$out" "$name" "$@" "dist/next/chrome/$folder" "dist/next/firefox/$folder"
}

# What was built before stays until all of the new is there.
extension() {
  local browser lock
  mkdir -p target
  # Two builds at once would write the same files.
  exec {lock}>target/extension.lock
  ! command -v flock >/dev/null || flock "$lock"
  rm -rf dist/next
  wasm events tack core --fresh
  wasm ui tack_ui ui
  for browser in chrome firefox; do
    cp -R extension/. "dist/next/$browser/"
    node tools/manifest.mjs "$browser" >"dist/next/$browser/manifest.json"
    node tools/words.mjs "dist/next/$browser"
    node tools/scripts.mjs "dist/next/$browser"
    node tools/styles.mjs "dist/next/$browser"
    rm -rf "dist/$browser"
    mv "dist/next/$browser" "dist/$browser"
  done
  rm -r dist/next
  exec {lock}>&-
}

built_extension() {
  setup_build
  stage extension extension
}

# In a profile of cargo.
servers() { cargo build --quiet --profile "$1" --locked -p tack-relay -p tack-standin; }

cmd_setup() {
  stage 'setup of the build' setup_build
  stage 'setup of the tests' setup_tests
}

cmd_build() {
  built_extension
  stage servers servers release
}

cmd_package() {
  built_extension
  stage package node tools/package.mjs
}

cmd_demo() {
  setup_chromium
  cmd_build
  node tests/e2e/demo.mjs "$@"
}

clippy() {
  cargo fmt --all --check
  cargo clippy --quiet --locked --workspace --all-targets -- -D warnings
  cargo clippy --quiet --locked --target wasm32-unknown-unknown -p tack -p tack-events -p tack-browser -p tack-ui -p tack-protocol -- -D warnings
}

cmd_check() {
  need_rust
  stage check clippy
}

cmd_unit() {
  need_rust
  stage unit cargo test --locked --workspace
}

adapters() {
  CHROMEDRIVER=$(command -v chromedriver) CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
    WASM_BINDGEN_TEST_ONLY_WEB=1 cargo test --locked --target wasm32-unknown-unknown -p tack-browser
}

cmd_adapters() {
  need_rust
  need_wasm_tools
  setup_tests
  stage adapters adapters
}

# Mozilla's linter; it knows Firefox alone.
lint() { node_modules/.bin/web-ext lint --source-dir dist/firefox --warnings-as-errors; }

cmd_lint() {
  cmd_package
  stage lint lint
}

cmd_e2e() {
  setup_tests
  built_extension
  [[ -n ${TACK_SERVERS:-} ]] || stage servers servers release
  stage e2e node tests/e2e/run.mjs "$@"
}

# Pins through a network that cuts and holds; ends with the count.
chaos() {
  local seed=1 pins=200 said
  while [[ $# -gt 0 ]]; do
    case $1 in
      --seed) seed=${2:?--seed needs a number} ;;
      --pins) pins=${2:?--pins needs a number} ;;
      *) die "unknown: $1" ;;
    esac
    shift 2
  done
  servers dev
  local ended=0
  said=$(TACK_CHAOS_SEED=$seed TACK_CHAOS_PINS=$pins cargo test --quiet --locked -p tack --test native -- --ignored --nocapture any_seed 2>&1) || ended=$?
  if [[ $ended -ne 0 ]]; then
    say "$said"
    say "seed $seed, $pins Pins: failed"
  fi
  grep '^seed ' <<<"$said" || true
  # What it prints last is the figure.
  grep '^asked ' <<<"$said" || ended=1
  return "$ended"
}

cmd_bench() {
  if [[ ${1:-} == chaos ]]; then
    need_rust
    chaos "${@:2}"
    return
  fi
  setup_tests
  cmd_build
  if [[ ${1:-} == pages ]]; then
    # No stage: what it prints last is the figure.
    node tests/e2e/bench_pages.mjs "${@:2}"
  else
    stage bench node tests/e2e/bench.mjs "$@"
  fi
}

# All stages, even after one that failed: one run tells everything.
cmd_test() {
  local name failed=() start=$SECONDS
  cmd_setup
  # `e2e` takes the servers that `unit` has built: to build them twice would take minutes.
  export TACK_SERVERS=debug
  for name in check unit adapters lint e2e; do
    # A process of its own: within `if` bash would not stop at the first failure inside.
    "$root/build.sh" "$name" || failed+=("$name")
  done
  say "all stages: $((SECONDS - start)) s"
  [[ ${#failed[@]} -eq 0 ]] || die "failed: ${failed[*]}"
}

command=${1:-help}
[[ $# -eq 0 ]] || shift
case $command in
  setup | build | package | demo | check | unit | adapters | lint | e2e | bench | test) "cmd_$command" "$@" ;;
  help | --help | -h) help ;;
  *)
    help >&2
    exit 2
    ;;
esac
