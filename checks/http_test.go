package checks

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// site is a server with a healthy page, a broken one, one that moved, and one that is longer than what is read.
func site(t *testing.T) string {
	t.Helper()
	pages := map[string]string{
		"/health": "{\"status\": \"ok\"}\n", "/long": strings.Repeat("x", httpBody) + "tail", "/binary": "a\x00b\nok\n\n",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		switch {
		case r.URL.Path == "/broken":
			http.Error(w, "no database", http.StatusServiceUnavailable)
		case r.URL.Path == "/moved":
			http.Redirect(w, r, "/health", http.StatusMovedPermanently)
		case r.URL.Path == "/private" && user == "ana" && password == `p"\w`:
		case pages[r.URL.Path] == "":
			http.NotFound(w, r)
		default:
			if _, err := io.WriteString(w, pages[r.URL.Path]); err != nil {
				t.Log(err) // the client has read enough and is gone
			}
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestHTTP asks the same from here, with Go, and from the target, with the curl of this machine.
func TestHTTP(t *testing.T) {
	at := site(t)
	private := strings.Replace(at, "://", `://ana:p%22%5Cw@`, 1) + "/private"
	tests := []struct {
		name     string
		check    HTTP
		verdict  Verdict
		observed string
	}{
		{"healthy", HTTP{URL: at + "/health"}, Passed, "HTTP 200 en "},
		{"healthy with a body", HTTP{URL: at + "/health", Body: `"status": "ok"}$`, MaxLatency: time.Hour}, Passed, "HTTP 200 en "},
		{"another body", HTTP{URL: at + "/health", Body: `"status": "bad"`}, Failed, `sin «"status": "bad"»`},
		{"broken", HTTP{URL: at + "/broken"}, Failed, "HTTP 503 en "},
		{"broken is wanted", HTTP{URL: at + "/broken", Status: 503, Body: "no database"}, Passed, "HTTP 503"},
		{"moved is not there", HTTP{URL: at + "/moved"}, Failed, "HTTP 301"},
		{"missing", HTTP{URL: at + "/none?a={1,2}&b=[3]'"}, Failed, "HTTP 404"},
		{"too long to tell", HTTP{URL: at + "/long", Body: "tail"}, Unobservable, "no está en los primeros 256 KiB"},
		{"long, but told", HTTP{URL: at + "/long", Body: "^xxx"}, Passed, "HTTP 200"},
		{"body with NUL and empty lines", HTTP{URL: at + "/binary", Body: "^ok$"}, Passed, "HTTP 200"},
		{"password", HTTP{URL: private}, Passed, "HTTP 200"},
		{"nobody listens", HTTP{URL: "http://127.0.0.1:1/"}, Failed, "sin respuesta: "},
		{"no address", HTTP{URL: "localhost:8000"}, Unobservable, "mal escrita"},
		{"bad pattern", HTTP{URL: at, Body: "("}, Unobservable, "mal escrita"},
	}
	for _, tt := range tests {
		for _, here := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/here=%v", tt.name, here), func(t *testing.T) {
				w := newBashWorld(t)
				w.state, w.client = hostile, &http.Client{}
				tt.check.Here = here
				r := observe(t, tt.check, w)
				want(t, r, tt.verdict, tt.observed)
				if strings.Contains(fmt.Sprint(r, tt.check.Title()), "p%22") {
					t.Errorf("shows the password: %+v", r)
				}
			})
		}
	}
}

// TestHTTPKeepsPasswordsOffTheCommandLine looks at the arguments that curl gets: everybody on the host can.
func TestHTTPKeepsPasswordsOffTheCommandLine(t *testing.T) {
	w := newBashWorld(t)
	w.install(t, "curl", `if [[ "$*" == *hunter2* ]]; then printf '\n500 0.1'; else printf '\n200 0.1'; fi`)
	want(t, observe(t, HTTP{URL: "http://ana:hunter2@localhost/"}, w), Passed, "HTTP 200 en 100 ms")
}

func TestHTTPJudgesWhatCurlSays(t *testing.T) {
	tests := []struct {
		name     string
		check    HTTP
		answer   Output
		verdict  Verdict
		observed string
	}{
		{"fast enough", HTTP{MaxLatency: 500 * time.Millisecond}, Output{Stdout: []byte("200 0.043210\n")}, Passed, "HTTP 200 en 43 ms"},
		{"too slow", HTTP{MaxLatency: 500 * time.Millisecond}, Output{Stdout: []byte("200 0.812000\n")}, Failed, "HTTP 200 en 812 ms"},
		{"refused", HTTP{}, Output{Stdout: []byte("000 0.000\n"), Stderr: []byte("curl: (7) Failed to connect\n"), Exit: 7},
			Failed, "sin respuesta: curl: (7) Failed to connect"},
		{"broken off", HTTP{}, Output{Stdout: []byte("200 0.1\n"), Stderr: []byte("curl: (18) transfer closed\n"), Exit: 18}, Failed, "(18)"},
		{"silent failure", HTTP{}, Output{Stdout: []byte("000 0.0\n"), Exit: 35}, Failed, "curl: exit code 35"},
		{"~/.curlrc with fail", HTTP{Status: 404}, Output{Stdout: []byte("404 0.1\n"), Exit: 22}, Passed, "HTTP 404"},
		{"no curl", HTTP{}, Output{Stderr: []byte("curl\n"), Exit: 127}, Unobservable, "Falta curl"},
		{"noise", HTTP{}, Output{Stdout: []byte("welcome\n")}, Unobservable, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.check.URL = "http://localhost:8000/api/health/"
			want(t, observe(t, tt.check, answering(tt.answer)), tt.verdict, tt.observed)
		})
	}
}

func TestHTTPTriesUntilItsDeadline(t *testing.T) {
	down := Output{Stdout: []byte("000 0.0\n"), Stderr: []byte("curl: (7) refused\n"), Exit: 7}
	up := Output{Stdout: []byte("200 0.05\n")}
	w := answering(down, down, down, up)
	r := observe(t, HTTP{URL: "http://localhost/", Within: 30 * time.Second}, w)
	want(t, r, Passed, "HTTP 200 en 50 ms")
	if r.Tries != 4 || len(w.waits) != 3 || r.Latency != 50*time.Millisecond {
		t.Errorf("%d tries, waits %v, latency %v", r.Tries, w.waits, r.Latency)
	}
	r = observe(t, HTTP{URL: "http://localhost/", Within: 30 * time.Second}, answering(down))
	want(t, r, Failed, "(7) refused")
	if r.Tries != 30 {
		t.Errorf("%d tries in 30 s", r.Tries)
	}
	if r = observe(t, HTTP{URL: "http://localhost/"}, answering(down)); r.Tries != 1 {
		t.Errorf("%d tries without a deadline", r.Tries)
	}
}

func TestHTTPWaitsNoLongerThanItsDeadline(t *testing.T) {
	for within, want := range map[time.Duration]string{0: "10.000", 4 * time.Second: "4.000", time.Minute: "10.000"} {
		w := printing("200 0.1\n")
		run := w.run
		var script string
		w.run = func(s string) (Output, error) { script = s; return run(s) }
		observe(t, HTTP{URL: "http://localhost/", Within: within}, w)
		if !strings.Contains(script, "paso_seconds='"+want+"'") {
			t.Errorf("within %v: not %s s", within, want)
		}
	}
}

// roundTrip is a client's transport that answers from a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestHTTPFromHereTellsSlowFromCancelled(t *testing.T) {
	w := unreachable()
	w.client = &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded })}
	r := observe(t, HTTP{URL: "http://x/", Here: true}, w)
	want(t, r, Failed, "no answer within 10 s")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r := (HTTP{URL: "http://x/", Here: true}).Observe(ctx, w); r.Err != context.Canceled || r.Verdict != Unobservable {
		t.Errorf("%+v", r)
	}
}

func FuzzParseCurl(f *testing.F) {
	f.Add("200 0.043210\nbody")
	f.Add("000 0")
	f.Fuzz(func(t *testing.T, text string) {
		a, ok := parseCurl(text)
		if a.latency < 0 || a.status < 0 || a.status > 999 || len(a.body) > httpBody || a.partial && !ok {
			t.Fatalf("%+v", a)
		}
	})
}
