#!/bin/sh
# Renders the demo's pictures again. Needs POV-Ray 3.7, ImageMagick and cjpeg
# (Debian: povray povray-includes imagemagick libjpeg-turbo-progs).
#   ./render.sh            all of them (about an hour on two cores)
#   ./render.sh bag-2 mug-1
set -eu
cd "$(dirname "$0")"
out=../pictures
width=${WIDTH:-2400} # a smaller value is quicker: a draft, enlarged to 2,400
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
if [ $# -eq 0 ]; then
  set -- bag-1 bag-2 bag-3 wallet-1 wallet-2 watch-1 watch-2 mug-1 mug-2 lamp-1 lamp-2 \
    speaker-1 speaker-2 notebook-1 notebook-2 stool-1 stool-2
fi
for name in "$@"; do
  scene=${name%-*}
  shot=${name##*-}
  nice -n 19 povray "+I$scene.pov" "+O$tmp/$name.png" +FN8 "+W$width" "+H$((width * 3 / 4))" +A0.4 +AM1 +R2 -D \
    "Declare=Shot=$shot" >"$tmp/log" 2>&1 || { tail -n 20 "$tmp/log"; exit 1; }
  grep -a '^UV ' "$tmp/log" || true
  # the best quality from 84 downwards that fits the size limit
  for q in 84 82 80 77 74 70 66; do
    convert-im6.q16 "$tmp/$name.png" -filter Lanczos -resize 2400x1800 ppm:- | cjpeg -quality "$q" -optimize -progressive >"$out/$name.jpg"
    [ "$(wc -c <"$out/$name.jpg")" -gt 350000 ] || break
  done
  for q in 82 78 74 70 65; do
    convert-im6.q16 "$tmp/$name.png" -filter Lanczos -resize 640x480 ppm:- |
      cjpeg -quality "$q" -optimize -progressive >"$out/$name-640.jpg"
    [ "$(wc -c <"$out/$name-640.jpg")" -gt 60000 ] || break
  done
  wc -c "$out/$name.jpg" "$out/$name-640.jpg" | head -n 2
done
