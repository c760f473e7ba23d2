package command

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// bodyOf is the body of a record's line.
func bodyOf(line []byte) []byte {
	_, body, _ := bytes.Cut(line, []byte(`","body":`))
	return bytes.TrimSuffix(bytes.TrimSuffix(body, []byte("\n")), []byte("}"))
}

// chained makes lines of bodies as paso does, from record at (0 the first) on: what whoever knows the format can do.
func chained(lines [][]byte, at int, bodies [][]byte) [][]byte {
	prev := strings.Repeat("0", 64)
	if at > 0 {
		sum := sha256.Sum256(bytes.TrimSuffix(lines[at-1], []byte("\n")))
		prev = hex.EncodeToString(sum[:])
	}
	all := slices.Clone(lines[:at])
	for i, body := range bodies {
		text := fmt.Appendf(nil, `{"seq":%d,"prev":"%s","body":%s}`, at+i+1, prev, body)
		line := fmt.Appendf(nil, "%08x %s", crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)), text)
		sum := sha256.Sum256(line)
		prev = hex.EncodeToString(sum[:])
		all = append(all, append(line, '\n'))
	}
	return all
}

// headOfLines is what paso leaves beside a journal of these lines.
func headOfLines(lines [][]byte) []byte {
	sum := sha256.Sum256(bytes.TrimSuffix(lines[len(lines)-1], []byte("\n")))
	return fmt.Appendf(nil, "%d %x\n", len(lines), sum)
}

// edited is a body of which one value is another.
func edited(t *testing.T, r *rand.Rand, body []byte) []byte {
	t.Helper()
	var all any
	if err := json.Unmarshal(body, &all); err != nil {
		t.Fatal(err)
	}
	var leaves []func()
	var walk func(v any, set func(any))
	walk = func(v any, set func(any)) {
		switch v := v.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				walk(v[key], func(to any) { v[key] = to })
			}
		case []any:
			for i := range v {
				walk(v[i], func(to any) { v[i] = to })
			}
		case string:
			leaves = append(leaves, func() { set(v + "x") })
		case float64:
			leaves = append(leaves, func() { set(v + 1) })
		case bool:
			leaves = append(leaves, func() { set(!v) })
		}
	}
	walk(all, func(any) {})
	leaves[r.IntN(len(leaves))]()
	changed, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

// tamper changes the bodies behind record first (0 the first) in one way, and gives that record.
func tamper(t *testing.T, r *rand.Rand, kind string, bodies [][]byte, most int) (first int, changed [][]byte) {
	t.Helper()
	changed = slices.Clone(bodies)
	i := r.IntN(most)
	switch kind {
	case "deleted":
		n := 1 + r.IntN(min(3, len(bodies)-i))
		return i, slices.Delete(changed, i, i+n)
	case "swapped":
		j := (i + 1 + r.IntN(len(bodies)-1)) % len(bodies)
		changed[i], changed[j] = changed[j], changed[i]
		return min(i, j), changed
	case "edited":
		changed[i] = edited(t, r, bodies[i])
		return i, changed
	case "inserted":
		forged := fmt.Appendf(nil, `{"time":"2026-11-23T20:00:00Z","actor":"Quique","type":"Noted","data":{"text":"%d"}}`, r.IntN(1e9))
		if r.IntN(2) == 0 {
			forged = edited(t, r, bodies[r.IntN(len(bodies))])
		}
		return i, slices.Insert(changed, i, forged)
	case "duplicated":
		return i, slices.Insert(changed, i+1+r.IntN(most-i), bodies[i])
	case "truncated":
		return i, changed[:i+1]
	}
	t.Fatal(kind)
	return 0, nil
}

// tamperedLines is a journal after one tampering.
func tamperedLines(t *testing.T, r *rand.Rand, kind, how string, lines, bodies [][]byte, vouched int) [][]byte {
	t.Helper()
	changed := slices.Clone(lines)
	i := r.IntN(len(lines))
	switch kind {
	case "bit":
		line := bytes.Clone(lines[i])
		line[r.IntN(len(line))] ^= 1 << r.IntN(8)
		changed[i] = line
		return changed
	case "torn":
		return append(changed[:i], lines[i][:r.IntN(len(lines[i]))])
	}
	most := len(lines) - 1
	if how == "and the head" {
		most = vouched - 1 // of what came after the report nobody else knows
	}
	first, all := tamper(t, r, kind, bodies, most)
	switch how {
	case "as it is":
		return raw(lines, bodies, all)
	case "sums made right":
		tampered := raw(lines, bodies, all)
		for i := range tampered {
			text := tampered[i][9 : len(tampered[i])-1]
			tampered[i] = fmt.Appendf(nil, "%08x %s\n", crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)), text)
		}
		return tampered
	}
	return chained(lines, first, all[first:])
}

// raw moves whole lines as their bodies were moved; a body that is new stands in the line of the one that was there.
func raw(lines, bodies, all [][]byte) [][]byte {
	tampered := make([][]byte, len(all))
	for i, body := range all {
		at := slices.IndexFunc(bodies, func(b []byte) bool { return bytes.Equal(b, body) })
		if at < 0 {
			tampered[i] = bytes.Replace(lines[min(i, len(lines)-1)], bodies[min(i, len(lines)-1)], body, 1)
			continue
		}
		tampered[i] = lines[at]
	}
	return tampered
}
