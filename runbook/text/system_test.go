package text

import (
	"fmt"
	"io/fs"
	"syscall"
	"testing"
)

// What the system says reaches the operator in their language, with the path and without the call; nothing else changes.
func TestTheSystemSpeaksTheCataloguesLanguage(t *testing.T) {
	c, err := For(ES)
	if err != nil {
		t.Fatal(err)
	}
	for said, want := range map[string]string{
		syscall.ENOSPC.Error(): "no queda espacio en el disco",
		(&fs.PathError{Op: "open", Path: "/a b/c", Err: syscall.ENOSPC}).Error():             "/a b/c: no queda espacio en el disco",
		fmt.Errorf("x: %w", &fs.PathError{Op: "open", Path: "/c", Err: syscall.EIO}).Error(): "x: open /c: error de lectura o escritura del disco",
		"it printed no space left on device":                                                 "it printed no space left on device",
		"":                                                                                   "",
	} {
		if got := c.Phrase("engine.log", map[string]string{"Step": "s", "Why": said}); got != c.Phrase("engine.log", map[string]string{"Step": "s", "Why": want}) {
			t.Errorf("%q is told as %s", said, got)
		}
		if got := c.system(said); got != want {
			t.Errorf("%q is told as %q, want %q", said, got, want)
		}
	}
}
