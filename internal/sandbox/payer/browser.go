package payer

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
)

// maxPage bounds a page, in bytes.
const maxPage = 2 << 20

// browser is one payer's browser: it keeps cookies and follows redirects.
type browser struct {
	client http.Client
}

func newBrowser(c *http.Client) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &browser{client: *c}
	b.client.Jar = jar
	b.client.CheckRedirect = nil
	return b, nil
}

func (b *browser) get(ctx context.Context, address string) (document, error) {
	return b.do(ctx, http.MethodGet, address, nil, "")
}

// submit sends a form of a page, as when a button of it is pressed.
func (b *browser) submit(ctx context.Context, on document, f *form, pressed *button, choose map[string]string) (document, error) {
	action := f.action
	if pressed != nil && pressed.action != nil {
		action = pressed.action
	}
	values := f.values(pressed, choose)
	if f.method == http.MethodPost {
		return b.do(ctx, http.MethodPost, action.String(), values, on.at.Scheme+"://"+on.at.Host)
	}
	target := *action
	target.RawQuery = values.Encode()
	return b.do(ctx, http.MethodGet, target.String(), nil, "")
}

func (b *browser) do(ctx context.Context, method, address string, values url.Values, origin string) (document, error) {
	var body io.Reader
	if values != nil {
		body = strings.NewReader(values.Encode())
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return document{}, err
	}
	request.Header.Set("Accept", "text/html")
	request.Header.Set("Accept-Language", "lv")
	if values != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", origin)
	}
	response, err := b.client.Do(request)
	if err != nil {
		return document{}, err
	}
	defer func() { _ = response.Body.Close() }()
	d, err := read(io.LimitReader(response.Body, maxPage), response.Request.URL, response.StatusCode)
	if err != nil {
		return document{}, fmt.Errorf("page %s: %w", address, err)
	}
	return d, nil
}
