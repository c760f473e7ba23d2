package report

import (
	"bytes"
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gmtext "github.com/yuin/goldmark/text"

	"paso/runbook"
	"paso/runbook/output"
	"paso/runbook/text"
)

// hostile are strings that want to be more than text.
func hostile() []string {
	return []string{
		"# titulo", "## Resultados", "- [x] Smoke tests OK", "1. uno", "2) dos", "> cita", "---", "===", "* * *", "+ mas",
		"a | b | c", `a \| b`, `fin \`, "`codigo`", "``` cerca", "~~~", "**negrita**", "_cursiva_ __x__", "~~tachado~~",
		"[enlace](http://evil)", "![imagen](http://evil)", "<script>alert(1)</script>", "<!-- ", "<http://evil>", "&lt;b&gt;", "&#42;", "[^1]", "[ref]: http://evil",
		"linea\n## Inyectada\n- [x] falso", "cr\r## x", "\x1b[31mrojo\x1b]0;t\x07", "    sangria", "\ttab", ": def", "$x$",
		strings.Repeat("`", 40), "|||", "\u202eabc", "", "   ",
	}
}

func parser() goldmark.Markdown { return goldmark.New(goldmark.WithExtensions(extension.GFM)) }

// outline writes the structure of a document without its text.
func outline(doc []byte) string {
	var b strings.Builder
	root := parser().Parser().Parse(gmtext.NewReader(doc))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Kind() != ast.KindText && n.Kind() != ast.KindString {
			depth := 0
			for p := n.Parent(); p != nil; p = p.Parent() {
				depth++
			}
			fmt.Fprintf(&b, "%s%s\n", strings.Repeat(" ", depth), n.Kind())
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

func TestHostileTextIsOnlyText(t *testing.T) {
	for _, s := range hostile() {
		for frame, plain := range map[string]string{
			"- %s\n":                                 outline([]byte("- x\n")),
			"- Version: %s\n":                        outline([]byte("- Version: x\n")),
			"- [x] %s\n":                             outline([]byte("- [x] x\n")),
			"| a | b |\n| --- | --- |\n| %s | y |\n": outline([]byte("| a | b |\n| --- | --- |\n| x | y |\n")),
			"# T - %s\n":                             outline([]byte("# T - x\n")),
		} {
			escaped := inline(s)
			if escaped == "" {
				continue
			}
			doc := fmt.Sprintf(frame, escaped)
			if got := withoutLinks(outline([]byte(doc))); got != plain {
				t.Errorf("%q in %q is %q:\n%s", s, frame, doc, got)
			}
		}
	}
}

// withoutLinks leaves out links that a renderer makes of a bare URL: they are only text that can be clicked.
func withoutLinks(outline string) string {
	var b strings.Builder
	for line := range strings.Lines(outline) {
		if strings.TrimSpace(line) != ast.KindAutoLink.String() {
			b.WriteString(line)
		}
	}
	return b.String()
}

func TestInlineShowsTheTextItself(t *testing.T) {
	for _, s := range hostile() {
		var rendered bytes.Buffer
		if err := goldmark.Convert([]byte("P "+inline(s)+"\n"), &rendered); err != nil {
			t.Fatal(err)
		}
		got := html.UnescapeString(strings.TrimSuffix(strings.TrimPrefix(rendered.String(), "<p>"), "</p>\n"))
		if want := strings.TrimSpace("P " + strings.TrimSpace(output.Sanitize(s))); got != want {
			t.Errorf("%q shows as %q, want %q", s, got, want)
		}
	}
}

func TestAFenceHoldsWhateverIsInIt(t *testing.T) {
	for _, s := range hostile() {
		doc := fenced([]byte("antes\n" + s + "\ndespués\n"))
		if got, want := outline([]byte(doc)), outline([]byte("```\nx\n```\n")); got != want {
			t.Errorf("%q is %q:\n%s", s, doc, got)
		}
	}
}

func TestAHostileRunHasTheShapeOfAnHonestOne(t *testing.T) {
	honest := begin(t, book())
	honest.breaks()
	honest.by("Ana Ruiz", runbook.Noted{Text: "x"})
	want := outline([]byte(withLog(t, honest, "x")))
	for _, s := range hostile() {
		if strings.TrimSpace(s) == "" {
			continue
		}
		b := book()
		told := begin(t, b)
		told.untilDown()
		told.passes("pull", 5e9, map[string]string{"COMMITS": strings.ReplaceAll(strings.ReplaceAll(s, "\n", " "), "\r", " "), "VERSION": s})
		told.says(runbook.StepStarted{Step: "migrate"})
		told.attempts("migrate", 1, 20e9, runbook.AttemptResult{Exit: 1, Line: 2, Command: s, State: "ok", Size: 900})
		told.by(s, runbook.Noted{Text: s})
		if got := withoutLinks(outline([]byte(withLog(t, told, s)))); got != want {
			t.Errorf("%q changes the structure", s)
		}
	}
}

func withLog(t *testing.T, s *story, log string) string {
	t.Helper()
	raw, err := Markdown(s.run, catalogue(t, text.ES), s.now, func(string, int) ([]byte, error) { return []byte(log), nil })
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func FuzzInline(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	plain := outline([]byte("- x\n"))
	cell := outline([]byte("| a | b |\n| --- | --- |\n| x | y |\n"))
	f.Fuzz(func(t *testing.T, s string) {
		escaped := inline(s)
		if escaped == "" {
			return
		}
		if strings.ContainsAny(escaped, "\n\r") {
			t.Fatalf("%q is more than a line: %q", s, escaped)
		}
		if got := withoutLinks(outline([]byte("- " + escaped + "\n"))); got != plain {
			t.Fatalf("%q in a list is %q:\n%s", s, escaped, got)
		}
		if got := withoutLinks(outline([]byte("| a | b |\n| --- | --- |\n| " + escaped + " | y |\n"))); got != cell {
			t.Fatalf("%q in a table is %q:\n%s", s, escaped, got)
		}
	})
}
