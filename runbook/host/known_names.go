package host

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // how known_hosts hashes names; nothing is protected by it
	"encoding/base64"
	"errors"
	"strings"
)

// knownName is how known_hosts names a host: bare at port 22, else [host]:port.
func knownName(hostName, port string) string {
	hostName = strings.ToLower(hostName)
	if port == "22" {
		return hostName
	}
	return "[" + hostName + "]:" + port
}

// namesMatch says whether the first field of a line, hashed or a list of patterns, is about a name.
func namesMatch(names, name string) (bool, error) {
	if strings.HasPrefix(names, "|") {
		return hashMatches(names, name)
	}
	return patternsMatch(names, name), nil
}

// hashMatches reads "|1|SALT|HASH". What cannot be read might be about any host.
func hashMatches(hashed, name string) (bool, error) {
	parts := strings.Split(hashed, "|")
	if len(parts) != 4 || parts[1] != "1" {
		return true, errors.New("the hashed name cannot be read")
	}
	salt, err1 := base64.StdEncoding.DecodeString(parts[2])
	want, err2 := base64.StdEncoding.DecodeString(parts[3])
	if err1 != nil || err2 != nil || len(salt) != sha1.Size || len(want) != sha1.Size {
		return true, errors.New("the hashed name cannot be read")
	}
	return hmac.Equal(hashOf(name, salt), want), nil
}

func hashOf(name string, salt []byte) []byte {
	mac := hmac.New(sha1.New, salt)
	mac.Write([]byte(name))
	return mac.Sum(nil)
}

// patternsMatch: a list in which one pattern matches and none that is negated does. The case of letters does not count.
func patternsMatch(list, name string) bool {
	matched := false
	for pattern := range strings.SplitSeq(strings.ToLower(list), ",") {
		pattern, negated := strings.CutPrefix(pattern, "!")
		if !wildcard(pattern, strings.ToLower(name)) {
			continue
		}
		if negated {
			return false
		}
		matched = true
	}
	return matched
}

// wildcard knows * and ?. It takes time in the product of both lengths at worst: the pattern may be hostile.
func wildcard(pattern, s string) bool {
	p, i, star, from := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p++
			i++
		case star >= 0: // let the last star take one byte more
			from++
			p, i = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
