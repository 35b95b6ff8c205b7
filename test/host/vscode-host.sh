#!/usr/bin/env bash
# Installs a VS Code that needs no desktop, once per user, and prints where it is, one NAME=path a line:
#   NODE, CODE_SERVER   code-server, and the Node that runs it
#   CHROMIUM            a browser to drive it with; left out with --no-browser
# Needs Node 20, npm and flock. A C++ compiler, make and python3 are used if they are there. Chromium is taken from CHROMIUM or PATH,
# else installed with apt-get (root only). The cache is VSCODE_HOST_CACHE, or dmabuf-mapping in the user's cache folder.
set -euo pipefail

code_server=4.139.1
node=24.21.0
revision=1   # raise it when the steps below change, so that caches made by older steps are not used

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) platform=linux-x64 ;;
  Linux-aarch64) platform=linux-arm64 ;;
  Darwin-x86_64) platform=darwin-x64 ;;
  Darwin-arm64) platform=darwin-arm64 ;;
  *) echo "There is no code-server for $(uname -sm)." >&2; exit 2 ;;
esac

cache=${VSCODE_HOST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dmabuf-mapping}
home=$cache/code-server-$code_server-$platform-r$revision
node_home=$home/node/node_modules/node-$platform
server_home=$home/cs/node_modules/code-server

install_code_server() {
  echo "Installing code-server $code_server into $home (about a minute, 720 MB)." >&2
  rm -rf "$home"
  mkdir -p "$home/node" "$home/cs"
  local quiet=(--no-audit --no-fund --no-update-notifier --loglevel=error)
  # A folder of its own for Node: beside code-server, the next npm install would prune it.
  npm install --prefix "$home/node" --ignore-scripts "${quiet[@]}" "node-$platform@$node"
  # Add-ons compile against the headers inside that package, so nothing is fetched for them.
  export PATH="$node_home/bin:$PATH" npm_config_nodedir="$node_home"
  # Without install scripts: code-server's own would compile kerberos, which needs a system library and which nothing here uses.
  npm install --prefix "$home/cs" --ignore-scripts "${quiet[@]}" "code-server@$code_server"
  cd "$server_home/lib/vscode"
  npm install --omit=dev --ignore-scripts "${quiet[@]}"
  if command -v c++ >/dev/null && command -v make >/dev/null && command -v python3 >/dev/null; then
    npm rebuild "${quiet[@]}" @vscode/spdlog @vscode/native-watchdog || echo 'Two add-ons did not build; VS Code works without them.' >&2
  fi
  # Extensions that would put pages and buttons of their own beside ours.
  rm -rf extensions/{copilot,mermaid-markdown-features,ms-vscode.js-debug*,ms-vscode.vscode-js-profile-table}
  XDG_CONFIG_HOME="$home" "$node_home/bin/node" "$server_home/out/node/entry.js" --version
  touch "$home/.ready"
}

if [ ! -e "$home/.ready" ]; then
  mkdir -p "$cache"
  # Of two runs at once the second waits, and then finds it ready.
  exec 9>"$cache/lock"
  flock 9
  # A process of its own: inside `||` or `if`, bash would ignore set -e.
  [ -e "$home/.ready" ] || { (install_code_server) >&2; }
  exec 9>&-
fi
printf 'NODE=%s\nCODE_SERVER=%s\n' "$node_home/bin/node" "$server_home/out/node/entry.js"
[ "${1:-}" != --no-browser ] || exit 0

chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$chromium" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo 'Installing Chromium (apt-get install chromium).' >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >&2
  chromium=$(command -v chromium)
fi
if [ -z "$chromium" ]; then
  echo 'No Chromium: install it (as root: apt-get install chromium), or set CHROMIUM to its path.' >&2
  exit 2
fi
printf 'CHROMIUM=%s\n' "$chromium"
