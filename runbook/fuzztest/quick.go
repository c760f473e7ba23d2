// Package fuzztest holds fuzz targets to a bound of time: an input that costs over a second is a finding, as a panic is.
//
// May be imported by fuzz targets.
package fuzztest

import (
	"flag"
	"testing"
	"time"
)

// most is what one input may cost. Coverage makes the code of a fuzz target two to four times slower than the program.
const most = time.Second

// Quick does work, and fails where it took over a second of processor time, that of the whole process, which a busy
// machine does not change. Outside fuzzing nothing is measured: a test asserts no time.
func Quick(t *testing.T, work func()) {
	t.Helper()
	if !fuzzing() {
		work()
		return
	}
	before := cpuTime()
	work()
	if took := cpuTime() - before; took > most {
		t.Fatalf("one input took %v of processor time", took)
	}
}

// fuzzing holds while `go test -fuzz` looks for inputs.
func fuzzing() bool {
	f := flag.Lookup("test.fuzz")
	return f != nil && f.Value.String() != ""
}
