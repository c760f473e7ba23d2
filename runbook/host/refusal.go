package host

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// refusal turns a record "refused" into the error that it means.
func (h *Host) refusal(r record) error {
	if r.verb != "refused" {
		return nil
	}
	switch reason := r.reason; reason {
	case "missing", "unsafe", "directory", "space", "readonly", "held":
		return &DirectoryError{
			Host: h.name(), Path: r.text, Reason: DirectoryReason(reason), Free: r.amount("free"), Inodes: r.amount("inodes"),
			Why: r.fields["why"], Owner: r.fields["owner"], Mode: r.fields["mode"],
		}
	case "different", "state", "busy", "ended", "echoes", "absent":
		return &AttemptError{Host: h.name(), Reason: AttemptReason(reason), Detail: r.text}
	case "syntax":
		return &AttemptError{Host: h.name(), Reason: AttemptSyntax, Detail: decoded(r.text)}
	case "nofile":
		return fmt.Errorf("find it on %s: %w", h.name(), fs.ErrNotExist)
	case "sudo":
		return &SudoError{Host: h.name(), Said: decoded(r.text)}
	case "changed":
		return errEpochChanged
	default:
		return &BrokenHarnessError{Host: h.name(), Said: "refused " + reason}
	}
}

// amount is a number of the record, or -1 where it tells none.
func (r record) amount(field string) int64 {
	n, err := strconv.ParseInt(r.fields[field], 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// decoded reads a text that the harness sends as base64, because it may hold anything; what is not base64 is "".
func decoded(s string) string {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(raw))
}
