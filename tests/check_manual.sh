#!/bin/sh
# The manual pages of the rules are made from their rows; this fails when they are older, or a page is left over.
# usage: check_manual.sh PROGRAM SOURCE_FOLDER
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/man"
"$2/tests/write_manuals.sh" "$1" "$work"
for page in "$2"/man/mailauth-check-rules*.7; do
	[ -e "$work/man/${page##*/}" ] || { echo "man/${page##*/} is about no topic"; exit 1; }
done
diff -ru "$2/man" "$work/man" | grep -v '^Only in' && {
	echo "pages of the rules are out of date: tests/write_manuals.sh PROGRAM FOLDER"
	exit 1
}
exit 0
