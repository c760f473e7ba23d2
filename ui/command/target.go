package command

import (
	"fmt"
	"os"
	"sort"
	"strings"

	"paso/runbook"
	"paso/runbook/host"
)

const defaultBook = "runbook.toml"

// load reads a runbook; every problem of it is told with its line.
func (a *app) load(name string) (*runbook.Runbook, []byte, error) {
	if name == "" {
		name = defaultBook
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, usage("nobook", "File", name, "Why", err.Error())
	}
	book, problems := runbook.Load(name, data)
	if book == nil {
		a.problems(problems)
		return nil, nil, usage("badbook", "File", name, "Count", fmt.Sprint(len(runbook.Problems(problems).Errors())))
	}
	a.told = book.Language
	return book, data, nil
}

// problems prints each problem in a line as compilers do.
func (a *app) problems(problems []runbook.Problem) {
	words := a.words("")
	for _, p := range problems {
		key := ""
		if p.Key != "" {
			key = p.Key + ": "
		}
		said := fmt.Sprintf("%s:%d: %s: %s%s", p.File, p.Line, words.Say("command.severity."+p.Severity.String()), key, words.Error(p))
		a.printf(a.Err, "%s\n", a.harmless(said))
	}
}

// chooseTarget finds the target by name; with one target no name is needed.
func chooseTarget(book *runbook.Runbook, name string) (string, runbook.Target, error) {
	names := make([]string, 0, len(book.Targets))
	for n := range book.Targets {
		names = append(names, n)
	}
	sort.Strings(names)
	if name == "" && len(names) == 1 {
		name = names[0]
	}
	target, known := book.Targets[name]
	if !known {
		return "", runbook.Target{}, usage("target", "Target", name, "Known", strings.Join(names, ", "))
	}
	return name, target, nil
}

// destination is what the operator calls the place.
func destination(t runbook.Target) string {
	if t.Local {
		return "localhost"
	}
	return t.SSH
}

// hostConfig is how the target is reached.
func (a *app) hostConfig(t runbook.Target, run string) host.Config {
	return host.Config{Local: t.Local, Destination: t.SSH, SSHConfig: a.sshConfig, RunID: run}
}

// given reads --set NAME=VALUE.
func (a *app) given(book *runbook.Runbook) (map[string]string, error) {
	values := map[string]string{}
	for _, pair := range a.set {
		name, value, ok := strings.Cut(pair, "=")
		v := book.Var(name)
		switch {
		case !ok || v == nil:
			return nil, usage("set", "Set", name)
		case v.Secret:
			return nil, usage("setsecret", "Name", name)
		}
		values[name] = value
	}
	return values, nil
}
