package reference

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"
)

// The names under which the forms are found, after the path of the interface.
const (
	PageName = ""
	YAMLName = "openapi.yaml"
	JSONName = "openapi.json"
)

// Handlers are what answers for each name. Nobody needs a certificate to read
// the contract.
func (r *Reference) Handlers() map[string]http.Handler {
	return map[string]http.Handler{
		PageName: document{"text/html; charset=utf-8", r.Policy, r.HTML},
		YAMLName: document{"application/yaml; charset=utf-8", "default-src 'none'", r.YAML},
		JSONName: document{"application/json; charset=utf-8", "default-src 'none'", r.JSON},
	}
}

// document is handed out as it is.
type document struct {
	mediaType, policy string
	content           []byte
}

// ServeHTTP hands the document out; who has it already is told so.
func (d document) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256(d.content)
	header := w.Header()
	header.Set("Content-Type", d.mediaType)
	header.Set("Content-Security-Policy", d.policy)
	header.Set("ETag", `"`+base64.RawURLEncoding.EncodeToString(sum[:16])+`"`)
	header.Set("Cache-Control", "no-cache") // a new release may bring a new contract
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(d.content))
}
