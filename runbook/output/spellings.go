package output

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
)

// minLine is the fewest bytes that a line of a secret of several lines must have to be masked by itself.
const minLine = 8

// spellings lists the byte strings under which a secret shows up in output. Line ends are left out of all: the matcher passes over them.
func spellings(secret string) [][]byte {
	var all []string
	all = append(all, withoutLineEnds(secret), quoted(secret))
	all = append(all, shellQuoted(secret)...)
	for _, whole := range []string{secret, withoutLineEnds(secret)} {
		all = append(all, hex.EncodeToString([]byte(whole)), strings.ToUpper(hex.EncodeToString([]byte(whole))))
	}
	all = append(all, withoutLineEnds(html.EscapeString(secret)))
	all = append(all, percentEncoded(secret)...)
	for _, whole := range []string{secret, secret + "\n", withoutLineEnds(secret)} {
		all = append(all, base64Encoded(whole)...)
	}
	if lines := strings.FieldsFunc(secret, func(r rune) bool { return r == '\n' || r == '\r' }); len(lines) > 1 {
		for _, line := range lines {
			if len(line) >= minLine {
				all = append(all, line)
			}
		}
	}
	patterns := make([][]byte, len(all))
	for i, s := range all {
		patterns[i] = []byte(s)
	}
	return patterns
}

// base64Encoded lists what any base64 of data with secret in it holds for certain: three alignments, two alphabets. The digits at the
// edges that other data share in are left out.
func base64Encoded(secret string) []string {
	var all []string
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 {
			digits := encoding.EncodeToString(append(make([]byte, before), secret...))
			from := (before*8 + 5) / 6           // the first digit of secret's bits alone
			to := (before + len(secret)) * 8 / 6 // behind the last
			all = append(all, digits[from:to])
			if before == 0 {
				all = append(all, digits) // encoded alone, its last digit is known too
			}
		}
	}
	return all
}

// percentEncoded lists the ways in which libraries encode for a URL. They differ in what they leave as it is, in the space and
// in the case of the digits.
func percentEncoded(secret string) []string {
	const unreserved = "-_.~"
	var all []string
	for _, kept := range []string{unreserved, unreserved + "/", unreserved + "!*'()", "-_.!~*'();/?:@&=+$,#", ""} {
		for _, format := range []string{"%%%02X", "%%%02x"} {
			encoded := percent(secret, kept, format)
			all = append(all, encoded, strings.ReplaceAll(encoded, "%20", "+"))
		}
	}
	return append(all, url.PathEscape(secret), url.QueryEscape(secret), url.UserPassword("", secret).String()[1:])
}

func percent(secret, kept, format string) string {
	var out strings.Builder
	for _, b := range []byte(secret) {
		letter := 'a' <= b|0x20 && b|0x20 <= 'z' || '0' <= b && b <= '9'
		if letter || strings.IndexByte(kept, b) >= 0 {
			out.WriteByte(b)
		} else {
			fmt.Fprintf(&out, format, b)
		}
	}
	return out.String()
}

// quoted is a secret as it stands inside a JSON string, and in most languages' literals.
func quoted(secret string) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(secret); err != nil {
		return withoutLineEnds(secret) // a string always encodes
	}
	literal := withoutLineEnds(out.String())
	return literal[1 : len(literal)-1]
}

// shellQuoted lists a secret as shells write it: '…' with a quote as '\” or '"'"', "…", and printf %q, which puts a backslash in
// front of what is special, or writes $'…' where there is a control character. What surrounds it is left out.
func shellQuoted(secret string) []string {
	single, double, backslash := &strings.Builder{}, &strings.Builder{}, &strings.Builder{}
	for _, r := range secret {
		if r == '\n' || r == '\r' {
			continue // the matcher passes over them
		}
		if strings.ContainsRune("\\\"$`", r) {
			double.WriteByte('\\')
		}
		if strings.ContainsRune(" \t!\"#$&'()*,;<>?[\\]^`{|}", r) {
			backslash.WriteByte('\\')
		}
		double.WriteRune(r)
		backslash.WriteRune(r)
		single.WriteRune(r)
	}
	plain := single.String()
	controls := strings.NewReplacer("\\", "\\\\", "'", "\\'", "\n", "\\n", "\r", "\\r", "\t", "\\t")
	return []string{
		strings.ReplaceAll(plain, "'", `'\''`), strings.ReplaceAll(plain, "'", `'"'"'`), double.String(), backslash.String(),
		controls.Replace(secret), octal(controls.Replace(secret)), strings.TrimSuffix(controls.Replace(secret), `\n`),
	}
}

// octal is what printf %q makes of bytes that are no letters to it, as in a locale that knows ASCII only.
func octal(s string) string {
	var out strings.Builder
	for _, b := range []byte(s) {
		if b < ' ' || b > '~' {
			fmt.Fprintf(&out, "\\%03o", b)
		} else {
			out.WriteByte(b)
		}
	}
	return out.String()
}
