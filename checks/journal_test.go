package checks

import (
	"testing"
	"time"
)

// journalctl answers for two units, and only those who may read it. Like the real one it gives its hints with exit code 0, and
// none with -o cat.
const journalctl = `
hint() { [[ "$*" == *' -o cat' ]] || echo "$said" >&2; exit 0; }
[[ "$1 $2" == '--no-pager -u' ]] || { echo "unexpected: $*" >&2; exit 1; }
[[ -z ${NONE-} ]] || { said='No journal files were found.'; hint "$*"; }
[[ -n ${AS_ROOT-} || -z ${CLOSED-} ]] || { said='Hint: You are currently not seeing messages from other users and the system.'; hint "$*"; }
[[ "$*" != *' -n 0' ]] || exit 0
case "${*:3}" in
'celery --since @1700000000.500000 -o cat') printf '%s\n' 'celery@staging ready.' ;;
'celery -o cat') printf '%s\n' '-- Journal begins at Tue --' 'ERROR of yesterday' 'celery@staging ready.' ;;
'quiet -o cat') echo '-- No entries --' ;;
*) echo "unexpected: $*" >&2; exit 1 ;;
esac`

func TestJournalOnARealHost(t *testing.T) {
	since := time.Unix(1_700_000_000, 500_000_000)
	tests := []struct {
		name     string
		state    string
		sudo     string
		check    Log
		verdict  Verdict
		observed string
	}{
		{"since the start", "", "", Log{Journal: "celery", SinceTime: since, Absent: "(?i)error"}, Passed, "leídas: 1"},
		{"from the beginning", "", "", Log{Journal: "celery", Absent: "(?i)error"}, Failed, "ERROR of yesterday"},
		{"quiet", "", "", Log{Journal: "quiet", Absent: "No entries"}, Passed, "leídas: 0"},
		{"no such unit", "", "", Log{Journal: "celeri", Absent: "x"}, Unobservable, "no existe el servicio celeri"},
		{"as root", "export CLOSED=1", `AS_ROOT=1 "$@"`, Log{Journal: "celery", Absent: "ERROR"}, Failed, "ERROR of yesterday"},
		{"an empty journal for those who may not read", "export CLOSED=1", "", Log{Journal: "celery", Absent: "x"}, Unobservable, "a password is required"},
		{"no journal at all", "export NONE=1", `"$@"`, Log{Journal: "celery", Absent: "x"}, Unobservable, "No journal files were found"},
		{"journalctl fails", "", "", Log{Journal: "celery", SinceTime: time.Unix(1, 0), Absent: "x"}, Unobservable, "unexpected"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newBashWorld(t)
			w.state = hostile + "\n" + tt.state
			if tt.sudo != "" {
				w.sudo = tt.sudo
			}
			w.install(t, "journalctl", journalctl)
			w.install(t, "systemctl", `[[ $5 == celeri ]] && echo LoadState=not-found || echo LoadState=loaded`)
			want(t, observe(t, tt.check, w), tt.verdict, tt.observed)
		})
	}
}

func TestJournalWithoutSystemd(t *testing.T) {
	w := newBashWorld(t)
	w.state = "PATH=" + w.bin
	want(t, observe(t, Log{Journal: "celery", Absent: "x"}, w), Unobservable, "Falta journalctl")
}

func TestJournalThatIsTooLong(t *testing.T) {
	out := Output{Stdout: []byte("ERROR one\n"), Truncated: true}
	want(t, observe(t, Log{Journal: "x", Absent: "boom"}, answering(out)), Unobservable, "el resto no se leyó")
	want(t, observe(t, Log{Journal: "x", Absent: "ERROR"}, answering(out)), Failed, "ERROR one")
}

func TestJournalTime(t *testing.T) {
	for at, want := range map[time.Time]string{
		{}: "", time.Unix(1_700_000_000, 0): "@1700000000", time.Unix(1_700_000_000, 1_500): "@1700000000.000001",
	} {
		if got := journalTime(at); got != want {
			t.Errorf("%v is %q, want %q", at, got, want)
		}
	}
}
