package sandbox

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// Exit codes of curl.
const (
	curlUsage     = 2
	curlBadURL    = 3
	curlNoHost    = 6
	curlNoConnect = 7
	curlStatus    = 22
	curlWrite     = 23
	curlTimeout   = 28
	curlOther     = 56
)

// curlOptions are the options that matter here.
type curlOptions struct {
	url                                            string
	fail, silent, showError, include, head, follow bool
	insecure, failWithBody                         bool
	output, writeOut, method, data, agent, config  string
	headers                                        []string
	timeout                                        time.Duration
	retries                                        int
}

func parseCurl(args []string) (curlOptions, error) {
	o := curlOptions{method: http.MethodGet, agent: "curl/7.88.1"}
	flags := map[string]*bool{
		"-f": &o.fail, "--fail": &o.fail, "-s": &o.silent, "--silent": &o.silent, "-S": &o.showError, "--show-error": &o.showError,
		"-i": &o.include, "--include": &o.include, "-I": &o.head, "--head": &o.head, "-L": &o.follow, "--location": &o.follow,
		"-k": &o.insecure, "--insecure": &o.insecure, "--fail-with-body": &o.failWithBody,
	}
	takes := map[string]string{
		"--output": "-o", "--write-out": "-w", "--max-time": "-m", "--request": "-X", "--data": "-d", "--header": "-H", "--user-agent": "-A",
		"--connect-timeout": "", "--retry": "--retry", "--retry-delay": "", "--max-redirs": "", "--proto": "", "--noproxy": "", "--cacert": "", "--max-filesize": "", "--range": "", "--url": "--url",
	}
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		short, long := takes[arg]
		switch {
		case flags[arg] != nil:
			*flags[arg] = true
		case long, len(arg) == 2 && strings.Contains("-o-w-m-X-d-H-A-K", arg):
			if len(args) == 0 {
				return o, fmt.Errorf("option %s: requires parameter", arg)
			}
			if !long {
				short = arg
			}
			if err := o.set(short, args[0]); err != nil {
				return o, err
			}
			args = args[1:]
		case strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--") && len(arg) > 2:
			if strings.Contains("owmXdHAK", arg[1:2]) { // -o/dev/null
				args = append([]string{arg[:2], arg[2:]}, args...)
			} else { // -fsS
				args = append([]string{arg[:2], "-" + arg[2:]}, args...)
			}
		case arg == "-q" || arg == "--no-buffer" || arg == "-N" || arg == "-4" || arg == "--ipv4" || arg == "--disable" || arg == "--globoff" || arg == "-g" || arg == "--path-as-is" || arg == "--http1.1" || arg == "--compressed" || arg == "--no-progress-meter":
		case strings.HasPrefix(arg, "-"):
			return o, fmt.Errorf("option %s: is unknown", arg)
		default:
			o.url = arg
		}
	}
	if o.head {
		o.method = http.MethodHead
	}
	return o, nil
}

func (o *curlOptions) set(option, value string) error {
	switch option {
	case "-o":
		o.output = value
	case "-w":
		o.writeOut = value
	case "-X":
		o.method = value
	case "-d":
		o.data, o.method = value, http.MethodPost
	case "-H":
		o.headers = append(o.headers, value)
	case "-A":
		o.agent = value
	case "--url":
		o.url = value
	case "-K":
		o.config = value
	case "--retry":
		o.retries, _ = strconv.Atoi(value)
	case "-m":
		seconds, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return fmt.Errorf("option -m: expected a proper numerical parameter")
		}
		o.timeout = time.Duration(seconds * float64(time.Second))
	}
	return nil
}

// configuredURL reads the URL of a configuration, which is where a URL goes that nobody should see in the arguments.
func configuredURL(config string) string {
	for line := range strings.Lines(config) {
		name, value, _ := strings.Cut(line, "=")
		if strings.TrimSpace(name) == "url" {
			return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(strings.Trim(strings.TrimSpace(value), `"`))
		}
	}
	return ""
}

// transfer is what there is to say about a request that was made.
type transfer struct {
	status, size int
	kind, final  string
	took         time.Duration
}

// curl really makes the request. In the step that is meant to fail the application itself is made unwell first.
func curl(c *call) int {
	if c.has("--version", "-V") {
		c.print("curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1\nProtocols: http https\n")
		return 0
	}
	o, err := parseCurl(c.args)
	if err != nil {
		c.complain("curl: %v\ncurl: try 'curl --help' or 'curl --manual' for more information", err)
		return curlUsage
	}
	if o.config == "-" {
		o.url = configuredURL(c.readAll())
	}
	if o.url == "" {
		c.complain("curl: no URL specified!")
		return curlUsage
	}
	if c.fails() {
		if err := breakApp(c.box, c.step, faultHealth); err != nil {
			c.complain("curl: %v", err)
		}
	}
	c.pace(120)
	t, code, why := c.request(o)
	for range o.retries {
		if code != curlTimeout && t.status < http.StatusInternalServerError {
			break
		}
		c.pace(1000)
		t, code, why = c.request(o)
	}
	if o.writeOut != "" {
		c.print("%s", t.describe(o.writeOut))
	}
	if code != 0 && (!o.silent || o.showError) {
		c.complain("curl: (%d) %s", code, why)
	}
	return code
}

// request makes one request and writes its body out.
func (c *call) request(o curlOptions) (t transfer, code int, why string) {
	started := c.now()
	defer func() { t.took = c.now().Sub(started) }()
	target := o.url
	if !strings.Contains(target, "://") {
		target = "http://" + target
	}
	request, err := http.NewRequest(o.method, target, strings.NewReader(o.data))
	if err != nil || request.URL.Host == "" {
		return t, curlBadURL, "URL using bad/illegal format or missing URL"
	}
	request.Header.Set("User-Agent", o.agent)
	for _, header := range o.headers {
		name, value, _ := strings.Cut(header, ":")
		request.Header.Set(strings.TrimSpace(name), strings.TrimSpace(value))
		if strings.EqualFold(strings.TrimSpace(name), "host") {
			request.Host = strings.TrimSpace(value)
		}
	}
	client := http.Client{
		Timeout:   o.timeout,
		Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: o.insecure}}, // -k asks for it
	}
	if !o.follow {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	response, err := client.Do(request)
	if err != nil {
		code, why = curlFailure(err, request.URL, c.now().Sub(started))
		return t, code, why
	}
	defer func() { _ = response.Body.Close() }()
	t.status, t.kind, t.final = response.StatusCode, response.Header.Get("Content-Type"), response.Request.URL.String()
	bad := t.status >= http.StatusBadRequest && (o.fail || o.failWithBody)
	if !bad || o.failWithBody {
		body, err := io.ReadAll(response.Body)
		if err != nil {
			code, why = curlFailure(err, request.URL, c.now().Sub(started))
			return t, code, why
		}
		t.size = len(body)
		if err := c.deliver(o, response, body); err != nil {
			return t, curlWrite, "Failure writing output to destination"
		}
	}
	if bad {
		return t, curlStatus, fmt.Sprintf("The requested URL returned error: %d", t.status)
	}
	return t, 0, ""
}

func (c *call) deliver(o curlOptions, response *http.Response, body []byte) error {
	var head strings.Builder
	if o.include || o.head {
		fmt.Fprintf(&head, "%s %s\r\n", response.Proto, response.Status)
		if err := response.Header.Write(&head); err != nil {
			return err
		}
		head.WriteString("\r\n")
	}
	if o.output != "" && o.output != "-" {
		return os.WriteFile(o.output, append([]byte(head.String()), body...), 0o600)
	}
	_, err := c.out.Write(append([]byte(head.String()), body...))
	return err
}

// curlFailure tells what curl says of a request that came to nothing.
func curlFailure(err error, target *url.URL, took time.Duration) (int, string) {
	port := target.Port()
	if port == "" {
		port = map[string]string{"https": "443"}[target.Scheme]
	}
	if port == "" {
		port = "80"
	}
	var timeout interface{ Timeout() bool }
	var resolve *net.DNSError
	var dial *net.OpError
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return curlTimeout, fmt.Sprintf("Operation timed out after %d milliseconds with 0 bytes received", took.Milliseconds())
	case errors.As(err, &resolve):
		return curlNoHost, "Could not resolve host: " + target.Hostname()
	case errors.As(err, &dial) && dial.Op == "dial":
		return curlNoConnect, fmt.Sprintf("Failed to connect to %s port %s after %d ms: Couldn't connect to server", target.Hostname(), port, took.Milliseconds())
	default:
		return curlOther, "Recv failure: Connection reset by peer"
	}
}

// describe fills the format of --write-out.
func (t transfer) describe(format string) string {
	seconds := strconv.FormatFloat(t.took.Seconds(), 'f', 6, 64)
	return strings.NewReplacer(
		"%{http_code}", fmt.Sprintf("%03d", t.status), "%{response_code}", fmt.Sprintf("%03d", t.status), "%{time_total}", seconds,
		"%{time_starttransfer}", seconds, "%{size_download}", itoa(t.size), "%{content_type}", t.kind, "%{url_effective}", t.final,
		"%{num_redirects}", "0", "%{exitcode}", "0", `\n`, "\n", `\t`, "\t", `\r`, "\r", "%%", "%",
	).Replace(format)
}
