package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// processor is the processor time that those who take part in a call have used:
// the callers, the server, the database. Unlike time on the wall it does not
// depend much on what else the machine does.
type processor struct{ callers, server, database time.Duration }

// meter reads the processor time of one comparison.
type meter struct {
	servers  []int
	database string // in the title of PostgreSQL's processes on this machine
}

func newMeter(address string, servers ...int) meter {
	m := meter{servers: servers}
	if u, err := url.Parse(address); err == nil && u.Scheme != "" {
		m.database = " " + strings.TrimPrefix(u.Path, "/") + " "
	}
	return m
}

// used is the processor time of this process, the servers, and those processes
// of PostgreSQL that work for the database.
func (m meter) used() processor {
	var p processor
	p.callers = timeOf(os.Getpid())
	for _, pid := range m.servers {
		p.server += timeOf(pid)
	}
	titles, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil || m.database == "" {
		return p
	}
	for _, title := range titles {
		text, err := os.ReadFile(title)
		if err != nil || !strings.HasPrefix(string(text), "postgres: ") || !strings.Contains(string(text), m.database) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(title))); err == nil {
			p.database += timeOf(pid)
		}
	}
	return p
}

// timeOf is the processor time of a process (proc(5), /proc/pid/stat: fields 14
// and 15, in hundredths of a second).
func timeOf(pid int) time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, tail, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(tail)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

func (p processor) minus(q processor) processor {
	return processor{p.callers - q.callers, p.server - q.server, p.database - q.database}
}

func (p processor) plus(q processor) processor {
	return processor{p.callers + q.callers, p.server + q.server, p.database + q.database}
}

// processor is what one call has used, in microseconds.
func (r series) processor() string {
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(max(r.calls, 1)) }
	p := r.spent
	return fmt.Sprintf("%4.0f µs = %3.0f callers + %3.0f server + %3.0f database",
		each(p.callers+p.server+p.database), each(p.callers), each(p.server), each(p.database))
}
