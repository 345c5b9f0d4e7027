package mailserver_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/sandbox/mailserver"
)

// now is the business clock of the tests.
func now() time.Time { return time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC) }

// start starts a server and tells where it listens.
func start(t *testing.T, c mailserver.Config) (*mailserver.Server, string) {
	t.Helper()
	c.Name, c.Now, c.Log = "mail.test", now, slog.New(slog.DiscardHandler)
	s, err := mailserver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return s, l.Addr().String()
}

// secrets are settings of both sides of a TLS connection.
func secrets(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	h := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(h.Close)
	roots := h.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	return &tls.Config{Certificates: h.TLS.Certificates, MinVersion: tls.VersionTLS12},
		&tls.Config{RootCAs: roots, ServerName: "example.com", MinVersion: tls.VersionTLS12}
}

const sample = "From: =?UTF-8?q?Maks=C4=81jumi?= <pay@example.lv>\r\nTo: e@p.lv\r\n" +
	"Subject: =?UTF-8?q?Maks=C4=81jums_sa=C5=86emts?=\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n" +
	"Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
	"Labdien! Samaks=C4=81ts.\r\n.dot\r\n--b\r\n" +
	"Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+xIE8L3A+\r\n--b--\r\n"

func TestKeepsWhatItIsSent(t *testing.T) {
	t.Parallel()
	s, address := start(t, mailserver.Config{})
	if err := smtp.SendMail(address, nil, "pay@example.lv", []string{"e@p.lv", "f@p.lv"}, []byte(sample)); err != nil {
		t.Fatal(err)
	}
	got := s.Messages("E@p.lv")
	if len(got) != 1 || len(s.Messages("")) != 1 || len(s.Messages("x@p.lv")) != 0 {
		t.Fatalf("messages: %+v", got)
	}
	m := got[0]
	m.Raw = ""
	want := mailserver.Message{
		ID: "1", Received: now(), From: "pay@example.lv", To: []string{"e@p.lv", "f@p.lv"},
		Subject: "Maksājums saņemts", Text: "Labdien! Samaksāts.\n.dot", HTML: "<p>ā</p>",
		Headers: map[string][]string{
			"From": {"Maksājumi <pay@example.lv>"}, "To": {"e@p.lv"}, "Subject": {"Maksājums saņemts"},
			"Mime-Version": {"1.0"}, "Content-Type": {"multipart/alternative; boundary=b"},
		},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
}

func TestStartTLSAndSigningIn(t *testing.T) {
	t.Parallel()
	server, client := secrets(t)
	s, address := start(t, mailserver.Config{TLS: server, Username: "mm", Password: "secret"})
	c, err := smtp.Dial(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if ok, _ := c.Extension("AUTH"); ok {
		t.Error("passwords are taken in clear")
	}
	if err := c.StartTLS(client); err != nil {
		t.Fatal(err)
	}
	if err := c.Mail("pay@example.lv"); code(err) != 530 {
		t.Errorf("without signing in: %v", err)
	}
	if err := c.Auth(smtp.PlainAuth("", "mm", "wrong", "127.0.0.1")); code(err) != 535 {
		t.Errorf("with a wrong password: %v", err)
	}
	c, err = smtp.Dial(address) // the client hangs up after a refusal
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.StartTLS(client); err != nil {
		t.Fatal(err)
	}
	if err := c.Auth(smtp.PlainAuth("", "mm", "secret", "127.0.0.1")); err != nil {
		t.Fatal(err)
	}
	if err := send(c, "e@p.lv"); err != nil {
		t.Fatal(err)
	}
	if got := s.Messages("e@p.lv"); len(got) != 1 || !got[0].TLS {
		t.Errorf("messages: %+v", got)
	}
}

func TestImplicitTLS(t *testing.T) {
	t.Parallel()
	server, client := secrets(t)
	s, address := start(t, mailserver.Config{TLS: server, Implicit: true})
	conn, err := tls.Dial("tcp", address, client)
	if err != nil {
		t.Fatal(err)
	}
	c, err := smtp.NewClient(conn, "example.com")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := send(c, "e@p.lv"); err != nil || len(s.Messages("")) != 1 {
		t.Errorf("%v, %d messages", err, len(s.Messages("")))
	}
}

func send(c *smtp.Client, to string) error {
	if err := c.Mail("pay@example.lv"); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, sample); err != nil {
		return err
	}
	return w.Close()
}

func code(err error) int {
	if spoken, ok := errors.AsType[*textproto.Error](err); ok {
		return spoken.Code
	}
	return 0
}

func TestMagicAddresses(t *testing.T) {
	t.Parallel()
	s, address := start(t, mailserver.Config{})
	for _, want := range []struct {
		to   string
		code int
	}{{"nobody@p.lv", 550}, {"later@p.lv", 451}, {"later@p.lv", 451}, {"later@p.lv", 0}, {"later@p.lv", 451}, {"nobody@p.lv", 550}} {
		if err := smtp.SendMail(address, nil, "pay@example.lv", []string{want.to}, []byte(sample)); code(err) != want.code {
			t.Errorf("%s: %v, want %d", want.to, err, want.code)
		}
	}
	if n := len(s.Messages("")); n != 1 {
		t.Errorf("%d messages were kept", n)
	}
}

// What a client must not do is refused, and the conversation goes on.
func TestStrictOrderAndBounds(t *testing.T) {
	t.Parallel()
	s, address := start(t, mailserver.Config{})
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	expect := func(line, want string) {
		t.Helper()
		if line != "" {
			if _, err := io.WriteString(conn, line+"\r\n"); err != nil {
				t.Fatal(err)
			}
		}
		got, err := in.ReadString('\n')
		for ; err == nil && len(got) > 3 && got[3] == '-'; got, err = in.ReadString('\n') {
		}
		if err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("%.40q: %q, %v; want %s", line, got, err, want)
		}
	}
	expect("", "220")
	expect("MAIL FROM:<a@b.lv>", "503")
	expect("EHLO client", "250")
	expect("STARTTLS", "502")
	expect("AUTH PLAIN", "503")
	expect("RCPT TO:<a@b.lv>", "503")
	expect("DATA", "503")
	expect("MAIL FROM:a@b.lv", "501")
	expect("mail from:<a@b.lv> SIZE=100", "250")
	expect("MAIL FROM:<a@b.lv>", "503")
	expect("RCPT TO:<>", "501")
	expect("RCPT TO:<"+strings.Repeat("a", 300)+"@b.lv>", "501")
	for range 20 {
		expect("RCPT TO:<a@b.lv>", "250")
	}
	expect("RCPT TO:<a@b.lv>", "452")
	expect("DATA", "354")
	expect(strings.Repeat(strings.Repeat("x", 1022)+"\r\n", 1100)+".", "552")
	expect("NOOP", "250")
	expect("VRFY a@b.lv", "502")
	expect("RSET", "250")
	expect(strings.Repeat("x", 2000), "500")
	if _, err := in.ReadByte(); err == nil {
		t.Error("the conversation goes on after an endless line")
	}
	if n := len(s.Messages("")); n != 0 {
		t.Errorf("%d messages were kept", n)
	}
}

func TestOldMessagesAreForgotten(t *testing.T) {
	t.Parallel()
	s, address := start(t, mailserver.Config{})
	c, err := smtp.Dial(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	for range 205 {
		if err := send(c, "e@p.lv"); err != nil {
			t.Fatal(err)
		}
	}
	if all := s.Messages(""); len(all) != 200 || all[0].ID != "6" {
		t.Errorf("%d messages, the first is %s", len(all), all[0].ID)
	}
}

func TestInboxForPeopleAndScripts(t *testing.T) {
	t.Parallel()
	s, address := start(t, mailserver.Config{})
	if err := smtp.SendMail(address, nil, "pay@example.lv", []string{"e+x@p.lv"}, []byte(sample)); err != nil {
		t.Fatal(err)
	}
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	var list []mailserver.Message
	if err := json.Unmarshal(get("/messages?to="+url.QueryEscape("e+x@p.lv")).Body.Bytes(), &list); err != nil || len(list) != 1 || list[0].Subject != "Maksājums saņemts" {
		t.Errorf("list: %+v, %v", list, err)
	}
	if body := get("/messages?to=nobody").Body.String(); strings.TrimSpace(body) != "[]" {
		t.Errorf("no messages: %q", body)
	}
	for path, want := range map[string]string{
		"/":                         "Maksājums saņemts",
		"/?to=e%2Bx@p.lv":           `value="e&#43;x@p.lv"`,
		"/?language=ENG":            "Messages",
		"/messages/1":               "Labdien! Samaksāts.",
		"/messages/1/raw":           "Subject: =?UTF-8?q?",
		"/messages/1/html":          "<p>ā</p>",
		"/messages/2?language=ENG":  "There is no such message here.",
		"/?to=%22%3E%3Cscript%3E":   "&#34;&gt;&lt;script&gt;",
		"/messages/1?language=ENG":  "pay@example.lv",
		"/?fs=font-size-150&bm=x":   "font-size-150",
		"/messages/1?bm=y&fs=weird": "font-size-100",
	} {
		w := get(path)
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, no %q in\n%s", path, w.Code, want, w.Body)
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
	if w := get("/messages/2"); w.Code != http.StatusNotFound {
		t.Errorf("unknown message: %d", w.Code)
	}
}
