#!/bin/sh
# Each folder is a floor and includes only floors below it: an include of a floor above is an error.
# Few files touch the libraries. src/README.md names every floor, in this order, and only files and functions that exist.
set -eu
cd "$1"
floors="base confine text dns input mail bounce tags spf dkim arc dmarc tls check message rules judge print api cli fetch"
failed=0

below=""
for floor in $floors; do
	below="$below $floor"
	for file in $(find "src/$floor" -name "*.[ch]" -o -name "*.def"); do
		for used in $(sed -nE 's/^#include "([a-z]+)\/.*"/\1/p' "$file" | sort -u); do
			case " $below " in
			*" $used "*) ;;
			*)
				echo "$file: $floor includes $used, which is a floor above it"
				failed=1
				;;
			esac
		done
	done
done

# The program and the library stand beside each other.
if grep -nE '^#include "api/' -r src/cli; then
	echo "src/cli: the program uses nothing of the library's own floor"
	failed=1
fi

# Nor does the program that fetches policies use more than it needs.
if grep -nE '^#include "' -r src/fetch | grep -vE '"(fetch|base|confine|dns|tls)/'; then
	echo "src/fetch: it is a program of its own"
	failed=1
fi

only() {
	for file in $(grep -lE "^#include [<\"]$1" -r src include || true); do
		case " $2 " in
		*" $file "*) ;;
		*)
			echo "$file: only $2 may include $1"
			failed=1
			;;
		esac
	done
}
only 'mailauth\.h' src/api/api.h
only 'ares\.h' 'src/dns/channel.c src/cli/libraries.c'
only 'openssl/' 'src/dkim/openssl.c src/dkim/public_key.c src/dkim/digest.c src/dns/dnssec.c src/cli/libraries.c'
only 'idn2\.h' src/dns/name.c
only 'unictype' src/dns/name_scripts.c
only 'curl/' src/fetch/transfers.c
only 'ini\.h' src/cli/config_file.c
only 'libpsl\.h' src/dmarc/suffix_list.c

# The page for newcomers.
page=src/README.md
if [ "$(sed -n 's/^| `\([a-z]*\)` .*/\1/p' $page | tr '\n' ' ')" != "$floors " ]; then
	echo "$page: its table must name the floors, from the lowest to the highest: $floors"
	failed=1
fi
for name in $(grep -oE '`[A-Za-z_./-]+/[A-Za-z_.-]*`' $page | tr -d '`' | sort -u); do
	[ -e "$name" ] || [ -e "src/$name" ] || {
		echo "$page: there is no $name"
		failed=1
	}
done
for name in $(grep -oE '`[a-z_]+\(\)`' $page | tr -d '`()' | sort -u); do
	grep -rqE "\b$name\(" --include='*.h' src || [ "$name" = check_host ] || {
		echo "$page: there is no function $name()"
		failed=1
	}
done
exit $failed
