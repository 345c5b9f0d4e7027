package clients_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// documentedFacts are the keys of demo.json that the README explains.
func documentedFacts(t *testing.T) []string {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "### demo.json")
	section, _, _ = strings.Cut(section, "\n### ")
	var keys []string
	for _, row := range regexp.MustCompile(`(?m)^\| (.+?) \|`).FindAllStringSubmatch(section, -1) {
		for _, key := range regexp.MustCompile("`([a-z0-9_]+)`").FindAllStringSubmatch(row[1], -1) {
			keys = append(keys, key[1])
		}
	}
	slices.Sort(keys)
	return keys
}

func TestDemoFacts(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	text, err := os.ReadFile(filepath.Join(d.dir, "demo.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(documentedFacts(t), slices.Sorted(maps.Keys(all))); diff != "" {
		t.Errorf("demo.json holds other keys than the README explains: %s", diff)
	}
	for key, value := range all {
		s, ok := value.(string)
		switch {
		case !ok || key == "client_password" || strings.HasPrefix(key, "notice_"):
		case strings.Contains(s, "://"):
			base := !strings.HasPrefix(key, "response_") && !strings.HasPrefix(key, "server_response_")
			slash := key == "invoice_rest" || key == "payment_api" || key == "contract"
			if base && strings.HasSuffix(s, "/") != slash {
				t.Errorf("%s: %q, a slash at its end: %v", key, s, slash)
			}
			if !base && !strings.HasSuffix(s, "?id=") {
				t.Errorf("%s: %q does not end in ?id=", key, s)
			}
		default:
			d.factIsAFile(t, key, s)
		}
	}
	if d.ClientPassword != "demo" {
		t.Errorf("the password is %q", d.ClientPassword)
	}
	trusting := client(t, d.CA)
	for _, address := range []string{d.Web, d.Services, d.Ops, d.Sandbox, d.EService} {
		if status, _ := get(t, trusting, address+"/"); status >= http.StatusInternalServerError {
			t.Errorf("%s answers %d", address, status)
		}
	}
	for _, code := range []string{"02Y70", "03G10", "DEM11", "00001"} {
		if !slices.ContainsFunc(d.ServiceSteps, func(s step) bool { return s.Code == code && len(s.Positions) > 0 }) {
			t.Errorf("the step %s of the published samples is not for sale", code)
		}
	}
}

// factIsAFile checks the path of a file, which nobody else may read where it
// holds a key.
func (d *demo) factIsAFile(t *testing.T, key, path string) {
	t.Helper()
	if !filepath.IsAbs(path) {
		t.Errorf("%s: %q is not absolute", key, path)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Errorf("%s: %v", key, err)
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	secret := strings.Contains(string(text), "PRIVATE KEY") || strings.HasSuffix(path, ".pfx")
	if secret && info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%s: others may read the key, mode %v", key, info.Mode())
	}
}

// Every step is sold as demo.json says.
func TestEveryStepOfTheDemo(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	for _, s := range d.ServiceSteps {
		order := sale{step: s.Code, response: d.ResponseURL, server: d.ServerResponseURL}
		for _, p := range s.Positions {
			l := line{"Quantity", "1", p.Code}
			if p.Free {
				l = line{"Amount", "1.20", p.Code}
			}
			order.lines = append(order.lines, l)
		}
		id := d.own.save(t, order)
		d.pay(t, id, "approve")
		if l := d.own.letter(t, id); l != "E" {
			t.Errorf("%s: letter %s, want E", s.Code, l)
		}
	}
}

func TestDemoOnGivenPortsOverHTTPS(t *testing.T) {
	t.Parallel()
	base, err := strconv.Atoi(strings.TrimPrefix(freePort(t), "127.0.0.1:"))
	if err != nil {
		t.Fatal(err)
	}
	d := startDemoIn(t, t.TempDir(), "", "--tls", "--listen-base", strconv.Itoa(base))
	used := map[int]bool{}
	for name, address := range map[string]string{"web": d.Web, "services": d.Services, "sandbox": d.Sandbox, "eservice": d.EService, "ops": d.Ops} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		port, err := strconv.Atoi(u.Port())
		if err != nil || port < base || port > base+20 || used[port] {
			t.Errorf("%s is at %s, want a port of its own from %d on", name, address, base)
		}
		used[port] = true
		if u.Scheme != "https" && name != "ops" {
			t.Errorf("%s is at %s, want https", name, address)
		}
	}
	id := d.own.save(t, d.sale())
	response, err := client(t, d.CA).Post(d.Sandbox+"/requests/"+id+"/pay?outcome=approve", "", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || d.own.letter(t, id) != "E" {
		t.Errorf("paying over HTTPS: %d, letter %s", response.StatusCode, d.own.letter(t, id))
	}
}
