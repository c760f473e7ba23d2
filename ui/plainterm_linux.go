package ui

import "golang.org/x/sys/unix"

// forgetTyped drops what a terminal holds and nobody has read. A terminal that cannot loses nothing.
func forgetTyped(fd int) { _ = unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIFLUSH) }

// setEcho says whether a terminal shows what is typed.
func setEcho(fd int, shown bool) {
	state, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return
	}
	state.Lflag &^= unix.ECHO
	if shown {
		state.Lflag |= unix.ECHO
	}
	_ = unix.IoctlSetTermios(fd, unix.TCSETS, state) // who reads the secret sets it again
}
