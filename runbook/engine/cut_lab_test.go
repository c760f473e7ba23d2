//go:build lab && linux

package engine

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/host"
	"paso/runbook/host/sshdtest"
)

const cutSecret = "s3cr3t-canary-7f2a"

// cutBook has a step that floods, one that is quiet, and checks. Each step writes its begin and end on the host, and the flood
// what it prints: those files are the judge.
const cutBook = `
id = "C"
title = "Prueba"
version = "1"
language = "es"
[vars]
PLACE = { command = "pwd" }
TOKEN = { secret = true, ask = "Clave" }
[targets.here]
ssh = "target"
[lock]
name = "cut"
dir = "LOCKDIR"
[roles]
ops = "Operaciones"
[[people]]
name = "Ana"
roles = ["ops"]
[[raci]]
activity = "Hacer"
roles = { ops = "R" }
[[stage]]
title = "Primera"
[[stage.step]]
id = "flood"
title = "Inundar"
activity = "Hacer"
success = "hecho"
secrets = ["TOKEN"]
run = '''
echo "begin flood" >>"$HOME/ran"
stty -opost
for piece in "$HOME"/corpus/*; do
  tee -a "$HOME/told" <"$piece"
  printf 'clave=%s fin\r\n' "$TOKEN" | tee -a "$HOME/told"
  sleep 0.02
done
echo "end flood" >>"$HOME/ran"
'''
[[stage.step.check]]
command = 'true'
[[stage.step]]
id = "quiet"
title = "Callar"
activity = "Hacer"
success = "hecho"
run = '''
echo "begin quiet" >>"$HOME/ran"
sleep 0.5
echo "end quiet" >>"$HOME/ran"
'''
[[stage.step.check]]
command = 'test -e "$HOME/ran"'
[report]
publish = "LOCKDIR"
`

// corpus is what the flood prints: colour, UTF-8, every byte there is, lines without an end, many short ones.
func corpus(random *rand.Rand) [][]byte {
	noise := rand.NewChaCha8([32]byte{byte(random.Uint32())})
	var pieces [][]byte
	for i := range 40 {
		var b bytes.Buffer
		switch i % 5 {
		case 0:
			for n := range 200 {
				fmt.Fprintf(&b, "\x1b[3%dmlínea %d\x1b[0m ✓ añadido «ñandú» 漢字 🚀\r\n", n%8, n)
			}
		case 1:
			raw := make([]byte, 20<<10)
			_, _ = noise.Read(raw)
			b.Write(raw)
		case 2:
			b.WriteString(strings.Repeat("una línea que no termina ", 2000))
		case 3:
			for n := range 2000 {
				fmt.Fprintf(&b, "%d\n", n)
			}
		case 4:
			fmt.Fprintf(&b, "\r 10%%\r 50%%\r100%%\x1b]0;título\a\x1b[2J\x1b[31m")
		}
		pieces = append(pieces, b.Bytes())
	}
	return pieces
}

// A failure is what was done to the network, and when.
type failure struct {
	at   time.Time
	kind string
}

// A saboteur makes the network fail at random moments: after a number of bytes, or a while.
type saboteur struct {
	network *sshdtest.Network
	random  *rand.Rand
	done    chan struct{}
	up      chan struct{} // the link stands again

	mu   sync.Mutex
	made []failure
	most int
}

// strike plans the next failure once the one before has happened.
func (s *saboteur) strike() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.done:
		return
	default:
	}
	if len(s.made) == s.most {
		return
	}
	kind, next := s.random.IntN(3), make(chan struct{})
	down := time.Duration(s.random.Int64N(int64(1200 * time.Millisecond)))
	fail := sync.OnceFunc(func() {
		at := time.Now()
		name := "cut"
		switch kind {
		case 0:
			s.network.Cut()
		case 1:
			name = "swallowed"
			s.network.Swallow()
		case 2:
			name = "cut for a while"
			s.network.Down(true)
			s.network.Cut()
			time.AfterFunc(down, func() { s.network.Down(false) })
		}
		s.mu.Lock()
		s.made = append(s.made, failure{at, name})
		s.mu.Unlock()
		close(next)
	})
	if s.random.IntN(2) == 0 { // as many moments in the first kilobyte as in the next ten
		s.network.After(int64(math.Exp(s.random.Float64()*math.Log(400_000))), fail)
	}
	timer := time.AfterFunc(time.Duration(s.random.Int64N(int64(1500*time.Millisecond))), fail)
	go func() {
		select {
		case <-next:
			s.wait()
			s.strike()
		case <-s.done:
			timer.Stop()
		}
	}()
}

// wait lets three of four connections stand before they fail; the fourth is met as it is made.
func (s *saboteur) wait() {
	s.mu.Lock()
	at := s.random.IntN(4) == 0
	s.mu.Unlock()
	if at {
		return
	}
	select {
	case <-s.up:
	case <-s.done:
	case <-time.After(5 * time.Second): // nobody noticed: no connection stood
	}
}

// heard tells of a connection that stands.
func (s *saboteur) heard(records []runbook.Record) {
	for _, rec := range records {
		switch rec.Event.(type) {
		case runbook.TargetReached, runbook.LinkRestored:
			select {
			case s.up <- struct{}{}:
			default:
			}
		default:
		}
	}
}

// cutting is where runs are cut off, and what was seen of it.
type cutting struct {
	t       *testing.T
	server  *sshdtest.Server
	network *sshdtest.Network
	config  string
	random  *rand.Rand
	seen    *cutSeen
}

// cutSeen is what all of them saw.
type cutSeen struct {
	mu       sync.Mutex
	runs     int
	cuts     int
	lost     int
	asked    int                        // times that a person had to say "again", before the first connection stood
	during   map[string]int             // newest record at a cut
	noticed  map[string][]time.Duration // by kind: until the loss was recorded
	bytes    int64
	restored []time.Duration
}

func newCutting(t *testing.T, random *rand.Rand, seen *cutSeen) *cutting {
	t.Helper()
	c := &cutting{t: t, server: sshdtest.Start(t), random: random, seen: seen}
	c.network = sshdtest.NewNetwork(t, c.server.Addr())
	c.config = c.server.Through(t, c.network)
	return c
}

// round takes one run through at most so many failures.
func (c *cutting) round(most int) (made int) {
	c.t.Helper()
	home := c.server.Home
	for _, name := range []string{"ran", "told", "corpus"} {
		c.must(os.RemoveAll(filepath.Join(home, name)))
	}
	c.must(os.Mkdir(filepath.Join(home, "corpus"), 0o700))
	for i, piece := range corpus(c.random) {
		c.must(os.WriteFile(filepath.Join(home, "corpus", fmt.Sprintf("%03d", i)), piece, 0o600))
	}
	dir := c.t.TempDir()
	p := &place{t: c.t, store: Store{Root: filepath.Join(dir, "runs")}, id: fmt.Sprintf("run-%d", c.random.Uint32()), lock: filepath.Join(dir, "lock")}
	p.create(cutBook)
	taken, err := p.store.Open(p.id)
	c.must(err)
	o := p.options(taken, false)
	o.Config = host.Config{
		Destination: sshdtest.Alias, SSHConfig: c.config, RunID: p.id,
		KeepAlive: 300 * time.Millisecond, KeepAliveDeadline: 700 * time.Millisecond, ConnectTimeout: 5 * time.Second,
	}
	o.Given, o.HeartbeatEvery, o.BackoffMax = map[string]string{"TOKEN": cutSecret}, 100*time.Millisecond, time.Second
	s := &saboteur{network: c.network, random: c.random, done: make(chan struct{}), up: make(chan struct{}, 1), most: most}
	s.strike()
	person := &operator{answers: answersFor(c.t, taken.Run.Book, smallAnswers)}
	person.react = func(_ *operator, e *Engine, u Update, gate *runbook.Gate) bool {
		s.heard(u.Records)
		return c.again(e, gate)
	}
	err = person.drive(context.Background(), New(o))
	close(s.done)
	c.network.After(math.MaxInt64, func() {})
	c.network.Down(false)
	if err != nil || person.run.Outcome != runbook.Success {
		c.t.Errorf("the run ended %v, %q, refused %v", err, person.run.Outcome, person.refused)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c.judge(p)
	c.account(p, s.made)
	return len(s.made)
}

// again is a person before whom the first connection could not be made.
func (c *cutting) again(e *Engine, gate *runbook.Gate) bool {
	if gate == nil || gate.Kind != runbook.GateUnreachable {
		return false
	}
	c.seen.mu.Lock()
	c.seen.asked++
	c.seen.mu.Unlock()
	e.Do(runbook.Reconnect{})
	return true
}

func (c *cutting) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// judge holds what was kept here against what the steps wrote on their host.
func (c *cutting) judge(p *place) {
	c.t.Helper()
	ran, err := os.ReadFile(filepath.Join(c.server.Home, "ran"))
	if err != nil || string(ran) != "begin flood\nend flood\nbegin quiet\nend quiet\n" {
		c.t.Errorf("ran %q, %v", ran, err)
	}
	told, err := os.ReadFile(filepath.Join(c.server.Home, "told"))
	c.must(err)
	want := bytes.ReplaceAll(told, []byte(cutSecret), []byte(strings.Repeat("*", len(cutSecret))))
	log, err := ReadLog(p.store.Dir(p.id), "flood", 1, 1<<30)
	if err != nil || !bytes.Equal(log, want) {
		c.t.Errorf("the log has %d bytes and the step wrote %d, %v; they differ at %d", len(log), len(want), err, differ(log, want))
	}
	if n := bytes.Count(told, []byte(cutSecret)); n != 40 {
		c.t.Errorf("the step wrote its secret %d times", n)
	}
	c.seen.mu.Lock()
	c.seen.bytes += int64(len(log))
	c.seen.mu.Unlock()
}

func differ(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// account counts what the journal says of the failures.
func (c *cutting) account(p *place, made []failure) {
	c.t.Helper()
	taken, err := p.store.Open(p.id)
	c.must(err)
	c.must(taken.Journal.Close())
	c.seen.mu.Lock()
	defer c.seen.mu.Unlock()
	c.seen.runs++
	c.seen.cuts += len(made)
	newest := func(at time.Time) int {
		n, _ := slices.BinarySearchFunc(taken.History, at, func(r runbook.Record, at time.Time) int { return r.Time.Compare(at) })
		return max(0, n-1)
	}
	for _, f := range made {
		c.seen.during[fmt.Sprintf("%T", taken.History[newest(f.at)].Event)]++
	}
	restored := 0
	for _, rec := range taken.History {
		switch e := rec.Event.(type) {
		case runbook.LinkLost:
			c.seen.lost++
			for _, f := range slices.Backward(made) {
				if f.at.Before(rec.Time) {
					c.seen.noticed[f.kind] = append(c.seen.noticed[f.kind], rec.Time.Sub(f.at))
					break
				}
			}
			if !strings.HasPrefix(e.Why.ID, "host.link-lost.") {
				c.t.Errorf("the loss is told as %+v, which is no text of its own", e.Why)
			}
		case runbook.LinkRestored:
			restored++
		default:
		}
	}
	if run := taken.Run; restored != len(run.Outages) || run.Lock != nil || !run.Cleaned {
		c.t.Errorf("%d losses, %d restored; lock %v, cleaned %v", len(run.Outages), restored, run.Lock, run.Cleaned)
	}
	for _, o := range taken.Run.Outages {
		c.seen.restored = append(c.seen.restored, o.To.Sub(o.From))
	}
}

// TestCutAtAnyMoment cuts the connection to a real sshd, swallows it, or takes the network away for a while, at random moments
// of a run: it goes on by itself, no step runs twice, and the log here is byte for byte what the step wrote, the secret apart.
// -rounds is the number of failures.
func TestCutAtAnyMoment(t *testing.T) {
	t.Setenv("SSH_AUTH_SOCK", "")
	const workers = 2
	want, seed := countOr(24), rand.Uint64()
	t.Logf("seed %d", seed)
	seen := &cutSeen{during: map[string]int{}, noticed: map[string][]time.Duration{}}
	t.Run("cuts", func(t *testing.T) {
		for worker := range workers {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				c := newCutting(t, rand.New(rand.NewPCG(seed, uint64(worker))), seen)
				for left := want / workers; left > 0 && !t.Failed(); {
					left -= max(1, c.round(left))
				}
			})
		}
	})
	seen.tell(t)
}

func (s *cutSeen) tell(t *testing.T) {
	t.Logf("%d cuts in %d runs, %d connections lost and made again by themselves, %d times a person was asked before the first one stood; %.1f MB of output exact",
		s.cuts, s.runs, s.lost, s.asked, float64(s.bytes)/1e6)
	for kind, all := range s.noticed {
		slices.Sort(all)
		t.Logf("%s: noticed %d times, median %s, at most %s", kind, len(all), all[len(all)/2].Round(time.Millisecond), all[len(all)-1].Round(time.Millisecond))
	}
	if all := s.restored; len(all) > 0 {
		slices.Sort(all)
		t.Logf("without a link: median %s, at most %s", all[len(all)/2].Round(time.Millisecond), all[len(all)-1].Round(time.Millisecond))
	}
	for _, record := range slices.SortedFunc(maps.Keys(s.during), func(a, b string) int { return cmp.Compare(s.during[b], s.during[a]) }) {
		t.Logf("%5d after %s", s.during[record], record)
	}
}
