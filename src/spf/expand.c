/* What the macros expand to in an evaluation (RFC 7208 section 7.2). */
#include "spf/evaluate.h"

#include <string.h>

/* %{i}: an IPv6 address in dotted nibbles. */
static const char *dotted_address(struct arena *arena, const struct dns_address *ip)
{
	static const char digits[] = "0123456789abcdef";
	char *text;

	if (!ip->is_ip6)
		return dns_address_text(arena, ip);
	text = arena_take(arena, 64);
	for (size_t i = 0; i < 16; i++) {
		text[i * 4] = digits[ip->bytes[i] >> 4];
		text[i * 4 + 1] = '.';
		text[i * 4 + 2] = digits[ip->bytes[i] & 15];
		text[i * 4 + 3] = i < 15 ? '.' : 0;
	}
	return text;
}

/* postmaster@DOMAIN, whatever bytes the domain has. */
static struct slice as_postmaster(struct arena *arena, struct slice domain)
{
	static const char prefix[] = "postmaster@";
	size_t length = sizeof prefix - 1;
	uint8_t *text = arena_take(arena, length + domain.len + 1);

	memcpy(text, prefix, length);
	if (domain.len)
		memcpy(text + length, domain.at, domain.len);
	return (struct slice){ text, length + domain.len };
}

/* %{s}, %{l} and %{o}: a sender without a local-part is postmaster's (section 4.3). */
static void set_sender(struct evaluator *e)
{
	struct slice sender = e->request->sender, local = { 0 };
	size_t at = sender.len;

	while (at && sender.at[at - 1] != '@')
		at--;
	if (at > 1) {
		local = slice_part(sender, 0, at - 1);
	} else {
		sender = as_postmaster(e->arena, slice_part(sender, at, sender.len));
		local = slice_of("postmaster");
		at = local.len + 1;
	}
	e->values.of['s' - 'a'] = sender;
	e->values.of['l' - 'a'] = local;
	e->values.of['o' - 'a'] = slice_part(sender, at, sender.len);
}

/* Most records have no macro: the values are made when the first one needs them. */
static void set_values(struct evaluator *e)
{
	if (e->has_values)
		return;
	e->has_values = true;
	set_sender(e);
	e->values.of['i' - 'a'] = slice_of(dotted_address(e->arena, &e->ip));
	e->values.of['c' - 'a'] = slice_of(dns_address_text(e->arena, &e->ip));
	e->values.of['v' - 'a'] = slice_of(e->ip.is_ip6 ? "ip6" : "in-addr");
	e->values.of['h' - 'a'] = e->request->helo;
	e->values.of['r' - 'a'] = e->request->receiver.len ? e->request->receiver : slice_of("unknown");
	e->values.of['t' - 'a'] =
		slice_of(arena_printf(e->arena, "%llu", (unsigned long long)e->request->now));
}

bool evaluator_uses(const struct spf_term *term, char letter)
{
	return term->macros >> (letter - 'a') & 1;
}

bool evaluator_is_hopeless(const struct evaluator *e, const struct spf_term *term)
{
	struct slice local = e->values.of['l' - 'a'];

	if (!evaluator_uses(term, 's') && !evaluator_uses(term, 'l'))
		return false;
	for (size_t i = 0; i < local.len; i++)
		if (local.at[i] >= 0x80)
			return true;
	return false;
}

void evaluator_set_values(struct evaluator *e, const struct spf_visit *visit, uint32_t macros)
{
	set_values(e);
	e->values.of['d' - 'a'] = visit->domain;
	if (macros >> ('p' - 'a') & 1)
		e->values.of['p' - 'a'] = evaluator_validated_name(e, &visit->name);
}

void evaluator_expand_target(struct evaluator *e, const struct spf_visit *visit, struct spf_step *step)
{
	const struct spf_term *term = step->term;
	struct slice spec = slice_span(visit->record->text, term->domain);

	if (!term->macros && slice_find(spec, '%', 0) < 0) {
		step->target = spf_expand_domain(e->arena, spec, &e->values);
		return;
	}
	evaluator_set_values(e, visit, term->macros);
	step->target = spf_expand_domain(e->arena, spec, &e->values);
}
