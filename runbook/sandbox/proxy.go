package sandbox

import (
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// newProxy is what nginx serves: static files from the disk, all else from gunicorn, and 502 while that is down.
func newProxy(l layout, c config, errors, access *logFile) (http.Handler, error) {
	upstream, err := url.Parse(c.appURL())
	if err != nil {
		return nil, err
	}
	proxy := httputil.NewSingleHostReverseProxy(upstream)
	proxy.Transport = &http.Transport{DisableKeepAlives: true} // and no proxy of the environment
	proxy.ErrorHandler = func(w http.ResponseWriter, r *http.Request, _ error) {
		pid := os.Getpid()
		errors.line(fmt.Sprintf(`%s [error] %d#%d: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: staging.iact.example.com, request: "%s %s HTTP/1.1", upstream: "%s%s"`,
			time.Now().UTC().Format(nginxTime), pid, pid, r.Method, r.URL.Path, c.appURL(), r.URL.Path))
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = fmt.Fprint(w, "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n")
	}
	mux := http.NewServeMux()
	mux.Handle("/", proxy)
	mux.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir(filepath.Join(l.app(), "staticfiles")))))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		counted := &countingWriter{ResponseWriter: w, status: http.StatusOK}
		counted.Header().Set("Server", "nginx/1.22.1")
		mux.ServeHTTP(counted, r)
		access.line(accessLine(r, counted))
	}), nil
}
