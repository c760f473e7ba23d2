package ui

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

const everything = "# Reporte *uno*\n\nUn **párrafo** con `código`, [un enlace](https://x.example/a) y <https://y.example>\\\notra línea &amp; 1 \\* 2.\n\n" +
	"## Listas\n\n- [x] hecho\n- [ ] por hacer, con un texto tan largo que no cabe en una sola línea de las estrechas\n  1. uno\n  2. dos\n- fin\n\n" +
	"> citado\n\n```text\nError: \x1b[31mrojo\x1b[0m\tfin\n    sangrado\n```\n\n---\n\n### Tabla\n\n" +
	"| Etapa | Plan | Nota |\n| --- | --: | --- |\n| 1 Preparación | 15 min | todo bien |\n| 2 Código | 10 min | una nota larga que hay que romper en varias líneas para que quepa |\n\n<b>html</b>\n"

// TestReports compares what is read on the screen: everything that Markdown has, and a report as it is written.
func TestReports(t *testing.T) {
	report, err := os.ReadFile("../report/testdata/TestGoldens/success.es.golden")
	if err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]string{"everything": everything, "report": string(report)} {
		for _, w := range []int{40, 76, 116} {
			for _, theme := range []themeName{darkTheme, plainTheme} {
				t.Run(fmt.Sprintf("%s-%d-%s", name, w, theme), func(t *testing.T) {
					th := newTheme(theme, false)
					var out []string
					for _, l := range markdownLines(source, w) {
						out = append(out, l.render(th, w))
					}
					golden.RequireEqual(t, strings.Join(out, "\n"))
				})
			}
		}
	}
}

// fits holds of every document: no line is wider than it may be, and nothing in it is more than text.
func fits(t *testing.T, source string, w int) {
	t.Helper()
	for _, l := range markdownLines(source, w) {
		spans := cleaned(l.spans)
		if have := widthOf(spans); have > w {
			t.Fatalf("%d cells in %d: %q", have, w, plainText(spans))
		}
		for _, r := range plainText(spans) {
			if unicode.IsControl(r) {
				t.Fatalf("a control in %q", plainText(spans))
			}
		}
	}
}

func TestMarkdownFits(t *testing.T) {
	for w := 12; w < 130; w += 3 {
		fits(t, everything, w)
	}
	fits(t, strings.Repeat("a\u202eb ", 40), 30) // what is spelled out is wider than what was written
	fits(t, "| a | b | c | d | e | f |\n|---|---|---|---|---|---|\n| uno | dos | tres | cuatro | cinco | "+strings.Repeat("seis ", 30)+"|\n", 30)
}

// Nothing that was written is lost on the way, whatever it looks like.
func TestMarkdownKeepsWords(t *testing.T) {
	for _, w := range []int{20, 60, 120} {
		got := strings.Join(strings.Fields(ansi.Strip(plainLines(markdownLines(everything, w)))), "")
		for _, word := range []string{"uno", "párrafo", "código", "enlace", "x.example", "y.example", "&", "1", "*", "hacer,", "citado", "rojo", "sangrado", "Preparación", "romper", "<b>", "html"} {
			if !strings.Contains(strings.ReplaceAll(got, "│", ""), word) {
				t.Errorf("%d cells: %q is gone", w, word)
			}
		}
	}
}

// A path that is wider than its line is cut where a person would cut it.
func TestFlowCutsPaths(t *testing.T) {
	got := plainLines(flow([]span{say(plain, "Reporte: "), say(accent, "docs/backend/deployment/DEPLOY-STAGING-2026-11-23-1418.md")}, 45))
	if want := "Reporte: docs/backend/deployment/DEPLOY-\nSTAGING-2026-11-23-1418.md\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add(everything, 40)
	f.Add(">>>>>>>0", 13)
	f.Add(">>000000.\u064c000", 13)
	f.Add("| a |\n|---|\n| 日本 |", 13)
	f.Add("```\n"+strings.Repeat("0", 38)+"-\n```", 40) // a word that ends where the line does
	f.Fuzz(func(t *testing.T, source string, w int) {
		if w >= 12 && w < 300 {
			fits(t, source, w)
		}
	})
}

// The report is laid out when it is opened and when the width changes, and not for a frame.
func TestReportIsLaidOutOnce(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "success"), setup{})
	s.keys("v").sees("━━━", "Commits", "• uno")
	before := &s.m.summary.report.laid[0]
	s.keys("down", "t", "l")
	if &s.m.summary.report.laid[0] != before {
		t.Error("laid out again although the width is the same")
	}
	s.keys("y")
	if !strings.Contains(s.copied, "## Commits") {
		t.Errorf("copied %q", s.copied)
	}
	s.keys("v").sees("S U C C E S S")
}
