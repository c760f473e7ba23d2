package text

import "strings"

// messenger is an error that names its text in the catalogue.
type messenger interface {
	Message() (id string, args map[string]string)
}

// Error renders an error for the operator, nil as "".
//
// It looks through the wrapped errors for those that name a text with Message() and says that, in place of the whole chain
// above it. Errors that were joined are said one per line, none twice. An error without a text anywhere says Error().
func (c *Catalogue) Error(err error) string {
	if err == nil {
		return ""
	}
	return c.chain(err)
}

func (c *Catalogue) chain(err error) string {
	if m, ok := err.(messenger); ok {
		return c.Phrase(m.Message())
	}
	switch wrapper := err.(type) { //nolint:errorlint // it walks the tree itself, one wrapper at a time
	case interface{ Unwrap() error }:
		if inner := wrapper.Unwrap(); inner != nil && speaks(inner) {
			return c.chain(inner)
		}
	case interface{ Unwrap() []error }:
		if inner := wrapper.Unwrap(); anySpeaks(inner) {
			return c.lines(inner)
		}
	}
	return err.Error()
}

// lines says several errors, one per line, leaving out what was said already.
func (c *Catalogue) lines(errs []error) string {
	var said []string
	seen := map[string]bool{}
	for _, err := range errs {
		if err == nil {
			continue
		}
		if line := c.chain(err); !seen[line] {
			seen[line] = true
			said = append(said, line)
		}
	}
	return strings.Join(said, "\n")
}

// speaks reports whether err or something that it wraps names a text.
func speaks(err error) bool {
	if _, ok := err.(messenger); ok {
		return true
	}
	switch wrapper := err.(type) { //nolint:errorlint // it walks the tree itself, one wrapper at a time
	case interface{ Unwrap() error }:
		inner := wrapper.Unwrap()
		return inner != nil && speaks(inner)
	case interface{ Unwrap() []error }:
		return anySpeaks(wrapper.Unwrap())
	}
	return false
}

func anySpeaks(errs []error) bool {
	for _, err := range errs {
		if err != nil && speaks(err) {
			return true
		}
	}
	return false
}
