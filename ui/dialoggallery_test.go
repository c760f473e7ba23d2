package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paso/runbook/text"
)

// dialogLooks are the palette, the values, the help and the output as a person comes to them.
func dialogLooks() map[string]struct {
	moment string
	keys   func(*session)
} {
	type look = struct {
		moment string
		keys   func(*session)
	}
	return map[string]look{
		"palette":      {"failure", func(s *session) { s.keys(":") }},
		"palette-find": {"running", func(s *session) { s.keys(":").write("codigo") }},
		"palette-none": {"running", func(s *session) { s.keys(":").write("qqq") }},
		"values":       {"approval", func(s *session) { s.keys("V", "down", "down", "down", "down") }},
		"help":         {"running", func(s *session) { s.keys("?") }},
		"output": {"running", func(s *session) {
			s.p.print("migrate", 1, "\n"+strings.Repeat("\x1b[36mINFO\x1b[0m 日本語 compiling module 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789\n", 11_000))
			s.settle()
			s.keys("o", "right", "right", "g")
		}},
		"search": {"running", func(s *session) {
			s.p.print("migrate", 1, "\n"+strings.Repeat("\x1b[32mOK\x1b[0m tabla permissions\n\x1b[33mWARN\x1b[0m lenta: permissions_index\n", 40))
			s.settle()
			s.keys("/").write("perm").keys("enter", "N", "N")
		}},
		"trouble": {"failure", func(s *session) { s.keys("o", "e") }},
	}
}

// TestGalleryOfDialogs writes them beside the screens of TestGallery.
func TestGalleryOfDialogs(t *testing.T) {
	if *gallery == "" {
		return // a tool for looking, run by hand
	}
	book := realBook(t)
	for name, look := range dialogLooks() {
		for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}} {
			for _, th := range themeNames() {
				s := at(t, book, momentNamed(t, look.moment), setup{w: size[0], h: size[1], theme: th, lang: text.ES})
				s.m.o.LogPath = func(step string, n int) string {
					return fmt.Sprintf("/home/ana/.local/state/paso/runs/20261123-141800-ab12/output/%s.%d.log", step, n)
				}
				s.m.s.th = newTheme(th, th == lightTheme) // the picture has no terminal behind it
				look.keys(s)
				file := fmt.Sprintf("%s-%dx%d-%s.ansi", name, size[0], size[1], th)
				if err := os.WriteFile(filepath.Join(*gallery, file), []byte(strings.Join(s.m.frame().rows, "\n")), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
