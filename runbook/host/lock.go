package host

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	defaultLockDir = "/var/tmp/paso"
	staleAfter     = time.Minute
)

// A LockRequest asks for the host-wide lock.
type LockRequest struct {
	Dir    string // absolute; "" is /var/tmp/paso
	Name   string // [lock] name
	Owner  string // who, for people to read: "ana@laptop"
	Run    string // id of the run
	Reason string // of a takeover; recorded
	// TakeFrom is the holder from whom it is taken, as it was judged. A person has said so. Whoever holds it otherwise keeps
	// it, and so does this one if there was a sign of life since. nil: from nobody.
	TakeFrom *Holder
}

// A Lease is a held lock. Its epoch is higher than that of every holder before.
type Lease struct {
	Dir, Name  string
	Owner, Run string
	Epoch      int
	Before     Holder // who had it last; of one that was broken: who broke it, and no run
}

// A Holder is who has the lock, or had it last. Its texts are another account's, untrusted. Times are the host's clock.
type Holder struct {
	Owner, Run, Reason string
	Account            string // of the host, that wrote it; verified
	Epoch              int
	Since, Heartbeat   time.Time
	Silent             time.Duration // since the heartbeat, by the host's clock
	Stale              bool          // silent for more than a minute. A clock that jumped makes it so as well: see [Watch]
	beat               string        // the heartbeat as the host tells it, to the nanosecond
}

// sameSign tells whether it is the same holder, without a sign of life since.
func (h Holder) sameSign(other Holder) bool {
	return h.Epoch == other.Epoch && h.Heartbeat.Equal(other.Heartbeat)
}

// about is the part of a lock's file that is ours to write.
type about struct {
	Owner  string `json:"owner"`
	Run    string `json:"run"`
	Reason string `json:"reason,omitempty"`
}

// errEpochChanged: somebody else was quicker, or the lease is not the last any more.
var errEpochChanged = errors.New("the lock has changed hands")

// Lock takes the lock, or tells who has it with *LockedError. A lock of the same owner and run is taken again without
// asking, with a new epoch: that is a run that goes on after a crash.
func (h *Host) Lock(ctx context.Context, r LockRequest) (Lease, error) {
	dir, err := lockPlace(r.Dir, r.Name)
	if err != nil {
		return Lease{}, err
	}
	for {
		last, held, err := h.holder(ctx, dir, r.Name)
		if err != nil {
			return Lease{}, err
		}
		ours := last.Owner == r.Owner && last.Run == r.Run
		agreed := r.TakeFrom != nil && r.TakeFrom.sameSign(last)
		if held && !ours && !agreed {
			return Lease{}, &LockedError{Host: h.name(), Name: r.Name, Holder: last}
		}
		beat := ""
		if held && !ours {
			beat = last.beat
		}
		epoch, err := h.addEpoch(ctx, dir, r.Name, last.Epoch, beat, "held", about{Owner: r.Owner, Run: r.Run, Reason: r.Reason})
		if errors.Is(err, errEpochChanged) {
			continue // what was agreed to is told from who holds it now by its epoch and its beat
		}
		return Lease{Dir: dir, Name: r.Name, Owner: r.Owner, Run: r.Run, Epoch: epoch, Before: last}, err
	}
}

// Heartbeat says that the holder is alive. *LockLostError when the lock was taken over, broken or released: stop.
func (h *Host) Heartbeat(ctx context.Context, l Lease) error {
	_, err := h.lockCall(ctx, "lock_beat", l.Dir, l.Name, map[string]string{"expect": strconv.Itoa(l.Epoch)})
	if errors.Is(err, errEpochChanged) {
		return h.lockLost(ctx, l)
	}
	return err
}

// Unlock releases the lock; *LockLostError when it is not ours any more.
func (h *Host) Unlock(ctx context.Context, l Lease) error {
	_, err := h.addEpoch(ctx, l.Dir, l.Name, l.Epoch, "", "free", about{Owner: l.Owner, Run: l.Run})
	if errors.Is(err, errEpochChanged) {
		return h.lockLost(ctx, l)
	}
	return err
}

func (h *Host) lockLost(ctx context.Context, l Lease) error {
	last, held, err := h.holder(ctx, l.Dir, l.Name)
	if err != nil {
		return err
	}
	lost := &LockLostError{Host: h.name(), Name: l.Name}
	if held {
		lost.Holder = &last
	}
	return lost
}

// LockStatus tells who holds the lock; nil: nobody.
func (h *Host) LockStatus(ctx context.Context, dir, name string) (*Holder, error) {
	dir, err := lockPlace(dir, name)
	if err != nil {
		return nil, err
	}
	last, held, err := h.holder(ctx, dir, name)
	if err != nil || !held {
		return nil, err
	}
	return &last, nil
}

// BreakLock releases the lock of a holder that was judged to be gone. by and reason are recorded in its place. Who has the
// lock otherwise keeps it, and unless forced so does the same holder after another sign of life: then *LockedError.
func (h *Host) BreakLock(ctx context.Context, dir, name string, judged Holder, forced bool, by, reason string) error {
	dir, err := lockPlace(dir, name)
	if err != nil {
		return err
	}
	beat := judged.beat
	if forced {
		beat = ""
	}
	_, err = h.addEpoch(ctx, dir, name, judged.Epoch, beat, "free", about{Owner: by, Reason: reason})
	if !errors.Is(err, errEpochChanged) {
		return err
	}
	last, held, err := h.holder(ctx, dir, name)
	if err != nil || !held {
		return err
	}
	return &LockedError{Host: h.name(), Name: name, Holder: last}
}

func lockPlace(dir, name string) (string, error) {
	if dir == "" {
		dir = defaultLockDir
	}
	if !strings.HasPrefix(dir, "/") || strings.HasSuffix(dir, "/") || strings.ContainsRune(dir, 0) {
		return "", fmt.Errorf("lock: directory %q is not an absolute path", dir)
	}
	if !safeName.MatchString(name) {
		return "", fmt.Errorf("lock: name %q cannot name a file", name)
	}
	return dir, nil
}

func (h *Host) lockCall(ctx context.Context, verb, dir, name string, params map[string]string) (*reply, error) {
	all := map[string]string{"dir": dir, "name": name}
	for key, value := range params {
		all[key] = value
	}
	held := record{}
	out, err := h.exchange(ctx, program{verb: verb, inline: true, params: all}, nil, func(r record) {
		if r.verb == "holder" {
			held = r
		}
	})
	if out != nil {
		out.end = held
	}
	return out, err
}

// holder is who has the lock, or had it last.
func (h *Host) holder(ctx context.Context, dir, name string) (last Holder, held bool, err error) {
	out, err := h.lockCall(ctx, "lock_status", dir, name, nil)
	if err != nil {
		return Holder{}, false, err
	}
	return parseHolder(out.end), out.end.yes("held"), nil
}

// parseHolder reads a record "holder". A lock that cannot be read is still a lock, of an owner unknown.
func parseHolder(r record) Holder {
	held := Holder{Account: r.fields["account"], Epoch: atoi(r.fields["epoch"]), beat: r.fields["beat"]}
	if raw, err := base64.StdEncoding.DecodeString(r.text); err == nil {
		var a about
		if json.Unmarshal(raw, &a) == nil {
			held.Owner, held.Run, held.Reason = a.Owner, a.Run, a.Reason
		}
	}
	held.Since = time.Unix(int64(atoi(r.fields["since"])), 0)
	held.Heartbeat, _ = parseClock(held.beat)
	now, _ := parseClock(r.fields["now"])
	held.Silent = max(now.Sub(held.Heartbeat), 0) // a clock that went back makes a beat of the future
	held.Stale = held.Silent > staleAfter
	return held
}

func (h *Host) addEpoch(ctx context.Context, dir, name string, expect int, beat, word string, a about) (int, error) {
	text, err := json.Marshal(a) // one line
	if err != nil {
		return 0, err
	}
	out, err := h.lockCall(ctx, "lock_add", dir, name, map[string]string{
		"expect": strconv.Itoa(expect), "beat": beat, "word": word, "about": string(text),
	})
	if err != nil {
		return 0, err
	}
	return atoi(out.fields["epoch"]), nil
}

// LockedError: another run holds the lock.
type LockedError struct {
	Host, Name string
	Holder
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("lock %s on %s is held by %s for run %s since %s", e.Name, e.Host, e.Owner, e.Run, e.Since.Format(time.RFC3339))
}

// Message implements the catalogue's contract.
func (e *LockedError) Message() (string, map[string]string) {
	id := "host.locked"
	if e.Stale {
		id = "host.locked-stale"
	}
	return id, holderArgs(e.Host, e.Name, e.Holder)
}

func holderArgs(host, name string, held Holder) map[string]string {
	return map[string]string{
		"Host": host, "Name": name, "Owner": held.Owner, "Account": held.Account, "Run": held.Run,
		"Since": held.Since.Format("2006-01-02 15:04:05"), "Silent": held.Silent.Round(time.Second).String(),
	}
}

// LockLostError: the lease is over. Whoever has it must not write any more.
type LockLostError struct {
	Host, Name string
	Holder     *Holder // who has it now; nil: nobody
}

func (e *LockLostError) Error() string {
	if e.Holder == nil {
		return fmt.Sprintf("lock %s on %s was released by somebody else", e.Name, e.Host)
	}
	return fmt.Sprintf("lock %s on %s was taken over by %s for run %s", e.Name, e.Host, e.Holder.Owner, e.Holder.Run)
}

// Message implements the catalogue's contract.
func (e *LockLostError) Message() (string, map[string]string) {
	if e.Holder == nil {
		return "host.lock-broken", map[string]string{"Host": e.Host, "Name": e.Name}
	}
	return "host.lock-taken", holderArgs(e.Host, e.Name, *e.Holder)
}
