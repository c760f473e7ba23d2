//go:build unix

package engine

import (
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// owner is whose a file is.
type owner struct{ user, group uint32 }

func ownerOf(info fs.FileInfo) owner {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return owner{user: uint32(os.Geteuid()), group: uint32(os.Getegid())}
	}
	return owner{user: stat.Uid, group: stat.Gid}
}

func (o owner) me() bool   { return int(o.user) == os.Geteuid() }
func (o owner) root() bool { return o.user == 0 }

func (o owner) name() string {
	number := strconv.Itoa(int(o.user))
	if u, err := user.LookupId(number); err == nil {
		return u.Username
	}
	return number
}

// privateGroup: the group has its owner's own name, and is the owner (what distributions give every user).
func (o owner) privateGroup() bool {
	g, err := user.LookupGroupId(strconv.Itoa(int(o.group)))
	return err == nil && g.Name == o.name()
}
