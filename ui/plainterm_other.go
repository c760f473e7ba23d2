//go:build !linux

package ui

// forgetTyped does nothing where there is no common way to do it: there a line typed too early answers the question.
func forgetTyped(int) {}

// setEcho leaves it to whoever reads the secret.
func setEcho(int, bool) {}
