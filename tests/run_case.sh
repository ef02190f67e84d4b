#!/bin/sh
# Runs golden cases: tests/cases/FAMILY/DEFECT/{args,stdout,stderr,exit} and whatever files the arguments name.
#   run_case.sh PROGRAM CASE...             compares
#   run_case.sh --update PROGRAM CASE...    rewrites what is expected; read the difference before you commit it
# A file "lines" beside them says how early a reader must see something: each line is a number, a tab, and a text that one of that
# many first lines of stdout has in it. An update never changes it, and checks it too.
set -u
update=
[ "$1" = --update ] && { update=1; shift; }
program=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 # what is expected is UTF-8
unset NO_COLOR FORCE_COLOR CLICOLOR_FORCE COLUMNS SOURCE_DATE_EPOCH
failed=0
tab=$(printf '\t')

# check_lines FILE: holds $work/stdout to a file "lines".
check_lines() {
	while IFS=$tab read -r number text || [ -n "$number" ]; do
		case $number in '' | *[!0-9]*) text= ;; esac
		if [ -z "$text" ]; then
			echo "$case/$1: each line is a number, a tab and a text"
			failed=1
		elif ! head -n "$number" "$work/stdout" | grep -qF -e "$text"; then
			echo "$case: not within the first $number lines: $text"
			grep -nF -e "$text" "$work/stdout" | sed 's/^/    line /'
			failed=1
		fi
	done < "$1"
}

for case in "$@"; do
	cd "$case" || exit 1
	input=/dev/null
	[ -f stdin ] && input=stdin
	# args holds one argument a line.
	set --
	while IFS= read -r argument || [ -n "$argument" ]; do set -- "$@" "$argument"; done < args
	"$program" "$@" < "$input" > "$work/stdout" 2> "$work/said"
	echo $? > "$work/exit"
	grep -v '^mailauth-check: sandbox: ' "$work/said" > "$work/stderr" # what the kernel of this machine lacks
	[ ! -f lines ] || check_lines lines
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
