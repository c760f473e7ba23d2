package hostile

import "strings"

func queries() []Case {
	return family("query",
		"DA1", "\x1b[c", "DA1 with 0", "\x1b[0c", "DA2", "\x1b[>c", "DA3", "\x1b[=c", "DECID", "\x1bZ", "DSR", "\x1b[5n", "CPR", "\x1b[6n", "DECXCPR", "\x1b[?6n", "printer", "\x1b[?15n", "keys locked", "\x1b[?25n", "keyboard", "\x1b[?26n", "macro space", "\x1b[?62n",
		"DECRQM", "\x1b[?1049$p", "DECRQM of ANSI", "\x1b[4$p", "DECREQTPARM", "\x1b[x", "DECRQPSR", "\x1b[1$w", "DECRQTSR", "\x1b[1$u", "DECRQUPSS", "\x1b[&u", "DECRQCRA, checksum", "\x1b[1;1;1;1;9;9*y", "XTVERSION", "\x1b[>q", "XTQMODKEYS", "\x1b[?4m",
		"kitty keyboard", "\x1b[?1u", "colours", "\x1b]4;1;?\a", "special colours", "\x1b]5;0;?\a", "foreground", "\x1b]10;?\a", "background", "\x1b]11;?\x1b\\", "cursor colour", "\x1b]12;?\a", "highlight", "\x1b]17;?\a", "kitty colours", "\x1b]21;foreground=?\a",
		"ENQ", "\x05", "window state", "\x1b[11t", "window place", "\x1b[13t", "window pixels", "\x1b[14t", "cell pixels", "\x1b[16t", "text size", "\x1b[18t", "screen size", "\x1b[19t", "icon name", "\x1b[20t", "title", "\x1b[21t", "locator", "\x1b[1'|", "XTSMGRAPHICS", "\x1b[?1;1;0S",
		"terminfo", "\x1bP+q436f;6b63757531\x1b\\", "answerback", "\x1b[0q\x05", "colour scheme", "\x1b[?996n", "in-band size", "\x1b[?2048h", "pixels of mouse", "\x1b[?1016$p", "window colours of rxvt", "\x1b]49;?\a", "palette of xterm", "\x1b[?1;4;0S",
	)
}

func moves() []Case {
	far := family("move",
		"address", "\x1b[250;250H", "address by f", "\x1b[250;250f", "up", "\x1b[250A", "down", "\x1b[250B", "right", "\x1b[999999999C", "left", "\x1b[250D", "next line", "\x1b[250E", "line before", "\x1b[250F", "column", "\x1b[250G", "row", "\x1b[250d",
		"relative", "\x1b[250a\x1b[250e", "tab back", "\x1b[250Z", "tabs", "\x1b[250I", "save and restore", "\x1b7\x1b[250;1H\x1b8", "save and restore of SCO", "\x1b[s\x1b[u", "region", "\x1b[250;260r", "margins", "\x1b[?69h\x1b[250;260s", "scroll up", "\x1b[250S", "scroll down", "\x1b[250T",
		"index", "\x1bD", "next line of ESC", "\x1bE", "set a tab", "\x1bH", "clear tabs", "\x1b[3g", "insert lines", "\x1b[250L", "delete lines", "\x1b[250M", "insert characters", "\x1b[250@", "delete characters", "\x1b[250P", "erase characters", "\x1b[250X",
		"repeat", "x\x1b[999999999b", "erase the screen and what is above", "\x1b[3J", "selective erase", "\x1b[?2J\x1b[?1K", "fill a rectangle", "\x1b[88;1;1;250;250$x", "erase a rectangle", "\x1b[1;1;250;250$z", "copy a rectangle", "\x1b[1;1;250;250;1;9;9;1$v",
		"invert a rectangle", "\x1b[1;1;250;250;7$t", "scroll left", "\x1b[250 @", "scroll right", "\x1b[250 A", "back index", "\x1b6", "forward index", "\x1b9", "home of VT52", "\x1b[?2l\x1bH\x1bJ", "page", "\x1b[250 P", "columns of DECSLPP", "\x1b[250t",
		"giant numbers", "\x1b["+strings.Repeat("9", 100)+";"+strings.Repeat("9", 20)+"H", "negative", "\x1b[-5;-5H", "many numbers", "\x1b["+strings.Repeat("300;", 25)+"H", "with a control inside", "\x1b[2\r50;2\n50H", "with an intermediate", "\x1b[250 H",
	)
	near := own(family("move within the screen",
		"home", "\x1b[H", "address", "\x1b[3;3Hx", "up and overwrite", "FAILED\n\x1b[1A\x1b[2KOK", "erase the screen", "\x1b[2J", "erase below", "\x1b[J", "erase above", "\x1b[1J", "erase the line", "x\x1b[2K", "reverse index", "\x1bM", "scroll", "\x1b[4S", "region", "\x1b[2;9r",
		"insert a line", "\x1b[L", "delete a line", "\x1b[M", "column", "abc\x1b[1Gx", "backspaces", "abc\b\b\bx", "up by nothing", "\x1b[A\x1b[A\x1b[A\x1b[A\x1b[A\x1b[AX",
	))
	return append(far, near...)
}

func modes() []Case {
	own := own(family("mode that paso uses", "alternate screen", "\x1b[?1049h", "leaves the alternate screen", "\x1b[?1049l", "mouse", "\x1b[?1003h\x1b[?1006h", "mouse off", "\x1b[?1002l\x1b[?1006l", "bracketed paste off", "\x1b[?2004l", "update that never ends", "\x1b[?2026h",
		"cursor hidden", "\x1b[?25l", "cursor shown", "\x1b[?25h", "no wrapping", "\x1b[?7l", "kitty keyboard popped", "\x1b[<1u", "keys modified", "\x1b[>4;2m", "graphemes", "\x1b[?2027h", "tabs", "\x1b[?5W", "asks for modes", "\x1b[?2026$p", "asks for keys", "\x1b[?u", "insertion", "\x1b[4h"))
	return append(own, family("mode",
		"old alternate screen", "\x1b[?47h", "1047", "\x1b[?1047h\x1b[?1048h", "mouse X10", "\x1b[?9h", "mouse 1000", "\x1b[?1000h", "mouse 1005", "\x1b[?1005h", "mouse 1015", "\x1b[?1015h", "scroll as arrows", "\x1b[?1007h", "VT52", "\x1b[?2l",
		"132 columns", "\x1b[?40h\x1b[?3h", "reverse screen", "\x1b[?5h", "origin", "\x1b[?6h", "keyboard locked", "\x1b[2h", "newline", "\x1b[20h", "echo", "\x1b[12l", "meta", "\x1b[?1034l", "application cursor keys", "\x1b[?1h", "keypad", "\x1b=", "keypad numeric", "\x1b>",
		"reset", "\x1bc", "soft reset", "\x1b[!p", "hard reset", "\x1b[62;1\"p", "alignment", "\x1b#8", "double height", "\x1b#3x\x1b#4x", "double width", "\x1b#6x", "kitty keyboard pushed", "\x1b[>31u", "kitty keyboard set", "\x1b[=31;1u", "keys modified otherwise", "\x1b[>2;2m", "cursor style", "\x1b[6 q", "bell volume", "\x1b[8 t\x1b[8 u",
		"protected", "\x1b[1\"q", "window to an icon", "\x1b[2t", "window moved", "\x1b[3;0;0t", "window of 4 rows", "\x1b[8;4;9t", "window full", "\x1b[9;1t\x1b[10;1t", "window raised", "\x1b[5t\x1b[6t", "win32 input", "\x1b[?9001h", "status line", "\x1b[2$~\x1b[1$}", "LEDs", "\x1b[1;2;3q", "self test", "\x1b[2;1y", "save modes", "\x1b[?1049s\x1b[?1049r",
	)...)
}

func charsets() []Case {
	return family("character set",
		"SO", "\x0elqqk", "SI", "\x0f", "G0 of lines", "\x1b(0lqqk", "G1 of lines", "\x1b)0\x0elqqk\x0f", "G2, G3", "\x1b*0\x1b+0", "96 characters", "\x1b-A\x1b.A\x1b/A", "LS2, LS3", "\x1bn\x1bo", "LS1R, LS2R, LS3R", "\x1b~\x1b}\x1b|", "SS2, SS3", "\x1bNx\x1bOx",
		"UTF-8 off", "\x1b%@", "UTF-8 for good", "\x1b%/I", "national", "\x1b[?42h\x1b(A#", "of two bytes", "\x1b$B4A", "IBM PC", "\x1b[11m", "soft font", "\x1b( @abc", "seven bits", "\x1b F", "eight bits", "\x1b G", "ISO level", "\x1b L\x1b M\x1b N",
	)
}

func styles() []Case {
	return append(own(family("style",
		"concealed", "\x1b[8mrm -rf /", "concealed in a list", "\x1b[0;8;31mrm", "black on black", "\x1b[30;40mrm", "white on white, indexed", "\x1b[38;5;231;48;5;231mrm", "direct on direct", "\x1b[38;2;1;2;3;48;2;1;2;3mrm", "nearly alike", "\x1b[38;2;1;2;3;48;2;1;2;4mrm",
		"reverse of alike", "\x1b[7;31;41mrm", "of the terminal's ground", "\x1b[30mrm", "blink", "\x1b[5mx\x1b[6mx", "fonts", "\x1b[10m\x1b[12m\x1b[20mx", "overline, frame", "\x1b[51;52;53mx", "superscript", "\x1b[73mx\x1b[74mx", "never ended", "\x1b[1;4;31mx",
		"colons", "\x1b[38:2::1:2:3m\x1b[48:5:9mx", "underline in colour", "\x1b[4:3;58:2::9:9:9mx", "cut short", "\x1b[38;5m\x1b[38;2;1m\x1b[38mx", "out of range", "\x1b[38;5;999m\x1b[999mx", "a hundred numbers", "\x1b["+strings.Repeat("1;", 50)+"mx", "faint black", "\x1b[2;30mx", "semicolons", "\x1b[;;;;mx", "another in every cell", strings.Repeat("\x1b[31mx\x1b[32my", 5_000),
	)), family("style", "private", "\x1b[?8mx", "with an intermediate", "\x1b[8 mx", "saved", "\x1b[#{\x1b[8m\x1b[#}x", "reported", "\x1b[#|", "colour changed", "\x1b]4;0;#ffffff\a", "foreground changed", "\x1b]10;#000000\a", "background changed", "\x1b]11;#000000\a", "colours reset", "\x1b]104\a\x1b]110\a\x1b]111\a")...)
}
