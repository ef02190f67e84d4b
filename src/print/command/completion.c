/*
 * What bash, zsh and fish need to complete the command line, made from the rows of commands and options. The ids of rules are
 * asked of the program when they are wanted.
 */
#include "print/command/usage.h"

#include <stdio.h>
#include <string.h>

#define RULE_IDS "mailauth-check rules --color never 2>/dev/null | sed -n 's/^  \\([a-z0-9-]*\\) .*/\\1/p'"

static bool is(const char *kind, const char *name)
{
	return kind && strcmp(kind, name) == 0;
}

static void add_command_names(struct bytes *out, const struct usage *usage, const char *between)
{
	for (size_t c = 0; c < usage->command_count; c++)
		bytes_printf(out, "%s%s", c ? between : "", usage->commands[c].name);
}

static void add_option_name(struct bytes *out, const struct usage_option *option, const char *between)
{
	bytes_printf(out, "--%s%s", option->name, between);
	if (option->letter)
		bytes_printf(out, "-%c%s", option->letter, between);
}

/* Text within the single quotes of a shell; `special` are characters that want a backslash there. */
static void add_quoted(struct bytes *out, const char *text, const char *special, const char *quote)
{
	for (; *text; text++) {
		if (*text == '\'')
			bytes_add_text(out, quote);
		else
			bytes_printf(out, "%s%c", strchr(special, *text) ? "\\" : "", *text);
	}
}

/* bash: the options of one value kind, as a pattern of `case`; false when there are none. */
static bool add_pattern(
	struct bytes *out, const struct usage *usage, bool (*belongs)(const struct usage_option *option))
{
	bool any = false;

	for (size_t i = 0; i < usage->option_count; i++) {
		if (!belongs(&usage->options[i]))
			continue;
		bytes_printf(out, "%s--%s", any ? "|" : "\t", usage->options[i].name);
		any = true;
	}
	return any;
}

static bool takes_value(const struct usage_option *option)
{
	return option->value != NULL;
}

static bool takes_file(const struct usage_option *option)
{
	return is(option->value, "FILE") || is(option->value, "DIR");
}

static bool takes_rules(const struct usage_option *option)
{
	return is(option->value, "RULES");
}

static bool takes_format(const struct usage_option *option)
{
	return is(option->value, "FORMAT");
}

/* A value that nobody can guess. */
static bool takes_any(const struct usage_option *option)
{
	return option->value && !option->words && !takes_file(option) && !takes_rules(option) &&
	       !takes_format(option);
}

static void add_bash_operands(struct bytes *out, const struct usage *usage)
{
	bytes_add_text(out, "\tcase $command in\n\thelp) COMPREPLY=($(compgen -W \"");
	add_command_names(out, usage, " ");
	bytes_add_text(out, "\" -- \"$current\")) ;;\n");
	for (size_t c = 0; c < usage->command_count; c++) {
		const char *operands = usage->commands[c].operands;

		if (operands)
			bytes_printf(out, "\t%s) ", usage->commands[c].name);
		if (is(operands, "FILE"))
			bytes_add_text(out, "_mailauth_check_files \"$current\" ;;\n");
		else if (is(operands, "RULES"))
			bytes_add_text(
				out, "COMPREPLY=($(compgen -W \"$(" RULE_IDS ")\" -- \"$current\")) ;;\n");
		else if (operands)
			bytes_printf(out, "COMPREPLY=($(compgen -W \"%s\" -- \"$current\")) ;;\n", operands);
	}
	bytes_add_text(out, "\tesac\n");
}

/* bash: the formats of each command. */
static void add_bash_formats(struct bytes *out, const struct usage *usage)
{
	struct arena scratch = { 0 };

	bytes_add_text(out, ") case $command in\n");
	for (size_t c = 0; c < usage->command_count; c++)
		if (usage->commands[c].document)
			bytes_printf(out, "\t\t%s) COMPREPLY=($(compgen -W \"%s\" -- \"$current\")) ;;\n",
				usage->commands[c].name, format_names(&scratch, usage->commands[c].document));
	bytes_add_text(out, "\t\tesac; return ;;\n");
	arena_release(&scratch);
}

static void add_bash_values(struct bytes *out, const struct usage *usage)
{
	bytes_add_text(out, "\tcase $previous in\n");
	for (size_t i = 0; i < usage->option_count; i++)
		if (usage->options[i].words)
			bytes_printf(out,
				"\t--%s) COMPREPLY=($(compgen -W \"%s\" -- \"$current\")); return ;;\n",
				usage->options[i].name, usage->options[i].words);
	if (add_pattern(out, usage, takes_format))
		add_bash_formats(out, usage);
	if (add_pattern(out, usage, takes_file))
		bytes_add_text(out, ") _mailauth_check_files \"$current\"; return ;;\n");
	if (add_pattern(out, usage, takes_rules))
		bytes_add_text(out, ") # the last of a list with commas\n\t\tbefore=; [[ $current == *,* ]] "
				    "&& before=${current%,*},\n"
				    "\t\tCOMPREPLY=($(compgen -P \"$before\" -W \"$(" RULE_IDS
				    ")\" -- \"${current##*,}\")); return ;;\n");
	if (add_pattern(out, usage, takes_any))
		bytes_add_text(out, ") return ;;\n");
	bytes_add_text(out, "\tesac\n");
}

static void add_bash(struct bytes *out, const struct usage *usage)
{
	bytes_add_text(out,
		"# bash completion for mailauth-check\n\n_mailauth_check_files()\n{\n\tlocal IFS=$'\\n'\n"
		"\tcompopt -o filenames 2>/dev/null\n\tCOMPREPLY=($(compgen -f -- \"$1\"))\n}\n\n"
		"_mailauth_check()\n{\n"
		"\tlocal current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} before\n"
		"\tlocal command=check named= i\n\n\tCOMPREPLY=()\n"
		"\t# \"=\" is a word of its own here.\n"
		"\tif [[ $current == = ]]; then current=\n"
		"\telif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
		"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n\t\tcase ${COMP_WORDS[i]} in\n\t");
	if (add_pattern(out, usage, takes_value))
		bytes_add_text(out, ") ((i++)); [[ ${COMP_WORDS[i]} == = ]] && ((i++)) ;;\n");
	bytes_add_text(out, "\t\t-*) ;;\n\t\thelp) named=1 command=help; break ;;\n\t\t");
	add_command_names(out, usage, "|");
	bytes_add_text(out,
		") named=1 command=${COMP_WORDS[i]}; break ;;\n\t\t*) named=1; break ;;\n\t\tesac\n\tdone\n");
	add_bash_values(out, usage);
	bytes_add_text(out, "\tif [[ $current == -* ]]; then\n\t\tcase $command in\n");
	for (size_t c = 0; c < usage->command_count; c++) {
		bytes_printf(out, "\t\t%s) COMPREPLY=($(compgen -W \"", usage->commands[c].name);
		for (size_t i = 0; i < usage->option_count; i++)
			if (usage->options[i].commands & usage->commands[c].bit)
				add_option_name(out, &usage->options[i], " ");
		bytes_add_text(out, "--help -h --version -V\" -- \"$current\")) ;;\n");
	}
	bytes_add_text(
		out, "\t\tesac\n\t\treturn\n\tfi\n\tif [[ ! $named ]]; then\n\t\tCOMPREPLY=($(compgen -W \"");
	add_command_names(out, usage, " ");
	bytes_add_text(out, " help\" -- \"$current\"))\n\t\treturn\n\tfi\n");
	add_bash_operands(out, usage);
	bytes_add_text(out, "}\n\ncomplete -F _mailauth_check mailauth-check\n");
}

/* The values that an option has with a command; NULL when there are more than can be listed. */
static const char *words_of(
	struct arena *arena, const struct usage_option *option, const struct usage_command *command)
{
	return takes_format(option) ? format_names(arena, command->document) : option->words;
}

/* zsh: what follows an option or stands as operand, as an action of _arguments. */
static void add_zsh_action(struct bytes *out, const char *kind, const char *words)
{
	if (words)
		bytes_printf(out, "(%s)", words);
	else if (is(kind, "FILE"))
		bytes_add_text(out, "_files");
	else if (is(kind, "RULES"))
		bytes_add_text(out, "_mailauth_check_rules");
}

/* One specification of _arguments; `name` is the option with its dashes. */
static void add_zsh_option(struct bytes *out, const char *name, const struct usage_option *option,
	const struct usage_command *command)
{
	struct arena scratch = { 0 };

	bytes_printf(out, "\t\t'*%s%s[", name, option->value ? "=" : "");
	add_quoted(out, option->help, "[]\\", "'\\''");
	bytes_add_byte(out, ']');
	if (option->value) {
		bytes_add_byte(out, ':');
		add_quoted(out, option->value, ":[]\\", "'\\''");
		bytes_add_byte(out, ':');
		add_zsh_action(out, option->value, words_of(&scratch, option, command));
	}
	bytes_add_text(out, "'\n");
	arena_release(&scratch);
}

static void add_zsh_command(struct bytes *out, const struct usage *usage, const struct usage_command *command)
{
	bytes_printf(out, "\t%s) specifications=(\n", command->name);
	for (size_t i = 0; i < usage->option_count; i++) {
		const struct usage_option *option = &usage->options[i];
		char name[32];

		if (!(option->commands & command->bit))
			continue;
		snprintf(name, sizeof name, "--%s", option->name);
		add_zsh_option(out, name, option, command);
		if (option->letter)
			add_zsh_option(out, (char[]){ '-', option->letter, 0 }, option, command);
	}
	bytes_printf(
		out, "\t\t{-h,--help}'[%s]' {-V,--version}'[%s]'\n", "show the options", "show the version");
	if (command->operands) {
		bool kind = is(command->operands, "FILE") || is(command->operands, "RULES");

		bytes_add_text(out, "\t\t'*:operand:");
		add_zsh_action(out, command->operands, kind ? NULL : command->operands);
		bytes_add_text(out, "'\n");
	}
	bytes_add_text(out, "\t) ;;\n");
}

static void add_zsh(struct bytes *out, const struct usage *usage)
{
	bytes_add_text(out,
		"#compdef mailauth-check\n\n_mailauth_check_rules()\n{\n\tlocal -a ids\n\tids=(${(f)\"$(" RULE_IDS
		")\"})\n\t_values -s , rule $ids\n}\n\n_mailauth_check()\n{\n"
		"\tlocal -a specifications commands\n\tlocal command=check at=0 i\n\tcommands=(\n");
	for (size_t c = 0; c < usage->command_count; c++) {
		bytes_printf(out, "\t\t'%s:", usage->commands[c].name);
		add_quoted(out, usage->commands[c].summary, ":\\", "'\\''");
		bytes_add_text(out, "'\n");
	}
	bytes_add_text(out,
		"\t\t'help:the options of a command'\n\t)\n\tfor ((i = 2; i < CURRENT; i++)); do\n\t\tcase $words[i] in\n\t");
	if (add_pattern(out, usage, takes_value))
		bytes_add_text(out, ") ((i++)) ;;\n");
	bytes_add_text(out, "\t\t-*) ;;\n\t\thelp) at=-2; break ;;\n\t\t");
	add_command_names(out, usage, "|");
	bytes_add_text(out,
		") command=$words[i] at=$i; break ;;\n\t\t*) at=-1; break ;;\n\t\tesac\n\tdone\n"
		"\tif ((at == -2)); then\n\t\t_describe command commands\n\t\treturn\n\tfi\n"
		"\tif ((at == 0)) && [[ $words[CURRENT] != -* && $words[CURRENT-1] != --* ]]; then\n"
		"\t\t_describe command commands\n\t\treturn\n\tfi\n"
		"\tif ((at > 0)); then # the rest is that of the command\n"
		"\t\twords[at]=() CURRENT=$((CURRENT - 1))\n\tfi\n\tcase $command in\n");
	for (size_t c = 0; c < usage->command_count; c++)
		add_zsh_command(out, usage, &usage->commands[c]);
	bytes_add_text(out, "\tesac\n\t_arguments -s $specifications\n}\n\n"
			    "if [[ $funcstack[1] == _mailauth_check ]]; then _mailauth_check \"$@\"\n"
			    "else compdef _mailauth_check mailauth-check; fi\n");
}

/* The rest of a line that begins with the commands that an option goes with. */
static void add_fish_option(struct bytes *out, const struct usage_option *option, const char *words)
{
	bytes_printf(out, "' -l %s", option->name);
	if (option->letter)
		bytes_printf(out, " -s %c", option->letter);
	if (words)
		bytes_printf(out, " -x -a '%s'", words);
	else if (takes_rules(option))
		bytes_add_text(out, " -x -a '(__mailauth_check_rules)'");
	else if (option->value)
		bytes_printf(out, takes_file(option) ? " -r -F" : " -x");
	bytes_add_text(out, " -d '");
	add_quoted(out, option->help, "\\", "\\'");
	bytes_add_text(out, "'\n");
}

/* One line for all commands; or for each, when the values depend on it. */
static void add_fish_options(struct bytes *out, const struct usage *usage, const struct usage_option *option)
{
	static const char start[] = "complete -c mailauth-check -n '__mailauth_check_is";
	struct arena scratch = { 0 };

	if (!takes_format(option))
		bytes_add_text(out, start);
	for (size_t c = 0; c < usage->command_count; c++) {
		if (!(option->commands & usage->commands[c].bit))
			continue;
		bytes_printf(out, "%s %s", takes_format(option) ? start : "", usage->commands[c].name);
		if (takes_format(option))
			add_fish_option(out, option, words_of(&scratch, option, &usage->commands[c]));
	}
	if (!takes_format(option))
		add_fish_option(out, option, option->words);
	arena_release(&scratch);
}

static void add_fish(struct bytes *out, const struct usage *usage)
{
	bytes_add_text(out,
		"# fish completion for mailauth-check\n\nfunction __mailauth_check_rules\n"
		"\tmailauth-check rules --color never 2>/dev/null | string replace -rf '^  ([a-z0-9-]+) "
		"+\\S+ +(.*)' "
		"'$1\\t$2'\nend\n\n"
		"# The command that was typed, or nothing yet.\nfunction __mailauth_check_command\n"
		"\tset -l value 0\n\tfor word in (commandline -opc)[2..-1]\n"
		"\t\tif test $value = 1\n\t\t\tset value 0\n\t\t\tcontinue\n\t\tend\n"
		"\t\tswitch $word\n\t\t\tcase");
	for (size_t i = 0; i < usage->option_count; i++)
		if (usage->options[i].value)
			bytes_printf(out, " --%s", usage->options[i].name);
	bytes_add_text(out, "\n\t\t\t\tset value 1\n\t\t\tcase '-*'\n\t\t\tcase help ");
	add_command_names(out, usage, " ");
	bytes_add_text(out,
		"\n\t\t\t\techo $word\n\t\t\t\treturn\n\t\t\tcase '*'\n\t\t\t\techo check\n\t\t\t\treturn\n"
		"\t\tend\n\tend\nend\n\n"
		"function __mailauth_check_is\n\tset -l command (__mailauth_check_command)\n"
		"\ttest -n \"$command\"; or set command check\n\tcontains -- $command $argv\nend\n\n"
		"complete -c mailauth-check -f\n"
		"complete -c mailauth-check -l help -s h -d 'show the options'\n"
		"complete -c mailauth-check -l version -s V -d 'show the version'\n"
		"complete -c mailauth-check -n 'test -z (__mailauth_check_command)' -a help -d 'the options of a "
		"command'\ncomplete -c mailauth-check -n '__mailauth_check_is help' -a '");
	add_command_names(out, usage, " ");
	bytes_add_text(out, "'\n");
	for (size_t c = 0; c < usage->command_count; c++) {
		const char *operands = usage->commands[c].operands;

		bytes_printf(out,
			"complete -c mailauth-check -n 'test -z (__mailauth_check_command)' -a %s -d '",
			usage->commands[c].name);
		add_quoted(out, usage->commands[c].summary, "\\", "\\'");
		bytes_add_text(out, "'\n");
		if (!operands)
			continue;
		bytes_printf(out, "complete -c mailauth-check -n '__mailauth_check_is %s' ",
			usage->commands[c].name);
		if (is(operands, "FILE"))
			bytes_add_text(out, "-F\n");
		else
			bytes_printf(out, "-a '%s'\n",
				is(operands, "RULES") ? "(__mailauth_check_rules)" : operands);
	}
	for (size_t i = 0; i < usage->option_count; i++)
		add_fish_options(out, usage, &usage->options[i]);
}

bool print_completion(struct bytes *out, const struct usage *usage, const char *shell)
{
	static const struct {
		const char *shell;
		void (*add)(struct bytes *out, const struct usage *usage);
	} shells[] = { { "bash", add_bash }, { "zsh", add_zsh }, { "fish", add_fish } };

	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
		if (strcmp(shell, shells[i].shell) != 0)
			continue;
		shells[i].add(out, usage);
		return true;
	}
	return false;
}
