package clients_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCertificateFilesOpenElsewhere(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	openssl, dir := tool(t, "openssl"), t.TempDir()
	opened := filepath.Join(dir, "opened.pem")

	t.Run("the bundle is a certificate and an encrypted key", func(t *testing.T) {
		text, err := os.ReadFile(d.ClientPEM)
		if err != nil {
			t.Fatal(err)
		}
		for _, begin := range []string{"-----BEGIN CERTIFICATE-----", "-----BEGIN ENCRYPTED PRIVATE KEY-----"} {
			if !strings.Contains(string(text), begin) {
				t.Errorf("the bundle has no %s", begin)
			}
		}
		mustRun(t, openssl, "pkey", "-in", d.ClientPEM, "-passin", "pass:"+d.ClientPassword, "-noout", "-check")
		if _, _, err := run(t, openssl, "pkey", "-in", d.ClientPEM, "-passin", "pass:wrong", "-noout"); err == nil {
			t.Error("the key opens with a wrong password")
		}
	})
	// What the samples tell to do: openssl pkcs12 -in fails.pfx -out fails.pem.
	for name, more := range map[string][]string{"with -legacy": {"-legacy"}, "without": nil} {
		t.Run("the PFX becomes the samples' file "+name, func(t *testing.T) {
			pem := filepath.Join(dir, strings.TrimPrefix(name, "with -")+".pem")
			arguments := []string{"pkcs12", "-in", d.ClientPFX, "-out", pem, "-passin", "pass:" + d.ClientPassword, "-passout", "pass:" + d.ClientPassword}
			mustRun(t, openssl, append(arguments, more...)...)
			if id, _ := d.saveSample(t, pem); d.own.letter(t, id) != "P" {
				t.Error("the published sample with that file made no request")
			}
		})
	}
	t.Run("the PFX opens with its password only", func(t *testing.T) {
		if _, _, err := run(t, openssl, "pkcs12", "-in", d.ClientPFX, "-out", opened, "-passin", "pass:wrong", "-passout", "pass:x"); err == nil {
			t.Error("it opens with a wrong password")
		}
	})
	t.Run("the chain leads to the authority", func(t *testing.T) {
		mustRun(t, openssl, "verify", "-CAfile", d.CA, "-purpose", "sslclient", d.ClientCert)
		mustRun(t, openssl, "verify", "-CAfile", d.CA, "-purpose", "sslclient", d.OtherClientCert)
	})
	t.Run("the server names itself in every way", func(t *testing.T) {
		address := strings.TrimPrefix(d.Services, "https://")
		for _, flags := range [][]string{{"-verify_hostname", "localhost"}, {"-verify_ip", "127.0.0.1"}, {"-verify_ip", "::1"}} {
			mustRun(t, openssl, append([]string{"s_client", "-connect", address, "-CAfile", d.CA, "-verify_return_error", "-brief"}, flags...)...)
		}
	})
}

func TestCurlWithEveryFormOfTheCertificate(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	id := d.own.save(t, d.sale())
	for name, credentials := range map[string][]string{
		"PEM, certificate and key":  {"--cert", d.ClientCert, "--key", d.ClientKey},
		"PEM with an encrypted key": {"--cert", d.ClientPEM + ":" + d.ClientPassword},
		"PFX":                       {"--cert-type", "P12", "--cert", d.ClientPFX + ":" + d.ClientPassword},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arguments := append([]string{
				"--silent", "--show-error", "--fail-with-body", "--cacert", d.CA,
				"--header", "Content-Type: text/xml", "--data-binary", statusMessage(id),
			}, credentials...)
			if said := mustRun(t, tool(t, "curl"), append(arguments, d.PaymentSOAP)...); !strings.Contains(said, ">P<") {
				t.Errorf("curl got %q", said)
			}
		})
	}
}
