// Package docs_test keeps the documents true: pages that are made from the
// code are up to date, and links lead somewhere.
package docs_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/edge/apiv2"
	"viss.gov.lv/mm/internal/edge/invoicerest"
	"viss.gov.lv/mm/internal/edge/paymentapi"
	"viss.gov.lv/mm/pay"
)

var update = flag.Bool("update", false, "rewrite generated documents")

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with: go test ./docs -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not up to date (-file +now); go test ./docs -update\n%s", path, diff)
	}
}

func TestErrorCodes(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`# Error codes

<!-- Generated from pay.Codes, the interfaces and advice_test.go by go test ./docs -update. -->

The code table of the original module is not public, so these codes are ours. A published code never changes its
meaning. The setting ` + "`errorCodes`" + ` gives them other names towards callers. Texts are Latvian or English, by
` + "`Accept-Language`" + `; the text may be followed by what was found, and what would be right, and before it stands the name
of the field.

| Interface | Where the code stands | Status of HTTP |
|---|---|---|
| [SOAP](../integrators/README.md#which-interface) | ` + "`Code`" + ` of ` + "`PaymentRequestFault`" + `, in the detail of the fault | 500; of what is not a SOAP call: 405, 408, 413, 415 |
| [PaymentApi](../integrators/payment-api.md) | header ` + "`MM-Error`" + `; its text, percent-encoded, in ` + "`MM-ErrorMessage`" + ` | below; of what is not a call of a method: 404, 405, 408, 413 |
| Documents (` + "`RESTX509/Invoices`" + `) | ` + "`code`" + ` of ` + "`application/problem+json`" + ` | below |
| API v2 | ` + "`code`" + ` of ` + "`application/problem+json`" + `, and of each row of its ` + "`errors`" + ` | below; 400 in place of 422 for what is wrong with a header or in the address, 404, 405 and 408 for what is not a call |

`)
	b.WriteString("| Code | Latvian and English | What to do | PaymentApi | Documents | API v2 |\n|---|---|---|---|---|---|\n")
	todo := advice()
	for _, row := range pay.Codes() {
		if todo[row.Code] == "" {
			t.Errorf("advice_test.go does not say what to do about %s", row.Code)
		}
		fmt.Fprintf(&b, "| `%s` | %s<br>%s | %s |%s\n", row.Code, row.LV, row.EN, todo[row.Code], statuses(row.Code))
		delete(todo, row.Code)
	}
	for code := range todo {
		t.Errorf("advice_test.go speaks of %s, which is not in the table", code)
	}
	golden(t, "protocol/error-codes.md", b.String())
}

// statuses are the columns of a code's statuses.
func statuses(code pay.Code) string {
	ofPayersPages := []pay.Code{pay.CodeProviderUnavailable, pay.CodeProviderMessage, pay.CodeProviderNotOffered}
	if slices.Contains(ofPayersPages, code) {
		return " – | – | – |"
	}
	return fmt.Sprintf(" %d | %d | %d |", paymentapi.Status(code), invoicerest.Status(code), apiv2.Status(code))
}

func TestStates(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`# States

<!-- Generated from the tables in pay/machine.go by go test ./docs -update. -->

What is not drawn here cannot happen. The letters that callers see are a projection of these states
([choices](protocol/choices.md#letters)).
`)
	diagram(&b, "Request", "Expiry waits while an attempt is live. A payment that arrives after expiry brings the\n"+
		"request to paid only where the institution accepts that.", pay.RequestTransitions())
	diagram(&b, "Payment", "The lines of a request that share account, classification and purpose.", pay.PaymentTransitions())
	diagram(&b, "Attempt", "One try at one provider. Late marks a success that came after the attempt had ended\n"+
		"otherwise: it counts all the same.", pay.AttemptTransitions())
	golden(t, "states.md", b.String())
}

// diagram writes one table as a drawing. The first row's state is where life
// begins.
func diagram[S ~string](b *strings.Builder, title, text string, table []pay.Transition[S]) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n```mermaid\nstateDiagram-v2\n    [*] --> %s\n", title, text, table[0].From)
	goesOn := map[S]bool{}
	for _, t := range table {
		late := ""
		if t.Late {
			late = " (late)"
		}
		fmt.Fprintf(b, "    %s --> %s: %s%s\n", t.From, t.To, t.On, late)
		goesOn[t.From] = true
	}
	ended := map[S]bool{}
	for _, t := range table {
		if !goesOn[t.To] && !ended[t.To] {
			ended[t.To] = true
			fmt.Fprintf(b, "    %s --> [*]\n", t.To)
		}
	}
	b.WriteString("```\n")
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	code    = regexp.MustCompile("(?s)```.*?```")
)

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	pages, linked := 0, map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		pages++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(string(text), ""), -1) {
			linked[checkLink(t, path, m[1])] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// A page that nobody leads to is read by nobody.
	err = filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".md" && filepath.Base(path) != "template.md" && !linked[filepath.Join("../docs", path)] {
			t.Errorf("no page leads to %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if pages < 10 {
		t.Errorf("found only %d pages", pages)
	}
}

// checkLink gives the file that a link of a page leads to, if it is one of ours.
func checkLink(t *testing.T, page, target string) string {
	t.Helper()
	if strings.Contains(target, "://") {
		return ""
	}
	file, anchor, _ := strings.Cut(target, "#")
	to := page
	if file != "" {
		to = filepath.Join(filepath.Dir(page), file)
	}
	text, err := os.ReadFile(to)
	if err != nil {
		if info, e := os.Stat(to); e == nil && info.IsDir() && anchor == "" {
			return ""
		}
		t.Errorf("%s: the link %s leads nowhere", page, target)
		return ""
	}
	if anchor == "" {
		return to
	}
	for _, m := range heading.FindAllStringSubmatch(string(text), -1) {
		if slug(m[1]) == anchor {
			return to
		}
	}
	t.Errorf("%s: the link %s leads to no heading", page, target)
	return to
}

// slug is the anchor of a heading, as the usual renderers make it.
func slug(title string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(title) {
		switch {
		case c == ' ':
			b.WriteByte('-')
		case c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c > 127:
			b.WriteRune(c)
		}
	}
	return b.String()
}
