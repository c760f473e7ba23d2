package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"paso/runbook/fuzztest"
)

// opened opens a journal with this content on a disk in memory.
func opened(content []byte) (*memoryDisk, *Journal, []Record, error) {
	d := newMemoryDisk(content)
	j, records, err := open(d, "run")
	return d, j, records, err
}

func contentOf(t *testing.T, dir string) []byte {
	t.Helper()
	content, err := os.ReadFile(fileIn(dir))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// A writer that died after any number of bytes leaves a journal that opens at its last whole record.
func TestCutAtEveryByte(t *testing.T) {
	dir, records := written(t, 200)
	content := contentOf(t, dir)
	whole := 0 // records that end at or before the cut
	for cut := range len(content) + 1 {
		for whole < len(records) && endOf(records, whole, content) <= int64(cut) {
			whole++
		}
		d, j, got, err := opened(content[:cut])
		if err != nil || len(got) != whole {
			t.Fatalf("cut at %d: Open gives %d records, %v, want %d", cut, len(got), err, whole)
		}
		kept := endOf(records, whole-1, content)
		checkTorn(t, d, j.Torn(), content[kept:cut], kept, whole+1)
		if !bytes.Equal(d.content("run/journal.jsonl"), content[:kept]) {
			t.Fatalf("cut at %d: the journal was not cut after its last whole line", cut)
		}
		next, err := j.Append([]byte(`"next"`))
		if err != nil || next.Seq != uint64(whole+1) || next.Offset != kept {
			t.Fatalf("cut at %d: the next record is %+v, %v", cut, next, err)
		}
	}
	t.Logf("%d records cut at each of %d bytes", len(records), len(content)+1)
}

// A reader beside the writer sees what is whole, and does not mind the line that is being written.
func TestReadWhileGrowing(t *testing.T) {
	dir, records := written(t, 10)
	content := contentOf(t, dir)
	for cut := range len(content) + 1 {
		got, err := read(newMemoryDisk(content[:cut]), "run")
		if err != nil || len(got) != bytes.Count(content[:cut], []byte("\n")) {
			t.Fatalf("cut at %d: got %d records, %v", cut, len(got), err)
		}
		same(t, "growing", got, records[:len(got)])
	}
}

// endOf is the offset behind record i, 0 for i = -1.
func endOf(records []Record, i int, content []byte) int64 {
	switch i {
	case -1:
		return 0
	case len(records) - 1:
		return int64(len(content))
	}
	return records[i+1].Offset
}

func checkTorn(t *testing.T, d *memoryDisk, torn *Torn, tail []byte, offset int64, line int) {
	t.Helper()
	if len(tail) == 0 {
		if torn != nil {
			t.Fatalf("torn is %+v, want none", torn)
		}
		return
	}
	want := Torn{File: "run/journal.jsonl", Aside: "run/journal.torn-1", Line: line, Offset: offset, Size: len(tail)}
	if torn == nil || *torn != want {
		t.Fatalf("torn is %+v, want %+v", torn, want)
	}
	if !bytes.Equal(d.content(torn.Aside), tail) {
		t.Fatalf("set aside %q, want %q", d.content(torn.Aside), tail)
	}
}

func TestTornTailsAreAllKept(t *testing.T) {
	dir, records := written(t, 2)
	for n := 1; n <= 3; n++ {
		f, err := os.OpenFile(fileIn(dir), os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(strings.Repeat("x", n)); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		j, got, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "torn", got, records)
		aside, err := os.ReadFile(j.Torn().Aside)
		if err != nil || string(aside) != strings.Repeat("x", n) {
			t.Errorf("set aside %q, %v", aside, err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	names, err := filepath.Glob(filepath.Join(dir, "journal.torn-*"))
	if err != nil || len(names) != 3 {
		t.Errorf("set aside %v, want three files", names)
	}
}

// Every bit of every byte counts. The last newline is apart: without it the last line is a torn tail.
func TestFlippedBits(t *testing.T) {
	dir, _ := written(t, 12)
	content := contentOf(t, dir)
	for at := range len(content) - 1 {
		for bit := range 8 {
			flipped := bytes.Clone(content)
			flipped[at] ^= 1 << bit
			_, _, records, err := opened(flipped)
			damage, ok := errors.AsType[*DamageError](err)
			if !ok || records != nil {
				t.Fatalf("byte %d, bit %d: got %d records, %v, want a *DamageError", at, bit, len(records), err)
			}
			if damage.Line != bytes.Count(content[:at], []byte("\n"))+1 {
				t.Fatalf("byte %d, bit %d: named line %d", at, bit, damage.Line)
			}
			if damage.Offset != int64(bytes.LastIndexByte(content[:at], '\n')+1) {
				t.Fatalf("byte %d, bit %d: named byte %d", at, bit, damage.Offset)
			}
		}
	}
}

// The same of 200 records, read from the line in question on: the reader comes to it as in an intact journal.
func TestFlippedBitsOf200Records(t *testing.T) {
	dir, records := written(t, 200)
	content := contentOf(t, dir)
	flips, before := 0, start()
	for i := range records {
		end := endOf(records, i, content)
		rest := bytes.Clone(content[before.offset:endOf(records, min(i+1, len(records)-1), content)])
		for at := range end - before.offset {
			if before.offset+at == int64(len(content))-1 {
				break // the final newline
			}
			for bit := range 8 {
				rest[at] ^= 1 << bit
				_, err := scanFrom(before, bytes.NewReader(rest), "run")
				rest[at] ^= 1 << bit
				damage, ok := errors.AsType[*DamageError](err)
				if !ok || damage.Line != i+1 || damage.Offset != before.offset {
					t.Fatalf("record %d, byte %d, bit %d: got %v", i+1, at, bit, err)
				}
				flips++
			}
		}
		before = before.after(records[i], int(end-before.offset))
	}
	t.Logf("%d bits of %d records flipped, each refused with its line and byte", flips, len(records))
}

func TestDamageIsNamed(t *testing.T) {
	dir, _ := written(t, 5)
	lines := bytes.SplitAfter(contentOf(t, dir), []byte("\n"))[:5]
	edit := func(line []byte, from, to string) []byte { // with its checksum made right
		text := bytes.Replace(line[crcDigits+1:len(line)-1], []byte(from), []byte(to), 1)
		sum := checksum(text)
		return append(append(append(sum[:], ' '), text...), '\n')
	}
	change := func(f func(lines [][]byte) [][]byte) []byte { return bytes.Join(f(slices.Clone(lines)), nil) }
	for _, test := range []struct {
		name    string
		content []byte
		damage  Damage
		line    int
	}{
		{"body edited", change(func(l [][]byte) [][]byte { l[2] = bytes.Replace(l[2], []byte("paso"), []byte("peso"), 1); return l }), DamageCRC, 3},
		{"body edited, checksum too", change(func(l [][]byte) [][]byte { l[2] = edit(l[2], "paso", "peso"); return l }), DamageChain, 4},
		{"hash edited, checksum too", change(func(l [][]byte) [][]byte { l[0] = edit(l[0], `"prev":"0`, `"prev":"1`); return l }), DamageChain, 1},
		{"number edited, checksum too", change(func(l [][]byte) [][]byte { l[4] = edit(l[4], `"seq":5`, `"seq":6`); return l }), DamageSequence, 5},
		{"spelled otherwise, checksum too", change(func(l [][]byte) [][]byte { l[4] = edit(l[4], `"seq":5`, `"seq":05`); return l }), DamageJSON, 5},
		{"no JSON, checksum right", change(func(l [][]byte) [][]byte { l[1] = edit(l[1], `"body":{`, `"body":{{`); return l }), DamageJSON, 2},
		{"more members, checksum right", change(func(l [][]byte) [][]byte { l[1] = edit(l[1], `,"body"`, `,"x":1,"body"`); return l }), DamageJSON, 2},
		{"deleted", change(func(l [][]byte) [][]byte { return slices.Delete(l, 1, 2) }), DamageSequence, 2},
		{"first deleted", change(func(l [][]byte) [][]byte { return l[1:] }), DamageSequence, 1},
		{"twice", change(func(l [][]byte) [][]byte { return slices.Insert(l, 2, l[1]) }), DamageSequence, 3},
		{"swapped", change(func(l [][]byte) [][]byte { l[1], l[3] = l[3], l[1]; return l }), DamageSequence, 2},
		{"empty line", change(func(l [][]byte) [][]byte { return slices.Insert(l, 3, []byte("\n")) }), DamageCRC, 4},
		{"last line wrong, with its newline", change(func(l [][]byte) [][]byte { return append(l, []byte("00000000 {}\n")) }), DamageCRC, 6},
		{"capitals in the checksum", change(func(l [][]byte) [][]byte { l[0] = append(bytes.ToUpper(l[0][:8]), l[0][8:]...); return l }), DamageCRC, 1},
		{"endless line", append(change(func(l [][]byte) [][]byte { return l }), bytes.Repeat([]byte("x"), MaxLine+1)...), DamageLength, 6},
		{"nothing but zeros and a newline", append(make([]byte, 300), '\n'), DamageCRC, 1},
	} {
		_, _, _, err := opened(test.content)
		damage, ok := errors.AsType[*DamageError](err)
		if !ok || damage.Damage != test.damage || damage.Line != test.line {
			t.Errorf("%s: got %v, want %s at line %d", test.name, err, test.damage, test.line)
		}
		if _, err := read(newMemoryDisk(test.content), "run"); !ok || err == nil || err.Error() != damage.Error() {
			t.Errorf("%s: Read says %v, Open says %v", test.name, err, damage)
		}
	}
}

func FuzzOpen(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "run")
	j, err := Create(dir)
	if err != nil {
		f.Fatal(err)
	}
	if _, err := j.AppendAll([][]byte{[]byte(`1`), []byte(`{"a":"b"}`), []byte(`[]`)}); err != nil {
		f.Fatal(err)
	}
	if err := j.Close(); err != nil {
		f.Fatal(err)
	}
	content, err := os.ReadFile(fileIn(dir))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add(content[:len(content)/2])
	f.Add([]byte("\n"))
	f.Add([]byte(`00000000 {"seq":1,"prev":"","body":1}` + "\n"))
	// Whatever a file holds: it is refused, or all of it but the tail is records, and one more can be added and read.
	f.Fuzz(func(t *testing.T, content []byte) {
		var d *memoryDisk
		var j *Journal
		var records []Record
		var err error
		fuzztest.Quick(t, func() { d, j, records, err = opened(content) })
		if err != nil {
			if _, ok := errors.AsType[*DamageError](err); !ok {
				t.Fatalf("got %v, want a *DamageError", err)
			}
			if !bytes.Equal(d.content("run/journal.jsonl"), content) {
				t.Fatal("a damaged journal was changed")
			}
			return
		}
		added, err := j.Append([]byte(`"added"`))
		if err != nil {
			t.Fatal(err)
		}
		again, err := read(d, "run")
		if err != nil {
			t.Fatal(err)
		}
		same(t, "read again", again, append(records, added))
		if !bytes.HasPrefix(content, d.content("run/journal.jsonl")[:added.Offset]) {
			t.Fatal("closed records were changed")
		}
	})
}
