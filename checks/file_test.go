package checks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const dumpEnd = "PostgreSQL database dump complete"

func TestFileOnARealHost(t *testing.T) {
	w := newBashWorld(t)
	at := func(name string) string { return filepath.Join(w.dir, name) }
	const old = "-- data\n--\n-- PostgreSQL database dump complete\n--\n\n"
	write(t, at("dump.sql"), old)
	write(t, at("dump17.sql"), old+"\\unrestrict abc\n\n")
	write(t, at("broken.sql"), "-- "+dumpEnd+"\n"+strings.Repeat("COPY secret@example.com\n", 9))
	write(t, at("empty.sql"), "")
	tests := []struct {
		name     string
		check    File
		verdict  Verdict
		observed string
	}{
		{"there", File{Path: at("dump.sql")}, Passed, "B"},
		{"relative to where the step left the shell", File{Path: "dump.sql"}, Passed, "B"},
		{"missing", File{Path: at("none")}, Failed, "no existe"},
		{"missing with its directory", File{Path: at("none/at/all")}, Failed, "no existe"},
		{"below a file", File{Path: at("dump.sql/x")}, Failed, "no existe"},
		{"absent", File{Path: at("none"), Absent: true}, Passed, "no existe"},
		{"should be absent", File{Path: at("dump.sql"), Absent: true}, Failed, "B"},
		{"empty dump", File{Path: at("empty.sql"), MinSize: 1}, Failed, "0 B"},
		{"large enough", File{Path: at("dump.sql"), MinSize: 52}, Passed, "B"},
		{"complete", File{Path: at("dump.sql"), MinSize: 1, LastLine: dumpEnd}, Passed, dumpEnd},
		{"complete, with a line more", File{Path: at("dump17.sql"), LastLine: dumpEnd}, Passed, dumpEnd},
		{"broken off", File{Path: at("broken.sql"), LastLine: dumpEnd}, Failed, "está incompleto"},
		{"directory", File{Path: w.dir}, Passed, ""},
		{"directory with a size", File{Path: w.dir, MinSize: 1}, Failed, "no es un archivo normal"},
		{"no path", File{}, Unobservable, "mal escrita"},
	}
	for _, state := range []string{"", hostile, "shopt -s expand_aliases\nalias stat=false tail=false"} {
		w.state = state
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				r := observe(t, tt.check, w)
				want(t, r, tt.verdict, tt.observed)
				if strings.Contains(r.Evidence, "secret@") {
					t.Errorf("shows what the file holds: %q", r.Evidence)
				}
			})
		}
	}
}

func TestFileWithAwkwardNames(t *testing.T) {
	w := newBashWorld(t)
	for _, name := range awkward {
		if name == "" {
			continue
		}
		write(t, filepath.Join(w.dir, name), "x\n")
		want(t, observe(t, File{Path: name, MinSize: 1, LastLine: "x"}, w), Passed, "B")
		if err := os.Remove(filepath.Join(w.dir, name)); err != nil {
			t.Fatal(err)
		}
		want(t, observe(t, File{Path: name, Absent: true}, w), Passed, "no existe")
	}
}

// closed is a stat that may not look, as for a file in a directory of root's.
const closed = `echo "stat: cannot statx: Permission denied" >&2; exit 1`

func TestFileThatMayNotBeSeenIsNotAbsent(t *testing.T) {
	w := newBashWorld(t)
	w.install(t, "stat", closed)
	write(t, filepath.Join(w.dir, "x"), "12345\n")
	absent, x := File{Path: "none", Absent: true}, File{Path: "x", MinSize: 6, LastLine: "12345"}
	for _, c := range []File{absent, x} {
		want(t, observe(t, c, w), Unobservable, "a password is required")
	}
	for _, sudo := range []string{`[[ $1 == tail ]] || return 1; "$@"`, `[[ $1 == stat ]] && set -- /usr/bin/stat "${@:2}"; "$@"`} {
		w.sudo = sudo
		want(t, observe(t, absent, w), Passed, "no existe")
		want(t, observe(t, x, w), Passed, "6 B, termina con «12345»")
		want(t, observe(t, File{Path: "x", Absent: true}, w), Failed, "6 B")
	}
}

func TestFileThatMayNotBeRead(t *testing.T) {
	want(t, observe(t, File{Path: "/x", LastLine: "end"}, printing("100 regular file\nunreadable\n")), Unobservable, "sin permiso")
}

func FuzzParseFile(f *testing.F) {
	f.Add("12 regular file\ntail\nlast\n")
	f.Add("absent\n")
	f.Fuzz(func(t *testing.T, text string) {
		seen, ok := parseFile(text)
		if ok && (seen.size < 0 || seen.tailSeen && !strings.HasSuffix(text, seen.tail)) {
			t.Fatalf("%+v", seen)
		}
	})
}
