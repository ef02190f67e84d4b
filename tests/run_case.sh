#!/bin/sh
# Runs golden cases: tests/cases/FAMILY/DEFECT/{args,stdout,stderr,exit} and whatever files the arguments name.
#   run_case.sh PROGRAM CASE...             compares
#   run_case.sh --update PROGRAM CASE...    rewrites what is expected; read the difference before you commit it
set -u
update=
[ "$1" = --update ] && { update=1; shift; }
program=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset NO_COLOR FORCE_COLOR CLICOLOR_FORCE COLUMNS SOURCE_DATE_EPOCH
failed=0

for case in "$@"; do
	cd "$case" || exit 1
	input=/dev/null
	[ -f stdin ] && input=stdin
	# args holds one argument a line.
	set --
	while IFS= read -r argument || [ -n "$argument" ]; do set -- "$@" "$argument"; done < args
	"$program" "$@" < "$input" > "$work/stdout" 2> "$work/stderr"
	echo $? > "$work/exit"
	for part in stdout stderr exit; do
		if [ -n "$update" ]; then
			if [ -s "$work/$part" ]; then cp "$work/$part" "$part"; else rm -f "$part"; fi
			continue
		fi
		expected=$part
		[ -f "$part" ] || expected=/dev/null
		diff -u "$expected" "$work/$part" || { echo "$case: $part differs"; failed=1; }
	done
done
exit $failed
