package ui

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
	"golang.org/x/text/unicode/norm"

	"paso/runbook/output"
)

// folded is a text as it is searched: small letters without accents, and for each of
// its bytes the byte of the text from which it comes.
type folded struct {
	text  string // what is shown
	flat  string
	from  []int
	first int // bytes of text that are the first of two texts
}

// fold prepares a text. What is shown is composed, so that an accent is never apart from its letter.
func fold(text string) folded {
	f := folded{text: norm.NFC.String(output.Sanitize(text))}
	var flat strings.Builder
	for i, r := range f.text {
		for _, part := range norm.NFD.String(string(r)) {
			if unicode.Is(unicode.Mn, part) {
				continue
			}
			n, _ := flat.WriteRune(unicode.ToLower(part))
			for range n {
				f.from = append(f.from, i)
			}
		}
	}
	f.flat, f.first = flat.String(), len(f.text)
	return f
}

// and is two texts as one, a line end between them.
func (t folded) and(other folded) folded {
	both := folded{text: t.text + "\n" + other.text, flat: t.flat + "\n" + other.flat, first: len(t.text)}
	both.from = append(append(both.from, t.from...), len(t.text))
	for _, i := range other.from {
		both.from = append(both.from, len(t.text)+1+i)
	}
	return both
}

// found is a text in which every word of a search was found.
type found struct {
	index int
	score int
	at    []int // bytes of the text at which a letter was found, in order
}

// searchFolded finds the texts in which every word stands, in any order; the best come first.
// A word that stands there whole is worth more than its letters here and there.
func searchFolded(texts []folded, query string) []found {
	words := strings.Fields(fold(query).flat)
	if len(words) == 0 {
		return nil
	}
	var all []found
	for i, t := range texts {
		f := found{index: i}
		ok := true
		for _, word := range words {
			score, at := t.find(word)
			if ok = at != nil; !ok {
				break
			}
			f.score += score
			f.at = append(f.at, at...)
		}
		if ok {
			slices.Sort(f.at)
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	return all
}

const (
	wholeWord  = 1000 // a word that stands there as it was typed
	wordStart  = 500  // at the beginning of a word
	textStart  = 300  // at the beginning of the text
	looseLimit = 2    // letters that stand alone in the middle of words are no match
)

// find looks for one word, and gives where its letters are; nil where it is not.
func (t folded) find(word string) (score int, at []int) {
	if i := t.whole(word); i >= 0 {
		score = wholeWord - min(i, 200)
		switch {
		case i == 0:
			score += wordStart + textStart
		case !letter(t.flat[:i]):
			score += wordStart
		}
		for k := range len(word) {
			at = append(at, t.from[i+k])
		}
		return score, slices.Compact(at)
	}
	matches := fuzzy.FindNoSort(word, []string{t.flat})
	if len(matches) == 0 || t.scattered(matches[0].MatchedIndexes) {
		return 0, nil
	}
	for _, i := range matches[0].MatchedIndexes {
		at = append(at, t.from[i])
	}
	return matches[0].Score, at
}

// whole is where a word stands, rather at the beginning of one than within; -1 where it does not.
func (t folded) whole(word string) int {
	first := -1
	for i := 0; i <= len(t.flat); {
		k := strings.Index(t.flat[i:], word)
		if k < 0 {
			break
		}
		if i += k; !letter(t.flat[:i]) {
			return i
		}
		if first < 0 {
			first = i
		}
		_, size := utf8.DecodeRuneInString(t.flat[i:])
		i += size
	}
	return first
}

// scattered tells whether letters were found so far apart that nobody meant them.
func (t folded) scattered(at []int) bool {
	alone := 0
	for k, i := range at {
		joined := k > 0 && at[k-1]+1 >= i || k+1 < len(at) && i+1 >= at[k+1]
		if !joined && letter(t.flat[:i]) {
			alone++
		}
	}
	return alone >= looseLimit || alone > 0 && len(at) < 4
}

// letter tells whether a text ends within a word.
func letter(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return text != "" && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
