package checks

import (
	"context"
	"embed"
	"fmt"
	"strings"
)

//go:embed scripts/*.bash
var scripts embed.FS

// param is one shell variable that a script reads.
type param struct{ name, value string }

// compose puts a script together: the usual shell, its parameters, its text. It fails for a value with a NUL byte, which no
// shell can hold.
func compose(name string, params ...param) (string, error) {
	var b strings.Builder
	for _, file := range []string{"prologue", name} {
		text, err := scripts.ReadFile("scripts/" + file + ".bash")
		if err != nil {
			return "", fmt.Errorf("read script: %w", err)
		}
		b.Write(text)
		if file != "prologue" {
			break
		}
		for _, p := range params {
			if strings.ContainsRune(p.value, 0) {
				return "", fmt.Errorf("%q holds a NUL byte", p.value)
			}
			fmt.Fprintf(&b, "%s=%s\n", p.name, quote(p.value))
		}
	}
	return b.String(), nil
}

// quote makes a value one literal word of bash. Single quotes hold every byte but themselves, in every locale; the \u escapes
// which syntax.Quote of mvdan.cc/sh uses for an unusual character stay as they are where the locale is C, as it is here.
func quote(value string) string { return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'" }

// ask runs one of our scripts. Where that gives nothing to judge by, the second result is what the check has to return.
func ask(ctx context.Context, w World, wanted Phrase, name string, params ...param) (Output, *Result) {
	text, err := compose(name, params...)
	if err != nil {
		r := invalid(wanted, err.Error())
		return Output{}, &r
	}
	out, err := w.Run(ctx, text)
	if err != nil {
		r := lost(wanted, err).tried(1)
		return Output{}, &r
	}
	if out.TimedOut {
		r := unobservable(wanted, phrase("checks.slow", nil)).with(string(out.Stderr)).tried(1)
		return Output{}, &r
	}
	return out, nil
}

// facts is ask for scripts that print facts and exit 0: anything else, or facts that were cut, gives nothing to judge by.
func facts(ctx context.Context, w World, wanted Phrase, name string, params ...param) (string, *Result) {
	out, trouble := ask(ctx, w, wanted, name, params...)
	if trouble != nil {
		return "", trouble
	}
	switch {
	case out.Exit == exitNoTool:
		r := unobservable(wanted, phrase("checks.no-tool", args{"Name": lastWord(out.Stderr)})).tried(1)
		return "", &r
	case out.Exit != 0:
		r := unobservable(wanted, phrase("checks.unseen", args{"Why": lastLine(out.Stderr)})).with(string(out.Stderr)).tried(1)
		return "", &r
	case out.Truncated:
		r := unobservable(wanted, phrase("checks.too-long", nil)).tried(1)
		return "", &r
	}
	return string(out.Stdout), nil
}

// exitNoTool is what a script exits with when a program that it needs is not on the target; its name is then the last word of
// standard error.
const exitNoTool = 127

// lastLine is the last line that is not empty, for what a program said before it failed.
func lastLine(text []byte) string {
	all := strings.Split(strings.TrimSpace(string(text)), "\n")
	return all[len(all)-1]
}

func lastWord(text []byte) string {
	words := strings.Fields(string(text))
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}
