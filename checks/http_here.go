package checks

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

// fromHere asks with the world's client. Only the caller's ctx makes it lost; a server that does not answer in time has failed.
func (c HTTP) fromHere(ctx context.Context, w World, wanted Phrase, address *url.URL, limit time.Duration) (httpAnswer, *Result) {
	client := *w.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	bounded, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	started := w.Now()
	status, body, err := get(bounded, &client, address)
	answer := httpAnswer{status: status, latency: w.Now().Sub(started), body: string(body)}
	switch {
	case err != nil && ctx.Err() != nil:
		r := lost(wanted, ctx.Err())
		return httpAnswer{}, &r
	case errors.Is(err, context.DeadlineExceeded):
		answer.failure = "no answer within " + duration(limit)
	case err != nil:
		answer.failure = plainError(err)
	case len(body) > httpBody:
		answer.body, answer.partial = answer.body[:httpBody], true
	}
	return answer, nil
}

// get returns the status and the body, cut after httpBody+1 bytes.
func get(ctx context.Context, client *http.Client, address *url.URL) (status int, body []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("User-Agent", "paso")
	response, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	body, err = io.ReadAll(io.LimitReader(response.Body, httpBody+1))
	return response.StatusCode, body, errors.Join(err, response.Body.Close())
}

// plainError leaves out the method and the address that net/http puts in front; the check names them already.
func plainError(err error) string {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err.Error()
	}
	return err.Error()
}
