package sandbox

import (
	"os"
	"syscall"
	"testing"
)

// TestMain lets the test binary be the stand-ins of the boxes which the tests make.
func TestMain(m *testing.M) {
	if IsStandIn(os.Args[0]) {
		syscall.Exit(Main(os.Args, os.Getenv)) // os.Exit sleeps a second in a binary with the race detector
	}
	if os.Getenv(fastVariable) != "" { // given by hand, to see the demo at its own pace
		os.Exit(m.Run())
	}
	if err := os.Setenv(fastVariable, "1"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
