//go:build !linux

package host

import "runtime"

func openLocal() (transport, error) { return nil, &LocalUnsupportedError{System: runtime.GOOS} }
