package hostile

import "strings"

func titles() []Case {
	return family("title",
		"OSC 0", "\x1b]0;owned\a", "OSC 1, icon", "\x1b]1;owned\a", "OSC 2", "\x1b]2;owned\a", "OSC 2 by ST", "\x1b]2;owned\x1b\\",
		"OSC 3, X property", "\x1b]3;WM_NAME=owned\a", "OSC l of Sun", "\x1b]lowned\x1b\\", "OSC L of Sun", "\x1b]Lowned\x1b\\",
		"screen's", "\x1bkowned\x1b\\", "tmux's in DCS", "\x1bPtmux;\x1b\x1b]2;owned\a\x1b\\", "screen's in DCS", "\x1bP\x1b]2;owned\a\x1b\\",
		"in UTF-8", "\x1b]2;dueño ✗\a", "pushed and popped", "\x1b[22;0t\x1b]2;x\a\x1b[23;0t", "as paso's", "\x1b]2;▸ 9.9 rm -rf /\a",
		"with a newline", "\x1b]2;a\nb\a", "in hexadecimal mode", "\x1b[>0;1;2;3t\x1b]2;6f\a", "empty", "\x1b]2;\x1b\\", "no number", "\x1b];owned\a",
		"leading zeros", "\x1b]0000002;owned\a", "number too large", "\x1b]99999999999999999999;owned\a", "Linux palette", "\x1b]P1ff0000", "Linux palette reset", "\x1b]R",
	)
}

func clipboard() []Case {
	payload := "cm0gLXJmIC8K"
	return family("clipboard and links",
		"OSC 52", "\x1b]52;c;"+payload+"\a", "OSC 52 by ST", "\x1b]52;c;"+payload+"\x1b\\", "primary", "\x1b]52;p;"+payload+"\a",
		"all of them", "\x1b]52;cpqs01234567;"+payload+"\a", "asks for it", "\x1b]52;c;?\a", "clears it", "\x1b]52;c;!\a", "in DCS of tmux", "\x1bPtmux;\x1b\x1b]52;c;"+payload+"\a\x1b\\",
		"kitty's 5522", "\x1b]5522;type=read;dGV4dA==\x1b\\", "iTerm2's copy", "\x1b]1337;CopyToClipboard=\a"+payload+"\x1b]1337;EndOfCopy\a", "iTerm2's Copy", "\x1b]1337;Copy=:"+payload+"\a",
		"link", "\x1b]8;;https://evil.example\x1b\\docs\x1b]8;;\x1b\\", "link to a file", "\x1b]8;;file:///etc/passwd\adocs\x1b]8;;\a", "link to a script", "\x1b]8;;javascript:alert(1)\adocs\x1b]8;;\a",
		"link that never ends", "\x1b]8;id=1;https://evil.example\adocs", "link to a telephone", "\x1b]8;;tel:*%2306%23\adial\x1b]8;;\a", "link of a hundred kilobytes", "\x1b]8;;https://"+strings.Repeat("e", 100_000)+"\adocs\x1b]8;;\a",
		"notification", "\x1b]9;pay me\a", "notification of urxvt", "\x1b]777;notify;t;b\a", "notification of kitty", "\x1b]99;i=1:d=0;t\x1b\\", "progress", "\x1b]9;4;3;50\a"+"\x1b]9;1;5000\a",
		"program status", "\x1b]7501;state=done;message=x\a", "directory", "\x1b]7;file://evil/tmp\a", "directory of iTerm2", "\x1b]1337;CurrentDir=/tmp\a",
		"file transfer", "\x1b]1337;File=name=eA==;inline=0:AAAA\a", "image of iTerm2", "\x1b]1337;File=inline=1:R0lGODlhAQABAAAAACw=\a", "profile of iTerm2", "\x1b]1337;SetProfile=root\a",
		"variable of iTerm2", "\x1b]1337;SetUserVar=a=YQ==\a", "attention", "\x1b]1337;RequestAttention=fireworks\a", "marks of shells", "\x1b]133;A\a$ \x1b]133;B\arm\x1b]133;C\a\x1b]133;D;0\a", "VS Code's", "\x1b]633;E;rm -rf /\a",
		"conemu runs a macro", "\x1b]9;6;shell(\"calc\")\a", "conemu waits", "\x1b]9;5\a", "font", "\x1b]50;#+9\a", "font asked", "\x1b]50;?\a", "log file", "\x1b]46;/tmp/owned\a", "Emacs runs Lisp", "\x1b]51;Eeval \"x\"\a",
		"pointer", "\x1b]22;wait\a",
	)
}

func strings8() []Case {
	return family("strings",
		"DCS DECRQSS", "\x1bP$qm\x1b\\", "DCS XTGETTCAP", "\x1bP+q544e\x1b\\", "DCS XTSETTCAP", "\x1bP+p544e=41\x1b\\", "DCS DECUDK, keys", "\x1bP0;1|17/726d0d\x1b\\", "DCS DECRSPS", "\x1bP1$t1;1;1\x1b\\",
		"DCS DECDLD, soft font", "\x1bP0;0;0;10;0;1;10;0{ @????wwoo\x1b\\", "DCS DECDMAC, macro", "\x1bP1;0;0!zrm\x1b\\\x1b[1*z", "DCS synchronised update", "\x1bP=1s\x1b\\x\x1bP=2s\x1b\\",
		"sixel", "\x1bPq\"1;1;9;9#0;2;9;9;9#0~~@@vv$-\x1b\\", "sixel that scrolls", "\x1bP7;1;q#1!200~-!200~\x1b\\", "ReGIS", "\x1bP3pS(E)P[9,9]T'x'\x1b\\", "Tektronix", "\x1b[?38h\x1b\f\x1d\x1b[?3l", "kitty picture", "\x1b_Gf=24,s=1,v=1,a=T;AAAA\x1b\\",
		"kitty picture of a file", "\x1b_Gt=f,a=T;L2V0Yy9wYXNzd2Q=\x1b\\", "kitty asks", "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\", "kitty command", "\x1bP@kitty-cmd{\"cmd\":\"launch\"}\x1b\\", "APC", "\x1b_x\x1b\\", "PM", "\x1b^x\x1b\\", "SOS", "\x1bXx\x1b\\",
		"OSC in APC", "\x1b_\x1b]2;x\a\x1b\\", "DCS in OSC", "\x1b]2;\x1bPx\x1b\\\a", "text sizing of kitty", "\x1b]66;s=7;huge\a", "tmux control mode", "\x1bP1000p%exit\x1b\\", "negotiation of zmodem", "**\x18B00000000000000\r\x8a\x11",
		"rxvt runs perl", "\x1b]777;eval;x\a", "colour stack", "\x1b]30001\x1b\\\x1b]30101\x1b\\", "xterm memory lock", "\x1bl\x1bm", "media copy, print", "\x1b[5i rm\x1b[4i", "print screen", "\x1b[i\x1b[?5i",
	)
}

func unended() []Case {
	return family("unended",
		"OSC 0", "\x1b]0;FAILED", "OSC 8", "\x1b]8;;https://x", "OSC 52", "\x1b]52;c;", "OSC with a letter", "\x1b]x", "OSC alone", "\x1b]", "DCS", "\x1bPq", "DCS alone", "\x1bP", "APC", "\x1b_G", "PM", "\x1b^", "SOS", "\x1bX",
		"CSI alone", "\x1b[", "CSI numbers", "\x1b[31;1", "CSI private", "\x1b[?1049", "CSI intermediate", "\x1b[1 ", "ESC alone", "\x1b", "ESC intermediate", "\x1b(", "charset", "\x1b%", "ESC #", "\x1b#",
		"OSC with the first half of ST", "\x1b]2;x\x1b", "DCS with the first half of ST", "\x1bPx\x1b", "OSC with ST in UTF-8", "\x1b]2;x\u009c", "OSC with ST in eight bits", "\x1b]2;x\x9c", "OSC broken off by CAN", "\x1b]2;x\x18y", "OSC broken off by SUB", "\x1b]2;x\x1ay",
		"OSC in OSC", "\x1b]2;\x1b]2;\x1b]2;", "CSI without measure", "\x1b["+strings.Repeat("1;", 100_000), "OSC without measure", "\x1b]2;"+strings.Repeat("x", 200_000), "DCS without measure", "\x1bPq"+strings.Repeat("~", 200_000),
		"OSC with half a rune", "\x1b]2;\xe2\x82", "CSI with half a rune", "\x1b[1\xf0\x9f",
	)
}
