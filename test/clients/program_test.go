// Package clients_test runs the whole program as those who use it meet it: the
// binary itself, started as a process, on both stores, called by PHP, Node,
// OpenSSL, curl and a browser. Nothing of MM's own code answers for the other
// side. What a test needs of the machine and does not find is a failure that
// says what is missing: scripts/setup installs it.
package clients_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/store/storetest"
)

// The longest that a test waits for what should come at once. Machines that
// test are busy, so nothing is told from a time but that it never came.
const patience = 60 * time.Second

// built is the program, made once for all tests: in the module's folder of
// binaries, with the race detector where the tests have it. MM_TEST_BINARY names
// one that is to be tested instead, as a release before it goes out.
var built = sync.OnceValues(func() (string, error) {
	if given := os.Getenv("MM_TEST_BINARY"); given != "" {
		return filepath.Abs(given)
	}
	path, err := filepath.Abs("../../bin/test/mm")
	if err != nil {
		return "", err
	}
	arguments := []string{"build", "-o", path}
	if withRaceDetector() {
		arguments = append(arguments, "-race")
	}
	out, err := exec.Command("go", append(arguments, "viss.gov.lv/mm/cmd/mm")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

func withRaceDetector() bool {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return false
	}
	for _, s := range info.Settings {
		if s.Key == "-race" {
			return s.Value == "true"
		}
	}
	return false
}

func program(t testing.TB) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// tool finds a program that the tests need beside ours.
func tool(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatalf("%s is missing: scripts/setup installs it", strings.Join(names, " or "))
	return ""
}

// output is what a process wrote; it may be read while the process writes.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// process is a running program.
type process struct {
	command *exec.Cmd
	out     output
	err     output
	ended   chan struct{} // closed when it has ended
	result  error         // of Wait, once ended
	over    bool          // ended by the test
}

// start runs the program in the background. When the test ends it must still
// run, and end in good order.
func start(t testing.TB, arguments ...string) *process {
	t.Helper()
	p := &process{command: exec.Command(program(t), arguments...), ended: make(chan struct{})}
	p.command.Stdout, p.command.Stderr = &p.out, &p.err
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.result = p.command.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() { p.stop(t) })
	return p
}

// stop ends the program as an operator does, and expects it to end quickly and
// without an error. It may be called again.
func (p *process) stop(t testing.TB) {
	t.Helper()
	if p.over {
		return
	}
	p.over = true
	defer p.readErrors(t)
	began := time.Now()
	select {
	case <-p.ended:
		t.Errorf("mm %s ended by itself: %v\n%s", p.command.Args[1], p.result, p.err.String())
		return
	default:
	}
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Errorf("stop: %v", err)
	}
	select {
	case <-p.ended:
	case <-time.After(patience):
		_ = p.command.Process.Kill()
		<-p.ended
		t.Errorf("mm %s did not stop within %v of SIGTERM\n%s", p.command.Args[1], patience, p.err.String())
		return
	}
	if p.result != nil {
		t.Errorf("mm %s stopped with %v\n%s", p.command.Args[1], p.result, p.err.String())
	}
	// What runs is given stopTimeout at most, and nothing runs for long here.
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("mm %s took %v to stop", p.command.Args[1], took)
	}
}

// readErrors looks through standard error for what must never stand there.
func (p *process) readErrors(t testing.TB) {
	t.Helper()
	<-p.ended
	for _, word := range append(personal(), "PRIVATE KEY", "panic", "goroutine ", "DATA RACE", "SQLSTATE") {
		if strings.Contains(p.err.String(), word) {
			t.Errorf("mm %s has written %q:\n%s", p.command.Args[1], word, p.err.String())
		}
	}
}

// kill ends the program between two instructions.
func (p *process) kill(t testing.TB) {
	t.Helper()
	p.over = true
	if err := p.command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("kill: %v", err)
	}
	p.readErrors(t)
}

// run runs a program to its end and gives what it wrote. An error of exit is
// the caller's to judge.
func run(t testing.TB, name string, arguments ...string) (stdout, stderr string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var out, errs bytes.Buffer
	command := exec.CommandContext(ctx, name, arguments...)
	command.Stdout, command.Stderr = &out, &errs
	err = command.Run()
	return out.String(), errs.String(), err
}

// mustRun runs a program that must succeed and gives its standard output.
func mustRun(t testing.TB, name string, arguments ...string) string {
	t.Helper()
	out, errs, err := run(t, name, arguments...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", filepath.Base(name), strings.Join(arguments, " "), err, out, errs)
	}
	return out
}

// eventually waits until something is so.
func eventually(t testing.TB, what string, within time.Duration, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !so() {
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatalf("waited %v in vain: %s", within, what)
		}
	}
}

// postgres is the address of an empty database.
func postgres(t testing.TB) string {
	t.Helper()
	return storetest.Postgres(t)
}

// onBothStores runs a test on SQLite and on PostgreSQL. The database is that of
// --database, empty for the file in the data folder.
func onBothStores(t *testing.T, test func(t *testing.T, database string)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, "")
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, postgres(t))
	})
}
