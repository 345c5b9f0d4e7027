package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// child is a running mm demo.
type child struct {
	cmd   *exec.Cmd
	facts facts
	ready time.Duration // from its start until every listener answered
}

// facts is what the benchmark needs of demo.json.
type facts struct {
	CA              string `json:"ca"`
	Ops             string `json:"ops"`
	PaymentSOAP     string `json:"payment_soap"`
	PaymentAPI      string `json:"payment_api"`
	APIv2           string `json:"api_v2"`
	ClientCert      string `json:"client_cert"`
	ClientKey       string `json:"client_key"`
	OtherClientCert string `json:"other_client_cert"`
	PlatformCert    string `json:"platform_cert"`
	PlatformKey     string `json:"platform_key"`
}

// startMM starts the program on a database and waits until it answers.
func startMM(ctx context.Context, program, dir, database string) (*child, error) {
	file := filepath.Join(dir, "demo.json")
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	c := &child{cmd: exec.CommandContext(ctx, program, "demo", "--data", dir, "--database", database, "--listen-base", "0", "--quiet")}
	c.cmd.Stderr = os.Stderr
	c.cmd.Cancel = func() error { return c.cmd.Process.Signal(syscall.SIGTERM) }
	began := time.Now()
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	for {
		text, err := os.ReadFile(file)
		if err == nil {
			c.ready = time.Since(began)
			return c, json.Unmarshal(text, &c.facts)
		}
		if time.Since(began) > time.Minute {
			return nil, errors.Join(errors.New("mm demo does not become ready"), c.stop())
		}
		time.Sleep(time.Millisecond)
	}
}

func (c *child) stop() error {
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return c.cmd.Wait()
}

// resident is the child's resident memory now, in MB.
func (c *child) resident() float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kb) / 1024
		}
	}
	return 0
}

func (c *child) clients(n int) ([]*http.Client, error) {
	return clients(n, c.facts.CA, c.facts.ClientCert, c.facts.ClientKey)
}
