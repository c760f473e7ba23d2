package host

import (
	"errors"
	"io"
	"net"
	"os"
	"regexp"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

// Every error has a text in both languages, with the arguments which it gives.
func TestErrorsAreInTheCatalogue(t *testing.T) {
	why := errors.New("why")
	held := Holder{Owner: "o", Since: time.Unix(1, 0)}
	all := []interface {
		error
		Message() (string, map[string]string)
	}{
		&LinkLostError{Cause: why}, &LinkLostError{Cause: &SilentError{For: time.Second}}, &LinkLostError{Cause: errHungUp}, &LinkLostError{Cause: io.EOF},
		&UnreachableError{Cause: why}, &UnreachableError{Cause: &net.DNSError{}}, &UnreachableError{Cause: syscall.ECONNREFUSED},
		&UnreachableError{Cause: syscall.EHOSTUNREACH}, &UnreachableError{Cause: errNoAnswer}, &UnreachableError{Cause: syscall.ECONNRESET},
		&BrokenHarnessError{}, &LocalUnsupportedError{},
		&InputTooLongError{}, &SudoError{}, &SSHConfigError{Cause: why}, &AuthError{Cause: why}, &KnownHostsError{Cause: why},
		&HostKeyError{}, &HostKeyError{Changed: true}, &HostKeyError{Revoked: true}, &UnkeptKeyError{Cause: why},
		&LockedError{Holder: held}, &LockedError{Holder: Holder{Stale: true}}, &LockLostError{}, &LockLostError{Holder: &held},
	}
	for _, reason := range []DirectoryReason{DirectoryMissing, DirectoryUnsafe, DirectoryUnusable, DirectoryFull, DirectoryReadOnly, DirectoryInUse} {
		all = append(all, &DirectoryError{Reason: reason, Free: -1})
	}
	all = append(all, &DirectoryError{Reason: DirectoryFull, Free: 4096, Inodes: -1}, &DirectoryError{Reason: DirectoryFull, Inodes: 3})
	for _, why := range []string{"link", "owner", "writable", "planted"} {
		all = append(all, &DirectoryError{Reason: DirectoryUnsafe, Why: why})
	}
	for _, reason := range []AttemptReason{
		AttemptDifferent, AttemptNoState, AttemptSyntax, AttemptBusy, AttemptEnded,
		AttemptAbsent, AttemptUnstarted, AttemptLost, AttemptGone, AttemptEchoes,
	} {
		all = append(all, &AttemptError{Reason: reason})
	}
	placeholder := regexp.MustCompile(`\{\{\.(\w+)\}\}`)
	for _, lang := range []string{"es", "en"} {
		raw, err := os.ReadFile("../text/" + lang + "/host.toml")
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := toml.Unmarshal(raw, &texts); err != nil {
			t.Fatal(err)
		}
		var used []string
		for _, e := range all {
			id, args := e.Message()
			used = append(used, id)
			if texts[id] == "" || e.Error() == "" {
				t.Errorf("%s: %T has no text %s", lang, e, id)
			}
			for _, m := range placeholder.FindAllStringSubmatch(texts[id], -1) {
				if _, ok := args[m[1]]; !ok {
					t.Errorf("%s: %s wants %s, which %T does not give", lang, id, m[1], e)
				}
			}
		}
		for id := range texts {
			if !slices.Contains(used, id) {
				t.Errorf("%s: %s is nobody's", lang, id)
			}
		}
	}
}
