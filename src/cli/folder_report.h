/* What is said of a folder of zone files. */
#ifndef MAILAUTH_CLI_FOLDER_REPORT_H
#define MAILAUTH_CLI_FOLDER_REPORT_H

#include "cli/options.h"
#include "input/folder.h"

/*
 * Says on standard error what could not be read, which files with names of zones are passed over, and with -v everything. False
 * when there is no zone to judge, unless the folder may be empty and holds nothing that looks like a zone.
 */
bool folder_report(struct options *options, const struct folder *folder, bool may_be_empty);

#endif
