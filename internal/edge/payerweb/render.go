package payerweb

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
)

//go:embed templates/*.html
var templateFiles embed.FS

// templates are the parsed pages by kind.
type templates map[kind]*template.Template

// contents names the template file of each kind.
func contents() map[kind]string {
	return map[kind]string{
		kindChoose:    "choose",
		kindHandover:  "handover",
		kindRunning:   "running",
		kindWaiting:   "outcome",
		kindUnknown:   "outcome",
		kindPaid:      "outcome",
		kindAlready:   "outcome",
		kindExpired:   "outcome",
		kindWithdrawn: "outcome",
		kindProblem:   "problem",
		kindAbout:     "about",
		kindCheck:     "check",
		kindCopy:      "copy",
	}
}

// parseTemplates parses every page once, each with the common frame.
func parseTemplates() (templates, error) {
	frame, err := template.ParseFS(templateFiles, "templates/frame.html", "templates/summary.html", "templates/exit.html", "templates/mailing.html")
	if err != nil {
		return nil, fmt.Errorf("payer's pages: %w", err)
	}
	all := templates{}
	for k, name := range contents() {
		clone, err := frame.Clone()
		if err != nil {
			return nil, fmt.Errorf("payer's pages: %w", err)
		}
		all[k], err = clone.ParseFS(templateFiles, "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("payer's pages: %w", err)
		}
	}
	return all, nil
}

// render writes a page, all of it or none.
func (s *site) render(w http.ResponseWriter, p *page) error {
	var b bytes.Buffer
	if err := s.templates[p.Kind].ExecuteTemplate(&b, "frame.html", p); err != nil {
		return fmt.Errorf("page %s: %w", p.Kind, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", p.policy())
	if p.Live != nil && p.Live.Stop != "" {
		h.Set("Refresh", strconv.Itoa(p.Live.Refresh))
	}
	h.Set("Content-Language", string(p.Words.Language()))
	s.packer.write(w, p.packed, p.Status, b.Bytes())
	return nil
}

// policy is the page's content security policy.
func (p *page) policy() string {
	styles := []style{p.Files.Style}
	if p.Brand != nil && p.Brand.Style != nil {
		styles = append(styles, *p.Brand.Style)
	}
	if p.FormsTo == "" {
		return policy(styles, "'self'")
	}
	return policy(styles, p.FormsTo)
}
