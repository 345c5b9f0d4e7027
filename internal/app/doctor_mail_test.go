package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/sandbox/mailserver"
)

// mailPort serves a mail stand-in and gives its port.
func mailPort(t *testing.T) (*mailserver.Server, int) {
	t.Helper()
	s, err := mailserver.New(mailserver.Config{Name: "mail.example.org", Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s, l.Addr().(*net.TCPAddr).Port
}

func TestExamineTalksToTheMailServer(t *testing.T) {
	t.Parallel()
	server, port := mailPort(t)
	for tls, want := range map[string]string{
		"none":     fmt.Sprintf("ok    mail: 127.0.0.1 port %d, none: ready to take messages", port),
		"starttls": fmt.Sprintf("FAIL  mail: 127.0.0.1 port %d, starttls: the server offers no STARTTLS → ", port),
	} {
		dir := t.TempDir()
		makeKeys(t, dir)
		file := filepath.Join(dir, "mm.yaml")
		writeFile(t, file, rightSetUp+fmt.Sprintf("mail: {host: 127.0.0.1, port: %d, tls: %s, from: mm@example.org}\n", port, tls))
		c, err := config.Load(file, noEnvironment)
		if err != nil {
			t.Fatal(err)
		}
		e := examiner{config: c, machine: noon()}
		if got := findings(t, e.mail(t.Context())); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %q, want %q", tls, got, want)
		}
	}
	if n := len(server.Messages("")); n != 0 {
		t.Errorf("looking at a set-up sent %d messages", n)
	}
}
