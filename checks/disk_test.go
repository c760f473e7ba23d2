package checks

import (
	"path/filepath"
	"testing"
)

func TestDiskOnARealHost(t *testing.T) {
	w := newBashWorld(t)
	for _, state := range []string{"", hostile} {
		w.state = state
		for _, path := range []string{"/", ".", "none", "none/at all/it's", w.dir, filepath.Join(w.dir, "a\nb", "c") + "/"} {
			want(t, observe(t, Disk{Path: path, Free: 1}, w), Passed, "libres en /")
		}
		want(t, observe(t, Disk{Path: w.dir, Free: 1 << 60}, w), Failed, "libres en /")
	}
}

func TestParseDisk(t *testing.T) {
	const head = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n"
	tests := []struct {
		text  string
		free  int64
		mount string
		ok    bool
	}{
		{head + "/dev/sda1         61611820 12313232  46136468      22% /\n", 46136468 * 1024, "/", true},
		{head + "//server/my share 100 50 50 50% /mnt/my share\n", 50 * 1024, "/mnt/my share", true},
		{head + "/dev/full 100 105 -5 100% /var\n", 0, "/var", true},
		{head + "none 0 0 0 - /proc\n", 0, "/proc", true},
		{head, 0, "", false},
		{"df: /x: No such file or directory\n", 0, "", false},
		{head + "/dev/a 1 1 99999999999999999999 1% /\n", 0, "", false},
	}
	for _, tt := range tests {
		free, mount, ok := parseDisk(tt.text)
		if free != tt.free || mount != tt.mount || ok != tt.ok {
			t.Errorf("%q: %d %q %v, want %d %q %v", tt.text, free, mount, ok, tt.free, tt.mount, tt.ok)
		}
	}
}

func FuzzParseDisk(f *testing.F) {
	f.Add("Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 1 2 3 4% /\n")
	f.Fuzz(func(t *testing.T, text string) {
		if free, mount, ok := parseDisk(text); free < 0 || ok && mount == "" {
			t.Fatal(free, mount)
		}
	})
}
