package ttytest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Judge knows what paso itself writes to a terminal, from records of harmless runs: text, colour, the moves of its
// renderer within the screen, the modes that it takes and gives back, and its title. Everything else came from somebody else.
type Judge struct {
	W, H      int  // of the screen, at its largest
	Clipboard bool // the operator copied something
	Lines     bool // paso draws no screen: it writes text and line ends
}

// own are the sequences that paso writes, after their ESC. Numbers of moves are held to the screen by moves.
var own = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`\[([\d;:]*)m`,                       // 1: colour and attributes
	`\[(\d*(?:;\d+)?)[ABCDGHIKLMPSTXZ@]`, // 2: moves, erasing, insertion and scrolling of the renderer
	"\\[(\\d*)[`bd]",                     // 3
	`\[(\d+;\d+)r`,                       // 4: scrolling of a region
	`\[[012]?J`,
	`M`, // one row back
	`\[\?(?:7|25|1002|1003|1004|1006|1049|2004|2026|2027)[hl]`,
	`\[4[hl]`,                                                                 // insertion, where a terminal has no better
	`\[\?202[67]\$p`, `\[\?5W`, `\[>4(?:;[02])?m`, `\[>1u`, `\[<1?u`, `\[\?u`, // what it asks, tabs, keys
	`\]11;\?\a`,                                                                                                   // the colour of the ground, for its theme
	`\]2;([^\x00-\x1f\x7f]*)\a`,                                                                                   // 5: its title
	`\]9;4;[0-4](?:;\d{1,3})?\a`, `\]7501;state=(?:blocked|idle|working|done|error|clear)(?::kind=permission)?\a`, // progress
	`\]52;c;([A-Za-z0-9+/=]*)\a`, // 6: what the operator copied
}, "|") + `)`)

const (
	ownColour = iota + 1
	ownMove
	ownColumn
	ownRegion
	ownTitle
	ownClipboard
)

// titles are how a title of paso looks.
var titles = regexp.MustCompile(`^$|^paso · |^[✗◆▸] .* · paso$`)

// Foreign tells what in the bytes that reached the terminal is none of paso's own. A sequence that has no end yet is
// foreign too: who judges waits for the end first.
func (j Judge) Foreign(wrote string) []string {
	if j.Lines {
		return ForeignLines(wrote)
	}
	var found []string
	for at := 0; at < len(wrote); {
		rest := wrote[at:]
		if rest[0] != 0x1b {
			n := strings.IndexByte(rest, 0x1b)
			if n < 0 {
				n = len(rest)
			}
			found = append(found, foreignText(rest[:n], "\r\n\t\b")...)
			at += n
			continue
		}
		m := own.FindStringSubmatchIndex(rest[1:])
		if m == nil {
			found = append(found, fmt.Sprintf("%.40q", rest))
			at++
			continue
		}
		if why := j.refuses(rest[1:], m); why != "" {
			found = append(found, fmt.Sprintf("%q: %s", rest[:1+m[1]], why))
		}
		at += 1 + m[1]
	}
	return found
}

// refuses says what is wrong with a sequence whose form is paso's.
func (j Judge) refuses(rest string, m []int) string {
	group := func(n int) (string, bool) {
		if m[2*n] < 0 {
			return "", false
		}
		return rest[m[2*n]:m[2*n+1]], true
	}
	if codes, is := group(ownColour); is && !ownStyle(codes) {
		return "not a style of paso"
	}
	for _, n := range []int{ownMove, ownColumn, ownRegion} {
		if numbers, is := group(n); is && !j.inside(numbers) {
			return "out of the screen"
		}
	}
	if title, is := group(ownTitle); is && (!titles.MatchString(title) || len(foreignText(title, "")) > 0) {
		return "not a title of paso"
	}
	if _, is := group(ownClipboard); is && !j.Clipboard {
		return "nobody copied anything"
	}
	return ""
}

// inside holds for numbers that lie within the screen.
func (j Judge) inside(numbers string) bool {
	for _, number := range strings.FieldsFunc(numbers, func(r rune) bool { return r == ';' }) {
		if n, err := strconv.Atoi(number); err != nil || n > max(j.W, j.H) {
			return false
		}
	}
	return true
}

// ownStyle holds for the parameters of an SGR sequence without what hides text, blinks, or changes the font.
func ownStyle(codes string) bool {
	numbers := strings.FieldsFunc(codes, func(r rune) bool { return r == ';' || r == ':' })
	for i := 0; i < len(numbers); i++ {
		n, err := strconv.Atoi(numbers[i])
		switch {
		case err != nil:
			return false
		case n == 38 || n == 48 || n == 58:
			if i+2 < len(numbers) && numbers[i+1] == "5" {
				i += 2
			} else if i+4 < len(numbers) && numbers[i+1] == "2" {
				i += 4
			} else {
				return false
			}
		case n > 107 || slices.Contains([]int{5, 6, 8}, n) || 10 <= n && n <= 20 || 50 <= n && n < 90 && n != 53 && n != 55 && n != 59:
			return false
		}
	}
	return true
}

// ForeignLines tells what in text of lines is more than text: for what goes to a pipe, a file or a terminal without a screen.
func ForeignLines(text string) []string {
	return foreignText(strings.ReplaceAll(text, "\r\n", "\n"), "\n") // a tty writes one for the other
}

// foreignText tells which runes in a text are none that a person reads, those of allowed apart.
func foreignText(text, allowed string) []string {
	var found []string
	for i, r := range text {
		switch {
		case strings.ContainsRune(allowed, r):
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				found = append(found, fmt.Sprintf("the byte %#x in %.30q", text[i], text[i:]))
			}
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Zl, unicode.Zp):
			found = append(found, fmt.Sprintf("%U in %.30q", r, text[i:]))
		}
	}
	return found
}
