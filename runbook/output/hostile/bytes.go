package hostile

import "strings"

func eightBit() []Case {
	return family("C1",
		"CSI", "\x9b2J", "OSC", "\x9d0;owned\x07", "DCS", "\x90$qm\x9c", "APC", "\x9fx\x9c", "PM", "\x9ex\x9c", "SOS", "\x98x\x9c", "ST", "\x9c", "IND, NEL, RI", "\x84\x85\x8d", "SS2, SS3", "\x8ex\x8fx", "DECID", "\x9a", "HTS", "\x88",
		"CSI in UTF-8", "\u009b2J", "OSC in UTF-8", "\u009d0;owned\a", "DCS in UTF-8", "\u0090$qm\u009c", "APC in UTF-8", "\u009fx\u009c", "NEL in UTF-8", "a\u0085b", "all in UTF-8", "\u0080\u0081\u0084\u0088\u008d\u008e\u008f\u0091\u0096\u0097\u0098\u009a\u009c",
		"CSI overlong", "\xc0\x9b2J", "ESC overlong", "\xc0\x9b\xe0\x80\x9b[2J", "ESC overlong of two", "\xc0\x9b]0;x\a", "ESC overlong of four", "\xf0\x80\x80\x9b[2J", "CSI after half a rune", "\xe2\x9b2J", "OSC after half a rune", "\xe2\x82\x9d0;x\a",
		"DEL", "a\x7fb", "ESC and CSI", "\x1b\x9b2J", "all of eight bits", "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xad\xff\xfe",
	)
}

func invisible() []Case {
	tags := func(s string) string {
		return strings.Map(func(r rune) rune { return 0xe0000 + r }, s)
	}
	return family("invisible",
		"RLO", "user\u202egnp.exe", "RLO that ends", "\u202eabc\u202c", "LRE, RLE, LRO", "\u202a\u202b\u202d", "isolates", "\u2066a\u2067b\u2068c\u2069", "marks of direction", "\u200e\u200f\u061c", "Trojan Source", "if (a\u202e \u2066// ok\u2069 \u2066", "many overrides", strings.Repeat("\u202e", 200),
		"zero width", "pa\u200bss", "joiners", "a\u200cb\u200dc", "word joiner, BOM", "\u2060\ufeff", "soft hyphen", "a\u00adb", "invisible operators", "a\u2061\u2062\u2063\u2064b", "deprecated", "\u206a\u206b\u206c\u206d\u206e\u206f", "annotation", "\ufff9a\ufffab\ufffb",
		"tag characters", "ok"+tags("rm -rf /"), "a flag of tags", "\U0001f3f4"+tags("gbeng")+"\U000e007f", "selectors", "a\ufe00\ufe01\ufe0f", "selectors of the supplement", "a"+strings.Repeat("\U000e0101", 50), "Mongolian", "a\u180e\u180b\u180f", "Hangul fillers", "a\u115f\u1160\u3164\uffa0b",
		"grapheme joiner", "a\u034fb", "separators", "a\u2028b\u2029c", "Khmer", "\u17b4\u17b5", "music", "\U0001d173\U0001d17a", "shorthand", "\U0001bca0\U0001bca3", "Egyptian", "\U00013430\U0001343f", "Kaithi", "\U000110bd", "Syriac", "\u070f", "Arabic numbers", "\u0600\u0605\u06dd",
		"zalgo", "H"+strings.Repeat("\u0301\u0316\u0334", 100), "zalgo of a screen", strings.Repeat("Z"+strings.Repeat("\u0335\u0353", 40), 60), "marks on nothing", "\u0301\u0301", "enclosing", "a\u20dd\u20e3b", "joined family", "👨\u200d👩\u200d👧\u200d👦", "a hundred joiners", "👨"+strings.Repeat("\u200d👩", 100), "flags", "🇲🇽🇪🇸🇲", "keycap", "1\ufe0f\u20e3",
		"wide", strings.Repeat("世", 300), "ambiguous", "±×÷°§¶", "Arabic", "العربية", "Hebrew, and a number", "שלום 123 abc", "Thai", "ที่นี่", "Devanagari", "क्ष्म्य", "three em dash", "⸻⸻", "basmala", "﷽﷽﷽", "private use", "\ue000\U000f0000", "not a character", "\uffff\U0010ffff\ufdd0", "unassigned", "\u0378\U000e0fff", "look-alikes", "ѕuсcеѕѕ раѕѕeԁ", "blanks of all widths", "a\u00a0\u1680\u2000\u2009\u200a\u202f\u205f\u3000\u2800b",
	)
}

func controls() []Case {
	return family("control",
		"NUL", "a\x00b", "BEL", "\a", "a flood of BEL", strings.Repeat("\a", 500), "VT, FF", "a\vb\fc", "CR hides", "FAILED\rOK    ", "CR at the front", "\rx", "CR CR LF", "x\r\r", "BS hides", "FAILED\b\b\b\b\b\bOK    ", "BS at the margin", strings.Repeat("\b", 400)+"x", "tabs", strings.Repeat("\t", 300)+"x",
		"CAN, SUB", "\x18\x1a", "XON, XOFF", "\x11\x13", "SOH to ACK", "\x01\x02\x03\x04\x06", "FS to US", "\x1c\x1d\x1e\x1f", "DLE, NAK, SYN", "\x10\x15\x16\x17\x19", "EOT", "\x04", "all of them", "\x00\x01\x02\x03\x04\x05\x06\a\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1f\x7f", "record separators of the harness", "\x1emark x\x1eend exit=0 size=0 events=0 end\x1e",
	)
}

func broken() []Case {
	return family("broken UTF-8",
		"lone bytes", "\x80\xbf\xff\xfe", "cut rune", "a\xe2\x82", "cut rune of four", "\xf0\x9f\x98", "surrogates", "\xed\xa0\x80\xed\xb0\x80", "CESU-8", "\xed\xa0\xbd\xed\xb8\x80", "above Unicode", "\xf4\x90\x80\x80", "five and six bytes", "\xf8\x88\x80\x80\x80\xfc\x84\x80\x80\x80\x80", "overlong solidus", "\xc0\xaf\xe0\x80\xaf", "overlong NUL", "\xc0\x80",
		"overlong newline", "a\xc0\x8ab", "UTF-16", "\xff\xfea\x00b\x00", "UTF-7", "+ADw-script+AD4-", "Latin-1", "a\xf1o", "cut rune before ESC", "\xe2\x82\x1b[2J", "cut rune before OSC", "\xf0\x9f\x1b]2;x\a", "ESC inside of a rune", "\xe2\x1b[250H\x82\xac",
	)
}

func large() []Case {
	return family("large",
		"endless line", strings.Repeat("x", 200_000), "line of blanks", strings.Repeat(" ", 100_000)+"x", "blank lines", strings.Repeat("\n", 20), "a sequence of every cell", strings.Repeat("\x1b[250;250Hx", 5_000), "queries", strings.Repeat("\x1b[6n\x1b[c", 2_000), "wide line", strings.Repeat("世", 20_000),
	)
}

func workflow() []Case {
	return own(family("workflow",
		"set-output", "::set-output name=x::y", "add-mask", "::add-mask::a", "stop-commands", "::stop-commands::token", "after blanks", "  ::error::x", "debug", "::debug::x", "set-env", "::set-env name=PATH::/tmp", "add-path", "::add-path::/tmp", "save-state", "::save-state name=x::y", "group", "::group::x", "old form", "##[add-mask]a", "old form inside", "x ##[command]y",
		"old form, hidden", "#\u200b#[error]x", "old form, with a selector", "#\ufe0f#[error]x", "after CR", "x\r::error::x", "Azure's", "##vso[task.setvariable variable=x]y", "TeamCity's", "##teamcity[buildStatus status='SUCCESS']", "GitLab's section", "\rsection_start:1:x[collapsed=true]\r\x1b[0Kx",
	))
}
