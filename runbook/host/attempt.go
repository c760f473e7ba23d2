package host

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An Attempt is one execution of a script. The caller chooses the ID and journals it before Start.
type Attempt struct {
	ID     string // letters, digits and _ . : + -; at most 128
	Script string // bash, run under set -eE -o pipefail

	Vars     map[string]string // set before the script, not exported
	Env      map[string]string // set and exported; pagers are off already
	Secrets  map[string]string // as Vars, but in no file and no snapshot; only for this attempt
	Captures []string          // variables that are read from the shell as it ends

	Base  string // attempt whose snapshot is the starting state; "" is a fresh login shell
	Login bool   // read the login files also when starting from Base, before its snapshot is restored

	Timeout    time.Duration // enforced on the host; 0: none
	Rows, Cols int           // of the terminal; 0: 24x80
	SudoPrompt string        // what sudo asks with (SUDO_PROMPT), so that its prompt is known among the output; "": sudo's own
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (a Attempt) validate() error {
	if !safeName.MatchString(a.ID) {
		return fmt.Errorf("start attempt: id %q cannot name a directory", a.ID)
	}
	if a.Base != "" && !safeName.MatchString(a.Base) {
		return fmt.Errorf("start attempt: base %q cannot name a directory", a.Base)
	}
	if strings.ContainsRune(a.Script, 0) {
		return fmt.Errorf("start attempt %s: the script holds a NUL byte", a.ID)
	}
	for kind, vars := range map[string]map[string]string{"variable": a.Vars, "environment variable": a.Env, "secret": a.Secrets} {
		if err := validateVariables(kind, vars); err != nil {
			return fmt.Errorf("start attempt %s: %w", a.ID, err)
		}
	}
	for _, name := range a.Captures {
		if !variableName.MatchString(name) {
			return fmt.Errorf("start attempt %s: capture %q is not a variable name", a.ID, name)
		}
		if _, secret := a.Secrets[name]; secret {
			return fmt.Errorf("start attempt %s: %s is a secret and cannot be captured", a.ID, name)
		}
	}
	return nil
}

func validateVariables(kind string, vars map[string]string) error {
	for name, value := range vars {
		if !variableName.MatchString(name) || strings.HasPrefix(name, "__paso_") {
			return fmt.Errorf("%s %q is not a variable name", kind, name)
		}
		if strings.ContainsRune(value, 0) {
			return fmt.Errorf("%s %s holds a NUL byte", kind, name)
		}
	}
	return nil
}

// block is the bash text which the step's shell reads from its pipe.
func (a Attempt) block(statements []Statement) string {
	var b strings.Builder
	exported := map[string]string{"PAGER": "cat", "GIT_PAGER": "cat", "SYSTEMD_PAGER": ""}
	for name, value := range a.Env {
		exported[name] = value
	}
	if a.SudoPrompt != "" {
		exported["SUDO_PROMPT"] = a.SudoPrompt
	}
	writeAssign(&b, exported, a.Vars, a.Secrets)
	fmt.Fprintf(&b, "__paso_base=%s __paso_login=%s\n", quote(a.Base), ifTrue(a.Login || a.Base == ""))
	fmt.Fprintf(&b, "__paso_secrets=(%s)\n", strings.Join(sortedKeys(a.Secrets), " "))
	captures := strings.Join(uniqueNames(a.Captures), " ")
	fmt.Fprintf(&b, "__paso_captures=(%s) __paso_wanted=%s\n", captures, quote(captures))
	writeStatements(&b, statements)
	b.WriteString(blockEnd)
	return b.String()
}

// blockEnd tells both readers of a block, the supervisor and the shell, that it is whole.
const blockEnd = "__paso_complete=1\n# complete"

func writeAssign(b *strings.Builder, exported map[string]string, plain ...map[string]string) {
	b.WriteString("__paso_assign() {\n:\n")
	for _, vars := range plain {
		for _, name := range sortedKeys(vars) {
			fmt.Fprintf(b, "%s=%s\n", name, quote(vars[name]))
		}
	}
	for _, name := range sortedKeys(exported) {
		fmt.Fprintf(b, "export %s=%s\n", name, quote(exported[name]))
	}
	b.WriteString("}\n")
}

// writeStatements maps every line of a statement, because bash tells the last line of a continued command.
func writeStatements(b *strings.Builder, statements []Statement) {
	b.WriteString("__paso_statement=(")
	for _, s := range statements {
		for line := s.First; line <= s.Last; line++ {
			b.WriteString("[" + strconv.Itoa(line) + "]=" + strconv.Itoa(s.N) + " ")
		}
	}
	joined := 0
	if n := len(statements); n > 0 && statements[n-1].Joined {
		joined = 1
	}
	fmt.Fprintf(b, ")\n__paso_statements='%d\t%d'\n", len(statements), joined)
}

func uniqueNames(names []string) []string {
	unique := slices.Clone(names)
	slices.Sort(unique)
	return slices.Compact(unique)
}

func orDefault(n, fallback int) int {
	if n <= 0 {
		return fallback
	}
	return n
}

// guarded is the text that bash runs: the script, with a guard on its first line, so that line numbers stay. Nothing
// runs without the prelude: should bash not have read it by itself, it is read here.
func guarded(script string) string {
	return `[[ ${__paso_ready-} ]] || . "$PASO_PRELUDE"; ` + script
}

// ifTrue is what bash's [[ ]] takes for true, or for false.
func ifTrue(b bool) string {
	if b {
		return "yes"
	}
	return ""
}
