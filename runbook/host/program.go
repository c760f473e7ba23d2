package host

import (
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"sort"
	"strconv"
	"strings"
)

//go:embed harness/common.sh
var commonText string

//go:embed harness/processes.sh
var processesText string

//go:embed harness/attempt.sh
var attemptText string

//go:embed harness/site.sh
var siteText string

//go:embed harness/step.bash
var preludeText string

// bootstrap is the command line of every call. Login shells of any kind read it alike: it has no quote, backslash,
// exclamation mark or newline inside its quotes. A program that arrives cut off is not run.
const bootstrap = `exec sh -c 'IFS=" " read -r n e && p=$(head -c "$n") && case $p in *"$e") eval "$p" ;; *) exit 71 ;; esac'`

// A program is the sh text of one call: assignments, and the harness or a reference to it.
type program struct {
	verb   string
	inline bool // a verb of site.sh, which travels along; else of the harness in the run's directory
	params map[string]string
}

func harnessText() string { return commonText + processesText + attemptText }
func harnessName() string { return "harness-" + digest(harnessText())[:16] + ".sh" }
func preludeName() string { return "step-" + digest(preludeText)[:16] + ".bash" }

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// header is everything that goes to stdin before the keyboard or a file's content.
func (p program) header(mark string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "paso_verb=%s\npaso_mark=%s\n", p.verb, mark)
	for _, name := range sortedKeys(p.params) {
		fmt.Fprintf(&b, "paso_%s=%s\n", name, quote(p.params[name]))
	}
	fmt.Fprintf(&b, "paso_harness=%s\npaso_prelude=%s\n", harnessName(), preludeName())
	if p.inline {
		b.WriteString(commonText + processesText + siteText)
	} else {
		b.WriteString(byReference)
	}
	end := "\n#" + mark
	return []byte(strconv.Itoa(b.Len()+len(end)) + " #" + mark + "\n" + b.String() + end)
}

// byReference runs the harness that lies in the run's directory, or says that it is not there.
const byReference = `paso_file=${paso_base:-${XDG_STATE_HOME:-$HOME/.local/state}/paso}/$paso_run/$paso_harness
if [ -r "$paso_file" ]; then . "$paso_file"; else printf '\036mark %s\036\036refused missing\036' "$paso_mark" >&2; fi`

// quote makes s one word of sh and of bash. NUL cannot be said in either; callers refuse it.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func newNonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand aborts the program instead
	return hex.EncodeToString(b[:])
}
