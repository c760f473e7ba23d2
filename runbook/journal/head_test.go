package journal

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// What a writer leaves is the head of the journal, at every close; where the disk does not take it, the older one stays
// and the journal closes well.
func TestHeadIsKeptAtEveryClose(t *testing.T) {
	dir, records := written(t, 3)
	for n := 3; n <= 5; n++ {
		head, ok, err := ReadHead(dir)
		if err != nil || !ok || head != HeadOf(records) || head.Seq != uint64(n) || !head.In(records) {
			t.Fatalf("after %d records the head is %+v, %v, %v", n, head, ok, err)
		}
		if before := (Head{Seq: head.Seq, Hash: records[0].Hash}); before.In(records) {
			t.Errorf("%v is in the journal", before)
		}
		if head.In(records[:n-1]) {
			t.Errorf("%v is in what lacks its record", head)
		}
		j, _, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		record, err := j.Append([]byte(`1`))
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(headIn(dir)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestHeadThatCannotBeKept(t *testing.T) {
	for _, op := range []string{"open", "write", "sync", "rename"} {
		d := newMemoryDisk(nil)
		j, _, err := open(d, "run")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := j.Append([]byte(`1`)); err != nil {
			t.Fatal(err)
		}
		d.fail = failing(op, syscall.ENOSPC)
		if err := j.Close(); err != nil {
			t.Errorf("%s: the journal is not closed over it: %v", op, err)
		}
	}
}

// A journal that broke has no head that anybody knows.
func TestBrokenJournalLeavesTheOlderHead(t *testing.T) {
	d := newMemoryDisk(nil)
	j, _, err := open(d, "run")
	if err != nil {
		t.Fatal(err)
	}
	d.fail = failing("sync", syscall.EIO)
	if _, err := j.Append([]byte(`1`)); err == nil {
		t.Fatal("the fsync failed unseen")
	}
	d.fail, d.calls = nil, nil
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	for _, call := range d.calls {
		if !strings.HasPrefix(call, "close ") {
			t.Errorf("a broken journal called %q", call)
		}
	}
}

func FuzzParseHead(f *testing.F) {
	f.Add("3 " + strings.Repeat("0a", 32))
	f.Add("0 ")
	f.Add("18446744073709551616 x")
	f.Fuzz(func(t *testing.T, s string) {
		if head, ok := ParseHead(s); ok {
			if again, ok := ParseHead(head.String()); !ok || again != head {
				t.Errorf("%q is read as %v and then as %v", s, head, again)
			}
		}
	})
}
