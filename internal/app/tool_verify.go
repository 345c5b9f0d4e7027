package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/internal/edge/payerweb"
	"viss.gov.lv/mm/pay"
)

// Verification is what `mm document verify` is asked.
type Verification struct {
	// What is a file (PDF or XML), the text of a QR code, or a verification code.
	What string
	// Keys are the published keys: a file, or an address. Empty: those of the
	// configuration.
	Keys string
	// Configured reads the configuration. It is not asked for a file or a QR code
	// with Keys, so that anybody can check those.
	Configured func() (config.Config, error)
}

// ErrNotGenuine says that what was checked cannot be trusted.
var ErrNotGenuine = errors.New("it cannot be trusted")

const (
	largestKeys     = 1 << 20
	largestToVerify = 64 << 20
	fetchTimeout    = 10 * time.Second
)

// Verify checks a copy, or the text of a QR code, with public keys and nothing
// else, and says what it found. A code alone is looked up in the database.
func (v Verification) Verify(ctx context.Context, w io.Writer) error {
	content, err := readCopy(v.What)
	if err != nil {
		return err
	}
	if content == nil {
		if code, ok := codeIn(v.What); ok {
			return v.lookUp(ctx, w, code)
		}
		content = []byte(v.What)
	}
	keys, err := v.keys(ctx)
	if err != nil {
		return err
	}
	printer, err := document.NewPrinter()
	if err != nil {
		return err
	}
	found, err := printer.Check(keys, content)
	switch {
	case err == nil:
		fmt.Fprintf(w, "Genuine and unchanged: %s of %s, signed with key %s.\n", found.Form, found.Statement.Number, found.Statement.Key)
	case errors.Is(err, document.ErrPage):
		fmt.Fprintf(w, "WARNING: %s.\n", err)
	case errors.Is(err, document.ErrEInvoice):
		return err // that says nothing about its truth
	default:
		return fmt.Errorf("%w: %w", ErrNotGenuine, err)
	}
	printStatement(w, found.Statement)
	if err != nil {
		return ErrNotGenuine
	}
	return nil
}

// readCopy reads a file; nil when there is none of that name.
func readCopy(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		if strings.HasSuffix(strings.ToLower(name), ".pdf") || strings.HasSuffix(strings.ToLower(name), ".xml") {
			return nil, err
		}
		return nil, nil // it is the text of a code then
	}
	defer func() { _ = file.Close() }() // it was only read
	content, err := io.ReadAll(io.LimitReader(file, largestToVerify))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return content, nil
}

// codeIn finds a verification code: alone, or at the end of a link without a
// statement.
func codeIn(text string) (string, bool) {
	if strings.Contains(text, "#") {
		return "", false
	}
	if _, after, ok := strings.Cut(text, payerweb.CheckPath); ok {
		text = after
	}
	code, err := document.ParseCode(text)
	return code, err == nil
}

// lookUp finds a document by its code.
func (v Verification) lookUp(ctx context.Context, w io.Writer, code string) error {
	c, err := v.Configured()
	if err != nil {
		return fmt.Errorf("a code alone is looked up in the database: %w", err)
	}
	o, err := OpenOperator(ctx, c)
	if err != nil {
		return err
	}
	defer func() { _ = o.Close() }() // nothing was written
	d, err := o.db.DocumentByCode(ctx, code)
	if errors.Is(err, pay.ErrNotFound) {
		return fmt.Errorf("%w: no document was issued with the code %s", ErrNotGenuine, document.GroupedCode(code))
	}
	if err != nil {
		return err
	}
	latest, err := o.db.LatestDocument(ctx, d.Request)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "Issued with this code:")
	o.printDocument(w, d, latest)
	if _, err := o.documents.keys.Document(d); err != nil {
		return fmt.Errorf("%w: %w", ErrNotGenuine, err)
	}
	return nil
}

// keys are those given, or those of the configuration.
func (v Verification) keys(ctx context.Context) (*document.KeySet, error) {
	if v.Keys == "" {
		c, err := v.Configured()
		if err != nil {
			return nil, fmt.Errorf("give the published keys with --keys, or a configuration: %w", err)
		}
		d, err := openDocuments(c)
		if err != nil {
			return nil, err
		}
		return d.keys, nil
	}
	text, err := readKeys(ctx, v.Keys)
	if err != nil {
		return nil, err
	}
	return document.ParseKeySet(text)
}

func readKeys(ctx context.Context, from string) ([]byte, error) {
	if !strings.HasPrefix(from, "https://") && !strings.HasPrefix(from, "http://") {
		return os.ReadFile(from)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Timeout: fetchTimeout}
	answer, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("fetch the keys: %w", err)
	}
	defer func() { _ = answer.Body.Close() }() // it was only read
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch the keys: %s", answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, largestKeys))
}

func printStatement(w io.Writer, s document.Statement) {
	t := table(w)
	fmt.Fprintf(t, "Number\t%s\nType\t%s\nDate\t%s\nAmount\t%s EUR\nInstitution\t%s\nCode\t%s\n",
		s.Number, s.Type, s.Date, pay.EUR(s.Amount), s.Payee, document.GroupedCode(s.Code()))
	_ = t.Flush()
}
