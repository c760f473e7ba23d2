package checks

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

// How often an HTTP check with a deadline asks again, and how long one question may take.
const (
	httpPause   = time.Second
	httpTimeout = 10 * time.Second
	httpBody    = 256 << 10 // bytes of the body that Body is looked for in
)

// HTTP wants an answer of a web server. Redirections are not followed: where 200 is wanted, a 301 is not it.
type HTTP struct {
	URL        string
	Status     int           // 0 means 200
	MaxLatency time.Duration // from the question to the end of the answer (section 7.1: < 500 ms); 0 is no limit
	Body       string        // regexp, "" for none; ^ and $ are the ends of lines
	Here       bool          // asked by World.Client, else by curl on the target
	Within     time.Duration // asked again every second until it is as wanted or this time is over; 0 asks once
}

// Title names the check.
func (c HTTP) Title() Phrase {
	if c.Here {
		return phrase("checks.http.title.here", args{"URL": c.URL})
	}
	return phrase("checks.http.title", args{"URL": c.URL})
}

func (c HTTP) status() int {
	if c.Status == 0 {
		return http.StatusOK
	}
	return c.Status
}

func (c HTTP) wanted() Phrase {
	values := args{"Status": strconv.Itoa(c.status()), "MaxLatency": duration(c.MaxLatency), "Body": c.Body}
	switch {
	case c.MaxLatency > 0 && c.Body != "":
		return phrase("checks.http.wanted.both", values)
	case c.MaxLatency > 0:
		return phrase("checks.http.wanted.latency", values)
	case c.Body != "":
		return phrase("checks.http.wanted.body", values)
	}
	return phrase("checks.http.wanted", values)
}

// Observe asks until the answer is as wanted or Within is over; the result is that of the last answer. A server that cannot be
// reached is a failure, for that is what a stopped service looks like.
func (c HTTP) Observe(ctx context.Context, w World) Result {
	wanted := c.wanted()
	address, body, why := c.parse()
	if why != "" {
		return invalid(wanted, why)
	}
	deadline := w.Now().Add(c.Within)
	for try := 1; ; try++ {
		limit := c.timeout(deadline.Sub(w.Now()))
		question := c.fromTarget
		if c.Here {
			question = c.fromHere
		}
		answer, trouble := question(ctx, w, wanted, address, limit)
		if trouble != nil {
			return trouble.tried(try)
		}
		r := c.judge(wanted, answer, body).tried(try)
		if r.Verdict == Passed || !w.Now().Add(httpPause).Before(deadline) {
			return r
		}
		if err := w.Wait(ctx, httpPause); err != nil {
			return lost(wanted, err).tried(try)
		}
	}
}

// parse reads the fields that can be wrong; why is "" where none is.
func (c HTTP) parse() (address *url.URL, body *regexp.Regexp, why string) {
	address, err := url.Parse(c.URL)
	if err != nil || address.Host == "" || (address.Scheme != "http" && address.Scheme != "https") {
		return nil, nil, "not an address of http or https: " + c.URL
	}
	if c.Body == "" {
		return address, nil, ""
	}
	if body, err = compile(c.Body); err != nil {
		return nil, nil, err.Error()
	}
	return address, body, ""
}

// timeout bounds one question. It is above MaxLatency, so that a slow answer is seen with the time it took, and below what is
// left of the deadline, with a second at least.
func (c HTTP) timeout(left time.Duration) time.Duration {
	limit := max(httpTimeout, c.MaxLatency+time.Second)
	if c.Within > 0 {
		limit = min(limit, max(left, time.Second))
	}
	return limit
}

// httpAnswer is what one question brought.
type httpAnswer struct {
	status  int // 0: no answer
	latency time.Duration
	body    string
	partial bool   // the body was longer
	failure string // why there was no answer
}

func (c HTTP) judge(wanted Phrase, a httpAnswer, body *regexp.Regexp) Result {
	values := args{
		"Status": strconv.Itoa(a.status), "Latency": duration(a.latency), "Why": a.failure, "Body": c.Body,
		"Limit": byteSize(httpBody),
	}
	var r Result
	switch {
	case a.failure != "":
		r = failed(wanted, phrase("checks.http.silent", values)).with(a.failure)
	case a.status != c.status(), c.MaxLatency > 0 && a.latency > c.MaxLatency:
		r = failed(wanted, phrase("checks.http.observed", values))
	case body == nil || body.MatchString(lines(a.body)):
		r = passed(wanted, phrase("checks.http.observed", values))
	case a.partial:
		r = unobservable(wanted, phrase("checks.http.long", values))
	default:
		r = failed(wanted, phrase("checks.http.body", values)).with(a.body)
	}
	r.Latency = a.latency
	return r
}
