package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	tea "charm.land/bubbletea/v2"

	"paso/runbook/text"
)

// TestScreens compares every kind of screen, in a size, a theme and a language each,
// with what was looked at. After a change that is meant: go test ./ui -run TestScreens -update,
// and look at the difference.
func TestScreens(t *testing.T) {
	book := realBook(t)
	looks := []setup{
		{w: 80, h: 24, theme: darkTheme, lang: text.ES},
		{w: 120, h: 36, theme: lightTheme, lang: text.EN, demo: true},
		{w: 200, h: 60, theme: plainTheme, lang: text.ES},
		{w: 120, h: 36, theme: contrastTheme, lang: text.ES},
	}
	for _, m := range screens() {
		for _, look := range looks {
			t.Run(fmt.Sprintf("%s-%dx%d-%s-%s", m.name, look.w, look.h, look.theme, look.lang), func(t *testing.T) {
				t.Parallel()
				s := m.open(t, book, look)
				golden.RequireEqual(t, strings.Join(s.m.frame().rows, "\n"))
			})
		}
	}
}

// TestEveryFrameFits walks through sizes, also absurd ones, at every kind of screen,
// with every dialog that can lie over it: a row is never wider or narrower than the
// screen, and there are never more or fewer.
func TestEveryFrameFits(t *testing.T) {
	book := realBook(t)
	sizes := [][2]int{{80, 24}, {81, 25}, {99, 24}, {100, 24}, {133, 31}, {240, 70}, {79, 24}, {80, 23}, {20, 5}, {1, 1}}
	for _, m := range moments() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			s := at(t, book, m, setup{})
			for _, size := range sizes {
				s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			}
			for _, size := range sizes[:1] {
				s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
				s.keys("?", "esc", "c", "esc", "q", "esc", "R", "esc", "tab", "tab", "o", "esc", "[", "[", "l", "esc")
			}
		})
	}
}

// TestSmall says what is wrong where nothing fits.
func TestSmall(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{w: 79, h: 24})
	s.sees("79×24", "80×24")
}
