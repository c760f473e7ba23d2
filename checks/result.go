package checks

import "time"

// Result is what a check wanted and what it saw.
type Result struct {
	Verdict  Verdict       `json:"verdict"`
	Wanted   Phrase        `json:"wanted"`
	Observed Phrase        `json:"observed"`
	Evidence string        `json:"evidence,omitempty"` // raw detail, at most 20 lines and 2 kB, masked
	Tries    int           `json:"tries,omitempty"`    // how often the world was asked, where it was asked at all
	Latency  time.Duration `json:"latency,omitempty"`  // of the last answer; HTTP only
	Err      error         `json:"-"`                  // set where the world could not be asked; the verdict is then Unobservable
}

func passed(wanted, observed Phrase) Result {
	return Result{Verdict: Passed, Wanted: wanted, Observed: observed}
}

func failed(wanted, observed Phrase) Result {
	return Result{Verdict: Failed, Wanted: wanted, Observed: observed}
}

func unobservable(wanted, observed Phrase) Result {
	return Result{Verdict: Unobservable, Wanted: wanted, Observed: observed}
}

// verdict is Passed where ok, else Failed.
func verdict(ok bool, wanted, observed Phrase) Result {
	if ok {
		return passed(wanted, observed)
	}
	return failed(wanted, observed)
}

// lost is the result where the world could not be asked.
func lost(wanted Phrase, err error) Result {
	r := unobservable(wanted, phrase("checks.lost", args{"Why": err.Error()}))
	r.Err = err
	return r
}

// invalid is the result of a check that cannot be asked as it is written: a bad pattern, an empty path.
func invalid(wanted Phrase, why string) Result {
	return unobservable(wanted, phrase("checks.invalid", args{"Why": why}))
}

// with adds evidence.
func (r Result) with(text string) Result {
	r.Evidence = evidence(text)
	return r
}

// tried says how often the world was asked.
func (r Result) tried(n int) Result {
	r.Tries = n
	return r
}
