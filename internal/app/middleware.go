package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/cashier"
	"viss.gov.lv/mm/pay"
)

// requestIDHeader carries the name of a request through logs and answers.
const requestIDHeader = "X-Request-Id"

type requestIDKey struct{}

// observed wraps what a listener answers: every request gets an identifier, is
// logged once without its query (which may hold what is not ours to log), is
// counted, and a panic becomes a plain 500.
func (a *App) observed(edge string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := a.machine.Now()
		id := a.requestID(r)
		ctx := context.WithValue(r.Context(), requestIDKey{}, id)
		r = r.WithContext(ctx)
		w.Header().Set(requestIDHeader, id)
		seen := &recorder{ResponseWriter: w}
		defer func() {
			if cause := recover(); cause != nil {
				a.log.ErrorContext(ctx, "a handler panicked", "edge", edge, "request_id", id, "panic", cause, "stack", string(debug.Stack()))
				if seen.status == 0 {
					http.Error(seen, "There is a problem with the service.", http.StatusInternalServerError)
				}
			}
			took := a.machine.Now().Sub(began) - seen.idle
			a.metrics.request(edge, r.Method, seen.code(), took)
			a.logRequest(ctx, edge, id, r, seen, took)
		}()
		next.ServeHTTP(seen, r)
	})
}

func (a *App) logRequest(ctx context.Context, edge, id string, r *http.Request, seen *recorder, took time.Duration) {
	level := slog.LevelInfo
	if seen.code() >= http.StatusInternalServerError {
		level = slog.LevelWarn
	}
	if !a.log.Enabled(ctx, level) {
		return
	}
	facts := []slog.Attr{
		slog.String("edge", edge), slog.String("request_id", id), slog.String("method", r.Method),
		slog.String("path", loggable(r.URL.Path)), slog.Int("status", seen.code()),
		slog.Int64("bytes", seen.bytes), slog.Duration("took", took),
	}
	if seen.idle > 0 {
		facts = append(facts, slog.Duration("waited", seen.idle))
	}
	a.log.LogAttrs(ctx, level, "request", facts...)
}

// loggable is a path as it may stand in the log: a hostile one cannot fill it,
// and what follows cashier.CopyPath opens a person's document.
func loggable(s string) string {
	const most = 200
	for i := range len(s) - len(cashier.CopyPath) {
		if end := i + len(cashier.CopyPath); strings.EqualFold(s[i:end], cashier.CopyPath) {
			s = s[:end] + "…"
			break
		}
	}
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// requestID takes a caller's identifier if it is harmless, and else makes one.
func (a *App) requestID(r *http.Request) string {
	given := r.Header.Get(requestIDHeader)
	if given != "" && len(given) <= 128 && strings.Trim(given, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.") == "" {
		return given
	}
	id, err := a.ids.NewID()
	if err != nil {
		return "none"
	}
	return id.String()
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
	idle   time.Duration
}

// Idle notes that the call was not worked on for a while, since it waited for
// something to happen: that is no slow answer.
func (r *recorder) Idle(d time.Duration) { r.idle += d }

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write notes the size.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// folded matches paths without regard to case and to doubled slashes, as the
// published addresses were always served: a POST cannot follow a redirect to
// the right spelling.
func folded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := strings.ToLower(path.Clean("/" + r.URL.Path))
		if strings.HasSuffix(r.URL.Path, "/") && p != "/" {
			p += "/"
		}
		if p == r.URL.Path {
			next.ServeHTTP(w, r)
			return
		}
		same := new(http.Request)
		*same = *r
		u := *r.URL
		u.Path, u.RawPath = p, ""
		same.URL = &u
		next.ServeHTTP(w, same)
	})
}

// limited refuses work beyond what the instance may have in hand, so that it
// answers what it has taken. Busy refuses in the form of those who call.
func limited(slots int, next http.Handler, busy http.HandlerFunc) http.Handler {
	free := make(chan struct{}, slots)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case free <- struct{}{}:
			defer func() { <-free }()
			next.ServeHTTP(w, r)
		default:
			busy(w, r)
		}
	})
}

// busyPage is for people whom an instance has no room for.
func busyPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Retry-After", "1")
	e := pay.Fail(pay.CodeBusy, nil)
	http.Error(w, e.Text(pay.Latvian)+"\n"+e.Text(pay.English), http.StatusServiceUnavailable)
}

// profiles are the standard ones, for the ops listener only.
func profiles(mux *http.ServeMux) {
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
}
