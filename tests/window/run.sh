#!/usr/bin/env bash
# The real window on a display of its own: opens the sample county, drags a school, saves the plan, closes; then a
# planner's whole morning.
# Installs by apt what is missing. Pictures and the trace stay in .artefacts/window/.
set -euo pipefail
cd "$(dirname "$0")/../.."

missing=()
need() { command -v "$1" >/dev/null || missing+=("${@:2}"); }
need Xvfb xvfb
need xdotool xdotool
need openbox openbox
need import imagemagick
need python3 python3-minimal
has() { ldconfig -p | grep -q "$1"; }
has libGL.so.1 || missing+=(libgl1)
has libX11-xcb.so.1 || missing+=(libx11-6 libx11-xcb1)
has libXcursor.so.1 || missing+=(libxcursor1)
has libXi.so.6 || missing+=(libxi6)
has libxkbcommon-x11.so.0 || missing+=(libxkbcommon-x11-0)
ls /usr/lib/*/dri/swrast_dri.so >/dev/null 2>&1 || missing+=(libgl1-mesa-dri)
if ((${#missing[@]})); then
    root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
    root apt-get update -qq
    root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

cargo build
program=${XUEQU_BIN:-${CARGO_TARGET_DIR:-target}/debug/xuequ}
python3 tests/window/drive.py "$program"
exec python3 tests/window/morning.py "$program"
