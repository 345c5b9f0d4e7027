package main

import (
	"os"

	"viss.gov.lv/mm/internal/app"
)

type certificateCommand struct {
	Authority certificateAuthorityCommand `cmd:"" help:"Make a test authority in a folder."`
	Client    certificateClientCommand    `cmd:"" help:"Make a client certificate, in every form that clients open."`
	Server    certificateServerCommand    `cmd:"" help:"Make a server certificate."`
	Revoke    certificateRevokeCommand    `cmd:"" help:"Put certificates on the authority's revocation list; without any, renew the list."`
	Show      certificateShowCommand      `cmd:"" help:"Show certificates and the fingerprints that the catalogue wants."`
}

// authorityFolder is embedded by commands that work on an authority.
type authorityFolder struct {
	Dir string `required:"" help:"Folder of the authority, where its certificates are written, too." type:"path"`
}

type certificateAuthorityCommand struct {
	authorityFolder
	Name string `required:"" help:"Name of the authority."`
}

// Run makes an authority.
func (c *certificateAuthorityCommand) Run() error {
	return app.NewCertificateTool(c.Dir, os.Stdout, false).Authority(c.Name)
}

type certificateClientCommand struct {
	authorityFolder
	Name           string `required:"" help:"Whose certificate it is; its files are named after it."`
	Organization   string `help:"Name of the institution."`
	RegistrationNo string `help:"Registration number of the institution."`
	Password       string `env:"MM_CERTIFICATE_PASSWORD" help:"Password of the encrypted files. Without, one is made and shown."`
	Days           int    `default:"730" help:"How many days it is valid; never longer than its authority."`
	Yes            bool   `help:"Replace files that are there. Without, only say so."`
}

// Run makes a client certificate.
func (c *certificateClientCommand) Run() error {
	return app.NewCertificateTool(c.Dir, os.Stdout, c.Yes).Client(app.ClientCertificate{
		Name: c.Name, Organization: c.Organization, RegistrationNo: c.RegistrationNo, Password: c.Password, Days: c.Days,
	})
}

type certificateServerCommand struct {
	authorityFolder
	Name string   `default:"server" help:"What its files are named after."`
	Host []string `help:"Host names and addresses that it is for; without any, localhost, 127.0.0.1 and ::1."`
	Yes  bool     `help:"Replace files that are there. Without, only say so."`
}

// Run makes a server certificate.
func (c *certificateServerCommand) Run() error {
	return app.NewCertificateTool(c.Dir, os.Stdout, c.Yes).Server(c.Name, c.Host)
}

type certificateRevokeCommand struct {
	authorityFolder
	Files []string `arg:"" optional:"" name:"FILE" help:"Files with the certificates." type:"path"`
	Yes   bool     `help:"Do it. Without, only say what would be done."`
}

// Run writes the revocation list anew.
func (c *certificateRevokeCommand) Run() error {
	return app.NewCertificateTool(c.Dir, os.Stdout, c.Yes).Revoke(c.Files)
}

type certificateShowCommand struct {
	Files []string `arg:"" name:"FILE" help:"Files with certificates, PEM or DER." type:"path"`
}

// Run shows certificates.
func (c *certificateShowCommand) Run() error { return app.ShowCertificates(os.Stdout, c.Files) }
