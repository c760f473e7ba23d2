package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// DiskOp is what was tried on the disk of this machine.
type DiskOp string

// What paso tries there beside journal and logs, which have errors of their own.
const (
	DiskCreate DiskOp = "create" // a run; nothing of it is left
	DiskList   DiskOp = "list"   // the runs that there are
	DiskRead   DiskOp = "read"   // a file of a run
	DiskWrite  DiskOp = "write"  // a file that was asked for
	DiskDemo   DiskOp = "demo"   // the server of the demo
)

// DiskError is a disk of this machine that does not do what was asked: full, out of quota, read-only, broken, another's.
type DiskError struct {
	Op   DiskOp
	Path string
	Err  error
}

func (e *DiskError) Error() string { return fmt.Sprintf("%s %s: %v", e.Op, e.Path, e.Err) }
func (e *DiskError) Unwrap() error { return e.Err }

// Message is the error for the catalogue. Which file it was of several the cause says.
func (e *DiskError) Message() (string, map[string]string) {
	why := e.Err.Error()
	if path, is := errors.AsType[*fs.PathError](e.Err); is && path.Path == e.Path {
		why = path.Err.Error()
	}
	if link, is := errors.AsType[*os.LinkError](e.Err); is {
		why = link.Err.Error()
	}
	return "engine.disk." + string(e.Op), map[string]string{"Path": e.Path, "Why": why}
}
