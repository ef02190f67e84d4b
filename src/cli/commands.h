/* The commands: each reads its arguments and files, has them judged, and prints what came of it. */
#ifndef MAILAUTH_CLI_COMMANDS_H
#define MAILAUTH_CLI_COMMANDS_H

#include "cli/options.h"

/* Runs the command of the options; returns how it ended. */
enum exit_status commands_run(struct options *options);

enum exit_status command_check(struct options *options);
enum exit_status command_zone(struct options *options);
enum exit_status command_record(struct options *options);
enum exit_status command_diff(struct options *options);
enum exit_status command_bounce(struct options *options);
enum exit_status command_message(struct options *options);
enum exit_status command_spf(struct options *options);
enum exit_status command_merge(struct options *options);
enum exit_status command_rules(struct options *options);
enum exit_status command_explain(struct options *options);
enum exit_status command_show_config(struct options *options);
enum exit_status command_completion(struct options *options);

#endif
