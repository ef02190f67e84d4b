/* Prints the rows of all rules with their examples, whole, as JSON: what the measure of the advice makes its zones of. */
#include "check/rule.h"
#include "rules/registry.h"

#include <stdio.h>

static void print_text(const char *text)
{
	putchar('"');
	for (; text && *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte == '"' || byte == '\\')
			printf("\\%c", byte);
		else if (byte < ' ' || byte > '~')
			printf("\\u%04x", byte);
		else
			putchar(byte);
	}
	putchar('"');
}

int main(void)
{
	for (size_t i = 0; i < rules_count(); i++) {
		const struct rule *rule = rules_at(i);

		printf("%s{\"id\": \"%s\", \"severity\": \"%s\", \"bad\": ", i ? ",\n" : "[\n", rule->id,
			severity_text(rule->severity));
		print_text(rule->bad);
		fputs(", \"good\": ", stdout);
		print_text(rule->good);
		putchar('}');
	}
	puts("\n]");
	return 0;
}
