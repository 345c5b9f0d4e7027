package reference

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page's form and style
	"encoding/base64"
	"fmt"
	"html/template"
	"net/url"
	"strings"
)

//go:embed page.html
var form string

//go:embed page.css
var style string

// Reference is the contract in the forms in which it is handed out.
type Reference struct {
	HTML []byte
	JSON []byte
	YAML []byte // word for word
	// Policy is the page's Content-Security-Policy: its own style, and nothing else.
	Policy string
}

// view is what the page shows.
type view struct {
	Title, Version, OpenAPI, Summary string
	Path                             string // of the page, with the slash at its end
	Text                             template.HTML
	Style                            template.CSS
	Groups                           []group
	Answers                          []answer
	Schemas                          []schema
	Codes                            []Code
}

// Config is what the page is made of.
type Config struct {
	// Contract is the document, as YAML.
	Contract []byte
	// Origin is where the calls of the examples go, as "https://pay.example.lv",
	// at the path of the contract's first server.
	Origin string
	// Codes are the codes of refusals, each with an anchor of its own name.
	Codes []Code
}

// Code is a code of refusals with what it means.
type Code struct {
	Name             string
	Called           string // by this installation; "" when it has no other name
	English, Latvian string
}

// New reads a contract.
func New(c Config) (*Reference, error) {
	root, err := read(c.Contract)
	if err != nil {
		return nil, err
	}
	r := &Reference{YAML: c.Contract}
	if r.JSON, err = asJSON(root.value); err != nil {
		return nil, err
	}
	v := view{
		Title: root.get("info").text("title"), Version: root.get("info").text("version"), OpenAPI: root.text("openapi"),
		Summary: root.get("info").text("summary"), Text: markdown(root.get("info").text("description")),
		Style: template.CSS(style), //nolint:gosec // it is ours
		Codes: c.Codes, Path: base(root, "") + "/",
	}
	if v.Groups, err = groups(root, base(root, c.Origin)); err != nil {
		return nil, err
	}
	if v.Answers, err = commonAnswers(v.Groups, root); err != nil {
		return nil, err
	}
	if v.Schemas, err = schemas(root); err != nil {
		return nil, err
	}
	page, err := template.New("page").Parse(form)
	if err != nil {
		return nil, fmt.Errorf("read the page's form: %w", err)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("make the page: %w", err)
	}
	r.HTML = b.Bytes()
	digest := sha256.Sum256([]byte(style))
	r.Policy = "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) +
		"'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return r, nil
}

// base is the address under which the paths of the contract are found.
func base(root node, origin string) string {
	servers := root.get("servers").list()
	if len(servers) == 0 {
		return origin
	}
	u, err := url.Parse(servers[0].text("url"))
	if err != nil {
		return origin
	}
	return origin + strings.TrimSuffix(u.Path, "/")
}
