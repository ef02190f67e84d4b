#!/bin/sh
# The manual page of the rules is made from their rows; this fails when it is older than they are.
set -eu
"$1" rules --format mdoc | diff -u "$2/man/mailauth-check-rules.7" - || {
	echo "man/mailauth-check-rules.7 is out of date: mailauth-check rules --format mdoc > man/mailauth-check-rules.7"
	exit 1
}
