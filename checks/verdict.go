package checks

import "fmt"

// Verdict is how a check ended. Its zero value is Unobservable: what nobody set was not seen.
type Verdict int

// The verdicts.
const (
	Unobservable Verdict = iota // could not be seen; never counts as a success
	Passed                      // seen to be as wanted
	Failed                      // seen to be otherwise
)

// String is the word that the journal and JSON use.
func (v Verdict) String() string {
	switch v {
	case Unobservable:
		return "unobservable"
	case Passed:
		return "passed"
	case Failed:
		return "failed"
	}
	return fmt.Sprintf("verdict(%d)", int(v))
}

// Phrase is the verdict for a person.
func (v Verdict) Phrase() Phrase { return Phrase{ID: "checks.verdict." + v.String()} }

// MarshalText writes the verdict's word; a value that is none of the three is an error.
func (v Verdict) MarshalText() ([]byte, error) {
	switch v {
	case Unobservable, Passed, Failed:
		return []byte(v.String()), nil
	}
	return nil, fmt.Errorf("write verdict: %d is none", int(v))
}

// UnmarshalText reads what MarshalText wrote.
func (v *Verdict) UnmarshalText(text []byte) error {
	for _, known := range []Verdict{Unobservable, Passed, Failed} {
		if string(text) == known.String() {
			*v = known
			return nil
		}
	}
	return fmt.Errorf("read verdict: %q is none", text)
}
