/* Remedies for people: one line a change, as a zone file or a web panel wants it. */
#ifndef MAILAUTH_PRINT_REMEDIES_H
#define MAILAUTH_PRINT_REMEDIES_H

#include "judge/remedy.h"
#include "print/printer.h"

/*
 * The record of a remedy as a line of a zone file: the one to publish, or the one to delete. Strings are quoted and cut at 255
 * octets. Without the owner for a record that has no name. Owned by the arena.
 */
const char *remedy_zone_line(struct arena *arena, const struct remedy *remedy);

/* "Publish: ..." or "Delete: ..." for what cures a finding, "; " between several; NULL when nothing is offered. Owned by the arena. */
const char *remedy_sentence(struct arena *arena, const struct finding *finding);

/* As an array of JSON; empty for NULL. */
void write_remedies(struct json *json, const struct remedies *remedies);

/* The record of a remedy and the end of its line; over several lines on a narrow terminal, or as the fields of a web panel. */
void print_remedy_record(struct print *print, const struct report *report, const struct remedy *remedy);

/* The block "To publish" of a report; nothing without remedies. */
void print_remedies(struct print *print, const struct report *report);

/* The same for changes that are offered for a reason of their own, which the title tells. There is at least one. */
void print_remedies_titled(
	struct print *print, const struct report *report, const struct remedies *remedies, const char *title);

#endif
