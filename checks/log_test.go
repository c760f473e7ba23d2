package checks

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const logPath = "error.log"

// logs is a directory of logs on a host that really runs the scripts.
type logs struct {
	*bashWorld
	t *testing.T
}

func newLogs(t *testing.T) logs {
	t.Helper()
	w := newBashWorld(t)
	w.state = hostile
	return logs{bashWorld: w, t: t}
}

func (l logs) at(name string) string { return filepath.Join(l.dir, name) }

func (l logs) append(name, text string) {
	l.t.Helper()
	file, err := os.OpenFile(l.at(name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		l.t.Fatal(err)
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		l.t.Fatal(err)
	}
}

func (l logs) rename(from, to string) {
	l.t.Helper()
	if err := os.Rename(l.at(from), l.at(to)); err != nil {
		l.t.Fatal(err)
	}
}

func TestLogOnARealHost(t *testing.T) {
	const old = "ERROR of yesterday\nstopping\n"
	tests := []struct {
		name     string
		after    func(logs) // what happens between the mark and the check
		verdict  Verdict
		observed string
	}{
		{"nothing new", func(logs) {}, Passed, "líneas nuevas leídas: 0"},
		{"clean", func(l logs) { l.append(logPath, "started\nready\n") }, Passed, "líneas nuevas leídas: 2"},
		{"an error", func(l logs) { l.append(logPath, "started\r\nERROR boom\r\n") }, Failed, "líneas: 1; la primera: ERROR boom"},
		{"an error in a line without an end", func(l logs) { l.append(logPath, "ERROR boom") }, Failed, "ERROR boom"},
		{"missing", func(l logs) { l.rename(logPath, "elsewhere") }, Unobservable, "no es un log limpio"},
		{"rotated and clean", func(l logs) {
			l.append(logPath, "old part\n")
			l.rename(logPath, "error.log-20251118")
			l.append(logPath, "new\n")
		}, Passed, "líneas nuevas leídas: 2"},
		{"an error before the rotation", func(l logs) {
			l.append(logPath, "ERROR early\n")
			l.rename(logPath, "error.log.1")
			l.append(logPath, "new\n")
		}, Failed, "ERROR early"},
		{"an error after the rotation", func(l logs) {
			l.rename(logPath, "error.log.1")
			l.append(logPath, "ERROR late\n")
		}, Failed, "ERROR late"},
		{"what was rotated is gone", func(l logs) {
			l.append("next", "new\n")
			l.rename("next", logPath)
		}, Unobservable, "se rotó y lo anterior no se encuentra"},
		{"what was rotated is gone, but there is an error", func(l logs) {
			l.append("next", "ERROR new\n")
			l.rename("next", logPath)
		}, Failed, "ERROR new"},
		{"copied and cut", func(l logs) {
			write(l.t, l.at("error.log.1"), old+"ERROR in the copy\n")
			write(l.t, l.at(logPath), "new\n")
		}, Failed, "ERROR in the copy"},
		{"cut", func(l logs) { write(l.t, l.at(logPath), "new\n") }, Unobservable, "se rotó"},
		{"a directory", func(l logs) {
			l.rename(logPath, "elsewhere")
			if err := os.Mkdir(l.at(logPath), 0o700); err != nil {
				l.t.Fatal(err)
			}
		}, Unobservable, "Is a directory"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLogs(t)
			l.append(logPath, old)
			mark, err := MarkLog(t.Context(), l, logPath)
			if err != nil || mark.Offset != int64(len(old)) || mark.Inode == 0 {
				t.Fatalf("mark %+v, %v", mark, err)
			}
			tt.after(l)
			want(t, observe(t, Log{Path: logPath, Since: mark, Absent: "^ERROR"}, l), tt.verdict, tt.observed)
		})
	}
}

func TestLogWithoutAMark(t *testing.T) {
	l := newLogs(t)
	mark, err := MarkLog(t.Context(), l, "it's new")
	if err != nil || mark != (LogMark{}) {
		t.Fatalf("mark of what is not there: %+v, %v", mark, err)
	}
	c := Log{Path: "it's new", Since: mark, Absent: "ERROR"}
	want(t, observe(t, c, l), Unobservable, "no es un log limpio")
	l.append("it's new", "ERROR first\n")
	want(t, observe(t, c, l), Failed, "ERROR first")
}

// TestLogThroughSudo has a log that only root may read, and a sudo that allows tail alone, as servers have it.
func TestLogThroughSudo(t *testing.T) {
	tests := []struct {
		name, stat, sudo string
		inode            bool
	}{
		{"closed file", `exec /usr/bin/stat "$@"`, `[[ $1 == tail ]] || return 1; "$@"`, true},
		{"closed directory", `echo 'stat: Permission denied' >&2; exit 1`, `[[ $1 == tail ]] || return 1; "$@"`, false},
		{"closed directory, all allowed", `echo 'stat: Permission denied' >&2; exit 1`, `[[ $1 == stat ]] && set -- /usr/bin/stat "${@:2}"; "$@"`, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLogs(t)
			l.install(t, "stat", tt.stat)
			l.sudo = tt.sudo
			l.append(logPath, "ERROR old\n")
			mark, err := MarkLog(t.Context(), l, logPath)
			if err != nil || mark.Offset != 10 || (mark.Inode != 0) != tt.inode {
				t.Fatalf("mark %+v, %v", mark, err)
			}
			c := Log{Path: logPath, Since: mark, Absent: "ERROR"}
			want(t, observe(t, c, l), Passed, "leídas: 0")
			l.append(logPath, "ERROR new\n")
			want(t, observe(t, c, l), Failed, "ERROR new")
		})
	}
}

func TestLogThatMayNotBeRead(t *testing.T) {
	l := newLogs(t)
	l.install(t, "stat", `echo "stat: Permission denied" >&2; exit 1`)
	_, err := MarkLog(t.Context(), l, logPath)
	var unmarked *MarkError
	if !errors.As(err, &unmarked) || errors.Unwrap(unmarked) != nil || !strings.Contains(err.Error(), "a password is required") {
		t.Errorf("%v", err)
	}
	id, values := unmarked.Message()
	spoken(t, "es", Phrase{ID: id, Args: values})
	want(t, observe(t, Log{Path: logPath, Absent: "x"}, l), Unobservable, "a password is required")
	if _, err := MarkLog(t.Context(), unreachable(), logPath); !errors.Is(err, errLost) {
		t.Errorf("%v", err)
	}
}

func TestLogInPieces(t *testing.T) {
	l := newLogs(t)
	text := strings.Repeat(strings.Repeat("a line of a log that goes on and on ", 99)+"\n", logChunk/2500)
	l.append(logPath, text+"ERROR at the border\n"+text)
	r := observe(t, Log{Path: logPath, Absent: "^ERROR at the border$"}, l)
	want(t, r, Failed, "líneas: 1; la primera: ERROR at the border")
	want(t, observe(t, Log{Path: logPath, Absent: "^border"}, l), Passed, "ninguna")
}

func TestLogThatIsTooLong(t *testing.T) {
	chunk := strings.Repeat(strings.Repeat("x", 32<<10-1)+"\n", logChunk/(32<<10))
	w := printing("now 1 99999999999 direct\n", chunk)
	want(t, observe(t, Log{Path: "/x", Absent: "ERROR"}, w), Unobservable, "el resto no se leyó")
	w = printing(fmt.Sprintf("now 1 %d direct\n", 2*logChunk), "ERROR\n"+chunk[6:], chunk)
	want(t, observe(t, Log{Path: "/x", Absent: "^ERROR"}, w), Failed, "ERROR")
	// It became shorter while it was read.
	want(t, observe(t, Log{Path: "/x", Absent: "ERROR"}, printing("now 1 100 direct\n", "short\n")), Unobservable, "no se puede leer")
}

func TestLogAsWritten(t *testing.T) {
	for _, c := range []Log{{Absent: "x"}, {Path: "/x", Journal: "y", Absent: "x"}, {Path: "/x"}, {Path: "/x", Absent: "("}} {
		want(t, observe(t, c, unreachable()), Unobservable, "mal escrita")
	}
}

func TestTargetTime(t *testing.T) {
	w := newBashWorld(t)
	w.state = hostile
	w.install(t, "date", `[[ $* == +%s.%N ]] && echo 1700000000.500000000`)
	if at, err := TargetTime(t.Context(), w); err != nil || !at.Equal(time.Unix(1_700_000_000, 500_000_000)) {
		t.Errorf("%v, %v", at, err)
	}
	if _, err := TargetTime(t.Context(), printing("Tue Nov 18\n")); err == nil {
		t.Error("a date without seconds was read")
	}
	if _, err := TargetTime(t.Context(), unreachable()); !errors.Is(err, errLost) {
		t.Errorf("%v", err)
	}
}

func FuzzParseLogPlace(f *testing.F) {
	f.Add("now 1234 5678 direct\nold 99 /var/log/error.log 1\n", uint64(1), int64(6000))
	f.Add("trouble missing\n", uint64(0), int64(0))
	f.Fuzz(func(t *testing.T, text string, inode uint64, offset int64) {
		since := LogMark{Inode: inode, Offset: max(offset, 0)}
		p := parseLogPlace(text)
		for _, part := range p.parts("/x", since) {
			if part.from < 0 || part.from > part.to {
				t.Fatalf("%+v of %+v", part, p)
			}
		}
	})
}
