package checks

import "strings"

// gitFacts is what scripts/git.bash found.
type gitFacts struct {
	trouble       string            // "missing": no such directory; else why git does not read it
	branch        string            // "" where HEAD is detached
	head          string            // the commit; "" before the first
	changed       []string          // "XY path" of tracked files that differ
	tag           string            // the object that the tag names; "" where there is none
	asked         bool              // the remote answered
	remoteTrouble string            // why it did not
	remote        map[string]string // full name of a ref to its object
}

// parseGit reads lines "word rest"; unknown words are left out.
func parseGit(text string) gitFacts {
	seen := gitFacts{trouble: "?", remote: map[string]string{}}
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		switch word {
		case "trouble":
			seen.trouble = rest
		case "tree":
			seen.trouble = ""
		case "branch":
			seen.branch = rest
		case "head":
			seen.head = objectName(rest)
		case "changed":
			seen.changed = append(seen.changed, rest)
		case "tag":
			seen.tag = objectName(rest)
		case "asked":
			seen.asked = true
		case "unreachable":
			seen.remoteTrouble = rest
		case "ref":
			if object, ref, ok := parseRef(rest); ok {
				seen.remote[ref] = object
			}
		}
	}
	return seen
}

// parseRef reads a line of `git ls-remote`: object, tab, full name.
func parseRef(line string) (object, ref string, ok bool) {
	object, ref, ok = strings.Cut(line, "\t")
	object = objectName(object)
	return object, ref, ok && object != "" && strings.HasPrefix(ref, "refs/")
}

// objectName is text where it is the name of an object (SHA-1 or SHA-256), else "".
func objectName(text string) string {
	if len(text) != 40 && len(text) != 64 || strings.Trim(text, "0123456789abcdef") != "" {
		return ""
	}
	return text
}

// short is an object's name as people read it.
func short(object string) string { return object[:min(len(object), 8)] }
