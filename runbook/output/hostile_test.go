package output

import (
	"slices"
	"strings"
	"testing"
)

// filtered is what the screen gets of raw output.
func filtered(raw string) []string {
	l := NewLines(0)
	l.parser.write([]byte(raw))
	l.Finish()
	var lines []string
	for i := range l.Len() {
		lines = append(lines, l.Line(i))
	}
	return lines
}

// What hosts send, by mistake or to deceive, and what the operator sees of it.
func TestHostileSequences(t *testing.T) {
	long := strings.Repeat("x", maxString)
	for _, test := range []struct {
		name, raw string
		want      []string
	}{
		{"text", "hola, señor\n", []string{"hola, señor"}},
		{"pty line ends", "a\r\nb\r\n", []string{"a", "b"}},
		{"no last newline", "a\nb", []string{"a", "b"}},
		{"empty lines", "\n\r\n\n", []string{"", "", ""}},
		{"nothing", "", nil},

		{"colour", "\x1b[31mred\x1b[0m plain", []string{"\x1b[31mred\x1b[0m plain"}},
		{"colour goes on in the next line", "\x1b[1;31ma\nb\x1b[m\nc", []string{"\x1b[1;31ma\x1b[0m", "\x1b[1;31mb\x1b[0m", "c"}},
		{"colour that is never ended", "\x1b[31mred", []string{"\x1b[31mred\x1b[0m"}},
		{"empty line in colour", "\x1b[31m\n\nx", []string{"", "", "\x1b[31mx\x1b[0m"}},
		{"spellings of a colour", "\x1b[38;5;1ma\x1b[38:5:1mb\x1b[031mc", []string{"\x1b[31mabc\x1b[0m"}},
		{"bright and indexed", "\x1b[91ma\x1b[38;5;9mb\x1b[38;5;200mc", []string{"\x1b[91mab\x1b[0m\x1b[38;5;200mc\x1b[0m"}},
		{"direct colours", "\x1b[38;2;1;2;3ma\x1b[38:2::1:2:3mb\x1b[48:2:9:8:7mc", []string{"\x1b[38;2;1;2;3mab\x1b[0m\x1b[38;2;1;2;3;48;2;9;8;7mc\x1b[0m"}},
		{"underline colour takes its numbers along", "\x1b[58;5;1ma\x1b[58;2;1;4;7mb", []string{"ab"}},
		{"colour cut short", "\x1b[38;5ma\x1b[38;2;1mb\x1b[38mc", []string{"abc"}},
		{"colour out of range", "\x1b[38;5;256ma\x1b[38;2;1;2;999mb\x1b[99999999999999999999mc", []string{"abc"}},
		{"attributes off", "\x1b[1;2;3;4;7;9ma\x1b[22;23;24;27;29mb", []string{"\x1b[1;2;3;4;7;9ma\x1b[0mb"}},
		{"curly underline, and none", "\x1b[4:3ma\x1b[4:0mb", []string{"\x1b[4ma\x1b[0mb"}},
		{"default colours", "\x1b[31;42ma\x1b[39mb\x1b[49mc", []string{"\x1b[31;42ma\x1b[0m\x1b[42mb\x1b[0mc"}},
		{"concealed text is shown", "\x1b[8mrm -rf /\x1b[28m", []string{"rm -rf /"}},
		{"text in the colour of its background is shown", "\x1b[30;40mrm\x1b[0m", []string{"\x1b[30mrm\x1b[0m"}},
		{"the background comes back", "\x1b[30;40ma\x1b[31mb", []string{"\x1b[30ma\x1b[0m\x1b[31;40mb\x1b[0m"}},
		{"blinking", "\x1b[5;6mx", []string{"x"}},
		{"private and other m", "\x1b[?1mA\x1b[>4;2mB\x1b[1 mC", []string{"ABC"}},

		{"clear the screen", "a\x1b[2J\x1b[Hb", []string{"ab"}},
		{"cursor up and overwrite", "FAILED\n\x1b[1A\x1b[2KOK\n", []string{"FAILED", "OK"}},
		{"cursor address", "a\x1b[1;1Hb\x1b[5;5fc", []string{"abc"}},
		{"reverse index, next line, index", "a\x1bMb\x1bEc\x1bDd", []string{"abcd"}},
		{"insert, delete, scroll", "a\x1b[5@\x1b[5P\x1b[5L\x1b[5M\x1b[5S\x1b[5Tb", []string{"ab"}},
		{"repeat", "ab\x1b[1000b", []string{"ab"}},
		{"alternate screen, mouse, paste", "\x1b[?1049h\x1b[?1000h\x1b[?2004hx\x1b[?1049l", []string{"x"}},
		{"reset", "a\x1bcb\x1b[!pc", []string{"abc"}},
		{"save, restore, keypad, charset", "\x1b7a\x1b8\x1b=\x1b(0b\x1b(B\x1b%Gc\x1b#8", []string{"abc"}},
		{"queries", "a\x1b[6n\x1b[c\x1b[>c\x1bZ\x1b[?1$p\x05b", []string{"ab"[:1] + "␅b"}},
		{"window report", "\x1b[21t\x1b[14tx", []string{"x"}},

		{"title", "\x1b]0;owned\x07x", []string{"x"}},
		{"title, ended by ST", "\x1b]2;owned\x1b\\x", []string{"x"}},
		{"clipboard", "\x1b]52;c;cm0gLXJmIC8=\x07x", []string{"x"}},
		{"link", "\x1b]8;;https://evil.example\x1b\\docs\x1b]8;;\x1b\\", []string{"docs"}},
		{"notification, palette, directory", "\x1b]9;hi\x07\x1b]4;1;#fff\x07\x1b]7;file:///\x07x", []string{"x"}},
		{"file transfer", "\x1b]1337;File=inline=1:AAAA\x07x", []string{"x"}},
		{"device control", "\x1bP$q\"p\x1b\\x\x1bPq#0\x1b\\y", []string{"xy"}},
		{"application, privacy, start of string", "\x1b_Gi=1;AAAA\x1b\\x\x1b^p\x1b\\y\x1bXs\x1b\\z", []string{"xyz"}},
		{"title of screen", "\x1bkname\x1b\\x", []string{"namex"}},

		{"title that never ends", "\x1b]0;FAILED\nnext\n", []string{"␛]0;FAILED", "next"}},
		{"title that never ends, pty line end", "\x1b]0;FAILED\r\nnext\n", []string{"␛]0;FAILED", "next"}},
		{"device control that never ends", "\x1bPFAILED\nnext", []string{"␛PFAILED", "next"}},
		{"BEL does not end a device control", "\x1bPFAILED\ax", []string{"␛PFAILED␇x"}},
		{"the stream ends in a title", "a\x1b]0;FAILED", []string{"a␛]0;FAILED"}},
		{"the stream ends in the end of a title", "a\x1b]0;FAILED\x1b", []string{"a␛]0;FAILED␛"}},
		{"a title that another sequence breaks off", "\x1b]0;FAILED\x1b[31mred", []string{"␛]0;FAILED\x1b[31mred\x1b[0m"}},
		{"a title with ESC and a letter of two bytes", "\x1b]0;a\x1bñ", []string{"␛]0;a␛ñ"}},
		{"a title that is too long", "\x1b]" + long + "\x07x", []string{"␛]" + long + "␇x"}},
		{"a control sequence that is too long", "\x1b[" + strings.Repeat("1;", 80) + "mx", []string{"␛[" + strings.Repeat("1;", 80) + "mx"}},
		{"a control sequence that never ends", "\x1b[31\nx", []string{"␛[31", "x"}},
		{"a control sequence with a letter of two bytes", "\x1b[3ñx", []string{"␛[3ñx"}},
		{"a control sequence with a control", "\x1b[3\a1mx", []string{"␛[3␇1mx"}},
		{"CAN ends nothing silently", "\x1b[31\x18x\x1b]0;t\x1ay", []string{"␛[31␘x␛]0;t␚y"}},
		{"ESC alone", "a\x1b", []string{"a␛"}},
		{"ESC twice", "\x1b\x1b[31mx", []string{"␛\x1b[31mx\x1b[0m"}},
		{"ESC at a line's end", "a\x1b\nb", []string{"a␛", "b"}},
		{"ESC and a byte that is no UTF-8", "\x1b\x9b31mx", []string{"␛�31mx"}},

		{"CSI as one byte", "\x9b31mx", []string{"�31mx"}},
		{"CSI as UTF-8", "\u009b31mx", []string{"<U+009B>31mx"}},
		{"OSC as one byte", "\x9d0;t\x07x", []string{"�0;t␇x"}},
		{"OSC as UTF-8, ST as UTF-8", "\u009d0;t\u009cx", []string{"<U+009D>0;t<U+009C>x"}},
		{"ST as UTF-8 does not end a title", "\x1b]0;t\u009cx\n", []string{"␛]0;t<U+009C>x"}},
		{"NEL", "a\u0085b", []string{"a<U+0085>b"}},

		{"controls", "a\x00b\x07c\x0bd\x0ce\x0ef\x7fg", []string{"a␀b␇c␋d␌e␎f␡g"}},
		{"bidirectional", "user\u202e txt.exe\u202c\u2066x\u2069", []string{"user<U+202E> txt.exe<U+202C><U+2066>x<U+2069>"}},
		{"zero width", "pa\u200bs\u200do\u2060\ufeff", []string{"pa<U+200B>s<U+200D>o<U+2060><U+FEFF>"}},
		{"soft hyphen, marks of direction", "a\u00adb\u200e\u061c", []string{"a<U+00AD>b<U+200E><U+061C>"}},
		{"separators of lines", "a\u2028b\u2029c", []string{"a<U+2028>b<U+2029>c"}},
		{"fillers", "a\u3164\u115f\uffa0\u034f", []string{"a<U+3164><U+115F><U+FFA0><U+034F>"}},
		{"tags and hidden selectors", "a\U000e0041\U000e0101\ufe00", []string{"a<U+E0041><U+E0101><U+FE00>"}},
		{"unassigned and not characters", "a\uffff\U0001fffe\u0378", []string{"a<U+FFFF><U+1FFFE><U+0378>"}},
		{"emoji in colour", "✔\ufe0f ok", []string{"✔\ufe0f ok"}},
		{"a selector on nothing", "\ufe0fa\ufe0f", []string{"<U+FE0F>a<U+FE0F>"}},
		{"marks", "e\u0301", []string{"e\u0301"}},
		{"a mark on nothing", "\u0301a", []string{"<U+0301>a"}},
		{"too many marks", "a" + strings.Repeat("\u0301", 14), []string{"a" + strings.Repeat("\u0301", 12) + "<U+0301>\u0301"}},
		{"invalid UTF-8", "a\xffb\xc3(\xe2\x82\xed\xa0\x80", []string{"a�b�(�����"}},
		{"overlong", "\xc0\x9b\xc1\x9b", []string{"����"}},
		{"rune cut at the end", "a\xe2\x82", []string{"a��"}},

		{"progress bar", " 10%\r 55%\r100%\ndone", []string{"100%", "done"}},
		{"a shorter text leaves the rest of the longer", "installing\rdone\n", []string{"donealling"}},
		{"erase to the end", "installing\rdone\x1b[K\n", []string{"done"}},
		{"erase the line", "installing\x1b[2K\rdone", []string{"done"}},
		{"erase to the cursor", "installing\x1b[4D\x1b[1Kx", []string{"      xing"}},
		{"first column", "installing\x1b[1G\x1b[0KOK\x1b[5Gx", []string{"OK  x"}},
		{"move right over nothing", "a\x1b[3Cb", []string{"a   b"}},
		{"move far", "a\x1b[9999Db\x1b[-5Cc", []string{"bc"}},
		{"backspace", "ab\b\bxy", []string{"xy"}},
		{"backspace at the margin", "\b\b\ba\nb\b\b\b\bc", []string{"a", "c"}},
		{"man page", "N\bNA\bA", []string{"NA"}},
		{"spinner", "|\b/\b-\b\\", []string{"\\"}},
		{"tabs", "a\tb\t\tc", []string{"a       b               c"}},
		{"a tab passes over text", "abcdefgh12\r\tX", []string{"abcdefghX2"}},
		{"overwriting keeps its own colour", "\x1b[31mred\x1b[0m\rg", []string{"g\x1b[31med\x1b[0m"}},
		{"half of a wide rune", "世界\rx", []string{"x 界"}},
		{"the other half of a wide rune", "世界\x1b[2Gx", []string{" x界"}},
		{"a wide rune over halves", "a世界\r界", []string{"界 界"}},
		{"erase half of a wide rune", "a世\x1b[3G\x1b[K", []string{"a "}},
	} {
		if got := filtered(test.raw); !slices.Equal(got, test.want) {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, test.want)
		}
	}
}

// The bytes come as the network cuts them.
func TestEveryCutGivesTheSame(t *testing.T) {
	raw := "á\x1b[1;38:5:9mrojo世\r\nx\x1b]0;t\x1b\\y\x1b]0;no end\n\x1b\x1b[3ñ\xe2\x82(\x1b[2\n\x9b\xf0\x9f\x98\x80\tz\ra\x1b["
	want := filtered(raw)
	for i := range len(raw) + 1 {
		for j := i; j <= len(raw); j++ {
			l := NewLines(0)
			for _, part := range []string{raw[:i], raw[i:j], raw[j:]} {
				if n, err := l.Write([]byte(part)); n != len(part) || err != nil {
					t.Fatalf("Write gives %d, %v", n, err)
				}
			}
			l.Finish()
			var got []string
			for k := range l.Len() {
				got = append(got, l.Line(k))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("cut at %d and %d:\n got %q\nwant %q", i, j, got, want)
			}
		}
	}
}
