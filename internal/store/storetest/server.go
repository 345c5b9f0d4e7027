package storetest

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL server: one that was given, or a throw-away one in a
// temporary folder that listens on a Unix socket only and syncs to disk as a
// real one does.
type Server struct {
	base *url.URL // of the database from which others are made
	stop func() error
	ours bool // goes with all its databases
}

// errNoPostgres says what to do.
var errNoPostgres = errors.New("PostgreSQL is needed: install it (Debian: apt-get install postgresql), " +
	"or give the URL of a server in MM_TEST_POSTGRES, with a user that may create databases")

// UseServer is a server that runs already. The URL is of a database with a user
// that may create others.
func UseServer(rawURL string) (*Server, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, fmt.Errorf("MM_TEST_POSTGRES: %w", err)
	}
	return &Server{base: u, stop: func() error { return nil }}, nil
}

// watcher is the shell that makes the server, says "ready", waits until its
// standard input ends, which it does also when the process that started it is
// killed, and leaves nothing behind.
const watcher = `
trap '' INT TERM HUP
bin=$1 dir=$2
"$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --no-locale --no-instructions >"$dir/log" 2>&1 &&
"$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o "-k '$dir' -c listen_addresses= -c max_connections=200" start >>"$dir/log" 2>&1 &&
echo ready || { cat "$dir/log"; echo failed; }
read -r _
"$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >>"$dir/log" 2>&1
rm -rf "$dir"
`

// StartServer starts a throw-away server. It ends with Stop, or with the
// process, however that ends. As root it runs as the user postgres, since
// PostgreSQL refuses to run as root.
func StartServer() (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "mm-postgres-")
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("/bin/sh", "-c", watcher, "sh", bin, dir)
	cmd.Dir = dir
	if err := asPostgres(cmd, dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	s := &Server{
		base: &url.URL{
			Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
			RawQuery: url.Values{"host": {dir}}.Encode(),
		},
		stop: func() error { return errors.Join(stdin.Close(), cmd.Wait()) },
		ours: true,
	}
	if said := waitReady(stdout); said != "" {
		return nil, errors.Join(fmt.Errorf("start PostgreSQL: %s", said), s.stop())
	}
	return s, nil
}

// waitReady reads what the watcher says, "" when the server is ready.
func waitReady(stdout io.Reader) string {
	var said strings.Builder
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		switch lines.Text() {
		case "ready":
			return ""
		case "failed":
			return said.String()
		}
		said.WriteString(lines.Text() + "\n")
	}
	return said.String() + "it ended"
}

// programs finds the folder of the newest server that is installed.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		path, err := exec.LookPath("initdb")
		if err != nil {
			return "", errNoPostgres
		}
		return filepath.Dir(path), nil
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4]) // a folder that is no number is the oldest
		return n
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
}

// asPostgres makes the command run in a session of its own, so that a key that
// interrupts the tests does not reach it, and as the user postgres when we are
// root.
func asPostgres(cmd *exec.Cmd, dir string) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return errors.Join(errNoPostgres, err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(dir, uid, gid)
}

// Create makes an empty database and gives its URL.
func (s *Server) Create(ctx context.Context) (string, error) {
	name := "mm_test_" + strings.ToLower(rand.Text()[:12]) // servers may be shared by test binaries
	if err := s.run(ctx, `CREATE DATABASE `+pgx.Identifier{name}.Sanitize()+` TEMPLATE template0 ENCODING 'UTF8'`); err != nil {
		return "", fmt.Errorf("create a database: %w", err)
	}
	u := *s.base
	u.Path = "/" + name
	return u.String(), nil
}

// Drop removes a database that Create made, whoever is connected to it. Those
// of a throw-away server go with the server, which is much quicker.
func (s *Server) Drop(ctx context.Context, rawURL string) error {
	if s.ours {
		return nil
	}
	u, err := url.Parse(rawURL)
	if err != nil {
		return err
	}
	name := strings.TrimPrefix(u.Path, "/")
	if err := s.run(ctx, `DROP DATABASE IF EXISTS `+pgx.Identifier{name}.Sanitize()+` WITH (FORCE)`); err != nil {
		return fmt.Errorf("drop a database: %w", err)
	}
	return nil
}

func (s *Server) run(ctx context.Context, sql string) (err error) {
	conn, err := pgx.Connect(ctx, s.base.String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

// Stop ends a throw-away server and removes its data; it leaves one that was
// given alone.
func (s *Server) Stop() error {
	return s.stop()
}
