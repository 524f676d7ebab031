# shellcheck shell=bash
# What the build and the tests need on a machine: looked for, and fetched once where it is missing.
# Sourced by build.sh, which sets both.
: "${root:?}" "${cache:?}"

WASM_PACK_VERSION=0.15.1

say() { printf 'tack: %s\n' "$*"; }
die() { printf 'tack: %s\n' "$*" >&2; exit 1; }

# The version that Cargo.lock holds of a crate.
locked_version() {
  awk -v name="\"$1\"" '$1 == "name" && $3 == name { getline; gsub(/"/, "", $3); print $3; exit }' "$root/Cargo.lock"
}

# Puts a cargo-installed tool on PATH: the one that is there if its version is right, else one from the cache.
need_cargo_tool() {
  local command=$1 crate=$2 version=$3 locked=${4:-}
  if [[ "$("$command" --version 2>/dev/null | awk '{ print $2 }')" == "$version" ]]; then return; fi
  local folder="$cache/$command-$version"
  if [[ ! -x "$folder/bin/$command" ]]; then
    say "installing $crate $version into $folder (once; some minutes)"
    # Built for a quick install: these tools run for a second or two.
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
      CARGO_TARGET_DIR="$cache/build" \
      cargo install "$crate" --version "$version" ${locked:+--locked} --root "$folder" --quiet
  fi
  PATH="$folder/bin:$PATH"
  export PATH
}

need_rust() {
  command -v cargo >/dev/null || die 'Rust is missing: install it with rustup (https://rustup.rs), then run this again'
  local libraries
  libraries=$(cd "$root" && rustc --print target-libdir --target wasm32-unknown-unknown)
  if [[ ! -d "$libraries" ]]; then
    command -v rustup >/dev/null || die 'the Rust target wasm32-unknown-unknown is missing, and rustup to add it'
    say 'adding the Rust target wasm32-unknown-unknown'
    (cd "$root" && rustup target add wasm32-unknown-unknown)
  fi
}

need_wasm_tools() {
  need_cargo_tool wasm-pack wasm-pack "$WASM_PACK_VERSION" locked
  # Without --locked: the lock in that crate names a version that registries no longer serve.
  need_cargo_tool wasm-bindgen wasm-bindgen-cli "$(locked_version wasm-bindgen)"
  # Both have crates in common.
  rm -rf "$cache/build"
}

need_node() {
  command -v npm >/dev/null || die 'Node.js with npm is missing: install version 20.15 or newer'
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 15) ? 0 : 1)' ||
    die "Node.js $(node --version) is too old: install version 20.15 or newer"
}

need_npm_packages() {
  local stamp="$root/node_modules/.tack-lock"
  if cmp -s "$root/package-lock.json" "$stamp"; then return; fi
  say 'fetching the npm packages of package-lock.json'
  (cd "$root" && npm ci --loglevel=error)
  cp "$root/package-lock.json" "$stamp"
}

# Debian's packages for the given commands, as `command,or,another:package`.
need_debian() {
  local pair commands missing=()
  for pair in "$@"; do
    IFS=, read -ra commands <<<"${pair%%:*}"
    command -v "${commands[@]}" >/dev/null || missing+=("${pair##*:}")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  if ! command -v apt-get >/dev/null || [[ $(id -u) != 0 ]]; then
    die "please install: ${missing[*]} (on Debian, as root: apt-get install ${missing[*]})"
  fi
  say "installing ${missing[*]} with apt-get"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

setup_build() {
  need_rust
  need_node
  need_wasm_tools
  need_npm_packages
}

setup_chromium() { need_debian chromium,google-chrome:chromium; }

setup_tests() {
  need_debian chromium,google-chrome:chromium chromedriver:chromium-driver firefox-esr,firefox:firefox-esr Xvfb:xvfb xdotool:xdotool
}
