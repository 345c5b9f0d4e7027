// Package config is everything that an operator may set: one struct, read
// strictly from a YAML file and the environment. Load reports all faults at
// once, each with its line; what it returns needs no further checking.
//
// The doc comments of the fields are the reference: docs/configuration.md and
// the example file are generated from them by the package's test.
package config

import (
	"net/netip"
	"time"

	"viss.gov.lv/mm/pay"
)

// Config is the configuration of one instance of `mm serve`.
type Config struct {
	// Where everything is kept.
	Database Database `yaml:"database"`

	// The public listener: the payer's pages and the returns from banks.
	Web Web `yaml:"web"`

	// The listener for services with client certificates: SOAP, REST and JSON.
	Services Services `yaml:"services"`

	// The listener for operators: health, readiness, metrics and profiles. It
	// asks for no password; keep it on a loopback or inner address.
	Ops Ops `yaml:"ops"`

	// Reverse proxies in front of the listeners.
	Proxy Proxy `yaml:"proxy"`

	// What one caller may cost.
	Limits Limits `yaml:"limits"`

	// The names in the published contract that are not public in the original.
	SOAP SOAP `yaml:"soap"`

	// Other names for MM's error codes, as `MM103: E-1203`, for institutions
	// whose programs know those. Codes that are not listed keep their name.
	ErrorCodes map[pay.Code]string `yaml:"errorCodes"`

	// The calls to ServerResponseUrl. Their schedule is fixed: at once, then
	// after 10 s, 1 min, 5 min, 15 min, 1 h, 3 h, 6 h, 12 h and daily to day 7.
	Deliveries Deliveries `yaml:"deliveries"`

	// The keys of signed notices.
	Notifications Notifications `yaml:"notifications"`

	// The mail server through which payers are sent receipts. Without one they are
	// offered none.
	Mail Mail `yaml:"mail"`

	// The supporting documents that payers and institutions get.
	Documents Documents `yaml:"documents"`

	// The work that becomes due: expiry, polling, deliveries.
	Jobs Jobs `yaml:"jobs"`

	// The banks and card acquirers that this installation can ask for money.
	// Which of them a service step offers, the catalogue says.
	Providers []Provider `yaml:"providers"`

	// What is written to standard error.
	Log Log `yaml:"log"`
}

// Database is where everything is kept.
type Database struct {
	// Path of a SQLite file, or a postgres:// address. SQLite is for one
	// instance; PostgreSQL 15 or newer for any number of them. The address may
	// hold a password, so it may also come from a file: `file:PATH`.
	URL Secret `yaml:"url" required:"true" example:"mm.db"`

	// Whether `mm serve` brings the schema up to date when it starts. When it
	// does not, it refuses to start on an old schema; run `mm migrate` then.
	Migrate bool `yaml:"migrate"`

	// How many connections an instance may hold open at once.
	MaxConnections int `yaml:"maxConnections" min:"2" max:"1000"`
}

// Limits bounds what one caller may cost.
type Limits struct {
	// Largest body of a message, in bytes.
	BodyBytes int `yaml:"bodyBytes" min:"16384" max:"67108864"`

	// How long the header of a message may take to arrive.
	HeaderTimeout time.Duration `yaml:"headerTimeout" min:"1s" max:"1m"`

	// How long a whole message may take to arrive.
	ReadTimeout time.Duration `yaml:"readTimeout" min:"1s" max:"5m"`

	// How long an answer may take to be made and sent.
	WriteTimeout time.Duration `yaml:"writeTimeout" min:"1s" max:"10m"`

	// How long a connection may stay open without a message.
	IdleTimeout time.Duration `yaml:"idleTimeout" min:"1s" max:"1h"`

	// How many messages a listener works on at once; further ones are told to
	// come again.
	Concurrency int `yaml:"concurrency" min:"1" max:"100000"`

	// How many connections a listener has open at once; further ones are closed. One
	// network gets an eighth of those of the payer's pages and half of those of the
	// services, a trusted proxy as many as there are. Each is an open file.
	Connections int `yaml:"connections" min:"16" max:"1000000"`

	// How many rows a list of the JSON interface may have when it is not asked for
	// in parts; a longer one is refused before it is begun.
	ListRows int `yaml:"listRows" min:"100" max:"1000000"`

	// How long the database may take for one part of a list.
	ListTimeout time.Duration `yaml:"listTimeout" min:"100ms" max:"1m"`

	// How many calls of API v2 an institution may make of one instance in a minute;
	// so many at once, and then as they grow back.
	APIPerMinute int `yaml:"apiPerMinute" min:"60" max:"10000000"`

	// How many payment requests that do not exist one address may ask the payer's
	// pages for in a minute, before it has to wait: guessing must not pay.
	UnknownIDsPerMinute int `yaml:"unknownIdsPerMinute" min:"1" max:"100000"`

	// How long a stopping instance may go on with what it has begun.
	StopTimeout time.Duration `yaml:"stopTimeout" min:"1s" max:"10m"`
}

// SOAP names what the published documents leave out.
type SOAP struct {
	// Namespace of the service contract: operations and their wrappers.
	ContractNamespace string `yaml:"contractNamespace" required:"true"`

	// Namespace of the data structures.
	DataNamespace string `yaml:"dataNamespace" required:"true"`
}

// Deliveries is about calls to ServerResponseUrl.
type Deliveries struct {
	// How long a call may take, from dialling to the last byte.
	Timeout time.Duration `yaml:"timeout" min:"1s" max:"15s"`

	// Private, loopback and link-local addresses that may be called all the same,
	// as `10.1.0.0/16`. All others of that sort are refused after the name is
	// resolved, so that an address in a request cannot reach into the network.
	AllowPrivate []netip.Prefix `yaml:"allowPrivate"`

	// How MM names itself to those it calls.
	UserAgent string `yaml:"userAgent" required:"true"`
}

// MailTLS is how the connection to the mail server is protected.
type MailTLS string

// The ways to protect mail.
const (
	MailStartTLS      MailTLS = "starttls"
	MailImplicit      MailTLS = "implicit"
	MailOpportunistic MailTLS = "opportunistic"
	MailInClear       MailTLS = "none"
)

// Mail is about the mail server. Refusals for good end a delivery at once;
// otherwise its tries follow the schedule of deliveries.
type Mail struct {
	// Name or address of the mail server. Empty: there is none.
	Host string `yaml:"host"`

	// Its port: mostly 587 for `starttls`, 465 for `implicit`, 25 within a network.
	Port int `yaml:"port" min:"1" max:"65535"`

	// How the connection is protected: `starttls`, or nothing is sent; `implicit`,
	// TLS from the first byte; `opportunistic`, TLS where the server offers it;
	// `none`, for a server on the same machine.
	TLS MailTLS `yaml:"tls" oneof:"starttls|implicit|opportunistic|none"`

	// With what MM signs in. Empty: the server asks for nothing.
	Username string `yaml:"username"`

	// The password. Keep it in a file of its own, `file:PATH`, or in a variable,
	// `env:NAME`.
	Password Secret `yaml:"password"`

	// The sender, as `Maksājumi <maksajumi@example.org>`. Replies go to the
	// institution's address, where the catalogue has one.
	From string `yaml:"from"`

	// How long sending one message may take, from dialling to the last answer.
	Timeout time.Duration `yaml:"timeout" min:"1s" max:"15s"`
}

// Set tells whether there is a mail server.
func (m Mail) Set() bool { return m.Host != "" }

// Jobs is about due work.
type Jobs struct {
	// How many pieces of work an instance does at once.
	Workers int `yaml:"workers" min:"2" max:"1000"`

	// How many of these may be for one institution or one provider, so that a slow
	// one delays only itself. Fewer than workers.
	PerLane int `yaml:"perLane" min:"1" max:"999"`

	// How often an instance looks for due work that nothing told it of.
	PollInterval time.Duration `yaml:"pollInterval" min:"100ms" max:"1s"`

	// How long a piece of work belongs to the instance that took it. The work of a
	// killed instance is taken over when it ends. It outlasts deliveries.timeout.
	Lease time.Duration `yaml:"lease" min:"5s" max:"20s"`
}

// Protocol is how a provider is talked to.
type Protocol string

// The protocols. Each is a package under internal/provider.
const (
	ProtocolDemo Protocol = "demo"
)

// Provider is a bank or card acquirer.
type Provider struct {
	// Its code, as the catalogue and AllowedBanks name it.
	Code pay.ProviderCode `yaml:"code" required:"true" example:"DEMO0000"`

	// How it is talked to: `demo`, the bank of `mm sandbox`.
	Protocol Protocol `yaml:"protocol" required:"true" oneof:"demo" example:"demo"`

	// Where the provider takes payers, and is asked for the outcome.
	URL string `yaml:"url" required:"true" example:"https://sandbox.example.org/bank"`

	// Our name at the provider, as agreed; at most 15 characters.
	Merchant string `yaml:"merchant" required:"true" example:"MM"`

	// The provider's name in its messages, as agreed; at most 15 characters.
	Bank string `yaml:"bank" required:"true" example:"DEMOBANK"`

	// The private key that we sign with, PEM (PKCS #8). Keep it in a file of its
	// own, `file:PATH`, or in a variable, `env:NAME`.
	Key Secret `yaml:"key" required:"true" example:"file:demo.key"`

	// File with the public key that the provider signs with, PEM.
	BankKey File `yaml:"bankKey" required:"true" example:"demo-bank.pub"`
}

// Level is the least severity that is logged.
type Level string

// Format is how log lines are written.
type Format string

// The formats of log lines.
const (
	FormatJSON Format = "json"
	FormatText Format = "text"
)

// Log is what is written to standard error.
type Log struct {
	// The least severity that is written: `debug`, `info`, `warn` or `error`.
	Level Level `yaml:"level" oneof:"debug|info|warn|error"`

	// How lines are written: `json` for machines, `text` for people.
	Format Format `yaml:"format" oneof:"json|text"`
}
