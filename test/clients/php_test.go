package clients_test

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The published samples, word for word as in the guide (spec 002, chapters 2.3
// and 2.4), stand in testdata/php. These are the lines of them that an
// integrator has to change, and nothing else is changed here.
const (
	publishedAddress    = `$wsdlUrl = 'https://tv-vraa.zzdats.lv/services/VRAA.VISS2.MM.Endpoint/v1.0/WCFX509/PaymentRequestService.svc?singleWsdl';`
	publishedPath       = `$authCertPath = '/path/to/mm.pem';`
	publishedIdentifier = `$paymentRequestId = '99e083d2-688f-481a-bb85-420eb11e6927';`
)

// php runs a script as an installation would whose php.ini trusts the demo's
// authority.
func php(t *testing.T, ca string, arguments ...string) string {
	t.Helper()
	settings := []string{"-d", "openssl.cafile=" + ca, "-d", "soap.wsdl_cache_enabled=0", "-d", "display_errors=1"}
	return mustRun(t, tool(t, "php"), append(settings, arguments...)...)
}

func TestPHPIsComplete(t *testing.T) {
	t.Parallel()
	modules := strings.Fields(strings.ToLower(mustRun(t, tool(t, "php"), "-m")))
	for _, m := range []string{"soap", "curl", "openssl"} {
		if !slices.Contains(modules, m) {
			t.Errorf("php-%s is missing: scripts/setup installs it", m)
		}
	}
}

// sample gives the path of a published sample in which only the given lines
// have been replaced, each of which stands in it once.
func sample(t *testing.T, name string, replace map[string]string) string {
	t.Helper()
	published, err := os.ReadFile(filepath.Join("testdata", "php", name))
	if err != nil {
		t.Fatal(err)
	}
	lines, replaced := strings.Split(string(published), "\n"), 0
	for i, l := range lines {
		if by, ok := replace[l]; ok {
			lines[i] = by
			replaced++
		}
	}
	if replaced != len(replace) {
		t.Fatalf("%s: %d lines replaced, want %d", name, replaced, len(replace))
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// saveSample runs the published sample that makes a request, with a bundle.
func (d *demo) saveSample(t *testing.T, bundle string) (id, page string) {
	t.Helper()
	tell, err := filepath.Abs("testdata/php/tell.php")
	if err != nil {
		t.Fatal(err)
	}
	path := sample(t, "save.php", map[string]string{
		publishedAddress: `$wsdlUrl = '` + d.PaymentSOAP + `?singleWsdl';`,
		publishedPath:    `$authCertPath = '` + bundle + `';`,
	})
	said := php(t, d.CA, "-d", "auto_append_file="+tell, path)
	id, page, ok := strings.Cut(strings.TrimSpace(said), " ")
	if !ok || len(id) != len(nobody) {
		t.Fatalf("the published sample says %q", said)
	}
	return id, page
}

// statusSample runs the published sample that asks for the status.
func (d *demo) statusSample(t *testing.T, id string) string {
	t.Helper()
	path := sample(t, "status.php", map[string]string{
		publishedAddress:    `$wsdlUrl = '` + d.PaymentSOAP + `?singleWsdl';`,
		publishedPath:       `$authCertPath = '` + d.ClientPEM + `';`,
		publishedIdentifier: `$paymentRequestId = '` + id + `';`,
	})
	return strings.TrimSpace(php(t, d.CA, path))
}

func TestPublishedPHPSamples(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		id, page := d.saveSample(t, d.ClientPEM)
		if u, err := url.Parse(page); err != nil || !strings.HasPrefix(page, d.Web+"/") || u.RawQuery != "id="+id {
			t.Errorf("PaymentRequestUrl %q of request %s", page, id)
		}
		if said := d.statusSample(t, id); said != "Statuss: P<br />" {
			t.Errorf("before payment the published sample says %q", said)
		}
		d.pay(t, id, "approve")
		if said := d.statusSample(t, id); said != "Statuss: E<br />" {
			t.Errorf("after payment the published sample says %q", said)
		}
		if said := d.statusSample(t, nobody); !strings.HasPrefix(said, "SoapFault: ") || !strings.Contains(said, "nav atrasts") {
			t.Errorf("of a request that is not there the published sample says %q", said)
		}
	})
}

func TestPHPCurlWithTheBundle(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	call := func(message string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), tool(t, "php"), "testdata/php/curl.php", d.PaymentSOAP, d.CA, d.ClientPEM, d.ClientPassword)
		command.Stdin = strings.NewReader(message)
		said, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		return string(said)
	}
	id := d.own.save(t, d.sale())
	if said := call(statusMessage(id)); !strings.HasPrefix(said, "200 ") || !strings.Contains(said, ">P<") {
		t.Errorf("the status is %q", said)
	}
	if said := call(d.sale().message()); !strings.HasPrefix(said, "200 ") || !strings.Contains(said, "PaymentRequestUrl") {
		t.Errorf("saving answers %q", said)
	}
	if said := call(statusMessage(nobody)); !strings.HasPrefix(said, "500 ") || !strings.Contains(said, "MM301") {
		t.Errorf("of a request that is not there: %q", said)
	}
}
