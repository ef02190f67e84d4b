#!/bin/sh
# Writes the pages of the manual that are made from the rows of the rules: write_manuals.sh PROGRAM FOLDER, which holds man/.
set -eu
"$1" rules --format mdoc > "$2/man/mailauth-check-rules.7"
for topic in $(sed -n 's/^\.It Xr mailauth-check-rules-\([a-z]*\) 7$/\1/p' "$2/man/mailauth-check-rules.7"); do
	"$1" rules --format mdoc "$topic" > "$2/man/mailauth-check-rules-$topic.7"
done
