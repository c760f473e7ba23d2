package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paso/runbook/text"
)

// gallery is where TestGallery writes to.
var gallery = flag.String("gallery", "", "write every screen, in every size, theme and language, into this directory")

// TestGallery writes every kind of screen as the terminal gets it, so that all of them can be looked at side by side:
// go test ./ui -run TestGallery -gallery DIR, and then cat a file of it in a terminal of its size.
func TestGallery(t *testing.T) {
	if *gallery == "" {
		return // a tool for looking, run by hand
	}
	book := realBook(t)
	sizes := [][2]int{{80, 24}, {120, 36}, {200, 60}}
	for _, m := range screens() {
		for _, size := range sizes {
			for _, th := range themeNames() {
				for _, lang := range []text.Lang{text.ES, text.EN} {
					s := m.open(t, book, setup{w: size[0], h: size[1], theme: th, lang: lang})
					name := fmt.Sprintf("%s-%dx%d-%s-%s.ansi", m.name, size[0], size[1], th, lang)
					if err := os.WriteFile(filepath.Join(*gallery, name), []byte(strings.Join(s.m.frame().rows, "\n")), 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
}
