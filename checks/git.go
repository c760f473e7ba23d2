package checks

import (
	"context"
	"strconv"
	"strings"
)

// Git looks at a work tree and, for Upstream and Pushed, asks its remote with `git ls-remote`. Nothing is fetched and no file is written, not
// even the index.
type Git struct {
	Dir      string
	Branch   string // it is on this branch; "" does not matter
	Clean    bool   // no tracked file differs from the commit; files that git does not track do not matter
	Upstream string // REMOTE/BRANCH: the commit is the one that this branch has at the remote now
	Tag      string // it has this tag
	Pushed   bool   // the tag is at the remote too, and is the same object; the remote is Upstream's, else origin
}

// Title names the check.
func (c Git) Title() Phrase { return phrase("checks.git.title", args{"Dir": c.Dir}) }

// wanted puts the parts into git's own words, which are those of both languages.
func (c Git) wanted() Phrase {
	var parts []string
	add := func(is bool, text string) {
		if is {
			parts = append(parts, text)
		}
	}
	add(c.Branch != "", "branch "+c.Branch)
	add(c.Clean, "clean")
	add(c.Upstream != "", "HEAD = "+c.Upstream)
	add(c.Tag != "" && !c.Pushed, "tag "+c.Tag)
	add(c.Tag != "" && c.Pushed, "tag "+c.Tag+" = "+c.remote())
	if len(parts) == 0 {
		return phrase("checks.git.wanted.tree", nil)
	}
	return phrase("checks.git.wanted", args{"Parts": strings.Join(parts, ", ")})
}

// remote is the part of Upstream before the first slash.
func (c Git) remote() string {
	if name, _, ok := strings.Cut(c.Upstream, "/"); ok {
		return name
	}
	return "origin"
}

func (c Git) upstreamRef() string {
	_, branch, _ := strings.Cut(c.Upstream, "/")
	return "refs/heads/" + branch
}

func (c Git) tagRef() string { return "refs/tags/" + c.Tag }

// wrong says why the check cannot be asked as it is written, else "".
func (c Git) wrong() string {
	remote, branch, ok := strings.Cut(c.Upstream, "/")
	switch {
	case c.Dir == "":
		return "empty directory"
	case c.Upstream != "" && (!ok || remote == "" || branch == ""):
		return "upstream is not REMOTE/BRANCH: " + c.Upstream
	case c.Pushed && c.Tag == "":
		return "pushed without a tag"
	}
	return ""
}

// Observe asks the target once. The first part that is not as wanted is the one that Wanted and Observed then name.
func (c Git) Observe(ctx context.Context, w World) Result {
	wanted := c.wanted()
	if why := c.wrong(); why != "" {
		return invalid(wanted, why)
	}
	params := []param{{"paso_dir", c.Dir}, {"paso_tag", c.Tag}, {"paso_remote", ""}, {"paso_refs", ""}}
	var refs []string
	if c.Upstream != "" {
		refs = append(refs, c.upstreamRef())
	}
	if c.Pushed {
		refs = append(refs, c.tagRef())
	}
	if len(refs) > 0 {
		params[2].value, params[3].value = c.remote(), strings.Join(refs, "\n")
	}
	text, trouble := facts(ctx, w, wanted, "git", params...)
	if trouble != nil {
		return *trouble
	}
	return c.judge(wanted, parseGit(text)).tried(1)
}

func (c Git) judge(wanted Phrase, seen gitFacts) Result {
	for _, part := range []func(gitFacts) (Result, bool){c.judgeTree, c.judgeBranch, c.judgeClean, c.judgeTag, c.judgeRemote} {
		if r, decided := part(seen); decided {
			if r.Wanted.ID == "" {
				r.Wanted = wanted
			}
			return r
		}
	}
	branch := seen.branch
	if branch == "" {
		branch = "HEAD"
	}
	return passed(wanted, phrase("checks.git.observed", args{"Branch": branch, "Commit": short(seen.head)}))
}

func (c Git) judgeTree(seen gitFacts) (Result, bool) {
	switch {
	case seen.trouble == "missing":
		return failed(Phrase{}, phrase("checks.git.missing", args{"Dir": c.Dir})), true
	case seen.trouble != "":
		return unobservable(Phrase{}, phrase("checks.git.unreadable", args{"Dir": c.Dir, "Why": seen.trouble})), true
	}
	return Result{}, false
}

func (c Git) judgeBranch(seen gitFacts) (Result, bool) {
	wanted := phrase("checks.git.wanted.branch", args{"Branch": c.Branch})
	switch {
	case c.Branch == "" || c.Branch == seen.branch:
		return Result{}, false
	case seen.branch == "":
		return failed(wanted, phrase("checks.git.detached", args{"Commit": short(seen.head)})), true
	}
	return failed(wanted, phrase("checks.git.branch", args{"Branch": seen.branch})), true
}

func (c Git) judgeClean(seen gitFacts) (Result, bool) {
	if !c.Clean || len(seen.changed) == 0 {
		return Result{}, false
	}
	observed := phrase("checks.git.dirty", args{"Count": strconv.Itoa(len(seen.changed)), "First": seen.changed[0]})
	return failed(phrase("checks.git.wanted.clean", nil), observed).with(strings.Join(seen.changed, "\n")), true
}

func (c Git) judgeTag(seen gitFacts) (Result, bool) {
	if c.Tag == "" || seen.tag != "" {
		return Result{}, false
	}
	return failed(phrase("checks.git.wanted.tag", args{"Tag": c.Tag}), phrase("checks.git.no-tag", args{"Tag": c.Tag})), true
}

// judgeRemote compares with what the remote answered.
func (c Git) judgeRemote(seen gitFacts) (Result, bool) {
	if c.Upstream == "" && !c.Pushed {
		return Result{}, false
	}
	if !seen.asked {
		observed := phrase("checks.git.unreachable", args{"Remote": c.remote(), "Why": seen.remoteTrouble})
		return unobservable(Phrase{}, observed).with(seen.remoteTrouble), true
	}
	if c.Upstream != "" && (seen.head == "" || seen.remote[c.upstreamRef()] != seen.head) {
		wanted := phrase("checks.git.wanted.upstream", args{"Upstream": c.Upstream})
		there := seen.remote[c.upstreamRef()]
		if there == "" {
			return failed(wanted, phrase("checks.git.no-upstream", args{"Upstream": c.Upstream})), true
		}
		values := args{"Upstream": c.Upstream, "Commit": short(seen.head), "There": short(there)}
		return failed(wanted, phrase("checks.git.apart", values)), true
	}
	if c.Pushed && seen.remote[c.tagRef()] != seen.tag {
		wanted := phrase("checks.git.wanted.pushed", args{"Tag": c.Tag, "Remote": c.remote()})
		there := seen.remote[c.tagRef()]
		values := args{"Tag": c.Tag, "Remote": c.remote(), "Here": short(seen.tag), "There": short(there)}
		if there == "" {
			return failed(wanted, phrase("checks.git.not-pushed", values)), true
		}
		return failed(wanted, phrase("checks.git.other-tag", values)), true
	}
	return Result{}, false
}
