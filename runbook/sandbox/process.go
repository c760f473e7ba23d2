package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a process of this machine that can be recognised later: a pid alone may be another's by then.
type process struct {
	PID    int    `json:"pid"`
	Ticks  uint64 `json:"ticks"` // start time in clock ticks since boot, field 22 of /proc/PID/stat
	BootID string `json:"boot"`
}

// identify records the running process with the given pid.
func identify(pid int) (process, error) {
	ticks, _, err := readStat(pid)
	if err != nil {
		return process{}, err
	}
	return process{PID: pid, Ticks: ticks, BootID: bootID()}, nil
}

// alive tells whether exactly this process still runs. A zombie does not: nobody may be there to reap it.
func (p process) alive() bool {
	if p.PID <= 0 || p.BootID != bootID() {
		return false
	}
	ticks, state, err := readStat(p.PID)
	return err == nil && ticks == p.Ticks && state != "Z" && state != "X"
}

// end asks the process to end and kills it if it does not in time. It returns when the process is gone.
func (p process) end(grace time.Duration) error {
	for _, sig := range []os.Signal{syscall.SIGTERM, os.Kill} {
		if !p.alive() {
			return nil
		}
		if err := signalPID(p.PID, sig); err != nil && p.alive() {
			return fmt.Errorf("signal process %d: %w", p.PID, err)
		}
		if waitUntil(grace, func() bool { return !p.alive() }) {
			return nil
		}
	}
	return fmt.Errorf("process %d does not end", p.PID)
}

// readStat gives start time and state letter of a process.
func readStat(pid int) (ticks uint64, state string, err error) {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return 0, "", err
	}
	_, rest, _ := strings.Cut(string(raw[bytes.LastIndexByte(raw, ')')+1:]), " ") // the name may hold blanks and brackets
	fields := strings.Fields(rest)
	if len(fields) < 20 {
		return 0, "", fmt.Errorf("read state of process %d: %d fields", pid, len(fields))
	}
	ticks, err = strconv.ParseUint(fields[19], 10, 64)
	return ticks, fields[0], err
}

func bootID() string {
	raw, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(raw))
}

// waitUntil asks until the answer is yes or the time is over; it tells the last answer.
func waitUntil(limit time.Duration, done func() bool) bool {
	const pause = 5 * time.Millisecond
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(pause) {
		if done() {
			return true
		}
	}
	return done()
}

// processesOf lists the processes that belong to a box: those which run its copy of paso and those which carry its mark in
// their environment (shells, the harness, what they started). This process is never among them.
func processesOf(l layout) []process {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var found []process
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || pid == os.Getpid() || !belongs(pid, l) {
			continue
		}
		if p, err := identify(pid); err == nil && p.alive() {
			found = append(found, p)
		}
	}
	return found
}

func belongs(pid int, l layout) bool {
	dir := filepath.Join("/proc", strconv.Itoa(pid))
	if exe, err := os.Readlink(filepath.Join(dir, "exe")); err == nil && strings.TrimSuffix(exe, " (deleted)") == l.program() {
		return true
	}
	env, err := os.ReadFile(filepath.Join(dir, "environ")) // of other users: refused, and none of ours
	if err != nil {
		return false
	}
	mark := []byte(boxVariable + "=" + string(l))
	for _, entry := range bytes.Split(env, []byte{0}) {
		if bytes.Equal(entry, mark) {
			return true
		}
	}
	return false
}

// endAll ends the processes of a box and gives the pids of those that would not.
func endAll(ctx context.Context, l layout) string {
	const grace = 2 * time.Second
	for _, sig := range []os.Signal{syscall.SIGTERM, os.Kill, os.Kill} { // what starts meanwhile is found the next time
		found := processesOf(l)
		for _, p := range found {
			_ = signalPID(p.PID, sig)
		}
		waitUntil(grace, func() bool { return ctx.Err() != nil || !slices.ContainsFunc(found, process.alive) })
	}
	var pids []string
	for _, p := range processesOf(l) {
		pids = append(pids, strconv.Itoa(p.PID))
	}
	return strings.Join(pids, ", ")
}
