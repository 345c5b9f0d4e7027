package config

import (
	_ "embed"
	"time"
)

//go:embed example.yaml
var example string

// Example is a configuration file that shows every setting; it can be loaded
// as it is. The package's test generates it.
func Example() string { return example }

// Default is what holds where neither file nor environment says otherwise. It
// is not complete: some settings have no sensible default.
func Default() Config {
	return Config{
		Database: Database{MaxConnections: 16},
		Web:      Web{Address: ":8080", PaymentPath: "/MM/WebUI2/Payments/"},
		Services: Services{Address: ":8443"},
		Ops:      Ops{Address: "127.0.0.1:9090"},
		Proxy:    Proxy{CertificateForm: FormRFC9440, CertificateHeader: "X-SSL-Client-Cert", AddressHeader: "X-Forwarded-For"},
		Limits: Limits{
			BodyBytes:           1 << 20,
			HeaderTimeout:       5 * time.Second,
			ReadTimeout:         15 * time.Second,
			WriteTimeout:        30 * time.Second,
			IdleTimeout:         2 * time.Minute,
			Concurrency:         256,
			Connections:         4096,
			ListRows:            10_000,
			APIPerMinute:        6_000,
			ListTimeout:         5 * time.Second,
			UnknownIDsPerMinute: 30,
			StopTimeout:         20 * time.Second,
		},
		SOAP: SOAP{
			ContractNamespace: "http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0",
			DataNamespace:     "http://ivis.eps.gov.lv/XMLSchemas/100001/MM/v1-0",
		},
		Deliveries: Deliveries{Timeout: 10 * time.Second, UserAgent: "MM"},
		Mail:       Mail{Port: 587, TLS: MailStartTLS, Timeout: 10 * time.Second},
		Jobs:       Jobs{Workers: 128, PerLane: 4, PollInterval: time.Second, Lease: 20 * time.Second},
		Log:        Log{Level: "info", Format: FormatJSON},
	}
}
