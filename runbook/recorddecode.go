package runbook

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"
)

// taken takes a record apart that has the one form which [Record.Encode] writes, without reading all of it as JSON
// twice; false for any other form, which is for the slow way to read or to refuse. What is data is not looked at.
func taken(raw []byte) (b body, ok bool) {
	rest, ok := bytes.CutPrefix(raw, []byte(`{"time":`))
	if !ok || len(rest) == 0 || rest[0] != '"' {
		return body{}, false
	}
	at := bytes.IndexByte(rest[1:], '"') + 2
	if at < 2 {
		return body{}, false
	}
	if b.Time, ok = moment(rest[:at]); !ok {
		return body{}, false
	}
	if b.Actor, rest, ok = member(rest[at:], `,"actor":"`); !ok {
		return body{}, false
	}
	if b.Type, rest, ok = member(rest, `,"type":"`); !ok {
		return body{}, false
	}
	data, ok := bytes.CutPrefix(rest, []byte(`,"data":`))
	if !ok {
		return body{}, false
	}
	b.Data, ok = bytes.CutSuffix(data, []byte("}"))
	return b, ok
}

// member takes a string without escapes from the beginning of text.
func member(text []byte, name string) (value string, rest []byte, ok bool) {
	text, ok = bytes.CutPrefix(text, []byte(name))
	end := bytes.IndexByte(text, '"')
	if !ok || end < 0 || bytes.IndexByte(text[:end], '\\') >= 0 || !utf8.Valid(text[:end]) {
		return "", nil, false
	}
	for _, c := range text[:end] {
		if c < ' ' {
			return "", nil, false
		}
	}
	return string(text[:end]), text[end+1:], true
}

// moment reads a quoted time as encoding/json does.
func moment(quoted []byte) (t time.Time, ok bool) {
	if bytes.IndexByte(quoted, '\\') >= 0 {
		return time.Time{}, false
	}
	return t, t.UnmarshalJSON(quoted) == nil
}

// slowly reads a record of any form that JSON allows.
func slowly(raw []byte) (body, error) {
	var b body
	err := json.Unmarshal(raw, &b)
	return b, err
}
