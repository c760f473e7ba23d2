package ttytest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// atFirst are the private modes that are on before a program comes: lines wrap, the cursor shows.
const atFirst = " 7 25 "

// LeftOn tells what a program that wrote this has left otherwise than it was: private
// modes (alternate screen, mouse, focus, bracketed paste, synchronized output, cursor), the
// keyboard protocol's stack, modified keys, colours, the title.
func LeftOn(wrote string) []string {
	on := map[string]bool{}
	var left []string
	for _, m := range regexp.MustCompile(`\x1b\[\?([\d;]+)([hl])`).FindAllStringSubmatch(wrote, -1) {
		for _, mode := range strings.Split(m[1], ";") {
			on[mode] = (m[2] == "h") != strings.Contains(atFirst, " "+mode+" ")
		}
	}
	for mode, changed := range on {
		if changed {
			left = append(left, "mode "+mode)
		}
	}
	if n := count(wrote, `\x1b\[>\d*u`) - count(wrote, `\x1b\[<1?u`); n > 0 {
		left = append(left, fmt.Sprintf("%d keyboard protocols", n))
	}
	for what, last := range map[string]struct{ all, end string }{
		"modified keys": {`\x1b\[>4(;\d+)?m`, `^\x1b\[>4(;0)?m$`},
		"a colour":      {`\x1b\[[\d;:]*m`, `^\x1b\[0?m$`},
		"a title":       {`\x1b\][02];[^\a\x1b]*(\a|\x1b\\)`, `^\x1b\][02];(\a|\x1b\\)$`},
		"a progress":    {`\x1b\]9;4;?[\d;]*(\a|\x1b\\)`, `^\x1b\]9;4;0`},
	} {
		all := regexp.MustCompile(last.all).FindAllString(wrote, -1)
		if n := len(all); n > 0 && !regexp.MustCompile(last.end).MatchString(all[n-1]) {
			left = append(left, fmt.Sprintf("%s, %q", what, all[n-1]))
		}
	}
	slices.Sort(left)
	return left
}

func count(wrote, pattern string) int {
	return len(regexp.MustCompile(pattern).FindAllString(wrote, -1))
}
