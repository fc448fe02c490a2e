#!/usr/bin/env bash
# The real window on a screen of its own: opens the sample, drags a school with the mouse, saves, closes.
# Installs what it needs where apt is at hand; pictures are kept in .artefacts/window.
set -euo pipefail
cd "$(dirname "$0")/../.."

needed=(Xvfb xdotool import openbox)
for tool in "${needed[@]}"; do
    if ! command -v "$tool" >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            xvfb libgl1 libgl1-mesa-dri libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 \
            xdotool imagemagick openbox >/dev/null
        break
    fi
done

cargo build
exec python3 tests/window/drive.py "$(cargo metadata --no-deps --format-version 1 |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')/debug/xuequ"
