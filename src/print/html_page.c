/* The page's head: one style sheet for screens of any width, both colour schemes and A4; no script, nothing to fetch. */
#include "print/html_page.h"

#include <time.h>

const char html_page_head[] =
	"<!DOCTYPE html>\n"
	"<html lang=en>\n"
	"<head>\n"
	"<meta charset=utf-8>\n"
	"<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src "
	"'unsafe-inline'\">\n"
	"<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
	"<meta name=color-scheme content=\"light dark\">\n"
	"<meta name=referrer content=no-referrer>\n"
	"<title>";

const char html_page_style[] =
	"</title>\n"
	"<style>\n"
	":root { color-scheme: light dark; --ground: #fff; --text: #1d2329; --soft: #5b6570; --line: "
	"#d5dae0;\n"
	"  --panel: #f5f7f9; --error: #b3261e; --warning: #8a5a00; --info: #2f5da8; --good: #1f7a3d;\n"
	"  --mark: #ffd9d5; --link: #1f5fbf; }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"  :root { --ground: #14181c; --text: #e4e8ec; --soft: #9aa5b1; --line: #343c45; --panel: #1d2329;\n"
	"    --error: #ff8a80; --warning: #f0b95b; --info: #8ab4f8; --good: #76c893; --mark: #7a2620;\n"
	"    --link: #8ab4f8; }\n"
	"}\n"
	"* { box-sizing: border-box; }\n"
	"body { margin: 0; background: var(--ground); color: var(--text);\n"
	"  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }\n"
	"main { max-width: 60rem; margin: 0 auto; padding: 1rem; }\n"
	"a { color: var(--link); }\n"
	"h1, h2, h3, h4 { line-height: 1.25; }\n"
	"h1 { font-size: 1.625rem; margin: .5rem 0 1rem; }\n"
	"h2 { border-top: 2px solid var(--line); padding-top: 1rem; margin-top: 2rem; font-size: 1.375rem; "
	"}\n"
	"h3 { margin: 1.75rem 0 .75rem; font-size: 1.125rem; }\n"
	"h4 { margin: 0; font-size: 1rem; }\n"
	"p { margin: 0; }\n"
	"dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1rem; margin: "
	".5rem 0; }\n"
	"dt { color: var(--soft); }\n"
	"dd { margin: 0; min-width: 0; }\n"
	"pre, code { font-family: ui-monospace, monospace; font-size: .875rem; }\n"
	"pre { background: var(--panel); border: 1px solid var(--line); border-radius: .25rem;\n"
	"  padding: .375rem .625rem; margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }\n"
	"pre.fix { border-left: .25rem solid var(--good); }\n"
	"mark { background: var(--mark); color: inherit; text-decoration: underline wavy var(--error); }\n"
	".verdict { border-left: .375rem solid var(--good); background: var(--panel); padding: .625rem "
	".875rem;\n"
	"  margin: .75rem 0; font-weight: 600; }\n"
	".verdict small { display: block; font-weight: normal; font-size: .875rem; color: var(--soft); }\n"
	".verdict.error { border-color: var(--error); }\n"
	".verdict.warning, .verdict.unknown { border-color: var(--warning); }\n"
	"nav ul { margin: 0; padding-left: 1.25rem; }\n"
	"nav h2, nav h3 { margin-top: 1.25rem; border: 0; padding: 0; font-size: 1.125rem; }\n"
	"article, .remedy { border-left: .25rem solid var(--line); padding: .125rem 0 .125rem .875rem; margin: "
	"1.25rem 0; }\n"
	"article.error { border-color: var(--error); }\n"
	"article.warning { border-color: var(--warning); }\n"
	"article.info { border-color: var(--info); }\n"
	".remedy { border-color: var(--good); }\n"
	".error b { color: var(--error); }\n"
	".warning b { color: var(--warning); }\n"
	".info b { color: var(--info); }\n"
	".see, .remark, .why-cell, footer { color: var(--soft); font-size: .875rem; }\n"
	"meter { width: 10rem; height: 1rem; vertical-align: middle; }\n"
	".tree ul { list-style: none; margin: 0; padding-left: 1rem; border-left: 1px solid var(--line); }\n"
	".tree > ul { padding-left: .75rem; }\n"
	".tree code { overflow-wrap: anywhere; }\n"
	"table { border-collapse: collapse; width: 100%; font-size: .9375rem; }\n"
	"td, th { text-align: left; vertical-align: top; padding: .375rem .75rem .375rem 0;\n"
	"  border-bottom: 1px solid var(--line); font-weight: normal; }\n"
	"thead th { color: var(--soft); }\n"
	"th small, td small { display: block; font-weight: normal; }\n"
	"td.met { color: var(--good); }\n"
	"td.not-met { color: var(--error); }\n"
	"td.unknown { color: var(--warning); }\n"
	"td.number { text-align: right; }\n"
	"footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem; }\n";

const char html_page_media[] =
	"@media screen and (max-width: 40rem) {\n"
	"  body { font-size: 15px; }\n"
	"  main { padding: .75rem; }\n"
	"  article dl, .remedy dl { grid-template-columns: minmax(0, 1fr); gap: 0; }\n"
	"  article dt, .remedy dt { margin-top: .375rem; font-size: .8125rem; }\n"
	"  thead { display: none; }\n"
	"  tr { display: flex; flex-wrap: wrap; gap: 0 1rem; border-bottom: 1px solid var(--line); padding: "
	".375rem 0; }\n"
	"  td, th { border: 0; padding: 0; }\n"
	"  tbody th { flex: 1 0 100%; font-weight: 600; }\n"
	"  td.number { text-align: left; }\n"
	"  td::before { content: attr(data-label) \" \"; color: var(--soft); }\n"
	"}\n"
	"@page { size: A4; margin: 18mm 16mm; }\n"
	"@media print {\n"
	"  :root { color-scheme: light; --ground: #fff; --text: #000; --panel: #fff; --soft: #444; --line: "
	"#aaa;\n"
	"    --error: #b3261e; --warning: #8a5a00; --info: #2f5da8; --good: #1f7a3d; --mark: #ddd; --link: "
	"#000; }\n"
	"  body { font-size: 10.5pt; }\n"
	"  main { max-width: none; padding: 0; }\n"
	"  h1, h2, h3, h4 { break-after: avoid; }\n"
	"  article, .remedy, pre, tr, .verdict { break-inside: avoid; }\n"
	"  section.domain + section.domain { break-before: page; }\n"
	"  section.domain + section.domain h2 { border: 0; margin-top: 0; padding-top: 0; }\n"
	"  p, dd { orphans: 3; widows: 3; }\n"
	"}\n"
	"</style>\n"
	"</head>\n"
	"<body>\n"
	"<main>\n";

const char *html_page_time(struct arena *arena, uint32_t seconds)
{
	static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December" };
	time_t time = (time_t)seconds;
	struct tm date;

	if (!gmtime_r(&time, &date))
		return "";
	return arena_printf(arena, "%d %s %d, %02d:%02d UTC", date.tm_mday, months[date.tm_mon],
		date.tm_year + 1900, date.tm_hour, date.tm_min);
}
