package checks

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// fromTarget asks with curl on the target.
func (c HTTP) fromTarget(ctx context.Context, w World, wanted Phrase, address *url.URL, limit time.Duration) (httpAnswer, *Result) {
	params := []param{
		{"paso_url", c.URL},
		{"paso_private", yes(address.User != nil)},
		{"paso_seconds", fmt.Sprintf("%.3f", limit.Seconds())},
		{"paso_body", yes(c.Body != "")},
		{"paso_limit", strconv.Itoa(httpBody + 1)},
	}
	out, trouble := ask(ctx, w, wanted, "http", params...)
	if trouble != nil {
		return httpAnswer{}, trouble
	}
	answer, ok := parseCurl(string(out.Stdout))
	switch {
	case out.Exit == exitNoTool:
		r := unobservable(wanted, phrase("checks.no-tool", args{"Name": lastWord(out.Stderr)}))
		return httpAnswer{}, &r
	case !ok:
		r := unobservable(wanted, phrase("checks.unseen", args{"Why": lastLine(out.Stderr)})).with(string(out.Stderr))
		return httpAnswer{}, &r
	case out.Exit != 0 && (answer.status == 0 || out.Exit != curlFailsOnStatus):
		answer.failure = curlFailure(out)
	}
	return answer, nil
}

// curlFailsOnStatus is curl's exit code for a status from 400 on, where a ~/.curlrc asks for it: that is an answer, too.
const curlFailsOnStatus = 22

func curlFailure(out Output) string {
	if why := lastLine(out.Stderr); why != "" {
		return why
	}
	return "curl: exit code " + strconv.Itoa(out.Exit)
}

var curlLine = regexp.MustCompile(`^(\d{3}) (\d{1,6}(?:\.\d{1,9})?)$`)

// parseCurl reads what scripts/http.bash prints: a line "STATUS SECONDS", then the beginning of the body.
func parseCurl(text string) (httpAnswer, bool) {
	head, body, _ := strings.Cut(text, "\n")
	m := curlLine.FindStringSubmatch(head)
	if m == nil {
		return httpAnswer{}, false
	}
	status, err := strconv.Atoi(m[1])
	if err != nil {
		return httpAnswer{}, false
	}
	latency, err := time.ParseDuration(m[2] + "s")
	if err != nil {
		return httpAnswer{}, false
	}
	answer := httpAnswer{status: status, latency: latency, body: body}
	if len(body) > httpBody {
		answer.body, answer.partial = body[:httpBody], true
	}
	return answer, true
}
