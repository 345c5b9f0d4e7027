package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
)

//go:embed frame.html style.css
var files embed.FS

// Pages are the pages of one stand-in within the common frame.
type Pages struct {
	stylesheet string
	byName     map[string]*template.Template
}

// Parse reads the named pages, each a file name.html that defines "title" and
// "main". Stylesheet is the address of the style sheet.
func Parse(source fs.FS, stylesheet string, names ...string) (*Pages, error) {
	p := &Pages{stylesheet: stylesheet, byName: map[string]*template.Template{}}
	for _, name := range names {
		t, err := template.ParseFS(files, "frame.html")
		if err == nil {
			t, err = t.ParseFS(source, name+".html")
		}
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
		p.byName[name] = t
	}
	return p, nil
}

// View is what a page shows.
type View struct {
	Display
	Kind       string     // class of the body: whose page it is
	Owner      string     // whose page it is, in words
	Banner     string     // what must not be overlooked; may be empty
	Home       string     // address behind the owner's name; may be empty
	Keep       url.Values // parameters of the page's address that a change of display keeps
	Stylesheet string
	Data       any
}

// Choices are the choices of display that the page offers.
func (v View) Choices() [][]Link { return v.Links(v.Keep) }

// Write answers with a page. Nothing of it is stored by the browser, and it may
// load nothing but its own style sheet.
func (p *Pages) Write(w http.ResponseWriter, status int, name string, v View) {
	v.Stylesheet = p.stylesheet
	var b bytes.Buffer
	t, ok := p.byName[name]
	if !ok {
		http.Error(w, "no page "+name, http.StatusInternalServerError)
		return
	}
	if err := t.ExecuteTemplate(&b, "frame", v); err != nil {
		http.Error(w, "page "+name+": "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// Style serves the style sheet.
func Style(w http.ResponseWriter, _ *http.Request) {
	css, err := files.ReadFile("style.css")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=300")
	_, _ = w.Write(css)
}
