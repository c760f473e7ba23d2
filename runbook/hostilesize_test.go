//go:build unix

package runbook

import (
	"flag"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

var shapeSize = flag.Int("shapes", 8<<10, "bytes of each shape of TestHostileShapes; 4194304 is the whole search")

// hostileShapes make files of about n bytes, each of which would be slow if something in the loader grew faster than its input.
func hostileShapes() map[string]func(n int) string {
	head := "id = \"X\"\ntitle = \"t\"\nversion = \"1\"\nlanguage = \"es\"\n[targets.a]\nlocal = true\n"
	stage := "[[stage]]\ntitle = \"s\"\n[[stage.step]]\nid = \"a\"\ntitle = \"a\"\nsuccess = \"x\"\n"
	repeat := func(line string) func(int) string {
		return func(n int) string { return head + strings.Repeat(line, n/len(line)) }
	}
	numbered := func(before, line string) func(int) string {
		return func(n int) string {
			var b strings.Builder
			b.WriteString(head + before)
			for i := 0; b.Len() < n; i++ {
				b.WriteString(strings.ReplaceAll(line, "#", fmt.Sprint(i)))
			}
			return b.String()
		}
	}
	return map[string]func(int) string{
		"keys":            numbered("[vars]\n", "V# = \"x\"\n"),
		"keys that refer": func(n int) string { return numbered("[vars]\nV0 = \"x\"\n", "V#1 = \"$V0 $V0 $V0\"\n")(n) },
		"unknown keys":    numbered("", "k# = 1\n"),
		"unknown tables":  numbered("", "[t#]\n"),
		"unknown arrays":  numbered("", "[[t#]]\n"),
		"one array":       repeat("[[stage]]\n"),
		"steps":           numbered("[[stage]]\ntitle = \"s\"\n", "[[stage.step]]\nid = \"s#\"\ntitle = \"a\"\nsuccess = \"x\"\nrun = \"true\"\n"),
		"same steps": func(n int) string {
			return head + "[[stage]]\ntitle = \"s\"\n" + strings.Repeat("[[stage.step]]\nid = \"a\"\ntitle = \"a\"\nsuccess = \"x\"\nrun = \"true\"\n", n/70)
		},
		"checks": func(n int) string {
			return head + stage + "run = \"true\"\n" + strings.Repeat("[[stage.step.check]]\nfile = \"/x\"\n", n/36)
		},
		"long string":      func(n int) string { return head + "owner = \"" + strings.Repeat("x", n) + "\"\n" },
		"long escapes":     func(n int) string { return head + "owner = \"" + strings.Repeat("\\u00e9", n/6) + "\"\n" },
		"long script":      func(n int) string { return head + stage + "run = '''\n" + strings.Repeat("echo a\n", n/7) + "'''\n" },
		"nested shell":     func(n int) string { return head + stage + "run = '''\n" + strings.Repeat("(", n) + "'''\n" },
		"nested expansion": func(n int) string { return head + stage + "run = '''\necho " + strings.Repeat("$(", n/2) + "'''\n" },
		"heredocs":         func(n int) string { return head + stage + "run = '''\n" + strings.Repeat("cat <<A\n", n/8) + "'''\n" },
		"one line":         func(n int) string { return head + stage + "run = '''\n" + strings.Repeat("a;", n/2) + "'''\n" },
		"condition": func(n int) string {
			return head + stage + "run = 'true'\nwhen = \"" + strings.Repeat("!", n) + "true\"\n"
		},
		"condition or": func(n int) string {
			return head + stage + "run = 'true'\nwhen = \"true" + strings.Repeat(" || true", n/8) + "\"\n"
		},
		"condition paren": func(n int) string {
			return head + stage + "run = 'true'\nwhen = \"" + strings.Repeat("(", n/2) + "true" + strings.Repeat(")", n/2) + "\"\n"
		},
		"pattern": func(n int) string {
			return head + stage + "run = 'true'\n[[stage.step.check]]\nlog = \"/x\"\npattern = \"" + strings.Repeat("(a|b)", n/5) + "\"\n"
		},
		"pattern repeats": func(n int) string {
			return head + stage + "run = 'true'\n[[stage.step.check]]\ncommand = \"x\"\nmatch = \"" + strings.Repeat("(x{1000})", n/9) + "\"\n"
		},
		"array of numbers": func(n int) string { return head + "x = [" + strings.Repeat("1,", n/2) + "]\n" },
		"array in array":   func(n int) string { return head + "x = [" + strings.Repeat("[],", n/3) + "]\n" },
		"deep array":       func(n int) string { return head + "x = " + strings.Repeat("[", n) + "\n" },
		"deep inline":      func(n int) string { return head + "x = " + strings.Repeat("{a=", n/3) + "\n" },
		"wide inline":      func(n int) string { return head + "x = {" + strings.Repeat("a=1,", n/4) + "}\n" },
		"wide inline 2":    numbered("x = {z=1", ",k#=1"),
		"dotted key":       func(n int) string { return head + strings.Repeat("a.", n/2) + "b = 1\n" },
		"dotted keys":      numbered("", "a.b#.c = 1\n"),
		"exit codes":       func(n int) string { return head + stage + "run = 'true'\nexit = [" + strings.Repeat("1,", n/2) + "]\n" },
		"wrong exit codes": func(n int) string {
			return head + stage + "run = 'true'\nexit = [" + strings.Repeat("\"a\",", n/4) + "]\n"
		},
		"captures":      numbered(stage+"run = 'true'\ncapture = [\"A\"", ", \"A#\""),
		"people":        numbered("[roles]\nops = \"o\"\n", "[[people]]\nname = \"p#\"\nroles = [\"ops\"]\n"),
		"raci":          numbered("[roles]\nops = \"o\"\n", "[[raci]]\nactivity = \"a#\"\nroles = { ops = \"A\" }\n"),
		"roles":         numbered("[roles]\n", "r# = \"x\"\n"),
		"risks":         numbered(stage+"run='true'\n", "[[risk]]\ntitle = \"r#\"\nsteps = [\"a\"]\n"),
		"prerequisites": numbered("", "[[prerequisite]]\nid = \"p#\"\ntitle = \"t\"\n"),
		"clocks":        numbered("[clocks]\n", "c# = { budget = \"1m\" }\n"),
		"clock ids":     numbered(stage+"run='true'\n[clocks]\nc = { budget = \"1m\", from = \"a\", until = [\"a\"", ", \"u#\""),
		"expansions":    func(n int) string { return head + "[report]\ntitle = \"" + strings.Repeat("$A", n/2) + "\"\n" },
		"comments":      repeat("#\n"),
		"bare CR":       repeat("\r"),
		"NUL":           repeat("\x00"),
		"quotes":        repeat("'''"),
		"brackets":      repeat("["),
		"newlines":      repeat("\n"),
		"checklist":     numbered(stage+"run='true'\n", "[[stage.step.checklist]]\nid = \"c#\"\ntitle = \"t\"\n"),
		"targets":       numbered("", "[targets.t#]\nlocal = true\n"),
		"validations":   numbered("", "[[validation.check]]\nfile = \"/x#\"\n"),
		"unknown near":  func(n int) string { return head + "titl" + strings.Repeat("e", n) + " = 1\n" },
	}
}

// Every shape is loaded or refused, whatever its size. With -shapes N it is N bytes, and those that cost over half a
// second of processor time are told: the search for what grows faster than its input.
func TestHostileShapes(t *testing.T) {
	all := hostileShapes()
	slowest, worst := "", time.Duration(0)
	for name, shape := range all {
		data := []byte(shape(*shapeSize))
		before := cpuTime()
		_, problems := Load("x", data)
		took := cpuTime() - before
		if took > worst {
			slowest, worst = name, took
		}
		if took > 500*time.Millisecond {
			t.Logf("%s: %v, %d problems", name, took, len(problems))
		}
	}
	t.Logf("%d shapes of %d bytes; the slowest, %q, took %v of processor time", len(all), *shapeSize, slowest, worst)
}

func cpuTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
