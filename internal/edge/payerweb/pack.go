package payerweb

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// packer writes bodies, packed where the browser takes that. Packing is safe
// here: a page holds no secret but what its address gives to the bearer anyway,
// so that nothing can be guessed from lengths.
type packer struct {
	writers sync.Pool
}

func newPacker() *packer {
	return &packer{sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a good one
		return w
	}}}
}

// takesPacked tells whether a browser takes gzip. What it says of preferences
// is not weighed: all that name gzip take it.
func takesPacked(r *http.Request) bool {
	for _, value := range r.Header.Values("Accept-Encoding") {
		for coding := range strings.SplitSeq(value, ",") {
			name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") {
				weight, given := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
				return !given || strings.Trim(weight, "0.") != ""
			}
		}
	}
	return false
}

// write answers with a body.
func (p *packer) write(w http.ResponseWriter, packed bool, status int, body []byte) {
	w.Header().Add("Vary", "Accept-Encoding")
	if !packed {
		w.WriteHeader(status)
		_, _ = w.Write(body)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z := p.writers.Get().(*gzip.Writer) //nolint:forcetypeassert // the pool holds nothing else
	defer p.writers.Put(z)
	z.Reset(w)
	_, _ = z.Write(body)
	_ = z.Close()
}
