package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"paso/runbook"
	"paso/runbook/host"
	"paso/runbook/text"
)

// faultyLog lets one kind of call of a log fail, and counts what is asked of it.
type faultyLog struct {
	logFile
	op    string
	cause error
	calls map[string]int
}

func (l *faultyLog) fault(op string) error {
	l.calls[op]++
	if op == l.op {
		return &fs.PathError{Op: op, Path: "/log", Err: l.cause}
	}
	return nil
}

func (l *faultyLog) Read(p []byte) (int, error) {
	if err := l.fault("read"); err != nil {
		return 0, err
	}
	return l.logFile.Read(p)
}

// WriteAt writes half of it before it fails, as a disk does that fills up.
func (l *faultyLog) WriteAt(p []byte, at int64) (int, error) {
	if err := l.fault("write"); err != nil {
		n, _ := l.logFile.WriteAt(p[:len(p)/2], at)
		return n, err
	}
	return l.logFile.WriteAt(p, at)
}

func (l *faultyLog) Sync() error {
	if err := l.fault("fsync"); err != nil {
		return err
	}
	return l.logFile.Sync()
}

// TestDiskHereFails lets each call of the log that is kept here fail: the run stops before its next command and says so,
// an fsync is not tried twice, the step goes on at the host and runs once, and the next paso has its whole output.
func TestDiskHereFails(t *testing.T) {
	stops := 0
	for _, op := range []string{"open", "read", "write", "fsync"} {
		for _, cause := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EIO} {
			t.Run(fmt.Sprint(op, int(cause)), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { failLogAt(t, op, cause) })
			})
			stops++
		}
	}
	t.Logf("%d failures of the disk here, each stopped the run before its next command, and each was resumed", stops)
}

func failLogAt(t *testing.T, op string, cause error) {
	r := newRig(t, smallBook)
	const printed = "one\ntwo\nthree\n"
	r.host.scripts["one"] = func(t *tty) host.Result { t.print(printed); return passed }
	calls := map[string]int{}
	e := r.engine()
	e.openLog = func(name string) (logFile, error) {
		if op == "open" {
			return nil, &fs.PathError{Op: op, Path: name, Err: cause}
		}
		file, err := openLog(name)
		return &faultyLog{logFile: file, op: op, cause: cause, calls: calls}, err
	}
	o := r.operator()
	err := o.walk(t.Context(), t, e)
	var failed *LogError
	if !errors.As(err, &failed) || !errors.Is(err, cause) {
		t.Fatalf("want the log's failure, got %v", err)
	}
	if calls["fsync"] > 1 {
		t.Errorf("%d fsyncs", calls["fsync"])
	}
	if op == "fsync" {
		if _, err := os.Stat(LogPath(r.dir, "one", 1)); !errors.Is(err, fs.ErrNotExist) {
			t.Error("a log whose fsync failed is still trusted")
		}
	}
	if !r.journal.closed || r.fold().Paused == nil || r.fold().Paused.Why != "disk" {
		t.Errorf("left as %+v", r.fold().Paused)
	}
	told(t, err)
	r.exactlyOnce("one-1")
	o, err = r.walk()
	if err != nil || o.run.Outcome != runbook.Success {
		t.Fatalf("resumed: %v, %q, %v", err, o.run.Outcome, o.refused)
	}
	r.exactlyOnce("one-1", "two-1")
	if log, err := ReadLog(r.dir, "one", 1, 1<<20); err != nil || string(log) != printed {
		t.Errorf("kept %q, %v", log, err)
	}
	if kept := o.run.Steps["one"].Attempts[0].Log; kept.Size != int64(len(printed)) || kept.SHA256 != hash(printed) {
		t.Errorf("recorded %+v", kept)
	}
}

// told fails for words of the system in English on a Spanish screen.
func told(t *testing.T, err error) {
	t.Helper()
	es, broken := text.For(text.ES)
	if broken != nil {
		t.Fatal(broken)
	}
	said := es.Error(err)
	for _, english := range []string{"no space left", "disk quota", "read-only", "input/output", "permission denied"} {
		if strings.Contains(said, english) || strings.Contains(said, "⟦") {
			t.Errorf("told as %q", said)
		}
	}
}

// TestRunThatCannotBeCreated: nothing is begun, nothing is left, and it is said in the operator's language.
func TestRunThatCannotBeCreated(t *testing.T) {
	dir := t.TempDir()
	var disk *DiskError
	s := Store{Root: filepath.Join(dir, strings.Repeat("r", 300))} // no file system takes that name
	if _, err := s.Create("r", []byte(smallBook)); !errors.As(err, &disk) || disk.Op != DiskList || !errors.Is(err, syscall.ENAMETOOLONG) {
		t.Errorf("created: %v", err)
	} else {
		told(t, err)
	}
	for _, cause := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EIO, syscall.EACCES} {
		for _, op := range []DiskOp{DiskCreate, DiskList, DiskRead, DiskWrite, DiskDemo} {
			told(t, &DiskError{Op: op, Path: "/x", Err: &fs.PathError{Op: "open", Path: "/x/y", Err: cause}})
		}
	}
}

// TestSecretIsNotCutByAFullDisk: of masked bytes that only half fit nothing stays, or what follows them after a resume
// would be the rest of a secret that no mask knows.
func TestSecretIsNotCutByAFullDisk(t *testing.T) {
	r := newRig(t, smallBook)
	e := r.engine()
	e.vault.remember(theSecret)
	failing := &faultyLog{op: "write", cause: syscall.ENOSPC, calls: map[string]int{}}
	open := func(name string) (logFile, error) {
		file, err := openLog(name)
		failing.logFile = file
		return failing, err
	}
	log, err := openTranscript(open, r.dir, "one", 1, e.vault)
	if err != nil {
		t.Fatal(err)
	}
	const printed = "it is " + theSecret + ".\n"
	if _, err := log.write([]byte(printed)); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("written to a full disk: %v", err)
	}
	log.close()
	again, err := openTranscript(openLog, r.dir, "one", 1, e.vault)
	if err != nil {
		t.Fatal(err)
	}
	defer again.close()
	if _, err := again.write([]byte(printed)[again.wants():]); err != nil {
		t.Fatal(err)
	}
	if _, err := again.finish(); err != nil {
		t.Fatal(err)
	}
	want := "it is " + strings.Repeat("*", len(theSecret)) + ".\n"
	if kept, err := ReadLog(r.dir, "one", 1, 1<<10); err != nil || string(kept) != want {
		t.Errorf("kept %q, %v", kept, err)
	}
}
