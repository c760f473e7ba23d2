package host

import (
	"errors"
	"fmt"
	"io/fs"
)

// UnkeptKeyError is a host key that a person vouched for and that could not be put into known_hosts. The connection is
// not made: the next one would ask the same again, and nobody could tell whether the key had changed.
type UnkeptKeyError struct {
	File  string
	Cause error
}

func (e *UnkeptKeyError) Error() string {
	return fmt.Sprintf("keep host key in %s: %v", e.File, e.Cause)
}
func (e *UnkeptKeyError) Unwrap() error { return e.Cause }

// Message names the text for the operator.
func (e *UnkeptKeyError) Message() (id string, args map[string]string) {
	why := e.Cause.Error()
	if path, is := errors.AsType[*fs.PathError](e.Cause); is {
		why = path.Err.Error()
	}
	return "host.unkept", map[string]string{"File": e.File, "Why": why}
}

// kept gives the failure to keep a key its words.
func kept(file string, err error) error {
	if err == nil {
		return nil
	}
	return &UnkeptKeyError{File: file, Cause: err}
}
