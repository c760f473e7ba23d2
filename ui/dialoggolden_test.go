package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	tea "charm.land/bubbletea/v2"

	"paso/runbook/text"
)

// TestDialogs compares the palette and the values, drawn alone, with what was looked at.
// After a change that is meant: go test ./ui -run TestDialogs -update, and look at the difference.
func TestDialogs(t *testing.T) {
	for _, look := range []setup{
		{w: 80, h: 24, theme: darkTheme, lang: text.ES},
		{w: 120, h: 36, theme: contrastTheme, lang: text.EN},
		{w: 200, h: 60, theme: plainTheme, lang: text.ES},
	} {
		for _, typed := range []string{"migr", "zzz", "V"} {
			t.Run(fmt.Sprintf("%s-%dx%d-%s-%s", typed, look.w, look.h, look.theme, look.lang), func(t *testing.T) {
				s := at(t, realBook(t), momentNamed(t, "stage"), look)
				if typed == "V" {
					s.keys("V", "down", "down")
				} else { // steps and values only: keys come and go
					s.m.dialogs = append(s.m.dialogs, newPalette(append(s.m.stepItems(), s.m.valueItems()...)))
					s.write(typed)
				}
				w, h := s.m.dialogSize(s.m.top())
				golden.RequireEqual(t, strings.Join(s.m.top().view(&s.m.s, w, h).draw(s.m.s.th, w, h).rows, "\n"))
			})
		}
	}
}

// The palette, the values and the help fit every screen, also one that changes its size under them.
func TestDialogsFit(t *testing.T) {
	for name, look := range dialogLooks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := at(t, realBook(t), momentNamed(t, look.moment), setup{})
			look.keys(s)
			for _, size := range [][2]int{{80, 24}, {81, 25}, {99, 24}, {100, 24}, {133, 31}, {240, 70}, {79, 24}, {20, 5}, {1, 1}, {80, 24}} {
				s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
				s.keys("up", "down", "pgdown", "pgup")
				s.send(tea.MouseWheelMsg{X: size[0] / 2, Y: size[1] / 2, Button: tea.MouseWheelDown})
			}
		})
	}
}
