package payerweb

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strings"
)

//go:embed assets
var assetFiles embed.FS

// file is a static file under an address that changes with its content, so that
// browsers may keep it for ever.
type file struct {
	Address   string
	Integrity string
	media     string
	content   []byte
}

// assets are the static files: one style sheet, one script, one picture.
type assets struct {
	Style, Script, Icon file
	byName              map[string]file // by the last part of the address
}

func loadAssets() (assets, error) {
	a := assets{byName: map[string]file{}}
	for _, row := range []struct {
		name, media string
		to          *file
	}{
		{"mm.css", "text/css; charset=utf-8", &a.Style},
		{"mm.js", "text/javascript; charset=utf-8", &a.Script},
		{"mm.svg", "image/svg+xml", &a.Icon},
	} {
		content, err := assetFiles.ReadFile("assets/" + row.name)
		if err != nil {
			return assets{}, fmt.Errorf("payer's pages: %w", err)
		}
		sum := sha256.Sum256(content)
		ext := path.Ext(row.name)
		name := strings.TrimSuffix(row.name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		*row.to = file{
			Address: "/static/" + name, Integrity: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
			media: row.media, content: content,
		}
		a.byName[name] = *row.to
	}
	return a, nil
}

// static serves the files.
func (s *site) static(w http.ResponseWriter, r *http.Request) {
	f, ok := s.files.byName[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.media)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(f.content)
}
