#!/usr/bin/env bash
# Make the one-folder application in dist/dyadmirror and, where dpkg-deb is there, a .deb around it.
# Usage: tools/bundle/build.sh    (VENV names the environment; .venv if not set)
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=${VENV:-.venv}

"$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bundle.txt
"$venv/bin/pyinstaller" --noconfirm --log-level ERROR --distpath dist --workpath build/bundle tools/bundle/dyadmirror.spec
"$venv/bin/python" tools/third_party.py --folder dist/dyadmirror >dist/dyadmirror/THIRD_PARTY.md
cp LICENSE PRIVACY.md dist/dyadmirror/

# The made application, not the checkout, must open the sample clip: far from here, in an empty folder.
empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
app=$PWD/dist/dyadmirror/dyadmirror
(cd "$empty" && env -u DISPLAY -u WAYLAND_DISPLAY "$app" demo --no-window | tail -n 1)
# Whatever lies beside the code, a picture as much as a scheme, must have come along.
git ls-files coder models ui | grep -Ev '\.py$|py\.typed$|^models/convert/' | while read -r file; do
  [ -e "dist/dyadmirror/_internal/$file" ] || { echo "left out of the application: $file" >&2; exit 1; }
done
echo "dist/dyadmirror: $(du -sm dist/dyadmirror | cut -f1) MB"

command -v dpkg-deb >/dev/null || exit 0
version=$("$venv/bin/python" -c 'from importlib.metadata import version; print(version("dyadmirror"))')
machine=$(dpkg --print-architecture)
root=build/deb/root
rm -rf build/deb
mkdir -p $root/DEBIAN $root/opt $root/usr/bin $root/usr/share/applications $root/usr/share/mime/packages
mkdir -p $root/usr/share/icons/hicolor/scalable/apps
cp -a dist/dyadmirror $root/opt/dyadmirror
ln -s /opt/dyadmirror/dyadmirror $root/usr/bin/dyadmirror
cp tools/bundle/dyadmirror.desktop $root/usr/share/applications/
cp tools/bundle/dyadmirror.xml $root/usr/share/mime/packages/
cp ui/window/icon.svg $root/usr/share/icons/hicolor/scalable/apps/dyadmirror.svg
cat >$root/DEBIAN/control <<CONTROL
Package: dyadmirror
Version: $version
Architecture: $machine
Maintainer: The makers of Dyad Mirror <dyadmirror@localhost>
Section: science
Priority: optional
Installed-Size: $(du -sk $root | cut -f1)
Depends: $(grep -v '^#' tools/debian-packages.txt | paste -sd, | sed 's/,/, /g')
Description: a mirror for recorded sessions of caregivers and children
 Plays recorded clips, lets models on this computer propose what happened, and
 has a human confirm each proposal. Footage and codes stay on the device.
CONTROL
dpkg-deb --root-owner-group -Zxz -z1 --build $root "dist/dyadmirror_${version}_${machine}.deb" >/dev/null
echo "dist/dyadmirror_${version}_${machine}.deb: $(du -sm "dist/dyadmirror_${version}_${machine}.deb" | cut -f1) MB"
