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

// assets are the style sheet, and the static files: one script, one picture.
type assets struct {
	Style        style
	Script, Icon file
	byName       map[string]file // by the last part of the address
}

func loadAssets() (assets, error) {
	css, err := assetFiles.ReadFile("assets/mm.css")
	if err != nil {
		return assets{}, fmt.Errorf("payer's pages: %w", err)
	}
	a := assets{Style: newStyle(string(css)), byName: map[string]file{}}
	for _, row := range []struct {
		name, media string
		to          *file
	}{
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

// static serves the files. They are packed only on the wire.
func (s *site) static(w http.ResponseWriter, r *http.Request) {
	f, ok := s.files.byName[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.media)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	s.packer.write(w, takesPacked(r), http.StatusOK, f.content)
}
