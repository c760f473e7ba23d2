package sandbox

import (
	"os"
	"strings"
)

// git is the real git, less the remote in the step that is meant to fail.
func git(c *call) int {
	verb := ""
	for i := 0; i < len(c.args); i++ {
		if arg := c.args[i]; arg == "-C" || arg == "-c" {
			i++
		} else if !strings.HasPrefix(arg, "-") {
			verb = arg
			break
		}
	}
	if c.fails() && (verb == "fetch" || verb == "pull" || verb == "push") {
		c.pace(900)
		c.complain("ssh: connect to host git.iact.example.com port 22: Connection timed out\nfatal: Could not read from remote repository.\n\n" +
			"Please make sure you have the correct access rights\nand the repository exists.")
		return 128
	}
	path := lookPath(c.env("PATH"), "git", c.box.bin())
	if path == "" {
		c.complain("git: command not found")
		return 127
	}
	err := become(path, append([]string{"git"}, c.args...), os.Environ())
	c.complain("git: %v", err)
	return 126
}
