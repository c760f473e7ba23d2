package text

import (
	"regexp"
	"strings"
	"syscall"
)

// whyName is the placeholder whose value is what the operating system said, in its own words: "write /x: no space left on device".
const whyName = "Why"

// called is the beginning of what Go says of a file: the call, which tells an operator nothing, and the path.
var called = regexp.MustCompile(`^[a-z]+ (/.*: )$`)

// system says in the catalogue's language what the operating system said in English, as far as it is one of the few things
// that an operator meets; everything else stays as it is.
func (c *Catalogue) system(said string) string {
	for _, known := range []struct {
		says string
		id   string
	}{
		{syscall.ENOSPC.Error(), "text.system.full"},
		{syscall.EDQUOT.Error(), "text.system.quota"},
		{syscall.EROFS.Error(), "text.system.readonly"},
		{syscall.EIO.Error(), "text.system.io"},
		{syscall.EACCES.Error(), "text.system.denied"},
		{syscall.EPERM.Error(), "text.system.forbidden"},
		{syscall.ENOENT.Error(), "text.system.absent"},
		{syscall.ENOTDIR.Error(), "text.system.nodirectory"},
		{syscall.EMFILE.Error(), "text.system.toomany"},
		{"short write", "text.system.short"},
	} {
		if before, is := strings.CutSuffix(said, known.says); is && (before == "" || strings.HasSuffix(before, ": ")) {
			return called.ReplaceAllString(before, "$1") + c.Say(known.id)
		}
	}
	return said
}
